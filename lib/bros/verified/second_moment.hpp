// Second moments of a random linear recursion s <- M(Q) s, M affine in Q = P P^T and Q fresh in every step.
#pragma once

#include <bros/theory/moments.hpp>

#include <vector>

namespace bros {

/// Q - I, as far as second moments go: sum_a xi_a G_a with uncorrelated xi_a of mean 0 and these variances, so that
/// E[Q A Q] = A + sum_a v_a G_a A G_a. Such lists are rational where P itself is not.
template <FieldScalar S>
struct Deviation {
  S variance;
  Matrix<S> direction;
};

namespace detail {
// first (E_ij + E_ji) and second (E_ii - E_jj), for every i < j; a variance of 0 leaves a family out.
template <FieldScalar S>
std::vector<Deviation<S>> pairwise_deviations(int m, const S& off_diagonal, const S& diagonal) {
  std::vector<Deviation<S>> all;
  Matrix<S> zero(m, m);
  for (Index i = 0; i < zero.size(); ++i) zero.data()[i] = S(0);
  for (int i = 0; i < m; ++i)
    for (int j = i + 1; j < m; ++j) {
      Matrix<S> mixed = zero, difference = zero;
      mixed(i, j) = mixed(j, i) = S(1);
      difference(i, i) = S(1), difference(j, j) = S(-1);
      if (!(off_diagonal == S(0))) all.push_back({off_diagonal, mixed});
      if (!(diagonal == S(0))) all.push_back({diagonal, difference});
    }
  return all;
}
}  // namespace detail

/// Haar subspaces.
/// Math:     Q - I is symmetric with trace 0 and its law does not change under rotations, so its covariance is a
///           multiple of the projection on such matrices: Var Q_ij = v for i < j, and the diagonal has 2 v (I - 11'/m),
///           which is (2 v / m) sum_{i<j} (e_i - e_j)(e_i - e_j)'. v = (m/r)^2 c2 (haar-second)
/// Requires: 2 <= m and 1 <= r <= m [-> ArgumentError].   Ensures: exact in a field
template <FieldScalar S>
[[nodiscard]] std::vector<Deviation<S>> haar_deviations(int m, int r) {
  const S v = haar_first<S>(m, r) * haar_first<S>(m, r) * haar_coefficients<S>(m, r).c2;
  return detail::pairwise_deviations<S>(m, v, S(2) * v / S(m));
}

/// Coordinate subspaces.
/// Math:     Q = (m/r) diag(1_R): off the diagonal nothing, Var Q_ii = m/r - 1 and sum_i Q_ii = m for ever, so the
///           diagonal has (m/r - 1) m/(m-1) (I - 11'/m)
/// Requires: 2 <= m and 1 <= r <= m [-> ArgumentError].   Ensures: exact in a field
template <FieldScalar S>
[[nodiscard]] std::vector<Deviation<S>> coordinate_deviations(int m, int r) {
  return detail::pairwise_deviations<S>(m, S(0), (haar_first<S>(m, r) - S(1)) / S(m - 1));
}

/// The position of s_i s_j among the products with i <= j of a state of any length, the last component last.
[[nodiscard]] inline Index product_index(Index i, Index j) {
  return i <= j ? j * (j + 1) / 2 + i : product_index(j, i);
}

/// The matrix of S -> N S N' on symmetric S, given by its entries i <= j: the symmetric square of N.
/// Shapes:   N n x n, the result n(n+1)/2 square, in the order of product_index
/// Math:     (N S N')_ij = sum_{k<=l} S_kl (N_ik N_jl + [k != l] N_il N_jk)
template <FieldScalar S>
[[nodiscard]] Matrix<S> symmetric_square(const Matrix<S>& n) {
  const Index size = product_index(0, n.rows());
  Matrix<S> square(size, size);
  for (Index j = 0; j < n.rows(); ++j)
    for (Index i = 0; i <= j; ++i)
      for (Index l = 0; l < n.rows(); ++l)
        for (Index k = 0; k <= l; ++k) {
          S entry = n(i, k) * n(j, l);
          if (k != l) entry += n(i, l) * n(j, k);
          square(product_index(i, j), product_index(k, l)) = entry;
        }
  return square;
}

/// The matrix of E[s s'] -> E[M(Q) s s' M(Q)'], in the order of product_index.
/// Math:     M affine, E Q = I: the symmetric square of M(I), plus v_a times that of M(I + G_a) - M(I)
/// Shapes:   step_matrix(Q) -> M(Q), for Q m x m
/// Ensures:  exact in a field: the second moments of s^k follow it, since Q is independent of s^k
template <FieldScalar S, class StepMatrix>
[[nodiscard]] Matrix<S> second_moment_operator(const StepMatrix& step_matrix, int m,
                                               const std::vector<Deviation<S>>& deviations) {
  Matrix<S> q(m, m);
  q.setIdentity();
  const Matrix<S> mean = step_matrix(q);
  Matrix<S> total = symmetric_square(mean);
  for (const auto& [variance, direction] : deviations) {
    Matrix<S> shifted = q;
    for (Index i = 0; i < q.size(); ++i) shifted.data()[i] += direction.data()[i];
    Matrix<S> linear = step_matrix(shifted);
    for (Index i = 0; i < linear.size(); ++i) linear.data()[i] -= mean.data()[i];
    const Matrix<S> square = symmetric_square(linear);
    for (Index i = 0; i < total.size(); ++i) total.data()[i] += variance * square.data()[i];
  }
  return total;
}

}  // namespace bros
