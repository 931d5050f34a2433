#pragma once

#include "report.hpp"

#include "../plots/gallery.hpp"

namespace bros::tasks {

/// "1/8" for 0.125, the number itself where it is no such part.
[[nodiscard]] std::string share_text(double share);

/// Training memory of a cell in bytes: what its tensors take at their peak, and what it holds beside them.
[[nodiscard]] std::int64_t memory(const Cell& cell);

/// Writes the CSV of a study and draws its figures: the first metric and the memory against r/m, the metric against the
/// memory, and the training curve.
/// Ensures:  false if gnuplot is not installed; the pictures added to `pictures` either way
bool draw_figures(const Study& study, const std::vector<Line>& lines, const std::filesystem::path& folder,
                  std::vector<plots::Picture>& pictures);

}  // namespace bros::tasks
