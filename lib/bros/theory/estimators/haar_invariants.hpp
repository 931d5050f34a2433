// The second moment of an estimator on Haar subspaces in the invariants of H and Z.
#pragma once

#include <bros/theory/estimators/moments.hpp>
#include <bros/theory/estimators/variance.hpp>

namespace bros {

/// Coefficients of E||Hhat[z]||^2 for Haar subspaces, one block, n = 1; the same names hold the invariants themselves.
/// Math:     all that rotations leave of a quadratic form in H and z: |H z|^2, |H^T z|^2, z^T H^2 z, tr(H) z^T H z,
///           |H|_F^2 |z|^2, tr(H)^2 |z|^2, tr(H^2) |z|^2
template <FieldScalar S>
struct HaarInvariants {
  S hz, htz, zhhz, trace_zhz, frobenius, trace_squared, trace_of_square;

  friend S dot(const HaarInvariants& a, const HaarInvariants& b) {
    return a.hz * b.hz + a.htz * b.htz + a.zhhz * b.zhhz + a.trace_zhz * b.trace_zhz + a.frobenius * b.frobenius +
           a.trace_squared * b.trace_squared + a.trace_of_square * b.trace_of_square;
  }
};

/// The invariants of H and z.   Shapes: h m x m, z in R^m [NOT checked]
template <FieldScalar S>
[[nodiscard]] HaarInvariants<S> haar_invariants(const Matrix<S>& h, const Vector<S>& z) {
  HaarInvariants<S> inv{S(0), S(0), S(0), S(0), S(0), S(0), S(0)};
  Vector<S> hz = Vector<S>::Zero(z.size()), htz = hz;
  S trace(0);
  for (Index i = 0; i < z.size(); ++i) {
    trace += h(i, i);
    for (Index j = 0; j < z.size(); ++j) {
      hz[i] += h(i, j) * z[j];
      htz[i] += h(j, i) * z[j];
      inv.frobenius += h(i, j) * h(i, j);
      inv.trace_of_square += h(i, j) * h(j, i);
    }
  }
  const S norm = detail::dot<S>(z, z);
  inv.hz = detail::dot<S>(hz, hz);
  inv.htz = detail::dot<S>(htz, htz);
  inv.zhhz = detail::dot<S>(htz, hz);
  inv.trace_zhz = trace * detail::dot<S>(z, hz);
  inv.trace_squared = trace * trace * norm;
  inv.frobenius *= norm;
  inv.trace_of_square *= norm;
  return inv;
}

/// Math:     each of the 15 pairings of the six slots of H_{ab} z_{b'} H_{a'd} z_{d'} is one invariant. As p p^T is
///           symmetric, pairings that exchanges of a and a', b and b', d and d' turn into each other have the same
///           coefficient: htz = 2 trace_squared, trace_of_square = trace_squared, zhhz = trace_zhz
/// Requires: 1 <= r <= m and what the action requires of r [-> ArgumentError]
/// Ensures:  estimator-variance, exact: E||Hhat[z]||^2 = dot(coefficients, haar_invariants(h, z)); for m <= 2 the
///           invariants are linearly dependent, and these coefficients one choice among several
[[nodiscard]] inline HaarInvariants<rational> haar_second_moment(ActionKind action, int m, int r) {
  const Estimator e{action, SamplerKind::haar, Blocks({{m, 1, r}})};
  detail::EstimatorExpansion expand(e);
  const auto terms = expand({{0, true}, {0, false}, {0, false}}, [&](const SetPartition& c) {
    return expand.weights().product_mean({0, c[0]}, {0, c[1]}, {0, c[0]}, {0, c[2]});
  });
  HaarInvariants<rational> sum{0, 0, 0, 0, 0, 0, 0};
  for (const auto& [p, coefficient] : terms) {
    const auto paired = [&p = p](std::size_t s, std::size_t t) { return p[s] == p[t]; };
    const bool rows = paired(0, 1), columns = paired(2, 4), first = paired(0, 2), second = paired(1, 4);
    rational& invariant = paired(3, 5)      ? (rows    ? sum.frobenius
                                               : first ? sum.trace_squared
                                                       : sum.trace_of_square)
                          : rows            ? sum.hz
                          : columns         ? sum.htz
                          : first || second ? sum.trace_zhz
                                            : sum.zhhz;
    invariant += rational(m) / r * coefficient;
  }
  return sum;
}

/// The same coefficients where they are short; d = (m - 2)(m + 2)(m + 4), m >= 3.
/// Math:     one_sided      (m/r) |H z|^2
///           decoupled      (m/r)^3 ((c1 + c2) |H z|^2 + c2 |H|_F^2 |z|^2), c1 and c2 of haar-second
///           plain          m^3 / (r^3 (m - 1) d) times
///                            (m^2 r^2 + m^2 r + 2 m r^2 - 4 m r - 4 m - 4 r^2 - 8 r + 16) |H z|^2
///                            + (m - r) ((m r + 2 r - 4) |H|_F^2 |z|^2 + 2 (m r + m - 4) (z^T H^2 z + tr(H) z^T H z)
///                                       + (m - 2 r) (2 |H^T z|^2 + (tr(H)^2 + tr(H^2)) |z|^2))
///           exact_weights  m / (r (r - 1) d) times
///                            (m^3 r + 3 m^2 r - 4 m^2 - 4 m r - 4 m - 8 r + 16) |H z|^2
///                            + (m - r) ((m^2 + 2 m - 4) |H|_F^2 |z|^2 - 2 (m - 4) (z^T H^2 z + tr(H) z^T H z)
///                                       - m (2 |H^T z|^2 + (tr(H)^2 + tr(H^2)) |z|^2))
/// Requires: one of these actions and ranks it allows, m >= 3 [-> ArgumentError]
/// Ensures:  equal to haar_second_moment
/// Source:   ours; found by interpolation of haar_second_moment, so what is proved is what the tests compare
[[nodiscard]] inline HaarInvariants<rational> haar_second_moment_closed(ActionKind action, int m, int r) {
  detail::require_rank(m, r);
  require(m >= 3, "m", m, "at least 3 for the closed forms");
  (void)ProbeWeights(action, Blocks({{m, 1, r}}));
  const rational M = m, R = r, d = (M - 2) * (M + 2) * (M + 4), gram = M / R;
  switch (action) {
    case ActionKind::one_sided:
      return {gram, 0, 0, 0, 0, 0, 0};
    case ActionKind::decoupled: {
      const auto [c1, c2] = haar_coefficients<rational>(m, r);
      const rational scale = gram * gram * gram;
      return {scale * (c1 + c2), 0, 0, 0, scale * c2, 0, 0};
    }
    case ActionKind::plain: {
      const rational scale = gram * gram * gram / ((M - 1) * d), rest = scale * (M - R);
      const rational mixed = 2 * rest * (M * R + M - 4), traces = rest * (M - 2 * R);
      return {scale * (M * M * R * R + M * M * R + 2 * M * R * R - 4 * M * R - 4 * M - 4 * R * R - 8 * R + 16),
              2 * traces,
              mixed,
              mixed,
              rest * (M * R + 2 * R - 4),
              traces,
              traces};
    }
    case ActionKind::exact_weights: {
      const rational scale = gram / ((R - 1) * d);
      const rational rest = scale * (M - R), mixed = -2 * rest * (M - 4), traces = -rest * M;
      return {scale * (M * M * M * R + 3 * M * M * R - 4 * M * M - 4 * M * R - 4 * M - 8 * R + 16),
              2 * traces,
              mixed,
              mixed,
              rest * (M * M + 2 * M - 4),
              traces,
              traces};
    }
    default:
      require(false, "action", name(action), "one_sided, decoupled, plain or exact_weights for the closed forms");
      return {};
  }
}

}  // namespace bros
