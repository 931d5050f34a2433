// The moment recursion with constant steps as one matrix: any horizon in a few squarings.
#pragma once

#include <bros/theory/recursion/moment_recursion.hpp>

#include <cstdint>
#include <utility>

namespace bros {

/// The recursion of E[s s^T] on its entries (i, j), i <= j, for steps in a fixed proportion c.
/// Math:     with steps e c the operator is T(e) = I + e T_1 + e^2 T_2, exactly
/// Shapes:   p = size(size + 1)/2 entries in the order (0,0), (0,1), (1,1), (0,2), ..; the last is E[1] = 1, so that
///           the rest follows v <- T v + t, T without its last row and column and t its last column
/// Cost:     p steps of the recursion; 2 p^2 numbers (p = 153 for dim(s) = 17, 325 for 25)
template <FieldScalar S>
class MomentOperator {
 public:
  MomentOperator(const MomentRecursion<S>& recursion, const Steps<S>& steps);

  /// T_1 and T_2.
  [[nodiscard]] const Matrix<S>& first() const { return first_; }
  [[nodiscard]] const Matrix<S>& second() const { return second_; }
  /// T(e).
  [[nodiscard]] Matrix<S> at(const S& scale = S(1)) const;
  /// The row l with E||grad Phi||^2 = l v.
  [[nodiscard]] const Matrix<S>& gradient() const { return gradient_; }
  [[nodiscard]] const Matrix<S>& start() const { return start_; }
  /// T_1 and T_2 of other steps.
  void set(Matrix<S> first, Matrix<S> second) { first_ = std::move(first), second_ = std::move(second); }

  /// The entries v of E[s s^T].
  [[nodiscard]] Matrix<S> packed(const Matrix<S>& moments) const;
  /// E[s s^T] from its entries v.
  [[nodiscard]] Matrix<S> unpacked(const Matrix<S>& v) const;

 private:
  Index size_;
  Matrix<S> first_, second_, gradient_, start_;
};

template <FieldScalar S>
MomentOperator<S>::MomentOperator(const MomentRecursion<S>& recursion, const Steps<S>& steps)
    : size_(recursion.size()) {
  const Index p = product_index(0, size_);
  first_ = second_ = Matrix<S>::Zero(p, p);
  gradient_ = Matrix<S>::Zero(1, p);
  for (Index l = 0; l < size_; ++l)
    for (Index k = 0; k <= l; ++k) {
      Matrix<S> unit = Matrix<S>::Zero(size_, size_);
      unit(k, l) = unit(l, k) = S(1);
      const Index column = product_index(k, l);
      first_.col(column) = packed(recursion.first_order(unit, steps));
      second_.col(column) = packed(recursion.second_order(unit, steps));
      gradient_(0, column) = recursion.squared_gradient(unit);
    }
  start_ = packed(recursion.start());
}

template <FieldScalar S>
Matrix<S> MomentOperator<S>::at(const S& scale) const {
  Matrix<S> t = Matrix<S>::Identity(first_.rows(), first_.cols());
  for (Index i = 0; i < t.size(); ++i) t.data()[i] += scale * (first_.data()[i] + scale * second_.data()[i]);
  return t;
}

template <FieldScalar S>
Matrix<S> MomentOperator<S>::packed(const Matrix<S>& moments) const {
  Matrix<S> v(product_index(0, size_), 1);
  for (Index j = 0; j < size_; ++j)
    for (Index i = 0; i <= j; ++i) v(product_index(i, j), 0) = moments(i, j);
  return v;
}

template <FieldScalar S>
Matrix<S> MomentOperator<S>::unpacked(const Matrix<S>& v) const {
  Matrix<S> moments(size_, size_);
  for (Index j = 0; j < size_; ++j)
    for (Index i = 0; i < size_; ++i) moments(i, j) = v(product_index(i, j), 0);
  return moments;
}

/// A run of K iterations with constant steps.
template <FieldScalar S>
struct RunMoments {
  Matrix<S> moments;        ///< E[s^K s^K^T]
  S squared_gradient;       ///< E||grad Phi(x^K)||^2
  S mean_squared_gradient;  ///< the mean of E||grad Phi(x^k)||^2 over k = 0 .. K-1
};

/// Math:     T^(2^j) by squaring, and l_j = sum_{k < 2^j} l T^k by l_{j+1} = l_j + l_j T^(2^j); the bits of K say which
///           of them the run is made of
/// Requires: K >= 1 [-> ArgumentError].   Ensures: moment-recursion, as MomentRecursion
/// Cost:     log2(K) products of p x p matrices, whatever K
template <FieldScalar S>
[[nodiscard]] RunMoments<S> run_moments(const MomentOperator<S>& operators, const S& scale, std::uint64_t horizon) {
  require(horizon >= 1, "horizon", horizon, "at least 1");
  Matrix<S> t = operators.at(scale), l = operators.gradient(), v = operators.start();
  S sum(0);
  for (std::uint64_t rest = horizon; rest != 0; rest /= 2) {
    if (rest % 2 == 1) {
      sum += matrix_product<S>(l, v)(0, 0);
      v = matrix_product<S>(t, v);
    }
    if (rest == 1) break;
    l += matrix_product<S>(l, t);
    t = matrix_product<S>(t, t);
  }
  return {operators.unpacked(v), matrix_product<S>(operators.gradient(), v)(0, 0), sum / S(static_cast<long>(horizon))};
}
/// The same for the steps themselves, from the recursion.
template <FieldScalar S>
[[nodiscard]] RunMoments<S> run_moments(const MomentRecursion<S>& recursion, const Steps<S>& steps,
                                        std::uint64_t horizon) {
  return run_moments<S>(MomentOperator<S>(recursion, steps), S(1), horizon);
}

}  // namespace bros
