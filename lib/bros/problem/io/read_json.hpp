// JSON files. Optional: needs nlohmann-json.
#pragma once

#include <bros/core/number.hpp>
#include <bros/problem/io/read_text.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace bros {

inline constexpr std::size_t longest_json = std::size_t{1} << 28;  ///< bytes; reading them takes up to 24 times as many
inline constexpr std::size_t deepest_json = 16;                    ///< arrays and objects in each other

/// A JSON value as a message shows it: of an array or an object only what it is.
[[nodiscard]] inline std::string shown_json(const nlohmann::json& value) {
  if (value.is_array()) return "array of " + std::to_string(value.size());
  if (value.is_object()) return "object of " + std::to_string(value.size());
  return shown(value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

namespace detail {

/// Builds a document from what the parser finds, and names the place in every complaint.
class JsonBuilder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  using json = nlohmann::json;

  JsonBuilder(const char* field, std::string file) : field_(field), file_(std::move(file)) {}
  json document;

  bool null() override { return put(nullptr); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(number_integer_t value) override { return put(value); }
  bool number_unsigned(number_unsigned_t value) override { return put(value); }
  bool number_float(number_float_t, const string_t& token) override {
    std::string text = token;  // into which the parser has put the decimal point of the C library's locale
    const std::size_t point = text.find_first_not_of("+-0123456789eE");
    if (point != text.npos) text[point] = '.';
    const auto value = number_from<double>(text);
    if (!value) refuse("must hold numbers in the range of doubles, and " + place() + " is " + shown(text));
    return put(*value);
  }
  bool string(string_t& value) override {
    put(value);
    return without_nul(value);
  }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(json::object()); }
  bool start_array(std::size_t) override { return open(json::array()); }
  bool end_object() override { return open_.pop_back(), true; }
  bool end_array() override { return open_.pop_back(), true; }
  bool key(string_t& name) override {
    open_.back().key = std::move(name);
    if (open_.back().value->contains(open_.back().key)) refuse("must not name " + place() + " twice");
    return without_nul(open_.back().key);
  }
  bool parse_error(std::size_t, const std::string&, const json::exception& error) override {
    refuse("must hold JSON (" + shown(error.what(), 240) + ")");
  }

 private:
  /// An array or object that has not ended; of an object also the key that is read.
  struct Open {
    json* value;
    std::string key = {};
  };

  [[noreturn]] void refuse(const std::string& allowed) const {
    require(false, field_, file_, allowed);
    std::abort();
  }
  /// A text would end there for all that is written in C.
  bool without_nul(const std::string& text) const {
    if (text.find('\0') != text.npos) refuse("must hold no NUL in a text, unlike " + place());
    return true;
  }
  bool put(json value) {
    if (open_.empty())
      document = std::move(value), last_ = &document;
    else if (json& parent = *open_.back().value; parent.is_array())
      last_ = &parent.emplace_back(std::move(value));
    else
      last_ = &parent.emplace(open_.back().key, std::move(value)).first.value();
    return true;
  }
  bool open(json value) {
    if (open_.size() == deepest_json)
      refuse("must nest at most " + std::to_string(deepest_json) + " deep, unlike " + place());
    put(std::move(value));
    open_.push_back({last_});
    return true;
  }
  /// Where the parser is: lower.A[2].
  [[nodiscard]] std::string place() const {
    std::string text;
    for (const Open& at : open_)
      if (at.value->is_array())
        text += "[" + std::to_string(at.value->size() - (&at == &open_.back() ? 0 : 1)) + "]";
      else
        text += (text.empty() ? "" : ".") + at.key;
    return shown(text);
  }

  const char* field_;
  std::string file_;
  std::vector<Open> open_;  // the innermost last
  json* last_ = nullptr;
};

}  // namespace detail

/// The document in a file.
/// Requires: a readable file of at most longest_json bytes that holds JSON as deep as deepest_json at most, in which no
///           object names a key twice, no text holds a NUL and doubles hold every number [-> ArgumentError that names
///           `field`, and the place]
[[nodiscard]] inline nlohmann::json read_json(const char* field, const std::filesystem::path& file) {
  detail::JsonBuilder builder(field, file.string());
  (void)nlohmann::json::sax_parse(read_text(field, file, longest_json), &builder);
  return std::move(builder.document);
}

}  // namespace bros
