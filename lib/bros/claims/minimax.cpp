// minimax-action, shared-subspace-bound: lower bounds in rationals, attained, and never undercut.
#include <bros/claims/claims.hpp>
#include <bros/claims/seven_planes.hpp>
#include <bros/claims/tally.hpp>
#include <bros/compiled_theory.hpp>
#include <bros/theory/estimators/minimax_bounds.hpp>
#include <bros/theory/estimators/rotated.hpp>
#include <bros/theory/estimators/variance_bounds.hpp>

namespace bros::claims {
namespace {

using Kind = ActionKind;
constexpr Kind unbiased[] = {Kind::one_sided, Kind::decoupled, Kind::exact_weights,
                             Kind::balanced,  Kind::biprobe,   Kind::centred};
constexpr SamplerKind samplers[] = {SamplerKind::haar, SamplerKind::coordinates};

bool allowed(Kind action, int m, int r) {
  return action == Kind::one_sided || action == Kind::decoupled ||
         (r >= 2 && m > 2 && (action != Kind::balanced || r % 2 == 0));
}

/// Onto the coordinates of every r-subset.
std::vector<RationalMatrix> coordinate_projections(int m, int r) {
  std::vector<RationalMatrix> all;
  for (const auto& rows : subsets(m, r)) {
    all.push_back(RationalMatrix::Zero(m, m));
    for (const Index i : rows) all.back()(i, i) = 1;
  }
  return all;
}
/// Every pair of coordinate subspaces, with these weights.
FiniteLaw coordinate_pairs(int m, int left, int right,
                           const std::function<std::vector<rational>(std::size_t)>& weights) {
  const auto first = coordinate_projections(m, left), second = coordinate_projections(m, right);
  const auto w = weights(first.size() * second.size());
  FiniteLaw law;
  for (const RationalMatrix& a : first)
    for (const RationalMatrix& b : second) law.push_back({w[law.size()], a, b});
  return law;
}
std::vector<rational> uniform(std::size_t count) {
  return std::vector<rational>(count, rational(1) / static_cast<int>(count));
}
/// One shared coordinate subspace.
FiniteLaw shared_coordinates(int m, int r, const std::vector<rational>& weights) {
  FiniteLaw law;
  for (const RationalMatrix& q : coordinate_projections(m, r)) law.push_back({weights[law.size()], q, q});
  return law;
}
FiniteEstimator least_mean(const FiniteLaw& law) {  // T = S^-1(Q1 H Q2) z
  const Index m = law[0].left.rows();
  RationalMatrix nothing(m, m * m);
  nothing.setConstant(0);
  return FiniteEstimator(law, [nothing] { return nothing; });
}
FiniteEstimator random_estimator(const FiniteLaw& law, RandomIntegers& integers) {
  const Index m = law[0].left.rows();
  return FiniteEstimator(law, [&integers, m] { return integers.matrix(m, m * m, 2); });
}

void check_design(EvidenceLog& log) {
  Tally design;
  for (int m = 1; m <= 4; ++m) {
    const auto hessians = signed_shifts(m);
    for (int e = 0; e < m * m; ++e)
      for (int f = 0; f < m * m; ++f) {
        rational sum = 0;
        for (const RationalMatrix& h : hessians) sum += h.data()[e] * h.data()[f];
        design.add(sum * m == (e == f ? static_cast<int>(hessians.size()) : 0));
      }
  }
  design.log(log, "E[H_ij H_kl] = [ik][jl] / m over the 2^m m signed cyclic permutations, m <= 4");
}

void check_attained(EvidenceLog& log) {
  Tally tangent, two;
  for (int m = 1; m <= 6; ++m)
    for (int r = 1; r <= m; ++r)
      for (const SamplerKind sampler : samplers) {
        const Blocks blocks({{m, 1, r}});
        const auto is_attained = [&](Kind action, int right) {
          const rational bound = two_subspace_bound<rational>(m, r, right);
          return second_moment_form<rational>({action, sampler, blocks}, identity_matrix(m))(0, 0) == bound &&
                 second_moment_bound(action, blocks) == bound;
        };
        tangent.add(is_attained(Kind::one_sided, m)), two.add(is_attained(Kind::decoupled, r));
      }
  tangent.log(log,
              "one_sided has the worst case m/r, that of H = I, on haar and on coordinates: the bound is attained");
  two.log(log, "decoupled has the worst case (m/r)^2, that of H = I: the bound is attained");
}

/// Estimators of no use, unbiased by construction.
void check_random(EvidenceLog& log) {
  RandomIntegers integers("unbiased estimators");
  Tally above, every_tangent;
  const auto add = [&](const FiniteLaw& law, int left, int right) {
    const int m = static_cast<int>(law[0].left.rows());
    const FiniteEstimator random = random_estimator(law, integers), best = least_mean(law);
    const rational bound = two_subspace_bound<rational>(m, left, right);
    above.add(random.is_unbiased() && random.average() >= bound);
    above.add(best.is_unbiased() && best.average() >= bound && best.average() <= random.average());
    for (std::size_t j = 0; right == m && j < static_cast<std::size_t>(m); ++j)
      every_tangent.add(random.average(j) >= bound);
  };
  const auto any_weights = [&](std::size_t count) { return integers.weights(count); };
  for (const auto& [left, right] : {std::pair{1, 1}, {1, 2}, {2, 1}, {2, 2}, {1, 3}, {2, 3}})
    for (int i = 0; i < 3; ++i) add(coordinate_pairs(3, left, right, any_weights), left, right);
  for (int i = 0; i < 6; ++i) {  // dependent planes in any position
    FiniteLaw law;
    for (const rational& w : integers.weights(9))
      law.push_back({w, integers.projection(3, 2), integers.projection(3, 2)});
    add(law, 2, 2);
  }
  above.log(log,
            "random unbiased estimators on coordinate pairs and planes of random joint laws, and the best in the mean: "
            "the mean "
            "over signed shifts and e_j is at least m^2 / (r1 r2)");
  every_tangent.log(log, "full tangent: at every z = e_j the mean over signed shifts is at least m/r");
  const FiniteLaw independent = coordinate_pairs(3, 2, 2, uniform);
  log.equal("the best in the mean on independent coordinate pairs, m = 3, r = 2", least_mean(independent).average(),
            two_subspace_bound<rational>(3, 2, 2));
}

/// Data V^T H z with random coordinate subspaces; H symmetric, swaps of e_1 and +-e_j.
void check_symmetric_tangent(EvidenceLog& log) {
  RandomIntegers integers("one vector");
  Tally above;
  for (int m = 2; m <= 4; ++m)
    for (int r = 1; r < m; ++r)
      for (int i = 0; i < 4; ++i) {
        const auto planes = coordinate_projections(m, r);
        const auto w = integers.weights(planes.size());
        RationalMatrix missing = identity_matrix(m);
        std::vector<RationalMatrix> maps;
        for (std::size_t k = 0; k < planes.size(); ++k) {
          maps.push_back(product(integers.matrix(m, m, 2), planes[k]));
          add_scaled(missing, -w[k], maps[k]);
        }
        RationalMatrix inclusion = RationalMatrix::Zero(m, m);
        for (std::size_t k = 0; k < planes.size(); ++k) add_scaled(inclusion, w[k], planes[k]);
        const RationalMatrix constant = product(missing, *inverse(inclusion));
        rational sum = 0;  // over H e_1 = e_j; the sign does not matter
        for (std::size_t k = 0; k < planes.size(); ++k) {
          add_scaled(maps[k], 1, product(constant, planes[k]));
          sum += w[k] * squared_norm(maps[k]);
        }
        above.add(sum / m >= two_subspace_bound<rational>(m, r, m));
      }
  above.log(log, "data V^T H z, random unbiased estimators: at least m/r in the mean over symmetric H with H z = e_j");
}

/// (Q1 H Q2 + Q2 H Q1) z / 2, Q with the scale m/r: unbiased for symmetric H on the data of `decoupled`.
rational symmetrised(const RationalMatrix& h, Index j) {
  const FiniteLaw planes = seven_planes_law();
  rational sum = 0;
  for (const ProjectionPair& a : planes)
    for (const ProjectionPair& b : planes) {
      RationalMatrix t = product(product(a.left, h), b.left);
      add_scaled(t, 1, product(product(b.left, h), a.left));
      for (Index i = 0; i < 3; ++i) sum += a.weight * b.weight * t(i, j) * t(i, j);
    }
  return sum * rational(81) / 64;  // ((3/2)^2 / 2)^2
}
void check_symmetric(EvidenceLog& log) {
  rational worst = 0;
  for (int positive = 0; positive <= 3; ++positive)
    for (const Index j : {0, 2}) {
      RationalMatrix h = identity_matrix(3);
      for (Index i = positive; i < 3; ++i) h(i, i) = -1;
      worst = std::max<rational>(worst, symmetrised(h, j));
    }
  log.equal("symmetric H, m = 3, r = 2, Haar: worst case of (Q1 H Q2 + Q2 H Q1) z / 2, below the (m/r)^2 of decoupled",
            worst, rational(171) / 80);
  Tally above;
  for (int m = 3; m <= 16; ++m)
    for (int r = 1; r < m; ++r) {
      for (const Kind action : unbiased)
        if (allowed(action, m, r) && (m <= 8 || action == Kind::exact_weights)) {
          const int numbers = action == Kind::decoupled ? r * r : r * (r + 1) / 2;
          if (action != Kind::one_sided)
            above.add(haar_worst_case_symmetric(action, m, r).value >= symmetric_bound<rational>(m, numbers));
        }
      if (r >= 2)
        above.add(haar_worst_case_symmetric(rotated_second_moment(m, r), m).value >=
                  symmetric_bound<rational>(m, r * (r + 1) / 2));
    }
  above.add(worst >= symmetric_bound<rational>(3, 4));
  above.log(log, "symmetric H, Haar: no worst case is below (m-1)(m+2) / (2 numbers)");
}

void check_actions(EvidenceLog& log) {
  Tally above;
  for (const auto& [m, r] : {std::pair{3, 2}, {4, 2}, {4, 3}}) {
    const auto hessians = signed_shifts(m);
    for (const SamplerKind sampler : samplers)
      for (const Kind action : unbiased) {
        if (!allowed(action, m, r)) continue;
        const Estimator e{action, sampler, Blocks({{m, 1, r}})};
        rational sum = 0;
        for (const RationalMatrix& h : hessians) sum += second_moment_form<rational>(e, h).trace();
        const rational mean = sum / (m * static_cast<int>(hessians.size()));
        above.add(mean >= two_subspace_bound<rational>(m, r, action == Kind::one_sided ? m : r) &&
                  mean <= second_moment_bound(action, e.blocks));
      }
  }
  above.log(log,
            "every unbiased action, haar and coordinates: its mean over signed shifts and e_j is not below the bound");
}

}  // namespace

void minimax_action(EvidenceLog& log) {
  check_design(log);
  check_attained(log);
  check_random(log);
  check_actions(log);
  check_symmetric_tangent(log);
  check_symmetric(log);
}

void shared_subspace_bound(EvidenceLog& log) {
  using bros::shared_subspace_bound;
  const auto haar = [](int m, int r) { return shared_subspace_bound<rational>(SamplerKind::haar, m, r); };
  const auto coordinates = [](int m, int r) { return shared_subspace_bound<rational>(SamplerKind::coordinates, m, r); };
  log.equal("Haar, m = 3, r = 2: 2.357", haar(3, 2), rational(33) / 14);
  log.equal("Haar, m = 8, r = 2: 19.27", haar(8, 2), rational(212) / 11);
  log.equal("Haar, m = 64, r = 8: 64.85", haar(64, 8), rational(2659) / 41);

  Tally formula, between;
  const auto of = [](const FiniteLaw& law) -> std::optional<rational> {
    const auto s = inverse(mean_compression(law));
    if (!s) return std::nullopt;
    return s->trace() / (law[0].left.rows() * law[0].left.rows());
  };
  for (int m = 2; m <= 4; ++m)
    for (int r = 2; r <= m; ++r) {
      RationalMatrix s(m * m, m * m);
      for (int e = 0; e < m * m; ++e) {
        const RationalMatrix image =
            scaled(rational(r * r) / (m * m), bros::haar_second(unit_matrix(m, e % m, e / m), m, r));
        for (int f = 0; f < m * m; ++f) s(f, e) = image.data()[f];
      }
      formula.add(inverse(s)->trace() / (m * m) == haar(m, r));
      const auto all = uniform(subsets(m, r).size());
      formula.add(of(shared_coordinates(m, r, all)) == coordinates(m, r));
    }
  for (int m = 3; m <= 12; ++m)
    for (int r = 2; r < m; ++r)
      between.add(two_subspace_bound<rational>(m, r, r) < haar(m, r) && haar(m, r) < coordinates(m, r) &&
                  coordinates(m, r) < rational(m * (m - 1)) / (r * (r - 1)));
  formula.log(log, "the formulas are tr(S^-1) / m^2, S from haar-second and from every coordinate subset, m <= 4");
  between.log(log, "(m/r)^2 < Haar < coordinates < m(m-1)/(r(r-1)) for 2 <= r < m <= 12");

  const FiniteLaw planes = seven_planes_law();
  const FiniteEstimator best = least_mean(planes);
  log.equal("T = S^-1(Q0 H Q0) z on the seven planes: mean over signed shifts and e_j", best.average(), haar(3, 2));
  RandomIntegers integers("shared subspace");
  Tally above, least;
  for (int i = 0; i < 6; ++i) {
    const FiniteEstimator random = random_estimator(planes, integers);
    above.add(best.is_unbiased() && random.is_unbiased() && random.average() > haar(3, 2));
  }
  above.log(log, "the seven planes, random unbiased estimators: above that");
  const auto add_law = [&](const FiniteLaw& law, int m, int r) {
    if (const auto value = of(law)) least.add(*value >= haar(m, r));
  };
  for (const auto& [m, r, laws] : {std::array{3, 2, 20}, {4, 2, 6}, {4, 3, 6}})
    for (int i = 0; i < laws; ++i) {
      FiniteLaw law;
      for (const rational& w : integers.weights(static_cast<std::size_t>(m + 4))) {
        const RationalMatrix q = integers.projection(m, r);
        law.push_back({w, q, q});
      }
      add_law(law, m, r);
      add_law(shared_coordinates(m, r, integers.weights(subsets(m, r).size())), m, r);
    }
  least.log(log, "random finite laws of the subspace with an unbiased estimator: none has a smaller bound than Haar");

  Tally exact;
  for (const auto& [m, r] : {std::pair{3, 2}, {4, 2}, {4, 3}})
    for (const SamplerKind sampler : samplers) {
      const auto hessians = signed_shifts(m);
      rational sum = 0;
      for (const RationalMatrix& h : hessians)
        sum += second_moment_form<rational>({Kind::exact_weights, sampler, Blocks({{m, 1, r}})}, h).trace();
      const rational mean = sum / (m * static_cast<int>(hessians.size()));
      exact.add(mean == coordinates(m, r));
    }
  exact.log(log, "exact_weights: the mean over signed shifts and e_j is the bound of coordinates, on both samplers");
}

}  // namespace bros::claims
