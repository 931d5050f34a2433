// Whether a problem's answers agree with each other: from object to object, from sample to sample, on every subspace.
#pragma once

#include <bros/check/context.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace bros::detail {

/// One comparison for each quantity that was met, in the order of meeting.
template <RealScalar S>
class ByQuantity {
 public:
  explicit ByQuantity(std::string check) : check_(std::move(check)) {}
  Comparison<S>& of(const Answer<S>& answer) {
    for (auto& [quantity, comparison] : all_)
      if (quantity == answer.quantity) return comparison;
    return all_.emplace_back(answer.quantity, Comparison<S>(answer.quantity, check_, answer.of_x)).second;
  }
  [[nodiscard]] std::vector<Finding> findings() const {
    std::vector<Finding> found;
    for (const auto& [quantity, comparison] : all_) found.push_back(comparison.finding());
    return found;
  }
  void report(CheckReport& report) const {
    for (Finding& finding : findings()) report.add(std::move(finding));
  }

 private:
  std::string check_;
  std::vector<std::pair<std::string, Comparison<S>>> all_;
};

/// Every answer on every subspace is finite.
template <RealScalar S>
void check_finite(const CheckContext<S>& context) {
  ByQuantity<S> finite("finite");
  for (const std::string& sampler : context.samplers) {
    auto evaluation = context.evaluation(sampler);
    for (std::uint64_t k : {0U, 1U})
      for (const Answer<S>& answer : evaluation.answers(context.question(k))) {
        const BlockVector<S> zero(answer.value.layout());
        const Index blocks = zero.layout().count();
        finite.of(answer).add(answer.value, zero, Vector<S>::Constant(blocks, std::numeric_limits<S>::max()),
                              "on " + sampler);
      }
  }
  for (Finding finding : finite.findings()) {  // there is nothing that it should be, and nothing to be near
    finding.deviation = finding.ok ? 0 : std::numeric_limits<double>::infinity();
    finding.tolerance = 0, finding.expected = std::numeric_limits<double>::quiet_NaN();
    context.report.add(std::move(finding));
  }
}

/// samples() against samples_per_evaluation(), and whether answers change with the sample's index and stream.
template <RealScalar S>
void check_samples(CheckContext<S>& context) {
  constexpr std::uint64_t indices = 8;
  auto evaluation = context.evaluation("full");
  Question<S> q = context.question(0);
  const auto reference = evaluation.answers(q);
  std::string changing;
  std::vector<bool> with_index(reference.size(), false), with_stream(reference.size(), false);
  Index fewest = evaluation.oracle().samples(), most = fewest;
  const auto ask = [&](const Sample& sample, std::vector<bool>& changed) {
    q.sample = sample;
    const auto answers = evaluation.answers(q);
    for (std::size_t i = 0; i < answers.size(); ++i)
      if (answers[i].value.flat() != reference[i].value.flat()) changed[i] = true;
    fewest = std::min(fewest, evaluation.oracle().samples());
    most = std::max(most, evaluation.oracle().samples());
  };
  const Sample first = q.sample;
  for (std::uint64_t k = 1; k < indices; ++k) ask({first.index + k, first.stream}, with_index);
  for (std::uint64_t k = 0; k < indices; ++k) ask({first.index, first.stream.fork(k)}, with_stream);
  for (std::size_t i = 0; i < reference.size(); ++i)
    if (with_index[i] || with_stream[i]) changing += std::string(changing.empty() ? "" : ", ") + reference[i].quantity;
  context.varies = !changing.empty();
  context.report.note(context.varies ? "stochastic: " + changing : "no answer changed with the sample");

  const Index full = context.problem.samples_per_evaluation();
  context.report.add({.quantity = "samples()",
                      .check = "between 1 and samples_per_evaluation(), and mostly equal to it",
                      .ok = fewest >= 1 && most == full,
                      .deviation = static_cast<double>(fewest < 1    ? 1 - fewest
                                                       : most > full ? most - full
                                                                     : full - most),
                      .row = -1,
                      .answered = static_cast<double>(fewest < 1 ? fewest : most),
                      .expected = static_cast<double>(full)});
  const bool by_index = std::count(with_index.begin(), with_index.end(), true) > 0;
  Finding differs{.quantity = "evaluate()", .check = "different from sample to sample", .ok = true};
  differs.expected = std::numeric_limits<double>::quiet_NaN();
  if (context.varies && !by_index) {
    differs.ok = false;
    differs.hint =
        "answers change with the sample's stream but not with its index: every iteration of a run sees one sample";
  } else if (context.settings.stochastic.value_or(context.varies) != context.varies) {
    differs.ok = false;
    if (context.varies)
      differs.hint = "it is declared not to be stochastic, and answers change with the sample";
    else
      differs.hint = "it is declared stochastic, and no sample changes an answer: is the sample used at all?";
  }
  if (!differs.ok || context.settings.stochastic.value_or(context.varies)) context.report.add(std::move(differs));
}

