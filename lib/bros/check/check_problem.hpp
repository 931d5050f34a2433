// Checks of a user's own problem: gradients, actions, projections, samples and the exact hypergradient against each
// other.
#pragma once

#include <bros/check/consistency.hpp>
#include <bros/check/derivatives.hpp>
#include <bros/check/exact.hpp>

namespace bros {

namespace detail {
/// False if answers are not finite or not of their shapes, so that nothing more can be said.
template <RealScalar S>
bool check_alone(CheckContext<S>& context, bool derivatives) {
  CheckReport& report = context.report;
  try {
    check_finite(context);
    if (!report.ok()) {
      report.note("answers are not finite: nothing else was checked");
      return false;
    }
    check_samples(context);
    check_history(context);
    check_together(context);
    check_linearity(context);
    if (derivatives) {
      if (context.settings.derivatives == Derivatives::of_each_sample || !context.varies)
        DerivativeCheck<S>(context).run();
      else
        report.note("derivatives hold in the mean only: check the problem of the means, and check_unbiased against it");
      check_exact(context);
    }
    check_projections(context);  // after what tells whether the full space itself is right
    return true;
  } catch (const ArgumentError& error) {
    report.add({.quantity = "evaluate()",
                .check = "possible",
                .expected = std::numeric_limits<double>::quiet_NaN(),
                .hint = error.what()});
    report.note("an evaluation failed: nothing else was checked");
    return false;
  }
}

/// Every answer on every subspace in both precisions, at the same point, sample and subspace.
template <RealScalar S, RealScalar H>
void check_precisions(const CheckContext<S>& low, const CheckContext<H>& high, CheckReport& report) {
  const auto wide = [](const Vector<S>& v) { return Vector<H>(v.template cast<H>()); };
  const auto wide_blocks = [&](const BlockVector<S>& v) {
    BlockVector<H> w(v.layout());
    w.flat() = wide(v.flat());
    return w;
  };
  constexpr int draw = 8;  // an angle of up to 2 pi has that many units of rounding before its cosine makes a draw
  ByQuantity<H> same("the same in the higher precision, but for rounding");
  for (const std::string& sampler : low.samplers) {
    auto evaluation = low.evaluation(sampler);
    auto reference = high.evaluation(sampler);
    for (std::uint64_t k : {0U, 1U}) {
      const Question<S> q = low.question(k);
      const Question<H> wide_q{wide(q.x),
                               wide_blocks(q.y),
                               q.sample,
                               {wide_blocks(q.z[0]), wide_blocks(q.z[1]), wide_blocks(q.z[2])},
                               q.subspaces};
      const auto ask = [&](const Question<S>& at) { return evaluation.answers(at); };
      const auto rounding = low.rounding(ask, q);
      const auto answers = ask(q);
      const auto expected = reference.answers(wide_q);
      for (std::size_t i = 0; i < answers.size(); ++i)
        same.of(expected[i])
            .add(wide_blocks(answers[i].value), expected[i].value, wide(S(draw) * rounding[i]),
                 "on " + sampler + ", sample " + std::to_string(k));
    }
  }
  same.report(report);
}
}  // namespace detail

/// Checks a problem against itself, and says in words what is wrong and where. Its quantities are what an oracle
/// answers: the gradients by their names, and D_YY g [T] and D_xY g [T] for T = P W as hessian_action and cross_action,
/// for T in the full space as hessian_action_full and cross_action_full, and for T in a second subspace as
/// hessian_action_mixed and cross_action_mixed.
///   finite        every answer on every subspace; if not, nothing else is checked
///   samples       samples() against samples_per_evaluation(); whether answers change with the sample's index
///   history       an object that has been used answers as a new one does, bit for bit, whatever its outputs held
///                 before: stale caches, stale samples, stale subspaces
///   together      the same answers whatever an evaluation is asked beside, and in which order
///   linear        Hessian and cross actions
///   projected     on every other sampler that takes these blocks what the full space says, projected
///   derivatives   Hessian and cross actions against differences of lower_gradient; each gradient and the Hessian
///                 action against its transpose; the two upper gradients against each other; lower_gradient_upper,
///                 where there is one, against cross_action
///   exact         hypergradient against differences of phi; Y*, Z* and the formula of the hypergradient if no answer
///                 depends on the sample (problems with exact())
/// An evaluation that throws ArgumentError is a finding as well.
/// Math:     tolerances are measured: rounding as CheckContext::rounding, differences as Slope, solvers as
///           check_exact say; the report states the steps
/// Requires: evaluations are defined around x0, y0 [NOT checked]
/// Ensures:  floating point: a finding that is not ok is a deviation above its tolerance. All ok means that no fault
///           above the tolerances was met at two points and samples, not that there is none. What adds a function
///           of x alone to g, or of no variable to f, cannot be told.
/// Cost:     about 8 (probes of Y + probes of x) evaluations in the full space, and 130 on each subspace
template <RealScalar S>
[[nodiscard]] CheckReport check_problem(const Problem<S>& problem, const CheckSettings& settings = {}) {
  CheckReport report;
  CheckContext<S> context(problem, settings, report);
  detail::check_alone(context, true);
  return report;
}

/// The same, with the derivatives of `higher`, the same problem in a scalar of more digits, where the errors of
/// differences are negligible; and the answers of `problem` against those of `higher` on every subspace.
template <RealScalar S, RealScalar H>
[[nodiscard]] CheckReport check_problem(const Problem<S>& problem, const Problem<H>& higher,
                                        const CheckSettings& settings = {}) {
  static_assert(std::numeric_limits<H>::digits > std::numeric_limits<S>::digits,
                "check_problem(problem, higher): `higher` must be in a scalar of more digits");
  CheckReport report, of_higher;
  CheckContext<S> low(problem, settings, report);
  CheckContext<H> high(higher, settings, of_higher);
  low.require_same_shape(high, "check.higher");
  if (!detail::check_alone(low, false)) return report;
  const bool comparable = detail::check_alone(high, true);
  report.append(of_higher, "in " + std::to_string(std::numeric_limits<H>::digits10) + " digits");
  if (comparable) detail::check_precisions(low, high, report);
  return report;
}

}  // namespace bros

#ifdef BROS_COMPILED
extern template bros::CheckReport bros::check_problem<double>(const bros::Problem<double>&, const bros::CheckSettings&);
#endif
