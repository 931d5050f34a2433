// What a task ends in: tables on screen, JSON, CSV and pictures in its folder.
#pragma once

#include "options.hpp"
#include "outcome.hpp"

#include <filesystem>
#include <vector>

namespace bros::tasks {

/// An experiment that is done: runs[seed * variants.size() + variant].
struct Results {
  Experiment experiment;
  std::vector<Variant> variants;
  std::size_t seeds;
  std::vector<Outcome> runs;
};

struct Estimate {
  double mean = undefined, error = undefined;
};
/// Mean and standard error.
/// Requires: at least two values [NOT checked]; not defined if one of them is not
[[nodiscard]] Estimate estimate(const std::vector<double>& values);

/// One line of the table: a variant, or the best points of the grid; all its runs, by seed.
struct Line {
  std::string label;
  Variant variant;
  std::vector<Outcome> runs;
  [[nodiscard]] Estimate metric(std::size_t m) const;
  template <class Figure>
  [[nodiscard]] Estimate over_runs(const Figure& figure) const {
    std::vector<double> values;
    for (const Outcome& run : runs) values.push_back(static_cast<double>(figure(run)));
    return estimate(values);
  }
};
/// Ensures:  the line of the grid has, for each seed, the point whose metric `Experiment::chosen_by` is least, with the
/// cost
///           of all points: times and oracle calls summed, the largest memory
[[nodiscard]] std::vector<Line> lines(const Results& results);

void report(const std::vector<Results>& all, const Options& options, const std::filesystem::path& folder);

}  // namespace bros::tasks
