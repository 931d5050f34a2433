// haar-moments, estimator-variance: exact second moments by Weingarten calculus against enumeration, closed forms and
// bounds.
#include "claims.hpp"
#include "tally.hpp"

#include "../declared.hpp"
#include "../enumeration.hpp"
#include "../sampled.hpp"

#include <bros/subspace/haar.hpp>
#include <bros/theory/variance_bounds.hpp>
#include <bros/theory/weingarten.hpp>

namespace bros::claims {
namespace {

rational falling(int a, int steps) { return steps == 0 ? rational(1) : a * falling(a + 2, steps - 1); }

/// E[(Q0)_11^k] of Beta(r/2, (m-r)/2): r (r+2) .. (r+2k-2) / (m (m+2) .. (m+2k-2)).
rational beta_moment(int k, int m, int r) { return falling(r, k) / falling(m, k); }

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
template <class A>
bool agrees_with_enumeration(ActionKind action, const std::vector<Block>& shapes) {
  const Blocks blocks(shapes);
  const auto h = unsymmetric_matrix<rational>(blocks.full().size());
  const auto form = second_moment_form<rational>({action, SamplerKind::coordinates, blocks}, h);
  Matrix<surd> sum = Matrix<surd>::Constant(h.rows(), h.cols(), surd(0));
  int count = 0;
  for_each_estimate<Coordinates<surd>, A>(blocks, unsymmetric_matrix<surd>(h.rows()),
                                          [&](const Matrix<surd>& estimate) {
                                            sum += estimate.transpose() * estimate;
                                            ++count;
                                          });
  for (Index i = 0; i < h.size(); ++i)
    if (!(sum.data()[i] == surd(form.data()[i]) * surd(count))) return false;
  return true;
}

// E||Hhat z||^2 on Haar subspaces, drawn by the library.
constexpr double alpha = 1e-9, power = 0.99, effect = 0.2, deviation = 8;
double largest_moment() {
  const double largest = action_bound(instance, 3);
  return largest * largest;
}
StatisticalTest declared_moment(const char* null) {
  return declared({"estimator-variance", null, "it is off by 0.2", alpha, power,
                   BoundedMeanTest::samples_for(effect, deviation, largest_moment(), alpha, power)});
}
const StatisticalTest plain = declared_moment("Haar, drawn: E||Hhat z||^2 of plain");
const StatisticalTest biprobe = declared_moment("Haar, drawn: E||Hhat z||^2 of biprobe");
const StatisticalTest centred = declared_moment("Haar, drawn: E||Hhat z||^2 of centred");
const StatisticalTest balanced = declared_moment("Haar, drawn: E||Hhat z||^2 of balanced");
const StatisticalTest decoupled = declared_moment("Haar, drawn: E||Hhat z||^2 of decoupled");
const StatisticalTest one_sided = declared_moment("Haar, drawn: E||Hhat z||^2 of one_sided");
const StatisticalTest exact_weights = declared_moment("Haar, drawn: E||Hhat z||^2 of exact_weights");

template <template <class> class A>
void test_drawn(EvidenceLog& log, const StatisticalTest& plan) {
  using H = Haar<double>;
  const rational moment = on_instance(action_kind(A<H>::traits.name));
  const Matrix<double> h = diagonal_hessian<double>();
  BlockVector<double> z(instance.full());
  z.flat() = first_unit<double>();
  EstimateSampler<H, A<H>> sampler(instance, h);
  BoundedMeanTest test(largest_moment(), plan.alpha);
  for (std::uint64_t i = 0; i < plan.n; ++i) test.add(sampler.draw(Stream(9).fork(plan.null).fork(i), z).squaredNorm());
  require(test.standard_deviation() <= deviation, "plan.deviation", test.standard_deviation(),
          "at most what the plan allows");
  log.tested(plan, EvidenceLog::text(test.mean()), EvidenceLog::text(moment),
             test.rejects(static_cast<double>(moment)));
}

}  // namespace

void haar_moments(EvidenceLog& log) {
  log.equal("E[V_11^2 V_22^2], m = 3", haar_monomial(3, {1, 1, 2, 2}, {1, 1, 2, 2}), rational(2) / 15);
  Tally beta, second, unit_vector, full;
  for (int m = 1; m <= 6; ++m)
    for (int r = 1; r <= m; ++r)
      for (int k = 1; k <= 4; ++k) {
        const auto w = projection_moment(static_cast<std::size_t>(k), m, r);
        const PairingTable& table = pairing_table(static_cast<std::size_t>(k));
        rational sum = 0;  // all indices 1: every pairing contributes
        for (const std::size_t type : table.type_of[0]) sum += w[type];
        beta.add(sum == beta_moment(k, m, r));
        if (r == m) full.add(sum == 1);
        const std::vector<std::size_t> ones(static_cast<std::size_t>(2 * k), 1);
        unit_vector.add(haar_monomial(m, ones, ones) == beta_moment(k, m, 1));
      }
  for (int m = 2; m <= 12; ++m)
    for (int r = 1; r <= m; ++r) {
      const auto w = projection_moment(2, m, r);
      const auto [c1, c2] = haar_coefficients<rational>(m, r);
      second.add(w[0] == c1 && w[1] == c2);
    }
  beta.log(log, "E[(Q0)_11^k], k <= 4, m <= 6 (m < k among them), is that of Beta(r/2, (m-r)/2)");
  unit_vector.log(log, "E[V_11^2k] is that of an entry of a uniform unit vector");
  second.log(log, "degree four gives c1 and c2 of haar-second");
  full.log(log, "r = m: Q0 = I");
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

  using P = Coordinates<surd>;
  Tally enumerated, closed, ordered, bounded;
  const std::vector<std::vector<Block>> shapes = {{{3, 1, 2}}, {{3, 2, 2}}, {{3, 1, 2}, {3, 1, 2}}};
  for (const auto& blocks : shapes) {
    enumerated.add(agrees_with_enumeration<Plain<P>>(Kind::plain, blocks));
    enumerated.add(agrees_with_enumeration<Biprobe<P>>(Kind::biprobe, blocks));
    enumerated.add(agrees_with_enumeration<Centred<P>>(Kind::centred, blocks));
    enumerated.add(agrees_with_enumeration<Balanced<P>>(Kind::balanced, blocks));
    enumerated.add(agrees_with_enumeration<ExactWeights<P>>(Kind::exact_weights, blocks));
    enumerated.add(agrees_with_enumeration<Decoupled<P>>(Kind::decoupled, blocks));
    enumerated.add(agrees_with_enumeration<OneSided<P>>(Kind::one_sided, blocks));
  }
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
        rational squares = 0;  // ||H||^2 is at most the sum of the squares of its entries
        for (Index i = 0; i < h.size(); ++i) squares += h.data()[i] * h.data()[i];
        const rational size = squares * detail::dot<rational>(z, z);
        for (const Kind action : {Kind::plain, Kind::biprobe, Kind::centred, Kind::exact_weights, Kind::decoupled})
          bounded.add(moment(action) <= second_moment_bound(action, blocks) * size);
      }
  enumerated.log(log, "coordinates: E[Hhat^T Hhat] is that of every subset and sign, n > 1 and two blocks among them");
  closed.log(log, "one_sided: E||Hhat[Z]||^2 = (m/r) ||H Z||^2, haar and coordinates");
  ordered.log(log, "exact_weights <= balanced <= biprobe, exact_weights < biprobe, centred where r < m");
  bounded.log(log, "never above the bound by ||H||^2 ||Z||^2");
  test_drawn<Plain>(log, plain);
  test_drawn<Biprobe>(log, biprobe);
  test_drawn<Centred>(log, centred);
  test_drawn<Balanced>(log, balanced);
  test_drawn<Decoupled>(log, decoupled);
  test_drawn<OneSided>(log, one_sided);
  test_drawn<ExactWeights>(log, exact_weights);
}

}  // namespace bros::claims
