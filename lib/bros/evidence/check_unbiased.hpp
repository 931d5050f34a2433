// Whether the samples of a problem have the means that they should, whatever tails their noise has.
#pragma once

#include <bros/evidence/check_consistency.hpp>
#include <bros/evidence/mean_zero_test.hpp>

#include <cmath>
#include <limits>
#include <sstream>

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

/// Tests every entry of every quantity at level alpha together, with n samples drawn by draw(k).
template <RealScalar S, class Draw>
void check_means(const std::vector<ExpectedMean<S>>& means, const Draw& draw, double alpha, std::uint64_t n,
                 const NoiseLaw& law, CheckReport& report) {
  Index entries = 0;
  for (const auto& mean : means) entries += mean.expected.size();
  const double level = alpha / static_cast<double>(entries);
  const MeanZeroTest planned(law, level, n);
  std::vector<std::vector<MeanZeroTest>> tests;
  for (const auto& mean : means) tests.emplace_back(static_cast<std::size_t>(mean.expected.size()), planned);
  for (std::uint64_t k = 0; k < n; ++k) {
    const std::vector<BlockVector<S>> values = draw(k);
    for (std::size_t i = 0; i < means.size(); ++i)
      for (Index e = 0; e < values[i].size(); ++e)
        tests[i][static_cast<std::size_t>(e)].add(
            static_cast<double>(S(values[i].flat()[e] - means[i].expected.flat()[e])));
  }
  for (std::size_t i = 0; i < means.size(); ++i) {
    const auto& mean = means[i];
    Finding worst{.quantity = mean.quantity, .check = mean.check, .ok = true};
    double excess = -1;
    for (Index l = 0; l < mean.slack.size(); ++l) {
      const auto block = mean.expected.block(l);
      for (Index e = 0; e < block.size(); ++e) {
        const MeanZeroTest& test = tests[i][static_cast<std::size_t>(mean.expected.layout().offset(l) + e)];
        const double radius = test.radius() + static_cast<double>(mean.slack[l]), off = test.estimate();
        const bool ok = std::abs(off) <= radius;
        const double by = off == 0 ? 0 : ok ? std::abs(off) / radius : std::numeric_limits<double>::infinity();
        worst.ok &= ok;
        if (by <= excess) continue;
        excess = by;
        worst.deviation = std::abs(off), worst.tolerance = radius;
        worst.block = mean.of_x ? -1 : l, worst.row = e % block.rows(), worst.col = e / block.rows();
        worst.expected = static_cast<double>(mean.expected.flat()[mean.expected.layout().offset(l) + e]);
        worst.answered = worst.expected + off;
        worst.hint = test.remark();
      }
    }
    report.add(std::move(worst));
  }
  std::ostringstream line;
  line << n << " evaluations, alpha " << alpha << " over " << entries << " entries; assumed: " << law.text();
  report.note(line.str());
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
template <class Pr, class Mean>
[[nodiscard]] CheckReport check_unbiased(const Pr& problem, const Mean& mean, double alpha, std::uint64_t n,
                                         const NoiseLaw& law, const CheckSettings& settings = {}) {
  using S = typename Pr::Scalar;
  static_assert(std::same_as<S, typename Mean::Scalar>, "check_unbiased: both problems in the same scalar");
  CheckReport report;
  const Subject<S> subject = subject_of(problem), subject_mean = subject_of(mean);
  require(subject.blocks == subject_mean.blocks && subject.x0.size() == subject_mean.x0.size(), "check.mean",
          "another shape", "a problem with the same blocks and dim(x)");
  const CheckContext<S> context(subject, settings, report), of_mean(subject_mean, settings, report);
  const auto evaluation = context.evaluation("full"), exact = of_mean.evaluation("full");
  Question<S> q = context.question(0);
  const auto answers = [&](Evaluation<S>& asked) {
    return [&asked](const Question<S>& at) {
      auto all = asked.answers(at);
      all.erase(all.begin() + 5, all.end());
      return all;
    };
  };
  const auto expected = answers(*exact)(q);
  const auto rounding = context.rounding(answers(*evaluation), q), also = of_mean.rounding(answers(*exact), q);
  std::vector<detail::ExpectedMean<S>> means;
  for (std::size_t i = 0; i < expected.size(); ++i)
    means.push_back({expected[i].quantity, "unbiased", expected[i].value, rounding[i] + also[i], expected[i].of_x});
  const Stream samples = context.stream.fork("unbiased");
  const auto draw = [&](std::uint64_t k) {
    q.sample = {k, samples};
    std::vector<BlockVector<S>> values;
    for (auto& answer : answers (*evaluation)(q)) values.push_back(std::move(answer.value));
    return values;
  };
  detail::check_means<S>(means, draw, alpha, n, law, report);
  return report;
}

/// The same for a problem that knows its exact solutions and has no problem of the means beside it:
///   E[lower_gradient] = 0,  E[D_YY g [Z*] - grad_Y f] = 0,  E[grad_x f - D_xY g [Z*]] = hypergradient  at (x, Y*(x))
template <class Pr>
requires HasExactHypergradient<Pr>
[[nodiscard]] CheckReport check_unbiased(const Pr& problem, double alpha, std::uint64_t n, const NoiseLaw& law,
                                         const CheckSettings& settings = {}) {
  using S = typename Pr::Scalar;
  CheckReport report;
  const Subject<S> subject = subject_of(problem);
  const CheckContext<S> context(subject, settings, report);
  const auto evaluation = context.evaluation("full");
  Question<S> q = context.question(0);
  const S size = evaluation->answers(q)[0].value.flat().norm();
  const ExactAnswers<S> exact = subject.exact(q.x);
  q.y = exact.lower_solution;
  const auto terms = [&](const Question<S>& at) {
    evaluation->evaluate(at.x, at.y, at.sample);
    BlockVector<S> lower = evaluation->lower_gradient();
    BlockVector<S> auxiliary = evaluation->hessian_action(exact.auxiliary_solution);
    auxiliary.flat() -= evaluation->upper_gradient_lower().flat();
    Vector<S> hypergradient = evaluation->upper_gradient_upper() - evaluation->cross_action(exact.auxiliary_solution);
    return std::vector<Answer<S>>{{"lower_gradient", std::move(lower), false},
                                  {"hessian_action", std::move(auxiliary), false},
                                  {"hypergradient", of_x(hypergradient), true}};
  };
  const S left = S(settings.solver) * std::numeric_limits<S>::epsilon() *
                 (size + exact.auxiliary_solution.flat().norm() + exact.hypergradient.norm());
  auto slack = context.rounding(terms, q);
  for (Vector<S>& blocks : slack) blocks.array() += left;
  const BlockVector<S> zero(q.y.layout());
  const std::vector<detail::ExpectedMean<S>> means{
      {"lower_gradient", "zero in the mean at Y*", zero, slack[0], false},
      {"hessian_action", "upper_gradient_lower in the mean at (Y*, Z*)", zero, slack[1], false},
      {"hypergradient", "the mean of upper_gradient_upper - cross_action[Z*] at Y*", of_x(exact.hypergradient),
       slack[2], true}};
  const Stream samples = context.stream.fork("unbiased");
  const auto draw = [&](std::uint64_t k) {
    q.sample = {k, samples};
    std::vector<BlockVector<S>> values;
    for (auto& term : terms(q)) values.push_back(std::move(term.value));
    return values;
  };
  detail::check_means<S>(means, draw, alpha, n, law, report);
  return report;
}

}  // namespace bros
