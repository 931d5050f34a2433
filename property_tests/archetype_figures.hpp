// What is computed through an archetype beside what the number behind its wall computes.
#pragma once

#include "archetype.hpp"

#include <bros/problem/quadratic.hpp>

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace bros::property {

/// Numbers in the order they were computed.
template <class S>
using Figures = std::vector<S>;
template <class S, class Derived>
void append(Figures<S>& figures, const Eigen::DenseBase<Derived>& m) {
  for (Index j = 0; j < m.cols(); ++j)
    for (Index i = 0; i < m.rows(); ++i) figures.push_back(m(i, j));
}
/// Whether figures through the wall are those of the numbers behind it, and not all alike.
template <class A, class Value>
[[nodiscard]] ::testing::AssertionResult same(const Figures<A>& through, const Figures<Value>& direct) {
  if (through.size() != direct.size()) return ::testing::AssertionFailure() << "different numbers of figures";
  bool vary = false;
  for (std::size_t i = 0; i < direct.size(); ++i) {
    if (!(through[i].held() == direct[i]))
      return ::testing::AssertionFailure() << "figure " << i << ": " << through[i].held() << " for " << direct[i];
    vary = vary || direct[i] != direct[0];
  }
  if (!vary) return ::testing::AssertionFailure() << "all alike";
  return ::testing::AssertionSuccess();
}

template <class S>
[[nodiscard]] Matrix<S> small_matrix(Index rows, Index cols) {
  Matrix<S> m(rows, cols);
  for (Index j = 0; j < cols; ++j)
    for (Index i = 0; i < rows; ++i) m(i, j) = S(static_cast<int>((3 * i + 5 * j + i * j) % 7) - 3) / S(2);
  return m;
}

template <class S>
QuadraticData<S> small_problem() {
  const auto sum = [](const Matrix<S>& m) { return Matrix<S>(m + m.transpose()); };
  QuadraticData<S> data;
  data.blocks = {{3, 1, 2}};
  data.lower = {sum(small_matrix<S>(3, 3)), small_matrix<S>(2, 3), small_matrix<S>(3, 1)};
  data.lower.A += Matrix<S>::Identity(3, 3) * S(16);
  data.upper = {sum(small_matrix<S>(3, 3)), small_matrix<S>(2, 3), sum(small_matrix<S>(2, 2)), small_matrix<S>(3, 1),
                small_matrix<S>(2, 1)};
  data.x0 = small_matrix<S>(2, 1), data.y0 = small_matrix<S>(3, 1);
  return data;
}
/// The same as a problem of a user's own: what it asks of a scalar is Eigen's.
template <class S>
struct OwnProblem : FullSpaceProblem<S> {
  explicit OwnProblem(QuadraticData<S> d) : FullSpaceProblem<S>(d.blocks, 2), data(std::move(d)) {}
  void gradients(const Point<S>& at, Gradients<S>& out) const override {
    out.lower_gradient.flat() = data.lower.A * at.y.flat() + data.lower.C.transpose() * at.x;
    out.upper_gradient_lower.flat() = data.upper.F * at.y.flat();
    out.upper_gradient_upper = data.upper.H * at.x;
    out.lower_gradient_upper = data.lower.C * at.y.flat();
  }
  void products(const Point<S>&, const BlockVector<S>& t, BlockVector<S>& hessian, Vector<S>& cross) const override {
    hessian.flat() = data.lower.A * t.flat();
    cross = data.lower.C * t.flat();
  }
  QuadraticData<S> data;
};
/// With all that a method may need: only a real scalar can tell by itself whether grad_x g was filled.
template <class S>
struct WholeOwnProblem : OwnProblem<S> {
  using OwnProblem<S>::OwnProblem;
  [[nodiscard]] bool knows_lower_gradient_upper() const override { return true; }
  [[nodiscard]] OfLevels slots() const override { return {1, 1}; }
};

}  // namespace bros::property
