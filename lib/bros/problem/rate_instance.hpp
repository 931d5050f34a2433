#pragma once

#include <bros/problem/quadratic.hpp>

namespace bros {

/// The instance on which the K^(-1/2) law is measured: m = 6, r = 3, n = 1, d = 2, A = diag(1, 1.4, .., 3), all five
/// stochastic quantities noisy, and C, F, f such that nothing is a multiple of the identity or of a unit vector.
/// Math:     naive-bias is large here: with M = E[QAQ] = 1.1 A + 1.8 I, z = M^-1 f instead of A^-1 f
/// Ensures:  the data are quotients of small integers, rounded once in S
/// Source:   ours
template <RealScalar S>
[[nodiscard]] QuadraticData<S> rate_instance_data() {
  QuadraticData<S> data;
  data.lower.A = Matrix<S>::Zero(6, 6);
  for (int i = 0; i < 6; ++i) data.lower.A(i, i) = S(5 + 2 * i) / S(5);
  data.lower.C = Matrix<S>{{S(-2), S(1), S(0), S(-1), S(0), S(1)}, {S(0), S(-1), S(-2), S(0), S(1), S(-1)}} / S(2);
  data.lower.a = Vector<S>{{S(1), S(-1), S(0), S(1), S(0), S(-1)}} / S(4);
  data.upper.F = Matrix<S>::Zero(6, 6);
  for (int i = 0; i < 6; ++i) data.upper.F(i, i) = S(i % 2) / S(2);
  data.upper.K = Matrix<S>{{S(0), S(1), S(0), S(0), S(-1), S(0)}, {S(1), S(0), S(0), S(-1), S(0), S(0)}} / S(4);
  data.upper.H = Matrix<S>{{S(4), S(1)}, {S(1), S(4)}} / S(4);
  data.upper.f = Vector<S>{{S(2), S(-1), S(2), S(1), S(0), S(1)}} / S(2);
  data.upper.h = Vector<S>{{S(1), S(-1)}} / S(4);
  const S half = S(1) / S(2), quarter = S(1) / S(4);
  data.noise = {half, quarter, quarter, half, half};
  data.blocks = {{6, 1, 3}};
  data.x0 = Vector<S>::Zero(2);
  data.y0 = Vector<S>::Zero(6);
  return data;
}

/// The problem of rate_instance_data().
template <RealScalar S>
[[nodiscard]] Quadratic<S> rate_instance() {
  return Quadratic<S>(rate_instance_data<S>());
}

}  // namespace bros
