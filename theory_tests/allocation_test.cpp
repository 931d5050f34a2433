#include "allocation_counter.hpp"

#include <bros/method/amigo.hpp>
#include <bros/method/bome.hpp>
#include <bros/method/f2sa.hpp>
#include <bros/method/methods.hpp>
#include <bros/method/pbgd.hpp>
#include <bros/method/saba.hpp>
#include <bros/method/stocbio.hpp>
#include <bros/problem/finite_sum_quadratic.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <utility>

namespace bros::allocation_test {

using testing::allocations_during;

class Allocations : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!testing::allocations_are_counted) GTEST_SKIP() << "allocations are not counted here (sanitizer, or no glibc)";
  }
};

/// Gaussian data of a finite sum whose lower variable is one block rows x 1 moved in half of its dimension.
FiniteSumQuadratic<double> finite_sum(Index rows, Sampling sampling) {
  const Index samples = 4 * rows;
  const auto level = [&](const Stream& stream) {
    RankOneFactors<double> factors;
    std::uint64_t letter = 0;
    for (auto* factor : {&factors.p, &factors.q, &factors.u, &factors.w, &factors.a, &factors.b}) {
      Vector<double> numbers(rows * samples);
      fill_gaussian<double>(stream.fork(letter++), numbers);
      *factor = numbers.reshaped(rows, samples);
    }
    return factors;
  };
  return FiniteSumQuadratic<double>({level(Stream(1)),
                                     level(Stream(2)),
                                     {{rows, 1, rows / 2}},
                                     Vector<double>::Ones(rows),
                                     Vector<double>::Ones(rows)},
                                    64, sampling);
}

/// Two blocks, one of several columns, and noise in all five quantities.
Quadratic<double> noisy_quadratic() {
  const Index n = 28, d = 3;
  QuadraticData<double> data;
  data.lower = {Matrix<double>::Identity(n, n), Matrix<double>::Ones(d, n), Vector<double>::Ones(n)};
  data.upper = {Matrix<double>::Identity(n, n), Matrix<double>::Ones(d, n), Matrix<double>::Identity(d, d),
                Vector<double>::Ones(n), Vector<double>::Ones(d)};
  data.noise = {.1, .1, .1, .1, .1};
  data.blocks = {{16, 1, 4}, {4, 3, 2}};
  data.x0 = Vector<double>::Ones(d);
  data.y0 = Vector<double>::Ones(n);
  return Quadratic<double>(std::move(data));
}

/// How often iterations 2 to 10 of a method allocate: over two epochs of 400 samples in minibatches of 64.
template <class Method, class Problem, class StepsOf = Steps<double>>
std::uint64_t allocations_after_the_first_iteration(const Problem& problem,
                                                    const StepsOf& steps = {1e-4, 1e-4, 1e-4, .1}) {
  Method method(problem, Stream(7));
  method.step(steps);
  return allocations_during([&] {
    for (int k = 1; k < 10; ++k) method.step(steps);
  });
}

template <class P, template <class> class A, class Problem>
void expect_none_with_action(const Problem& problem) {
  EXPECT_EQ((allocations_after_the_first_iteration<SingleLoop<Problem, P, A<P>, Averaging::moving>>(problem)), 0u)
      << P::name << ", " << A<P>::traits.name;
}

template <class P, class Problem>
void expect_none_with_sampler(const Problem& problem) {
  expect_none_with_action<P, Plain>(problem);
  expect_none_with_action<P, Biprobe>(problem);
  expect_none_with_action<P, Balanced>(problem);
  expect_none_with_action<P, Centred>(problem);
  expect_none_with_action<P, ExactWeights>(problem);
  expect_none_with_action<P, Decoupled>(problem);
  expect_none_with_action<P, OneSided>(problem);
}

