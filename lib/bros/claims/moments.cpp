// haar-first, haar-second, haar-column, haar-pair, weights, rank-one-impossible: exact identities in rationals, 1 <= r
// <= m <= 12.
#include <bros/claims/claims.hpp>
#include <bros/claims/enumeration.hpp>
#include <bros/claims/exact_matrix.hpp>
#include <bros/claims/instances.hpp>
#include <bros/claims/tally.hpp>
#include <bros/theory/estimators/moments.hpp>

#include <algorithm>
#include <array>
#include <map>

namespace bros::claims {
namespace {

constexpr int largest_m = 12;

template <class Visit>
void for_each_shape(int smallest_m, int smallest_r, const Visit& visit) {
  for (int m = smallest_m; m <= largest_m; ++m)
    for (int r = smallest_r; r <= m; ++r) visit(m, r);
}

// The invariants E[Q_ij Q_kl] = x d_ij d_kl + y (d_ik d_jl + d_il d_jk) contracted to (tr Q0)^2 = r^2 and
// tr Q0^2 = r: two linear equations in (x, y), singular for m = 1 only.
HaarCoefficients<rational> coefficients_by_contraction(int m, int r) {
  const rational a = m * m, b = 2 * m, c = m, d = m * m + m, determinant = a * d - b * c;
  return {(rational(r * r) * d - b * r) / determinant, (a * r - c * (r * r)) / determinant};
}

RationalMatrix any_matrix(int m) { return unsymmetric_matrix<rational>(m); }

/// A linear combination of the equations sum_jk T_ijkl H_jk = H_il in the entries of a symmetric tensor T.
class SymmetricTensorEquation {
 public:
  void add(const rational& factor, int i, int l, const RationalMatrix& h) {
    for (int j = 0; j < h.rows(); ++j)
      for (int k = 0; k < h.cols(); ++k) {
        std::array<int, 4> entry{i, j, k, l};
        std::sort(entry.begin(), entry.end());
        left_[entry] += factor * h(j, k);
      }
    right_ += factor * h(i, l);
  }
  [[nodiscard]] bool left_side_vanishes() const {
    return std::all_of(left_.begin(), left_.end(), [](const auto& term) { return term.second == 0; });
  }
  [[nodiscard]] const rational& right_side() const { return right_; }

