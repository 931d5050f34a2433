// The exact first and second moments of a single-loop method on a quadratic problem, for every iteration.
#pragma once

#include <bros/method/single_loop.hpp>
#include <bros/problem/quadratic.hpp>
#include <bros/theory/estimators/moments.hpp>
#include <bros/theory/estimators/second_moment_map.hpp>
#include <bros/theory/recursion/quadratic_dynamics.hpp>

#include <cstdint>
#include <string>
#include <utility>

namespace bros {

/// The estimator of MA-SOBA and SOBA: nothing is projected.
[[nodiscard]] inline Estimator full_space(const Blocks& blocks) {
  return {ActionKind::plain, SamplerKind::coordinates, blocks.with_full_rank()};
}

/// E[s s^T], s = (x, vec Y, vec Z, h, 1), of a method on a quadratic problem, iteration by iteration.
/// Math:     no sampling error: one iteration is s <- M s + fluctuation, M the matrix of the means. Subspaces, signs
/// and noise are fresh:
///           given s^k the fluctuation has mean 0 and a covariance that is linear in s^k s^k^T, hence exactly
///             S <- M S M^T + Sigma(S),
///           and Sigma needs three maps of dim(Y) x dim(Y) matrices (DeviationMaps) and traces: with the residuals
///           r = A y + C^T x + a and b = F y + K^T x + f the fluctuations are
///             Y: -beta (Q - I) r - beta Q xi_g       Z: gamma (Q - I) b - gamma (Hhat - Hbar) z + gamma Q xi_f
///             D: -C (Q - I) z - G Q z + xi_x,        G the noise of the cross term, D the estimate that h averages;
///           with I in place of Q in D where the action has a full cross term.
///           Order of the updates: SingleLoop. Averaging::moving moves x along the old h; Averaging::none moves it
///           along D itself, and no h is part of the state.
/// Shapes:   moments size() x size(), symmetric, the last row E[s]
/// Requires: data as Quadratic checks them [NOT checked], blocks of the estimator of the same shapes as those of the
///           data, batch >= 1, ranks that the action allows [-> ArgumentError]
/// Ensures:  moment-recursion, exact in a field: rational, enclosing in intervals, to rounding in floating point
/// Cost:     a step 4 size()^3 multiplications and five MatrixMaps; construction as deviation_maps
/// Source:   ours
template <FieldScalar S>
class MomentRecursion {
 public:
  MomentRecursion(const QuadraticData<S>& data, const Estimator& estimator, Averaging averaging, Index batch = 1);

  [[nodiscard]] const StateLayout& layout() const { return dynamics_.layout; }
  [[nodiscard]] Index size() const { return dynamics_.layout.size(); }
  [[nodiscard]] const QuadraticDynamics<S>& dynamics() const { return dynamics_; }

  /// Where the methods start: x0, y0, Z = 0, h = 0.
  [[nodiscard]] Matrix<S> start() const;
  /// The moments of a state that is known.
  [[nodiscard]] static Matrix<S> at(const Vector<S>& state);

  /// E[s^{k+1} s^{k+1}^T] from E[s^k s^k^T].
  [[nodiscard]] Matrix<S> step(const Matrix<S>& moments, const Steps<S>& steps) const;
  /// What a step changes to first and to second order in the steps; there is nothing beyond.
  /// Math:     with M = I + N: N S + S N^T, and N S N^T + Sigma(S)
  [[nodiscard]] Matrix<S> first_order(const Matrix<S>& moments, const Steps<S>& steps) const;
  /// The part of second order in the steps.
  [[nodiscard]] Matrix<S> second_order(const Matrix<S>& moments, const Steps<S>& steps) const;

  /// E||grad Phi(x)||^2.
  [[nodiscard]] S squared_gradient(const Matrix<S>& moments) const;
  /// E[s].
  [[nodiscard]] Vector<S> mean(const Matrix<S>& moments) const { return moments.col(layout().one()); }

 private:
  /// Variances of what one iteration adds whatever the state, and of the noise of C that multiplies Q z.
  struct NoiseVariances {
    Vector<S> lower_gradient, upper_gradient_lower;  // of Q xi, entry by entry of vec(Y)
    S upper_gradient_upper;
    Vector<S> cross;  // of G Q z, or of G z, for each unit of E[z_i^2]
  };
  static NoiseVariances noise_of(const QuadraticData<S>& data, const Estimator& estimator, Index batch);
  static Matrix<S> congruence(const Matrix<S>& a, const Matrix<S>& x);
  static S trace(const Matrix<S>& a) {
    S sum(0);
    for (Index i = 0; i < a.rows(); ++i) sum += a(i, i);
    return sum;
  }

