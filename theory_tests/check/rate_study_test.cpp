// rate_study: its means are those of the exact moments, and it says what it does not know.
#include <bros/check/rate_study.hpp>
#include <bros/compiled_theory.hpp>
#include <bros/problem/full_space_problem.hpp>
#include <bros/problem/rate_instance.hpp>
#include <bros/theory/recursion/moment_recursion.hpp>

#include <gtest/gtest.h>

#include <stdexcept>

namespace bros::rate_study_test {

const Quadratic<double>& instance() {
  static const Quadratic<double> problem(rate_instance_data<double>());
  return problem;
}

TEST(RateStudy, has_the_means_of_the_exact_moments_and_tells_naive_from_the_rate) {
  const Steps<double> c{.4, 2, 2, 4};
  const RateOutcome study = rate_study(
      instance(),
      {{"full tangent", {.method = "full-tangent"}, over_root(c)}, {"naive", {.method = "naive"}, over_root(c)}},
      {.horizons = {256, 1024}, .seeds = 12, .confidence = 0.999999});
  ASSERT_EQ(study.methods.size(), 2u);
  EXPECT_EQ(study.quantity, "mean_grad_norm_sq");
  EXPECT_TRUE(study.notes.empty());
  for (const auto& [method, action] : {std::pair{0, ActionKind::one_sided}, {1, ActionKind::plain}}) {
    const MomentRecursion<double> recursion(instance().data(), {action, SamplerKind::haar, instance().blocks()},
                                            Averaging::moving);
    for (std::size_t l = 0; l < 2; ++l) {
      const std::uint64_t horizon = study.horizons[l];
      const double exact = mean_squared_gradient(recursion, horizon_schedule(c, horizon), horizon);
      EXPECT_TRUE(study.methods[static_cast<std::size_t>(method)].mean[l].contains(exact)) << name(action) << horizon;
      EXPECT_FALSE(study.methods[static_cast<std::size_t>(method)].mean[l].contains(2 * exact));
    }
  }
  EXPECT_LT(study.methods[0].slope.value, -0.35);
  EXPECT_GT(study.methods[1].slope.low, -0.35) << "naive levels off";
}
TEST(RateStudy, suggests_steps_with_which_runs_stay_finite_and_says_when_others_do_not) {
  const RateOutcome study = rate_study(
      instance(), {{"auto", {.method = "full-tangent"}}, {"wild", {.method = "ma-soba"}, over_root({9, 99, 99, 1})}},
      {.horizons = {64, 128}, .seeds = 2});
  EXPECT_TRUE(study.methods[0].finite());
  EXPECT_FALSE(study.methods[1].finite());
  ASSERT_EQ(study.notes.size(), 1u);
  EXPECT_NE(study.notes[0].find("wild"), std::string::npos);
}

/// g = 1/2 |Y - x|^2, f = 1/2 |Y|^2: no exact().
struct Follow : FullSpaceProblem<double> {
  Follow() : FullSpaceProblem({{2, 1, 1}}, 2) {}
  void gradients(const Point<double>& at, Gradients<double>& out) const override {
    out.lower_gradient.flat() = at.y.flat() - at.x;
    out.upper_gradient_lower.flat() = at.y.flat();
    out.upper_gradient_upper = Vector<double>::Constant(2, 1e-3);
  }
  void products(const Point<double>&, const BlockVector<double>& t, BlockVector<double>& hessian,
                Vector<double>& cross) const override {
    hessian.flat() = t.flat();
    cross = -t.flat();
  }
};
TEST(RateStudy, says_that_it_measures_the_direction_where_the_gradient_is_not_known) {
  const RateOutcome study = rate_study(Follow(), {{"m", {.method = "ma-soba"}, over_root({.1, 1, 1, 1})}},
                                       {.horizons = {16, 32}, .seeds = 2});
  EXPECT_EQ(study.quantity, "mean_direction_norm_sq");
  ASSERT_EQ(study.notes.size(), 1u);
  EXPECT_NE(study.notes[0].find("does not know grad Phi"), std::string::npos);
}
TEST(RateStudy, refuses_what_makes_no_study_and_can_be_ended) {
  const std::vector<RateMethod> one{{"m", {.method = "ma-soba"}}};
  EXPECT_THROW((void)rate_study(instance(), {}), ArgumentError);
  EXPECT_THROW((void)rate_study(instance(), one, {.horizons = {64}}), ArgumentError);
  EXPECT_THROW((void)rate_study(instance(), one, {.horizons = {64, 64}}), ArgumentError);
  EXPECT_THROW((void)rate_study(instance(), one, {.horizons = {0, 64}}), ArgumentError);
  EXPECT_THROW((void)rate_study(instance(), one, {.seeds = 1}), ArgumentError);
  EXPECT_THROW((void)rate_study(instance(), one, {.confidence = 1}), ArgumentError);
  EXPECT_THROW((void)rate_study(instance(), {{"m", {.method = "nothing"}}}), ArgumentError);
  RateSettings ended;
  ended.at_every_iterate = [n = 0]() mutable {
    if (++n == 100) throw std::runtime_error("enough");
  };
  EXPECT_THROW((void)rate_study(instance(), one, ended), std::runtime_error);
}

}  // namespace bros::rate_study_test
