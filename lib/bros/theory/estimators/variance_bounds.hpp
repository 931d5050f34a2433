// The worst case of E||Hhat[Z]||^2 over ||H|| <= 1 and ||Z|| <= 1; for ||H|| <= L and ||Z|| <= R times L^2 R^2.
#pragma once

#include <bros/theory/estimators/haar_invariants.hpp>

#include <algorithm>
#include <string>

namespace bros {

/// E||Hhat[Z]||^2 of exact_weights on coordinate subspaces, one block.
/// Math:     (m/r) |H Z|^2 + sum_{i != j} |H_ij z_j|^2 m (m-1)(m-r) / (r (r-1)(m-2))
///           - |sum_{j != i} H_ij z_j|^2 (summed over i) m (m-r) / (r (r-1)(m-2)), H_ij the n x n sub-blocks
/// Shapes:   h n m x n m over vec(Z), z = vec(Z) with m rows [NOT checked]
/// Requires: 2 <= r <= m [-> ArgumentError]
/// Ensures:  estimator-variance, exact in a field.   Source: ours
template <FieldScalar S>
[[nodiscard]] S coordinates_exact_weights(const Matrix<S>& h, const Vector<S>& z, int m, int r) {
  detail::require_rank(m, r);
  require(r >= 2, "r", r, "at least 2");
  S whole(0), parts(0), others(0);
  for (Index row = 0; row < h.rows(); ++row) {
    S all(0), off(0);
    for (Index j = 0; j < m; ++j) {
      S part(0);
      for (Index column = j; column < h.cols(); column += m) part += h(row, column) * z[column];
      all += part;
      if (row % m == j) continue;
      off += part;
      parts += part * part;
    }
    whole += all * all;
    others += off * off;
  }
  if (r == m) return whole;
  const S excess = S(m) * S(m - r) / (S(r) * S(r - 1) * S(m - 2));
  return S(m) / S(r) * whole + excess * (S(m - 1) * parts - others);
}

namespace detail {

/// second_moment_bound for one block.
/// Math:     plain      (m/r)^3: |Q x|^2 = (m/r) x^T Q x <= (m/r)^2 |x|^2, E|Q z|^2 = (m/r) |z|^2; attained by H = I
///           decoupled  (m/r)^2, one_sided m/r: E|Q x|^2 = (m/r) |x|^2; attained by every orthogonal H
///           the others, given the basis: let H_ij be the n x n sub-blocks, D_i = H_ii z_i, O_i = sum_{j != i} H_ij
///           z_j. By coordinates_exact_weights the conditional mean over the signs has the second moment
///             (m/r) |D + O|^2 + a sum_{i != j} |H_ij z_j|^2 - b |O|^2,   a = (m-1) b,   b <= m/r.
///           The signs add E sum_i x_i^T C x_i, x_ij = (m/r)^2 H_ij z_j, i and j in the subset, C the covariance of
///           w_ij over j. Let c be the greatest eigenvalue of C over j != i, and d = C_ii, both doubled unless C_ij =
///           0. This is at most c (m/r)^4 p_2 sum_{i != j} |H_ij z_j|^2, to be added to a, and g |D|^2 with g = d
///           (m/r)^4 p_1; p_1 = r/m, p_2 = r (r-1) / (m (m-1)). With sum_ij |H_ij z_j|^2 <= 1 and |D + O| <= 1,
///           minimising over D:
///             m/r + a - b (a - g) / (a - g + b)   if g <= a,   m/r + g   otherwise
inline rational one_block_bound(ActionKind action, int m, int r) {
  const ProbeWeights weights(action, Blocks({{m, 1, r}}));
  if (r == m) return 1;
  const rational gram = rational(m) / r;
  if (action == ActionKind::one_sided) return gram;
  if (action == ActionKind::decoupled) return gram * gram;
  if (action == ActionKind::plain) return gram * gram * gram;
  const auto covariance = [&](std::size_t j, std::size_t l) {  // of w_0j and w_0l
    return weights.product_mean({0, 0}, {0, j}, {0, 0}, {0, l}) -
           weights.mean({0, 0}, {0, j}) * weights.mean({0, 0}, {0, l});
  };
  const rational off = covariance(1, 1), between = r > 2 ? covariance(1, 2) : rational(0);
  const int doubled = covariance(0, 1) != 0 ? 2 : 1;
  const rational c =
      doubled * std::max<rational>(r > 2 ? rational(off - between) : rational(0), off + (r - 2) * between);
  const rational pair = gram * gram * gram * rational(r - 1) / (m - 1);  // (m/r)^4 p_2
  const rational b = rational(m * (m - r)) / (r * (r - 1) * (m - 2)), a = (m - 1) * b + c * pair;
  const rational g = doubled * covariance(0, 0) * gram * gram * gram;
  return g <= a ? rational(gram + a - b * (a - g) / (a - g + b)) : rational(gram + g);
}

/// second_moment_bound for blocks of any shapes.
/// Math:     with rho = max m/r, and over the projected blocks w = max (m-1)(m-r) / ((m-2)(r-1)), u = max m/(m-1), s =
///           min r:   plain rho^3, decoupled rho^2, one_sided rho, exact_weights f = rho (1 + w),
///                    balanced f + (rho-1)^2 u, biprobe f + 2 (rho-1)^2 s (s+1) / (s-1)^2,
///                    centred f + rho (rho-1)^2 s^2 / (s-1)^2;
///           proof in docs/theory/estimators.md, estimator-variance: noise between blocks is bounded too
inline rational any_blocks_bound(ActionKind action, const Blocks& blocks) {
  rational rho = 1, w = 0, u = 0, s = 0;
  for (const Block& b : blocks) {
    const rational m = b.rows, r = b.rank;
    if (b.rank == b.rows) continue;
    rho = std::max<rational>(rho, m / r);
    if (b.rank == 1) continue;  // only where no correction is needed
    w = std::max<rational>(w, (m - 1) * (m - r) / ((m - 2) * (r - 1)));
    u = std::max<rational>(u, m / (m - 1));
    s = s == 0 ? r : std::min<rational>(s, r);
  }
  const rational floor = rho * (1 + w), squared = (rho - 1) * (rho - 1);
  switch (action) {
    case ActionKind::one_sided:
      return rho;
    case ActionKind::decoupled:
      return rho * rho;
    case ActionKind::plain:
      return rho * rho * rho;
    case ActionKind::balanced:
      return floor + squared * u;
    case ActionKind::biprobe:
      return s == 0 ? floor : rational(floor + 2 * squared * s * (s + 1) / ((s - 1) * (s - 1)));
    case ActionKind::centred:
      return s == 0 ? floor : rational(floor + rho * squared * s * s / ((s - 1) * (s - 1)));
    default:
      return floor;
  }
}

}  // namespace detail

/// An upper bound on E||Hhat[Z]||^2 for every n, every H, symmetric or not, and every sampler that takes uniformly
/// random subsets of orthogonal bases (haar, coordinates, hadamard).
/// Math:     the least of detail::any_blocks_bound and, for one block, detail::one_block_bound; proofs there
/// Requires: what the action requires of the ranks [-> ArgumentError]
/// Ensures:  estimator-variance, upper bound; attained for plain, decoupled and one_sided. For exact_weights and one
///           block it is m/r + (m-1)^2 (m-r) / (r (r-1)(m-2)), where m (m-1) / (r (r-1)) is attained: on coordinates by
///           a cyclic permutation H; for Haar, n = 1 and even m by H^2 = -I
/// Source:   ours
[[nodiscard]] inline rational second_moment_bound(ActionKind action, const Blocks& blocks) {
  const ProbeWeights allowed(action, blocks);
  if (blocks.count() > 1) return detail::any_blocks_bound(action, blocks);
  const rational one =
      detail::one_block_bound(action, static_cast<int>(blocks[0].rows), static_cast<int>(blocks[0].rank));
  if (action == ActionKind::biprobe_single_block) return one;
  return std::min<rational>(one, detail::any_blocks_bound(action, blocks));
}

/// The greatest E||Hhat[z]||^2 and where it is attained: H = diag of `positive` ones, then m - positive minus ones;
/// z = e_index.
struct WorstCase {
  rational value;
  int positive;
  int index;
};

/// Haar subspaces, one block, n = 1, H symmetric: the exact worst case of a second moment with these coefficients.
/// Math:     E||Hhat z||^2 is convex in H, so its maximum over symmetric ||H|| <= 1 is attained at an extreme point:
///           eigenvalues +-1. There H^2 = I, tr H = t = 2 positive - m, z^T H z = s in [-1, 1], and the invariants
///           leave hz + htz + zhhz + m (frobenius + trace_of_square) + trace_squared t^2 + trace_zhz t s; linear in s,
///           and s = +-1 where z is an eigenvector (of a sign that occurs)
/// Requires: c those of an estimator that is linear in H [NOT checked]
/// Ensures:  estimator-variance, tight, exact
/// Source:   ours
[[nodiscard]] inline WorstCase haar_worst_case_symmetric(const HaarInvariants<rational>& c, int m) {
  const rational fixed = c.hz + c.htz + c.zhhz + m * (c.frobenius + c.trace_of_square);
  WorstCase worst{-1, 0, 0};
  for (int positive = 0; positive <= m; ++positive)
    for (const int s : {1, -1}) {
      if ((s == 1 && positive == 0) || (s == -1 && positive == m)) continue;
      const int t = 2 * positive - m;
      const rational value = fixed + c.trace_squared * (t * t) + c.trace_zhz * (t * s);
      if (value > worst.value) worst = {value, positive, s == 1 ? 0 : m - 1};
    }
  return worst;
}
/// The same of an action.   Requires: 1 <= r <= m and what the action requires of r [-> ArgumentError]
[[nodiscard]] inline WorstCase haar_worst_case_symmetric(ActionKind action, int m, int r) {
  return haar_worst_case_symmetric(haar_second_moment(action, m, r), m);
}

/// Haar subspaces, one block, n = 1, any H: an upper bound, at least haar_worst_case_symmetric.
/// Math:     extreme points are now all orthogonal H, with eigenvalues exp(+-i theta_k); with c_k = cos theta_k the
///           invariants are t = sum c_k, tr(H^2) = 2 sum c_k^2 - m, z^T H z = sum w_k c_k, z^T H^2 z = sum w_k (2 c_k^2
///           - 1), w >= 0 of sum 1, linear in w: so one w_k is 1, say w_1. With x = c_1, y = sum of the others and
///           b = trace_of_square this leaves hz + htz + m frobenius - m b - zhhz and
///             trace_squared (x + y)^2 + 2 b (x^2 + sum_{k>1} c_k^2) + trace_zhz x (x + y) + 2 zhhz x^2.
///           Upper bound: that conjugate pairs share their c is forgotten. b <= 0: the others are equal, sum_{k>1}
///           c_k^2 = y^2/(m-1), which leaves a quadratic form in (x, y) on |x| <= 1, |y| <= m-1, up to sign greatest at
///           0, on x = 1 or on y = m-1. b > 0: convex in the others, which are +-1; then a parabola in x
/// Requires: m >= 3 [-> ArgumentError], c as above
/// Ensures:  estimator-variance, upper bound; attained if m is even and (0, 0) is greatest (H^2 = -I), and wherever all
///           c_k are +-1
/// Source:   ours
[[nodiscard]] inline rational haar_worst_case_bound(const HaarInvariants<rational>& c, int m) {
  require(m >= 3, "m", m, "at least 3");
  const rational& b = c.trace_of_square;
  const auto form = [&](const rational& x, const rational& y, const rational& squares) {
    return rational(c.trace_squared * (x + y) * (x + y) + 2 * b * (x * x + squares) + c.trace_zhz * x * (x + y) +
                    2 * c.zhhz * x * x);
  };
  const auto greatest_on = [](int limit, const auto& parabola) {  // over [-limit, limit]
    const rational low = parabola(rational(-limit)), high = parabola(rational(limit)), middle = parabola(rational(0));
    const rational curvature = (low + high) / 2 - middle, slope = (high - low) / 2;  // in units of limit
    rational most = std::max<rational>(low, high);
    if (curvature < 0 && abs(slope) < -2 * curvature)
      most = std::max<rational>(most, middle - slope * slope / (4 * curvature));
    return most;
  };
  rational greatest;
  if (b > 0) {
    greatest = form(1, m - 1, m - 1);
    for (int y = 1 - m; y < m; y += 2)
      greatest = std::max<rational>(greatest, greatest_on(1, [&](const rational& x) { return form(x, y, m - 1); }));
  } else {
    const auto equal = [&](const rational& x, const rational& y) { return form(x, y, rational(y * y / (m - 1))); };
    greatest = std::max<rational>(greatest_on(m - 1, [&](const rational& y) { return equal(1, y); }),
                                  greatest_on(1, [&](const rational& x) { return equal(x, m - 1); }));
    greatest = std::max<rational>(greatest, rational(0));
  }
  return c.hz + c.htz + m * (c.frobenius - b) - c.zhhz + greatest;
}
/// The same of an action.   Requires: m >= 3 and what the action requires of r [-> ArgumentError]
[[nodiscard]] inline rational haar_worst_case_bound(ActionKind action, int m, int r) {
  require(m >= 3, "m", m, "at least 3");
  return haar_worst_case_bound(haar_second_moment(action, m, r), m);
}

}  // namespace bros
