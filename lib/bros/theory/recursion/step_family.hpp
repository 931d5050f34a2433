// The moment recursion for all constant steps at once, and the best of them for a run of K iterations.
#pragma once

#include <bros/theory/recursion/moment_operator.hpp>

#include <boost/math/tools/minima.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace bros {

/// T_1 and T_2 of MomentOperator as functions of the steps.
/// Math:     T_1(c) = sum_i c_i T_1(e_i),  T_2(c) = sum_{i <= j} c_i c_j T_ij, with T_ii = T_2(e_i) and
///           T_ij = T_2(e_i + e_j) - T_ii - T_jj, exactly, since M - I is linear and Sigma quadratic in the steps
/// Cost:     ten operators once; then ten sums of p x p numbers an operator
template <RealScalar S>
class StepFamily {
 public:
  explicit StepFamily(const MomentRecursion<S>& recursion);
  /// T(1) = I + T_1 + T_2 is an iteration with the steps c.
  [[nodiscard]] MomentOperator<S> operators(const Steps<S>& c) const;

 private:
  static constexpr std::size_t count = 4;
  static Steps<S> unit(std::size_t i, std::size_t j);
  static std::array<S, count> entries(const Steps<S>& c) { return {c.alpha, c.beta, c.gamma, c.theta}; }

  MomentRecursion<S> recursion_;
  MomentOperator<S> zero_;
  std::array<Matrix<S>, count> first_;
  std::vector<Matrix<S>> second_;  // (0,0), (0,1), .., (3,3), i <= j
};

template <RealScalar S>
Steps<S> StepFamily<S>::unit(std::size_t i, std::size_t j) {
  const auto on = [&](std::size_t k) { return S(k == i || k == j ? 1 : 0); };
  return {on(0), on(1), on(2), on(3)};
}

template <RealScalar S>
StepFamily<S>::StepFamily(const MomentRecursion<S>& recursion)
    : recursion_(recursion), zero_(recursion, Steps<S>{S(0), S(0), S(0), S(0)}) {
  std::array<Matrix<S>, count> squares;
  for (std::size_t i = 0; i < count; ++i) {
    const MomentOperator<S> alone(recursion, unit(i, i));
    first_[i] = alone.first();
    squares[i] = alone.second();
  }
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t j = i; j < count; ++j)
      second_.push_back(
          i == j ? squares[i] : Matrix<S>(MomentOperator<S>(recursion, unit(i, j)).second() - squares[i] - squares[j]));
}

template <RealScalar S>
MomentOperator<S> StepFamily<S>::operators(const Steps<S>& c) const {
  const auto steps = entries(c);
  MomentOperator<S> operators = zero_;
  auto next = second_.begin();
  Matrix<S> first = zero_.first(), second = zero_.second();
  for (std::size_t i = 0; i < count; ++i) {
    first += steps[i] * first_[i];
    for (std::size_t j = i; j < count; ++j) second += steps[i] * steps[j] * *next++;
  }
  operators.set(std::move(first), std::move(second));
  return operators;
}

/// Constant steps, and the mean of E||grad Phi(x^k)||^2 over the run.
template <RealScalar S>
struct BestSteps {
  Steps<S> steps;
  S mean;
};

/// The steps at which that mean is least for K iterations, near `start`.
/// Math:     alpha, beta, gamma and theta <= 1 are searched one after the other by Brent's method in their logarithms,
///           each within a factor of 8, later less
/// Requires: horizon >= 1, start with a finite mean [-> ArgumentError]
/// Ensures:  a local least value: the last round of the search lowered it by less than a thousandth
/// Cost:     some hundred runs of run_moments.   Source: ours
template <RealScalar S>
[[nodiscard]] BestSteps<S> best_steps(const MomentRecursion<S>& recursion, std::uint64_t horizon, Steps<S> start) {
  const StepFamily<S> family(recursion);
  const auto log_mean = [&](const Steps<S>& c) {
    using std::log;
    const double value =
        static_cast<double>(S(log(run_moments<S>(family.operators(c), S(1), horizon).mean_squared_gradient)));
    return std::isfinite(value) ? value : std::numeric_limits<double>::max();
  };
  double least = log_mean(start), width = std::log(8.0);
  require(least < std::numeric_limits<double>::max(), "best_steps.start", "too long", "steps with a finite mean");
  for (double before = least + 1; before - least > 1e-3; width = std::max(width / 2, 0.3)) {
    before = least;
    for (S Steps<S>::*step : {&Steps<S>::alpha, &Steps<S>::beta, &Steps<S>::gamma, &Steps<S>::theta}) {
      const S from = start.*step;
      const auto scaled = [&](double logarithm) {
        Steps<S> c = start;
        c.*step = from * S(std::exp(logarithm));
        return c;
      };
      const double most = step == &Steps<S>::theta ? std::min(width, -std::log(static_cast<double>(from))) : width;
      std::uintmax_t tries = 12;
      const auto [at, value] = boost::math::tools::brent_find_minima(
          [&](double logarithm) { return log_mean(scaled(logarithm)); }, -width, most, 8, tries);
      if (value < least) start = scaled(at), least = value;
    }
  }
  start.theta = std::min(start.theta, S(1));
  return {start, run_moments<S>(family.operators(start), S(1), horizon).mean_squared_gradient};
}

}  // namespace bros
