// The theorem with steps e_k c that may decay, so that no horizon need be known.
#pragma once

#include <bros/theory/recursion/bounds.hpp>
#include <bros/theory/recursion/moment_recursion.hpp>

#include <cstdint>

namespace bros {

/// sum e_k and sum e_k^2 over k < K.
template <FieldScalar S>
struct StepSums {
  S first, second;
};
/// Shapes:   scale(k) -> e_k
template <FieldScalar S, class Scale>
[[nodiscard]] StepSums<S> step_sums(const Scale& scale, std::uint64_t horizon) {
  StepSums<S> sums{S(0), S(0)};
  for (std::uint64_t k = 0; k < horizon; ++k) {
    const S e = scale(k);
    sums.first += e;
    sums.second += e * e;
  }
  return sums;
}

/// sum e_k E||grad Phi(x^k)||^2 / sum e_k for the steps e_k c.
/// Math:     (2 (gap + c_y y + c_z z + c_u u) / c_alpha + N(c) sum e_k^2) / sum e_k
/// Requires: admits(a, c) and 0 < e_k <= 1 [NOT checked].   Ensures: decaying-steps, upper bound
template <FieldScalar S>
[[nodiscard]] S decaying_rate(const Assumptions<S>& a, const Steps<S>& c, const Start<S>& start,
                              const StepSums<S>& sums) {
  const S from_start = S(2) * (start.gap + potential(a, c)(start.errors)) / c.alpha;
  return (from_start + noise_floor(a, c) * sums.second) / sums.first;
}

/// e c
template <FieldScalar S>
[[nodiscard]] Steps<S> scaled_steps(const Steps<S>& c, const S& e) {
  return {c.alpha * e, c.beta * e, c.gamma * e, c.theta * e, c.momentum, c.lambda};
}

/// What decaying_rate bounds, exactly.
/// Shapes:   moments E[s s^T] at k = 0;   Requires: horizon >= 1 [-> ArgumentError].   Cost: K - 1 steps
template <FieldScalar S, class Scale>
[[nodiscard]] S weighted_squared_gradient(const MomentRecursion<S>& recursion, Matrix<S> moments, const Steps<S>& c,
                                          const Scale& scale, std::uint64_t horizon) {
  require(horizon >= 1, "horizon", horizon, "at least 1");
  S sum(0), weights(0);
  for (std::uint64_t k = 0; k < horizon; ++k) {
    const S e = scale(k);
    sum += e * recursion.squared_gradient(moments);
    weights += e;
    if (k + 1 < horizon) moments = recursion.step(moments, scaled_steps<S>(c, e));
  }
  return sum / weights;
}

}  // namespace bros
