// Second moments of a random linear recursion s <- M(Q, Hhat) s, M affine and (Q, Hhat) fresh in every step.
#pragma once

#include <bros/theory/estimators/moments.hpp>
#include <bros/verified/power.hpp>

#include <vector>

namespace bros {

/// Q - I, as far as second moments go: sum_a xi_a G_a with uncorrelated xi_a of mean 0 and these variances, so that
/// E[Q A Q] = A + sum_a v_a G_a A G_a. Such lists are rational where P itself is not.
struct SubspaceDeviation {
  rational variance;
  Matrix<rational> direction;
};

namespace detail {
// E_ij + E_ji and E_ii - E_jj, for every i < j; a variance of 0 leaves a family out.
inline std::vector<SubspaceDeviation> pairwise_deviations(int m, const rational& off_diagonal,
                                                          const rational& diagonal) {
  std::vector<SubspaceDeviation> all;
  Matrix<rational> zero(m, m);
  zero.setZero();
  for (int i = 0; i < m; ++i)
    for (int j = i + 1; j < m; ++j) {
      Matrix<rational> mixed = zero, difference = zero;
      mixed(i, j) = mixed(j, i) = 1;
      difference(i, i) = 1, difference(j, j) = -1;
      if (off_diagonal != 0) all.push_back({off_diagonal, mixed});
      if (diagonal != 0) all.push_back({diagonal, difference});
    }
  return all;
}
}  // namespace detail

/// Haar subspaces.
/// Math:     Q - I is symmetric with trace 0 and its law does not change under rotations, so its covariance is a
///           multiple of the projection on such matrices: Var Q_ij = v for i < j, and the diagonal has 2 v (I - 11'/m),
///           which is (2 v / m) sum_{i<j} (e_i - e_j)(e_i - e_j)'. v = (m/r)^2 c2 (haar-second)
/// Requires: 2 <= m [NOT checked] and 1 <= r <= m [-> ArgumentError].   Ensures: exact
[[nodiscard]] inline std::vector<SubspaceDeviation> haar_deviations(int m, int r) {
  const rational ratio = haar_first<rational>(m, r), v = ratio * ratio * haar_coefficients<rational>(m, r).c2;
  return detail::pairwise_deviations(m, v, 2 * v / m);
}

/// Coordinate subspaces.
/// Math:     Q = (m/r) diag(1_R): off the diagonal nothing, Var Q_ii = m/r - 1 and sum_i Q_ii = m for ever, so the
///           diagonal has (m/r - 1) m/(m-1) (I - 11'/m)
/// Requires: 2 <= m [NOT checked] and 1 <= r <= m [-> ArgumentError].   Ensures: exact
[[nodiscard]] inline std::vector<SubspaceDeviation> coordinate_deviations(int m, int r) {
  return detail::pairwise_deviations(m, 0, (haar_first<rational>(m, r) - 1) / (m - 1));
}

/// (Q, Hhat) on one block m x 1, as far as second moments go: Q = I + sum_a xi_a G_a and Hhat = mean + sum_a xi_a D_a
/// with uncorrelated xi_a of mean 0. Hhat is the matrix of Z -> P Hhat[Z].
/// Ensures:  rational, exact: all that the second moments of a recursion with M linear in (Q, Hhat) depend on
struct EstimatorLaw {
  /// One a: the variance of xi_a, G_a and D_a.
  struct Deviation {
    rational variance;
    Matrix<rational> q, estimate;
  };
  Matrix<rational> mean;
  std::vector<Deviation> deviations;
  bool full_cross = false;  ///< as ActionTraits has it
};

/// `one_sided`: Hhat = Q H, and a full cross term.
[[nodiscard]] inline EstimatorLaw one_sided_law(const std::vector<SubspaceDeviation>& of_q,
                                                const Matrix<rational>& hessian) {
  EstimatorLaw law{hessian, {}, true};
  for (const auto& [variance, direction] : of_q)
    law.deviations.push_back({variance, direction, matrix_product(direction, hessian)});
  return law;
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

/// The matrix of E[s s'] -> E[M(Q, Hhat) s s' M(Q, Hhat)'], in the order of product_index.
/// Math:     the symmetric square of M(I, mean), plus v_a times that of M(I + G_a, mean + D_a) - M(I, mean)
/// Shapes:   step_matrix(Q, Hhat) -> M(Q, Hhat), affine
/// Ensures:  exact: the second moments of s^k follow it, since (Q, Hhat) is independent of s^k
template <class StepMatrix>
[[nodiscard]] Matrix<rational> second_moment_operator(const StepMatrix& step_matrix, const EstimatorLaw& law) {
  const auto sum = [](Matrix<rational> a, const Matrix<rational>& b, const rational& scale) {
    for (Index i = 0; i < a.size(); ++i) a.data()[i] += scale * b.data()[i];
    return a;
  };
  Matrix<rational> q(law.mean.rows(), law.mean.cols());
  q.setIdentity();
  const Matrix<rational> mean = step_matrix(q, law.mean);
  Matrix<rational> total = symmetric_square(mean);
  for (const auto& [variance, g, d] : law.deviations) {
    const Matrix<rational> linear = sum(step_matrix(sum(q, g, 1), sum(law.mean, d, 1)), mean, -1);
    total = sum(std::move(total), symmetric_square(linear), variance);
  }
  return total;
}

}  // namespace bros
