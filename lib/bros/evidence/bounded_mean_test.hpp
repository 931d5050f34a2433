#pragma once

#include <bros/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace bros {

/// The two-sided test of the mean of independent, identically distributed values in an interval of known width,
/// whatever else their law is: the empirical Bernstein bound, in both tails.
/// Math:     |mean - mu| <= radius = sqrt(2 V ln(4/alpha) / n) + 7 w ln(4/alpha) / (3 (n - 1)) with probability at
///           least 1 - alpha, V the unbiased sample variance, w the width
/// Requires: width > 0, 0 < alpha < 1; values that do lie in an interval of that width [-> ArgumentError as soon as two
///           of them do not, or one is NaN]
/// Ensures:  level at most alpha for every n >= 2, not only in the limit
/// Source:   Maurer and Pontil, "Empirical Bernstein bounds and sample variance penalization" (2009), Theorem 4
class BoundedMeanTest {
 public:
  BoundedMeanTest(double width, double alpha) : width_(width), alpha_(alpha) {
    require(width > 0 && width <= std::numeric_limits<double>::max(), "mean_test.width", width, "positive and finite");
    require(alpha > 0 && alpha < 1, "mean_test.alpha", alpha, "in (0, 1)");
  }
  /// The next value.   Requires: within the declared width of the others [-> ArgumentError]
  void add(double value) {
    low_ = std::min(low_, value);
    high_ = std::max(high_, value);
    require(high_ - low_ <= width_ && value - low_ <= width_, "mean_test.value", value,
            "within the declared width of the others");
    ++n_;
    const double change = value - mean_;
    mean_ += change / static_cast<double>(n_);
    squares_ += change * (value - mean_);
  }
  [[nodiscard]] std::uint64_t count() const { return n_; }
  [[nodiscard]] double mean() const { return mean_; }
  [[nodiscard]] double standard_deviation() const {
    return n_ < 2 ? 0 : std::sqrt(squares_ / static_cast<double>(n_ - 1));
  }
  [[nodiscard]] double radius() const { return radius(standard_deviation(), width_, alpha_, n_); }
  /// Whether the values refute that their mean is `mu`.   Requires: a number [-> ArgumentError]
  [[nodiscard]] bool rejects(double mu) const {
    require(!std::isnan(mu), "mean_test.mu", mu, "a number");
    return std::abs(mean_ - mu) > radius();
  }

  /// The smallest n that guarantees this power against a mean that is off by `effect` or more, if the standard
  /// deviation is at most `deviation` (width / 2 always is enough).
  /// Math:     radius with sqrt(V) <= deviation + w sqrt(2 ln(2/eta) / (n - 1)), plus Bernstein's
  ///           deviation sqrt(2 ln(2/eta) / n) + w ln(2/eta) / (3 n) of the mean, is at most `effect`; eta = 1 - power
  /// Source:   Maurer and Pontil (2009), Theorems 3 and 10
  [[nodiscard]] static std::uint64_t samples_for(double effect, double deviation, double width, double alpha,
                                                 double power) {
    require(effect > 0, "mean_test.effect", effect, "positive");
    require(deviation > 0, "mean_test.deviation", deviation, "positive");
    require(power > 0 && power < 1, "mean_test.power", power, "in (0, 1)");
    (void)BoundedMeanTest(width, alpha);
    const double tail = std::log(2 / (1 - power));
    const auto enough = [&](std::uint64_t samples) {
      const double n = static_cast<double>(samples);
      const double largest = deviation + width * std::sqrt(2 * tail / (n - 1));
      const double slack = deviation * std::sqrt(2 * tail / n) + width * tail / (3 * n);
      return radius(largest, width, alpha, samples) + slack <= effect;
    };
    std::uint64_t n = 2;
    while (!enough(n)) n *= 2;
    for (std::uint64_t step = n / 4; step > 0; step /= 2)
      if (enough(n - step)) n -= step;
    return n;
  }

 private:
  static double radius(double deviation, double width, double alpha, std::uint64_t samples) {
    if (samples < 2) return std::numeric_limits<double>::infinity();
    const double n = static_cast<double>(samples), tail = std::log(4 / alpha);
    return deviation * std::sqrt(2 * tail / n) + 7 * width * tail / (3 * (n - 1));
  }

  double width_, alpha_;
  std::uint64_t n_ = 0;
  double mean_ = 0, squares_ = 0;
  double low_ = std::numeric_limits<double>::infinity(), high_ = -std::numeric_limits<double>::infinity();
};

}  // namespace bros