/// What an evaluation is asked beside, and in which order, changes no answer but for rounding.
template <RealScalar S>
void check_together(const CheckContext<S>& context) {
  ByQuantity<S> same("the same whatever else is asked");
  for (const std::string& sampler : context.samplers) {
    auto evaluation = context.evaluation(sampler);
    const auto ask = [&](const Question<S>& q) { return evaluation.answers(q); };
    for (std::uint64_t k : {0U, 1U}) {
      const Question<S> q = context.question(k);
      const auto rounding = context.rounding(ask, q);
      const auto together = ask(q);
      for (const Asked asked : {Asked::alone, Asked::apart}) {
        const auto answers = evaluation.answers(q, asked);
        const std::string where = (asked == Asked::alone ? "alone, on " : "in another order, on ") + sampler;
        for (std::size_t i = 0; i < answers.size(); ++i)
          same.of(answers[i]).add(answers[i].value, together[i].value, rounding[i], where);
      }
    }
  }
  same.report(context.report);
}

/// An object that has answered other questions answers as a new one does, bit for bit, however often it is asked.
template <RealScalar S>
void check_history(const CheckContext<S>& context) {
  ByQuantity<S> fresh_object("what a new object answers, bit for bit"),
      asked_again("the same when asked again, whatever its output held before");
  constexpr int held = 1000;
  const Question<S> base = context.question(0), other = context.question(1);
  std::vector<Question<S>> questions(7, base);
  questions[1].sample.index += 1;
  questions[2].sample.stream = base.sample.stream.fork("another");
  questions[3].x = other.x;
  questions[4].y = other.y;
  questions[5].subspaces = base.subspaces.fork("another"), questions[5].sample.index += 2;
  for (const std::string& sampler : context.samplers) {
    auto used = context.evaluation(sampler);
    const auto by_new = [&](const Question<S>& q) { return context.evaluation(sampler).answers(q); };
    std::vector<Answer<S>> before;
    for (std::size_t k = 0; k < questions.size(); ++k) {
      const auto answers = used.answers(questions[k]), fresh = by_new(questions[k]);
      const auto again = used.answers(questions[k], Asked::together, held);
      const Question<S>& last = questions[k > 0 ? k - 1 : 0];
      Question<S> last_sample = questions[k], last_subspace = questions[k];
      last_sample.sample = last.sample;
      last_subspace.subspaces = last.subspaces;
      const auto previous = by_new(last), previous_sample = by_new(last_sample),
                 previous_subspace = by_new(last_subspace);
      for (std::size_t i = 0; i < answers.size(); ++i) {
        const Vector<S> exact = Vector<S>::Zero(answers[i].value.layout().count());
        const std::string where = "on " + sampler + ", evaluation " + std::to_string(k);
        Comparison<S>& history = fresh_object.of(answers[i]);
        history.add(answers[i].value, fresh[i].value, exact, where);
        if (k > 0) {
          history.suggest("stale sample: that of the previous evaluation", previous_sample[i].value);
          history.suggest("stale subspace: that of the previous evaluation", previous_subspace[i].value);
          history.suggest("stale: the answers of the previous evaluation", previous[i].value);
          history.suggest("stale: what this object answered before", before[i].value);
        }
        BlockVector<S> added = answers[i].value;
        added.flat().array() += S(held);
        asked_again.of(answers[i]).add(again[i].value, answers[i].value, exact, where);
        asked_again.of(answers[i]).suggest("it adds to its output in place of writing it", std::move(added));
      }
      before = answers;
    }
  }
  fresh_object.report(context.report);
  asked_again.report(context.report);
}

