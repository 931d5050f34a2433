// The zero chain: every fact that its lower bound rests on. Runs on it: zero_chain_run_test.cpp.
#include "declared.hpp"
#include "faulty_problem.hpp"

#include <bros/evidence/binomial_test.hpp>
#include <bros/problem/zero_chain.hpp>

#include <boost/math/distributions/normal.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>

namespace bros::zero_chain_test {

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

// F_T and its gradient.
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
TEST(ZeroChain, gradient_is_that_of_the_function_as_it_is_defined) {
  const ChainFunction<Wide> chain(links), longer(links + 1);
  const WideGradient right = [&](const auto& a, auto& out) { chain.gradient(a, out); };
  EXPECT_LT(gradient_deviation(right), 1e-24);
  const WideGradient faults[] = {[&](const auto& a, auto& out) { chain.gradient(a.cwiseAbs(), out); },
                                 [&](const auto& a, auto& out) {
                                   Vector<Wide> more = Vector<Wide>::Zero(links + 1), answer = more;
                                   more.head(links) = a;
                                   longer.gradient(more, answer);
                                   out = answer.head(links);
                                 },
                                 [&](const auto& a, auto& out) {
                                   chain.gradient(a, out);
                                   out[2] *= 1 + Wide("1e-12");
                                 }};
  for (const WideGradient& fault : faults) EXPECT_GT(gradient_deviation(fault), 1e-15);
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
TEST(ZeroChain, value_is_that_of_the_function_as_it_is_defined) {
  EXPECT_LT(value_deviation(ChainFunction<Wide>(links)), 1e-46);
  EXPECT_GT(value_deviation(ChainFunction<Wide>(links - 1)), 1e-3) << "one link fewer";
}

// Its constants: bounds that hold at every probe, and that a smaller constant would not satisfy.
double largest_fall(const Chain& chain) {
  double fall = 0;
  for (const auto& a : probes()) fall = std::max(fall, chain.value(Vector<double>::Zero(links)) - chain.value(a));
  return fall;
}
TEST(ZeroChain, falls_by_its_gap_and_no_more) {
  const Chain chain(links);
  const double fall = largest_fall(chain);
  EXPECT_LE(fall, chain.gap());
  EXPECT_GT(fall, chain.gap() * (1 - 1e-10)) << "tight: no smaller bound holds";
  EXPECT_GT(fall, Chain(links - 1).gap()) << "of a shorter chain";
  for (const Index length : {2, 3, 64, 4096}) EXPECT_LT(Chain(length).gap(), 12.0 * static_cast<double>(length));
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
/// Holds, and by less than the slack given.
void expect_bound(const char* name, double found, double bound, double slack) {
  EXPECT_LE(found, bound) << name;
  EXPECT_GT(found, bound / slack) << name << ": a bound smaller by the slack is refuted";
  testing::Test::RecordProperty(std::string(name) + "_slack", std::to_string(bound / found));
}
TEST(ZeroChain, gradient_has_the_lipschitz_constant_and_the_largest_entry_that_are_stated) {
  const Chain chain(links);
  expect_bound("lipschitz", largest_secant(chain), chain.lipschitz(), 1.14);
  expect_bound("entry", largest_entry(chain), chain.largest_entry(), 1.08);
  EXPECT_LT(chain.lipschitz(), 152);
  EXPECT_LT(chain.largest_entry(), 23);
}

// Its gates: what an entry of the gradient can know.
/// max of (support of the gradient) - prog_c: at most 1 is the claim for c = 1/2.
Index lead_over(const Chain& chain, double threshold) {
  Index lead = -links;
  for (const auto& a : probes()) lead = std::max(lead, support(gradient(chain, a)) - Chain::progress(a, threshold));
  return lead;
}
TEST(ZeroChain, support_of_the_gradient_is_one_more_than_what_is_open) {
  EXPECT_EQ(lead_over(Chain(links), 0.5), 1);
  EXPECT_GT(lead_over(Chain(links), 0.75), 1) << "with a threshold that gates ignore";
}
/// min |grad F_T| over probes with prog_c < T: above 1 is the claim for c = 1.
double shortest_gradient(const Chain& chain, double threshold) {
  double shortest = std::numeric_limits<double>::infinity();
  for (const auto& a : probes())
    if (Chain::progress(a, threshold) < links) shortest = std::min(shortest, gradient(chain, a).norm());
  return shortest;
}
TEST(ZeroChain, gradient_is_longer_than_one_until_the_last_entry_is) {
  EXPECT_GT(shortest_gradient(Chain(links), 1), 1);
  EXPECT_LT(shortest_gradient(Chain(links), 2), 1) << "where the last entry may be up to 2";
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
TEST(ZeroChain, oracle_is_unbiased_has_the_variance_stated_and_shows_one_entry_or_none) {
  const Problem problem({links, 3, 0.1875, 0.7, 2});
  const Full<double> full(problem.blocks());
  Problem::Linearisation<Full<double>> lin(problem, full);
  const Stream samples(93);
  std::uint64_t with[2] = {0, 0};
  for (const bool coin : {false, true})
    while (problem.reveals({with[coin], samples}) != coin) ++with[coin];
  const Oracle right = [&](const Vector<double>& y, bool coin) {
    BlockVector<double> at(problem.blocks().full());
    at.flat() = y;
    lin.evaluate(Vector<double>::Zero(links), at, {with[coin], samples});
    return lin.upper_gradient_lower().flat();
  };
  const OracleFacts facts = facts_of(problem, right);
  EXPECT_TRUE(facts.hold()) << facts.bias << " " << facts.variance;
  EXPECT_GT(facts.variance, 1 - 1e-10) << "tight";
  EXPECT_EQ(facts.lead_on_failure, 0);
  EXPECT_EQ(facts.lead_on_success, 1);
  const auto mean = [&](const Vector<double>& y) -> Vector<double> { return 0.7 * gradient(problem.chain(), y / 0.7); };
  const Oracle faults[] = {
      [&](const auto& y, bool) { return mean(y); },  // shows the next entry whatever the coin
      [&](const auto& y, bool coin) -> Vector<double> { return coin ? mean(y) : right(y, false); },   // without 1/p
      [&](const auto& y, bool coin) -> Vector<double> { return mean(y) * (coin ? 1 / 0.1875 : 0); },  // hides them all
      [&](const auto& y, bool coin) { return right(y, !coin); }};
  for (const Oracle& fault : faults) EXPECT_FALSE(facts_of(problem, fault).hold());
}

constexpr double reveal = 0.0625, other = 0.078125, coin_alpha = 1e-9, coin_power = 0.999;
const std::uint64_t tosses = BinomialTest::samples_for(reveal, other, coin_alpha, coin_power);
const StatisticalTest coin = declared({"zero-chain-oracle", "a sample shows the next entry with probability p = 1/16",
                                       "with probability 5/64", coin_alpha, coin_power, tosses});
bool coin_refuted(double p) {
  const Problem problem({links, 3, p, 1, 1});
  std::uint64_t successes = 0;
  for (std::uint64_t k = 0; k < tosses; ++k) successes += problem.reveals({k, Stream(94)});
  return BinomialTest(reveal, coin_alpha, tosses).rejects(successes);
}
TEST(ZeroChain, coin_succeeds_with_the_probability_that_is_asked_for) {
  EXPECT_FALSE(coin_refuted(reveal));
  EXPECT_TRUE(coin_refuted(other));
}

// The problem.
TEST(ZeroChain, passes_the_check_of_problems) {
  const auto expect_ok = [](const CheckReport& report) { EXPECT_TRUE(report.ok()) << report.text(); };
  const CheckSettings without_noise{.stochastic = false};
  expect_ok(check_problem(Problem({4, 2, 1, 0.75, 2}), ZeroChain<Wide>({4, 2, 1, Wide(0.75), Wide(2)}), without_noise));
  const CheckSettings noisy{.spread = 0.05, .derivatives = Derivatives::in_the_mean, .stochastic = true};  // all hidden
  expect_ok(check_problem(Problem({5, 2, 0.5, 0.75, 2}), noisy));
  const faulty::With<Problem, faulty::HessianTwice> fault(Problem({4, 2, 1, 0.75, 2}));
  EXPECT_FALSE(check_problem(fault, without_noise).ok());
}
TEST(ZeroChain, refuses_what_makes_no_chain) {
  EXPECT_THROW(Problem({1, 1, 0.5, 1, 1}), ArgumentError);
  EXPECT_THROW(Problem({4, 5, 0.5, 1, 1}), ArgumentError);
  for (const double bad : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_THROW(Problem({4, 2, bad, 1, 1}), ArgumentError);
    EXPECT_THROW(Problem({4, 2, 0.5, bad, 1}), ArgumentError);
    EXPECT_THROW(Problem({4, 2, 0.5, 1, bad}), ArgumentError);
    EXPECT_THROW((void)zero_chain_for(bad, 1, 0.1), ArgumentError);
  }
  EXPECT_THROW(Problem({4, 2, 1.5, 1, 1}), ArgumentError);
  EXPECT_THROW((void)zero_chain_for(1, 1, 1), ArgumentError) << "too coarse for two links";
}

}  // namespace bros::zero_chain_test
