// haar-moments, estimator-variance: exact second moments by Weingarten calculus against enumeration, closed forms and
// bounds.
#include <bros/claims/claims.hpp>
#include <bros/claims/declared.hpp>
#include <bros/claims/enumeration.hpp>
#include <bros/claims/exact_matrix.hpp>
#include <bros/claims/instances.hpp>
#include <bros/claims/sampled.hpp>
#include <bros/claims/tally.hpp>
#include <bros/compiled_theory.hpp>
#include <bros/claims/weingarten_rules.hpp>
#include <bros/subspace/haar.hpp>
#include <bros/theory/estimators/variance_bounds.hpp>
#include <bros/theory/estimators/weingarten.hpp>

namespace bros::claims {
namespace {

const Blocks instance({{3, 1, 2}});
template <class S>
Matrix<S> diagonal_hessian() {
  Matrix<S> h(3, 3);
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) h(i, j) = S(i == j ? i + 1 : 0);
  return h;
}
template <class S>
Vector<S> first_unit() {
  return Vector<S>{{S(1), S(0), S(0)}};
}
rational on_instance(ActionKind action) {
  return second_moment<rational>({action, SamplerKind::haar, instance}, diagonal_hessian<rational>(),
                                 first_unit<rational>());
}

/// Whether the theory's E[Hhat^T Hhat] is what the library's own code gives over all subsets and signs.
bool agrees_with_enumeration(const char* action, const std::vector<Block>& shapes) {
  const Blocks blocks(shapes);
  const auto h = unsymmetric_matrix<rational>(blocks.full().size());
  const auto form = second_moment_form<rational>({action_kind(action), SamplerKind::coordinates, blocks}, h);
  HessianEstimate<surd> e("coordinates", action, blocks, unsymmetric_matrix<surd>(h.rows()));
  Matrix<surd> sum = Matrix<surd>::Constant(h.rows(), h.cols(), surd(0));
  int count = 0;
  for_each_estimate(e, [&](const Matrix<surd>& estimate) {
    sum += estimate.transpose().lazyProduct(estimate);
    ++count;
  });
  for (Index i = 0; i < h.size(); ++i)
    if (!(sum.data()[i] == surd(form.data()[i]) * surd(count))) return false;
  return true;
}

/// The bound over ||H|| <= 1, ||Z|| <= 1 against orthogonal H, where the worst cases are: the identity, which plain,
/// decoupled and one_sided attain, and a cyclic permutation.
void check_bounds(EvidenceLog& log) {
  using Kind = ActionKind;
  Tally bounded, attained, cyclic;
  const auto permutation = [](Index size, Index shift) {
    Matrix<rational> h = Matrix<rational>::Zero(size, size);
    for (Index i = 0; i < size; ++i) h((i + shift) % size, i) = 1;
    return h;
  };
  const auto moment_at_unit = [&](Kind action, SamplerKind sampler, const Blocks& blocks, Index shift) {
    const Index size = blocks.full().size();
    return second_moment_form<rational>({action, sampler, blocks}, permutation(size, shift))(0, 0);
  };
  for (const SamplerKind sampler : {SamplerKind::haar, SamplerKind::coordinates})
    for (const auto& shapes :
         std::vector<std::vector<Block>>{{{3, 1, 2}}, {{4, 1, 2}}, {{5, 1, 4}}, {{4, 2, 2}}, {{3, 1, 2}, {4, 1, 2}}}) {
      const Blocks blocks(shapes);
      for (const Kind action : {Kind::plain, Kind::biprobe, Kind::balanced, Kind::centred, Kind::exact_weights,
                                Kind::decoupled, Kind::one_sided}) {
        const rational bound = second_moment_bound(action, blocks);
        for (const Index shift : {0, 1}) bounded.add(moment_at_unit(action, sampler, blocks, shift) <= bound);
        if (blocks.count() == 1 && (action == Kind::plain || action == Kind::decoupled || action == Kind::one_sided))
          attained.add(moment_at_unit(action, sampler, blocks, 0) == bound);
      }
    }
  for (int m = 3; m <= 6; ++m)
    for (int r = 2; r < m; ++r)
      cyclic.add(moment_at_unit(Kind::exact_weights, SamplerKind::coordinates, Blocks({{m, 1, r}}), 1) ==
                 rational(m * (m - 1)) / (r * (r - 1)));
  bounded.log(log,
              "never above the bound over ||H||, ||Z|| <= 1: H the identity and a cyclic permutation, n > 1, blocks");
  attained.log(log, "plain, decoupled and one_sided attain their bounds (m/r)^3, (m/r)^2, m/r at the identity");
  cyclic.log(log, "exact_weights has m(m-1)/(r(r-1)) at a cyclic permutation, coordinates");
}

// E||Hhat z||^2 on Haar subspaces, drawn by the library.
namespace drawn {
constexpr double alpha = 1e-9, power = 0.99, effect = 0.2, deviation = 8;
double largest_moment() {
  const double largest = action_bound(instance, 3);
  return largest * largest;
}
/// One plan for every action of the library.
struct Plan {
  const char* action;
  StatisticalTest test;
};
const std::vector<Plan> plans = [] {
  std::vector<Plan> all;
  for (const auto& action : action_list<double>())
    all.push_back(
        {action.name, declared({"estimator-variance", std::string("Haar, drawn: E||Hhat z||^2 of ") + action.name,
                                "it is off by 0.2", alpha, power,
                                BoundedMeanTest::samples_for(effect, deviation, largest_moment(), alpha, power)})});
  return all;
}();

void test(EvidenceLog& log, const Plan& plan) {
  const rational moment = on_instance(action_kind(plan.action));
  HessianEstimate<double> e("haar", plan.action, instance, diagonal_hessian<double>());
  const Vector<double> z = first_unit<double>();
  BoundedMeanTest test(largest_moment(), plan.test.alpha);
  for (std::uint64_t i = 0; i < plan.test.n; ++i)
    test.add(e.draw(Stream(9).fork(plan.test.null).fork(i), z).squaredNorm());
  require(test.standard_deviation() <= deviation, "plan.deviation", test.standard_deviation(),
          "at most what the plan allows");
  log.tested(plan.test, EvidenceLog::text(test.mean()), EvidenceLog::text(moment),
             test.rejects(static_cast<double>(moment)));
}
}  // namespace drawn

}  // namespace

