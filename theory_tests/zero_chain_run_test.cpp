// Runs on the zero chain: the invariant at every iterate of every run, and how many samples are needed in fact.
#include <bros/action/any.hpp>
#include <bros/evidence/slope_fit.hpp>
#include <bros/method/methods.hpp>
#include <bros/problem/zero_chain.hpp>
#include <bros/subspace/any.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iostream>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace bros::zero_chain_run_test {

using Problem = ZeroChain<double>;
using Subspaces = AnySubspace<double>;
using Method = SingleLoop<Problem, Subspaces, AnyAction<Subspaces>, Averaging::moving>;

/// What an observer saw of the claims at all iterates of one run.
struct Journey {
  Status status;
  double calls;
  /// max over k of (support - S_{k-lag}), for Z, h, x, Y with their lags 0, 1, 2, 3: at most 0 is the claim.
  std::array<Index, 4> lead;
  /// At how many iterates the support of x was below T and |grad Phi| not above lambda: none is the claim.
  int flat = 0;
  [[nodiscard]] bool zero_respecting() const { return *std::max_element(lead.begin(), lead.end()) <= 0; }
};
/// Where to look: successes S are counted by the coins of `coins`, and `earlier` is added to every lag.
struct Counting {
  const Problem& coins;
  std::size_t earlier = 0;
};
/// Runs until |grad Phi(x^k)|^2 <= eps.
template <class M>
Journey journey(const Problem& problem, M& method, const Stream& stream, const Steps<double>& steps, double eps,
                std::uint64_t horizon, const Counting& counting) {
  Problem::Exact exact(problem);
  const Stream samples = stream.fork("sample");
  std::vector<Index> successes{0};
  Journey seen{Status::stopped, 0, {-99, -99, -99, -99}};
  const double lambda = problem.settings().lambda;
  const auto observe = [&](const M& m, bool) {
    const std::uint64_t k = m.counts().iterations;
    if (k > 0) successes.push_back(successes.back() + counting.coins.reveals({k - 1, samples}));
    std::size_t lag = counting.earlier;
    for (std::size_t i = 0; const auto* v : {&m.z().flat(), &m.h(), &m.x(), &m.y().flat()}) {
      const Index shown = lag <= k ? successes[k - lag] : 0;
      seen.lead[i] = std::max(seen.lead[i], ChainFunction<double>::progress(*v, 0) - shown);
      ++i, ++lag;
    }
    exact.at(m.x());
    const double square = exact.hypergradient().squaredNorm();
    if (ChainFunction<double>::progress(m.x(), 0) < m.x().size()) seen.flat += !(square > lambda * lambda);
    return square <= eps ? Verdict::converged : Verdict::go_on;
  };
  const RunResult result = run(method, ConstantSchedule<double>(steps), horizon, observe);
  seen.status = result.status;
  seen.calls = static_cast<double>(result.counts.samples);
  return seen;
}

/// Steps of the order that the theorem gives, alpha = Theta(p) = Theta(N^(-1/2)), scaled for a subspace by r/m.
Steps<double> steps_for(const Problem& problem, double share) {
  return {0.05 * problem.settings().reveal, 0.5 * share, 0.5 * share, 0.5};
}
Journey journey_of(const Problem& problem, const std::string& sampler, const std::string& action, std::uint64_t seed,
                   const Steps<double>& steps, double eps, std::uint64_t horizon, const Counting& counting) {
  const Stream stream = Stream(95).fork(seed);
  const Subspaces p(sampler, problem.blocks());
  Method method(problem, stream, p, AnyAction<Subspaces>(action, p));
  return journey(problem, method, stream, steps, eps, horizon, counting);
}
constexpr std::uint64_t for_ever = 1000000;

const Problem& chain_of_eight() {
  static const Problem problem({8, 4, 0.0625, 0.5, 1});
  return problem;
}
Journey to_the_end(const std::string& sampler, const std::string& action, std::uint64_t seed,
                   const Counting& counting = {chain_of_eight()}) {
  return journey_of(chain_of_eight(), sampler, action, seed, steps_for(chain_of_eight(), sampler == "full" ? 1 : 0.5),
                    0.125, for_ever, counting);
}

