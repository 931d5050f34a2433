// What every check of a problem shares: where it asks, and how exact an answer can be.
#pragma once

#include <bros/evidence/check_comparison.hpp>
#include <bros/evidence/check_subject.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
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
  Derivatives derivatives = Derivatives::of_each_sample;
  std::optional<bool> stochastic = std::nullopt;  ///< what the problem claims to be, if it claims anything
  double solver = 65536;  ///< the relative residual that an exact solver may leave, in epsilons of the scalar
};

/// Requires: subject, settings and report outlive the object [NOT checked]; spread and solver positive and finite,
///           probes >= 1 [-> ArgumentError]
template <RealScalar S>
class CheckContext {
 public:
  CheckContext(const Subject<S>& subject_asked, const CheckSettings& how, CheckReport& into)
      : subject(subject_asked), settings(how), report(into), stream(Stream(how.seed).fork("check_problem")) {
    constexpr double largest = std::numeric_limits<double>::max();
    require(how.spread > 0 && how.spread <= largest, "check.spread", how.spread, "positive and finite");
    require(how.solver > 0 && how.solver <= largest, "check.solver", how.solver, "positive and finite");
    require(how.probes >= 1, "check.probes", how.probes, "at least 1");
  }

  const Subject<S>& subject;
  const CheckSettings& settings;
  CheckReport& report;
  const Stream stream;
  bool varies = false;  ///< whether answers were seen to change with the sample

  /// How many rounding errors may add up: the number of unknowns and samples of an evaluation.
  [[nodiscard]] S operations() const {
    return S(static_cast<double>(subject.x0.size() + subject.y0.size() + subject.samples_per_evaluation));
  }
  /// Point, sample and tangent number k, equal in every precision up to the rounding of x0 and y0.
  [[nodiscard]] Question<S> question(std::uint64_t k) const {
    const Stream own = stream.fork("question").fork(k);
    Question<S> q{subject.x0, subject.y0, {k, stream.fork("samples")}, BlockVector<S>(subject.blocks.full())};
    q.x += S(settings.spread) * normals(q.x.size(), own.fork("x"));
    q.y.flat() += S(settings.spread) * normals(q.y.size(), own.fork("y"));
    q.z.flat() = normals(q.z.size(), own.fork("z"));
    return q;
  }
  [[nodiscard]] static Vector<S> normals(Index size, const Stream& stream) {
    Vector<double> draws(size);
    fill_gaussian<double>(stream, draws);
    return draws.template cast<S>();
  }
  [[nodiscard]] std::unique_ptr<Evaluation<S>> evaluation(const std::string& sampler) const {
    return subject.evaluation(sampler, stream);
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