template <class Problem>
void expect_none_in_full_space(const Problem& problem) {
  EXPECT_EQ(allocations_after_the_first_iteration<MaSoba<Problem>>(problem), 0u);
  EXPECT_EQ(allocations_after_the_first_iteration<Soba<Problem>>(problem), 0u);
}

TEST_F(Allocations, none_after_the_first_iteration_on_a_noisy_quadratic) {
  const auto problem = noisy_quadratic();
  expect_none_in_full_space(problem);
  expect_none_with_sampler<Haar<double>>(problem);
  expect_none_with_sampler<Coordinates<double>>(problem);
  expect_none_with_sampler<Hadamard<double>>(problem);
}

TEST_F(Allocations, none_after_the_first_iteration_on_a_finite_sum_of_dimension_100) {
  const auto problem = finite_sum(100, Sampling::iid);
  expect_none_in_full_space(problem);
  expect_none_with_sampler<Haar<double>>(problem);
  expect_none_with_sampler<Coordinates<double>>(problem);
}

TEST_F(Allocations, none_after_the_first_iteration_on_a_finite_sum_with_hadamard_subspaces_of_128) {
  expect_none_with_sampler<Hadamard<double>>(finite_sum(128, Sampling::iid));
}

TEST_F(Allocations, none_after_the_first_iteration_with_minibatches_in_fixed_orders) {
  for (const Sampling sampling : {Sampling::cyclic, Sampling::reshuffled}) {
    const auto problem = finite_sum(100, sampling);
    EXPECT_EQ(allocations_after_the_first_iteration<Soba<FiniteSumQuadratic<double>>>(problem), 0u);
    EXPECT_EQ(allocations_after_the_first_iteration<Bros<FiniteSumQuadratic<double>>>(problem), 0u);
  }
}

DataCleaning<double> cleaning(Sampling sampling) {
  LabelledImages data{Matrix<std::uint8_t>(64, 80), std::vector<std::uint8_t>(80)};
  for (Index j = 0; j < 80; ++j) {
    data.labels[static_cast<std::size_t>(j)] = static_cast<std::uint8_t>(j % 10);
    for (Index i = 0; i < 64; ++i) data.images(i, j) = static_cast<std::uint8_t>((17 * i + 29 * j) % 256);
  }
  CleaningSettings<double> settings;
  settings.training = 50, settings.validation = 30, settings.rank = 16, settings.batch = 8;
  settings.sampling = sampling;
  return DataCleaning<double>(std::move(data), settings, Stream(5));
}

TEST_F(Allocations, none_after_the_first_iteration_of_data_cleaning) {
  const auto problem = cleaning(Sampling::iid), reshuffled = cleaning(Sampling::reshuffled);
  expect_none_in_full_space(problem);
  expect_none_with_sampler<Haar<double>>(problem);
  expect_none_with_sampler<Coordinates<double>>(problem);
  expect_none_with_sampler<Hadamard<double>>(problem);
  EXPECT_EQ(allocations_after_the_first_iteration<MaSoba<DataCleaning<double>>>(reshuffled), 0u);
}

TEST_F(Allocations, none_with_a_sampler_and_an_action_chosen_at_run_time) {
  const auto problem = noisy_quadratic();
  using P = AnySubspace<double>;
  for (const char* sampler : {"full", "haar", "coordinates"})
    for (const char* action : {"plain", "biprobe", "decoupled", "one_sided", "exact_weights"}) {
      const P p(sampler, problem.blocks());
      SingleLoop<Quadratic<double>, P, AnyAction<P>, Averaging::moving> method(problem, Stream(7), p,
                                                                               AnyAction<P>(action, p));
      const Steps<double> steps{1e-4, 1e-4, 1e-4, .1};
      method.step(steps);
      EXPECT_EQ(allocations_during([&] { method.step(steps); }), 0u) << sampler << ", " << action;
    }
}

