// Every fault that check_problem is there for: planted, found, and called by its name.
#include "../support/faulty_problem.hpp"

#include <bros/check/check_problem.hpp>
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

CheckReport report_of(const Problem<double>& base, const Fault& fault, const CheckSettings& settings = {}) {
  return check_problem(With(base, fault), settings);
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
    const CheckReport report = report_of(base, none);
    EXPECT_TRUE(report.ok()) << report.text();
  }
}

TEST(CheckProblemMutants, wrong_actions_are_named_with_their_pattern) {
  for (const Base& base : {stochastic(), complete()}) {
    EXPECT_EQ(missed(report_of(base, cross_tangent_by_rows), "cross_action", "transpose of the change", "transposed?"),
              "");
    EXPECT_EQ(missed(report_of(base, hessian_twice), "hessian_action", "along Y", "a factor 2?"), "");
    EXPECT_EQ(missed(report_of(base, hessian_not_symmetric), "hessian_action", "symmetric"), "");
    EXPECT_EQ(missed(report_of(base, hessian_blocks_reversed), "hessian_action", "along Y", "wrong block order?"), "");
    EXPECT_EQ(missed(report_of(base, cross_blocks_reversed), "cross_action", "in x", "wrong block order?"), "");
    EXPECT_EQ(missed(report_of(base, hessian_not_linear), "hessian_action", "linear"), "");
    EXPECT_EQ(missed(report_of(base, cross_adds_to_its_output), "cross_action", "asked again", "it adds to"), "");
    EXPECT_EQ(missed(report_of(base, hessian_adds_to_its_output), "hessian_action", "asked again", "it adds to"), "");
    EXPECT_EQ(missed(report_of(base, cross_not_resized), "evaluate()", "possible", "cross_action = of 4"), "");
  }
  EXPECT_EQ(missed(report_of(square(), cross_matrix_transposed(square().means().data().lower.C)), "cross_action",
                   "in x", "x and Y are exchanged"),
            "");
}

TEST(CheckProblemMutants, wrong_gradients_are_told_from_wrong_actions) {
  EXPECT_EQ(missed(report_of(complete(), gradient_blocks_reversed), "lower_gradient", "symmetric"), "");
  EXPECT_EQ(missed(report_of(stochastic(), upper_gradient_negated), "upper_gradient_upper", "same function", "sign?"),
            "");
  const CheckReport negated = report_of(complete(), upper_gradient_negated);
  ASSERT_NE(negated.failure("hypergradient", "at the exact solutions"), nullptr) << negated.text();
  EXPECT_EQ(negated.failure("hypergradient")->hint, "the sign of upper_gradient_upper?");
  EXPECT_EQ(missed(report_of(complete(), gradient_rough), "problem", "smooth", "kink"), "");
}

TEST(CheckProblemMutants, a_wrong_gradient_of_g_in_x_is_found) {
  for (const Base& base : {stochastic(), complete()}) {
    EXPECT_EQ(missed(report_of(base, lower_upper_twice), "lower_gradient_upper", "along Y is cross_action"), "");
    EXPECT_EQ(missed(report_of(base, lower_upper_computed_once), "lower_gradient_upper", "new object", "stale"), "");
  }
}

TEST(CheckProblemMutants, what_depends_on_what_else_is_asked_is_found) {
  const std::string check = "the same whatever else is asked";
  for (const Base& base : {stochastic(), complete()}) {
    EXPECT_EQ(missed(report_of(base, first_tangent_alone), "hessian_action_full", check), "");
    EXPECT_EQ(missed(report_of(base, last_tangent_twice), "cross_action", check, "a factor 2?"), "");
    EXPECT_EQ(missed(report_of(base, cross_beside_its_hessian_alone), "cross_action", check, "zero throughout"), "");
    EXPECT_EQ(missed(report_of(base, gradient_spoilt_by_actions), "upper_gradient_lower", check), "");
    EXPECT_EQ(missed(report_of(base, lower_upper_spoilt_by_actions), "lower_gradient_upper", check), "");
  }
}

TEST(CheckProblemMutants, what_depends_on_the_past_is_called_stale) {
  EXPECT_EQ(missed(report_of(stochastic(), stale_sample), "lower_gradient", "new object", "stale sample"), "");
  EXPECT_EQ(
      missed(report_of(stochastic(), cross_of_the_previous_evaluation), "cross_action", "new object", "stale sample"),
      "");
  EXPECT_EQ(missed(report_of(stochastic(), cached_by_index), "lower_gradient", "new object", "stale: "), "");
  EXPECT_EQ(missed(report_of(complete(), cached_by_index), "lower_gradient", "new object", "stale: "), "");
}

TEST(CheckProblemMutants, a_subspace_that_was_drawn_before_is_found) {
  for (const Base& base : {stochastic(), complete()})
    EXPECT_EQ(missed(report_of(base, first_subspace_kept), "lower_gradient", "new object", "stale subspace"), "");
}

TEST(CheckProblemMutants, wrong_sampling_is_named) {
  EXPECT_EQ(missed(report_of(stochastic(), index_ignored), "evaluate()", "from sample to sample", "not with its index"),
            "");
  EXPECT_EQ(missed(report_of(stochastic(), samples_of_one_level), "samples()", "samples_per_evaluation"), "");
  EXPECT_EQ(missed(report_of(complete(), none, {.stochastic = true}), "evaluate()", "", "declared stochastic"), "");
  EXPECT_EQ(missed(report_of(stochastic(), none, {.stochastic = false}), "evaluate()", "", "declared not"), "");
  EXPECT_TRUE(report_of(stochastic(), none, {.stochastic = true}).ok());
}

