// Part of moment-recursion: the recursion in rationals against the library's own methods, run in surds over every
// sequence of subspaces and signs.
#include "moment_recursion.hpp"
#include "tally.hpp"

#include "../enumeration.hpp"
#include "../exact_matrix.hpp"
#include "../quadratic_cases.hpp"

#include <bros/method/methods.hpp>
#include <bros/theory/moment_recursion.hpp>
#include <bros/verified/noiseless_quadratic.hpp>

#include <functional>
#include <memory>
#include <utility>

namespace bros::claims::every_draw {

const Steps<rational> some_steps{rational(1) / 10, rational(1) / 4, rational(1) / 5, rational(1) / 2};
const Steps<surd> surd_steps{surd(some_steps.alpha), surd(some_steps.beta), surd(some_steps.gamma),
                             surd(some_steps.theta)};

/// All that is random in an iteration: the rows of the subspaces, the signs, the rows of a second subspace.
using Rows = std::vector<std::vector<Index>>;
struct Draw {
  Rows rows;
  std::vector<Vector<surd>> signs;
  Rows second;
};

/// A sampler and an action that are told what to draw in every iteration.
struct ScriptedRows : Coordinates<surd> {
  using Coordinates<surd>::Coordinates;
  void draw(const Stream&) { take((*script)[next++].rows); }
  void take(const Rows& rows) {
    for (std::size_t l = 0; l < rows.size(); ++l) set_rows(static_cast<Index>(l), rows[l]);
  }
  const std::vector<Draw>* script = nullptr;
  std::size_t next = 0;
};
using Problem = NoiselessQuadratic<surd>;
class ScriptedAction {
 public:
  static constexpr ActionTraits traits{"scripted", false, 1, false};
  explicit ScriptedAction(const Blocks& blocks) : ScriptedAction(std::in_place_type<Plain<ScriptedRows>>, blocks) {}
  template <class A>
  ScriptedAction(std::in_place_type_t<A>, const Blocks& blocks) {
    const auto action = std::make_shared<A>(blocks);
    take_ = [action](const Draw& draw) {
      if constexpr (requires(const Vector<surd>& s) { action->set_signs(0, s); })
        for (std::size_t l = 0; l < draw.signs.size(); ++l) action->set_signs(static_cast<Index>(l), draw.signs[l]);
      if constexpr (requires { action->second(); }) action->second().take(draw.second);
    };
    apply_ = [action](Oracle& oracle, const ScriptedRows& p, const BlockVector<surd>& z, const BlockVector<surd>& w,
                      BlockVector<surd>& out) { action->apply(oracle, p, z, w, out); };
  }
  [[nodiscard]] Index hessian_actions() const { return 1; }
  void draw(const Stream&) { take_((*script)[next++]); }
  void apply(Problem::Linearisation<ScriptedRows>& oracle, const ScriptedRows& p, const BlockVector<surd>& z,
             const BlockVector<surd>& w, BlockVector<surd>& out) {
    apply_(oracle, p, z, w, out);
  }
  const std::vector<Draw>* script = nullptr;
  std::size_t next = 0;

