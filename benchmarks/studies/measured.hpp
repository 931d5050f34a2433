// What the runs of a study say: means over seeds, and slopes.
#pragma once

#include "study.hpp"

#include <string>
#include <vector>

namespace bros::studies {

/// The outcome for one method; with one seed its slope is that between the last two levels.
struct MethodRates : MethodRate {
  std::string key;
};

/// What the values of the tasks of a study, in their order, say: of a method with a run that did not stay finite, the
/// runs alone.
/// Requires: >= 2 levels; one seed where the values are exact
[[nodiscard]] std::vector<MethodRates> measure(const Study& study, const std::vector<double>& values,
                                               double confidence);

}  // namespace bros::studies
