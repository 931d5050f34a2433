// rate: the mean of ||grad Phi||^2 over a run falls like K^(-1/2) for MA-SOBA and BROS, and not for naive.
#include <bros/bros.hpp>
#include <bros/evidence/slope_fit.hpp>
#include <bros/problem/rate_instance.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace bros::rate_test {

template <class S>
using Q = Quadratic<S>;

using Horizons = std::vector<double>;
const Horizons long_horizons = {256, 1024, 4096, 16384}, short_horizons = {256, 1024, 4096};
// The law is asymptotic and its interval is Student's: a band around -1/2 within which the whole interval must lie.
constexpr double band = 0.1, level = 0.999;
constexpr std::uint64_t seeds = 16;

const auto theorem = [](std::uint64_t horizon) { return horizon_schedule<double>(rate_steps<double>(), horizon); };

/// One row a seed: the mean of ||grad Phi||^2 over the iterates of a run, for each horizon.
template <class Method, class ScheduleFor>
std::vector<std::vector<double>> measured(const Horizons& horizons, const ScheduleFor& schedule_for) {
  const auto problem = rate_instance<double>();
  Q<double>::Exact exact(problem);
  std::vector<std::vector<double>> table;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    table.emplace_back();
    for (const double k : horizons) {
      const auto horizon = static_cast<std::uint64_t>(k);
      Method method(problem, Stream(13).fork(seed).fork(horizon));
      MeanSquareGradient<Q<double>::Exact, double> gradient(exact);
      EXPECT_EQ(run(method, schedule_for(horizon), horizon, gradient).status, Status::horizon_reached);
      table.back().push_back(gradient.mean());
    }
  }
  return table;
}
template <class Method, class ScheduleFor>
Interval slope(const ScheduleFor& schedule_for) {
  return log_log_slope(short_horizons, measured<Method>(short_horizons, schedule_for), level);
}
bool in_band(const Interval& slope) { return -0.5 - band < slope.low && slope.high < -0.5 + band; }

using H = Haar<double>;

TEST(Rate, of_bros_is_that_of_ma_soba_one_over_the_root_of_the_horizon) {
  const auto bros = measured<Bros<Q<double>, H, Biprobe<H>>>(long_horizons, theorem);
  const auto ma_soba = measured<MaSoba<Q<double>>>(long_horizons, theorem);
  const Interval of_bros = log_log_slope(long_horizons, bros, level);
  const Interval of_ma_soba = log_log_slope(long_horizons, ma_soba, level);
  EXPECT_TRUE(in_band(of_bros)) << of_bros.low << " .. " << of_bros.high;
  EXPECT_TRUE(in_band(of_ma_soba)) << of_ma_soba.low << " .. " << of_ma_soba.high;
  // same-order-as-ma-soba: the price of the projection is a constant factor at every horizon
  for (std::size_t i = 0; i < long_horizons.size(); ++i) {
    double above = 0, below = 0;
    for (std::size_t s = 0; s < seeds; ++s) above += bros[s][i], below += ma_soba[s][i];
    EXPECT_LT(above / below, 2) << "at horizon " << long_horizons[i];
    EXPECT_GT(above / below, 1) << "at horizon " << long_horizons[i];
  }
}
TEST(Rate, holds_for_the_one_sided_action) {
  const Interval fit = slope<Bros<Q<double>, H, OneSided<H>>>(theorem);
  EXPECT_TRUE(in_band(fit)) << fit.low << " .. " << fit.high;
}

// Planted faults: what must not have the rate.
TEST(Rate, of_naive_is_spoiled_by_its_bias) {
  const Interval fit = slope<Naive<Q<double>>>(theorem);
  EXPECT_FALSE(in_band(fit));
  EXPECT_GT(fit.low, -0.5 + band) << "flatter: a plateau at the squared bias";
}
TEST(Rate, is_lost_with_steps_that_do_not_shrink_with_the_horizon) {
  const auto constant = [](std::uint64_t) { return horizon_schedule<double>(rate_steps<double>(), 256); };
  const Interval fit = slope<Bros<Q<double>, H, Biprobe<H>>>(constant);
  EXPECT_FALSE(in_band(fit)) << fit.low << " .. " << fit.high;
}
TEST(Rate, is_lost_with_steps_that_shrink_too_slowly) {
  const auto slow = [](std::uint64_t horizon) {
    return horizon_schedule<double>(rate_steps<double>(), static_cast<std::uint64_t>(16 * std::sqrt(horizon)));
  };
  const Interval fit = slope<MaSoba<Q<double>>>(slow);
  EXPECT_FALSE(in_band(fit)) << fit.low << " .. " << fit.high;
}

// The same streams in fifty digits: what rounding does to x over a run.
template <template <class> class MethodOf>
double coupled_difference(std::uint64_t horizon) {
  using S = bin_float_50;
  const auto in_double = rate_instance<double>();
  const auto in_50 = rate_instance<S>();
  MethodOf<double> a(in_double, Stream(14));
  MethodOf<S> b(in_50, Stream(14));
  run(a, theorem(horizon), horizon);
  run(b, horizon_schedule<S>(rate_steps<S>(), horizon), horizon);
  return (a.x() - b.x().template cast<double>()).norm();
}
template <class S>
using MaSobaOf = MaSoba<Q<S>>;
template <class S>
using BrosOf = Bros<Q<S>, Haar<S>, Biprobe<Haar<S>>>;
template <class S>
using NaiveOf = Naive<Q<S>>;
TEST(Rate, is_not_an_effect_of_rounding_as_coupled_runs_in_fifty_digits_show) {
  EXPECT_LT(coupled_difference<MaSobaOf>(256), 1e-13);
  EXPECT_LT(coupled_difference<BrosOf>(256), 1e-13);
  EXPECT_LT(coupled_difference<NaiveOf>(256), 1e-13);
}

}  // namespace bros::rate_test
