// What the proof of the rate does with its lemmas, exactly in rationals, for all constants; and over intervals.
#include <bros/theory/bounds.hpp>
#include <bros/verified/interval.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>

namespace bros::bounds_algebra_test {

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : stream_(seed) {}
  /// low + a multiple of 1/8 below 4, to the power of 1 or 3.
  rational operator()(int low) {
    const rational value = low + rational(static_cast<int>(stream_.word(at_) % 32)) / 8;
    return stream_.word(at_++) % 5 == 0 ? rational(value * value * value) : value;
  }

 private:
  Stream stream_;
  std::uint64_t at_ = 0;
};
Assumptions<rational> random_assumptions(Draw& draw) {
  const rational mu = draw(1) / 4, rho = draw(1);
  return {.constants = {mu, rational(mu * draw(1)), draw(0), draw(0), rational(draw(0) + rational(1) / 100)},
          .variance = {draw(0), draw(0), draw(0), draw(0), draw(0)},
          .rho = rho,
          .omega = rational(rho - 1 + draw(0))};
}
Errors<rational> random_errors(Draw& draw) { return {draw(0), draw(0), draw(0), draw(0)}; }

/// Descent of Phi and the three lemmas, weighted, leave at most Psi - alpha/2 ||grad Phi||^2 + alpha/2 N.
bool lemmas_imply_the_decrease(const Assumptions<rational>& a, const Steps<rational>& steps,
                               const Errors<rational>& e) {
  const auto weights = potential(a, steps);
  const rational half = steps.alpha / 2;
  const rational descent =
      half * e.average - half * (1 - hypergradient_lipschitz(a).hypergradient * steps.alpha) * e.direction;
  const Errors<rational> next{lower_tracking(a, steps, e), auxiliary_contraction(a, steps, e),
                              averaging_error(a, steps, e), 0};
  return descent + weights(next) <= weights(e) + half * noise_floor(a, steps);
}
TEST(PotentialDecrease, follows_from_the_lemmas_for_all_constants_exactly) {
  Draw draw(31);
  int refuted_alpha = 0, refuted_floor = 0;
  for (int i = 0; i < 400; ++i) {
    const auto a = random_assumptions(draw);
    Steps<rational> steps = step_constants(a);
    steps.beta /= draw(1), steps.gamma /= draw(1), steps.theta /= draw(1);
    steps.alpha = largest_alpha<rational>(a, steps.beta, steps.gamma, steps.theta);
    const auto e = random_errors(draw);
    ASSERT_TRUE(admits(a, steps));
    ASSERT_TRUE(lemmas_imply_the_decrease(a, steps, e));
    ASSERT_TRUE(lemmas_imply_the_decrease(a, steps, {0, 0, 0, e.direction}));
    Steps<rational> larger = steps;
    larger.alpha *= 3;
    EXPECT_FALSE(admits(a, larger));
    refuted_alpha += !lemmas_imply_the_decrease({a.constants, {}, 1, 0}, larger, {0, 0, 0, 1});
    auto quiet = a;
    quiet.rho = 1, quiet.omega = 0, quiet.variance = {};
    refuted_floor +=
        potential(a, steps)({lower_tracking(a, steps, {}), auxiliary_contraction(a, steps, {}),
                             averaging_error(a, steps, {}), 0}) > steps.alpha / 2 * noise_floor(quiet, steps);
  }
  EXPECT_GT(refuted_alpha, 200) << "planted fault: alpha three times too large";
  EXPECT_GT(refuted_floor, 200) << "planted fault: no noise";
}
TEST(Rate, is_the_constant_over_the_root_of_the_horizon_and_its_steps_are_admitted_for_every_horizon) {
  Draw draw(32);
  for (int i = 0; i < 200; ++i) {
    const auto a = random_assumptions(draw);
    const Start<rational> start{draw(0), random_errors(draw)};
    const auto c = step_constants(a);
    for (const int root : {1, 2, 7, 1000}) {
      const Steps<rational> steps{c.alpha / root, c.beta / root, c.gamma / root, c.theta / root};
      ASSERT_TRUE(admits(a, steps));
      ASSERT_EQ(rate(a, steps, start, rational(root * root)), rate_constant(a, c, start) / root);
    }
  }
}
TEST(Rate, refuses_steps_beyond_each_condition) {
  const Assumptions<rational> a{.constants = {1, 4, 1, 1, 1}, .variance = {1, 1, 1, 1, 1}, .rho = 2, .omega = 3};
  const auto refuses = [&](rational Steps<rational>::*field, int factor) {
    Steps<rational> steps = step_constants(a);
    steps.*field *= factor;
    if (field != &Steps<rational>::alpha)
      steps.alpha = largest_alpha<rational>(a, steps.beta, steps.gamma, steps.theta);
    return !admits(a, steps);
  };
  EXPECT_FALSE(refuses(&Steps<rational>::alpha, 1));
  EXPECT_TRUE(refuses(&Steps<rational>::alpha, 2));
  EXPECT_TRUE(refuses(&Steps<rational>::beta, 2));
  EXPECT_TRUE(refuses(&Steps<rational>::gamma, 2));
  EXPECT_TRUE(refuses(&Steps<rational>::theta, 5));
}
TEST(SampleComplexity, is_of_order_epsilon_to_the_minus_two_and_suffices) {
  const rational constant = 60, epsilon = rational(1) / 3;
  const rational horizon = sample_complexity(constant, epsilon);
  EXPECT_EQ(horizon, 180 * 180);
  EXPECT_LE(constant / 180, epsilon);
  EXPECT_EQ(sample_complexity<rational>(constant, epsilon / 10), 100 * horizon);
}
TEST(SameOrderAsMaSoba, holds_for_all_constants_exactly) {
  Draw draw(33);
  rational least = 1000;
  int refuted_half = 0;
  for (int i = 0; i < 400; ++i) {
    auto bros = random_assumptions(draw);
    if (i % 4 == 0) bros.variance = {};
    auto ma_soba = bros;
    ma_soba.rho = 1, ma_soba.omega = 0;
    Start<rational> start{i % 3 == 0 ? rational(0) : draw(0), random_errors(draw)};
    if (i % 3 == 0) start.errors = {};
    start.errors.auxiliary = bros.radius() * bros.radius();
    const rational ratio = rate_constant(bros, step_constants(bros), start),
                   reference = rate_constant(ma_soba, step_constants(ma_soba), start);
    ASSERT_LE(ratio, same_order_as_ma_soba(bros.omega) * reference);
    if (ratio > 0) least = std::min<rational>(least, same_order_as_ma_soba(bros.omega) * reference / ratio);
    refuted_half += ratio > same_order_as_ma_soba(rational(bros.omega * 9 / 10)) * reference;
  }
  RecordProperty("least_slack", std::to_string(least.convert_to<double>()));
  std::cout << "least slack " << least.convert_to<double>() << "\n";
  EXPECT_GT(refuted_half, 0) << "planted fault: nine tenths of omega";
}
TEST(Bounds, over_intervals_enclose_the_rationals) {
  using Interval = BasicInterval<50>;
  const auto with = []<class S>(S tenth) {
    const Assumptions<S> a{.constants = {S(1), S(3), tenth, S(2), S(1)},
                           .variance = {tenth, tenth, tenth, tenth, tenth},
                           .rho = S(2),
                           .omega = S(5)};
    return rate_constant<S>(a, step_constants<S>(a), {S(1), {tenth, S(1), S(2), S(0)}});
  };
  const rational tenth = rational(1) / 10;
  EXPECT_TRUE(with(Interval(tenth)).contains(with(tenth)));
  EXPECT_FALSE(with(Interval(tenth)).contains(with(rational(tenth + rational(1) / 1000000))));
}

}  // namespace bros::bounds_algebra_test