/// action(3 u - 2 v) = 3 action(u) - 2 action(v) on every subspace.
template <RealScalar S>
void check_linearity(const CheckContext<S>& context) {
  ByQuantity<S> linear("linear in the tangent");
  const Question<S> u = context.question(0);
  Question<S> v = u, both = u;
  v.z = context.question(1).z;
  for (std::size_t j = 0; j < 3; ++j) both.z[j].flat() = S(3) * u.z[j].flat() - S(2) * v.z[j].flat();
  for (const std::string& sampler : context.samplers) {
    auto evaluation = context.evaluation(sampler);
    const auto ask = [&](const Question<S>& q) { return evaluation.answers(q); };
    const auto of_u = ask(u), of_v = ask(v), of_both = ask(both);
    const auto at_u = context.rounding(ask, u), at_v = context.rounding(ask, v), at_both = context.rounding(ask, both);
    for (std::size_t i = 3; i < 9; ++i) {  // the actions come after the three gradients
      BlockVector<S> expected = of_u[i].value;
      expected.flat() = S(3) * of_u[i].value.flat() - S(2) * of_v[i].value.flat();
      linear.of(of_u[i]).add(of_both[i].value, expected, at_both[i] + S(3) * at_u[i] + S(2) * at_v[i], "on " + sampler);
    }
  }
  linear.report(context.report);
}

/// What is projected is the projection of what is asked in the full space, at the same sample.
template <RealScalar S>
void check_projections(const CheckContext<S>& context) {
  using std::sqrt;
  const Blocks& blocks = context.problem.blocks();
  auto full = context.evaluation("full");
  for (const std::string& sampler : context.samplers) {
    auto evaluation = context.evaluation(sampler);
    if (evaluation.subspace().is_full()) continue;
    ByQuantity<S> comparisons("what the full space says, projected (" + sampler + ")");
    const auto asked = [&](const Question<S>& q) { return evaluation.answers(q); };
    const auto in_full = [&](const Question<S>& q) { return full.answers(evaluation.lifted(q)); };
    const auto wanted = [&](const Question<S>& q) {
      auto all = in_full(q);
      for (Answer<S>& answer : all)
        if (!answer.of_x) answer.value = projected(evaluation.subspace(), answer.value);
      return all;
    };
    for (std::uint64_t k : {0U, 1U}) {
      const Question<S> q = context.question(k);
      const auto answers = asked(q), whole = in_full(q), expected = wanted(q);
      const auto rounded = context.rounding(asked, q), also_rounded = context.rounding(wanted, q);
      for (std::size_t i = 0; i < answers.size(); ++i) {
        Comparison<S>& comparison = comparisons.of(answers[i]);
        comparison.add(answers[i].value, expected[i].value, rounded[i] + also_rounded[i],
                       "sample " + std::to_string(k));
        if (answers[i].of_x) continue;
        BlockVector<S> first_rows(blocks.projected());
        for (Index l = 0; l < blocks.count(); ++l)
          first_rows.block(l) = whole[i].value.block(l).topRows(blocks[l].rank);
        comparison.suggest("P^T is missing: these are the first rows of the full quantity", std::move(first_rows));
        for (Index l = 0; k == 0 && l < blocks.count(); ++l) {
          const S gram = gram_factor<S>(blocks[l]);
          comparison.name_factor(l, gram, "m/r of the block");
          comparison.name_factor(l, S(1 / gram), "r/m of the block");
          comparison.name_factor(l, S(sqrt(gram)), "sqrt(m/r) of the block");
          comparison.name_factor(l, S(1 / S(sqrt(gram))), "sqrt(r/m) of the block");
        }
      }
    }
    comparisons.report(context.report);
  }
}

}  // namespace bros::detail