 private:
  std::map<std::array<int, 4>, rational> left_;
  rational right_ = 0;
};

}  // namespace

void haar_first(EvidenceLog& log) {
  log.equal("E||Qv||^2 / ||v||^2 for m = 3, r = 2", bros::haar_first<rational>(3, 2), rational(3) / 2);
  Tally of_identity, of_diagonal;
  for_each_shape(1, 1, [&](int m, int r) {
    const RationalMatrix identity = identity_matrix(m);
    of_identity.add(
        equal(bros::haar_second<rational>(identity, m, r), scaled(bros::haar_first<rational>(m, r), identity)));
    // E||Q e_1||^2 = (m/r)^2 E[(Q0)_11], and (Q0)_11 is Beta(r/2, (m-r)/2) with mean r/m
    of_diagonal.add(bros::haar_first<rational>(m, r) == rational(m * m) / (r * r) * (rational(r) / m));
  });
  of_identity.log(log, "E[Q I Q] = (m/r) I");
  of_diagonal.log(log, "m/r = (m/r)^2 times the mean of Beta(r/2, (m-r)/2)");
}

void haar_second(EvidenceLog& log) {
  const RationalMatrix h = combination(1, 0, 0, RationalMatrix(Vector<rational>{{1, 2, 3}}.asDiagonal()));
  log.equal("entry (1,1) of E[QHQ], H = diag(1,2,3), r = 2", bros::haar_second<rational>(h, 3, 2)(0, 0),
            rational(39) / 20);
  Tally contraction, trace, transpose, unit, beta, sum_rule, full, sub_blocks;
  for_each_shape(1, 1, [&](int m, int r) {
    const rational gram = rational(m) / r, gram2 = gram * gram;
    const auto a = any_matrix(m);
    const auto mean = bros::haar_second<rational>(a, m, r);
    trace.add(mean.trace() == gram * a.trace());
    transpose.add(equal(bros::haar_second<rational>(transposed(a), m, r), transposed(mean)));
    const RationalMatrix identity = identity_matrix(m);
    unit.add(equal(bros::haar_second<rational>(identity, m, r), scaled(gram, identity)));
    beta.add(bros::haar_second<rational>(unit_matrix(m, 0, 0), m, r)(0, 0) == gram2 * beta_moment(2, m, r));
    if (r == m) full.add(equal(mean, a));
    if (m == 1) return;
    const rational off = (rational(r) / m - beta_moment(2, m, r)) / (m - 1);  // sum_j E[(Q0)_1j^2] = r/m
    sum_rule.add(bros::haar_second<rational>(unit_matrix(m, 1, 1), m, r)(0, 0) == gram2 * off);
    sum_rule.add(bros::haar_second<rational>(unit_matrix(m, 1, 0), m, r)(0, 1) == gram2 * off);
    const auto [x, y] = coefficients_by_contraction(m, r);
    contraction.add(equal(mean, combination(gram2 * x, gram2 * y, gram2 * y, a)));
  });
  contraction.log(log, "E[QAQ] from the contractions (tr Q0)^2 = r^2 and tr Q0^2 = r");
  beta.log(log, "E[(Q0)_11^2] is that of Beta(r/2, (m-r)/2)");
  sum_rule.log(log, "E[(Q0)_12^2] from the sum over a row");
  trace.log(log, "tr E[QAQ] = (m/r) tr A");
  transpose.log(log, "E[Q A^T Q] = E[QAQ]^T");
  unit.log(log, "E[Q I Q] = (m/r) I");
  full.log(log, "E[QAQ] = A for r = m");
  const int m = 3, r = 2, n = 2;
  const auto a = any_matrix(m * n);
  const auto mean = bros::haar_second<rational>(a, m, r);
  for (int j = 0; j < n; ++j)
    for (int l = 0; l < n; ++l) {
      const RationalMatrix sub = a.block(j * m, l * m, m, m), sub_mean = mean.block(j * m, l * m, m, m);
      sub_blocks.add(equal(sub_mean, bros::haar_second<rational>(sub, m, r)));
    }
  sub_blocks.log(log, "each m x m sub-block of a Hessian with n = 2 columns on its own");
}

void haar_column(EvidenceLog& log) {
  log.equal("entry (1,1) of E[pp'App'], A = e1 e1', m = 3, r = 2",
            bros::haar_column<rational>(unit_matrix(3, 0, 0), 3, 2)(0, 0), rational(9) / 20);
  Tally rank_one, trace;
  for_each_shape(1, 1, [&](int m, int r) {
    const auto a = any_matrix(m);
    const RationalMatrix column = bros::haar_column<rational>(a, m, r);
    rank_one.add(equal(scaled(rational(r * r), column), bros::haar_second<rational>(a, m, 1)));
    trace.add(column.trace() ==
              rational(m) / (r * r) * a.trace());  // |p|^2 = m/r, so tr = (m/r) E[p'Ap] = (m/r)tr(A)/r
  });
  rank_one.log(log, "E[pp'App'] is E[QAQ] of rank one, over r^2");
  trace.log(log, "tr E[pp'App'] = m/r^2 tr A");
}

void haar_pair(EvidenceLog& log) {
  Tally sum, nothing;
  for_each_shape(2, 2, [&](int m, int r) {
    const auto a = any_matrix(m);
    RationalMatrix total = scaled(r, bros::haar_column<rational>(a, m, r));
    total += scaled(r * (r - 1), bros::haar_pair<rational>(a, m, r));
    sum.add(equal(total, bros::haar_second<rational>(a, m, r)));
    nothing.add(bros::haar_pair<rational>(a, m, r).trace() == 0);
    nothing.add(equal(bros::haar_pair<rational>(identity_matrix(m), m, r), scaled(0, identity_matrix(m))));
  });
  sum.log(log, "r columns and r (r - 1) pairs of columns add up to E[QAQ]");
  nothing.log(log, "orthogonal columns leave nothing of the trace or of the identity");
}

void weights(EvidenceLog& log) {
  log.equal("W_12 for m = 3, r = 2", off_diagonal_weight<rational>(3, 2), rational(4) / 3);
  log.equal("W_11 for m = 3, r = 2", diagonal_weight<rational>(3, 2), rational(2) / 3);
  Tally inclusion, mean, probes, haar;
  for_each_shape(2, 2, [&](int m, int r) {
    const rational off = off_diagonal_weight<rational>(m, r), on = diagonal_weight<rational>(m, r);
    const rational tau2 = tau_squared<rational>(m, r), gram2 = rational(m * m) / (r * r);
    const rational one = rational(r) / m, two = rational(r * (r - 1)) / (m * (m - 1));
    inclusion.add(gram2 * on * one == 1 && gram2 * off * two == 1 && one != 0 && two != 0);
    mean.add((r * on + r * (r - 1) * off) / rational(r * r) == 1);
    probes.add(off - 1 == tau2 / r && on - 1 == tau2 / r - tau2);
    const auto a = any_matrix(m);
    RationalMatrix sum = scaled(r * on, bros::haar_column<rational>(a, m, r));
    sum += scaled(r * (r - 1) * off, bros::haar_pair<rational>(a, m, r));
    haar.add(equal(sum, a));
  });
  inclusion.log(log, "they cancel the inclusion probabilities r/m and r(r-1)/(m(m-1)), which are not 0");
  haar.log(log, "weighted Haar columns and pairs add up to A, for all 2 <= r <= m <= 12");
  mean.log(log, "their mean over (i, j) is 1");
  probes.log(log, "W_ij - 1 = tau^2/r - tau^2 [i = j]");
}

void rank_one_impossible(EvidenceLog& log) {
  // Inside the span of one column p every estimator linear in H is c(p) p (p'Hp)(p'z), whatever c and whatever the law
  // of p, so that its mean is out_il = sum_jk T_ijkl H_jk with T = E[c p p p p] symmetric in all four indices. "out = H
  // for every symmetric H" is a linear system in the entries of T. Twice its equation (1,1) at H = E_22, less its
  // equation (1,2) at H = E_12 + E_21, reads 0 = -1.
  Tally impossible, reachable;
  for (int m = 2; m <= largest_m; ++m) {
    SymmetricTensorEquation sum;
    RationalMatrix off_diagonal = unit_matrix(m, 0, 1);
    off_diagonal(1, 0) = 1;
    sum.add(2, 0, 0, unit_matrix(m, 1, 1));
    sum.add(-1, 0, 1, off_diagonal);
    impossible.add(sum.left_side_vanishes() && sum.right_side() == -1);
    const auto a = any_matrix(m);
    reachable.add(equal(scaled(rational(m + 2) / m, bros::haar_column<rational>(a, m, 1)), combination(1, 1, 1, a)));
  }
  impossible.log(log, "unbiased for all symmetric H with r = 1: equations that add up to 0 = -1, 2 <= m <= 12");
  reachable.log(log, "a Haar column reaches A + A' + tr(A) I only");
  const Coordinates<double> p(Blocks({{3, 1, 1}}));
  Tally refused;
  for (const auto& action : action_list<double>()) {
    if (!action.unbiased || action.full_tangents) continue;
    try {
      (void)action.make(p);
      refused.add(false);
    } catch (const ArgumentError&) {
      refused.add(true);
    }
  }
  refused.log(log, "actions that correct inside the subspace refuse rank one");
}

}  // namespace bros::claims
