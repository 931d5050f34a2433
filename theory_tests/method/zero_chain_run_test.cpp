// Runs on the zero chain: how many samples are needed in fact.
#include <bros/claims/named_journey.hpp>
#include <bros/claims/rotated_journey.hpp>
#include <bros/evidence/slope_fit.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <iostream>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace bros::zero_chain_run_test {

using Problem = ZeroChain<double>;

// N(eps): the samples until |grad Phi(x^k)|^2 <= eps, with gap and sigma fixed. E N >= T/p is proved (S_{N-2} >= T and
// Wald's identity); that N <= most T/p is measured.
constexpr double gap = 22.5, sigma = 9, most = 16;
constexpr std::size_t most_seeds = 4;

Problem hidden(double eps) { return Problem(zero_chain_for(gap, sigma, eps)); }
double lower_line(const Problem& problem) {
  return static_cast<double>(problem.settings().length) / problem.settings().reveal;
}
/// N / (T/p), a mean over seeds; the rows by_seed get N itself.
double price(const Problem& problem, const std::string& sampler, const std::string& action, double eps, double slower,
             std::vector<std::vector<double>>* by_seed = nullptr) {
  const std::size_t seeds = by_seed ? by_seed->size() : most_seeds;
  Steps<double> steps = steps_on(problem, sampler);
  steps.alpha *= slower;
  double sum = 0;
  for (std::size_t seed = 0; seed < seeds; ++seed) {
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
  std::vector<std::vector<double>> by_seed(most_seeds);
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
TEST(ZeroChainSamples, of_long_chains_are_between_the_same_lines) {
  for (const double length : {64, 128}) {
    std::vector<std::vector<double>> by_seed(1);
    const double each = price(hidden(1 / length), "full", "plain", 1 / length, 1, &by_seed);
    EXPECT_TRUE(between_the_lines(each)) << "T = " << length << ": " << each;
  }
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

// The table of docs/theory/zero_chain.md#rotated-chain, which is of 24 runs a row: here of two.
TEST(RotatedChainSamples, of_haar_subspaces_with_room_do_not_escape) {
  enum class Escape { some, none, either };
  struct Row {
    Index length, dimension, rank;
    Escape expected;
  };
  int without_room = 0;
  for (const auto& [length, dimension, rank, expected] : {Row{16, 16, 1, Escape::some},
                                                          {16, 16, 2, Escape::some},
                                                          {16, 64, 8, Escape::either},
                                                          {16, 64, 32, Escape::none},
                                                          {8, 128, 64, Escape::none},
                                                          {32, 64, 32, Escape::none}}) {
    const double reveal = 1 / (2.0 * static_cast<double>(length));
    int escaped = 0;
    double price = 0, hidden = 0, outside = 0;
    Index lead = 0;
    constexpr std::uint64_t runs = 2;
    for (std::uint64_t seed = 0; seed < runs; ++seed) {
      const RotatedChain<double> problem({{length, rank, reveal, 1, 1}, dimension}, Stream(196).fork(seed));
      const auto& chain = problem.settings().chain;
      const RotatedJourney run = rotated_journey(problem, "haar", "one_sided", Stream(197).fork(seed),
                                                 chain_steps(chain, problem.blocks(), false), for_ever);
      EXPECT_EQ(run.status, Status::converged);
      EXPECT_EQ(run.flat, 0);
      escaped += run.lead > 0;
      price += run.calls * reveal / static_cast<double>(length) / runs;
      hidden = std::max(hidden, run.hidden), outside = std::max(outside, run.outside);
      lead = std::max(lead, run.lead);
    }
    without_room += expected == Escape::some ? escaped : 0;
    EXPECT_TRUE(expected != Escape::none || escaped == 0)
        << "T = " << length << ", d = " << dimension << ", r = " << rank;
    std::cout << "| " << length << " | " << dimension << " | " << rank << " | " << price << " | " << escaped << " of "
              << runs << " | " << lead << " | " << hidden << " | " << outside << " |\n";
  }
  EXPECT_GT(without_room, 0);  // 38 of 48 runs of the two rows in the table
}

}  // namespace bros::zero_chain_run_test
