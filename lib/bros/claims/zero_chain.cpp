// zero-chain-gap, zero-chain-lipschitz, zero-chain-support, zero-chain-slope, zero-chain-oracle: every fact that the
// lower bound rests on. Runs on the chain: zero_respecting.cpp.
#include <bros/claims/claims.hpp>
#include <bros/claims/declared.hpp>
#include <bros/claims/slack.hpp>
#include <bros/claims/tally.hpp>
#include <bros/core/multiprecision.hpp>
#include <bros/evidence/binomial_test.hpp>
#include <bros/problem/zero_chain.hpp>
#include <bros/subspace/full.hpp>

#include <boost/math/distributions/normal.hpp>

#include <algorithm>
#include <functional>
#include <limits>

namespace bros::claims::zero_chain_facts {

using Chain = ChainFunction<double>;
using Problem = ZeroChain<double>;
using Wide = bin_float_50;
constexpr Index links = 6;

Index support(const Vector<double>& v) { return Chain::progress(v, 0); }

/// Random points at three scales, and those where the facts are nearly attained.
std::vector<Vector<double>> probes() {
  std::vector<Vector<double>> all;
  for (std::uint64_t k = 0; k < 600; ++k) {
    Vector<double> a(links);
    fill_gaussian<double>(Stream(91).fork(k), a);
    all.push_back(a * (k % 3 == 0 ? 0.4 : k % 3 == 1 ? 1.0 : 4.0));
    const Index closed = static_cast<Index>(k % 7);  // so many entries at the end do not open the next one
    for (Index i = links - closed; i < links; ++i) all.back()[i] = std::clamp(a[i], -0.5, 0.5);
  }
  for (const double far : {30.0, 1e6}) {
    all.push_back(Vector<double>::Constant(links, far));
    all.push_back(Vector<double>{{0, 0.76041, far, 0, 0, 0}});   // the largest Psi''
    all.push_back(Vector<double>{{far, 0.9082, far, 0, 0, 0}});  // the largest Psi'
    all.push_back(Vector<double>{{far, 0, 0, 0, 0, 0}});         // the largest entry that is hidden
    all.push_back(Vector<double>{{far, far, far, far, far, 2}});
  }
  return all;
}
Vector<double> gradient(const Chain& chain, const Vector<double>& a) {
  Vector<double> out(a.size());
  chain.gradient(a, out);
  return out;
}

Wide by_definition(const Vector<Wide>& a) {
  const Wide e = exp(Wide(1)), pi = 4 * atan(Wide(1));
  const auto psi = [](const Wide& t) {
    return 2 * t <= 1 ? Wide(0) : Wide(exp(Wide(1 - 1 / ((2 * t - 1) * (2 * t - 1)))));
  };
  const auto phi = [&](const Wide& t) {
    return Wide(sqrt(Wide(2 * pi * e)) * cdf(boost::math::normal_distribution<Wide>(), t));
  };
  Wide sum = 0, before = 1;
  for (const Wide& here : a) {
    sum += psi(-before) * phi(-here) - psi(before) * phi(here);
    before = here;
  }
  return sum;
}
using WideGradient = std::function<void(const Vector<Wide>&, Vector<Wide>&)>;
double gradient_deviation(const WideGradient& asked) {
  const Wide h("1e-15");
  Wide worst = 0;
  Vector<Wide> out(links);
  for (std::uint64_t k = 0; k < 6; ++k) {
    Vector<double> draws(links);
    fill_gaussian<double>(Stream(92).fork(k), draws);
    const Vector<Wide> a = (1.5 * draws).cast<Wide>();
    asked(a, out);
    for (Index i = 0; i < links; ++i) {
      const Vector<Wide> step = h * Vector<Wide>::Unit(links, i);
      const Wide slope = (by_definition(a + step) - by_definition(a - step)) / (2 * h);
      worst = std::max(worst, Wide(abs(Wide(slope - out[i]))));
    }
  }
  return static_cast<double>(worst);
}
double value_deviation(const ChainFunction<Wide>& chain) {
  Wide worst = 0;
  for (std::uint64_t k = 0; k < 6; ++k) {
    Vector<double> draws(links);
    fill_gaussian<double>(Stream(92).fork(k), draws);
    const Vector<Wide> a = (1.5 * draws).cast<Wide>();
    worst = std::max(worst, Wide(abs(Wide(chain.value(a) - by_definition(a)))));
  }
  return static_cast<double>(worst);
}
double largest_fall(const Chain& chain) {
  double fall = 0;
  for (const auto& a : probes()) fall = std::max(fall, chain.value(Vector<double>::Zero(links)) - chain.value(a));
  return fall;
}
double largest_secant(const Chain& chain) {
  constexpr double h = 1e-4;
  double largest = 0;
  for (const auto& a : probes())
    for (Index i = 0; i < links; ++i) {
      const Vector<double> step = h * Vector<double>::Unit(links, i);
      largest = std::max(largest, (gradient(chain, a + step) - gradient(chain, a - step)).norm() / (2 * h));
    }
  return largest;
}
double largest_entry(const Chain& chain) {
  double largest = 0;
  for (const auto& a : probes()) largest = std::max(largest, gradient(chain, a).cwiseAbs().maxCoeff());
  return largest;
}
/// max of (support of the gradient) - prog_c: at most 1 is the claim for c = 1/2.
Index lead_over(const Chain& chain, double threshold) {
  Index lead = -links;
  for (const auto& a : probes()) lead = std::max(lead, support(gradient(chain, a)) - Chain::progress(a, threshold));
  return lead;
}
/// min |grad F_T| over probes with prog_c < T: above 1 is the claim for c = 1.
double shortest_gradient(const Chain& chain, double threshold) {
  double shortest = std::numeric_limits<double>::infinity();
  for (const auto& a : probes())
    if (Chain::progress(a, threshold) < links) shortest = std::min(shortest, gradient(chain, a).norm());
  return shortest;
}
// The oracle, by the law of its coin: no sampling.
using Oracle = std::function<Vector<double>(const Vector<double>& y, bool coin)>;
struct OracleFacts {
  double bias = 0, variance = 0;  // the largest at any probe; variance as a share of noise_variance()
  Index lead_on_failure = -99, lead_on_success = -99;  // over prog_{1/4}
  [[nodiscard]] bool hold() const {
    return bias < 1e-12 && variance <= 1 && lead_on_failure <= 0 && lead_on_success <= 1;
  }
};
OracleFacts facts_of(const Problem& problem, const Oracle& oracle) {
  const double lambda = problem.settings().lambda, p = problem.settings().reveal;
  OracleFacts facts;
  for (const auto& a : probes()) {
    const Vector<double> g0 = oracle(lambda * a, false), g1 = oracle(lambda * a, true);
    const Vector<double> mean = lambda * gradient(problem.chain(), a);
    const Index open = Chain::progress(a, 0.25);
    facts.bias = std::max(facts.bias, ((1 - p) * g0 + p * g1 - mean).norm());
    const double variance = (1 - p) * (g0 - mean).squaredNorm() + p * (g1 - mean).squaredNorm();
    facts.variance = std::max(facts.variance, variance / problem.noise_variance());
    facts.lead_on_failure = std::max(facts.lead_on_failure, support(g0) - open);
    facts.lead_on_success = std::max(facts.lead_on_success, support(g1) - open);
  }
  return facts;
}
constexpr double reveal = 0.0625, other = 0.078125, coin_alpha = 1e-9, coin_power = 0.999;
const std::uint64_t tosses = BinomialTest::samples_for(reveal, other, coin_alpha, coin_power);
const StatisticalTest coin = declared({"zero-chain-oracle", "a sample shows the next entry with probability p = 1/16",
                                       "with probability 5/64", coin_alpha, coin_power, tosses});
std::uint64_t successes(double p) {
  const Problem problem({links, 3, p, 1, 1});
  std::uint64_t count = 0;
  for (std::uint64_t k = 0; k < tosses; ++k) count += problem.reveals({k, Stream(94)});
  return count;
}
bool coin_refuted(std::uint64_t count) { return BinomialTest(reveal, coin_alpha, tosses).rejects(count); }

void gap(EvidenceLog& log) {
  log.rounds("value in 50 digits is that of the definition", value_deviation(ChainFunction<Wide>(links)), 1e-46, 6);
  const Chain chain(links);
  Slack<double> slack;
  slack.see(chain.gap(), largest_fall(chain), "");
  slack.log(log, "F_T(0) - F_T(a) at random points and far out, T = 6");
  log.rounds("it is attained: gap over the largest fall", slack.least() - 1, 1e-10);
  Tally below, refuted;
  for (const Index length : {2, 3, 64, 4096}) below.add(Chain(length).gap() < 12.0 * static_cast<double>(length));
  below.log_in_floating_point(log, "gap < 12 T");
  refuted.add(largest_fall(chain) > Chain(links - 1).gap());
  refuted.add(value_deviation(ChainFunction<Wide>(links - 1)) > 1e-3);
  refuted.log_in_floating_point(log, "refuted: gap and value of a chain one link shorter");
}

void lipschitz(EvidenceLog& log) {
  const ChainFunction<Wide> wide(links), longer(links + 1);
  log.rounds("gradient in 50 digits is that of the definition, by differences",
             gradient_deviation([&](const auto& a, auto& out) { wide.gradient(a, out); }), 1e-24, 36);
  const Chain chain(links);
  Slack<double> secants, entries;
  secants.see(chain.lipschitz(), largest_secant(chain), "");
  entries.see(chain.largest_entry(), largest_entry(chain), "");
  secants.log(log, "secants of the gradient at random points and where the facts are nearly attained");
  entries.log(log, "entries of the gradient there");
  log.rounds("lipschitz() is attained up to a factor", secants.least(), 1.14);
  log.rounds("largest_entry() is attained up to a factor", entries.least(), 1.08);
  Tally numbers, refuted;
  numbers.add(chain.lipschitz() < 152), numbers.add(chain.largest_entry() < 23);
  numbers.log_in_floating_point(log, "lipschitz() < 152, largest_entry() < 23");
  const WideGradient faults[] = {[&](const auto& a, auto& out) { wide.gradient(a.cwiseAbs(), out); },
                                 [&](const auto& a, auto& out) {
                                   Vector<Wide> more = Vector<Wide>::Zero(links + 1), answer = more;
                                   more.head(links) = a;
                                   longer.gradient(more, answer);
                                   out = answer.head(links);
                                 },
                                 [&](const auto& a, auto& out) {
                                   wide.gradient(a, out);
                                   out[2] *= 1 + Wide("1e-12");
                                 }};
  for (const WideGradient& fault : faults) refuted.add(gradient_deviation(fault) > 1e-15);
  refuted.log_in_floating_point(log, "refuted: signs ignored, a longer chain, an entry off by 1e-12 of it");
}

void support(EvidenceLog& log) {
  log.equal("greatest support of grad F_T(a) less prog_1/2(a), over random points", lead_over(Chain(links), 0.5), 1);
  log.all_of("refuted for prog_3/4, which gates ignore", lead_over(Chain(links), 0.75) > 1, 1);
}

void slope(EvidenceLog& log) {
  const double shortest = shortest_gradient(Chain(links), 1);
  log.add({"least |grad F_T(a)| over points with prog_1(a) < T", EvidenceKind::rounding, EvidenceLog::text(shortest),
           "above 1", shortest > 1, probes().size()});
  const double beyond = shortest_gradient(Chain(links), 2);
  log.add({"refuted for prog_2", EvidenceKind::rounding, EvidenceLog::text(beyond), "below 1", beyond < 1});
}

void oracle(EvidenceLog& log) {
  const double p = 0.1875, lambda = 0.7;
  const Problem problem({links, 3, p, lambda, 2});
  const Full<double> full(problem.blocks());
  const auto evaluated = problem.oracle(full);
  const Stream samples(93);
  std::uint64_t with[2] = {0, 0};
  for (const bool heads : {false, true})
    while (problem.reveals({with[heads], samples}) != heads && with[heads] < 1000) ++with[heads];
  const Oracle right = [&](const Vector<double>& y, bool heads) {
    BlockVector<double> at(problem.blocks().full());
    at.flat() = y;
    const Vector<double> x = Vector<double>::Zero(links);
    evaluated->evaluate({x, at, {with[heads], samples}});
    return evaluated->upper_gradient_lower().flat();
  };
  const OracleFacts facts = facts_of(problem, right);
  log.rounds("bias of grad_y f over the two faces of the coin", facts.bias, 1e-12, probes().size());
  log.rounds("variance over lambda^2 e^3 (1 - p) / p", facts.variance, 1.0, probes().size());
  log.add({"that bound is attained", EvidenceKind::rounding, EvidenceLog::text(facts.variance), "above 1 - 1e-10",
           facts.variance > 1 - 1e-10});
  log.equal("support less prog_1/4, at most: tails", facts.lead_on_failure, 0);
  log.equal("support less prog_1/4, at most: heads", facts.lead_on_success, 1);
  const auto mean = [&](const Vector<double>& y) -> Vector<double> {
    return lambda * gradient(problem.chain(), y / lambda);
  };
  const Oracle faults[] = {
      [&](const auto& y, bool) { return mean(y); },  // shows the next entry whatever the coin
      [&](const auto& y, bool heads) -> Vector<double> { return heads ? mean(y) : right(y, false); },  // without 1/p
      [&](const auto& y, bool heads) -> Vector<double> { return mean(y) * (heads ? 1 / p : 0); },      // hides them all
      [&](const auto& y, bool heads) { return right(y, !heads); }};
  Tally refuted;
  for (const Oracle& fault : faults) refuted.add(!facts_of(problem, fault).hold());
  refuted.log_in_floating_point(log, "refuted: no coin, no 1/p, every entry hidden, the coin turned over");
  log.tested(coin, EvidenceLog::text(static_cast<double>(successes(reveal)) / static_cast<double>(coin.n)),
             EvidenceLog::text(reveal), coin_refuted(successes(reveal)));
  log.all_of("refuted: a coin of probability 5/64", coin_refuted(successes(other)), 1, EvidenceKind::rounding);
}

}  // namespace bros::claims::zero_chain_facts
