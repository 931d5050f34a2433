// A rate study of a problem of one's own: the mean of E||grad Phi||^2 over a run against its length.
#pragma once

#include <bros/check/mean_square_gradient.hpp>
#include <bros/evidence/slope_fit.hpp>
#include <bros/method/make.hpp>
#include <bros/method/suggest_steps.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace bros {

/// The schedule of a run of that many iterations.
using ScheduleFor = std::function<Schedule<double>(std::uint64_t horizon)>;
/// c / sqrt(K).
[[nodiscard]] inline ScheduleFor over_root(const Steps<double>& c) {
  return [c](std::uint64_t horizon) { return horizon_schedule(c, horizon); };
}
/// The c whose c / sqrt(K) are the suggested steps at K = horizon: a starting point and no guarantee.
/// Requires, Random, Cost: as suggest_steps
[[nodiscard]] inline Steps<double> suggest_factors(const Problem<double>& problem, std::uint64_t horizon,
                                                   const MethodSettings& settings = {},
                                                   const Stream& stream = Stream(0)) {
  Steps<double> c = suggest_steps(problem, horizon, settings, stream)(0);
  const double root = std::sqrt(static_cast<double>(horizon));
  c.alpha *= root, c.beta *= root, c.gamma *= root, c.theta *= root;
  return c;
}

/// What the runs of one method say.
struct MethodRate {
  std::string label = {};                         ///< as it was given
  std::vector<std::vector<double>> by_seed = {};  ///< [seed][level]
  std::vector<Interval> mean = {};                ///< [level], Student's t over seeds
  Interval slope{};                               ///< of log mean against log level, jackknife over seeds
  /// Whether every run stayed finite; otherwise there is neither mean nor slope.
  [[nodiscard]] bool finite() const { return !mean.empty(); }
  /// The exponent of N(eps): 1/slope, with the interval inverted; not finite if that of the slope reaches 0.
  [[nodiscard]] Interval sample_exponent() const {
    const double none = std::numeric_limits<double>::quiet_NaN();
    if (!(slope.high < 0)) return {slope.value < 0 ? 1 / slope.value : none, none, none};
    return {1 / slope.value, 1 / slope.high, 1 / slope.low};
  }
};

/// Means and slope of by_seed[seed][level], or the runs alone if one of them is not finite.
/// Requires: >= 2 levels and seeds, rows as long as `levels` [-> ArgumentError]
[[nodiscard]] inline MethodRate method_rate(std::string label, const std::vector<std::uint64_t>& levels,
                                            std::vector<std::vector<double>> by_seed, double confidence) {
  MethodRate rate{std::move(label), std::move(by_seed)};
  for (const auto& row : rate.by_seed)
    for (const double value : row)
      if (!std::isfinite(value)) return rate;
  const std::vector<double> x(levels.begin(), levels.end());
  rate.slope = log_log_slope(x, rate.by_seed, confidence);
  for (std::size_t l = 0; l < x.size(); ++l) {
    std::vector<double> at_level;
    for (const auto& row : rate.by_seed) at_level.push_back(row[l]);
    rate.mean.push_back(mean_interval(at_level, confidence));
  }
  return rate;
}

/// A method of a study. Without a schedule its steps are suggest_factors() at the least horizon, over sqrt(K).
struct RateMethod {
  std::string label = {};        ///< of plots and notes
  MethodSettings settings = {};  ///< make_method's
  ScheduleFor schedule = {};     ///< of a run to each horizon
  /// What makes it on that stream, where names do not say what it is: a sampler or an action of one's own.
  std::function<std::unique_ptr<Method<double>>(const Stream&)> make = {};
};
/// What all methods of a study share.
struct RateSettings {
  std::vector<std::uint64_t> horizons{256, 512, 1024, 2048, 4096};  ///< increasing
  std::size_t seeds = 16;                                           ///< runs a method and horizon
  std::uint64_t key = 1;                                            ///< of all random streams
  double confidence = 0.95;                                         ///< of every interval
  std::uint64_t parts = 0;                      ///< as in mean_square_gradient: 0 where grad Phi is cheap
  std::string name = "own";                     ///< of the streams: runs of studies with other names are independent
  std::function<void()> at_every_iterate = {};  ///< may throw, to end the study
};
/// What a study measured.
struct RateOutcome {
  /// K, as they were asked for.
  std::vector<std::uint64_t> horizons;
  std::string quantity;             ///< "mean_grad_norm_sq", or "mean_direction_norm_sq" of ||h||^2
  std::vector<MethodRate> methods;  ///< as they were given
  std::vector<std::string> notes;   ///< what the study cannot know
};

/// The runs behind a rate plot: every method at every horizon and seed, and the slopes of their means.
/// Ensures:  runs of equal seed and horizon share samples and subspaces across methods; the numbers of
///           `bros rates --file` with the same key. Where the problem does not know grad Phi, the mean of ||h^k||^2 is
///           measured, and a note says so: the bias and the noise of h are then not seen
/// Random:   Stream(key).fork(name).fork(horizon).fork(seed); suggested steps: Stream(key)
/// Requires: >= 2 increasing horizons, >= 2 seeds, methods the problem allows, 0 < confidence < 1 [-> ArgumentError]
/// Cost:     (methods) (seeds) (sum of horizons) iterations, each with one solution of the two inner problems
[[nodiscard]] inline RateOutcome rate_study(const Problem<double>& problem, const std::vector<RateMethod>& methods,
                                            const RateSettings& settings = {}) {
  const auto& horizons = settings.horizons;
  require(!methods.empty(), "methods", "none", "at least one");
  require(horizons.size() >= 2, "horizons", std::to_string(horizons.size()) + " values", "at least 2, for a slope");
  for (std::size_t l = 0; l < horizons.size(); ++l)
    require(horizons[l] > (l == 0 ? 0 : horizons[l - 1]), "horizons", horizons[l], "positive and increasing");
  require(settings.seeds >= 2, "seeds", settings.seeds, "at least 2, for an interval");
  const bool known = problem.exact() != nullptr;
  RateOutcome outcome{horizons, known ? "mean_grad_norm_sq" : "mean_direction_norm_sq", {}, {}};
  if (!known)
    outcome.notes.emplace_back(
        "the problem does not know grad Phi: what is measured is the mean of ||h^k||^2, the method's own estimate, "
        "whose "
        "bias and noise are not seen");
  for (const RateMethod& m : methods) {
    const ScheduleFor schedule =
        m.schedule ? m.schedule
                   : over_root(suggest_factors(problem, horizons.front(), m.settings, Stream(settings.key)));
    std::vector<std::vector<double>> by_seed;
    for (std::uint64_t seed = 0; seed < settings.seeds; ++seed) {
      auto& row = by_seed.emplace_back();
      for (const std::uint64_t horizon : horizons) {
        const Stream stream = Stream(settings.key).fork(settings.name).fork(horizon).fork(seed);
        const auto method = m.make ? m.make(stream) : make_method<double>(problem, m.settings, stream);
        row.push_back(mean_square_gradient(*method, problem, schedule(horizon), horizon, settings.parts, stream,
                                           settings.at_every_iterate));
      }
    }
    outcome.methods.push_back(method_rate(m.label, horizons, std::move(by_seed), settings.confidence));
    if (!outcome.methods.back().finite())
      outcome.notes.push_back(m.label + ": runs did not stay finite: its steps are too large");
  }
  return outcome;
}

}  // namespace bros
