// What is computed through an archetype beside what the number behind its wall computes.
#pragma once

#include "archetype.hpp"

#include <gtest/gtest.h>

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

}  // namespace bros::property
