// Linear recursions with enclosed matrices: where they are after K steps, and a proof that they contract.
#pragma once

#include <bros/core/matrix_product.hpp>
#include <bros/verified/interval.hpp>

#include <cstdint>
#include <optional>

namespace bros {

/// A^K s by repeated squaring.
/// Shapes:   A n x n, s n x 1.   Ensures:  exact in a field, an enclosure in intervals
/// Cost:     at most log2(K) products of n x n matrices
template <FieldScalar S>
[[nodiscard]] Matrix<S> after(std::uint64_t steps, Matrix<S> a, Matrix<S> s) {
  for (; steps != 0; steps /= 2) {
    if (steps % 2 == 1) s = matrix_product(a, s);
    if (steps > 1) a = matrix_product(a, a);
  }
  return s;
}

/// The tightest enclosures of the entries.
template <unsigned digits10 = 50>
[[nodiscard]] Matrix<BasicInterval<digits10>> enclosed(const Matrix<rational>& a) {
  Matrix<BasicInterval<digits10>> intervals(a.rows(), a.cols());
  for (Index j = 0; j < a.cols(); ++j)
    for (Index i = 0; i < a.rows(); ++i) intervals(i, j) = BasicInterval<digits10>(a(i, j));
  return intervals;
}

/// ||A||_inf = max_i sum_j |a_ij|.
template <unsigned digits10>
[[nodiscard]] BasicInterval<digits10> infinity_norm(const Matrix<BasicInterval<digits10>>& a) {
  BasicInterval<digits10> largest(0);
  for (Index i = 0; i < a.rows(); ++i) {
    BasicInterval<digits10> row(0);
    for (Index j = 0; j < a.cols(); ++j) row += abs(a(i, j));
    largest = max(largest, row);
  }
  return largest;
}

/// ||A^N||_inf <= norm < 1, so that the spectral radius of A is at most norm^(1/N) < 1: s <- A s + b has exactly one
/// stationary state and tends to it from anywhere, by the factor `norm` at least in every N steps.
struct Contraction {
  std::uint64_t power;
  rational norm;
};

/// The first N among 1, 2, 4, .. with ||A^N|| < 1, or nothing if none up to `largest_power` could be proved.
/// Ensures:  a proof when it returns one; nothing is claimed when it does not
template <unsigned digits10>
[[nodiscard]] std::optional<Contraction> find_contraction(Matrix<BasicInterval<digits10>> a,
                                                          std::uint64_t largest_power) {
  for (std::uint64_t power = 1; power <= largest_power; power *= 2) {
    const BasicInterval<digits10> size = infinity_norm(a);
    if (certainly_less(size, BasicInterval<digits10>(1))) return Contraction{power, size.upper()};
    if (!size.bounded()) return std::nullopt;
    if (2 * power <= largest_power) a = matrix_product(a, a);
  }
  return std::nullopt;
}

}  // namespace bros
