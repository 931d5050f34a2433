// How a run ends, and what it counts.
#include <bros/bros.hpp>
#include <bros/core/multiprecision.hpp>

#include <gtest/gtest.h>

namespace bros::run_test {

const ConstantSchedule<double> steps({0.1, 0.1, 0.1, 0.1});
std::unique_ptr<Method<double>> ma_soba(const Problem<double>& problem) {
  return make_method(problem, {.method = "ma-soba"}, Stream(1));
}

TEST(Run, reaches_its_horizon_and_shows_every_iterate_once) {
  const auto problem = counterexample<double>();
  const auto method = ma_soba(problem);
  std::vector<std::uint64_t> seen;
  int lasts = 0;
  const RunResult result = run(*method, steps, 5, [&](const auto& m, bool last) {
    seen.push_back(m.counts().iterations);
    lasts += last;
  });
  EXPECT_EQ(result.status, Status::horizon_reached);
  EXPECT_EQ(seen, (std::vector<std::uint64_t>{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(lasts, 1);
}

TEST(Run, goes_on_where_an_earlier_one_ended) {
  const auto problem = rate_instance<double>();
  const auto once = make_method(problem, {}, Stream(2)), twice = make_method(problem, {}, Stream(2));
  run(*once, steps, 20);
  run(*twice, steps, 7);
  run(*twice, steps, 20);
  EXPECT_EQ(once->x(), twice->x());
  EXPECT_EQ(once->z().flat(), twice->z().flat());
}

TEST(Run, ends_as_an_observer_says) {
  const auto problem = counterexample<double>();
  for (const auto& [next, status] : {std::pair{Next::converged, Status::converged},
                                     {Next::stop, Status::stopped},
                                     {Next::not_finite, Status::not_finite}}) {
    const auto method = ma_soba(problem);
    const RunResult result =
        run(*method, steps, 100, [&](const auto& m, bool) { return m.counts().iterations == 3 ? next : Next::go_on; });
    EXPECT_EQ(result.status, status);
    EXPECT_EQ(result.counts.iterations, 3u);
  }
}

TEST(Run, stops_at_the_first_state_that_is_not_finite_and_never_shows_it) {
  const auto problem = counterexample<double>();
  const auto method = ma_soba(problem);
  const RunResult result = run(*method, ConstantSchedule<double>({1e3, 1e3, 1e3, 1}), 1000, [](const auto& m, bool) {
    EXPECT_TRUE(m.x().allFinite() && m.y().flat().allFinite() && m.z().flat().allFinite() && m.h().allFinite());
  });
  EXPECT_EQ(result.status, Status::not_finite);
  EXPECT_LT(result.counts.iterations, 1000u);
}

TEST(Run, notices_a_nan_in_any_part_of_the_state) {
  auto data = counterexample<double>().data();
  data.upper.h[0] = std::numeric_limits<double>::max();  // overflows h alone
  data.upper.H(0, 0) = std::numeric_limits<double>::max();
  data.x0[0] = 2;
  const Quadratic<double> problem(std::move(data));
  const auto method = ma_soba(problem);
  EXPECT_EQ(run(*method, steps, 10).status, Status::not_finite);
}

TEST(Run, counts_what_each_action_costs) {
  const auto problem = rate_instance<double>();
  const auto counts = [&](const char* action) {
    const auto method = make_method(problem, {.action = action}, Stream(1));
    return run(*method, steps, 10).counts;
  };
  EXPECT_EQ(counts("one_sided").hessian_actions, 10u);
  EXPECT_EQ(counts("decoupled").hessian_actions, 10u);
  EXPECT_EQ(counts("biprobe").hessian_actions, 20u);
  EXPECT_EQ(counts("exact_weights").hessian_actions, 30u);
  const OracleCounts c = counts("centred");
  EXPECT_EQ(c.samples, 10u);
  EXPECT_EQ(c.evaluations, 10u);
  EXPECT_EQ(c.cross_actions, 10u);
}

TEST(Run, counts_the_samples_really_drawn_of_both_levels) {
  FiniteSumData<double> data;
  for (auto* level : {&data.lower, &data.upper})
    for (auto* factor : {&level->p, &level->q, &level->u, &level->w, &level->a, &level->b})
      *factor = Matrix<double>::Identity(2, 5) + Matrix<double>::Constant(2, 5, 0.1);
  data.blocks = {{2, 1, 2}};
  data.x0 = data.y0 = Vector<double>::Zero(2);
  const FiniteSumQuadratic<double> problem(data, 3, Sampling::cyclic);  // minibatches of 3 and 2
  const auto method = ma_soba(problem);
  EXPECT_EQ(run(*method, steps, 2).counts.samples, 10u);
  EXPECT_EQ(run(*method, steps, 3).counts.samples, 16u);
}

TEST(SuggestSteps, estimates_the_curvature_of_the_rate_instance) {
  auto data = rate_instance_data<double>();  // A = diag(1, .., 3)
  data.noise = {};
  const Quadratic<double> problem(data);
  const auto of = estimate_curvature<double>(problem, Stream(1), 200);
  EXPECT_NEAR(of.lower_largest, 3, 1e-3);
  EXPECT_NEAR(of.lower_least, 1, 1e-3);
  EXPECT_NEAR(of.upper, problem.constants()->L_f1, 1e-2);
  EXPECT_NEAR(of.cross, data.lower.C.norm(), 0.3 * data.lower.C.norm());  // a mean over 200 Gaussian directions
}
TEST(SuggestSteps, lead_every_single_loop_to_the_solution) {
  const auto problem = counterexample<double>();
  for (const char* name : {"bros", "ma-soba"}) {
    const auto method = make_method(problem, {.method = name}, Stream(1));
    run(*method, suggest_steps<double>(problem, 100000, {.method = name}), 100000);
    EXPECT_NEAR(method->x()[0], -1, 0.05) << name;
  }
}
TEST(SuggestSteps, refuse_what_they_cannot_be_made_of) {
  EXPECT_THROW((void)suggest_steps<double>(CurvatureEstimate<double>{3, -1, 1, 1}, 2., 100), ArgumentError);
  EXPECT_THROW((void)suggest_steps<double>(CurvatureEstimate<double>{0, 1, 1, 1}, 2., 100), ArgumentError);
  EXPECT_THROW((void)suggest_steps<double>(CurvatureEstimate<double>{3, 1, 1, 1}, 2., 0), ArgumentError);
}

TEST(Run, takes_samplers_actions_and_methods_by_name) {
  const auto problem = rate_instance<double>();
  auto haar = std::make_unique<Haar<double>>(problem.blocks());
  auto biprobe = std::make_unique<Biprobe<double>>(*haar);
  SingleLoop<double> built(problem, Stream(3), std::move(haar), std::move(biprobe));
  const auto named = make_method(problem, {.sampler = "haar", .action = "biprobe"}, Stream(3));
  run(built, steps, 30);
  run(*named, steps, 30);
  EXPECT_EQ(built.x(), named->x());
  EXPECT_EQ(built.z().flat(), named->z().flat());
  for (const MethodSettings& wrong :
       {MethodSettings{.method = "magic"}, {.sampler = "magic"}, {.action = "magic"}, {.method = "saba"}})
    EXPECT_THROW((void)make_method(problem, wrong, Stream(1)), ArgumentError);
}

// Eigen's solver of symmetric eigenvalue problems needs hypot, which Boost's numbers lack for it.
TEST(Scalars, symmetric_eigenvalues_are_found_in_fifty_digits) {
  const auto constants = rate_instance<bin_float_50>().constants().value();
  EXPECT_LT(abs(constants.mu_g - 1), bin_float_50(1e-45));
}

}  // namespace bros::run_test
