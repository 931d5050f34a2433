// Products of matrices over any field, and where a symmetric matrix stands when it is packed.
#pragma once

#include <bros/core/scalar.hpp>

#include <concepts>

namespace bros {

/// A B: Eigen's own where the machine has the scalar, otherwise loops over what is not zero. Eigen's products do not
/// compile with the rationals of Boost 1.74.
template <FieldScalar S>
[[nodiscard]] Matrix<S> matrix_product(const Matrix<S>& a, const Matrix<S>& b) {
  if constexpr (std::floating_point<S>) {
    return a * b;
  } else {
    Matrix<S> product = Matrix<S>::Zero(a.rows(), b.cols());
    for (Index j = 0; j < b.cols(); ++j)
      for (Index k = 0; k < a.cols(); ++k) {
        if (b(k, j) == S(0)) continue;
        for (Index i = 0; i < a.rows(); ++i)
          if (!(a(i, k) == S(0))) product(i, j) += a(i, k) * b(k, j);
      }
    return product;
  }
}

/// Where entry (i, j) of a symmetric matrix stands among its entries with i <= j, column by column; product_index(0, n)
/// is how many there are for n x n.
[[nodiscard]] inline Index product_index(Index i, Index j) {
  return i <= j ? j * (j + 1) / 2 + i : product_index(j, i);
}

}  // namespace bros
