// The weights that make a projected Hessian action unbiased.
#pragma once

#include <bros/core/scalar.hpp>

namespace bros {

/// sum_ij W_ij p_i p_i^T H p_j p_j^T has mean H for every H iff the sums of W over i = j and over i != j are those of
/// this W, the one that is constant on and off the diagonal (claim: weights; the "only if" for Haar).
/// Shapes:   m = rows, r = rank of the block, 2 <= r <= m [NOT checked]
/// Ensures:  exact in a field; the mean of W over (i, j) is 1; W_ij - 1 = tau^2 / r, W_ii - 1 = tau^2 / r - tau^2
template <FieldScalar S>
[[nodiscard]] S off_diagonal_weight(int m, int r) {
  return S(r) * S(m - 1) / (S(m) * S(r - 1));
}
/// W_ii = r/m.
template <FieldScalar S>
[[nodiscard]] S diagonal_weight(int m, int r) {
  return S(r) / S(m);
}
/// tau^2 = r (m - r) / (m (r - 1)): what the sign probes must carry. 0 when nothing is projected (r = m, also r = m =
/// 1).
template <FieldScalar S>
[[nodiscard]] S tau_squared(int m, int r) {
  if (r == m) return S(0);
  return S(r) * S(m - r) / (S(m) * S(r - 1));
}

}  // namespace bros