TEST(ZeroRespecting, holds_at_every_iterate_of_every_run_of_ma_soba) {
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    const Stream stream = Stream(96).fork(seed);
    MaSoba<Problem> method(chain_of_eight(), stream);
    const Journey run =
        journey(chain_of_eight(), method, stream, steps_for(chain_of_eight(), 1), 0.125, for_ever, {chain_of_eight()});
    EXPECT_EQ(run.status, Status::converged);
    EXPECT_TRUE(run.zero_respecting()) << "seed " << seed;
    EXPECT_EQ(run.flat, 0) << "seed " << seed;
  }
}
TEST(ZeroRespecting, holds_at_every_iterate_of_every_run_on_coordinate_subspaces_with_every_action) {
  for (const char* action : {"plain", "biprobe", "balanced", "centred", "decoupled", "one_sided", "exact_weights"})
    for (std::uint64_t seed = 0; seed < 2; ++seed) {
      const Journey run = to_the_end("coordinates", action, seed);
      EXPECT_EQ(run.status, Status::converged) << action;
      EXPECT_TRUE(run.zero_respecting()) << action << ", seed " << seed;
      EXPECT_EQ(run.flat, 0) << action << ", seed " << seed;
    }
}
TEST(ZeroRespecting, holds_whatever_the_steps_even_where_they_diverge) {
  int diverged = 0;
  for (std::uint64_t seed = 0; seed < 16; ++seed) {
    const auto draw = [&](std::uint64_t i) { return 4 * uniform<double>(Stream(97).fork(seed), i); };
    const Steps<double> steps{draw(0), draw(1), draw(2), draw(3) / 4};
    const Journey run = journey_of(chain_of_eight(), seed % 2 ? "full" : "coordinates", "one_sided", seed, steps, 0.0,
                                   2000, {chain_of_eight()});
    EXPECT_TRUE(run.zero_respecting()) << "seed " << seed;
    EXPECT_EQ(run.flat, 0) << "seed " << seed;
    diverged += run.status == Status::not_finite;
  }
  EXPECT_GT(diverged, 0);
  EXPECT_LT(diverged, 16);
}
TEST(ZeroRespecting, cannot_be_said_with_longer_lags_other_coins_or_subspaces_that_mix_coordinates) {
  const Journey exact = to_the_end("full", "plain", 0);
  EXPECT_EQ(exact.lead, (std::array<Index, 4>{0, 0, 0, 0})) << "every lag is attained";
  EXPECT_FALSE(to_the_end("full", "plain", 0, {chain_of_eight(), 1}).zero_respecting());
  const Problem stingier({8, 4, 0.03125, 0.5, 1});
  EXPECT_FALSE(to_the_end("full", "plain", 0, {stingier}).zero_respecting()) << "coins of another probability";
  for (const char* mixing : {"haar", "hadamard"})
    EXPECT_FALSE(to_the_end(mixing, "one_sided", 0).zero_respecting()) << mixing;
}

// N(eps): the samples until |grad Phi(x^k)|^2 <= eps, with gap and sigma fixed. E N >= T/p is proved (S_{N-2} >= T and
// Wald's identity); that N <= most T/p is measured.
constexpr double gap = 22.5, sigma = 9, most = 16;
constexpr std::uint64_t seeds = 4;

Problem hidden(double eps) { return Problem(zero_chain_for(gap, sigma, eps)); }
double lower_line(const Problem& problem) {
  return static_cast<double>(problem.settings().length) / problem.settings().reveal;
}
/// N / (T/p), a mean over seeds; the rows by_seed get N itself.
double price(const Problem& problem, const std::string& sampler, const std::string& action, double eps, double slower,
             std::vector<std::vector<double>>* by_seed = nullptr) {
  const double share = sampler == "full" ? 1 : 1 / gram_factor<double>(problem.blocks()[0]);
  Steps<double> steps = steps_for(problem, share);
  steps.alpha *= slower;
  double sum = 0;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    const Journey run = journey_of(problem, sampler, action, seed, steps, eps, for_ever, {problem});
    if (run.status != Status::converged) return std::numeric_limits<double>::infinity();
    EXPECT_TRUE(sampler == "haar" || (run.zero_respecting() && run.flat == 0)) << sampler << ", eps " << eps;
    if (by_seed) (*by_seed)[seed].push_back(run.calls);
    sum += run.calls / lower_line(problem);
  }
  return sum / static_cast<double>(seeds);
}
bool between_the_lines(double price) { return price >= 1 && price <= most; }

