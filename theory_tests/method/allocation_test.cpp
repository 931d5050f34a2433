#include "../support/allocation_counter.hpp"

#include <bros/method/make.hpp>
#include <bros/problem/data_cleaning.hpp>
#include <bros/problem/finite_sum_quadratic.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>
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
std::uint64_t allocations_after_the_first_iteration(Method<double>& method) {
  const Steps<double> steps{.alpha = 1e-4, .beta = 1e-4, .gamma = 1e-4, .theta = .1, .lambda = 2};
  method.step(steps);
  return allocations_during([&] {
    for (int k = 1; k < 10; ++k) method.step(steps);
  });
}

void expect_none_with(const Problem<double>& problem, const MethodSettings& settings) {
  const auto method = make_method(problem, settings, Stream(7));
  EXPECT_EQ(allocations_after_the_first_iteration(*method), 0u)
      << settings.method << ", " << settings.sampler << ", " << settings.action;
}

enum class Has { slots, no_slots };

/// Every method, with every sampler but one and every action where it takes them.
void expect_none(const Problem<double>& problem, Has has = Has::no_slots, const std::string& without = "") {
  for (const auto& method : method_list<double>()) {
    if (method.slots && has == Has::no_slots) continue;
    if (!method.sampler) {
      expect_none_with(problem, {.method = method.name});
      continue;
    }
    for (const auto& sampler : subspace_list<double>()) {
      if (sampler.name == without) continue;
      if (!method.action) expect_none_with(problem, {.method = method.name, .sampler = sampler.name});
      if (!method.action) continue;
      for (const auto& action : action_list<double>())
        expect_none_with(problem, {.method = method.name, .sampler = sampler.name, .action = action.name});
    }
  }
}

TEST_F(Allocations, none_after_the_first_iteration_on_a_noisy_quadratic) { expect_none(noisy_quadratic()); }

/// A problem of one's own, whose functions allocate nothing.
struct Own final : FullSpaceProblem<double> {
  Own() : FullSpaceProblem({{16, 1, 4}, {4, 3, 2}}, 3) {}
  void gradients(const Point<double>& at, Gradients<double>& out) const override {
    out.lower_gradient.flat() = at.y.flat();
    out.upper_gradient_lower.flat().setOnes();
    out.upper_gradient_upper = at.x;
    out.lower_gradient_upper.setZero();
  }
  void products(const Point<double>&, const BlockVector<double>& t, BlockVector<double>& hessian,
                Vector<double>& cross) const override {
    hessian.flat() = t.flat();
    cross = t.flat().head(3);
  }
};
TEST_F(Allocations, none_after_the_first_iteration_on_a_problem_of_ones_own) { expect_none(Own()); }

// The rows of a Hadamard subspace are a power of two.
const std::string hadamard = Hadamard<double>::kind;

TEST_F(Allocations, none_after_the_first_iteration_on_a_finite_sum_of_dimension_100) {
  for (const Sampling sampling : {Sampling::iid, Sampling::cyclic, Sampling::reshuffled})
    expect_none(finite_sum(100, sampling), Has::no_slots, hadamard);
}

TEST_F(Allocations, none_after_the_first_iteration_on_a_finite_sum_with_hadamard_subspaces_of_128) {
  expect_none(finite_sum(128, Sampling::iid));
}

TEST_F(Allocations, none_after_the_first_iteration_on_fixed_minibatches_of_equal_size) {
  for (const Sampling sampling : {Sampling::cyclic, Sampling::reshuffled, Sampling::slots})
    expect_none(finite_sum(64, sampling), Has::slots);
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
  for (const Sampling sampling : {Sampling::iid, Sampling::reshuffled}) expect_none(cleaning(sampling));
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

/// The planted fault: right, but its estimate is a new vector.
template <class S>
struct AllocatingMemory : SagaMemory<S> {
  using SagaMemory<S>::SagaMemory;
  Vector<S> estimate(Index slot, const Vector<S>& term) { return SagaMemory<S>::estimate(slot, term); }
};

TEST_F(Allocations, a_peer_that_allocates_is_caught) {
  const auto problem = finite_sum(64, Sampling::slots);
  Saba<double, AllocatingMemory> method(problem, Stream(7));
  EXPECT_GE(allocations_after_the_first_iteration(method), 45u);
}

/// The planted fault: the plain action, but it copies W to the heap.
class AllocatingPlain final : public Action<double> {
 public:
  explicit AllocatingPlain(const Subspace<double>& p) : Action<double>(p.blocks()) {}
  [[nodiscard]] const ActionTraits& traits() const override { return Plain<double>::kind; }
  [[nodiscard]] std::span<const Along<double>> ask(const Subspace<double>& p, const BlockVector<double>& z) override {
    copy_ = std::make_unique<BlockVector<double>>(*projected(p, z).coefficients);
    asked_ = {tangent(p, *copy_), &hessian_, &cross_};
    return {&asked_, 1};
  }

 private:
  std::unique_ptr<BlockVector<double>> copy_;
  Along<double> asked_{};
};

TEST_F(Allocations, an_action_that_allocates_is_caught) {
  const auto problem = noisy_quadratic();
  auto p = std::make_unique<Coordinates<double>>(problem.blocks());
  auto action = std::make_unique<AllocatingPlain>(*p);
  SingleLoop<double> method(problem, Stream(7), std::move(p), std::move(action));
  EXPECT_GE(allocations_after_the_first_iteration(method), 9u);
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
