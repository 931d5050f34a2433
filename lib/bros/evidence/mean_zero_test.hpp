// Tests that noise has mean zero, each with the assumption that gives it a level without any limit theorem.
#pragma once

#include <bros/evidence/bounded_mean_test.hpp>

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace bros {

/// What is assumed of the noise of one entry of one sample, beside independence.
struct NoiseLaw {
  /// Which assumption; each has a function below.
  enum class Kind { symmetric, bounded, third_moment, enumerated } kind;
  double value = 0;

  /// xi and -xi have the same law; any tails, no moments.
  static NoiseLaw symmetric() { return {Kind::symmetric}; }
  /// Values lie in an interval of this width.
  static NoiseLaw bounded(double width) { return {Kind::bounded, width}; }
  /// E|xi|^3 <= rho (E xi^2)^(3/2): 1.60 for a Gaussian, 2.42 for an exponential law.
  static NoiseLaw third_moment(double rho) { return {Kind::third_moment, rho}; }
  /// Noise is the mean of any number of independent draws from N equally likely values, as in an i.i.d. minibatch.
  /// Math:     one draw has |xi| <= sqrt(N) sigma, hence kurtosis at most N; a mean of b has 3 + (kurtosis - 3) / b;
  ///           and rho <= sqrt(kurtosis) by Cauchy and Schwarz
  static NoiseLaw finite_population(double size) { return third_moment(std::sqrt(std::max(size, 3.0))); }
  /// The n evaluations are all there are, each counting the same: no statistics, the mean must agree to rounding.
  static NoiseLaw enumerated() { return {Kind::enumerated}; }

  [[nodiscard]] std::string text() const {
    switch (kind) {
      case Kind::symmetric:
        return "noise symmetric about its mean, whatever its tails";
      case Kind::bounded:
        return "values in an interval of width " + std::to_string(value);
      case Kind::third_moment:
        return "third absolute moment at most " + std::to_string(value) + " standard deviations cubed";
      case Kind::enumerated:
        return "these evaluations are all there are";
    }
    return "unknown";
  }
};

/// The two-sided test that independent, identically distributed values have mean zero.
/// Math:     symmetric: rejects if |sum xi| > sqrt(2 ln(2/alpha) sum xi^2) (Hoeffding, given all |xi|)
///           bounded: the empirical Bernstein bound of BoundedMeanTest
///           third_moment: n = k b values in k batches of b; by Berry and Esseen a batch's mean is above zero with
///           probability 1/2 +- 0.4748 rho / sqrt(b) at most, so that the batches above (or below) zero are at most
///           Binomial(k, that) many: rejects if zero is outside of the interval between the order statistics that
///           the exact tail alpha / 2 gives. k is chosen before any value is seen, for the shortest interval under a
///           Gaussian. Values left over by k b < n are not used.
///           enumerated: rejects if the mean is not zero to n eps times the mean of |values|
/// Requires: 0 < alpha < 1; n large enough for an interval to exist; n values [-> ArgumentError]
/// Ensures:  level at most alpha under the assumption of the law, for every n
/// Source:   Hoeffding (1963) for the symmetric test; Shevtsova (2011) for the constant 0.4748
class MeanZeroTest {
 public:
  MeanZeroTest(const NoiseLaw& law, double alpha, std::uint64_t n) : law_(law), alpha_(alpha), n_(n) {
    require(alpha > 0 && alpha < 1, "mean_zero.alpha", alpha, "in (0, 1)");
    require(n >= 2, "mean_zero.n", n, "at least 2");
    if (law.kind == NoiseLaw::Kind::bounded) bounded_.emplace(law.value, alpha);
    if (law.kind == NoiseLaw::Kind::third_moment) {
      require(law.value >= 1, "noise.third_moment", law.value, "at least 1, as by Jensen's inequality it is");
      plan();
      sums_.reserve(batches_);
    }
  }

  /// The next value.
  void add(double value) {
    ++count_;
    sum_ += value;
    squares_ += value * value;
    sizes_ += std::abs(value);
    if (bounded_ && remark_.empty()) try {
        bounded_->add(value);
      } catch (const ArgumentError& error) {
        remark_ = error.what();
      }
    if (batches_ == 0 || sums_.size() == batches_) return;
    batch_sum_ += value;
    if (count_ % batch_ == 0) {
      sums_.push_back(batch_sum_ / static_cast<double>(batch_));
      batch_sum_ = 0;
    }
  }
  /// The mean, or the median of the batches' means.
  [[nodiscard]] double estimate() const {
    if (law_.kind != NoiseLaw::Kind::third_moment) return sum_ / static_cast<double>(count_);
    return sorted()[batches_ / 2];
  }
  /// The test rejects if |estimate()| is above this; infinite values of it never reject, and a NaN always does.
  [[nodiscard]] double radius() const {
    require(count_ == n_, "mean_zero.count", count_, "n = " + std::to_string(n_) + " values");
    const double n = static_cast<double>(n_);
    switch (law_.kind) {
      case NoiseLaw::Kind::symmetric:
        return std::sqrt(2 * std::log(2 / alpha_) * squares_) / n;
      case NoiseLaw::Kind::bounded:
        return remark_.empty() ? bounded_->radius() : std::numeric_limits<double>::quiet_NaN();
      case NoiseLaw::Kind::enumerated:
        return std::numeric_limits<double>::epsilon() * sizes_;
      case NoiseLaw::Kind::third_moment:
        break;
    }
    const std::vector<double> means = sorted();
    const double middle = means[batches_ / 2];
    return middle > 0 ? middle - means[outside_] : means[batches_ - 1 - outside_] - middle;
  }
  [[nodiscard]] bool rejects() const { return !(std::abs(estimate()) <= radius()); }
  /// Why nothing could be tested, if so.
  [[nodiscard]] const std::string& remark() const { return remark_; }
  [[nodiscard]] std::uint64_t batches() const { return batches_; }

 private:
  // Few batches are close to symmetric but their order statistics are wide; many the other way round.
  void plan() {
    double shortest = std::numeric_limits<double>::infinity();
    for (std::uint64_t k = 8; k <= n_; k += std::max<std::uint64_t>(1, k / 8)) {
      const std::uint64_t b = n_ / k;
      const double above = 0.5 + 0.4748 * law_.value / std::sqrt(static_cast<double>(b));
      if (!(above < 1)) break;
      const std::uint64_t outside = tail(k, above);
      if (outside == 0) continue;
      const double quantile = 1 - (static_cast<double>(outside) - 0.5) / static_cast<double>(k);
      if (quantile <= 0.5) continue;
      const double width = boost::math::quantile(boost::math::normal(), quantile) * std::sqrt(static_cast<double>(k));
      if (width < shortest) shortest = width, batches_ = k, batch_ = b, outside_ = outside - 1;
    }
    require(batches_ > 0, "mean_zero.n", n_, "more values: none of so few can be refuted at this alpha and moment");
  }
  // The largest j with P(Binomial(k, above) >= k - j + 1) <= alpha / 2: zero below the j-th smallest of k means is then
  // refuted.
  [[nodiscard]] std::uint64_t tail(std::uint64_t k, double above) const {
    const boost::math::binomial law(static_cast<double>(k), above);
    std::uint64_t j = 0;
    while (j < k / 2 && boost::math::cdf(boost::math::complement(law, static_cast<double>(k - j - 1))) <= alpha_ / 2)
      ++j;
    return j;
  }
  [[nodiscard]] std::vector<double> sorted() const {
    std::vector<double> means = sums_;
    std::sort(means.begin(), means.end());
    return means;
  }

  NoiseLaw law_;
  double alpha_;
  std::uint64_t n_, count_ = 0, batches_ = 0, batch_ = 1, outside_ = 0;
  double sum_ = 0, squares_ = 0, sizes_ = 0, batch_sum_ = 0;
  std::vector<double> sums_;
  std::optional<BoundedMeanTest> bounded_;
  std::string remark_;
};

}  // namespace bros
