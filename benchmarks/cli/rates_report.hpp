// What `bros rates` says of a study: its CSV files, pictures, table and JSON.
#pragma once

#include "../plots/gallery.hpp"
#include "../studies/measured.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace bros::cli {

struct StudyReport {
  std::string table;               ///< Markdown
  std::vector<std::string> notes;  ///< what a reader must know of the figures
  nlohmann::json json;
  std::vector<plots::Picture> pictures;
  bool drawn = true;  ///< false if gnuplot is not installed
};

/// Writes CSV files and pictures of the study into the folder, and names each picture on standard output.
/// Shapes:   values in the order of studies::tasks(study)
[[nodiscard]] StudyReport report_study(const studies::Study& study, const std::vector<double>& values,
                                       double confidence, const std::filesystem::path& folder);

}  // namespace bros::cli
