// mean-square-threshold and rate-constants: below the threshold the moments settle, above it they grow, and sqrt(K)
// times the mean over a run tends to the constant.
#include "quadratic_cases.hpp"

#include <bros/problem/counterexample.hpp>
#include <bros/problem/rate_instance.hpp>
#include <bros/theory/mean_square_stability.hpp>
#include <bros/verified/counterexample.hpp>
#include <bros/verified/noiseless_quadratic.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace bros::mean_square_stability_test {

struct Method {
  ActionKind action;
  Averaging averaging;
  bool full = false;
};
const Method ma_soba{ActionKind::plain, Averaging::moving, true}, soba{ActionKind::plain, Averaging::none, true},
    naive{ActionKind::plain, Averaging::moving}, one_sided{ActionKind::one_sided, Averaging::moving},
    biprobe{ActionKind::biprobe, Averaging::moving}, without_average{ActionKind::biprobe, Averaging::none};
const std::vector<Method> methods{ma_soba, soba, naive, one_sided, biprobe, without_average};

template <class S = double>
MeanSquareStability<S> of(const Method& method, SamplerKind sampler = SamplerKind::haar) {
  const auto data = rate_instance_data<S>();
  const Blocks blocks(data.blocks);
  const Estimator e = method.full ? full_space(blocks) : Estimator{method.action, sampler, blocks};
  return MeanSquareStability<S>(MomentRecursion<S>(data, e, method.averaging), rate_steps<S>());
}

double size_after(const MeanSquareStability<double>& stability, double scale, std::uint64_t horizon) {
  return run_moments<double>(stability.operators(), scale, horizon).moments.trace();
}
/// Whether the second moments settle just below t and grow without bound just above it.
bool is_threshold(const MeanSquareStability<double>& stability, double t) {
  constexpr std::uint64_t long_run = 1 << 20;
  const double below = t * 0.999, above = t * 1.001;
  const double settled = size_after(stability, below, long_run), stationary = stability.stationary(below).trace();
  const double grown = size_after(stability, above, long_run);
  return stability.spectral_radius(below) < 1 && stability.spectral_radius(above) > 1 && stationary > 0 &&
         std::abs(settled / stationary - 1) < 1e-6 && !(grown < 1e6 * settled);
}
TEST(MeanSquareThreshold, separates_steps_whose_moments_settle_from_those_whose_moments_grow) {
  for (const Method& method : methods)
    for (const SamplerKind sampler : {SamplerKind::haar, SamplerKind::coordinates}) {
      const auto stability = of(method, sampler);
      const double t = stability.threshold();
      EXPECT_TRUE(is_threshold(stability, t)) << name(method.action) << ", " << name(sampler) << ": " << t;
      EXPECT_FALSE(is_threshold(stability, 1.01 * t)) << "planted fault: larger";
      EXPECT_FALSE(is_threshold(stability, t / 1.01)) << "planted fault: smaller";
    }
  EXPECT_FALSE(is_threshold(of(biprobe), of(ma_soba).threshold())) << "planted fault: that of another method";
}
TEST(MeanSquareThreshold, is_lower_in_a_subspace_and_lower_with_a_correction_that_costs_variance) {
  EXPECT_LT(of(one_sided).threshold(), of(ma_soba).threshold());
  EXPECT_LT(of(biprobe).threshold(), of(one_sided).threshold());
}
TEST(MeanSquareThreshold, is_zero_where_not_even_the_mean_is_stable) {
  auto data = rate_instance_data<double>();
  data.upper.H *= -20;
  const MeanSquareStability<double> stability(
      MomentRecursion<double>(data, full_space(Blocks(data.blocks)), Averaging::moving), rate_steps<double>());
  EXPECT_FALSE(stability.hurwitz());
  EXPECT_EQ(stability.threshold(), 0);
  EXPECT_GT(stability.spectral_radius(1e-3), 1);
  EXPECT_THROW((void)stability.rate_constants(), ArgumentError);
}

// Below, a proof; above, enclosed moments that only grow.
TEST(MeanSquareThreshold, of_the_counterexample_is_confirmed_by_intervals) {
  const Steps<double> c{1, 4, 4, 8};
  const auto data = counterexample<double>().data();
  const MeanSquareStability<double> in_double(
      MomentRecursion<double>(data, {ActionKind::biprobe, SamplerKind::haar, Blocks(data.blocks)}, Averaging::moving),
      c);
  const MomentRecursion<interval_50> enclosed_recursion(noiseless_data<interval_50>(data),
                                                        {ActionKind::biprobe, SamplerKind::haar, Blocks(data.blocks)},
                                                        Averaging::moving);
  const MomentOperator<interval_50> operators(enclosed_recursion, {1, 4, 4, 8});
  const double t = in_double.threshold();
  const auto contracts = [&](double scale) {
    const auto homogeneous = homogeneous_part(operators.at(interval_50::exactly(scale)), product_index(0, 8));
    return find_contraction<50>(homogeneous, 1 << 14).has_value();
  };
  EXPECT_TRUE(contracts(0.98 * t)) << "proved";
  EXPECT_FALSE(contracts(1.02 * t)) << "planted fault: larger steps";
  const auto size = [&](std::uint64_t k) {
    return run_moments<interval_50>(operators, interval_50::exactly(1.02 * t), k).moments.trace();
  };
  EXPECT_TRUE(certainly_less(interval_50(1000000) * size(1 << 8), size(1 << 13)));
}

