// What a command says of one study, and the report of all.
#pragma once

#include "figure.hpp"
#include "text.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace bros::plots {

/// A picture in the folder of the report: NAME.svg, .png, .pdf, .gp and NAME.command.txt.
struct Picture {
  std::string name, caption;
  std::vector<std::string> data = {};  ///< files that it was drawn from
  Drawing drawing = {};                ///< by Section::draw

  [[nodiscard]] bool has(const std::string& format) const;
};

struct Section {
  std::string title = {};
  Table table = {};
  std::vector<std::string> notes = {};  ///< what a reader must know of its figures
  nlohmann::json json = {};
  std::vector<Picture> pictures = {};

  /// Adds a picture, and draws it from the body of its script (figure.hpp).
  void draw(const std::filesystem::path& folder, const Picture& picture, const std::string& body);
};

/// "pictures, " and these others if anything was drawn, and what is missing of the pictures and why.
std::string contents(const std::vector<Picture>& pictures, const std::string& others);

/// What stands before the sections.
struct Report {
  std::string title, introduction, command;
  nlohmann::json document;
};

/// Writes summary.md, summary.json and index.html, and beside every picture the command.
/// Ensures:  returns what the folder holds, in words
std::string write_report(const std::filesystem::path& folder, Report report, const std::vector<Section>& sections);

}  // namespace bros::plots
