// A run that is interrupted: taken, given to a new method, and gone on with.
#include "resumed.hpp"

#include <bros/method/methods.hpp>
#include <bros/problem/rate_instance.hpp>

#include <gtest/gtest.h>

namespace bros::state_test {

using Problem = Quadratic<double>;
template <class Method, class Spoil>
bool goes_on(const Spoil& spoil, double momentum = 0) {
  return bros::resumes<Method>(rate_instance<double>(), spoil, momentum);
}

TEST(State, a_resumed_run_has_the_bits_of_one_that_was_not_interrupted) {
  EXPECT_TRUE(goes_on<MaSoba<Problem>>(as_it_is));
  EXPECT_TRUE(goes_on<Soba<Problem>>(as_it_is));
  EXPECT_TRUE(goes_on<Naive<Problem>>(as_it_is));
  EXPECT_TRUE(goes_on<Bros<Problem>>(as_it_is));
  EXPECT_TRUE((goes_on<Bros<Problem, Coordinates<double>, Biprobe<Coordinates<double>>>>(as_it_is)));
  EXPECT_TRUE((goes_on<Bros<Problem, Haar<double>, Decoupled<Haar<double>>>>(as_it_is)));
}
TEST(State, a_resumed_run_with_momentum_has_the_bits_of_one_that_was_not_interrupted) {
  EXPECT_TRUE(goes_on<MaSoba<Problem>>(as_it_is, .5));
  EXPECT_TRUE(goes_on<Bros<Problem>>(as_it_is, .5));
}
TEST(State, nothing_that_is_kept_may_be_lost) {
  EXPECT_FALSE(goes_on<Bros<Problem>>([](State<double>& s) { s.x[0] += 1e-15; }));
  EXPECT_FALSE(goes_on<Bros<Problem>>([](State<double>& s) { s.h.setZero(); }));
  EXPECT_FALSE(goes_on<Bros<Problem>>([](State<double>& s) { s.z.flat().setZero(); }));
  EXPECT_FALSE(goes_on<Bros<Problem>>([](State<double>& s) { s.y.flat().setZero(); }));
  EXPECT_FALSE(goes_on<Bros<Problem>>([](State<double>& s) { s.counts = {}; }));
  EXPECT_FALSE(goes_on<Bros<Problem>>([](State<double>& s) { s.velocity = {}; }, .5));
}

TEST(State, that_of_another_problem_is_refused) {
  const Problem problem(rate_instance_data<double>());
  Bros<Problem> method(problem, Stream(1));
  const State<double> state = method.state();
  State<double> other = state;
  other.x.resize(1);
  EXPECT_THROW(method.restore(other), ArgumentError);
  other = state;
  other.z = BlockVector<double>(Layout({{1, 1}}));
  EXPECT_THROW(method.restore(other), ArgumentError);
}

TEST(Momentum, is_a_heavy_ball_in_the_full_space) {
  const Problem problem(rate_instance_data<double>());
  Full<double> p(problem.blocks());
  MaSoba<Problem> method(problem, Stream(3));
  Problem::Linearisation<Full<double>> lin(problem, p);
  Vector<double> velocity = Vector<double>::Zero(method.y().size());
  for (std::uint64_t k = 0; k < 5; ++k) {
    const Vector<double> before = method.y().flat();
    lin.evaluate(method.x(), method.y(), Sample{k, Stream(3).fork("sample")});
    method.step({.alpha = .01, .beta = .1, .gamma = .1, .theta = .2, .momentum = .75});
    velocity = .75 * velocity - .1 * lin.lower_gradient().flat();
    EXPECT_LE((method.y().flat() - before - velocity).cwiseAbs().maxCoeff(), 1e-15) << k;
  }
  EXPECT_THROW(ConstantSchedule<double>({.1, .1, .1, .1, 1.0}), ArgumentError);
  EXPECT_THROW(ConstantSchedule<double>({.1, .1, .1, .1, -.1}), ArgumentError);
}

}  // namespace bros::state_test
