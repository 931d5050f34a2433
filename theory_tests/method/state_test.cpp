// A run that is interrupted: taken, given to a new method, and gone on with.
#include "../support/resumed.hpp"

#include <bros/method/make.hpp>
#include <bros/problem/gaussian_finite_sum.hpp>
#include <bros/problem/rate_instance.hpp>

#include <gtest/gtest.h>

namespace bros::state_test {

template <class Spoil>
bool goes_on(const MethodSettings& settings, const Spoil& spoil, double momentum = 0) {
  const auto problem = rate_instance<double>();
  return resumes<double>([&] { return make_method(problem, settings, Stream(1)); }, spoil, momentum);
}

TEST(State, a_resumed_run_has_the_bits_of_one_that_was_not_interrupted) {
  for (const auto& method : method_list<double>()) {
    if (method.slots) continue;  // saba: below
    EXPECT_TRUE(goes_on({.method = method.name}, as_it_is)) << method.name;
  }
  for (const char* sampler : {"haar", "coordinates"})
    for (const auto& action : action_list<double>()) {
      if (action.even_rank) continue;  // the rank is 3
      EXPECT_TRUE(goes_on({.sampler = sampler, .action = action.name}, as_it_is)) << sampler << ' ' << action.name;
    }
}
TEST(State, a_resumed_run_of_saba_has_its_memories) {
  const FiniteSumQuadratic<double> problem(gaussian_finite_sum<double>(Stream(2), {{4, 1, 2}}, 2, 24), 4,
                                           Sampling::slots);
  const auto make = [&] { return make_method(problem, {.method = "saba"}, Stream(1)); };
  EXPECT_TRUE(resumes<double>(make, as_it_is));
  for (std::size_t i = 0; i < 5; ++i)
    EXPECT_FALSE(resumes<double>(make, [&](State<double>& s) { s.memories[i].setZero(); })) << i;
  EXPECT_THROW(resumes<double>(make, [](State<double>& s) { s.memories.pop_back(); }), ArgumentError);
}
TEST(State, a_resumed_run_of_a_method_with_memories_has_them) {
  for (const MethodSettings& settings : {MethodSettings{.method = "fsla"}, MethodSettings{.method = "fdehbo"},
                                         MethodSettings{.method = "f2sa-p", .order = 3}}) {
    EXPECT_TRUE(goes_on(settings, as_it_is)) << settings.method;
    const auto problem = rate_instance<double>();
    const std::size_t count = make_method(problem, settings, Stream(1))->state().memories.size();
    EXPECT_GE(count, 1u) << settings.method;
    for (std::size_t i = 0; i < count; ++i)
      EXPECT_FALSE(goes_on(settings, [&](State<double>& s) { s.memories[i].setZero(); })) << settings.method << i;
    EXPECT_THROW(goes_on(settings, [](State<double>& s) { s.memories.pop_back(); }), ArgumentError);
    EXPECT_THROW(goes_on(settings, [](State<double>& s) { s.memories[0].resize(1, 1); }), ArgumentError);
  }
}
TEST(State, a_resumed_run_with_momentum_has_the_bits_of_one_that_was_not_interrupted) {
  EXPECT_TRUE(goes_on({.method = "ma-soba"}, as_it_is, .5));
  EXPECT_TRUE(goes_on({}, as_it_is, .5));
}
TEST(State, nothing_that_is_kept_may_be_lost) {
  EXPECT_FALSE(goes_on({}, [](State<double>& s) { s.x[0] += 1e-15; }));
  EXPECT_FALSE(goes_on({}, [](State<double>& s) { s.h.setZero(); }));
  EXPECT_FALSE(goes_on({}, [](State<double>& s) { s.z.flat().setZero(); }));
  EXPECT_FALSE(goes_on({}, [](State<double>& s) { s.y.flat().setZero(); }));
  EXPECT_FALSE(goes_on({}, [](State<double>& s) { s.counts = {}; }));
  EXPECT_FALSE(goes_on(
      {}, [](State<double>& s) { s.velocity = {}; }, .5));
}

TEST(State, that_of_another_problem_is_refused) {
  const auto problem = rate_instance<double>();
  const auto method = make_method(problem, {}, Stream(1));
  const State<double> state = method->state();
  State<double> other = state;
  other.x.resize(1);
  EXPECT_THROW(method->restore(other), ArgumentError);
  other = state;
  other.z = BlockVector<double>(Layout({{1, 1}}));
  EXPECT_THROW(method->restore(other), ArgumentError);
  other = state;
  other.velocity = BlockVector<double>(Layout({{1, 1}}));
  EXPECT_THROW(method->restore(other), ArgumentError);
}

TEST(Momentum, is_a_heavy_ball_in_the_full_space) {
  const auto problem = rate_instance<double>();
  const Full<double> p(problem.blocks());
  const auto method = make_method(problem, {.method = "ma-soba"}, Stream(3));
  const auto oracle = problem.oracle(p);
  Vector<double> velocity = Vector<double>::Zero(method->y().size());
  for (std::uint64_t k = 0; k < 5; ++k) {
    const Vector<double> before = method->y().flat();
    oracle->evaluate({method->x(), method->y(), {k, Stream(3).fork("sample")}});
    method->step({.alpha = .01, .beta = .1, .gamma = .1, .theta = .2, .momentum = .75});
    velocity = .75 * velocity - .1 * oracle->lower_gradient().flat();
    EXPECT_LE((method->y().flat() - before - velocity).cwiseAbs().maxCoeff(), 1e-15) << k;
  }
  EXPECT_THROW(ConstantSchedule<double>({.1, .1, .1, .1, 1.0}), ArgumentError);
  EXPECT_THROW(ConstantSchedule<double>({.1, .1, .1, .1, -.1}), ArgumentError);
}

}  // namespace bros::state_test
