// The library's own problems pass the check of problems; so does its example. In 50 digits: check_problem_digits_test.
#include "../support/data_cleaning_reference.hpp"
#include "../support/faulty_problem.hpp"

#include <bros/check/check_problem.hpp>
#include <bros/check/unbiased.hpp>
#include <bros/claims/declared.hpp>
#include <bros/problem/counterexample.hpp>
#include <bros/problem/gaussian_finite_sum.hpp>
#include <bros/problem/rate_instance.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <utility>

#define main check_problem_example
#include "../../docs/examples/check_problem.cpp"
#undef main

namespace bros::check_problem_test {

constexpr double alpha = 1e-9;
constexpr std::uint64_t symmetric_n = 4096, population_n = 20000;

// With n symmetric values of deviation s and a mean off by s/4, the sum of squares is about n s^2 17/16, so that the
// threshold is sqrt(2 ln(2 * 22 / alpha) 17/16 / n) s = 0.113 s: the mean is 8.7 of its own deviations above it.
const StatisticalTest gaussian_noise =
    declared({"samples-unbiased", "check_unbiased: samples of the rate instance are unbiased",
              "the mean of an entry off by a quarter of its deviation", alpha, 0.99, symmetric_n});
const StatisticalTest exact_solutions =
    declared({"samples-unbiased", "check_unbiased: at the exact solutions of the rate instance",
              "the mean of an entry off by a quarter of its deviation", alpha, 0.99, symmetric_n});
// A sum of n squares with P(xi^2 > t) = t^(-3/4) exceeds s n^(4/3) with probability about s^(-3/4): only above s =
// 1600, half a percent, does the threshold reach 20.
const StatisticalTest heavy_tails =
    declared({"samples-unbiased", "check_unbiased: noise with tails of index 3/2 is unbiased",
              "the mean of an entry off by 20", alpha, 0.99, symmetric_n});
const StatisticalTest minibatches =
    declared({"samples-unbiased", "check_unbiased: minibatches of data cleaning are unbiased",
              "the mean of an entry off by a quarter of its deviation", alpha, 0.99, population_n});
const StatisticalTest minibatches_at_solution =
    declared({"samples-unbiased", "check_unbiased: minibatches at the exact solutions",
              "the mean of an entry off by a quarter of its deviation", alpha, 0.99, population_n});

const StatisticalTest whole_population =
    declared({"samples-unbiased", "check_unbiased: a finite sum is unbiased, by its number of samples",
              "six of 20 samples are never drawn", alpha, 0.99, population_n});
const StatisticalTest whole_bounded =
    declared({"samples-unbiased", "check_unbiased: a finite sum is unbiased, by its width",
              "six of 20 samples are never drawn", alpha, 0.99, population_n});

QuadraticData<double> noiseless(QuadraticData<double> data) {
  data.noise = {};
  return data;
}
/// Random factors of so many samples, from sample `first` on.
FiniteSumData<double> factors(Index first, Index count) {
  return gaussian_finite_sum<double>(Stream(32), {{4, 2, 2}, {3, 1, 2}}, 2, count, first);
}
DataCleaning<double> cleaning_problem(Sampling sampling, Index batch) {
  auto settings = cleaning::small_settings<double>(4);
  settings.sampling = sampling;
  settings.batch = batch;
  return {cleaning::made_up_images(8, 9, 3, 11), settings, Stream(12)};
}

TEST(CheckProblem, passes_every_problem_of_the_library) {
  const auto rate = rate_instance_data<double>();
  const auto expect_ok = [](const CheckReport& report) { EXPECT_TRUE(report.ok()) << report.text(); };
  expect_ok(check_problem(counterexample<double>(), {.stochastic = false}));
  expect_ok(check_problem(Quadratic<double>(noiseless(rate))));
  expect_ok(check_problem(Quadratic<double>(rate, 3), {.derivatives = Derivatives::in_the_mean, .stochastic = true}));
  for (const Sampling sampling : {Sampling::iid, Sampling::cyclic, Sampling::reshuffled}) {
    expect_ok(check_problem(FiniteSumQuadratic<double>(factors(0, 20), 3, sampling), {.stochastic = true}));
    expect_ok(check_problem(cleaning_problem(sampling, 2), {.stochastic = true}));
  }
  expect_ok(check_problem(cleaning_problem(Sampling::cyclic, 5), {.stochastic = false}));
}

TEST(CheckProblem, passes_the_example_of_the_documentation) { EXPECT_EQ(check_problem_example(), 0); }

TEST(CheckProblem, noise_added_to_each_quantity_by_itself_must_be_declared) {
  const Quadratic<double> noisy(rate_instance_data<double>());
  const CheckReport report = check_problem(noisy);
  ASSERT_NE(report.failure("hessian_action", "along Y"), nullptr) << report.text();
  EXPECT_NE(report.failure("hessian_action")->hint.find("Derivatives::in_the_mean"), std::string::npos);
}

TEST(CheckProblem, probes_that_are_fewer_than_entries_still_reach_every_entry) {
  const CheckReport report = check_problem(cleaning_problem(Sampling::iid, 2), {.probes = 3});
  EXPECT_TRUE(report.ok()) << report.text();
  EXPECT_NE(report.text().find("3 of 24 entries of Y, 3 of 5 of x"), std::string::npos) << report.text();
}

TEST(CheckProblem, settings_that_check_nothing_are_refused) {
  const auto problem = counterexample<double>();
  EXPECT_THROW((void)check_problem(problem, {.spread = 0}), ArgumentError);
  EXPECT_THROW((void)check_problem(problem, {.spread = std::nan("")}), ArgumentError);
  EXPECT_THROW((void)check_problem(problem, {.probes = 0}), ArgumentError);
  EXPECT_THROW((void)check_problem(problem, {.solver = -1}), ArgumentError);
  EXPECT_FALSE(CheckReport().ok()) << "nothing checked is not ok";
}

/// Noise whose deviation does not exist, symmetric about `shift`, in one entry of a gradient.
faulty::Fault heavy_tailed(double shift) {
  return faulty::after([shift](faulty::FaultyOracle& oracle, const Point<double>& at, auto&) {
    const Stream own = at.sample.stream.fork(at.sample.index);
    oracle.gradients().upper_gradient_upper[1] +=
        shift + sign(own.fork("sign"), 0) * std::pow(uniform<double>(own, 0), -1 / 1.5);
  });
}

TEST(CheckUnbiased, passes_the_problems_of_the_library) {
  const auto rate = rate_instance_data<double>();
  const auto expect_ok = [](const CheckReport& report) { EXPECT_TRUE(report.ok()) << report.text(); };
  expect_ok(check_unbiased(Quadratic<double>(rate), Quadratic<double>(noiseless(rate)), alpha, symmetric_n,
                           NoiseLaw::symmetric()));
  expect_ok(check_unbiased(Quadratic<double>(rate), alpha, symmetric_n, NoiseLaw::symmetric()));
  const auto iid = cleaning_problem(Sampling::iid, 2), all = cleaning_problem(Sampling::cyclic, 5);
  expect_ok(check_unbiased(iid, all, alpha, population_n, NoiseLaw::finite_population(5)));
  expect_ok(check_unbiased(iid, alpha, population_n, NoiseLaw::finite_population(5)));
  const FiniteSumQuadratic<double> epoch(factors(0, 20), 4, Sampling::cyclic);
  expect_ok(check_unbiased(epoch, epoch.means(), alpha, 5, NoiseLaw::enumerated()));
}

TEST(CheckUnbiased, a_biased_sampler_is_found_under_every_law) {
  const FiniteSumQuadratic<double> without_six(factors(6, 14), 1), whole(factors(0, 20), 1);
  for (const NoiseLaw& law : {NoiseLaw::bounded(100), NoiseLaw::finite_population(20)}) {
    const CheckReport report = check_unbiased(without_six, whole.means(), alpha, population_n, law);
    const Finding* found = report.failure("upper_gradient_lower", "unbiased");
    ASSERT_NE(found, nullptr) << report.text();
    EXPECT_GT(found->deviation, 2 * found->tolerance) << "by far, so that the power is what was declared";
    EXPECT_TRUE(check_unbiased(whole, whole.means(), alpha, population_n, law).ok());
  }
  const FiniteSumQuadratic<double> part(factors(6, 14), 14, Sampling::cyclic);
  EXPECT_EQ(check_unbiased(part, whole.means(), alpha, 2, NoiseLaw::enumerated()).failures().size(), 5u);
}

TEST(CheckUnbiased, noise_without_a_variance_neither_refutes_a_true_mean_nor_hides_a_false_one) {
  const Quadratic<double> mean(noiseless(rate_instance_data<double>()));
  const CheckReport right =
      check_unbiased(faulty::With(mean, heavy_tailed(0)), mean, alpha, symmetric_n, NoiseLaw::symmetric());
  EXPECT_TRUE(right.ok()) << right.text();
  const CheckReport wrong =
      check_unbiased(faulty::With(mean, heavy_tailed(20)), mean, alpha, symmetric_n, NoiseLaw::symmetric());
  ASSERT_EQ(wrong.failures().size(), 1u) << wrong.text();
  EXPECT_EQ(wrong.failures()[0].quantity, "upper_gradient_upper");
  EXPECT_EQ(wrong.failures()[0].row, 1);
  EXPECT_NE(wrong.text().find("whatever its tails"), std::string::npos) << "the assumption is stated";
}

TEST(CheckUnbiased, values_outside_of_the_declared_width_refute_the_declaration) {
  const FiniteSumQuadratic<double> whole(factors(0, 20), 1);
  const CheckReport report = check_unbiased(whole, whole.means(), alpha, 100, NoiseLaw::bounded(0.01));
  ASSERT_NE(report.failure("lower_gradient"), nullptr) << report.text();
  EXPECT_NE(report.failure("lower_gradient")->hint.find("width"), std::string::npos);
}

}  // namespace bros::check_problem_test
