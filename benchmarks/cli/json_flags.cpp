#include "json_flags.hpp"

#include <bros/problem/io/read_json.hpp>

#include <algorithm>

namespace bros::cli {

namespace {

/// Requires: a number, or a text that is not empty [-> ArgumentError]
std::string text(const std::string& flag, const nlohmann::json& value) {
  const bool is_text = value.is_string() && !value.get_ref<const std::string&>().empty();
  if (!is_text && !value.is_number())
    require(false, flag.c_str(), shown_json(value), "must be a number, a string or an array of these, and not empty");
  return is_text ? value.get<std::string>() : value.dump();
}

}  // namespace

std::vector<std::string> with_flags_from_json(std::vector<std::string> words) {
  const std::string prefix = "--config=";
  const auto flag = std::find_if(words.begin(), words.end(), [&](const std::string& word) {
    return word == "--config" || word.starts_with(prefix);
  });
  if (flag == words.end() || (*flag == "--config" && flag + 1 == words.end())) return words;
  const std::string file = *flag == "--config" ? *(flag + 1) : flag->substr(prefix.size());
  const nlohmann::json document = read_json("--config", file);
  require(document.is_object() && document.size() <= 100, "--config", file,
          "must hold a JSON object of flags, at most 100");
  for (const auto& [key, value] : document.items()) {
    require(key != "config" && key != "help", "--config", file,
            "must not hold " + key + ", which is for the command line");
    const std::string name = "--" + key;
    const bool given = std::any_of(words.begin(), words.end(), [&](const std::string& word) {
      return word == name || word.starts_with(name + "=");
    });
    if (given) continue;
    const std::string where = "--config: " + key;
    std::string joined;
    if (value.is_array() && !value.empty())
      for (const auto& entry : value) joined += (joined.empty() ? "" : ",") + text(where, entry);
    else
      joined = text(where, value);
    words.push_back(name + "=" + joined);
  }
  return words;
}

}  // namespace bros::cli
