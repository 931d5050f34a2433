// A noiseless quadratic on which the certificates of the peer methods stand, and its stationary points in rationals, by
// elimination.
#pragma once

#include <bros/claims/quadratic_cases.hpp>
#include <bros/core/matrix_product.hpp>
#include <bros/core/multiprecision.hpp>
#include <bros/method/run.hpp>
#include <bros/theory/estimators/weingarten.hpp>

#include <type_traits>
#include <vector>

namespace bros::peers {

using Real = bin_float_50;
using Rationals = Vector<rational>;

/// Without structure, with Phi strongly convex; y in R^m, x in R^2.
template <FieldScalar S>
QuadraticData<S> instance_data(Index m = 3) {
  auto data = unstructured_data<S>({{m, 1, m}}, 2);
  for (Index i = 0; i < 2; ++i) data.upper.H(i, i) += S(8);
  return data;
}
template <class S = Real>
Quadratic<S> instance(Index m = 3) {
  return Quadratic<S>(instance_data<S>(m));
}

/// Linear equations over unknowns that are blocks of one vector.
class Equations {
 public:
  explicit Equations(Index size)
      : left_(static_cast<std::size_t>(size), std::vector<rational>(static_cast<std::size_t>(size))),
        right_(static_cast<std::size_t>(size)) {}
  /// Adds c M to the rows from `row` on, for the unknowns from `column` on.
  Equations& add(Index row, Index column, const Matrix<rational>& m, const rational& c = 1) {
    for (Index i = 0; i < m.rows(); ++i)
      for (Index j = 0; j < m.cols(); ++j)
        left_[static_cast<std::size_t>(row + i)][static_cast<std::size_t>(column + j)] += c * m(i, j);
    return *this;
  }
  /// Adds the constant c v to the left-hand sides.
  Equations& add(Index row, const Rationals& v, const rational& c = 1) {
    for (Index i = 0; i < v.size(); ++i) right_[static_cast<std::size_t>(row + i)] -= c * v[i];
    return *this;
  }
  /// The first `count` unknowns.
  [[nodiscard]] Rationals solution(Index count) const {
    const auto all = detail::solve_consistent(left_, right_);
    Rationals first(count);
    for (Index i = 0; i < count; ++i) first[i] = all[static_cast<std::size_t>(i)];
    return first;
  }

 private:
  std::vector<std::vector<rational>> left_;
  std::vector<rational> right_;
};

inline Matrix<rational> identity(Index n) {
  Matrix<rational> one(n, n);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) one(i, j) = i == j ? 1 : 0;
  return one;
}
inline Matrix<rational> minus(Matrix<rational> a, const rational& c, const Matrix<rational>& b) {
  for (Index i = 0; i < a.rows(); ++i)
    for (Index j = 0; j < a.cols(); ++j) a(i, j) -= c * b(i, j);
  return a;
}
/// I - (I - gamma A)^power: of the way to A^{-1}, what so many steps go.
inline Matrix<rational> reached(const Matrix<rational>& A, const rational& gamma, int power) {
  const Matrix<rational> one = identity(A.rows()), factor = minus(one, gamma, A);
  Matrix<rational> left = one;
  for (int q = 0; q < power; ++q) left = matrix_product<rational>(left, factor);
  return minus(one, 1, left);
}

/// x with  grad_x f - C R Z* = 0  at (x, Y*(x)), for a square R; with R = I that is grad Phi(x) = 0.
inline Rationals stationary_point(const QuadraticData<rational>& data, const Matrix<rational>& R) {
  const auto& [A, C, a] = data.lower;
  const auto& [F, K, H, f, h] = data.upper;
  const Index d = H.rows(), n = A.rows(), y = d, z = d + n;
  return Equations(d + 2 * n)
      .add(0, 0, H)
      .add(0, y, K)
      .add(0, z, matrix_product<rational>(C, R), -1)
      .add(0, h)
      .add(y, 0, C.transpose())
      .add(y, y, A)
      .add(y, a)
      .add(z, 0, K.transpose(), -1)
      .add(z, y, F, -1)
      .add(z, z, A)
      .add(z, f, -1)
      .solution(d);
}
inline Rationals solution(const QuadraticData<rational>& data) {
  return stationary_point(data, identity(data.lower.A.rows()));
}

/// x of the stationary point (x, Y', Y) of  f(x, Y') + lambda (g(x, Y') - min_Y g(x, Y)).
inline Rationals penalised_point(const QuadraticData<rational>& data, const rational& lambda) {
  const auto& [A, C, a] = data.lower;
  const auto& [F, K, H, f, h] = data.upper;
  const Index d = H.rows(), n = A.rows(), penalised = d, lower = d + n;
  return Equations(d + 2 * n)
      .add(0, 0, H)
      .add(0, penalised, K)
      .add(0, h)
      .add(0, penalised, C, lambda)
      .add(0, lower, C, -lambda)
      .add(penalised, 0, K.transpose())
      .add(penalised, penalised, F)
      .add(penalised, f)
      .add(penalised, 0, C.transpose(), lambda)
      .add(penalised, penalised, A, lambda)
      .add(penalised, a, lambda)
      .add(lower, 0, C.transpose())
      .add(lower, lower, A)
      .add(lower, a)
      .solution(d);
}

template <class S = Real>
Vector<S> real(const Rationals& exact) {
  Vector<S> v(exact.size());
  for (Index i = 0; i < v.size(); ++i) v[i] = S(numerator(exact[i])) / S(denominator(exact[i]));
  return v;
}

/// How far x is from the exact value, relative to it.
template <class S>
double distance(const Vector<S>& x, const Rationals& exact) {
  const Vector<S> want = real<S>(exact);
  return static_cast<double>(S((x - want).norm() / want.norm()));
}

/// The x after so many iterations.
template <Scalar S>
Vector<S> after(std::uint64_t iterations, Method<S>& method, const Schedule<std::type_identity_t<S>>& schedule) {
  (void)run(method, schedule, iterations);
  return method.x();
}

}  // namespace bros::peers
