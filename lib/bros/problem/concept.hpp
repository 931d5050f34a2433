// What a bilevel problem must answer, and what it may.
#pragma once

#include <bros/action/concept.hpp>

#include <cstdint>

namespace bros {

/// Which sample an evaluation takes: its number in the run, for orders that are not random, and the run's sample
/// stream, of which a problem uses fork(index) or forks of its own name.
struct Sample {
  std::uint64_t index;
  Stream stream;
};

/// One evaluation of a problem at (x, Y, sample), everything projected on P and differentiated at B = 0:
/// g_P(x, B) = g(x, Y + P B), f_P likewise. Objects keep their workspace, so that evaluate() allocates nothing after
/// the first time.
///   evaluate(x, Y, sample)        the linearisation point; what follows refers to it, and x and Y stay as they are
///                                 until the next evaluation
///   lower_gradient()              grad_B g_P
///   upper_gradient_lower()        grad_B f_P
///   upper_gradient_upper()        grad_x f
///   hessian_action(W, out)        D_BB g_P [W]       (hessian_action_full, hessian_action_mixed: optional)
///   cross_action(W, out)          D_xB g_P [W], in R^d
///   samples()                     how many samples the last evaluation drew, those of both levels together
template <class L, class S>
concept Linearisation = HessianOracle<L, S> && requires(L& lin, const L& c, const Vector<S>& x, const BlockVector<S>& y,
                                                        const Sample& sample, const BlockVector<S>& w, Vector<S>& out) {
  lin.evaluate(x, y, sample);
  { c.lower_gradient() } -> std::convertible_to<const BlockVector<S>&>;
  { c.upper_gradient_lower() } -> std::convertible_to<const BlockVector<S>&>;
  { c.upper_gradient_upper() } -> std::convertible_to<const Vector<S>&>;
  { c.samples() } -> std::convertible_to<Index>;
  lin.cross_action(w, out);
};

/// Capability: an evaluation that also answers grad_x g, which methods without second derivatives need.
///   lower_gradient_upper()        grad_x g at the linearisation point, in R^d; computed when it is asked for, so that
///                                 other methods do not pay for it
template <class L, class S>
concept HasLowerGradientUpper = requires(L& lin) {
  { lin.lower_gradient_upper() } -> std::convertible_to<const Vector<S>&>;
};

/// Evaluates `lin` at (x, Y, sample) and tells it, if it wants to know, the W along which it will be asked to act:
/// evaluate(x, Y, sample, W), optional, may answer hessian_action(W) and cross_action(W) for that very object on the
/// way, so that the samples are read once. W must stay as it is until then.
template <class L, class S>
void evaluate_along(L& lin, const Vector<S>& x, const BlockVector<S>& y, const Sample& sample,
                    const BlockVector<S>& w) {
  if constexpr (requires { lin.evaluate(x, y, sample, w); })
    lin.evaluate(x, y, sample, w);
  else
    lin.evaluate(x, y, sample);
}

/// Tells `lin`, if it wants to know, whether it will be asked for hessian_action_full or hessian_action_mixed;
/// expect_full_tangents(false), optional, may make it keep less. It answers everything unless it is told.
template <class L>
void expect_full_tangents(L& lin, bool expected) {
  if constexpr (requires { lin.expect_full_tangents(expected); }) lin.expect_full_tangents(expected);
}

/// Tells `lin`, if it wants to know, whether it will be asked for any action; expect_second_derivatives(false),
/// optional, may make it keep less. It answers everything unless it is told.
template <class L>
void expect_second_derivatives(L& lin, bool expected) {
  if constexpr (requires { lin.expect_second_derivatives(expected); }) lin.expect_second_derivatives(expected);
}

/// A stochastic bilevel problem: min_x f(x, Y*(x)), Y*(x) = argmin_Y g(x, Y).
///   blocks(), dim_upper()          shapes of Y and x
///   x0(), y0()                     where a run starts unless told otherwise
///   samples_per_evaluation()       what one evaluation draws with full minibatches, both levels together
///   Linearisation<P>(problem, P)   the workspace of the evaluations on the subspace P; refers to both
// clang-format off
template <class Pr, class P>
concept BilevelProblem =
    Subspace<P> && std::same_as<typename Pr::Scalar, typename P::Scalar> &&
    Linearisation<typename Pr::template Linearisation<P>, typename Pr::Scalar> &&
    std::constructible_from<typename Pr::template Linearisation<P>, const Pr&, const P&> &&
    requires(const Pr& c) {
      { c.blocks() } -> std::convertible_to<const Blocks&>;
      { c.dim_upper() } -> std::convertible_to<Index>;
      { c.x0() } -> std::convertible_to<Vector<typename Pr::Scalar>>;
      { c.y0() } -> std::convertible_to<BlockVector<typename Pr::Scalar>>;
      { c.samples_per_evaluation() } -> std::convertible_to<Index>;
    };
// clang-format on

/// One number for each level.
struct OfLevels {
  Index lower, upper;
};

/// Capability: a finite sum whose evaluations take fixed minibatches of equal size, each level its own.
///   slots()                        how many there are; throws ArgumentError if they are not fixed, or not equal
///   linearisation.slot()           which ones the last evaluation took, counted from 0
template <class Pr>
concept HasFixedMinibatches = requires(const Pr& problem) {
  { problem.slots() } -> std::same_as<OfLevels>;
};

/// Capability: a problem whose hypergradient can be computed to high accuracy.
///   Exact(problem)                 an evaluator with its own workspace (it may start from its last answer)
///   at(x)                          solves the two inner problems at x; then
///   phi(), hypergradient()         Phi(x), grad Phi(x) = grad_x f - D_xY g [Z*]
///   lower_solution(), auxiliary_solution()   Y*(x), Z*(x)
template <class Pr>
concept HasExactHypergradient = requires(typename Pr::Exact& exact, const Pr& problem,
                                         const Vector<typename Pr::Scalar>& x) {
  requires std::constructible_from<typename Pr::Exact, const Pr&>;
  exact.at(x);
  { exact.phi() } -> std::convertible_to<typename Pr::Scalar>;
  { exact.hypergradient() } -> std::convertible_to<const Vector<typename Pr::Scalar>&>;
  { exact.lower_solution() } -> std::convertible_to<const BlockVector<typename Pr::Scalar>&>;
  { exact.auxiliary_solution() } -> std::convertible_to<const BlockVector<typename Pr::Scalar>&>;
};

/// The constants of the standard assumptions: Y -> g(x, Y) is mu_g-strongly convex, grad g is L_g1-Lipschitz and its
/// second derivatives L_g2-Lipschitz, ||grad_Y f|| <= L_f0 (infinite where it is not bounded), grad f is
/// L_f1-Lipschitz.
template <class S>
struct Constants {
  S mu_g, L_g1, L_g2, L_f0, L_f1;
  [[nodiscard]] S L_max() const {
    S largest = L_f0;
    for (const S& value : {L_f1, L_g1, L_g2})
      if (value > largest) largest = value;
    return largest;
  }
  /// kappa = L_max / mu_g.
  [[nodiscard]] S kappa() const { return L_max() / mu_g; }
};

/// Capability: the constants are known.
template <class Pr>
concept HasConstants = requires(const Pr& problem) {
  { problem.constants() } -> std::convertible_to<Constants<typename Pr::Scalar>>;
};

}  // namespace bros
