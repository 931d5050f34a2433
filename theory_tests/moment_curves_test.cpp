// Exact curves: the recursion against certificates of the counterexample that were made another way, in four scalars,
// and by squaring against iteration.
#include "quadratic_cases.hpp"

#include <bros/problem/counterexample.hpp>
#include <bros/problem/rate_instance.hpp>
#include <bros/theory/mean_square_stability.hpp>
#include <bros/verified/counterexample.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace bros::moment_curves_test {

const Steps<rational> some_steps{rational(1) / 10, rational(1) / 4, rational(1) / 5, rational(1) / 2};
template <class S>
Steps<S> in(const Steps<rational>& s) {
  return {from_rational<S>(s.alpha), from_rational<S>(s.beta), from_rational<S>(s.gamma), from_rational<S>(s.theta)};
}
template <class S>
MomentRecursion<S> of_counterexample(ActionKind action, SamplerKind sampler = SamplerKind::haar) {
  const auto data = noiseless_data<S>(counterexample<double>().data());
  return MomentRecursion<S>(data, {action, sampler, Blocks(data.blocks)}, Averaging::moving);
}
constexpr ActionKind actions[] = {ActionKind::plain,
                                  ActionKind::one_sided,
                                  ActionKind::biprobe,
                                  ActionKind::balanced,
                                  ActionKind::centred,
                                  ActionKind::exact_weights,
                                  ActionKind::biprobe_single_block};

/// With two rows the sign of `balanced` adds no variance: it has the moments of `exact_weights`.
bool same_moments(ActionKind a, ActionKind b) {
  const auto representative = [](ActionKind x) { return x == ActionKind::balanced ? ActionKind::exact_weights : x; };
  return representative(a) == representative(b);
}
TEST(ExactCurve, on_haar_subspaces_lies_in_the_certified_enclosures_and_in_no_others) {
  constexpr std::uint64_t iterations = 6;
  std::vector<interval_50> certified;
  for (const ActionKind action : actions)
    certified.push_back(
        enclosed_squared_gradient(counterexample_law(action, SamplerKind::haar), some_steps, iterations));
  for (const ActionKind action : actions) {
    const auto recursion = of_counterexample<rational>(action);
    Matrix<rational> moments = recursion.start();
    for (std::uint64_t k = 0; k < iterations; ++k) moments = recursion.step(moments, some_steps);
    for (std::size_t other = 0; other < certified.size(); ++other)
      EXPECT_EQ(certified[other].contains(recursion.squared_gradient(moments)), same_moments(action, actions[other]))
          << name(action) << ", " << name(actions[other]);
  }
}
TEST(ExactCurve, in_intervals_overlaps_the_certified_enclosures_at_large_horizons) {
  constexpr std::uint64_t horizon = 1 << 12;
  const auto value = [&](ActionKind action) {
    return run_moments<interval_50>(of_counterexample<interval_50>(action), in<interval_50>(some_steps), horizon)
        .squared_gradient;
  };
  const auto certified = [&](ActionKind action) {
    return enclosed_squared_gradient(counterexample_law(action, SamplerKind::haar), some_steps, horizon);
  };
  const rational narrow = rational(1) / rational("1000000000000000000000000000000");
  const auto naive = value(ActionKind::plain), one_sided = value(ActionKind::one_sided);
  EXPECT_LT(naive.width(), narrow);
  EXPECT_TRUE(overlaps(naive, certified(ActionKind::plain)));
  EXPECT_TRUE(overlaps(one_sided, certified(ActionKind::one_sided)));
  EXPECT_FALSE(overlaps(one_sided, certified(ActionKind::biprobe))) << "planted fault: another action";
  EXPECT_FALSE(overlaps(naive, one_sided));
}