 private:
  using Oracle = Problem::Linearisation<ScriptedRows>;
  std::function<void(const Draw&)> take_;
  std::function<void(Oracle&, const ScriptedRows&, const BlockVector<surd>&, const BlockVector<surd>&,
                     BlockVector<surd>&)>
      apply_;
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
/// An action of the library, and the signs that it draws for a block: none, or all sign vectors of some length.
struct Library {
  ActionKind kind;
  std::function<ScriptedAction(const Blocks&)> make;
  Index more_signs = -1;  ///< than the rank; -1: no signs
  bool balanced = false;
};
template <template <class> class A>
Library library(ActionKind kind, Index more_signs = -1, bool balanced = false) {
  return {kind, [](const Blocks& blocks) { return ScriptedAction(std::in_place_type<A<ScriptedRows>>, blocks); },
          more_signs, balanced};
}
const Library plain = library<Plain>(ActionKind::plain), one_sided = library<OneSided>(ActionKind::one_sided),
              decoupled = library<Decoupled>(ActionKind::decoupled),
              exact_weights = library<ExactWeights>(ActionKind::exact_weights),
              biprobe = library<Biprobe>(ActionKind::biprobe, 1), centred = library<Centred>(ActionKind::centred, 0),
              balanced = library<Balanced>(ActionKind::balanced, 0, true);

std::vector<Draw> all_draws(const Library& action, const Blocks& blocks) {
  std::vector<Rows> options;
  std::vector<std::vector<Vector<surd>>> signs;
  for (const Block& b : blocks) {
    options.push_back(subsets(b.rows, b.rank));
    if (action.more_signs >= 0) signs.push_back(sign_vectors<surd>(b.rank + action.more_signs, action.balanced));
  }
  const auto rows = products(options);
  std::vector<Draw> all;
  for (const Rows& first : rows)
    for (const auto& s : products(signs))
      for (const Rows& second : action.kind == ActionKind::decoupled ? rows : std::vector<Rows>(1))
        all.push_back({first, s, second});
  return all;
}

/// Where one run stands, and E[s s^T] after some further iterations over every sequence of draws in these.
struct Enumerated {
  Vector<rational> from;
  Matrix<rational> moments;
};
/// By the library's code; before the enumerated iterations, `before` with the first draw.
template <Averaging averaging = Averaging::moving>
Enumerated enumerated(const Library& library, const std::vector<Block>& blocks, Index d, int before, int iterations) {
  const Problem problem(unstructured_data<surd>(blocks, d));
  const StateLayout at{d, problem.blocks().full().size(), averaging == Averaging::moving};
  std::vector<std::vector<Draw>> choices(static_cast<std::size_t>(before + iterations),
                                         all_draws(library, problem.blocks()));
  for (int k = 0; k < before; ++k) choices[static_cast<std::size_t>(k)].resize(1);
  std::vector<Draw> script(choices.size());
  const auto state_of = [&](const auto& method) {
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
      choices, [&](Index k, const Draw& draw) { script[static_cast<std::size_t>(k)] = draw; },
      [&] {
        ScriptedRows p(problem.blocks());
        ScriptedAction action = library.make(problem.blocks());
        p.script = action.script = &script;
        SingleLoop<Problem, ScriptedRows, ScriptedAction, averaging> method(problem, Stream(1), p, action);
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

MomentRecursion<rational> recursion_of(ActionKind action, const std::vector<Block>& blocks, Index d,
                                       SamplerKind sampler = SamplerKind::coordinates,
                                       Averaging averaging = Averaging::moving) {
  return MomentRecursion<rational>(unstructured_data<rational>(blocks, d), {action, sampler, Blocks(blocks)},
                                   averaging);
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
  for (const auto& [action, blocks] : {std::pair{one_sided, two_blocks},
                                       {plain, two_blocks},
                                       {decoupled, two_blocks},
                                       {decoupled, of_one},
                                       {biprobe, one_block},
                                       {biprobe, pair},
                                       {centred, pair},
                                       {balanced, pair},
                                       {exact_weights, pair},
                                       {exact_weights, columns}})
    next.add(is_next(enumerated(action, blocks, 1, 1, 1), recursion_of(action.kind, blocks, 1)));
  next.log(log, "coordinates: an iteration from the second iterate is the mean over every subspace and sign");
  for (const auto& blocks : {one_block, columns, of_one, with_a_full_one})
    for (const Index d : {1, 2})
      for (const Library& action : {one_sided, plain})
        two.add(equal(enumerated(action, blocks, d, 0, 2).moments, predicted(recursion_of(action.kind, blocks, d), 2)));
  for (const Library& action : {biprobe, centred, balanced, decoupled})
    two.add(
        equal(enumerated(action, one_block, 2, 0, 2).moments, predicted(recursion_of(action.kind, one_block, 2), 2)));
  two.log(log, "two iterations from the start, every sequence of draws");
  for (const Library& action : {one_sided, exact_weights})
    three.add(
        equal(enumerated(action, one_block, 1, 0, 3).moments, predicted(recursion_of(action.kind, one_block, 1), 3)));
  three.log(log, "three iterations from the start, every sequence of draws");
  for (const auto& [action, blocks] : {std::pair{one_sided, one_block}, {biprobe, one_block}, {one_sided, two_blocks}})
    soba.add(equal(enumerated<Averaging::none>(action, blocks, 1, 0, 2).moments,
                   predicted(recursion_of(action.kind, blocks, 1, SamplerKind::coordinates, Averaging::none), 2)));
  soba.log(log, "two iterations without averaging: x moves along the estimate itself");

  const auto run = enumerated(one_sided, two_blocks, 2, 0, 2).moments;
  const auto differs = [&](const Matrix<rational>& moments) { refuted.add(!equal(run, moments)); };
  differs(predicted(recursion_of(ActionKind::plain, two_blocks, 2), 2));
  differs(predicted(recursion_of(ActionKind::decoupled, two_blocks, 2), 2));
  differs(predicted(recursion_of(ActionKind::one_sided, two_blocks, 2, SamplerKind::haar), 2));
  differs(predicted(recursion_of(ActionKind::one_sided, two_blocks, 2), 3));
  auto steps = some_steps;
  std::swap(steps.beta, steps.gamma);
  differs(predicted(recursion_of(ActionKind::one_sided, two_blocks, 2), 2, steps));
  const auto probed = enumerated(biprobe, pair, 1, 1, 1);
  refuted.add(!is_next(probed, recursion_of(ActionKind::centred, pair, 1)));
  refuted.add(!is_next(probed, recursion_of(ActionKind::exact_weights, pair, 1)));
  refuted.log(log, "refuted: another action, sampler, horizon, steps swapped, another law of the signs or none");
}

}  // namespace bros::claims::every_draw
