#pragma once

#include <bros/problem/quadratic.hpp>

namespace bros {

/// The noiseless instance on which the naive projected auxiliary update fails:
///   m = 3, r = 2, n = 1, d = 1,  g = 1/2 y' diag(1,2,3) y - x y_1,  f = 1/2 x^2 + y_1,
/// so Phi(x) = x^2/2 + x and x* = -1, while the naive mean tends to xbar = -20/39 with ||grad Phi||^2 = (19/39)^2.
/// Ensures:  counterexample.   Source: arXiv 2605.10288 for xbar; the instance is a reconstruction
template <RealScalar S>
[[nodiscard]] Quadratic<S> counterexample() {
  QuadraticData<S> data;
  data.lower.A = Vector<S>{{S(1), S(2), S(3)}}.asDiagonal();
  data.lower.C = Matrix<S>{{S(-1), S(0), S(0)}};
  data.lower.a = Vector<S>::Zero(3);
  data.upper.F = Matrix<S>::Zero(3, 3);
  data.upper.K = Matrix<S>::Zero(1, 3);
  data.upper.H = Matrix<S>::Identity(1, 1);
  data.upper.f = Vector<S>::Unit(3, 0);
  data.upper.h = Vector<S>::Zero(1);
  data.blocks = {{3, 1, 2}};
  data.x0 = Vector<S>::Zero(1);
  data.y0 = Vector<S>::Zero(3);
  return Quadratic<S>(std::move(data));
}

}  // namespace bros
