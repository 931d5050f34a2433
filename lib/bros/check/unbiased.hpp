// Whether the samples of a problem have the means that they should, whatever tails their noise has.
#pragma once

#include <bros/check/consistency.hpp>
#include <bros/evidence/mean_zero_test.hpp>

#include <cmath>
#include <limits>

namespace bros {

namespace detail {
/// One quantity whose samples should have mean `expected`, to within `slack`, one for each block.
template <RealScalar S>
struct ExpectedMean {
  std::string quantity, check;
  BlockVector<S> expected;
  Vector<S> slack;
  bool of_x;
};

/// Tests every entry of every quantity at level alpha together, where ask(q) answers them at n samples.
template <RealScalar S, class Ask>
void check_means(const std::vector<ExpectedMean<S>>& means, const Ask& ask, Question<S> q,
                 const CheckContext<S>& context, double alpha, std::uint64_t n, const NoiseLaw& law) {
  Index entries = 0;
  for (const auto& mean : means) entries += mean.expected.size();
  const double level = alpha / static_cast<double>(entries);
  const MeanZeroTest planned(law, level, n);
  std::vector<std::vector<MeanZeroTest>> tests;
  for (const auto& mean : means) tests.emplace_back(static_cast<std::size_t>(mean.expected.size()), planned);
  const Stream samples = context.stream.fork("unbiased");
  for (std::uint64_t k = 0; k < n; ++k) {
    q.sample = {k, samples};
    const std::vector<Answer<S>> answers = ask(q);
    for (std::size_t i = 0; i < means.size(); ++i)
      for (Index e = 0; e < means[i].expected.size(); ++e)
        tests[i][static_cast<std::size_t>(e)].add(
            static_cast<double>(S(answers[i].value.flat()[e] - means[i].expected.flat()[e])));
  }
  for (std::size_t i = 0; i < means.size(); ++i) {
    const auto& mean = means[i];
    Finding worst{.quantity = mean.quantity, .check = mean.check, .ok = true};
    double excess = -1;
    for_each_entry(mean.expected.layout(), [&](Index l, Index e) {
      const MeanZeroTest& test = tests[i][static_cast<std::size_t>(e)];
      const double radius = test.radius() + static_cast<double>(mean.slack[l]), off = test.estimate();
      const bool ok = std::abs(off) <= radius;
      const double by = off == 0 ? 0 : ok ? std::abs(off) / radius : std::numeric_limits<double>::infinity();
      worst.ok &= ok;
      if (by <= excess) return;
      excess = by;
      worst.deviation = std::abs(off), worst.tolerance = radius;
      locate(worst, mean.expected.layout(), l, e, mean.of_x);
      worst.expected = static_cast<double>(mean.expected.flat()[e]);
      worst.answered = worst.expected + off;
      worst.hint = test.remark();
    });
    context.report.add(std::move(worst));
  }
  TextStream line;
  line << n << " evaluations, alpha " << alpha << " over " << entries << " entries; assumed: " << law.text();
  context.report.note(line.str());
}
}  // namespace detail

/// Tests that one sample's lower_gradient, upper_gradient_lower, upper_gradient_upper, hessian_action and cross_action
/// have the answers of `mean`, the problem without noise, as their means, at one point in the full space.
/// Requires: evaluations with different indices are independent (fixed minibatches are not: NoiseLaw::enumerated),
///           and what `law` assumes [NOT checked]; the same shapes, 0 < alpha < 1, n large enough for the law
///           [-> ArgumentError]
/// Ensures:  a problem whose samples are unbiased fails with probability at most alpha; one that passes is not
///           refuted, and a bias below the tolerances of the findings may be left
/// Random:   samples 0 .. n-1 of one stream of `settings.seed`
template <RealScalar S>
[[nodiscard]] CheckReport check_unbiased(const Problem<S>& problem, const Problem<S>& mean, double alpha,
                                         std::uint64_t n, const NoiseLaw& law, const CheckSettings& settings = {}) {
  CheckReport report;
  const CheckContext<S> context(problem, settings, report), of_mean(mean, settings, report);
  context.require_same_shape(of_mean, "check.mean");
  Question<S> q = context.question(0);
  const auto ask = [](Evaluation<S>& asked) {
    return [&asked](const Question<S>& at) {
      auto all = asked.answers(at);
      all.erase(all.begin() + 5, all.end());
      return all;
    };
  };
  auto evaluation = context.evaluation("full"), exact = of_mean.evaluation("full");
  const auto expected = ask(exact)(q);
  const auto rounding = context.rounding(ask(evaluation), q), also = of_mean.rounding(ask(exact), q);
  std::vector<detail::ExpectedMean<S>> means;
  for (std::size_t i = 0; i < expected.size(); ++i)
    means.push_back({expected[i].quantity, "unbiased", expected[i].value, rounding[i] + also[i], expected[i].of_x});
  detail::check_means<S>(means, ask(evaluation), q, context, alpha, n, law);
  return report;
}

/// The same for a problem that knows its exact solutions and has no problem of the means beside it:
///   E[lower_gradient] = 0,  E[D_YY g [Z*] - grad_Y f] = 0,  E[grad_x f - D_xY g [Z*]] = hypergradient  at (x, Y*(x))
/// Requires: exact() [-> ArgumentError]
template <RealScalar S>
[[nodiscard]] CheckReport check_unbiased(const Problem<S>& problem, double alpha, std::uint64_t n, const NoiseLaw& law,
                                         const CheckSettings& settings = {}) {
  require(problem.exact() != nullptr, "problem", "without exact solutions",
          "one that has exact(), or its means beside it");
  CheckReport report;
  const CheckContext<S> context(problem, settings, report);
  auto evaluation = context.evaluation("full");
  Question<S> q = context.question(0);
  const S size = evaluation.answers(q)[0].value.flat().norm();
  const auto solver = context.exact_at(q.x);
  const Vector<S>& hypergradient = solver->hypergradient();
  const BlockVector<S>& z = solver->auxiliary_solution();
  q.y = solver->lower_solution();
  const auto terms = [&](const Question<S>& at) {
    Oracle<S>& oracle = evaluation.oracle();
    BlockVector<S> auxiliary(z.layout());
    Vector<S> cross;
    oracle.evaluate({at.x, at.y, at.sample}, {{tangent(z), &auxiliary, &cross}});
    auxiliary.flat() -= oracle.upper_gradient_lower().flat();
    return std::vector<Answer<S>>{{"lower_gradient", oracle.lower_gradient(), false},
                                  {"hessian_action", std::move(auxiliary), false},
                                  {"hypergradient", of_x(Vector<S>(oracle.upper_gradient_upper() - cross)), true}};
  };
  const S left =
      S(settings.solver) * std::numeric_limits<S>::epsilon() * (size + z.flat().norm() + hypergradient.norm());
  auto slack = context.rounding(terms, q);
  for (Vector<S>& blocks : slack) blocks.array() += left;
  const BlockVector<S> zero(q.y.layout());
  const std::vector<detail::ExpectedMean<S>> means{
      {"lower_gradient", "zero in the mean at Y*", zero, slack[0], false},
      {"hessian_action", "upper_gradient_lower in the mean at (Y*, Z*)", zero, slack[1], false},
      {"hypergradient", "the mean of upper_gradient_upper - cross_action[Z*] at Y*", of_x(hypergradient), slack[2],
       true}};
  detail::check_means<S>(means, terms, q, context, alpha, n, law);
  return report;
}

}  // namespace bros