/// How far sqrt(K) (mean over the run - plateau) is from the limit.
double distance_from_limit(const MeanSquareStability<double>& stability, const RateConstants<double>& constants,
                           int bits) {
  const double root = std::ldexp(1, bits);
  const auto run = run_moments<double>(stability.operators(), 1 / root, std::uint64_t{1} << (2 * bits));
  return std::abs(root * (run.mean_squared_gradient - constants.plateau) / constants.limit() - 1);
}
/// The limit is reached, with an error that halves when K grows fourfold (so for K within rounding's reach).
bool is_limit(const MeanSquareStability<double>& stability, const RateConstants<double>& constants) {
  const double at_10 = distance_from_limit(stability, constants, 10),
               at_11 = distance_from_limit(stability, constants, 11);
  return at_10 < 2e-3 && (at_11 < 1e-5 || (at_11 < 0.6 * at_10 && at_11 > 0.4 * at_10));
}
TEST(RateConstants, are_where_the_root_of_the_horizon_times_the_mean_over_the_run_tends) {
  for (const Method& method : methods) {
    const auto stability = of(method);
    const auto constants = stability.rate_constants();
    EXPECT_TRUE(is_limit(stability, constants)) << name(method.action) << " " << constants.limit();
    for (const double factor : {1.01, 0.99}) {
      auto mutant = constants;
      mutant.transient *= factor;
      EXPECT_FALSE(is_limit(stability, mutant)) << "planted fault";
      mutant = constants;
      mutant.floor *= 1 + 10 * (factor - 1);
      EXPECT_FALSE(is_limit(stability, mutant)) << "planted fault";
    }
    EXPECT_EQ(std::abs(constants.plateau) < 1e-12, method.action != ActionKind::plain || method.full);
    EXPECT_GT(constants.floor, 0);
  }
}
TEST(RateConstants, have_a_floor_that_is_the_stationary_value_of_short_steps) {
  for (const Method& method : {soba, naive}) {
    const auto stability = of<bin_float_50>(method);
    const auto constants = stability.rate_constants();
    const bin_float_50 e("1e-10"), stationary = stability.stationary_squared_gradient(e);
    const auto ratio = [&](const bin_float_50& floor) {
      return static_cast<double>(abs((stationary - constants.plateau) / e / floor - 1));
    };
    EXPECT_LT(ratio(constants.floor), 1e-8);
    EXPECT_GT(ratio(constants.floor + constants.transient / 1000), 1e-8) << "planted fault";
  }
}
TEST(RateConstants, say_that_a_subspace_costs_noise_and_leaves_the_way_from_the_start_as_it_is) {
  const auto full = of(ma_soba).rate_constants(), bros = of(biprobe).rate_constants(),
             sided = of(one_sided).rate_constants();
  EXPECT_NEAR(bros.transient / full.transient, 1, 1e-10);
  EXPECT_NEAR(sided.transient / full.transient, 1, 1e-10);
  EXPECT_GT(sided.floor, full.floor);
  EXPECT_GT(bros.floor, sided.floor);
  EXPECT_GT(std::abs(of(naive).rate_constants().transient / full.transient - 1), 0.01) << "planted fault: bias";
}

TEST(Stationary, value_of_one_sided_on_the_counterexample_is_its_closed_form) {
  const Steps<rational> steps{rational(1) / 10, rational(1) / 4, rational(1) / 5, rational(1) / 2};
  const Steps<bin_float_50> s{bin_float_50(1) / 10, bin_float_50(1) / 4, bin_float_50(1) / 5, bin_float_50(1) / 2};
  const auto data = counterexample<bin_float_50>().data();
  for (const SamplerKind sampler : {SamplerKind::haar, SamplerKind::coordinates}) {
    const auto value = [&](ActionKind action) {
      return MeanSquareStability<bin_float_50>(
                 MomentRecursion<bin_float_50>(data, {action, sampler, Blocks(data.blocks)}, Averaging::moving), s)
          .stationary_squared_gradient(1);
    };
    const auto closed = from_rational<bin_float_50>(one_sided_floor(sampler, steps));
    EXPECT_LT(abs(value(ActionKind::one_sided) / closed - 1), bin_float_50("1e-45"));
    EXPECT_GT(abs(value(ActionKind::centred) / closed - 1), bin_float_50("1e-3")) << "planted fault";
  }
}

}  // namespace bros::mean_square_stability_test
