// The zero chain as a problem: the check of problems, and arguments that make no chain. Its facts are claims.
#include "../support/faulty_problem.hpp"

#include <bros/check/check_problem.hpp>
#include <bros/problem/rotated_chain.hpp>
#include <bros/problem/zero_chain.hpp>

#include <gtest/gtest.h>

#include <limits>

namespace bros::zero_chain_test {

using Problem = ZeroChain<double>;

TEST(ZeroChain, passes_the_check_of_problems) {
  const auto expect_ok = [](const CheckReport& report) { EXPECT_TRUE(report.ok()) << report.text(); };
  const CheckSettings without_noise{.stochastic = false};
  expect_ok(check_problem(Problem({4, 2, 1, 0.75, 2}), without_noise));
  const CheckSettings noisy{.spread = 0.05, .derivatives = Derivatives::in_the_mean, .stochastic = true};  // all hidden
  expect_ok(check_problem(Problem({5, 2, 0.5, 0.75, 2}), noisy));
  const Problem chain({4, 2, 1, 0.75, 2});
  EXPECT_FALSE(check_problem(faulty::With(chain, faulty::hessian_twice), without_noise).ok());
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
TEST(RotatedChain, passes_the_check_of_problems_and_refuses_what_makes_no_chain) {
  using Rotated = RotatedChain<double>;
  const CheckReport exact = check_problem(Rotated({{4, 3, 1, 0.75, 2}, 7}, Stream(1)), {.stochastic = false});
  EXPECT_TRUE(exact.ok()) << exact.text();
  const CheckSettings noisy{.spread = 0.05, .derivatives = Derivatives::in_the_mean, .stochastic = true};
  const CheckReport sampled = check_problem(Rotated({{4, 3, 0.5, 0.75, 2}, 7}, Stream(1)), noisy);
  EXPECT_TRUE(sampled.ok()) << sampled.text();
  EXPECT_THROW(Rotated({{4, 2, 0.5, 1, 1}, 3}, Stream(1)), ArgumentError) << "no room for the chain";
  EXPECT_THROW(Rotated({{4, 8, 0.5, 1, 1}, 7}, Stream(1)), ArgumentError) << "rank above the dimension";
  EXPECT_THROW(Rotated({{1, 1, 0.5, 1, 1}, 7}, Stream(1)), ArgumentError);
  EXPECT_THROW(Rotated({{4, 2, 1.5, 1, 1}, 7}, Stream(1)), ArgumentError);
}

}  // namespace bros::zero_chain_test
