// Exact moments of a Haar subspace, blocks of the Hessian included.
#pragma once

#include <bros/core/error.hpp>
#include <bros/core/scalar.hpp>

#include <string>

namespace bros {

/// The coefficients of haar-second: E[Q0 A Q0] = c1 A + c2 A^T + c2 tr(A) I, Q0 = V V^T.
/// Math:     c1 = r (r (m + 1) - 2) / (m (m - 1)(m + 2)),  c2 = r (m - r) / (m (m - 1)(m + 2)) = E[(Q0)_12^2];
///           m = 1 leaves Q0 = 1: c1 = 1, c2 = 0
template <FieldScalar S>
struct HaarCoefficients {
  S c1, c2;
};

namespace detail {
inline void require_rank(int m, int r) {
  require(m >= 1, "m", m, "at least 1");
  require(r >= 1 && r <= m, "r", r, "between 1 and m = " + std::to_string(m));
}
}  // namespace detail

/// Requires: 1 <= r <= m [-> ArgumentError].   Ensures: haar-second, exact in a field
template <FieldScalar S>
[[nodiscard]] HaarCoefficients<S> haar_coefficients(int m, int r) {
  detail::require_rank(m, r);
  if (m == 1) return {S(1), S(0)};
  const S denominator = S(m) * S(m - 1) * S(m + 2);
  return {S(r) * (S(r) * S(m + 1) - S(2)) / denominator, S(r) * S(m - r) / denominator};
}

/// E||Q v||^2 / ||v||^2 = m / r, for every v: the factor by which a projection multiplies variance.
/// Requires: 1 <= r <= m [-> ArgumentError].   Ensures: haar-first, exact in a field (Q^2 = (m/r) Q, E[Q] = I)
template <FieldScalar S>
[[nodiscard]] S haar_first(int m, int r) {
  detail::require_rank(m, r);
  return S(m) / S(r);
}

namespace detail {
// x A_jl + y (A_jl^T + tr(A_jl) I) for every m x m sub-block A_jl.
template <FieldScalar S>
Matrix<S> map_sub_blocks(const Matrix<S>& a, int m, const S& x, const S& y) {
  require(a.rows() % m == 0 && a.cols() % m == 0, "moments.A",
          std::to_string(a.rows()) + " x " + std::to_string(a.cols()),
          "an array of m x m sub-blocks, m = " + std::to_string(m));
  Matrix<S> mapped(a.rows(), a.cols());
  for (Index j = 0; j < a.rows(); j += m)
    for (Index l = 0; l < a.cols(); l += m) {
      const S trace = y * a.block(j, l, m, m).trace();
      for (Index i = 0; i < m; ++i)
        for (Index k = 0; k < m; ++k)
          mapped(j + i, l + k) = x * a(j + i, l + k) + y * a(j + k, l + i) + (i == k ? trace : S(0));
    }
  return mapped;
}
}  // namespace detail

/// The mean E[(I (x) Q) A (I (x) Q)] of the uncorrected Hessian action on one block m x n, Q = P P^T with P Haar.
/// Math:     (m/r)^2 (c1 A_jl + c2 A_jl^T + c2 tr(A_jl) I) for each of the n x n sub-blocks A_jl
/// Shapes:   A n m x n m over vec(Y), column by column; the result likewise; A need not be symmetric
/// Requires: 1 <= r <= m, dimensions multiples of m [-> ArgumentError]
/// Ensures:  haar-second, exact in a field. Haar only: coordinate and Hadamard subspaces have other second moments
/// Source:   the formula is the moment lemma of arXiv 2605.10288 as reconstructed; its use for sub-blocks is linearity
template <FieldScalar S>
[[nodiscard]] Matrix<S> haar_second(const Matrix<S>& a, int m, int r) {
  const auto [c1, c2] = haar_coefficients<S>(m, r);
  const S scale = haar_first<S>(m, r) * haar_first<S>(m, r);
  return detail::map_sub_blocks<S>(a, m, scale * c1, scale * c2);
}

/// One column p of P: E[p p^T A p p^T] = m / (r^2 (m + 2)) (A + A^T + tr(A) I), for each sub-block of A.
/// Shapes, Requires: as haar_second
/// Ensures:  haar-column, exact in a field; rank-one-impossible rests on it: with r = 1 only these combinations of A
///           can be reached
/// Source:   reconstruction
template <FieldScalar S>
[[nodiscard]] Matrix<S> haar_column(const Matrix<S>& a, int m, int r) {
  detail::require_rank(m, r);
  const S scale = S(m) / (S(r) * S(r) * S(m + 2));
  return detail::map_sub_blocks<S>(a, m, scale, scale);
}

/// Two different columns p, q of P: E[p p^T A q q^T] = (m/r)^2 ((m + 1) A - A^T - tr(A) I) / (m (m - 1)(m + 2)).
/// Math:     sum_i p_i p_i^T A p_i p_i^T and the r (r - 1) pairs of this kind add up to Q A Q
/// Shapes, Requires: as haar_second, and r >= 2 [-> ArgumentError]
/// Ensures:  haar-pair, exact in a field.   Source: ours
template <FieldScalar S>
[[nodiscard]] Matrix<S> haar_pair(const Matrix<S>& a, int m, int r) {
  detail::require_rank(m, r);
  require(r >= 2, "r", r, "at least 2 for two columns");
  const S scale = S(m) / (S(r) * S(r) * S(m - 1) * S(m + 2));
  return detail::map_sub_blocks<S>(a, m, S(scale * S(m + 1)), S(-scale));
}

}  // namespace bros
