#pragma once

#include "report.hpp"

#include "../plots/report.hpp"

namespace bros::tasks {

/// Writes the CSV of an experiment and draws its figures into the section: the first metric and the memory against r/m,
/// the metric against the memory, and the training curve.
void draw_figures(const Experiment& experiment, const std::vector<Line>& lines, const std::filesystem::path& folder,
                  plots::Section& section);

}  // namespace bros::tasks
