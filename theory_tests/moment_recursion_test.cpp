// moment-recursion, exactly: the recursion in rationals against the library's own methods, run in surds over every
// sequence of subspaces and signs.
#include "enumeration.hpp"
#include "exact_matrix.hpp"
#include "quadratic_cases.hpp"

#include <bros/method/methods.hpp>
#include <bros/theory/moment_recursion.hpp>
#include <bros/verified/counterexample.hpp>
#include <bros/verified/noiseless_quadratic.hpp>

#include <gtest/gtest.h>

#include <functional>
#include <utility>
#include <vector>

namespace bros::moment_recursion_test {

const Steps<rational> some_steps{rational(1) / 10, rational(1) / 4, rational(1) / 5, rational(1) / 2};
const Steps<surd> surd_steps{surd(some_steps.alpha), surd(some_steps.beta), surd(some_steps.gamma),
                             surd(some_steps.theta)};

/// A sampler and an action that are told what to draw in every iteration.
using Realisation = std::vector<std::vector<Index>>;
struct ScriptedRows : Coordinates<surd> {
  using Coordinates<surd>::Coordinates;
  void draw(const Stream&) { take(script[next++]); }
  void take(const Realisation& rows) {
    for (std::size_t l = 0; l < rows.size(); ++l) set_rows(static_cast<Index>(l), rows[l]);
  }
  std::vector<Realisation> script;
  std::size_t next = 0;
};
using Signs = std::vector<Vector<surd>>;
template <class Action>
struct ScriptedSigns : Action {
  using Action::Action;
  void draw(const Stream&) {
    if constexpr (requires(Action a, const Vector<surd>& s) { a.set_signs(0, s); })
      for (std::size_t l = 0; l < script[next].size(); ++l) this->set_signs(static_cast<Index>(l), script[next][l]);
    if constexpr (requires(Action a) { a.second(); }) this->second().take(seconds[next]);
    ++next;
  }
  std::vector<Signs> script;
  std::vector<Realisation> seconds;
  std::size_t next = 0;
};

/// Every choice of one option in each block.
template <class Option>
std::vector<std::vector<Option>> products(const std::vector<std::vector<Option>>& options) {
  std::vector<std::vector<Option>> all;
  std::vector<Option> chosen(options.size());
  for_each_choice(
      options, [&](Index l, const Option& o) { chosen[static_cast<std::size_t>(l)] = o; },
      [&] { all.push_back(chosen); });
  return all;
}
std::vector<Realisation> realisations(const Blocks& blocks) {
  std::vector<std::vector<std::vector<Index>>> rows;
  for (const Block& b : blocks) rows.push_back(subsets(b.rows, b.rank));
  return products(rows);
}
/// No signs: one empty choice.
using SignsOf = std::function<std::vector<Vector<surd>>(Index rank)>;
std::vector<Signs> all_signs(const Blocks& blocks, const SignsOf& of) {
  if (!of) return {Signs()};
  std::vector<std::vector<Vector<surd>>> signs;
  for (const Block& b : blocks) signs.push_back(of(b.rank));
  return products(signs);
}

template <class Method>
Vector<surd> state_of(const Method& method, const StateLayout& at) {
  Vector<surd> s = Vector<surd>::Zero(at.size());
  const auto copy = [&](Index first, const Vector<surd>& part) {
    for (Index i = 0; i < part.size(); ++i) s[first + i] = part[i];
  };
  copy(at.x(), method.x()), copy(at.y(), method.y().flat()), copy(at.z(), method.z().flat());
  if (at.averages) copy(at.h(), method.h());
  s[at.one()] = surd(1);
  return s;
}

/// Where one run stands, and E[s s^T] after some further iterations over every sequence of draws in these.
struct Enumerated {
  Vector<rational> from;
  Matrix<rational> moments;
};
/// By the library's code; before the enumerated iterations, `before` with the first draw.
template <template <class> class A, Averaging averaging = Averaging::moving>
Enumerated enumerated(const std::vector<Block>& blocks, Index d, int before, int iterations,
                      const SignsOf& signs = {}) {
  const NoiselessQuadratic<surd> problem(unstructured_data<surd>(blocks, d));
  const StateLayout at{d, problem.blocks().full().size(), averaging == Averaging::moving};
  using Action = ScriptedSigns<A<ScriptedRows>>;
  constexpr bool decoupled = std::is_base_of_v<Decoupled<ScriptedRows>, Action>;
  struct Draw {
    Realisation rows;
    Signs signs;
    Realisation second;
  };
  std::vector<Draw> draws;
  const auto all = realisations(problem.blocks());
  for (const auto& rows : all)
    for (const auto& s : all_signs(problem.blocks(), signs))
      for (const auto& second : decoupled ? all : std::vector<Realisation>(1)) draws.push_back({rows, s, second});
  const auto length = static_cast<std::size_t>(before + iterations);
  ScriptedRows p(problem.blocks());
  Action action(problem.blocks());
  p.script.resize(length), action.script.resize(length), action.seconds.resize(length);
  const auto take = [&](Index k, const Draw& draw) {
    const auto i = static_cast<std::size_t>(k);
    p.script[i] = draw.rows, action.script[i] = draw.signs, action.seconds[i] = draw.second;
  };
  Matrix<surd> sum = Matrix<surd>::Zero(at.size(), at.size());
  Enumerated result{Vector<rational>(at.size()), Matrix<rational>(at.size(), at.size())};
  int count = 0;
  std::vector<std::vector<Draw>> choices(length, draws);
  for (int k = 0; k < before; ++k) choices[static_cast<std::size_t>(k)].resize(1);
  for_each_choice(choices, take, [&] {
    SingleLoop<NoiselessQuadratic<surd>, ScriptedRows, Action, averaging> method(problem, Stream(1), p, action);
    for (int k = 0; k < before; ++k) method.step(surd_steps);
    if (count == 0) {
      const auto s = state_of(method, at);
      for (Index i = 0; i < s.size(); ++i) result.from[i] = s[i].to_rational();
    }
    for (int k = 0; k < iterations; ++k) method.step(surd_steps);
    const auto s = state_of(method, at);
    for (Index j = 0; j < s.size(); ++j)
      for (Index i = 0; i < s.size(); ++i) sum(i, j) += s[i] * s[j];
    ++count;
  });
  for (Index i = 0; i < sum.size(); ++i) result.moments.data()[i] = sum.data()[i].to_rational() / count;
  return result;
}
template <template <class> class A, Averaging averaging = Averaging::moving>
Matrix<rational> enumerated_run(const std::vector<Block>& blocks, Index d, int iterations, const SignsOf& signs = {}) {
  return enumerated<A, averaging>(blocks, d, 0, iterations, signs).moments;
}
Matrix<rational> predicted(const std::vector<Block>& blocks, Index d, int iterations, ActionKind action,
                           Averaging averaging = Averaging::moving, SamplerKind sampler = SamplerKind::coordinates,
                           const Steps<rational>& steps = some_steps) {
  const auto data = unstructured_data<rational>(blocks, d);
  const MomentRecursion<rational> recursion(data, {action, sampler, Blocks(blocks)}, averaging);
  Matrix<rational> moments = recursion.start();
  for (int k = 0; k < iterations; ++k) moments = recursion.step(moments, steps);
  return moments;
}
/// Z is 0 at first, so what Hhat does shows from the second iteration on: whether the moments after one enumerated
/// iteration are those of the recursion.
bool is_next(const Enumerated& run, const std::vector<Block>& blocks, Index d, ActionKind action) {
  const MomentRecursion<rational> recursion(unstructured_data<rational>(blocks, d),
                                            {action, SamplerKind::coordinates, Blocks(blocks)}, Averaging::moving);
  return equal(run.moments, recursion.step(recursion.at(run.from), some_steps));
}

const std::vector<Block> one_block{{3, 1, 2}}, columns{{3, 2, 2}}, two_blocks{{2, 2, 1}, {3, 1, 2}}, of_one{{3, 1, 1}},
    with_a_full_one{{3, 1, 2}, {2, 1, 2}};
std::vector<Vector<surd>> plain_signs(Index rank) { return sign_vectors<surd>(rank, false); }
std::vector<Vector<surd>> and_eta(Index rank) { return sign_vectors<surd>(rank + 1, false); }
std::vector<Vector<surd>> balanced_signs(Index rank) { return sign_vectors<surd>(rank, true); }

TEST(MomentRecursion, is_that_of_every_sequence_of_draws_for_actions_of_any_rank) {
  for (const auto& blocks : {one_block, columns, two_blocks, of_one, with_a_full_one})
    for (const Index d : {1, 2}) {
      EXPECT_TRUE(equal(enumerated_run<OneSided>(blocks, d, 2), predicted(blocks, d, 2, ActionKind::one_sided)));
      EXPECT_TRUE(equal(enumerated_run<Plain>(blocks, d, 2), predicted(blocks, d, 2, ActionKind::plain)));
    }
  for (const auto& blocks : {one_block, columns, two_blocks, of_one})
    EXPECT_TRUE(is_next(enumerated<Decoupled>(blocks, 1, 1, 1), blocks, 1, ActionKind::decoupled));
}
TEST(MomentRecursion, is_that_of_every_sequence_of_draws_over_three_iterations) {
  const auto run = enumerated_run<OneSided>(one_block, 1, 3);
  EXPECT_TRUE(equal(run, predicted(one_block, 1, 3, ActionKind::one_sided)));
  EXPECT_FALSE(equal(run, predicted(one_block, 1, 2, ActionKind::one_sided))) << "planted fault: off by one";
  EXPECT_TRUE(
      equal(enumerated_run<ExactWeights>(one_block, 1, 3), predicted(one_block, 1, 3, ActionKind::exact_weights)));
  EXPECT_TRUE(equal(enumerated_run<Decoupled>(one_block, 1, 2), predicted(one_block, 1, 2, ActionKind::decoupled)));
}
TEST(MomentRecursion, includes_the_signs_of_the_probes) {
  const auto biprobe = enumerated_run<Biprobe>(one_block, 2, 2, and_eta);
  EXPECT_TRUE(equal(biprobe, predicted(one_block, 2, 2, ActionKind::biprobe)));
  EXPECT_FALSE(equal(biprobe, predicted(one_block, 2, 2, ActionKind::biprobe_single_block))) << "planted fault";
  const auto centred = enumerated_run<Centred>(one_block, 2, 2, plain_signs);
  EXPECT_TRUE(equal(centred, predicted(one_block, 2, 2, ActionKind::centred)));
  EXPECT_FALSE(equal(centred, predicted(one_block, 2, 2, ActionKind::exact_weights))) << "planted fault: no signs";
  EXPECT_TRUE(equal(enumerated_run<Balanced>(one_block, 2, 2, balanced_signs),
                    predicted(one_block, 2, 2, ActionKind::balanced)));
}
TEST(MomentRecursion, includes_independent_signs_of_two_blocks) {
  const std::vector<Block> two{{3, 1, 2}, {3, 1, 2}};
  const auto biprobe = enumerated<Biprobe>(two, 1, 1, 1, and_eta);
  EXPECT_TRUE(is_next(biprobe, two, 1, ActionKind::biprobe));
  EXPECT_FALSE(is_next(biprobe, two, 1, ActionKind::centred)) << "planted fault: another law of the signs";
  EXPECT_TRUE(is_next(enumerated<Centred>(two, 1, 1, 1, plain_signs), two, 1, ActionKind::centred));
  EXPECT_TRUE(is_next(enumerated<Balanced>(two, 1, 1, 1, balanced_signs), two, 1, ActionKind::balanced));
  EXPECT_TRUE(is_next(enumerated<ExactWeights>(two, 1, 1, 1), two, 1, ActionKind::exact_weights));
}
TEST(MomentRecursion, without_averaging_moves_x_along_the_estimate_itself) {
  for (const auto& blocks : {one_block, two_blocks}) {
    const auto run = enumerated_run<OneSided, Averaging::none>(blocks, 2, 2);
    EXPECT_TRUE(equal(run, predicted(blocks, 2, 2, ActionKind::one_sided, Averaging::none)));
    EXPECT_FALSE(equal(run, predicted(blocks, 2, 2, ActionKind::plain, Averaging::none))) << "planted fault: bias";
  }
  EXPECT_TRUE(equal(enumerated_run<Biprobe, Averaging::none>(one_block, 1, 2, and_eta),
                    predicted(one_block, 1, 2, ActionKind::biprobe, Averaging::none)));
}
TEST(MomentRecursion, is_refuted_with_another_sampler_action_or_steps) {
  const auto run = enumerated_run<OneSided>(two_blocks, 2, 2);
  EXPECT_FALSE(equal(run, predicted(two_blocks, 2, 2, ActionKind::plain)));
  EXPECT_FALSE(equal(run, predicted(two_blocks, 2, 2, ActionKind::decoupled)));
  EXPECT_FALSE(equal(run, predicted(two_blocks, 2, 2, ActionKind::one_sided, Averaging::moving, SamplerKind::haar)));
  auto steps = some_steps;
  std::swap(steps.beta, steps.gamma);
  EXPECT_FALSE(equal(
      run, predicted(two_blocks, 2, 2, ActionKind::one_sided, Averaging::moving, SamplerKind::coordinates, steps)));
}

/// The hypergradient of the recursion is that of the problem, in rationals of the data and by Cholesky in double.
TEST(MomentRecursion, has_the_hypergradient_of_the_problem) {
  auto data = unstructured_data<double>(two_blocks, 2);
  const Quadratic<double> problem(data);
  const QuadraticDynamics<double> dynamics(data, Averaging::moving);
  Quadratic<double>::Exact exact(problem);
  Vector<double> s = Vector<double>::Zero(dynamics.layout.size());
  s << 0.7, -1.1, Vector<double>::Constant(dynamics.layout.size() - 3, 5), 1;
  exact.at(s.head(2));
  EXPECT_LT((dynamics.gradient * s - exact.hypergradient()).norm(), 1e-13);
  s[0] += 1e-6;
  EXPECT_GT((dynamics.gradient * s - exact.hypergradient()).norm(), 1e-9) << "planted fault: another x";
}

}  // namespace bros::moment_recursion_test