struct Measured {
  std::vector<double> prices;
  Interval slope;
};
Measured measured(const std::string& sampler, const std::string& action, const std::vector<double>& inverse_eps) {
  std::vector<std::vector<double>> by_seed(seeds);
  Measured result;
  for (const double inverse : inverse_eps)
    result.prices.push_back(price(hidden(1 / inverse), sampler, action, 1 / inverse, 1, &by_seed));
  result.slope = log_log_slope(inverse_eps, by_seed, 0.95);
  std::cout << sampler << " x " << action << ": N p / T =";
  for (const double each : result.prices) std::cout << " " << each;
  std::cout << ", slope " << result.slope.value << " in " << result.slope.low << " .. " << result.slope.high << "\n";
  return result;
}

TEST(ZeroChainSamples, are_of_order_one_over_eps_squared_for_ma_soba_and_for_bros_on_coordinates) {
  for (const auto& [sampler, action] : {std::pair{"full", "plain"}, {"coordinates", "one_sided"}})
    for (const double each : measured(sampler, action, {4, 8, 16, 32}).prices)
      EXPECT_TRUE(between_the_lines(each)) << sampler << ": " << each;
}
TEST(ZeroChainSamples, leave_the_lines_with_other_steps_and_without_the_coin) {
  EXPECT_GT(price(hidden(1.0 / 8), "full", "plain", 1.0 / 8, 1.0 / 8), most) << "alpha of order eps^2";
  auto open = hidden(1.0 / 8).settings();
  const double line = lower_line(Problem(open));
  open.reveal = 1;
  EXPECT_LT(price(Problem(open), "full", "plain", 1.0 / 8, 1) * lower_line(Problem(open)) / line, 1);
}
TEST(ZeroChainSamples, of_haar_subspaces_are_reported) {
  const Measured haar = measured("haar", "one_sided", {4, 8, 16});
  for (std::size_t i = 0; i < haar.prices.size(); ++i)
    RecordProperty("price_" + std::to_string(i), std::to_string(haar.prices[i]));
}

/// T/(2p) over gap sigma^2 eps^-2: the constant of the lower bound, for this eps.
double constant_of(double eps) { return lower_line(hidden(eps)) / 2 * eps * eps / (gap * sigma * sigma); }
TEST(ZeroChainSamples, are_bounded_below_by_a_constant_times_gap_sigma_squared_over_eps_squared) {
  for (const double eps : {0.25, 0.01, 1e-4}) {
    const Problem problem = hidden(eps);
    const auto& s = problem.settings();
    const ChainFunction<double> longer(s.length + 1);
    EXPECT_LE(s.lambda * s.lambda * problem.chain().gap(), gap * (1 + 1e-14));
    EXPECT_GT(s.lambda * s.lambda * longer.gap(), gap) << "the longest chain that the gap allows";
    EXPECT_NEAR(problem.noise_variance(), sigma * sigma, 1e-12 * sigma * sigma);
  }
  // As eps -> 0: T ~ gap / (2 eps sqrt(2 pi e) e), p ~ 2 eps e^3 / sigma^2.
  const double e = std::exp(1.0), limit = 1 / (8 * std::sqrt(8 * std::atan(1.0) * e) * e * e * e * e);
  EXPECT_NEAR(constant_of(1e-6), limit, 1e-5 * limit);
  EXPECT_GT(std::abs(constant_of(1e-2) - limit), 1e-5 * limit) << "only in the limit";
}

}  // namespace bros::zero_chain_run_test
