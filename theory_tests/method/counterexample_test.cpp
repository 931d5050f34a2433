// counterexample: on the noiseless instance the naive method stays at xbar = -20/39 for ever, BROS goes to x* = -1.
#include <bros/claims/declared.hpp>
#include <bros/compiled_50.hpp>
#include <bros/evidence/slope_fit.hpp>
#include <bros/method/make.hpp>
#include <bros/problem/counterexample.hpp>
#include <bros/theory/estimators/moments.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace bros::counterexample_test {

const rational xbar = rational(-20) / 39;

/// The mean of the single loop's state, P^k and the signs being independent of the past: the Hessian action has mean
/// `mean_hessian`, every other Q the mean I.
template <class S>
struct MeanState {
  S x{0}, h{0};
  S y[3] = {S(0), S(0), S(0)}, z[3] = {S(0), S(0), S(0)};
  friend bool operator==(const MeanState&, const MeanState&) = default;
};
template <class S>
MeanState<S> mean_step(const MeanState<S>& s, const Matrix<S>& mean_hessian, const Steps<S>& steps) {
  const auto data = counterexample<double>().data();  // small integers, exact in every scalar
  MeanState<S> next = s;
  S estimate = S(data.upper.H(0, 0)) * s.x + S(data.upper.h[0]);
  for (int i = 0; i < 3; ++i) {
    S lower = S(data.lower.C(0, i)) * s.x + S(data.lower.a[i]), residual = -S(data.upper.f[i]);
    for (int j = 0; j < 3; ++j) {
      lower += S(data.lower.A(i, j)) * s.y[j];
      residual += mean_hessian(i, j) * s.z[j];
    }
    next.y[i] -= steps.beta * lower;
    next.z[i] -= steps.gamma * residual;
    estimate -= S(data.lower.C(0, i)) * s.z[i];
  }
  next.h += steps.theta * (estimate - s.h);
  next.x -= steps.alpha * s.h;
  return next;
}
template <class S>
Matrix<S> true_hessian() {
  const auto a = counterexample<double>().data().lower.A;
  Matrix<S> h(3, 3);
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) h(i, j) = S(a(i, j));
  return h;
}
template <class S>
Matrix<S> naive_hessian() {
  return haar_second<S>(true_hessian<S>(), 3, 2);
}
template <class S>
Steps<S> some_steps() {
  return {S(1) / S(10), S(1) / S(4), S(1) / S(4), S(1) / S(2)};
}

TEST(Counterexample, naive_mean_is_stationary_at_minus_20_over_39_exactly) {
  EXPECT_EQ(naive_hessian<rational>()(0, 0), rational(39) / 20);
  MeanState<rational> naive, bros;
  naive.x = naive.y[0] = xbar, naive.z[0] = -xbar;  // y* = x e1, zbar = (20/39) e1
  bros.x = bros.y[0] = -1, bros.z[0] = 1;
  const auto steps = some_steps<rational>();
  EXPECT_EQ(mean_step(naive, naive_hessian<rational>(), steps), naive);
  EXPECT_EQ(mean_step(bros, true_hessian<rational>(), steps), bros);
  EXPECT_NE(mean_step(bros, naive_hessian<rational>(), steps), bros) << "x* is not stationary for the naive mean";
  // the wrong second moments: naive belief, scale (m/r)^2 missing
  EXPECT_NE(mean_step(naive, true_hessian<rational>(), steps), naive);
  Matrix<rational> unscaled = naive_hessian<rational>();
  for (int i = 0; i < 3; ++i) unscaled(i, i) = unscaled(i, i) * 4 / 9;
  EXPECT_NE(mean_step(naive, unscaled, steps), naive);
}

