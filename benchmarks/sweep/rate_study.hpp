// A rate study: one number a run of several methods at several levels, its mean over runs and its slope.
#pragma once

#include "crew.hpp"
#include "exact_rate.hpp"

#include <bros/core/stream.hpp>
#include <bros/evidence/slope_fit.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace bros::sweep {

/// One method of a study. run(level, stream) gives the study's quantity for one run; infinity if the run did not stay
/// finite.
struct StudyMethod {
  std::string key, label;
  std::string action, sampler, rank;
  std::function<double(std::uint64_t level, const Stream& stream)> run;
  std::optional<ExactRate> exact = std::nullopt;
  std::uint64_t highest = std::numeric_limits<std::uint64_t>::max();  ///< level that it is run at
};

/// What is measured: runs with equal seeds share their samples and subspaces across methods.
///   mean_grad_norm_sq   the levels are horizons K: the mean of ||grad Phi(x^k)||^2 over k < K, with steps proportional
///                       to K^(-1/2), or an unbiased estimate of it
///                       (level_name N: the levels are samples, of which a run makes as many iterations as they allow)
///   samples             the levels are lengths of chains: how many samples a run takes to the end
struct Study {
  std::string name, title, quantity, data;  ///< data: digest of the files it is made of
  std::vector<std::uint64_t> levels;        ///< increasing
  std::size_t seeds;
  Index samples_per_iteration;
  std::vector<StudyMethod> methods;
  const char* level_name = "K";
  double weight = 1, power = 1;  ///< a run takes about weight level^power times an iteration of the smallest study
  [[nodiscard]] double cost(std::uint64_t level) const { return weight * std::pow(static_cast<double>(level), power); }
  [[nodiscard]] std::size_t cells() const {
    std::size_t count = 0;
    for (const StudyMethod& method : methods) count += seeds * levels_of(method).size();
    return count;
  }
  /// The levels at which a method is run.
  [[nodiscard]] std::vector<std::uint64_t> levels_of(const StudyMethod& method) const {
    return {levels.begin(), std::upper_bound(levels.begin(), levels.end(), method.highest)};
  }
};

/// The outcome for one method.
struct MethodRates {
  std::string key, label;
  std::vector<std::vector<double>> by_seed;  ///< [seed][level]
  std::vector<Interval> mean;                ///< [level], Student's t over seeds
  Interval slope;                            ///< of log mean against log level, jackknife over seeds
  /// The exponent of N(eps): 1/slope, with the interval inverted; not finite if that of the slope reaches 0.
  [[nodiscard]] Interval sample_exponent() const;
};

/// One task a method, seed and level, in this order.
/// Random:   the streams of Stream(key).fork(name).fork(level).fork(seed), the same for every method
[[nodiscard]] std::vector<Task> tasks(const Study& study, std::uint64_t key);

/// What the values of these tasks, in their order, say.
/// Requires: >= 2 seeds and levels; runs that stayed finite [-> ArgumentError that names method and level]
[[nodiscard]] std::vector<MethodRates> measure(const Study& study, const std::vector<double>& values,
                                               double confidence);

}  // namespace bros::sweep
