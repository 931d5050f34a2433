// What a task ends in: tables on screen, JSON, CSV and pictures in its folder.
#pragma once

#include "cell.hpp"
#include "options.hpp"

#include <filesystem>
#include <vector>

namespace bros::tasks {

/// A study that is done: cells[seed * arms.size() + arm].
struct Results {
  Study study;
  std::vector<Arm> arms;
  std::size_t seeds;
  std::vector<Cell> cells;
};

struct Estimate {
  double mean = undefined, error = undefined;
};
/// Mean and standard error.
/// Requires: at least two values [NOT checked]; not defined if one of them is not
[[nodiscard]] Estimate estimate(const std::vector<double>& values);

/// One line of the table: an arm, or the best points of the grid; all cells of it, by seed.
struct Line {
  std::string label;
  Arm arm;
  std::vector<Cell> cells;
  [[nodiscard]] Estimate metric(std::size_t m) const;
  template <class Figure>
  [[nodiscard]] Estimate over_cells(const Figure& figure) const {
    std::vector<double> values;
    for (const Cell& cell : cells) values.push_back(static_cast<double>(figure(cell)));
    return estimate(values);
  }
};
/// Ensures:  the line of the grid has, for each seed, the point whose metric `Study::chosen_by` is least, with the cost
///           of all points: times and oracle calls summed, the largest memory
[[nodiscard]] std::vector<Line> lines(const Results& results);

void report(const std::vector<Results>& all, const Options& options, const std::filesystem::path& folder);

}  // namespace bros::tasks