TEST(CheckProblemMutants, wrong_projections_are_named_with_their_block) {
  const CheckReport gradient = report_of(stochastic(), gradient_not_projected);
  EXPECT_EQ(missed(gradient, "lower_gradient", "projected (haar)", "P^T is missing"), "");
  EXPECT_EQ(gradient.failure("lower_gradient")->block, 1) << gradient.text();
  EXPECT_NE(gradient.failure("lower_gradient")->hint.find("all other blocks than 1 agree"), std::string::npos);
  EXPECT_EQ(gradient.failures().size(), 3u) << "on haar, coordinates and hadamard, and nothing else\n"
                                            << gradient.text();
  const CheckReport action = report_of(stochastic(), hessian_scaled_twice);
  EXPECT_EQ(missed(action, "hessian_action", "projected (hadamard)", "(m/r of the block)"), "");
  EXPECT_EQ(action.failures().size(), 3u) << action.text();
}

TEST(CheckProblemMutants, tangents_outside_of_the_subspace_are_checked) {
  for (const Base& base : {stochastic(), complete()}) {
    const CheckReport full = report_of(base, full_tangents_projected), mixed = report_of(base, second_subspace_ignored);
    for (const char* check : {"projected (haar)", "projected (coordinates)", "projected (hadamard)"}) {
      EXPECT_EQ(missed(full, "hessian_action_full", check), "");
      EXPECT_EQ(missed(mixed, "hessian_action_mixed", check), "");
    }
    EXPECT_EQ(full.failures().size(), 6u) << "Hessian and cross on each, and nothing else\n" << full.text();
    EXPECT_EQ(mixed.failures().size(), 6u) << mixed.text();
  }
}

/// Of one's own, in the full space: one entry is not a number, or a vector has another size.
struct Unusable : FullSpaceProblem<double> {
  explicit Unusable(bool finite) : FullSpaceProblem({{4, 2, 2}, {3, 1, 2}}, 2), finite_(finite) {}
  void gradients(const Point<double>& at, Gradients<double>& out) const override {
    out.lower_gradient = out.upper_gradient_lower = at.y;
    if (!finite_) out.lower_gradient.block(1)(0, 0) = std::nan("");
  }
  void products(const Point<double>&, const BlockVector<double>& t, BlockVector<double>& hessian,
                Vector<double>& cross) const override {
    hessian = t, cross = Vector<double>::Zero(3);
  }
  bool finite_;
};

TEST(CheckProblemMutants, an_evaluation_that_throws_is_reported) {
  EXPECT_EQ(missed(check_problem(Unusable(false)), "evaluate()", "possible", "not finite in block 1"), "");
  EXPECT_EQ(missed(check_problem(Unusable(true)), "evaluate()", "possible", "products: cross = of size 3"), "");
}

TEST(CheckProblemMutants, an_entry_that_is_not_a_number_is_located) {
  const CheckReport report = report_of(stochastic(), not_a_number);
  ASSERT_EQ(report.failures().size(), 1u) << report.text();
  const Finding found = report.failures()[0];
  EXPECT_EQ(found.quantity + " " + found.check + " " + found.where, "hessian_action finite on haar");
  EXPECT_EQ(found.block, 1);
  EXPECT_EQ(found.row, 0);
  EXPECT_EQ(found.col, 1);
}

/// A problem with one fault in its exact answers: 1 hypergradient, 2 Y*, 3 Z*.
struct ExactOff : With {
  ExactOff(const Problem<double>& base, int planted) : With(base, none), fault(planted) {}
  struct Answers : Exact<double> {
    Answers(std::unique_ptr<Exact<double>> exact, int planted) : right(std::move(exact)), fault(planted) {}
    void at(const Vector<double>& x) override {
      right->at(x);
      gradient = right->hypergradient() * (fault == 1 ? 1.001 : 1);
      y = right->lower_solution(), z = right->auxiliary_solution();
      if (fault == 2) y.flat()[3] += 1e-6;
      if (fault == 3) z.flat()[3] += 1e-6;
    }
    const double& phi() const override { return right->phi(); }
    const Vector<double>& hypergradient() const override { return gradient; }
    const BlockVector<double>& lower_solution() const override { return y; }
    const BlockVector<double>& auxiliary_solution() const override { return z; }
    std::unique_ptr<Exact<double>> right;
    int fault;
    Vector<double> gradient;
    BlockVector<double> y, z;
  };
  std::unique_ptr<Exact<double>> exact() const override { return std::make_unique<Answers>(With::exact(), fault); }
  int fault;
};

TEST(CheckProblemMutants, wrong_exact_solutions_are_named) {
  const Base base = complete();
  const auto report = [&](int fault) { return check_problem(ExactOff(base, fault)); };
  EXPECT_TRUE(report(0).ok()) << report(0).text();
  EXPECT_EQ(missed(report(1), "hypergradient", "the gradient of phi", "constant factor"), "");
  EXPECT_EQ(missed(report(2), "lower_solution", "zero"), "");
  EXPECT_EQ(missed(report(3), "auxiliary_solution", "solution"), "");
}

TEST(CheckProblemMutants, a_report_says_where_in_words) {
  const Finding found = *report_of(complete(), hessian_twice).failure("hessian_action", "along Y");
  const std::string text = found.text();
  for (const char* words : {"hessian_action is not the change of lower_gradient along Y: block ", ", entry (",
                            "tangent block ", "(ratio 2)", "hint: ratio 2 throughout: off by a factor 2?"})
    EXPECT_NE(text.find(words), std::string::npos) << text;
}

}  // namespace bros::check_problem_mutants_test
