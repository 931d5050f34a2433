// The recursions of verified/counterexample.hpp are those of the library's own code, run on the counterexample.
#include <bros/claims/exact_matrix.hpp>
#include <bros/claims/scripted.hpp>
#include <bros/method/single_loop.hpp>
#include <bros/problem/counterexample.hpp>
#include <bros/problem/noiseless_data.hpp>
#include <bros/verified/counterexample.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace bros::verified_recursion_test {

namespace at = counterexample_state;
const Steps<rational> some_steps{rational(1) / 10, rational(1) / 4, rational(1) / 5, rational(1) / 2};
template <class S>
Steps<S> in(const Steps<rational>& s) {
  return {S(s.alpha), S(s.beta), S(s.gamma), S(s.theta)};
}

template <class S>
Matrix<S> start() {
  Matrix<S> s(at::size, 1);
  for (Index i = 0; i < at::size; ++i) s(i, 0) = S(i == at::one ? 1 : 0);
  return s;
}
/// The state of one of the library's methods, as the certificates have it.
template <class S>
Matrix<S> state_of(const Method<S>& method) {
  Matrix<S> s = start<S>();
  s(at::x, 0) = method.x()[0];
  s(at::h, 0) = method.h()[0];
  for (Index i = 0; i < 3; ++i) s(at::y + i, 0) = method.y().flat()[i], s(at::z + i, 0) = method.z().flat()[i];
  return s;
}
/// P P^T of a realisation.
template <class S>
Matrix<S> projection_of(const Subspace<S>& p) {
  BlockVector<S> e(p.blocks().full()), w(p.blocks().projected()), lifted(p.blocks().full());
  Matrix<S> q(3, 3);
  for (Index j = 0; j < 3; ++j) {
    e.flat() = Vector<S>::Unit(3, j);
    lifted.flat().setConstant(S(0));
    lift_add(p, S(1), restricted(p, e, w), lifted);
    q.col(j) = lifted.flat();
  }
  return q;
}

/// M(Q, Hhat) of the certificates, and four that are not.
template <class S>
using StepRule = Matrix<S> (*)(const Matrix<S>&, const Matrix<S>&, bool, const Steps<S>&);
template <class S>
Matrix<S> x_along_the_new_h(const Matrix<S>& q, const Matrix<S>& estimate, bool full_cross, const Steps<S>& steps) {
  Matrix<S> m = counterexample_step(q, estimate, full_cross, steps);
  for (Index j = 0; j < at::size; ++j) m(at::x, j) = S(j == at::x ? 1 : 0) - steps.alpha * m(at::h, j);
  return m;
}
template <class S>
Matrix<S> projected_cross_term(const Matrix<S>& q, const Matrix<S>& estimate, bool, const Steps<S>& steps) {
  return counterexample_step(q, estimate, false, steps);
}
template <class S>
Matrix<S> steps_of_y_and_z_exchanged(const Matrix<S>& q, const Matrix<S>& estimate, bool full_cross,
                                     const Steps<S>& steps) {
  return counterexample_step(q, estimate, full_cross, Steps<S>{steps.alpha, steps.gamma, steps.beta, steps.theta});
}
template <class S>
Matrix<S> unprojected_right_hand_side(const Matrix<S>& q, const Matrix<S>& estimate, bool full_cross,
                                      const Steps<S>& steps) {
  Matrix<S> m = counterexample_step(q, estimate, full_cross, steps);
  for (Index i = 0; i < 3; ++i) m(at::z + i, at::one) = i == 0 ? steps.gamma : S(0);
  return m;
}

/// The largest difference between a run of the library on random Haar subspaces and the product of the matrices M.
template <class A>
bin_float_50 distance_from_library(StepRule<bin_float_50> rule) {
  using S = bin_float_50;
  const auto problem = counterexample<S>();
  const Stream stream(41);
  Haar<S> p(problem.blocks());
  SingleLoop<S> method(problem, stream, p.clone(), std::make_unique<A>(p));
  const Steps<S> steps = in<S>(some_steps);
  Matrix<S> s = start<S>();
  S largest = 0;
  for (std::uint64_t k = 0; k < 30; ++k) {
    p.draw(stream.fork("subspace").fork(k));
    const Matrix<S> q = projection_of(p), qh = matrix_product(q, counterexample_hessian<S>());
    s = matrix_product(rule(q, A::kind.unbiased ? qh : matrix_product(qh, q), A::kind.full_cross, steps), s);
    method.step(steps);
    largest = std::max(largest, S((s - state_of(method)).cwiseAbs().maxCoeff()));
  }
  return largest;
}
TEST(VerifiedRecursion, of_the_counterexample_is_that_of_the_single_loop) {
  using S = bin_float_50;
  const S rounding("1e-46");
  EXPECT_LT(distance_from_library<OneSided<S>>(counterexample_step<S>), rounding);
  EXPECT_LT(distance_from_library<Plain<S>>(counterexample_step<S>), rounding);
  for (const auto& mutant :
       {x_along_the_new_h<S>, projected_cross_term<S>, steps_of_y_and_z_exchanged<S>, unprojected_right_hand_side<S>})
    EXPECT_GT(distance_from_library<OneSided<S>>(mutant), S("1e-3"));
}

