// The library's problems in double against themselves in fifty digits, where the errors of differences vanish.
#include "../support/data_cleaning_reference.hpp"
#include "../support/faulty_problem.hpp"

#include <bros/check/check_problem.hpp>
#include <bros/core/multiprecision.hpp>
#include <bros/problem/gaussian_finite_sum.hpp>
#include <bros/problem/rate_instance.hpp>
#include <bros/problem/zero_chain.hpp>

#include <gtest/gtest.h>

namespace bros::check_problem_digits_test {

using Wide = bin_float_50;

template <class S>
Quadratic<S> rate_without_noise() {
  auto data = rate_instance_data<S>();
  data.noise = {};
  return Quadratic<S>(std::move(data));
}
template <class S>
FiniteSumQuadratic<S> finite_sum() {
  return FiniteSumQuadratic<S>(gaussian_finite_sum<S>(Stream(41), {{4, 1, 2}, {2, 1, 1}}, 2, 9), 2);
}

TEST(CheckProblemDigits, the_problems_of_the_library_pass_against_fifty_digits) {
  const auto expect_ok = [](const CheckReport& report) { EXPECT_TRUE(report.ok()) << report.text(); };
  expect_ok(check_problem(rate_without_noise<double>(), rate_without_noise<Wide>()));
  expect_ok(check_problem(rate_instance<double>(), rate_instance<Wide>(), {.derivatives = Derivatives::in_the_mean}));
  expect_ok(check_problem(finite_sum<double>(), finite_sum<Wide>()));
  expect_ok(check_problem(ZeroChain<double>({4, 2, 1, 0.75, 2}), ZeroChain<Wide>({4, 2, 1, Wide(0.75), Wide(2)})));
  expect_ok(check_problem(cleaning::small_problem<double>(4, 2), cleaning::small_problem<Wide>(4, 2)));
}

TEST(CheckProblemDigits, differences_are_negligible_in_fifty_digits) {
  const CheckReport report = check_problem(rate_without_noise<double>(), rate_without_noise<Wide>());
  int differences = 0;
  for (const Finding& finding : report.findings())
    if (finding.check.starts_with("the change of") || finding.check.starts_with("the transpose of")) {
      ++differences;
      EXPECT_GT(finding.tolerance, 0) << finding.text();
      EXPECT_LT(finding.tolerance, 1e-30) << finding.text();
    }
  EXPECT_EQ(differences, 2);
}

TEST(CheckProblemDigits, a_fault_below_every_difference_in_double_is_found) {
  const auto base = rate_without_noise<double>();
  const faulty::With off(base, faulty::cross_off);
  EXPECT_EQ(check_problem(off).failure("cross_action", "transpose"), nullptr) << "no difference in double can tell";
  const CheckReport report = check_problem(off, rate_without_noise<Wide>());
  const Finding* found = report.failure("cross_action", "the same in the higher precision");
  ASSERT_NE(found, nullptr) << report.text();
  EXPECT_NE(found->hint.find("a constant factor"), std::string::npos) << found->text();
  for (const Finding& failure : report.failures()) {
    EXPECT_TRUE(failure.quantity.starts_with("cross_action")) << "and nothing else\n" << report.text();
    EXPECT_EQ(failure.check, found->check) << report.text();
  }
}

TEST(CheckProblemDigits, another_problem_is_not_taken_for_the_same) {
  EXPECT_THROW((void)check_problem(rate_without_noise<double>(), finite_sum<Wide>()), ArgumentError);
}

}  // namespace bros::check_problem_digits_test
