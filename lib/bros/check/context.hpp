// What every check of a problem shares: where it asks, and how exact an answer can be.
#pragma once

#include <bros/check/comparison.hpp>
#include <bros/check/evaluation.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bros {

/// Of what a problem's actions are derivatives.
///   of_each_sample   one sample's Hessian and cross actions are those of the function whose gradient that sample gives
///   in_the_mean      only the means over samples are: noise is added to each quantity by itself. Derivatives are then
///                    checked on the problem of the means, and samples against means by check_unbiased().
enum class Derivatives { of_each_sample, in_the_mean };

/// How check_problem goes about it.
struct CheckSettings {
  std::uint64_t seed = 2024;  ///< of the points, tangents, subspaces and samples; the same in every precision
  double spread = 1;          ///< points are x0, y0 plus so many standard normals; steps of differences scale with it
  Index probes = 48;          ///< so many entries of Y and of x are moved one by one: all of them if there are no more
  Derivatives derivatives = Derivatives::of_each_sample;  ///< what products are the derivatives of
  std::optional<bool> stochastic = std::nullopt;          ///< what the problem claims to be, if it claims anything
  double solver = 65536;  ///< the relative residual that an exact solver may leave, in epsilons of the scalar
};

/// Requires: problem, settings and report outlive the object [NOT checked]; spread and solver positive and finite,
///           probes >= 1 [-> ArgumentError]
template <RealScalar S>
class CheckContext {
 public:
  CheckContext(const Problem<S>& problem_asked, const CheckSettings& how, CheckReport& into)
      : problem(problem_asked),
        settings(how),
        report(into),
        stream(Stream(how.seed).fork("check_problem")),
        x0(problem.x0()),
        y0(problem.y0()) {
    constexpr double largest = std::numeric_limits<double>::max();
    require(how.spread > 0 && how.spread <= largest, "check.spread", how.spread, "positive and finite");
    require(how.solver > 0 && how.solver <= largest, "check.solver", how.solver, "positive and finite");
    require(how.probes >= 1, "check.probes", how.probes, "at least 1");
    for (const auto& kind : subspace_list<S>()) try {
        (void)kind.make(problem.blocks());
        samplers.emplace_back(kind.name);
      } catch (const ArgumentError&) {  // not with these blocks
      }
  }

  const Problem<S>& problem;          ///< that is checked
  const CheckSettings& settings;      ///< how
  CheckReport& report;                ///< where findings go
  const Stream stream;                ///< of everything random
  const Vector<S> x0;                 ///< where points are near, in R^d
  const BlockVector<S> y0;            ///< and in blocks().full()
  std::vector<std::string> samplers;  ///< whose requirements the blocks meet, "full" first
  bool varies = false;                ///< whether answers were seen to change with the sample

  /// Requires: what it says, of another context [-> ArgumentError, naming `field`]
  template <RealScalar H>
  void require_same_shape(const CheckContext<H>& other, const char* field) const {
    require(problem.blocks() == other.problem.blocks() && x0.size() == other.x0.size(), field, "another shape",
            "a problem with the same blocks and dim(x)");
  }
  /// How many rounding errors may add up: the number of unknowns and samples of an evaluation.
  [[nodiscard]] S operations() const {
    return S(static_cast<double>(x0.size() + y0.size() + problem.samples_per_evaluation()));
  }
  /// Point, sample and tangents number k, equal in every precision up to the rounding of x0 and y0; the subspaces are
  /// those of every number.
  [[nodiscard]] Question<S> question(std::uint64_t k) const {
    const Stream own = stream.fork("question").fork(k);
    Question<S> q{x0, y0, {k, stream.fork("samples")}, {y0, y0, y0}, stream.fork("subspaces")};
    q.x += S(settings.spread) * normals(q.x.size(), own.fork("x"));
    q.y.flat() += S(settings.spread) * normals(q.y.size(), own.fork("y"));
    for (std::size_t i = 0; i < 3; ++i) q.z[i].flat() = normals(q.y.size(), own.fork("z").fork(i));
    return q;
  }
  /// Standard normals, drawn in double.
  [[nodiscard]] static Vector<S> normals(Index size, const Stream& stream) {
    Vector<double> draws(size);
    fill_gaussian<double>(stream, draws);
    return draws.template cast<S>();
  }
  /// The problem on a subspace of this sampler.
  [[nodiscard]] Evaluation<S> evaluation(const std::string& sampler) const { return {problem, sampler}; }
  /// The exact solutions at x, by a new solver; the problem has one.
  [[nodiscard]] std::unique_ptr<Exact<S>> exact_at(const Vector<S>& x) const {
    auto exact = problem.exact();
    exact->at(x);
    return exact;
  }

  /// How far each block of each answer may be from its exact value by rounding.
  /// Math:     N (max over `nudges` |q(nudged) - q(asked)| + eps |q|), in the largest entry of a block: turning every
  ///           input by one unit in the last place shows one rounding error at each input and what becomes of it, and
  ///           at worst N of them, not their square root, add up
  template <class Ask>
  [[nodiscard]] std::vector<Vector<S>> rounding(const Ask& ask, const Question<S>& q) const {
    constexpr std::uint64_t nudges = 4;
    const std::vector<Answer<S>> base = ask(q);
    std::vector<Vector<S>> spread;
    spread.reserve(base.size());
    for (const auto& answer : base) spread.push_back(Vector<S>::Zero(answer.value.layout().count()));
    for (std::uint64_t k = 0; k < nudges; ++k) {
      const std::vector<Answer<S>> moved = ask(nudged(q, stream.fork("nudge").fork(k)));
      for (std::size_t i = 0; i < base.size(); ++i) {
        BlockVector<S> change = moved[i].value;
        change.flat() -= base[i].value.flat();
        spread[i] = spread[i].cwiseMax(block_sizes(change));
      }
    }
    for (std::size_t i = 0; i < base.size(); ++i)
      spread[i] = operations() * (spread[i] + std::numeric_limits<S>::epsilon() * block_sizes(base[i].value));
    return spread;
  }
};

}  // namespace bros