void haar_moments(EvidenceLog& log) {
  log.equal("E[V_11^2 V_22^2], m = 3", haar_monomial(3, {1, 1, 2, 2}, {1, 1, 2, 2}), rational(2) / 15);
  Tally beta, unit_vector, rules, literature, inverse;
  for (int m = 1; m <= 6; ++m)
    for (int r = 1; r <= m; ++r)
      for (int k = 1; k <= 4; ++k) {
        const auto w = projection_moment(static_cast<std::size_t>(k), m, r);
        rational sum = 0;  // all indices 1: every pairing contributes
        for (const std::size_t type : pairing_table(static_cast<std::size_t>(k)).type_of[0]) sum += w[type];
        beta.add(sum == beta_moment(k, m, r));
        const std::vector<std::size_t> ones(static_cast<std::size_t>(2 * k), 1);
        unit_vector.add(haar_monomial(m, ones, ones) == beta_moment(k, m, 1));
      }
  rules.add(broken_sum_rules(projection_moment).empty());
  literature.add(has_known_values(weingarten));
  inverse.add(inverts_the_gram_matrix(weingarten));
  rules.log(log, "E[Q0 (x) .. (x) Q0], k <= 4, r <= m <= 5, as a tensor: tr Q0 = r, Q0^2 = Q0, r = m, haar-second");
  inverse.log(log, "the Weingarten function inverts the Gram matrix of all pairings, also a singular one; k <= 4");
  literature.log(log, "values of Collins and Sniady (2006), k <= 3, m <= 12");
  beta.log(log, "E[(Q0)_11^k], k <= 4, m <= 6 (m < k among them), is that of Beta(r/2, (m-r)/2)");
  unit_vector.log(log, "E[V_11^2k] is that of an entry of a uniform unit vector");
}

void estimator_variance(EvidenceLog& log) {
  const auto equals = [&](ActionKind action, const rational& known) {
    log.equal(std::string("Haar, m = 3, r = 2, H = diag(1,2,3), Z = e1: E||Hhat[Z]||^2 of ") + name(action),
              on_instance(action), known);
  };
  using Kind = ActionKind;
  equals(Kind::biprobe, rational(96) / 35), equals(Kind::biprobe_single_block, rational(12) / 5);
  equals(Kind::centred, rational(18) / 5), equals(Kind::balanced, rational(72) / 35);
  equals(Kind::exact_weights, rational(72) / 35), equals(Kind::plain, rational(216) / 35);
  equals(Kind::one_sided, rational(3) / 2), equals(Kind::decoupled, rational(189) / 40);

  Tally enumerated, closed, ordered;
  const std::vector<std::vector<Block>> shapes = {{{3, 1, 2}}, {{3, 2, 2}}, {{3, 1, 2}, {3, 1, 2}}};
  for (const auto& blocks : shapes)
    for (const auto& action : action_list<surd>()) enumerated.add(agrees_with_enumeration(action.name, blocks));
  for (const SamplerKind sampler : {SamplerKind::haar, SamplerKind::coordinates})
    for (int m = 3; m <= 6; ++m)
      for (int r = 2; r <= m; ++r) {
        const Blocks blocks({{m, 1, r}});
        const auto h = unsymmetric_matrix<rational>(m);
        Vector<rational> z(m);
        for (int i = 0; i < m; ++i) z[i] = i - 1;
        const Vector<rational> hz = detail::product<rational>(h, z);
        const auto moment = [&](Kind action) { return second_moment<rational>({action, sampler, blocks}, h, z); };
        const rational floor = moment(Kind::exact_weights);
        closed.add(moment(Kind::one_sided) == rational(m) / r * detail::dot<rational>(hz, hz));
        for (const Kind action : {Kind::biprobe, Kind::centred, Kind::biprobe_single_block})
          ordered.add(r == m ? moment(action) == floor : moment(action) > floor);
        if (r % 2 == 0) ordered.add(moment(Kind::balanced) >= floor && moment(Kind::balanced) <= moment(Kind::biprobe));
      }
  enumerated.log(log, "coordinates: E[Hhat^T Hhat] is that of every subset and sign, n > 1 and two blocks among them");
  closed.log(log, "one_sided: E||Hhat[Z]||^2 = (m/r) ||H Z||^2, haar and coordinates, one H and Z a shape");
  ordered.log(
      log, "exact_weights <= balanced <= biprobe, exact_weights < biprobe, centred where r < m: one H and Z a shape");
  check_bounds(log);
  for (const drawn::Plan& plan : drawn::plans) drawn::test(log, plan);
}

}  // namespace bros::claims
