// Every fault that check_problem is there for: planted, found, and called by its name.
#include "faulty_problem.hpp"

#include <bros/problem/gaussian_finite_sum.hpp>

#include <gtest/gtest.h>

namespace bros::check_problem_mutants_test {

using namespace faulty;
using Base = FiniteSumQuadratic<double>;

FiniteSumData<double> made_up_data(const std::vector<Block>& blocks, Index d, Index samples) {
  return gaussian_finite_sum<double>(Stream(31), blocks, d, samples);
}
/// Two blocks of 4 x 2 of rank 2, three entries of x, minibatches of 2 out of 20.
Base stochastic() { return Base(made_up_data({{4, 2, 2}, {4, 2, 2}}, 3, 20), 2); }
/// The same with every sample in every evaluation.
Base complete() { return Base(made_up_data({{4, 2, 2}, {4, 2, 2}}, 3, 20), 20, Sampling::cyclic); }
/// As many entries of x as of Y.
Base square() { return Base(made_up_data({{3, 1, 2}, {3, 1, 2}}, 6, 12), 12, Sampling::cyclic); }

template <template <class, class> class Fault>
CheckReport report_of(Base base, const CheckSettings& settings = {}) {
  return check_problem(With<Base, Fault>(std::move(base)), settings);
}
/// Empty if the first failure is of this quantity and check, and some failure of the quantity hints so.
std::string missed(const CheckReport& report, const std::string& quantity, const std::string& check,
                   const std::string& hint = "") {
  const auto failures = report.failures();
  if (failures.empty() || failures[0].quantity != quantity)
    return "the first failure is not of " + quantity + "\n" + report.text();
  if (!report.failure(quantity, check)) return "not found: " + check + "\n" + report.text();
  for (const Finding& failure : failures)
    if (failure.quantity == quantity && failure.hint.find(hint) != std::string::npos) return "";
  return "no hint: " + hint + "\n" + report.text();
}

TEST(CheckProblemMutants, without_a_fault_nothing_is_found) {
  for (const Base& base : {stochastic(), complete(), square()}) {
    const CheckReport report = report_of<None>(base);
    EXPECT_TRUE(report.ok()) << report.text();
  }
}

TEST(CheckProblemMutants, wrong_actions_are_named_with_their_pattern) {
  for (const Base& base : {stochastic(), complete()}) {
    EXPECT_EQ(missed(report_of<CrossTangentByRows>(base), "cross_action", "transpose of the change", "transposed?"),
              "");
    EXPECT_EQ(missed(report_of<HessianTwice>(base), "hessian_action", "along Y", "a factor 2?"), "");
    EXPECT_EQ(missed(report_of<HessianNotSymmetric>(base), "hessian_action", "symmetric"), "");
    EXPECT_EQ(missed(report_of<HessianBlocksReversed>(base), "hessian_action", "along Y", "wrong block order?"), "");
    EXPECT_EQ(missed(report_of<CrossBlocksReversed>(base), "cross_action", "in x", "wrong block order?"), "");
    EXPECT_EQ(missed(report_of<HessianNotLinear>(base), "hessian_action", "linear"), "");
    EXPECT_EQ(missed(report_of<CrossAddsToItsOutput>(base), "cross_action", "asked again", "it adds to its output"),
              "");
  }
  EXPECT_EQ(missed(report_of<CrossMatrixTransposed>(square()), "cross_action", "in x", "x and Y are exchanged"), "");
}

TEST(CheckProblemMutants, wrong_gradients_are_told_from_wrong_actions) {
  EXPECT_EQ(missed(report_of<GradientBlocksReversed>(complete()), "lower_gradient", "symmetric"), "");
  EXPECT_EQ(missed(report_of<UpperGradientNegated>(stochastic()), "upper_gradient_upper", "same function", "sign?"),
            "");
  const CheckReport negated = report_of<UpperGradientNegated>(complete());
  ASSERT_NE(negated.failure("hypergradient", "at the exact solutions"), nullptr) << negated.text();
  EXPECT_EQ(negated.failure("hypergradient")->hint, "the sign of upper_gradient_upper?");
  EXPECT_EQ(missed(report_of<GradientRough>(complete()), "problem", "smooth", "kink"), "");
}

TEST(CheckProblemMutants, a_wrong_gradient_of_g_in_x_is_found) {
  for (const Base& base : {stochastic(), complete()}) {
    EXPECT_EQ(missed(report_of<LowerUpperTwice>(base), "lower_gradient_upper", "along Y is cross_action"), "");
    EXPECT_EQ(missed(report_of<LowerUpperComputedOnce>(base), "lower_gradient_upper", "new object", "stale"), "");
  }
}

TEST(CheckProblemMutants, what_depends_on_the_past_is_called_stale) {
  EXPECT_EQ(missed(report_of<StaleSample>(stochastic()), "lower_gradient", "new object", "stale sample"), "");
  EXPECT_EQ(missed(report_of<CrossOfThePreviousEvaluation>(stochastic()), "cross_action", "new object", "stale sample"),
            "");
  EXPECT_EQ(missed(report_of<CachedByIndex>(stochastic()), "lower_gradient", "new object", "stale: "), "");
  EXPECT_EQ(missed(report_of<CachedByIndex>(complete()), "lower_gradient", "new object", "stale: "), "");
}

TEST(CheckProblemMutants, wrong_sampling_is_named) {
  EXPECT_EQ(missed(report_of<IndexIgnored>(stochastic()), "evaluate()", "from sample to sample", "not with its index"),
            "");
  EXPECT_EQ(missed(report_of<SamplesOfOneLevel>(stochastic()), "samples()", "samples_per_evaluation"), "");
  EXPECT_EQ(missed(report_of<None>(complete(), {.stochastic = true}), "evaluate()", "", "declared stochastic"), "");
  EXPECT_EQ(missed(report_of<None>(stochastic(), {.stochastic = false}), "evaluate()", "", "declared not"), "");
  EXPECT_TRUE(report_of<None>(stochastic(), {.stochastic = true}).ok());
}

TEST(CheckProblemMutants, wrong_projections_are_named_with_their_block) {
  const CheckReport gradient = report_of<GradientNotProjected>(stochastic());
  EXPECT_EQ(missed(gradient, "lower_gradient", "projected (haar)", "P^T is missing"), "");
  EXPECT_EQ(gradient.failure("lower_gradient")->block, 1) << gradient.text();
  EXPECT_NE(gradient.failure("lower_gradient")->hint.find("all other blocks than 1 agree"), std::string::npos);
  EXPECT_EQ(gradient.failures().size(), 3u) << "on haar, coordinates and hadamard, and nothing else\n"
                                            << gradient.text();
  const CheckReport action = report_of<HessianScaledTwice>(stochastic());
  EXPECT_EQ(missed(action, "hessian_action", "projected (hadamard)", "(m/r of the block)"), "");
  EXPECT_EQ(action.failures().size(), 3u) << action.text();
}

TEST(CheckProblemMutants, an_entry_that_is_not_a_number_is_located) {
  const CheckReport report = report_of<NotANumber>(stochastic());
  ASSERT_EQ(report.failures().size(), 1u) << report.text();
  const Finding found = report.failures()[0];
  EXPECT_EQ(found.quantity + " " + found.check + " " + found.where, "hessian_action finite on haar");
  EXPECT_EQ(found.block, 1);
  EXPECT_EQ(found.row, 0);
  EXPECT_EQ(found.col, 1);
}

/// The complete problem with one fault in its exact answers: 1 hypergradient, 2 Y*, 3 Z*.
template <int fault>
struct ExactOff : Base {
  ExactOff() : Base(complete()) {}
  struct Exact : Base::Exact {
    explicit Exact(const ExactOff& problem) : Base::Exact(problem) {}
    void at(const Vector<double>& x) {
      Base::Exact::at(x);
      gradient = Base::Exact::hypergradient() * (fault == 1 ? 1.001 : 1);
      y = Base::Exact::lower_solution();
      z = Base::Exact::auxiliary_solution();
      if (fault == 2) y.flat()[3] += 1e-6;
      if (fault == 3) z.flat()[3] += 1e-6;
    }
    const Vector<double>& hypergradient() const { return gradient; }
    const BlockVector<double>& lower_solution() const { return y; }
    const BlockVector<double>& auxiliary_solution() const { return z; }
    Vector<double> gradient;
    BlockVector<double> y, z;
  };
};

TEST(CheckProblemMutants, wrong_exact_solutions_are_named) {
  EXPECT_TRUE(check_problem(ExactOff<0>()).ok()) << check_problem(ExactOff<0>()).text();
  EXPECT_EQ(missed(check_problem(ExactOff<1>()), "hypergradient", "the gradient of phi", "constant factor"), "");
  EXPECT_EQ(missed(check_problem(ExactOff<2>()), "lower_solution", "zero"), "");
  EXPECT_EQ(missed(check_problem(ExactOff<3>()), "auxiliary_solution", "solution"), "");
}

TEST(CheckProblemMutants, a_report_says_where_in_words) {
  const Finding found = *report_of<HessianTwice>(complete()).failure("hessian_action", "along Y");
  const std::string text = found.text();
  for (const char* words : {"hessian_action is not the change of lower_gradient along Y: block ", ", entry (",
                            "tangent block ", "(ratio 2)", "hint: ratio 2 throughout: off by a factor 2?"})
    EXPECT_NE(text.find(words), std::string::npos) << text;
}

}  // namespace bros::check_problem_mutants_test
