// `rotated`: exact_weights averaged over every orthonormal basis of the subspace that was drawn.
#pragma once

#include <bros/theory/estimators/haar_invariants.hpp>

namespace bros {

/// The weights of T = (m/r)^2 [off M + turned (M + M^T + tr(M) I)] Q0 z, M = Q0 H Q0.
/// Math:     off = W_ij, turned = (W_ii - W_ij) / (r + 2), W the weights of exact_weights
/// Requires: 2 <= r <= m [-> ArgumentError]
/// Ensures:  rotated-weights; exact in a field.   Source: ours
template <FieldScalar S>
struct RotatedWeights {
  S off, turned;
};
/// The weights for these m and r.
template <FieldScalar S>
[[nodiscard]] RotatedWeights<S> rotated_weights(int m, int r) {
  detail::require_rank(m, r);
  require(r >= 2, "r", r, "at least 2 for rotated");
  const S off = off_diagonal_weight<S>(m, r);
  return {off, S((diagonal_weight<S>(m, r) - off) / S(r + 2))};
}

/// T itself, for one subspace.
/// Shapes:   q0 = V V^T and h m x m, z in R^m [NOT checked]; rank r
/// Requires: as rotated_weights
/// Ensures:  rotated-weights: E T = H z for every H where Q0 has the first two moments of Haar's; one block, n = 1
/// Cost:     O(m^2); r Hessian actions if H is not at hand
template <FieldScalar S>
[[nodiscard]] Vector<S> rotated_action(const Matrix<S>& q0, const Matrix<S>& h, const Vector<S>& z, int r) {
  const auto m = static_cast<int>(z.size());
  const auto [off, turned] = rotated_weights<S>(m, r);
  const Vector<S> projected = detail::product<S>(q0, z), image = detail::product<S>(h, projected);
  Vector<S> transposed = Vector<S>::Zero(m);
  S trace(0);
  for (Index i = 0; i < m; ++i)
    for (Index j = 0; j < m; ++j) {
      transposed[j] += h(i, j) * projected[i];
      trace += h(i, j) * q0(j, i);
    }
  const Vector<S> left = detail::product<S>(q0, image), right = detail::product<S>(q0, transposed);
  const S scale = S(m) * S(m) / (S(r) * S(r));
  Vector<S> t(m);
  for (Index i = 0; i < m; ++i) t[i] = scale * (off * left[i] + turned * (left[i] + right[i] + trace * projected[i]));
  return t;
}

/// E||T||^2 of `rotated` on Haar subspaces, in the invariants of H and z.
/// Math:     |T|^2 is a sum of z^T Q0 H^T Q0 H Q0 z and four like it, all of third degree in Q0; E[Q0 (x) Q0 (x) Q0] is
///           projection_moment(3), and each of its 15 pairings leaves one invariant
/// Requires: as rotated_weights
/// Ensures:  rotated-weights, exact.   Source: ours
[[nodiscard]] inline HaarInvariants<rational> rotated_second_moment(int m, int r) {
  const auto [off, turned] = rotated_weights<rational>(m, r);
  const rational scale = rational(m * m) / (r * r), a = scale * (off + turned), b = scale * turned;
  struct Term {
    rational coefficient;
    std::size_t row, column, other_row, other_column, z, other_z;  // which of the six slots of Q0 (x) Q0 (x) Q0
  };
  const Term terms[] = {{a * a, 2, 1, 3, 4, 0, 5},             // |M z|^2 = z Q0 H^T Q0 H Q0 z
                        {b * b, 1, 2, 4, 3, 0, 5},             // |M^T z|^2
                        {2 * a * b, 1, 2, 3, 4, 0, 5},         // M z . M^T z
                        {b * b, 0, 1, 2, 3, 4, 5},             // tr(M)^2 |Q0 z|^2
                        {2 * (a + b) * b, 0, 1, 3, 4, 2, 5}};  // tr(M) (M z + M^T z) . Q0 z
  const PairingTable& table = pairing_table(3);
  const auto moment = projection_moment(3, m, r);
  HaarInvariants<rational> sum{0, 0, 0, 0, 0, 0, 0};
  for (const Term& t : terms)
    for (std::size_t i = 0; i < table.pairings.size(); ++i) {
      const SetPartition& p = table.pairings[i];
      const auto paired = [&p](std::size_t s, std::size_t u) { return p[s] == p[u]; };
      const bool traced = paired(t.row, t.column) || paired(t.other_row, t.other_column);
      rational& invariant = paired(t.z, t.other_z)             ? (traced                       ? sum.trace_squared
                                                                  : paired(t.row, t.other_row) ? sum.frobenius
                                                                                               : sum.trace_of_square)
                            : traced                           ? sum.trace_zhz
                            : paired(t.row, t.other_row)       ? sum.hz
                            : paired(t.column, t.other_column) ? sum.htz
                                                               : sum.zhhz;
      invariant += t.coefficient * moment[table.type_of[0][i]];
    }
  return sum;
}

}  // namespace bros
