#include "json_flags.hpp"

#include <bros/problem/io/read_json.hpp>

#include <algorithm>

namespace bros::cli {

namespace {

std::string text(const std::string& key, const nlohmann::json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_number())
    require(false, ("--config: " + key).c_str(), shown_json(value), "must be a number, a string or an array of these");
  return value.dump();
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
  require(document.is_object(), "--config", file, "must hold a JSON object of flags");
  for (const auto& [key, value] : document.items()) {
    const std::string name = "--" + key;
    const bool given = std::any_of(words.begin(), words.end(), [&](const std::string& word) {
      return word == name || word.starts_with(name + "=");
    });
    if (given) continue;
    std::string joined;
    if (value.is_array())
      for (const auto& entry : value) joined += (joined.empty() ? "" : ",") + text(key, entry);
    else
      joined = text(key, value);
    require(!joined.empty(), ("--config: " + key).c_str(), joined, "must not be empty");
    words.push_back(name + "=" + joined);
  }
  return words;
}

}  // namespace bros::cli
