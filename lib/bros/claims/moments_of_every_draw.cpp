// Part of moment-recursion: the recursion in rationals against the library's own methods, run in surds over every
// sequence of subspaces and signs.
#include <bros/claims/exact_matrix.hpp>
#include <bros/claims/instances.hpp>
#include <bros/claims/moment_recursion.hpp>
#include <bros/claims/quadratic_cases.hpp>
#include <bros/claims/scripted.hpp>
#include <bros/claims/tally.hpp>
#include <bros/compiled_theory.hpp>
#include <bros/method/single_loop.hpp>
#include <bros/problem/noiseless_data.hpp>
#include <bros/theory/recursion/moment_recursion.hpp>

#include <memory>
#include <utility>

namespace bros::claims::every_draw {

const Steps<rational> some_steps{rational(1) / 10, rational(1) / 4, rational(1) / 5, rational(1) / 2};
const Steps<surd> surd_steps{surd(some_steps.alpha), surd(some_steps.beta), surd(some_steps.gamma),
                             surd(some_steps.theta)};

/// Where one run stands, and E[s s^T] after some further iterations over every sequence of draws in these.
struct Enumerated {
  Vector<rational> from;
  Matrix<rational> moments;
};
/// By the library's code; before the enumerated iterations, `before` with the first draw.
Enumerated enumerated(const std::string& action, const std::vector<Block>& blocks, Index d, int before, int iterations,
                      Averaging averaging = Averaging::moving) {
  const Quadratic<surd> problem(unstructured_data<surd>(blocks, d));
  const StateLayout at{d, problem.blocks().full().size(), averaging == Averaging::moving};
  std::vector<Script> choices(static_cast<std::size_t>(before + iterations), all_draws(action, problem.blocks()));
  for (int k = 0; k < before; ++k) choices[static_cast<std::size_t>(k)].resize(1);
  Script script(choices.size());
  const auto state_of = [&](const Method<surd>& method) {
    Vector<surd> s = Vector<surd>::Zero(at.size());
    const auto copy = [&](Index first, const Vector<surd>& part) {
      for (Index i = 0; i < part.size(); ++i) s[first + i] = part[i];
    };
    copy(at.x(), method.x()), copy(at.y(), method.y().flat()), copy(at.z(), method.z().flat());
    if (at.averages) copy(at.h(), method.h());
    s[at.one()] = surd(1);
    return s;
  };
  Matrix<surd> sum = Matrix<surd>::Zero(at.size(), at.size());
  Enumerated result{Vector<rational>(at.size()), Matrix<rational>(at.size(), at.size())};
  int count = 0;
  for_each_choice(
      choices, [&](Index k, const ScriptedDraw& draw) { script[static_cast<std::size_t>(k)] = draw; },
      [&] {
        auto p = std::make_unique<ScriptedRows>(problem.blocks(), script);
        auto acts = std::make_unique<ScriptedAction>(action, *p, script);
        SingleLoop<surd> method(problem, Stream(1), std::move(p), std::move(acts), averaging);
        for (int k = 0; k < before; ++k) method.step(surd_steps);
        if (count == 0) {
          const auto s = state_of(method);
          for (Index i = 0; i < s.size(); ++i) result.from[i] = s[i].to_rational();
        }
        for (int k = 0; k < iterations; ++k) method.step(surd_steps);
        const auto s = state_of(method);
        for (Index j = 0; j < s.size(); ++j)
          for (Index i = 0; i < s.size(); ++i) sum(i, j) += s[i] * s[j];
        ++count;
      });
  for (Index i = 0; i < sum.size(); ++i) result.moments.data()[i] = sum.data()[i].to_rational() / count;
  return result;
}

MomentRecursion<rational> recursion_of(const std::string& action, const std::vector<Block>& blocks, Index d,
                                       SamplerKind sampler = SamplerKind::coordinates,
                                       Averaging averaging = Averaging::moving) {
  return MomentRecursion<rational>(unstructured_data<rational>(blocks, d),
                                   {action_kind(action), sampler, Blocks(blocks)}, averaging);
}
Matrix<rational> predicted(const MomentRecursion<rational>& recursion, int iterations,
                           const Steps<rational>& steps = some_steps) {
  Matrix<rational> moments = recursion.start();
  for (int k = 0; k < iterations; ++k) moments = recursion.step(moments, steps);
  return moments;
}
/// Z is 0 at first, so what Hhat does shows from the second iteration on: whether the moments after one enumerated
/// iteration are those of the recursion.
bool is_next(const Enumerated& run, const MomentRecursion<rational>& recursion) {
  return equal(run.moments, recursion.step(recursion.at(run.from), some_steps));
}

const std::vector<Block> one_block{{3, 1, 2}}, columns{{3, 2, 2}}, two_blocks{{2, 2, 1}, {3, 1, 2}}, of_one{{3, 1, 1}},
    with_a_full_one{{3, 1, 2}, {2, 1, 2}}, pair{{3, 1, 2}, {3, 1, 2}};

void moments(EvidenceLog& log) {
  Tally next, two, three, soba, refuted;
  // one iteration from a run's second iterate
  const std::vector<std::vector<Block>> any_rank{two_blocks, of_one}, corrected{pair};
  for (const auto& action : action_list<surd>())
    for (const auto& blocks : action.smallest_rank > 1 ? corrected : any_rank)
      next.add(is_next(enumerated(action.name, blocks, 1, 1, 1), recursion_of(action.name, blocks, 1)));
  for (const auto& [action, blocks] : {std::pair{"biprobe", one_block}, {"exact_weights", columns}})
    next.add(is_next(enumerated(action, blocks, 1, 1, 1), recursion_of(action, blocks, 1)));
  next.log(log, "coordinates: an iteration from the second iterate is the mean over every subspace and sign");
  for (const auto& blocks : {one_block, columns, of_one, with_a_full_one})
    for (const Index d : {1, 2})
      for (const char* action : {"one_sided", "plain"})
        two.add(equal(enumerated(action, blocks, d, 0, 2).moments, predicted(recursion_of(action, blocks, d), 2)));
  for (const char* action : {"biprobe", "centred", "balanced", "decoupled"})
    two.add(equal(enumerated(action, one_block, 2, 0, 2).moments, predicted(recursion_of(action, one_block, 2), 2)));
  two.log(log, "two iterations from the start, every sequence of draws");
  for (const char* action : {"one_sided", "exact_weights"})
    three.add(equal(enumerated(action, one_block, 1, 0, 3).moments, predicted(recursion_of(action, one_block, 1), 3)));
  three.log(log, "three iterations from the start, every sequence of draws");
  for (const auto& [action, blocks] :
       {std::pair{"one_sided", one_block}, {"biprobe", one_block}, {"one_sided", two_blocks}})
    soba.add(equal(enumerated(action, blocks, 1, 0, 2, Averaging::none).moments,
                   predicted(recursion_of(action, blocks, 1, SamplerKind::coordinates, Averaging::none), 2)));
  soba.log(log, "two iterations without averaging: x moves along the estimate itself");

  const auto run = enumerated("one_sided", two_blocks, 2, 0, 2).moments;
  const auto differs = [&](const Matrix<rational>& moments) { refuted.add(!equal(run, moments)); };
  differs(predicted(recursion_of("plain", two_blocks, 2), 2));
  differs(predicted(recursion_of("decoupled", two_blocks, 2), 2));
  differs(predicted(recursion_of("one_sided", two_blocks, 2, SamplerKind::haar), 2));
  differs(predicted(recursion_of("one_sided", two_blocks, 2), 3));
  auto steps = some_steps;
  std::swap(steps.beta, steps.gamma);
  differs(predicted(recursion_of("one_sided", two_blocks, 2), 2, steps));
  const auto probed = enumerated("biprobe", pair, 1, 1, 1);
  refuted.add(!is_next(probed, recursion_of("centred", pair, 1)));
  refuted.add(!is_next(probed, recursion_of("exact_weights", pair, 1)));
  refuted.log(log, "refuted: another action, sampler, horizon, steps swapped, another law of the signs or none");
}

}  // namespace bros::claims::every_draw
