// Means and log-log slopes with confidence intervals, from one row of measurements a seed.
#pragma once

#include <bros/core/error.hpp>

#include <boost/math/distributions/students_t.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace bros {

/// An estimate with its confidence interval.
struct Interval {
  double value, low, high;
  /// Whether low <= x <= high.
  [[nodiscard]] bool contains(double x) const { return low <= x && x <= high; }
};

namespace detail {
inline void require_level(double level) { require(level > 0 && level < 1, "level", level, "in (0, 1)"); }
inline void require_finite(const char* field, double value) {
  require(std::abs(value) <= std::numeric_limits<double>::max(), field, value, "finite");
}
[[nodiscard]] inline double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}
[[nodiscard]] inline double squares_about(std::span<const double> values, double centre) {
  double sum = 0;
  for (const double value : values) sum += (value - centre) * (value - centre);
  return sum;
}
[[nodiscard]] inline Interval t_interval(double value, double standard_error, std::size_t seeds, double level) {
  const boost::math::students_t law(static_cast<double>(seeds - 1));
  const double half = standard_error * boost::math::quantile(boost::math::complement(law, (1 - level) / 2));
  return {value, value - half, value + half};
}
}  // namespace detail

/// The mean of independent values with Student's t interval.
/// Math:     mean +- t_{n-1, (1+level)/2} s / sqrt(n), s^2 the unbiased variance
/// Requires: n >= 2 finite values, 0 < level < 1 [-> ArgumentError]
/// Ensures:  covers the true mean with probability `level` if the values are normal; approximately otherwise
[[nodiscard]] inline Interval mean_interval(std::span<const double> values, double level) {
  detail::require_level(level);
  require(values.size() >= 2, "values.size", values.size(), "at least 2 for an interval");
  for (const double value : values) detail::require_finite("value", value);
  const double n = static_cast<double>(values.size()), mean = detail::mean_of(values);
  return detail::t_interval(mean, std::sqrt(detail::squares_about(values, mean) / (n - 1) / n), values.size(), level);
}

/// The least-squares slope of y on x.
/// Requires: as many y as x, at least two different x [NOT checked]
[[nodiscard]] inline double least_squares_slope(std::span<const double> x, std::span<const double> y) {
  const double centre = detail::mean_of(x);
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += (x[i] - centre) * y[i];
  return sum / detail::squares_about(x, centre);
}

/// The slope of log E against log K, E(K) the mean over seeds of by_seed[seed][K], with the delete-one jackknife over
/// seeds and Student's t quantile. The horizons of one seed may depend on each other; the seeds may not.
/// Math:     b fitted to all n seeds, b_(s) without seed s: b +- t_{n-1} sqrt((n-1)/n sum_s (b_(s) - mean b_(.))^2)
/// Shapes:   by_seed[s][i] > 0 is the value of seed s at horizons[i] > 0
/// Requires: >= 2 horizons, not all equal; >= 2 seeds; rows as long as `horizons`; everything positive and finite;
///           0 < level < 1 [-> ArgumentError]
/// Ensures:  covers the slope that infinitely many seeds would give with probability about `level`
[[nodiscard]] inline Interval log_log_slope(std::span<const double> horizons,
                                            const std::vector<std::vector<double>>& by_seed, double level) {
  detail::require_level(level);
  require(horizons.size() >= 2, "horizons.size", horizons.size(), "at least 2 for a slope");
  require(by_seed.size() >= 2, "seeds", by_seed.size(), "at least 2 for an interval");
  const auto positive = [](const char* field, double value) {
    require(value > 0 && value <= std::numeric_limits<double>::max(), field, value, "positive and finite");
  };
  std::vector<double> x;
  bool spread = false;
  for (const double horizon : horizons) {
    positive("horizon", horizon);
    spread |= horizon != horizons[0];
    x.push_back(std::log(horizon));
  }
  require(spread, "horizons", horizons[0], "not all equal");
  for (const auto& row : by_seed) {
    require(row.size() == x.size(), "by_seed.row.size", row.size(), "as many values as horizons");
    for (const double value : row) positive("by_seed.value", value);
  }
  const std::size_t seeds = by_seed.size();
  const auto slope_without = [&](std::size_t left_out) {
    std::vector<double> y(x.size(), 0.0);
    for (std::size_t s = 0; s < seeds; ++s)
      for (std::size_t i = 0; i < x.size() && s != left_out; ++i) y[i] += by_seed[s][i] / static_cast<double>(seeds);
    for (double& value : y) value = std::log(value);  // how many seeds were left out only moves the intercept
    return least_squares_slope(x, y);
  };
  std::vector<double> deleted;
  for (std::size_t s = 0; s < seeds; ++s) deleted.push_back(slope_without(s));
  const double n = static_cast<double>(seeds);
  const double variance = (n - 1) / n * detail::squares_about(deleted, detail::mean_of(deleted));
  return detail::t_interval(slope_without(seeds), std::sqrt(variance), seeds, level);
}

}  // namespace bros
