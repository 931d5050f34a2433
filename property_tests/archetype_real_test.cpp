// Every header for real scalars compiles with an archetype and computes what the number behind the wall computes.
#include "archetype_figures.hpp"

#include <bros/method/instance_steps.hpp>
#include <bros/method/suggest_steps.hpp>
#include <bros/problem/counterexample.hpp>
#include <bros/problem/finite_sum_quadratic.hpp>
#include <bros/problem/rate_instance.hpp>
#include <bros/problem/softmax.hpp>

namespace bros::property::archetype_real_test {

/// Schedules, suggested steps, constants, exact solutions and one run with every kind of noise.
template <class S>
Figures<S> noisy_run() {
  const Quadratic<S> problem = rate_instance<S>();
  const auto exact = problem.exact();
  exact->at(problem.x0());
  const Constants<S> constants = problem.constants().value(), bounded = counterexample<S>().constants().value();
  const Steps<S> decayed = DecayingSchedule<S>(rate_steps<S>(), S(1) / S(3))(5);
  const auto method = make_method(problem, {.action = "biprobe"}, Stream(3));
  MeanSquareGradient<S> gradient(*exact);
  const auto result = run(*method, horizon_schedule(rate_steps<S>(), 100), 3, gradient);
  EXPECT_EQ(result.status, Status::horizon_reached);

  Figures<S> figures{exact->phi(),    constants.mu_g, constants.L_g1, constants.L_f1,  constants.L_f0,
                     bounded.kappa(), decayed.alpha,  decayed.theta,  gradient.mean(), uniform<S>(Stream(1), 4)};
  const CurvatureEstimate<S> of = estimate_curvature(problem, Stream(4), 4);
  const Steps<S> suggested = suggest_steps<S>(of, S(2), 100)(0);
  for (const S& figure : {of.lower_largest, of.lower_least, of.cross, of.upper, suggested.alpha, suggested.beta})
    figures.push_back(figure);
  append(figures, exact->hypergradient()), append(figures, method->x()), append(figures, method->y().flat());
  append(figures, method->z().flat()), append(figures, method->h());
  return figures;
}

TEST(Archetype, of_a_real_compiles_samplers_schedules_and_the_quadratic_problem_and_gives_their_values) {
  EXPECT_TRUE(same(noisy_run<RealArchetype>(), noisy_run<bin_float_50>()));
}

template <class S>
RankOneFactors<S> factors(int shift) {
  const auto part = [&](Index rows, int by) {
    Matrix<S> m(rows, 9);
    for (Index j = 0; j < m.cols(); ++j)
      for (Index i = 0; i < rows; ++i)
        m(i, j) = S(static_cast<int>(((i + 2) * (i + 2) + j + shift) * (j + by) % 11) - 5) / S(2);
    return m;
  };
  return {part(2, 1), part(4, 2), part(2, 3), part(4, 4), part(4, 5), part(2, 6)};
}
template <class S>
Figures<S> finite_sum_run() {
  const FiniteSumQuadratic<S> problem(
      {factors<S>(1), factors<S>(4), {{4, 1, 2}}, Vector<S>::Ones(2), Vector<S>::Ones(4)}, 3);
  Figures<S> figures{problem.constants()->L_g1};
  for (const SubspaceEntry<S>& sampler : subspace_list<S>())
    for (const ActionEntry<S>& action : action_list<S>()) {
      const auto method =
          make_single_loop(problem, Stream(5), sampler.make(problem.blocks()), action.name, Averaging::none);
      for (int k = 0; k < 3; ++k) method->step({S(1) / S(9), S(1) / S(90), S(1) / S(80), S(2) / S(3)});
      append(figures, method->x()), append(figures, method->y().flat()), append(figures, method->z().flat());
    }
  return figures;
}

TEST(Archetype, of_a_real_compiles_the_finite_sum_problem_and_gives_its_values) {
  EXPECT_TRUE(same(finite_sum_run<RealArchetype>(), finite_sum_run<bin_float_50>()));
}

template <class S>
Figures<S> softmax_batch() {
  SoftmaxBatch<S> batch(3, 4);
  const Matrix<S> features = small_matrix<S>(5, 3), at = small_matrix<S>(5, 4);
  Matrix<S> gradient = Matrix<S>::Zero(5, 4), hessian = gradient, diagonal = gradient;
  batch.begin(3);
  for (int i = 0; i < 3; ++i) batch.set_sample(i, static_cast<std::uint8_t>(i), sigmoid<S>(S(i - 1)));
  batch.evaluate(features, at);
  batch.add_gradient(features, gradient);
  batch.set_tangent(features, at);
  batch.add_hessian_action(features, hessian);
  batch.add_hessian_diagonal(features, diagonal);
  Figures<S> figures{batch.value(), batch.slope(1), sigmoid_slope<S>(S(2))};
  append(figures, gradient), append(figures, hessian), append(figures, diagonal);
  return figures;
}

TEST(Archetype, of_a_real_compiles_softmax_regression_and_gives_its_values) {
  EXPECT_TRUE(same(softmax_batch<RealArchetype>(), softmax_batch<bin_float_50>()));
}

}  // namespace bros::property::archetype_real_test
