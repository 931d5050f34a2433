// What `bros run` is asked to do, as the flags say it.
#pragma once

#include <bros/method/make.hpp>
#include <bros/problem/data_cleaning.hpp>

#include <CLI/CLI.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bros::cli {

struct RunOptions {
  std::string problem = "counterexample", file, data;
  MethodSettings method;
  std::vector<Index> rank;
  std::string schedule, steps;
  std::optional<double> alpha, beta, gamma, theta, lambda;
  std::optional<double> c_alpha, c_beta, c_gamma, c_theta, c_lambda;
  double decay = 0.5;
  std::int64_t iterations = 1000;
  std::optional<Index> batch;  // default: the problem's own
  std::string sampling = "iid";
  std::string scalar = "double";
  std::int64_t seed = 1;
  std::optional<std::int64_t> metric_every;  // default: twenty rows a run
  double tolerance = 0;
  CleaningSettings<double> cleaning;  // but for rank, batch and sampling, which are above
};

/// Adds the flags of a run, which are read into `options`.
void add_run_flags(CLI::App& run, RunOptions& options);

/// Refuses what the chosen problem or method does not know: it would be ignored without a word [-> ArgumentError].
void refuse_foreign_flags(const CLI::App& run, const RunOptions& options);

/// The schedule that the flags ask for, with its defaults filled in; theta says nothing to a method without an average,
/// lambda to one without multiplier. Of kind "auto" the steps are yet to be made, from the problem.
struct ScheduleChoice {
  std::string kind;
  Steps<double> steps;
};
/// Requires: flags that belong together [-> ArgumentError]
[[nodiscard]] ScheduleChoice choose_schedule(const RunOptions& options);

}  // namespace bros::cli
