// What `bros rates` says of a study: its CSV files, pictures, table and JSON.
#pragma once

#include "../plots/report.hpp"
#include "study.hpp"

#include <filesystem>
#include <vector>

namespace bros::studies {

/// Writes CSV files and pictures of the study into the folder.
/// Shapes:   values in the order of its tasks
[[nodiscard]] plots::Section report_study(const Study& study, const std::vector<double>& values, double confidence,
                                          const std::filesystem::path& folder);

}  // namespace bros::studies
