// JSON files. Optional: needs nlohmann-json.
#pragma once

#include <bros/core/error.hpp>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

namespace bros {

/// The document in a file.
/// Requires: a readable file that holds JSON in which no object names a key twice [-> ArgumentError that names `field`,
///           and the key]
[[nodiscard]] inline nlohmann::json read_json(const char* field, const std::filesystem::path& file) {
  using json = nlohmann::json;
  std::ifstream in(file);
  require(in.good() && !std::filesystem::is_directory(file), field, file.string(), "must be a readable JSON file");
  std::vector<std::set<std::string>> keys;  // of the objects that are open
  const auto refuse_twins = [&](int, json::parse_event_t event, json& value) {
    if (event == json::parse_event_t::object_start) keys.emplace_back();
    if (event == json::parse_event_t::object_end) keys.pop_back();
    if (event == json::parse_event_t::key)
      require(keys.back().insert(value.get<std::string>()).second, field, file.string(),
              "must name every key of an object once, and names " + value.dump() + " twice");
    return true;
  };
  try {
    return json::parse(in, refuse_twins);
  } catch (const json::exception& error) {
    require(false, field, file.string(), std::string("must hold JSON (") + error.what() + ")");
  }
  return {};
}

}  // namespace bros
