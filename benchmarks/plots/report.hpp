// What a command says of one study, and the report of all.
#pragma once

#include "figure.hpp"
#include "origin.hpp"
#include "text.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace bros::plots {

/// A picture in the folder of the report: NAME.svg, .png, .pdf, .gp and NAME.command.txt.
struct Picture {
  std::string name, caption;
  std::string reading;                 ///< how to read it, in whole sentences
  std::vector<std::string> data = {};  ///< files that it was drawn from
  Drawing drawing = {};                ///< by Section::draw

  [[nodiscard]] bool has(const std::string& format) const;
};

struct Section {
  std::string title = {};
  std::string shows = {};  ///< for a newcomer: what was measured, what the theory says, whether they agree
  Table table = {};
  std::vector<std::string> notes = {};  ///< what a reader must know of its figures
  nlohmann::json json = {};
  std::vector<Picture> pictures = {};

  /// Adds a picture, and draws it from the body of its script (figure.hpp).
  void draw(const std::filesystem::path& folder, const Picture& picture, const std::string& body);
};

/// "pictures, " and these others if anything was drawn, and what is missing of the pictures and why.
std::string contents(const std::vector<Picture>& pictures, const std::string& others);

/// What stands around the sections.
struct Report {
  std::string title = {};
  std::string shows = {};    ///< in one or two sentences that a newcomer understands
  std::string details = {};  ///< how the figures were made and what their intervals are; may be empty
  Origin origin = {};
  nlohmann::json document = {};
  std::string json = "summary.json";  ///< the file of the document
};

/// Writes summary.md, the document and index.html, and beside every picture the command. A page says what it shows,
/// then the sections, each with its pictures and how to read them, then where it comes from. Ensures:  returns what the
/// folder holds, in words
std::string write_report(const std::filesystem::path& folder, Report report, const std::vector<Section>& sections);

}  // namespace bros::plots
