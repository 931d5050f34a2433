// The mean of one iteration of a single-loop method on a quadratic problem, and its hypergradient, as matrices.
#pragma once

#include <bros/core/matrix_product.hpp>
#include <bros/method/single_loop.hpp>
#include <bros/problem/quadratic.hpp>

#include <utility>

namespace bros {

/// Where the parts of s = (x, vec Y, vec Z, h, 1) stand; there is no h without averaging.
struct StateLayout {
  Index upper, lower;  ///< dimensions of x and of Y
  bool averages;
  [[nodiscard]] Index x() const { return 0; }
  [[nodiscard]] Index y() const { return upper; }
  [[nodiscard]] Index z() const { return upper + lower; }
  [[nodiscard]] Index h() const { return upper + 2 * lower; }
  [[nodiscard]] Index one() const { return h() + (averages ? upper : 0); }
  [[nodiscard]] Index size() const { return one() + 1; }
};

namespace detail {

/// A^-1 B by elimination without pivots: for a positive definite A the pivots are positive.
/// Requires: A symmetric positive definite [NOT checked]
template <FieldScalar S>
[[nodiscard]] Matrix<S> solve_positive_definite(Matrix<S> a, Matrix<S> b) {
  const Index n = a.rows();
  for (Index k = 0; k < n; ++k)
    for (Index i = 0; i < n; ++i) {
      if (i == k || a(i, k) == S(0)) continue;
      const S factor = a(i, k) / a(k, k);
      for (Index j = k; j < n; ++j) a(i, j) -= factor * a(k, j);
      for (Index j = 0; j < b.cols(); ++j) b(i, j) -= factor * b(k, j);
    }
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < b.cols(); ++j) b(i, j) /= a(i, i);
  return b;
}

}  // namespace detail

/// Everything affine about a method on a quadratic problem, over s.
/// Math:     residuals: (r, b, z) = (A y + C^T x + a, F y + K^T x + f, z);   estimate: E[D | s] = H x + K y - C z + h
///           gradient:  grad Phi(x) = H x + K Y* - C Z* + h, with A Y* = -(C^T x + a), A Z* = F Y* + K^T x + f
///           drift:     E[s^{k+1} - s^k | s^k], linear in the steps:
///                      x: -alpha h, or -alpha D    y: -beta r    z: -gamma (Hbar z - b)    h: theta (D - h)
/// Requires: shapes as in QuadraticData, A symmetric positive definite [NOT checked]
template <FieldScalar S>
struct QuadraticDynamics {
  StateLayout layout;
  Matrix<S> residuals, estimate, gradient, cross;

  QuadraticDynamics(const QuadraticData<S>& data, Averaging averaging);

  /// Takes another Hbar, the mean of the action's estimate.
  void set_mean_estimate(Matrix<S> mean) { mean_estimate_ = std::move(mean); }

  /// The matrix of E[s^{k+1} - s^k | s^k].
  [[nodiscard]] Matrix<S> drift(const Steps<S>& steps) const;

 private:
  static void add(Matrix<S>& to, Index row, const S& scale, const Matrix<S>& x) {
    for (Index j = 0; j < x.cols(); ++j)
      for (Index i = 0; i < x.rows(); ++i) to(row + i, j) += scale * x(i, j);
  }
  Matrix<S> mean_estimate_;
};

template <FieldScalar S>
QuadraticDynamics<S>::QuadraticDynamics(const QuadraticData<S>& data, Averaging averaging)
    : layout{data.x0.size(), data.y0.size(), averaging == Averaging::moving}, cross(data.lower.C) {
  const auto& [A, C, a] = data.lower;
  const auto& [F, K, H, f, h] = data.upper;
  const Index d = layout.upper, n = layout.lower, x = layout.x(), y = layout.y(), z = layout.z(), one = layout.one();
  residuals = Matrix<S>::Zero(3 * n, layout.size());
  residuals.block(0, x, n, d) = C.transpose();
  residuals.block(0, y, n, n) = A;
  residuals.block(0, one, n, 1) = a;
  residuals.block(n, x, n, d) = K.transpose();
  residuals.block(n, y, n, n) = F;
  residuals.block(n, one, n, 1) = f;
  residuals.block(2 * n, z, n, n) = Matrix<S>::Identity(n, n);
  estimate = Matrix<S>::Zero(d, layout.size());
  estimate.block(0, x, d, d) = H;
  estimate.block(0, y, d, n) = K;
  estimate.block(0, z, d, n) = -C;
  estimate.block(0, one, d, 1) = h;

  // s with Y*(x) and Z*(x), as a matrix over s.
  Matrix<S> solution = Matrix<S>::Identity(layout.size(), layout.size());
  const auto solve_into = [&](Index first, const Matrix<S>& right) {
    solution.block(first, 0, n, layout.size()) = detail::solve_positive_definite<S>(A, right);
  };
  Matrix<S> without_y = residuals.topRows(n);
  without_y.block(0, y, n, n) = Matrix<S>::Zero(n, n);
  solve_into(y, -without_y);
  solve_into(z, matrix_product<S>(residuals.middleRows(n, n), solution));
  gradient = matrix_product<S>(estimate, solution);
}

template <FieldScalar S>
Matrix<S> QuadraticDynamics<S>::drift(const Steps<S>& steps) const {
  const Index d = layout.upper, n = layout.lower;
  Matrix<S> change = Matrix<S>::Zero(layout.size(), layout.size());
  add(change, layout.y(), S(-steps.beta), residuals.topRows(n));
  add(change, layout.z(), steps.gamma, residuals.middleRows(n, n));
  for (Index j = 0; j < n; ++j)
    for (Index i = 0; i < n; ++i) change(layout.z() + i, layout.z() + j) -= steps.gamma * mean_estimate_(i, j);
  if (!layout.averages) {
    add(change, layout.x(), S(-steps.alpha), estimate);
    return change;
  }
  add(change, layout.h(), steps.theta, estimate);
  for (Index i = 0; i < d; ++i) {
    change(layout.x() + i, layout.h() + i) -= steps.alpha;
    change(layout.h() + i, layout.h() + i) -= steps.theta;
  }
  return change;
}

}  // namespace bros