/// E[s s'] after some iterations of a method, over every sequence of subspaces and signs, by its own code in surds.
Matrix<rational> enumerated_second_moments(const char* action, const Matrix<rational>& from, int iterations) {
  auto data = noiseless_data<surd>(counterexample<double>().data());
  data.x0[0] = surd(from(at::x, 0));
  for (Index i = 0; i < 3; ++i) data.y0[i] = surd(from(at::y + i, 0));
  const Quadratic<surd> problem(std::move(data));
  const auto length = static_cast<std::size_t>(iterations);
  Script script(length);
  Matrix<rational> sum(product_index(0, at::size), 1);
  sum.setZero();
  int count = 0;
  for_each_choice(
      std::vector<Script>(length, all_draws(action, problem.blocks())),
      [&](Index k, const ScriptedDraw& draw) { script[static_cast<std::size_t>(k)] = draw; },
      [&] {
        auto p = std::make_unique<ScriptedRows>(problem.blocks(), script);
        auto acts = std::make_unique<ScriptedAction>(action, *p, script);
        SingleLoop<surd> method(problem, Stream(1), std::move(p), std::move(acts));
        for (int k = 0; k < iterations; ++k) method.step(in<surd>(some_steps));
        const auto s = state_of(method);
        for (Index j = 0; j < at::size; ++j)
          for (Index i = 0; i <= j; ++i) sum(product_index(i, j), 0) += (s(i, 0) * s(j, 0)).to_rational();
        ++count;
      });
  for (Index i = 0; i < sum.size(); ++i) sum(i, 0) /= count;
  return sum;
}
Matrix<rational> predicted_second_moments(const Matrix<rational>& from, int iterations, const EstimatorLaw& law) {
  Matrix<rational> products(product_index(0, at::size), 1);
  for (Index j = 0; j < at::size; ++j)
    for (Index i = 0; i <= j; ++i) products(product_index(i, j), 0) = from(i, 0) * from(j, 0);
  return after(static_cast<std::uint64_t>(iterations), counterexample_second_moments(law, some_steps), products);
}
Matrix<rational> elsewhere() {
  Matrix<rational> s = counterexample_start();  // with every component of y in play
  s(at::x, 0) = rational(1) / 2;
  s(at::y, 0) = 1, s(at::y + 1, 0) = -2, s(at::y + 2, 0) = 3;
  return s;
}
EstimatorLaw on_coordinates(ActionKind action) { return counterexample_law(action, SamplerKind::coordinates); }

TEST(VerifiedRecursion, second_moments_are_those_of_every_sequence_of_draws_run_by_the_library) {
  const auto right = on_coordinates(ActionKind::one_sided);
  for (const auto& from : {counterexample_start(), elsewhere()}) {
    const auto one_sided = enumerated_second_moments("one_sided", from, 4);
    EXPECT_TRUE(equal(one_sided, predicted_second_moments(from, 4, right)));
    EXPECT_FALSE(equal(one_sided, predicted_second_moments(from, 3, right))) << "planted fault: off by one";
    EXPECT_FALSE(equal(one_sided, predicted_second_moments(from, 4, {right.mean, {}, true})))
        << "planted fault: mean only";
    EXPECT_FALSE(equal(
        one_sided, predicted_second_moments(from, 4, counterexample_law(ActionKind::one_sided, SamplerKind::haar))));
    auto too_wide = right;
    too_wide.deviations.front().variance *= 2;
    EXPECT_FALSE(equal(one_sided, predicted_second_moments(from, 4, too_wide))) << "planted fault";

    const auto plain = enumerated_second_moments("plain", from, 4);
    EXPECT_TRUE(equal(plain, predicted_second_moments(from, 4, on_coordinates(ActionKind::plain))));
    EXPECT_FALSE(equal(plain, predicted_second_moments(from, 4, right))) << "planted fault: no correction";
  }
}
TEST(VerifiedRecursion, second_moments_include_the_signs_of_the_probes) {
  const auto from = elsewhere();
  const auto centred = enumerated_second_moments("centred", from, 2);
  EXPECT_TRUE(equal(centred, predicted_second_moments(from, 2, on_coordinates(ActionKind::centred))));
  EXPECT_FALSE(equal(centred, predicted_second_moments(from, 2, on_coordinates(ActionKind::exact_weights))))
      << "planted fault: the mean over the signs";
  EXPECT_TRUE(equal(enumerated_second_moments("biprobe", from, 2),
                    predicted_second_moments(from, 2, on_coordinates(ActionKind::biprobe))));
  EXPECT_TRUE(equal(enumerated_second_moments("balanced", from, 2),
                    predicted_second_moments(from, 2, on_coordinates(ActionKind::balanced))));
}

}  // namespace bros::verified_recursion_test
