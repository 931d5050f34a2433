// Checks of a user's own problem: gradients, actions, projections, samples and the exact hypergradient against each
// other.
#pragma once

#include <bros/evidence/check_consistency.hpp>
#include <bros/evidence/check_derivatives.hpp>
#include <bros/evidence/check_exact.hpp>

namespace bros {

namespace detail {
/// False if answers are not finite, so that nothing more can be said.
template <RealScalar S>
bool check_subject(const Subject<S>& subject, const CheckSettings& settings, bool derivatives, CheckReport& report) {
  CheckContext<S> context(subject, settings, report);
  check_finite(context);
  if (!report.ok()) {
    report.note("answers are not finite: nothing else was checked");
    return false;
  }
  check_samples(context);
  check_history(context);
  check_announced(context);
  check_linearity(context);
  if (derivatives) {
    if (settings.derivatives == Derivatives::of_each_sample || !context.varies)
      DerivativeCheck<S>(context).run();
    else
      report.note("derivatives hold in the mean only: check the problem of the means, and check_unbiased against it");
    check_exact(context);
  }
  check_projections(context);  // after what tells whether the full space itself is right
  return true;
}

/// Every answer on every subspace in both precisions, at the same point, sample and subspace.
template <RealScalar S, RealScalar H>
void check_precisions(const Subject<S>& low, const Subject<H>& high, const CheckSettings& settings,
                      CheckReport& report) {
  const CheckContext<S> context(low, settings, report);
  const auto to_high = [](const Vector<S>& v) {
    Vector<H> w(v.size());
    for (Index i = 0; i < v.size(); ++i) w[i] = static_cast<H>(v[i]);
    return w;
  };
  const auto to_high_blocks = [&](const BlockVector<S>& v) {
    BlockVector<H> w(v.layout());
    w.flat() = to_high(v.flat());
    return w;
  };
  constexpr int draw = 8;  // an angle of up to 2 pi has that many units of rounding before its cosine makes a draw
  ByQuantity<H> same("the same in the higher precision, but for rounding");
  for (const std::string& sampler : low.samplers) {
    const auto evaluation = low.evaluation(sampler, context.stream);
    const auto reference = high.evaluation(sampler, context.stream);
    for (std::uint64_t k : {0U, 1U}) {
      const Question<S> q = context.question(k);
      const Question<H> q_high{to_high(q.x), to_high_blocks(q.y), q.sample, to_high_blocks(q.z)};
      const auto ask = [&](const Question<S>& at) { return evaluation->answers(at); };
      const auto rounding = context.rounding(ask, q);
      const auto answers = ask(q);
      const auto expected = reference->answers(q_high);
      for (std::size_t i = 0; i < answers.size(); ++i)
        same.of(expected[i])
            .add(to_high_blocks(answers[i].value), expected[i].value, to_high(S(draw) * rounding[i]),
                 "on " + sampler + ", sample " + std::to_string(k));
    }
  }
  same.report(report);
}
}  // namespace detail

/// Checks a problem against itself, and says in words what is wrong and where.
///   finite        every answer on every subspace; if not, nothing else is checked
///   samples       samples() against samples_per_evaluation(); whether answers change with the sample's index
///   history       an object that has been used answers as a new one does, bit for bit: stale caches, stale samples
///   announced     the same answers when the tangent is told beforehand, where the problem wants to know it
///   linear        Hessian and cross actions
///   projected     on haar, coordinates and hadamard (where rows are powers of two) what the full space says, projected
///   derivatives   Hessian and cross actions against differences of lower_gradient; each gradient and the Hessian
///                 action against its transpose; the two upper gradients against each other; lower_gradient_upper,
///                 where there is one, against cross_action
///   exact         hypergradient against differences of phi; Y*, Z* and the formula of the hypergradient if no answer
///                 depends on the sample (HasExactHypergradient)
/// Math:     tolerances are measured: rounding as CheckContext::rounding, differences as Slope, solvers as
///           check_exact say; the report states the steps
/// Requires: problem: BilevelProblem on Full, and on the other samplers where they are to be checked; evaluations must
///           be defined around x0, y0 [NOT checked]
/// Ensures:  floating point: a finding that is not ok is a deviation above its tolerance. All ok means that no fault
///           above the tolerances was met at two points and samples, not that there is none. What adds a function
///           of x alone to g, or of no variable to f, cannot be told.
/// Cost:     about 8 (probes of Y + probes of x) evaluations in the full space, and a hundred on each subspace
template <class Pr>
[[nodiscard]] CheckReport check_problem(const Pr& problem, const CheckSettings& settings = {}) {
  CheckReport report;
  detail::check_subject(subject_of(problem), settings, true, report);
  return report;
}

/// The same, with the derivatives of `higher`, the same problem in a scalar of more digits, where the errors of
/// differences are negligible; and the answers of `problem` against those of `higher` on every subspace.
template <class Pr, class Higher>
requires BilevelProblem<Higher, Full<typename Higher::Scalar>>
[[nodiscard]] CheckReport check_problem(const Pr& problem, const Higher& higher, const CheckSettings& settings = {}) {
  using S = typename Pr::Scalar;
  using H = typename Higher::Scalar;
  static_assert(std::numeric_limits<H>::digits > std::numeric_limits<S>::digits,
                "check_problem(problem, higher): `higher` must be in a scalar of more digits");
  CheckReport report, of_higher;
  const auto low = subject_of(problem);
  const auto high = subject_of(higher);
  require(low.blocks == high.blocks && low.x0.size() == high.x0.size(), "check.higher", "another shape",
          "the same problem: the same blocks and dim(x)");
  if (!detail::check_subject(low, settings, false, report)) return report;
  detail::check_subject(high, settings, true, of_higher);
  report.append(of_higher, "in " + std::to_string(std::numeric_limits<H>::digits10) + " digits");
  detail::check_precisions(low, high, settings, report);
  return report;
}

}  // namespace bros
