// rate: the mean of ||grad Phi||^2 over a run falls like K^(-1/2) for MA-SOBA and BROS, and not for naive.
#include <bros/compiled_50.hpp>
#include <bros/evidence/slope_fit.hpp>
#include <bros/method/instance_steps.hpp>
#include <bros/method/make.hpp>
#include <bros/problem/rate_instance.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace bros::rate_test {

using Horizons = std::vector<double>;
const Horizons long_horizons = {256, 1024, 4096, 16384}, short_horizons = {256, 1024, 4096};
// The law is asymptotic and its interval is Student's: a band around -1/2 within which the whole interval must lie.
constexpr double band = 0.1, level = 0.999;
constexpr std::uint64_t seeds = 16;

const auto theorem = [](std::uint64_t horizon) { return horizon_schedule<double>(rate_steps<double>(), horizon); };

/// One row a seed: the mean of ||grad Phi||^2 over the iterates of a run, for each horizon.
template <class ScheduleFor>
std::vector<std::vector<double>> measured(const MethodSettings& settings, const Horizons& horizons,
                                          const ScheduleFor& schedule_for) {
  const auto problem = rate_instance<double>();
  Quadratic<double>::Exact exact(problem);
  std::vector<std::vector<double>> table;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    table.emplace_back();
    for (const double k : horizons) {
      const auto horizon = static_cast<std::uint64_t>(k);
      const auto method = make_method<double>(problem, settings, Stream(13).fork(seed).fork(horizon));
      MeanSquareGradient<double> gradient(exact);
      EXPECT_EQ(run(*method, schedule_for(horizon), horizon, gradient).status, Status::horizon_reached);
      table.back().push_back(gradient.mean());
    }
  }
  return table;
}
template <class ScheduleFor>
Interval slope(const MethodSettings& settings, const ScheduleFor& schedule_for) {
  return log_log_slope(short_horizons, measured(settings, short_horizons, schedule_for), level);
}
bool in_band(const Interval& slope) { return -0.5 - band < slope.low && slope.high < -0.5 + band; }

const MethodSettings ma_soba{.method = "ma-soba"}, naive{.method = "naive"}, biprobe{.action = "biprobe"},
    one_sided{.action = "one_sided"};

TEST(Rate, of_bros_is_that_of_ma_soba_one_over_the_root_of_the_horizon) {
  const auto bros = measured(biprobe, long_horizons, theorem);
  const auto reference = measured(ma_soba, long_horizons, theorem);
  const Interval of_bros = log_log_slope(long_horizons, bros, level);
  const Interval of_ma_soba = log_log_slope(long_horizons, reference, level);
  EXPECT_TRUE(in_band(of_bros)) << of_bros.low << " .. " << of_bros.high;
  EXPECT_TRUE(in_band(of_ma_soba)) << of_ma_soba.low << " .. " << of_ma_soba.high;
  // same-order-as-ma-soba: the price of the projection is a constant factor at every horizon
  for (std::size_t i = 0; i < long_horizons.size(); ++i) {
    double above = 0, below = 0;
    for (std::size_t s = 0; s < seeds; ++s) above += bros[s][i], below += reference[s][i];
    EXPECT_LT(above / below, 2) << "at horizon " << long_horizons[i];
    EXPECT_GT(above / below, 1) << "at horizon " << long_horizons[i];
  }
}
TEST(Rate, holds_for_the_one_sided_action) {
  const Interval fit = slope(one_sided, theorem);
  EXPECT_TRUE(in_band(fit)) << fit.low << " .. " << fit.high;
}

// Planted faults: what must not have the rate.
TEST(Rate, of_naive_is_spoiled_by_its_bias) {
  const Interval fit = slope(naive, theorem);
  EXPECT_FALSE(in_band(fit));
  EXPECT_GT(fit.low, -0.5 + band) << "flatter: a plateau at the squared bias";
}
TEST(Rate, is_lost_with_steps_that_do_not_shrink_with_the_horizon) {
  const auto constant = [](std::uint64_t) { return horizon_schedule<double>(rate_steps<double>(), 256); };
  const Interval fit = slope(biprobe, constant);
  EXPECT_FALSE(in_band(fit)) << fit.low << " .. " << fit.high;
}
TEST(Rate, is_lost_with_steps_that_shrink_too_slowly) {
  const auto slow = [](std::uint64_t horizon) {
    return horizon_schedule<double>(rate_steps<double>(), static_cast<std::uint64_t>(16 * std::sqrt(horizon)));
  };
  const Interval fit = slope(ma_soba, slow);
  EXPECT_FALSE(in_band(fit)) << fit.low << " .. " << fit.high;
}

// The same streams in fifty digits: what rounding does to x over a run.
double coupled_difference(const MethodSettings& settings, std::uint64_t horizon) {
  using S = bin_float_50;
  const auto in_double = rate_instance<double>();
  const auto in_50 = rate_instance<S>();
  const auto a = make_method<double>(in_double, settings, Stream(14));
  const auto b = make_method<S>(in_50, settings, Stream(14));
  run(*a, theorem(horizon), horizon);
  run(*b, horizon_schedule<S>(rate_steps<S>(), horizon), horizon);
  return (a->x() - b->x().cast<double>()).norm();
}
TEST(Rate, is_not_an_effect_of_rounding_as_coupled_runs_in_fifty_digits_show) {
  for (const auto& settings : {ma_soba, biprobe, naive})
    EXPECT_LT(coupled_difference(settings, 256), 1e-13) << settings.method;
}

}  // namespace bros::rate_test