/// One problem in four scalars; two blocks, one of them with two columns, all five kinds of noise.
template <class S>
MomentRecursion<S> noisy_recursion(ActionKind action) {
  const std::vector<Block> blocks{{2, 1, 1}, {1, 1, 1}};
  return MomentRecursion<S>(noisy_data<S>(blocks, 1), {action, SamplerKind::haar, Blocks(blocks)}, Averaging::moving,
                            2);
}
const Steps<rational> short_steps{rational(1) / 200, rational(1) / 40, rational(1) / 50, rational(1) / 10};
TEST(ExactCurve, is_enclosed_by_intervals_and_close_in_double_to_that_in_fifty_digits) {
  for (const ActionKind action : {ActionKind::plain, ActionKind::one_sided, ActionKind::decoupled}) {
    const auto exact = noisy_recursion<rational>(action);
    const auto enclosed = noisy_recursion<interval_50>(action);
    const auto fifty = noisy_recursion<bin_float_50>(action);
    const auto machine = noisy_recursion<double>(action);
    auto r = exact.start();
    auto i = enclosed.start();
    auto f = fifty.start();
    auto d = machine.start();
    for (int k = 0; k < 3; ++k) {
      r = exact.step(r, short_steps);
      i = enclosed.step(i, in<interval_50>(short_steps));
      f = fifty.step(f, in<bin_float_50>(short_steps));
      d = machine.step(d, in<double>(short_steps));
    }
    for (Index e = 0; e < r.size(); ++e) EXPECT_TRUE(i.data()[e].contains(r.data()[e]));
    EXPECT_TRUE(enclosed.squared_gradient(i).contains(exact.squared_gradient(r)));
    const auto late = enclosed.step(i, in<interval_50>(short_steps));
    EXPECT_FALSE(enclosed.squared_gradient(late).contains(exact.squared_gradient(r))) << "planted fault: off by one";
    const bin_float_50 value = from_rational<bin_float_50>(exact.squared_gradient(r));
    EXPECT_LT(abs(fifty.squared_gradient(f) / value - 1), bin_float_50("1e-45"));
    EXPECT_LT(std::abs(machine.squared_gradient(d) / static_cast<double>(value) - 1), 1e-13);
  }
}
TEST(ExactCurve, of_a_long_run_keeps_its_digits_in_double) {
  constexpr std::uint64_t horizon = 1 << 14;
  const auto in_50 = run_moments<bin_float_50>(noisy_recursion<bin_float_50>(ActionKind::one_sided),
                                               in<bin_float_50>(short_steps), horizon);
  const auto machine = noisy_recursion<double>(ActionKind::one_sided);
  const auto squared = run_moments<double>(machine, in<double>(short_steps), horizon);
  const double reference = static_cast<double>(in_50.mean_squared_gradient);
  EXPECT_NEAR(squared.mean_squared_gradient / reference, 1, 1e-9) << "by squaring";
  const ConstantSchedule<double> schedule(in<double>(short_steps));
  EXPECT_NEAR(mean_squared_gradient(machine, schedule, horizon) / reference, 1, 1e-11) << "step by step";
  EXPECT_GT(std::abs(mean_squared_gradient(machine, schedule, horizon - 1) / reference - 1), 1e-9)
      << "planted fault: off by one";
}
TEST(ExactCurve, of_naive_in_double_stays_symmetric_over_long_runs) {
  const auto data = rate_instance_data<double>();
  const MomentRecursion<double> recursion(data, {ActionKind::plain, SamplerKind::haar, Blocks(data.blocks)},
                                          Averaging::moving);
  const auto schedule = horizon_schedule<double>(rate_steps<double>(), 4096);
  const double squared = run_moments<double>(recursion, schedule(0), 4096).mean_squared_gradient;
  EXPECT_NEAR(mean_squared_gradient(recursion, schedule, 4096) / squared, 1, 1e-10);
}

/// E||grad Phi(x^K)||^2 and the mean over k < K, exactly, by the definition.
template <class S>
RunMoments<S> iterated(const MomentRecursion<S>& recursion, const Steps<S>& steps, std::uint64_t horizon) {
  Matrix<S> moments = recursion.start();
  S sum(0);
  for (std::uint64_t k = 0; k < horizon; ++k) {
    sum += recursion.squared_gradient(moments);
    moments = recursion.step(moments, steps);
  }
  return {moments, recursion.squared_gradient(moments), sum / S(static_cast<long>(horizon))};
}
TEST(ExactCurve, by_squaring_is_that_by_iteration_at_every_horizon) {
  const auto recursion = of_counterexample<rational>(ActionKind::one_sided);
  const MomentOperator<rational> operators(recursion, some_steps);
  for (const std::uint64_t horizon : {1, 2, 3, 5, 8}) {
    const auto fast = run_moments<rational>(operators, 1, horizon), slow = iterated(recursion, some_steps, horizon);
    EXPECT_EQ(fast.squared_gradient, slow.squared_gradient);
    EXPECT_EQ(fast.mean_squared_gradient, slow.mean_squared_gradient);
    EXPECT_TRUE(std::equal(fast.moments.data(), fast.moments.data() + fast.moments.size(), slow.moments.data()));
    if (horizon < 3) continue;  // x has not moved yet
    EXPECT_NE(run_moments<rational>(operators, 1, horizon + 1).mean_squared_gradient, slow.mean_squared_gradient)
        << "planted fault: off by one";
    EXPECT_NE(run_moments<rational>(operators, rational(1) / 2, horizon).squared_gradient, slow.squared_gradient)
        << "planted fault: half the steps";
  }
  const Steps<rational> half{some_steps.alpha / 2, some_steps.beta / 2, some_steps.gamma / 2, some_steps.theta / 2};
  EXPECT_EQ(run_moments<rational>(operators, rational(1) / 2, 5).squared_gradient,
            iterated(recursion, half, 5).squared_gradient)
      << "T(e) is quadratic in e, exactly";
}

// naive-bias: (19/39)^2 for ever.
const double plateau = 361.0 / 1521;
TEST(ExactCurve, of_naive_tends_to_its_plateau_and_that_of_bros_to_zero) {
  const Steps<double> c{1, 4, 4, 8};
  const auto distance = [&](ActionKind action, int root) {
    const MomentOperator<double> operators(of_counterexample<double>(action), c);
    const auto k = static_cast<std::uint64_t>(root) * static_cast<std::uint64_t>(root);
    return run_moments<double>(operators, 1.0 / root, k).squared_gradient - plateau;
  };
  for (const int root : {64, 256, 1024}) {
    EXPECT_GT(distance(ActionKind::plain, root), 0) << "Jensen: x is not constant";
    EXPECT_LT(distance(ActionKind::plain, root), 4.0 / root);
    EXPECT_LT(distance(ActionKind::plain, 2 * root), 0.6 * distance(ActionKind::plain, root));
    EXPECT_FALSE(distance(ActionKind::one_sided, root) > 0) << "planted fault: BROS in the place of naive";
  }
  const auto rest = [&](ActionKind action) {
    return MeanSquareStability<double>(of_counterexample<double>(action), c).rate_constants().plateau;
  };
  for (const ActionKind action : actions)
    EXPECT_NEAR(rest(action), action == ActionKind::plain ? plateau : 0, 1e-14) << name(action);
}

}  // namespace bros::moment_curves_test