  /// change += Sigma(moments).
  void add_fluctuations(Matrix<S>& change, const Matrix<S>& moments, const Steps<S>& steps) const;
  static void add(Matrix<S>& to, Index row, Index column, const S& scale, const Matrix<S>& x) {
    for (Index j = 0; j < x.cols(); ++j)
      for (Index i = 0; i < x.rows(); ++i) to(row + i, column + j) += scale * x(i, j);
  }
  static void add_both(Matrix<S>& to, Index row, Index column, const S& scale, const Matrix<S>& x) {
    add(to, row, column, scale, x);
    add(to, column, row, scale, x.transpose());
  }

  QuadraticDynamics<S> dynamics_;
  NoiseVariances noise_;
  DeviationMaps<S> maps_;
  bool full_cross_ = false;
  Vector<S> x0_, y0_;
};

template <FieldScalar S>
MomentRecursion<S>::MomentRecursion(const QuadraticData<S>& data, const Estimator& estimator, Averaging averaging,
                                    Index batch)
    : dynamics_(data, averaging), noise_(noise_of(data, estimator, batch)), x0_(data.x0), y0_(data.y0) {
  require(estimator.blocks.full() == Blocks(data.blocks).full(), "estimator.blocks", "of other shapes",
          "the shapes of the blocks of the problem");
  const S variance = data.noise.hessian * data.noise.hessian / S(static_cast<int>(batch));
  maps_ = deviation_maps<S>(estimator, HessianMoments<S>{data.lower.A, variance});
  dynamics_.set_mean_estimate(maps_.mean_estimate);
  full_cross_ = full_cross(estimator.action);
}

template <FieldScalar S>
Matrix<S> MomentRecursion<S>::start() const {
  Vector<S> s = Vector<S>::Zero(size());
  for (Index i = 0; i < x0_.size(); ++i) s[layout().x() + i] = x0_[i];
  for (Index i = 0; i < y0_.size(); ++i) s[layout().y() + i] = y0_[i];
  s[layout().one()] = S(1);
  return at(s);
}

template <FieldScalar S>
Matrix<S> MomentRecursion<S>::at(const Vector<S>& state) {
  Matrix<S> moments(state.size(), state.size());
  for (Index j = 0; j < state.size(); ++j)
    for (Index i = 0; i < state.size(); ++i) moments(i, j) = state[i] * state[j];
  return moments;
}

template <FieldScalar S>
Matrix<S> MomentRecursion<S>::step(const Matrix<S>& moments, const Steps<S>& steps) const {
  Matrix<S> next = moments;
  next += first_order(moments, steps);
  next += second_order(moments, steps);
  for (Index j = 0; j < next.cols(); ++j)  // symmetric to the last bit: what is not would grow
    for (Index i = 0; i < j; ++i) next(j, i) = next(i, j);
  return next;
}

template <FieldScalar S>
Matrix<S> MomentRecursion<S>::first_order(const Matrix<S>& moments, const Steps<S>& steps) const {
  const Matrix<S> change = matrix_product<S>(dynamics_.drift(steps), moments);
  return change + change.transpose();
}

template <FieldScalar S>
Matrix<S> MomentRecursion<S>::second_order(const Matrix<S>& moments, const Steps<S>& steps) const {
  const Matrix<S> drift = dynamics_.drift(steps);
  Matrix<S> change = congruence(drift, moments);
  add_fluctuations(change, moments, steps);
  return change;
}

template <FieldScalar S>
S MomentRecursion<S>::squared_gradient(const Matrix<S>& moments) const {
  const Matrix<S>& g = dynamics_.gradient;
  const Matrix<S> image = congruence(g, moments);
  return trace(image);
}

template <FieldScalar S>
typename MomentRecursion<S>::NoiseVariances MomentRecursion<S>::noise_of(const QuadraticData<S>& data,
                                                                         const Estimator& estimator, Index batch) {
  require(batch >= 1, "batch", batch, "at least 1");
  const auto variance = [&](const S& level) { return S(level * level / S(static_cast<int>(batch))); };
  const Layout& full = estimator.blocks.full();
  Vector<S> ratio(full.size());
  for (Index l = 0; l < full.count(); ++l)
    for (Index i = 0; i < full.rows(l) * full.cols(l); ++i)
      ratio[full.offset(l) + i] =
          haar_first<S>(static_cast<int>(estimator.blocks[l].rows), static_cast<int>(estimator.blocks[l].rank));
  const auto scaled = [](Vector<S> all, const S& v) {
    for (Index i = 0; i < all.size(); ++i) all[i] *= v;
    return all;
  };
  const S cross = variance(data.noise.cross);
  return {scaled(ratio, variance(data.noise.lower_gradient)), scaled(ratio, variance(data.noise.upper_gradient_lower)),
          variance(data.noise.upper_gradient_upper),
          full_cross(estimator.action) ? Vector<S>(Vector<S>::Constant(ratio.size(), cross)) : scaled(ratio, cross)};
}

template <FieldScalar S>
Matrix<S> MomentRecursion<S>::congruence(const Matrix<S>& a, const Matrix<S>& x) {
  return matrix_product<S>(matrix_product<S>(a, x), a.transpose());
}

template <FieldScalar S>
void MomentRecursion<S>::add_fluctuations(Matrix<S>& change, const Matrix<S>& moments, const Steps<S>& steps) const {
  const Index n = layout().lower;
  // u: the moments of (r, b, z).
  const Matrix<S> u = congruence(dynamics_.residuals, moments);
  const auto of = [&](Index a, Index b) -> Matrix<S> { return u.block(a * n, b * n, n, n); };
  constexpr Index r = 0, b = 1, z = 2;
  const Matrix<S> e_r = maps_.e_q(of(z, r)), e_b = maps_.e_q(of(z, b));
  const Matrix<S> zz = of(z, z);
  Matrix<S> y_y = maps_.q_q(of(r, r)), y_z = maps_.q_q(of(r, b)), z_z = maps_.q_q(of(b, b));
  y_z -= e_r.transpose();
  z_z += maps_.e_e(zz);
  z_z -= e_b;
  z_z -= e_b.transpose();
  const S& one = moments(layout().one(), layout().one());
  for (Index i = 0; i < n; ++i) {
    y_y(i, i) += noise_.lower_gradient[i] * one;
    z_z(i, i) += noise_.upper_gradient_lower[i] * one;
  }
  // The third fluctuation, that of -D: C (Q - I) z, without a full cross term, and noise.
  const Matrix<S>& c = dynamics_.cross;
  Matrix<S> y_d = Matrix<S>::Zero(n, c.rows()), z_d = y_d, d_d = Matrix<S>::Zero(c.rows(), c.rows());
  if (!full_cross_) {
    Matrix<S> z_q = maps_.q_q(of(b, z));
    z_q -= maps_.e_q(zz);
    y_d = matrix_product<S>(maps_.q_q(of(r, z)), c.transpose());
    z_d = matrix_product<S>(z_q, c.transpose());
    d_d = congruence(c, maps_.q_q(zz));
  }
  S noise = noise_.upper_gradient_upper * one;
  for (Index i = 0; i < n; ++i) noise += noise_.cross[i] * zz(i, i);
  for (Index i = 0; i < d_d.rows(); ++i) d_d(i, i) += noise;

  // D moves h by theta D, or x by -alpha D.
  const S beta = -steps.beta, gamma = steps.gamma;
  const S delta = layout().averages ? S(-steps.theta) : steps.alpha;
  const Index y_at = layout().y(), z_at = layout().z(), d_at = layout().averages ? layout().h() : layout().x();
  add(change, y_at, y_at, S(beta * beta), y_y);
  add(change, z_at, z_at, S(gamma * gamma), z_z);
  add(change, d_at, d_at, S(delta * delta), d_d);
  add_both(change, y_at, z_at, S(beta * gamma), y_z);
  add_both(change, y_at, d_at, S(beta * delta), y_d);
  add_both(change, z_at, d_at, S(gamma * delta), z_d);
}

/// The mean of E||grad Phi(x^k)||^2 over the iterates 0 .. K-1, with steps that may change.
/// Shapes:   schedule(k) -> Steps;   Requires: horizon >= 1 [-> ArgumentError].   Cost: K - 1 steps
template <FieldScalar S, class Schedule>
[[nodiscard]] S mean_squared_gradient(const MomentRecursion<S>& recursion, const Schedule& schedule,
                                      std::uint64_t horizon) {
  require(horizon >= 1, "horizon", horizon, "at least 1");
  Matrix<S> moments = recursion.start();
  S sum = recursion.squared_gradient(moments);
  for (std::uint64_t k = 0; k + 1 < horizon; ++k) {
    moments = recursion.step(moments, schedule(k));
    sum += recursion.squared_gradient(moments);
  }
  return sum / S(static_cast<long>(horizon));
}

}  // namespace bros
