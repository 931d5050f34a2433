// What no unbiased estimator of the Hessian action can go below: least worst cases of E||T||^2 over ||H||, ||z|| <= 1.
#pragma once

#include <bros/theory/estimators/basis_moments.hpp>
#include <bros/theory/estimators/moments.hpp>

namespace bros {

/// Data V1^T H V2, ranks `left` and `right`, of any joint law that knows neither H nor z; right = m is the full
/// tangent. Math:     m^2 / (left right) Requires: 1 <= left, right <= m [-> ArgumentError] Ensures:  minimax-action:
/// E||T||^2 of every T that is linear in the data and has mean H z for all H reaches it at some
///           orthogonal H and unit vector z; tight: `decoupled` for left = right, `one_sided` for right = m
/// Source:   ours
template <FieldScalar S>
[[nodiscard]] S two_subspace_bound(int m, int left, int right) {
  detail::require_rank(m, left);
  detail::require_rank(m, right);
  return S(m) * S(m) / (S(left) * S(right));
}

/// One shared subspace, data V^T H V: the Bayes risk, H orthogonal with E[H_ij H_kl] = [ik][jl] / m and z uniform on
/// the sphere (or on an orthonormal basis), hence a lower bound on every worst case. Math:     tr(S^-1) / m^2, S: A ->
/// E[Q0 A Q0];
///           haar          S is r(r-1) / (m(m-1)) on skew A, r(rm+m-2) / (m(m-1)(m+2)) on symmetric A of trace 0,
///                         r/m on I
///           coordinates   S is r/m on the diagonal, r(r-1) / (m(m-1)) elsewhere
/// Requires: 2 <= r <= m [-> ArgumentError]
/// Ensures:  shared-subspace-bound; attained in the mean by T = S^-1(Q0 H Q0) z; haar has the least of all samplers.
///           Nothing is claimed about the worst case of that T
/// Source:   ours
template <FieldScalar S>
[[nodiscard]] S shared_subspace_bound(SamplerKind sampler, int m, int r) {
  detail::require_rank(m, r);
  require(r >= 2, "r", r, "at least 2: with one column no estimator is unbiased");
  const S one = S(m) / S(r), two = S(m) * S(m - 1) / (S(r) * S(r - 1));
  const S pairs = S(m) * S(m - 1) / S(2);
  if (sampler == SamplerKind::coordinates) return (S(m) * one + S(2) * pairs * two) / (S(m) * S(m));
  const S symmetric = S(m) * S(m - 1) * S(m + 2) / (S(r) * (S(r) * S(m) + S(m - 2)));
  return (pairs * two + (pairs + S(m - 1)) * symmetric + one) / (S(m) * S(m));
}

/// Unbiased for symmetric H alone, worst case over symmetric H alone; the data are `numbers` linear functions of H.
/// Math:     (m-1)(m+2) / (2 numbers), times 1 - 1/m^2 for odd m
/// Requires: m >= 1, numbers >= 1 [-> ArgumentError]
/// Ensures:  minimax-action, lower bound, not known to be attained. One shared subspace: numbers = r(r+1)/2; two: r^2
/// Source:   ours
template <FieldScalar S>
[[nodiscard]] S symmetric_bound(int m, int numbers) {
  require(m >= 1, "m", m, "at least 1");
  require(numbers >= 1, "numbers", numbers, "at least 1");
  const S bound = S(m - 1) * S(m + 2) / (S(2) * S(numbers));
  return m % 2 == 0 ? bound : S(bound * S(m - 1) * S(m + 1) / (S(m) * S(m)));
}

}  // namespace bros
