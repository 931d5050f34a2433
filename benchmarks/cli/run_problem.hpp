// The problems of `bros run`: what each takes, and how it is made.
#pragma once

#include "run_options.hpp"

#include <memory>
#include <vector>

namespace bros::cli {

/// What a problem takes beside the flags of all, and its own defaults.
struct ProblemTraits {
  const char* name;
  const char* flags = "";  ///< each followed by a space
  bool slots = false;      ///< can be a finite sum in fixed minibatches
  Index batch = 1;
  double alpha = 0.1;  ///< step of x
};

/// What --problem may name.
[[nodiscard]] std::vector<ProblemTraits> problem_list();

/// The problem that the options describe, in double or bin_float_50.
/// Requires: a name of the list, and options that it allows [-> ArgumentError]
template <class S>
[[nodiscard]] std::unique_ptr<Problem<S>> make_problem(const RunOptions& options);

}  // namespace bros::cli
