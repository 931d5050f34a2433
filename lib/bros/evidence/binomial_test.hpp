#pragma once

#include <bros/core/error.hpp>

#include <boost/math/distributions/binomial.hpp>

#include <cstdint>
#include <string>

namespace bros {

/// The exact two-sided test of a probability from a count: rejects p when the count is in either tail of
/// Binomial(n, p) whose probability is at most alpha / 2.
/// Requires: 0 < p < 1, 0 < alpha < 1, n >= 1 [-> ArgumentError]
/// Ensures:  level() <= alpha, to the accuracy of the incomplete beta function
/// Cost:     O(log n) evaluations of the binomial distribution at construction
class BinomialTest {
 public:
  BinomialTest(double p, double alpha, std::uint64_t n) : p_(p), n_(n) {
    require(p > 0 && p < 1, "binomial.p", p, "in (0, 1)");
    require(alpha > 0 && alpha < 1, "binomial.alpha", alpha, "in (0, 1)");
    require(n >= 1, "binomial.n", n, "at least 1");
    for (std::uint64_t step = top_bit(n); step > 0; step /= 2) {
      if (low_ + step <= n && below(p, low_ + step) <= alpha / 2) low_ += step;
      if (high_ + step <= n && above(p, n - (high_ + step)) <= alpha / 2) high_ += step;
    }
  }
  /// Whether `count` successes in n trials refute p.
  [[nodiscard]] bool rejects(std::uint64_t count) const {
    require(count <= n_, "binomial.count", count, "at most n = " + std::to_string(n_));
    return count < low_ || count > n_ - high_;
  }
  /// The probability of a rejection if p is true; at most alpha.
  [[nodiscard]] double level() const { return power(p_); }
  /// The probability of a rejection if `truth` is the probability.
  [[nodiscard]] double power(double truth) const { return below(truth, low_) + above(truth, n_ - high_); }

  /// A sample size at which the test of p has at least this power against `truth`; about the smallest.
  /// Requires: truth in (0, 1) and not p, power in (0, 1) [-> ArgumentError]
  [[nodiscard]] static std::uint64_t samples_for(double p, double truth, double alpha, double power) {
    require(truth > 0 && truth < 1 && truth != p, "binomial.truth", truth, "in (0, 1), other than p");
    require(power > 0 && power < 1, "binomial.power", power, "in (0, 1)");
    const auto enough = [&](std::uint64_t n) { return BinomialTest(p, alpha, n).power(truth) >= power; };
    std::uint64_t n = 1;
    while (!enough(n)) n *= 2;
    for (std::uint64_t step = n / 4; step > 0; step /= 2)
      if (enough(n - step)) n -= step;
    return n;
  }

 private:
  static std::uint64_t top_bit(std::uint64_t n) {
    std::uint64_t bit = 1;
    while (bit <= n / 2) bit *= 2;
    return bit;
  }
  // P(count < k) and P(count > k).
  [[nodiscard]] double below(double p, std::uint64_t k) const {
    if (k == 0) return 0;
    return boost::math::cdf(law(p), static_cast<double>(k - 1));
  }
  [[nodiscard]] double above(double p, std::uint64_t k) const {
    if (k >= n_) return 0;
    return boost::math::cdf(boost::math::complement(law(p), static_cast<double>(k)));
  }
  [[nodiscard]] boost::math::binomial law(double p) const { return {static_cast<double>(n_), p}; }

  double p_;
  std::uint64_t n_;
  std::uint64_t low_ = 0, high_ = 0;  // so many counts at either end are rejected
};

}  // namespace bros