TEST(Counterexample, hypergradient_at_the_naive_limit_is_19_over_39_exactly) {
  const auto data = counterexample<double>().data();
  const auto hypergradient = [&](const rational& x) {  // A is diagonal, F = 0, K = 0: Z* = A^-1 f
    rational value = rational(data.upper.H(0, 0)) * x + rational(data.upper.h[0]);
    for (int i = 0; i < 3; ++i)
      value -= rational(data.lower.C(0, i)) * rational(data.upper.f[i]) / rational(data.lower.A(i, i));
    return value;
  };
  EXPECT_EQ(hypergradient(xbar), rational(19) / 39);
  EXPECT_EQ(hypergradient(-1), 0);
  const auto problem = counterexample<bin_float_50>();
  Quadratic<bin_float_50>::Exact exact(problem);
  exact.at(Vector<bin_float_50>::Constant(1, bin_float_50(xbar)));
  EXPECT_LT(abs(exact.hypergradient()[0] - bin_float_50(19) / 39), bin_float_50("1e-48"));
}

TEST(Counterexample, mean_recursion_tends_to_the_naive_limit_from_afar) {
  using S = bin_float_50;
  const auto limit = [](const Matrix<S>& mean_hessian) {
    MeanState<S> s;
    s.x = 5, s.z[0] = -3, s.z[2] = 7, s.y[1] = 2, s.h = 4;
    for (int k = 0; k < 6000; ++k) s = mean_step(s, mean_hessian, some_steps<S>());
    return s.x;
  };
  EXPECT_LT(abs(limit(naive_hessian<S>()) - S(xbar)), S("1e-47"));
  EXPECT_LT(abs(limit(true_hessian<S>()) + 1), S("1e-47"));
}

/// BROS with this action on Haar subspaces; `plain` is naive.
template <class S>
std::unique_ptr<SingleLoop<S>> method_with(const char* action, const Quadratic<S>& problem, const Stream& stream) {
  return make_single_loop<S>(problem, stream, std::make_unique<Haar<S>>(problem.blocks()), action);
}

/// Steps proportional to K^(-1/2), as the theorem has them.
template <class S>
auto steps_for(std::uint64_t horizon) {
  return horizon_schedule<S>({S(2), S(4), S(4), S(8)}, horizon);
}
/// The mean of x over the second half of each run.
std::vector<double> averages(const char* action, std::uint64_t horizon, int seeds) {
  const auto problem = counterexample<double>();
  std::vector<double> all;
  for (int seed = 0; seed < seeds; ++seed) {
    const auto method = method_with(action, problem, Stream(10).fork(static_cast<std::uint64_t>(seed)));
    double sum = 0;
    std::uint64_t count = 0;
    const auto result = run(*method, steps_for<double>(horizon), horizon, [&](const Method<double>& now, bool last) {
      if (last || 2 * now.counts().iterations < horizon) return;
      sum += now.x()[0];
      ++count;
    });
    EXPECT_EQ(result.status, Status::horizon_reached);
    all.push_back(sum / static_cast<double>(count));
  }
  return all;
}

// The average of a long run is nearly normal: the level of Student's interval is approximate here, and only here.
constexpr std::uint64_t runs = 16, long_horizon = 10000;
const StatisticalTest naive_limit = declared({"counterexample", "naive: the long-run mean of x is -20/39",
                                              "it is off by 0.1 (level approximate: Student)", 1e-9, 0.999, runs});

TEST(Counterexample, long_run_average_of_naive_is_its_predicted_limit_and_not_the_solution) {
  const Interval x = mean_interval(averages("plain", long_horizon, runs), 1 - naive_limit.alpha);
  EXPECT_TRUE(x.contains(-20.0 / 39)) << x.low << " .. " << x.high;
  EXPECT_LT(x.high - x.low, 0.1);
  EXPECT_FALSE(x.contains(-1));
  const Interval bros = mean_interval(averages("biprobe", long_horizon, runs), 1 - naive_limit.alpha);
  EXPECT_FALSE(bros.contains(-20.0 / 39)) << "planted fault: the unbiased action in the place of plain";
}

