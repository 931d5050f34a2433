#include "text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstring>
#include <map>

namespace bros::plots {

namespace {
std::string with(const std::map<char, const char*>& replacements, const std::string& text) {
  std::string out;
  for (const char c : text) {
    const auto found = replacements.find(c);
    out += found == replacements.end() ? std::string(1, c) : found->second;
  }
  return out;
}
}  // namespace

std::string gnuplot_text(const std::string& text) { return with({{'_', "\\_"}, {'^', "\\^"}, {'\'', "''"}}, text); }

std::string html_text(const std::string& text) {
  return with({{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}}, text);
}

std::string csv_field(const std::string& text) {
  return text.find_first_of(",\"\r\n") == std::string::npos ? text : '"' + with({{'"', "\"\""}}, text) + '"';
}

std::string json_text(const nlohmann::json& document) {
  return document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::string shell_word(const std::string& text) {
  const auto plain = [](unsigned char c) { return std::isalnum(c) != 0 || (c != 0 && std::strchr("_@%+=:,./-", c)); };
  if (!text.empty() && std::all_of(text.begin(), text.end(), plain)) return text;
  const bool shown = std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 127; });
  const bool utf8 = nlohmann::json::parse(json_text(text)) == text;
  if (shown && utf8) return "'" + with({{'\'', "'\\''"}}, text) + "'";
  std::string word = "$'";
  for (const char c : text)
    word += std::isprint(static_cast<unsigned char>(c)) == 0 ? fmt::format("\\{:03o}", static_cast<unsigned char>(c))
            : c == '\'' || c == '\\'                         ? std::string("\\") + c
                                                             : std::string(1, c);
  return word + "'";
}

std::string csv_number(double value) { return std::isfinite(value) ? fmt::format("{}", value) : ""; }

std::string markdown(const Table& rows) {
  const auto width = [](const std::string& text) {  // in characters, of which only the first byte is no 10xxxxxx
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
  };
  if (rows.empty()) return "";
  std::vector<std::size_t> widths(rows[0].size());
  for (const auto& row : rows)
    for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], width(row[c]));
  std::string text, rule = "|";
  for (const std::size_t w : widths) rule += std::string(w + 2, '-') + "|";
  for (const auto& row : rows) {
    text += "|";
    for (std::size_t c = 0; c < row.size(); ++c)
      text += " " + row[c] + std::string(widths[c] - width(row[c]), ' ') + " |";
    text += &row == &rows.front() ? "\n" + rule + "\n" : "\n";
  }
  return text;
}

}  // namespace bros::plots
