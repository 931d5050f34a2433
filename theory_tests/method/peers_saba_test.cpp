// SABA: SAGA's estimates are exactly unbiased, and on a finite sum with sampling noise they make it converge linearly
// where SOBA with the same steps and the same samples does not.
#include <bros/core/multiprecision.hpp>
#include <bros/core/surd.hpp>
#include <bros/method/make.hpp>
#include <bros/problem/gaussian_finite_sum.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bros::peers_saba_test {

// The planted faults of a memory; none of them is ever saved.
template <class S>
struct NeverSaved {
  [[nodiscard]] Matrix<S> state() const { return {}; }
  void restore(const Matrix<S>&) {}
};
template <class S>
struct NotUpdated : NeverSaved<S> {  // its memories stay 0
  NotUpdated(Index, Index) {}
  const Vector<S>& estimate(Index, const Vector<S>& term) { return estimate_ = term; }
  Vector<S> estimate_;
};
template <class S>
struct WithoutTheMean : NeverSaved<S> {  // of the memories
  WithoutTheMean(Index size, Index slots) : memories_(Matrix<S>::Zero(size, slots)), estimate_(size) {}
  const Vector<S>& estimate(Index slot, const Vector<S>& term) {
    estimate_ = term - memories_.col(slot);
    memories_.col(slot) = term;
    return estimate_;
  }
  Matrix<S> memories_;
  Vector<S> estimate_;
};
template <class S>
struct MeanOfTheNewMemories : NeverSaved<S> {  // taken after the memory was replaced
  MeanOfTheNewMemories(Index size, Index slots) : memories_(Matrix<S>::Zero(size, slots)), estimate_(size) {}
  const Vector<S>& estimate(Index slot, const Vector<S>& term) {
    estimate_ = term - memories_.col(slot);
    memories_.col(slot) = term;
    for (Index i = 0; i < memories_.cols(); ++i) estimate_ += memories_.col(i) / S(static_cast<int>(memories_.cols()));
    return estimate_;
  }
  Matrix<S> memories_;
  Vector<S> estimate_;
};

/// Whether, by enumeration without rounding, the mean of the estimates over every slot is that of the terms, after a
/// history that leaves a different memory in each slot but one.
template <template <class> class Memory>
bool unbiased() {
  static constexpr int slots = 4, size = 3;
  const auto term = [](int slot, int round) {
    Vector<surd> v(size);
    for (int i = 0; i < size; ++i) v[i] = surd(3 * slot - 2 * i + round * round) / surd(1 + i + slot);
    return v;
  };
  Memory<surd> memory(size, slots);
  int round = 1;
  for (const int slot : {2, 0, 2, 1, 0}) (void)memory.estimate(slot, term(slot, round++));
  for (int i = 0; i < size; ++i) {
    surd difference(0);
    for (int slot = 0; slot < slots; ++slot) {
      Memory<surd> copy = memory;
      difference += copy.estimate(slot, term(slot, 9))[i] - term(slot, 9)[i];
    }
    if (!(difference == surd(0))) return false;
  }
  return true;
}

TEST(Saga, estimates_are_unbiased_exactly_whatever_the_memories_hold) { EXPECT_TRUE(unbiased<SagaMemory>()); }

TEST(Saga, estimates_without_the_mean_or_with_that_of_the_new_memories_are_biased) {
  EXPECT_FALSE(unbiased<WithoutTheMean>());
  EXPECT_FALSE(unbiased<MeanOfTheNewMemories>());
}

using Real = bin_float_50;
using Problem = FiniteSumQuadratic<Real>;

/// Four minibatches of four samples, drawn.
Problem drawn() { return Problem(gaussian_finite_sum<Real>(Stream(5), {{2, 1, 2}}, 2, 16), 4, Sampling::slots); }
constexpr int decades = 12;
/// |grad Phi|^2 after 0, 1, .. decades of 400 iterations.
std::vector<double> gradients(const Problem& problem, Method<Real>& method) {
  Problem::Exact exact(problem);
  std::vector<double> found;
  for (int i = 0; i <= decades; ++i) {
    (void)run(method, ConstantSchedule<Real>({Real(1) / 16, Real(1) / 8, Real(1) / 8, 1}),
              400 * static_cast<std::uint64_t>(i));
    exact.at(method.x());
    found.push_back(static_cast<double>(exact.hypergradient().squaredNorm()));
  }
  return found;
}
template <template <class> class Memory>
std::vector<double> gradients_of_saba() {
  const Problem problem = drawn();
  Saba<Real, Memory> method(problem, Stream(6));
  return gradients(problem, method);
}
/// Whether every 400 iterations divide |grad Phi|^2 by at least 10^4, down to the rounding of fifty digits.
template <template <class> class Memory>
bool converges_linearly() {
  const auto found = gradients_of_saba<Memory>();
  for (std::size_t i = 1; i < found.size(); ++i)
    if (!(found[i] <= 1e-4 * found[i - 1] || found[i] <= 1e-80)) return false;
  return found.back() <= 1e-80;
}

TEST(Saba, converges_linearly_although_every_sample_is_noisy) { EXPECT_TRUE(converges_linearly<SagaMemory>()); }

TEST(Saba, does_not_without_its_memories_or_with_wrong_ones) {
  EXPECT_FALSE(converges_linearly<NotUpdated>());
  EXPECT_FALSE(converges_linearly<WithoutTheMean>());
}

TEST(Saba, is_soba_but_for_the_memories_and_soba_stays_at_its_noise) {
  const Problem problem = drawn();
  const auto method = make_method(problem, {.method = "soba"}, Stream(6));
  const auto soba = gradients(problem, *method), without = gradients_of_saba<NotUpdated>();
  EXPECT_EQ(soba, without);  // the very same samples
  for (std::size_t i = 1; i < soba.size(); ++i) EXPECT_GE(soba[i], 1e-6) << i;
}

/// With one minibatch there is nothing to reduce: SABA takes the path of SOBA.
TEST(Saba, is_soba_where_an_evaluation_takes_all_samples) {
  const Problem problem(gaussian_finite_sum<Real>(Stream(5), {{2, 1, 2}}, 2, 16), 16, Sampling::cyclic);
  const ConstantSchedule<Real> steps({Real(1) / 16, Real(1) / 8, Real(1) / 8, 1});
  Saba<Real> saba(problem, Stream(6));
  const auto soba = make_method(problem, {.method = "soba"}, Stream(6));
  (void)run(saba, steps, 50), (void)run(*soba, steps, 50);
  EXPECT_LE((saba.x() - soba->x()).norm(), Real(1e-45));
}

TEST(Saba, refuses_samples_that_are_not_fixed_minibatches_of_equal_size) {
  const auto refused = [](Index batch, Sampling sampling) -> std::string {
    const FiniteSumQuadratic<double> problem(gaussian_finite_sum<double>(Stream(5), {{2, 1, 2}}, 2, 16), batch,
                                             sampling);
    try {
      const Saba<double> method(problem, Stream(6));
      return "accepted";
    } catch (const ArgumentError& error) {
      return error.what();
    }
  };
  EXPECT_EQ(refused(4, Sampling::iid), "sampling = iid: cyclic, reshuffled or slots");
  EXPECT_EQ(refused(5, Sampling::slots), "batch = 5: a divisor of the numbers of samples, 16 and 16");
  EXPECT_EQ(refused(4, Sampling::reshuffled), "accepted");
}

}  // namespace bros::peers_saba_test
