// How a run ends, and what it counts.
#include <bros/bros.hpp>

#include <gtest/gtest.h>

namespace bros::run_test {

using Problem = Quadratic<double>;
const ConstantSchedule<double> steps({0.1, 0.1, 0.1, 0.1});

TEST(Run, reaches_its_horizon_and_shows_every_iterate_once) {
  const auto problem = counterexample<double>();
  MaSoba<Problem> method(problem, Stream(1));
  std::vector<std::uint64_t> seen;
  int lasts = 0;
  const RunResult result = run(method, steps, 5, [&](const auto& m, bool last) {
    seen.push_back(m.counts().iterations);
    lasts += last;
  });
  EXPECT_EQ(result.status, Status::horizon_reached);
  EXPECT_EQ(seen, (std::vector<std::uint64_t>{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(lasts, 1);
}

TEST(Run, goes_on_where_an_earlier_one_ended) {
  const auto problem = rate_instance<double>();
  Bros<Problem> once(problem, Stream(2)), twice(problem, Stream(2));
  run(once, steps, 20);
  run(twice, steps, 7);
  run(twice, steps, 20);
  EXPECT_EQ(once.x(), twice.x());
  EXPECT_EQ(once.z().flat(), twice.z().flat());
}

TEST(Run, ends_as_an_observer_says) {
  const auto problem = counterexample<double>();
  for (const auto& [verdict, status] :
       {std::pair{Verdict::converged, Status::converged}, {Verdict::stop, Status::stopped}}) {
    MaSoba<Problem> method(problem, Stream(1));
    const RunResult result = run(
        method, steps, 100, [&](const auto& m, bool) { return m.counts().iterations == 3 ? verdict : Verdict::go_on; });
    EXPECT_EQ(result.status, status);
    EXPECT_EQ(result.counts.iterations, 3u);
  }
}

TEST(Run, stops_at_the_first_state_that_is_not_finite_and_never_shows_it) {
  const auto problem = counterexample<double>();
  MaSoba<Problem> method(problem, Stream(1));
  const RunResult result = run(method, ConstantSchedule<double>({1e3, 1e3, 1e3, 1}), 1000, [](const auto& m, bool) {
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
  const Problem problem(std::move(data));
  MaSoba<Problem> method(problem, Stream(1));
  EXPECT_EQ(run(method, steps, 10).status, Status::not_finite);
}

TEST(Run, counts_what_each_action_costs) {
  const auto problem = rate_instance<double>();
  using P = Haar<double>;
  const auto counts = [&]<class A>(std::type_identity<A>) {
    Bros<Problem, P, A> method(problem, Stream(1));
    return run(method, steps, 10).counts;
  };
  EXPECT_EQ(counts(std::type_identity<OneSided<P>>{}).hessian_actions, 10u);
  EXPECT_EQ(counts(std::type_identity<Decoupled<P>>{}).hessian_actions, 10u);
  EXPECT_EQ(counts(std::type_identity<Biprobe<P>>{}).hessian_actions, 20u);
  EXPECT_EQ(counts(std::type_identity<ExactWeights<P>>{}).hessian_actions, 30u);
  const OracleCounts c = counts(std::type_identity<Centred<P>>{});
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
  MaSoba<FiniteSumQuadratic<double>> method(problem, Stream(1));
  EXPECT_EQ(run(method, steps, 2).counts.samples, 10u);
  EXPECT_EQ(run(method, steps, 3).counts.samples, 16u);
}

TEST(Run, gives_the_same_bits_for_a_sampler_and_an_action_chosen_at_run_time) {
  const auto problem = rate_instance<double>();
  using P = Haar<double>;
  using Any = AnySubspace<double>;
  Bros<Problem, P, Biprobe<P>> fixed(problem, Stream(3));
  const Any p("haar", problem.blocks());
  SingleLoop<Problem, Any, AnyAction<Any>, Averaging::moving> chosen(problem, Stream(3), p,
                                                                     AnyAction<Any>("biprobe", p));
  run(fixed, steps, 30);
  run(chosen, steps, 30);
  EXPECT_EQ(fixed.x(), chosen.x());
  EXPECT_EQ(fixed.z().flat(), chosen.z().flat());
  EXPECT_THROW(Any("magic", problem.blocks()), ArgumentError);
  EXPECT_THROW((AnyAction<Any>("magic", p)), ArgumentError);
}

// Eigen's solver of symmetric eigenvalue problems needs hypot, which Boost's numbers lack for it.
TEST(Scalars, symmetric_eigenvalues_are_found_in_fifty_digits) {
  const auto constants = rate_instance<bin_float_50>().constants();
  EXPECT_LT(abs(constants.mu_g - 1), bin_float_50(1e-45));
}

}  // namespace bros::run_test
