#pragma once

#include <CLI/CLI.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace bros::cli {

/// Lets CLI11 read the flags of a subcommand from a JSON object, {"problem": "quadratic", "rank": [2, 3], ...}:
/// every key is a flag without its dashes.
class JsonConfig : public CLI::Config {
 public:
  std::string to_config(const CLI::App*, bool, bool, std::string) const override { return {}; }
  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override {
    std::vector<CLI::ConfigItem> parsed;
    try {
      const auto document = nlohmann::json::parse(input);
      if (!document.is_object()) throw CLI::FileError("--config: must hold a JSON object of flags");
      for (const auto& [key, value] : document.items()) {
        CLI::ConfigItem item;
        item.name = key;
        const auto words = value.is_array() ? value : nlohmann::json::array({value});
        for (const auto& word : words) item.inputs.push_back(word.is_string() ? word.get<std::string>() : word.dump());
        parsed.push_back(std::move(item));
      }
    } catch (const nlohmann::json::exception& error) {
      throw CLI::FileError(std::string("--config: must hold JSON: ") + error.what());
    }
    return parsed;
  }
};

}  // namespace bros::cli
