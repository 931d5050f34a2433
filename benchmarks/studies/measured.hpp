// What the runs of a study say: means over seeds, and slopes.
#pragma once

#include "study.hpp"

#include <bros/evidence/slope_fit.hpp>

#include <string>
#include <vector>

namespace bros::studies {

/// The outcome for one method.
struct MethodRates {
  std::string key, label;
  std::vector<std::vector<double>> by_seed;  ///< [seed][level]
  std::vector<Interval> mean;                ///< [level], Student's t over seeds
  Interval slope;                            ///< of log mean against log level, jackknife over seeds; with one seed
                                             ///< between the last two levels
  [[nodiscard]] bool finite() const { return !mean.empty(); }
  /// The exponent of N(eps): 1/slope, with the interval inverted; not finite if that of the slope reaches 0.
  [[nodiscard]] Interval sample_exponent() const;
};

/// What the values of the tasks of a study, in their order, say: of a method with a run that did not stay finite, the
/// runs alone.
/// Requires: >= 2 levels; one seed where the values are exact
[[nodiscard]] std::vector<MethodRates> measure(const Study& study, const std::vector<double>& values,
                                               double confidence);

}  // namespace bros::studies
