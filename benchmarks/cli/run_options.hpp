// What `bros run` is asked to do, as the flags say it.
#pragma once

#include <bros/core/scalar.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bros::cli {

struct RunOptions {
  std::string problem = "counterexample", file, data;
  std::string method = "bros", action, sampler;
  std::vector<Index> rank;
  std::string schedule;
  std::optional<double> alpha, beta, gamma, theta;
  std::optional<double> c_alpha, c_beta, c_gamma, c_theta;
  double decay = 0.5;
  std::int64_t iterations = 1000;
  Index batch = 0;  // 0: the problem's own default
  std::string sampling = "iid";
  std::string scalar = "double";
  std::int64_t seed = 1;
  std::int64_t metric_every = 0;  // 0: twenty rows a run
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

struct RunReport {
  std::string status;
  std::uint64_t iterations, samples, hessian_actions;
};

/// Runs what the options say in scalar S, handing each row to `row` as soon as it is known.
/// Requires: consistent options [-> ArgumentError]
template <class S>
RunReport run_in_scalar(const RunOptions& options, const std::function<void(const TraceRow&)>& row);

/// The scalars `bros run` was built with, and the dispatch to them.
[[nodiscard]] std::string scalar_names();
RunReport run_in_named_scalar(const RunOptions& options, const std::function<void(const TraceRow&)>& row);

}  // namespace bros::cli