TEST_F(Allocations, none_in_large_haar_draws_and_restrictions) {
  Haar<double> haar(Blocks({{784, 64, 196}}));
  const Matrix<double> y = Matrix<double>::Ones(784, 64);
  Matrix<double> restricted(196, 64), lifted = y;
  const auto move = [&] {
    haar.draw(Stream(1));
    haar.restrict_block(0, y, restricted);
    haar.lift_block(0, 1.0, restricted, lifted);
  };
  EXPECT_EQ(allocations_during(move), 0u);
}

template <class Problem>
void expect_none_with_peers(const Problem& problem) {
  EXPECT_EQ(allocations_after_the_first_iteration<Amigo<Problem>>(problem), 0u);
  EXPECT_EQ(allocations_after_the_first_iteration<StocBio<Problem>>(problem), 0u);
  EXPECT_EQ(allocations_after_the_first_iteration<Bome<Problem>>(problem), 0u);
  const PenaltySteps<double> steps{1e-4, 1e-4, 1e-4, 2};
  EXPECT_EQ(allocations_after_the_first_iteration<F2sa<Problem>>(problem, steps), 0u);
  EXPECT_EQ(allocations_after_the_first_iteration<Pbgd<Problem>>(problem, steps), 0u);
}

TEST_F(Allocations, none_after_the_first_iteration_of_the_peers) {
  expect_none_with_peers(noisy_quadratic());
  expect_none_with_peers(finite_sum(100, Sampling::iid));
  expect_none_with_peers(cleaning(Sampling::iid));
  for (const Sampling sampling : {Sampling::cyclic, Sampling::reshuffled, Sampling::slots})
    EXPECT_EQ(allocations_after_the_first_iteration<Saba<FiniteSumQuadratic<double>>>(finite_sum(64, sampling)), 0u);
}

/// The planted fault: right, but its estimate is a new vector.
template <class S>
struct AllocatingMemory : SagaMemory<S> {
  using SagaMemory<S>::SagaMemory;
  Vector<S> estimate(Index slot, const Vector<S>& term) { return SagaMemory<S>::estimate(slot, term); }
};

TEST_F(Allocations, a_peer_that_allocates_is_caught) {
  using Problem = FiniteSumQuadratic<double>;
  EXPECT_GE((allocations_after_the_first_iteration<Saba<Problem, AllocatingMemory>>(finite_sum(64, Sampling::slots))),
            45u);
}

/// The planted fault: right, but it copies W to the heap.
template <class P>
class AllocatingPlain : public Plain<P> {
 public:
  using Plain<P>::Plain;
  template <class Oracle, class Vectors>
  void apply(Oracle& oracle, const P&, const Vectors&, const Vectors& w, Vectors& out) {
    const Vectors copy = w;
    oracle.hessian_action(copy, out);
  }
};

TEST_F(Allocations, an_action_that_allocates_is_caught) {
  using P = Coordinates<double>;
  using Problem = Quadratic<double>;
  EXPECT_GE((allocations_after_the_first_iteration<SingleLoop<Problem, P, AllocatingPlain<P>, Averaging::moving>>(
                noisy_quadratic())),
            9u);
}

TEST_F(Allocations, every_way_to_ask_for_memory_is_counted) {
  const auto keep = [](void* memory) {
    asm volatile("" : : "g"(memory) : "memory");  // or the compiler drops the pair
    std::free(memory);
  };
  EXPECT_EQ(allocations_during([&] { keep(std::malloc(8)); }), 1u);
  EXPECT_EQ(allocations_during([&] { keep(std::calloc(2, 8)); }), 1u);
  EXPECT_EQ(allocations_during([&] { keep(std::realloc(nullptr, 8)); }), 1u);
  EXPECT_EQ(allocations_during([&] { keep(std::aligned_alloc(64, 64)); }), 1u);
  EXPECT_EQ(allocations_during([&] {
              void* memory = ::operator new(8);
              asm volatile("" : : "g"(memory) : "memory");
              ::operator delete(memory);
            }),
            1u);
}

}  // namespace bros::allocation_test
