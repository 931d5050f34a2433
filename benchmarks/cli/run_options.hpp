// What `bros run` is asked to do, as the flags say it.
#pragma once

#include <bros/core/scalar.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bros::cli {

struct RunOptions {
  std::string problem = "counterexample", file, data;
  std::string method = "bros", action, sampler;
  std::vector<Index> rank;
  std::string schedule;
  std::optional<double> alpha, beta, gamma, theta, lambda;
  std::optional<double> c_alpha, c_beta, c_gamma, c_theta, c_lambda;
  std::optional<Index> inner, neumann;  // default: the method's own
  std::optional<double> eta;
  double decay = 0.5;
  std::int64_t iterations = 1000;
  std::optional<Index> batch;  // default: the problem's own
  std::string sampling = "iid";
  std::string scalar = "double";
  std::int64_t seed = 1;
  std::optional<std::int64_t> metric_every;  // default: twenty rows a run
  double tolerance = 0;
  struct Cleaning {
    Index train = 256, validation = 256;
    double corrupted = 0.4, mu = 0.05;
  } cleaning;
};

/// One row of the trace; numbers are already text, with all digits of the scalar.
struct TraceRow {
  std::uint64_t iteration, samples, hessian_actions;
  std::string grad_norm_sq, phi;
};

/// The schedule that the flags ask for, with its defaults filled in.
struct ScheduleChoice {
  std::string kind;
  double alpha, beta, gamma, theta;
  std::optional<double> lambda = std::nullopt;  ///< of f2sa and pbgd, for which theta says nothing
};
/// Requires: flags that belong together [-> ArgumentError]
[[nodiscard]] ScheduleChoice choose_schedule(const RunOptions& options);

struct RunReport {
  std::string status;
  std::uint64_t iterations, samples, hessian_actions;
  // what was run, defaults filled in
  std::string sampler, action;
  std::vector<Index> rank;
  std::vector<std::pair<std::string, double>> settings = {};  // the method's own
};

/// Runs what the options say in scalar S, handing each row to `row` as soon as it is known.
/// Requires: consistent options [-> ArgumentError]
template <class S>
RunReport run_in_scalar(const RunOptions& options, const std::function<void(const TraceRow&)>& row);

/// The scalars `bros run` was built with, and the dispatch to them.
[[nodiscard]] std::string scalar_names();
RunReport run_in_named_scalar(const RunOptions& options, const std::function<void(const TraceRow&)>& row);

}  // namespace bros::cli