/// ||grad Phi||^2 = (x + 1)^2 at the averages of x: its mean over runs, with a one-in-a-thousand interval.
Interval squared_gradient(const char* action, std::uint64_t horizon) {
  std::vector<double> values = averages(action, horizon, runs);
  for (double& x : values) x = (x + 1) * (x + 1);
  return mean_interval(values, 0.998);
}
/// The variance of an average falls like 1/K, so any level is met by a horizon in proportion to its inverse.
void expect_below_level_of(const char* action, std::uint64_t horizon) {
  const double level = 20 / static_cast<double>(horizon);
  EXPECT_LT(squared_gradient(action, horizon).high, level) << action << " at horizon " << horizon;
}
TEST(Counterexample, every_corrected_action_goes_below_each_level_with_a_horizon_in_proportion_to_its_inverse) {
  for (const std::uint64_t horizon : {std::uint64_t{1000}, long_horizon}) {
    for (const auto& action : action_list<double>())
      if (action.unbiased) expect_below_level_of(action.name, horizon);
    EXPECT_GT(squared_gradient("plain", horizon).low, 0.15) << "naive stays near (19/39)^2 = 0.237";
  }
  expect_below_level_of("biprobe", 4 * long_horizon);
}

/// The largest difference of x between runs of the same method with the same streams in two scalars.
template <class S, class T>
double coupled_difference(const char* action, std::uint64_t horizon) {
  const auto in_s = counterexample<S>();
  const auto in_t = counterexample<T>();
  const auto a = method_with(action, in_s, Stream(11));
  const auto b = method_with(action, in_t, Stream(11));
  const Steps<S> steps_s = some_steps<S>();
  const Steps<T> steps_t = some_steps<T>();
  double largest = 0;
  for (std::uint64_t k = 0; k < horizon; ++k) {
    a->step(steps_s);
    b->step(steps_t);
    largest = std::max(largest, std::abs(static_cast<double>(T(b->x()[0] - T(a->x()[0])))));
  }
  return largest;
}
TEST(Counterexample, rounding_is_not_the_cause_as_coupled_runs_in_two_scalars_show) {
  EXPECT_LT((coupled_difference<double, bin_float_50>("plain", 1000)), 1e-13);
  EXPECT_LT((coupled_difference<double, bin_float_50>("biprobe", 1000)), 1e-13);
}

/// |Z - Z*| after K iterations with constant steps; Z* = e1 whatever x is.
template <class S>
S auxiliary_error(const char* action, std::uint64_t horizon) {
  const auto problem = counterexample<S>();
  const auto method = method_with(action, problem, Stream(12));
  run(*method, ConstantSchedule<S>(some_steps<S>()), horizon);
  return (method->z().flat() - Vector<S>::Unit(3, 0)).norm();
}
TEST(OneSidedVanishing, auxiliary_variable_converges_to_rounding_with_constant_steps) {
  EXPECT_LT(auxiliary_error<double>("one_sided", 1000), 1e-14);
  EXPECT_LT(auxiliary_error<bin_float_50>("one_sided", 1000), bin_float_50("1e-48"));
  EXPECT_GT(auxiliary_error<double>("biprobe", 1000), 1e-3) << "two-sided probes keep their noise at Z*";
  EXPECT_GT(auxiliary_error<double>("plain", 1000), 1e-3);
}

TEST(Counterexample, ma_soba_converges_linearly_to_the_digits_of_the_scalar) {
  using S = bin_float_50;
  const auto problem = counterexample<S>();
  const auto method = make_single_loop<S>(problem, Stream(1), std::make_unique<Full<S>>(problem.blocks()), "plain");
  std::vector<S> error;
  run(*method, ConstantSchedule<S>(some_steps<S>()), 4000, [&](const auto& now, bool) {
    if (now.counts().iterations % 400 == 0) error.push_back(abs(now.x()[0] + 1));
  });
  for (std::size_t i = 1; i < error.size(); ++i)
    EXPECT_TRUE(error[i] < error[i - 1] * S("1e-10") || error[i] < S("1e-47")) << i;
  EXPECT_LT(error.back(), S("1e-47"));
}

}  // namespace bros::counterexample_test
