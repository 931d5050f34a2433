// A rate study: the mean of ||grad Phi||^2 over runs of several methods at several horizons, and its slope.
#pragma once

#include "crew.hpp"

#include <bros/core/stream.hpp>
#include <bros/evidence/slope_fit.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace bros::sweep {

/// One method of a study. run(horizon, stream) gives the mean of ||grad Phi(x^k)||^2 over k < horizon of one run with
/// steps proportional to horizon^(-1/2), or an unbiased estimate of it; infinity if the run did not stay finite.
struct StudyMethod {
  std::string key, label;
  std::string action, sampler, rank;
  std::function<double(std::uint64_t horizon, const Stream& stream)> run;
};

/// What is measured: runs with equal seeds share their samples and subspaces across methods.
struct Study {
  std::string name, title, data;  ///< data: digest of the files it is made of
  std::vector<std::uint64_t> horizons;
  std::size_t seeds;
  Index samples_per_iteration;
  std::vector<StudyMethod> methods;
};

/// The outcome for one method.
struct MethodRates {
  std::string key, label;
  std::vector<std::vector<double>> by_seed;  ///< [seed][horizon]
  std::vector<Interval> mean;                ///< [horizon], Student's t over seeds
  Interval slope;                            ///< of log mean against log horizon, jackknife over seeds
  /// The exponent of N(eps): 1/slope, with the interval inverted; not finite if that of the slope reaches 0.
  [[nodiscard]] Interval sample_exponent() const;
};

/// One task a method, seed and horizon, in this order.
/// Random:   the streams of Stream(key).fork(name).fork(horizon).fork(seed), the same for every method
[[nodiscard]] std::vector<Task> tasks(const Study& study, std::uint64_t key);

/// What the values of these tasks, in their order, say.
/// Requires: >= 2 seeds and horizons; runs that stayed finite [-> ArgumentError that names method and horizon]
[[nodiscard]] std::vector<MethodRates> measure(const Study& study, const std::vector<double>& values, double level);

}  // namespace bros::sweep
