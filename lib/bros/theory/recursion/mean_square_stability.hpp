// Constant steps for ever: with which of them the second moments forget the start, where they tend, and the K^(-1/2)
// constant.
#pragma once

#include <bros/core/linear_algebra.hpp>
#include <bros/theory/recursion/moment_operator.hpp>

#include <limits>

namespace bros {

/// What (1/K) sum_k E||grad Phi(x^k)||^2 comes to with steps c / sqrt(K), K to infinity.
/// Math:     plateau + (floor + transient) / sqrt(K) + o(1 / sqrt(K)) for plateau = 0
template <RealScalar S>
struct RateConstants {
  S plateau;    ///< ||grad Phi||^2 where the mean dynamics rest: 0 for an unbiased action, naive's squared bias
  S floor;      ///< lim (stationary value - plateau) / e as the steps e c shrink: what noise and subspaces cost
  S transient;  ///< of the way from the start: the integral of (||grad Phi||^2 - plateau) along the mean flow
  /// lim sqrt(K) (mean over the run - plateau).
  [[nodiscard]] S limit() const { return floor + transient; }
};

/// Mean-square stability of a method on a quadratic problem with the steps e c, e > 0.
/// Math:     write T(e) = I + e T_1 + e^2 T_2 on products of (x, Y, Z, h) alone. T_2 and the Lyapunov inverse -T_1^-1
///           = (X -> int exp(N t) X exp(N t)^T dt), N the drift, take positive semidefinite matrices to such, so that
///           the spectral radius of -T_1^-1 T_2 is one of its eigenvalues (Krein and Rutman); and T(e) has spectral
///           radius < 1 iff some P > 0 has N^T P + P N + e T_2*(P) < 0, which, T_2* being positive, holds for all
///           smaller e if for one. So the stable e are the interval (0, threshold), with
///             threshold = 1 / rho(-T_1^-1 T_2)      (0 if N is not Hurwitz)
///           and no search.
/// Ensures:  mean-square-threshold, rate-constants; to rounding
/// Cost:     LU of p x p once, p as in MomentOperator; eigenvalues of p x p for threshold and spectral_radius
/// Source:   ours
template <RealScalar S>
class MeanSquareStability {
 public:
  MeanSquareStability(const MomentRecursion<S>& recursion, const Steps<S>& steps);

  [[nodiscard]] const MomentOperator<S>& operators() const { return operators_; }
  /// Whether the means are stable for small steps: every eigenvalue of the drift has a negative real part.
  [[nodiscard]] bool hurwitz() const { return hurwitz_; }

  /// The spectral radius of the second moments' recursion with steps e c: they converge to a limit that
  /// does not depend on the start iff it is < 1.
  [[nodiscard]] double spectral_radius(const S& scale) const;
  /// The supremum of the e for which they do.
  [[nodiscard]] double threshold() const;

  /// E[s s^T] for k to infinity, steps e c.   Requires: 0 < e < threshold() [NOT checked]
  [[nodiscard]] Matrix<S> stationary(const S& scale) const;
  /// E||grad Phi(x)||^2 there.
  [[nodiscard]] S stationary_squared_gradient(const S& scale) const;

  /// Math:     v(e) = v_0 + e v_1 + .. with T_1 v_0 + t_1 = 0 and T_1 v_1 + T_2 v_0 + t_2 = 0; the sum over a run of
  ///           what is not stationary is (I - T)^-1 (v^0 - v(e)) = -T_1^-1 (v^0 - v_0) / e + O(1)
  /// Requires: hurwitz() [-> ArgumentError]
  [[nodiscard]] RateConstants<S> rate_constants() const;

 private:
  [[nodiscard]] Matrix<S> homogeneous(const Matrix<S>& t) const { return t.topLeftCorner(one_, one_); }
  [[nodiscard]] Matrix<S> inhomogeneous(const Matrix<S>& t) const { return t.block(0, one_, one_, 1); }
  static double radius(const Matrix<S>& a) { return bros::spectral_radius<double>(a.template cast<double>()); }

  MomentOperator<S> operators_;
  Index one_, linear_;  // entries that are not E[1]; those of products of (x, Y, Z, h) alone
  bool hurwitz_;
  Lu<S> lyapunov_;
};

template <RealScalar S>
MeanSquareStability<S>::MeanSquareStability(const MomentRecursion<S>& recursion, const Steps<S>& steps)
    : operators_(recursion, steps),
      one_(product_index(recursion.layout().one(), recursion.layout().one())),
      linear_(product_index(0, recursion.layout().one())),
      lyapunov_(-homogeneous(operators_.first())) {
  const Index n = recursion.layout().one();
  const Matrix<S> drift = recursion.dynamics().drift(steps).topLeftCorner(n, n);
  hurwitz_ = spectral_abscissa<double>(drift.template cast<double>()) < 0;
}

template <RealScalar S>
double MeanSquareStability<S>::spectral_radius(const S& scale) const {
  return radius(operators_.at(scale).topLeftCorner(linear_, linear_));
}

template <RealScalar S>
double MeanSquareStability<S>::threshold() const {
  if (!hurwitz_) return 0;
  const Lu<S> lu(-operators_.first().topLeftCorner(linear_, linear_));
  const double largest = radius(lu.solve(operators_.second().topLeftCorner(linear_, linear_)));
  return largest > 0 ? 1 / largest : std::numeric_limits<double>::infinity();
}

template <RealScalar S>
Matrix<S> MeanSquareStability<S>::stationary(const S& scale) const {
  const Matrix<S> t = operators_.first() + scale * operators_.second();
  Matrix<S> v(one_ + 1, 1);
  v.topRows(one_) = Lu<S>(-homogeneous(t)).solve(t.block(0, one_, one_, 1));
  v(one_, 0) = S(1);
  return operators_.unpacked(v);
}

template <RealScalar S>
S MeanSquareStability<S>::stationary_squared_gradient(const S& scale) const {
  return (operators_.gradient() * operators_.packed(stationary(scale)))(0, 0);
}

template <RealScalar S>
RateConstants<S> MeanSquareStability<S>::rate_constants() const {
  require(hurwitz_, "steps", "not stable in the mean", "steps with a stable mean, however small");
  const Matrix<S> l = operators_.gradient().leftCols(one_);
  const Matrix<S> rest = lyapunov_.solve(inhomogeneous(operators_.first()));
  const Matrix<S> correction =
      lyapunov_.solve(Matrix<S>(homogeneous(operators_.second()) * rest + inhomogeneous(operators_.second())));
  const Matrix<S> way = lyapunov_.solve(Matrix<S>(operators_.start().topRows(one_) - rest));
  return {(l * rest)(0, 0) + operators_.gradient()(0, one_), (l * correction)(0, 0), (l * way)(0, 0)};
}

}  // namespace bros
