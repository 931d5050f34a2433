// Whether a problem's answers agree with each other: from object to object, from sample to sample, on every subspace.
#pragma once

#include <bros/evidence/check_context.hpp>

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
  void report(CheckReport& report) const {
    for (const auto& [quantity, comparison] : all_) report.add(comparison.finding());
  }

 private:
  std::string check_;
  std::vector<std::pair<std::string, Comparison<S>>> all_;
};

/// Every answer on every subspace is finite.
template <RealScalar S>
void check_finite(const CheckContext<S>& context) {
  using std::isfinite;
  std::vector<Finding> findings;
  for (const std::string& sampler : context.subject.samplers) {
    const auto evaluation = context.evaluation(sampler);
    for (std::uint64_t k : {0U, 1U})
      for (const Answer<S>& answer : evaluation->answers(context.question(k))) {
        auto at = std::find_if(findings.begin(), findings.end(),
                               [&](const Finding& f) { return f.quantity == answer.quantity; });
        if (at == findings.end())
          at = findings.insert(at, {.quantity = answer.quantity, .check = "finite", .ok = true});
        for (Index l = 0; l < answer.value.layout().count() && at->ok; ++l)
          for (Index j = 0; j < answer.value.block(l).cols() && at->ok; ++j)
            for (Index i = 0; i < answer.value.block(l).rows() && at->ok; ++i) {
              const S value = answer.value.block(l)(i, j);
              if (isfinite(value)) continue;
              at->ok = false;
              at->deviation = std::numeric_limits<double>::infinity();
              at->block = answer.of_x ? -1 : l, at->row = i, at->col = j;
              at->answered = static_cast<double>(value), at->expected = std::numeric_limits<double>::quiet_NaN();
              at->where = "on " + sampler;
            }
      }
  }
  for (Finding& finding : findings) context.report.add(std::move(finding));
}

/// samples() against samples_per_evaluation(), and whether answers change with the sample's index and stream.
template <RealScalar S>
void check_samples(CheckContext<S>& context) {
  constexpr std::uint64_t indices = 8;
  const auto evaluation = context.evaluation("full");
  Question<S> q = context.question(0);
  const auto reference = evaluation->answers(q);
  std::string changing;
  std::vector<bool> with_index(reference.size(), false), with_stream(reference.size(), false);
  Index fewest = evaluation->samples(), most = fewest;
  const auto ask = [&](const Sample& sample, std::vector<bool>& changed) {
    q.sample = sample;
    const auto answers = evaluation->answers(q);
    for (std::size_t i = 0; i < answers.size(); ++i)
      if (answers[i].value.flat() != reference[i].value.flat()) changed[i] = true;
    fewest = std::min(fewest, evaluation->samples());
    most = std::max(most, evaluation->samples());
  };
  const Sample first = q.sample;
  for (std::uint64_t k = 1; k < indices; ++k) ask({first.index + k, first.stream}, with_index);
  for (std::uint64_t k = 0; k < indices; ++k) ask({first.index, first.stream.fork(k)}, with_stream);
  for (std::size_t i = 0; i < reference.size(); ++i)
    if (with_index[i] || with_stream[i]) changing += std::string(changing.empty() ? "" : ", ") + reference[i].quantity;
  context.varies = !changing.empty();
  context.report.note(context.varies ? "stochastic: " + changing : "no answer changed with the sample");

  const Index full = context.subject.samples_per_evaluation;
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

/// Telling the tangent beforehand changes no answer but for rounding.
template <RealScalar S>
void check_announced(const CheckContext<S>& context) {
  ByQuantity<S> same("the same when its tangent is announced");
  for (const std::string& sampler : context.subject.samplers) {
    const auto evaluation = context.evaluation(sampler);
    const auto ask = [&](const Question<S>& q) { return evaluation->answers(q); };
    for (std::uint64_t k : {0U, 1U}) {
      const Question<S> q = context.question(k);
      const auto along = evaluation->answers_along(q);
      if (!along) continue;
      const auto rounding = context.rounding(ask, q);
      const auto answers = ask(q);
      for (std::size_t i = 0; i < answers.size(); ++i)
        same.of(answers[i]).add((*along)[i].value, answers[i].value, rounding[i], "on " + sampler);
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
  std::vector<Question<S>> questions(6, base);
  questions[1].sample.index += 1;
  questions[2].sample.stream = base.sample.stream.fork("another");
  questions[3].x = other.x;
  questions[4].y = other.y;
  for (const std::string& sampler : context.subject.samplers) {
    const auto used = context.evaluation(sampler);
    std::vector<Answer<S>> before;
    for (std::size_t k = 0; k < questions.size(); ++k) {
      const auto answers = used->answers(questions[k]), fresh = context.evaluation(sampler)->answers(questions[k]);
      used->set_outputs_before(held);
      const auto again = used->answers_again(questions[k]);
      used->set_outputs_before(0);
      std::vector<Answer<S>> previous, previous_sample;
      if (k > 0) {
        Question<S> mixed = questions[k];
        mixed.sample = questions[k - 1].sample;
        previous = context.evaluation(sampler)->answers(questions[k - 1]);
        previous_sample = context.evaluation(sampler)->answers(mixed);
      }
      for (std::size_t i = 0; i < answers.size(); ++i) {
        const Vector<S> exact = Vector<S>::Zero(answers[i].value.layout().count());
        const std::string where = "on " + sampler + ", evaluation " + std::to_string(k);
        Comparison<S>& history = fresh_object.of(answers[i]);
        history.add(answers[i].value, fresh[i].value, exact, where);
        if (k > 0) {
          history.suggest("stale sample: that of the previous evaluation", previous_sample[i].value);
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
  both.z.flat() = S(3) * u.z.flat() - S(2) * v.z.flat();
  for (const std::string& sampler : context.subject.samplers) {
    const auto evaluation = context.evaluation(sampler);
    const auto ask = [&](const Question<S>& q) { return evaluation->answers(q); };
    const auto of_u = ask(u), of_v = ask(v), of_both = ask(both);
    const auto at_u = context.rounding(ask, u), at_v = context.rounding(ask, v), at_both = context.rounding(ask, both);
    for (std::size_t i = 3; i < of_u.size(); ++i) {  // the actions come after the three gradients
      if (std::string(of_u[i].quantity) == "lower_gradient_upper") continue;
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
  const Blocks& blocks = context.subject.blocks;
  const auto full = context.evaluation("full");
  for (const std::string& sampler : context.subject.samplers) {
    const bool is_full = sampler == "full";
    ByQuantity<S> projected(is_full ? "the full Hessian action"
                                    : "what the full space says, projected (" + sampler + ")");
    const auto evaluation = context.evaluation(sampler);
    const auto first_rows = [&](const BlockVector<S>& y) {
      BlockVector<S> top(evaluation->blocks().projected());
      for (Index l = 0; l < blocks.count(); ++l) top.block(l) = y.block(l).topRows(top.block(l).rows());
      return top;
    };
    const auto from_full = [&](const Question<S>& q, const auto& project) {
      full->evaluate(q.x, q.y, q.sample);
      const BlockVector<S> w = evaluation->restricted(q.z), tangent = evaluation->lifted(w, false);
      std::vector<Answer<S>> all{
          {"lower_gradient", project(full->lower_gradient()), false},
          {"upper_gradient_lower", project(full->upper_gradient_lower()), false},
          {"upper_gradient_upper", of_x(full->upper_gradient_upper()), true},
          {"hessian_action", project(full->hessian_action(tangent)), false},
          {"cross_action", of_x(full->cross_action(tangent)), true},
          {"hessian_action_full", project(full->hessian_action(q.z)), false},
          {"hessian_action_mixed", project(full->hessian_action(evaluation->lifted(w, true))), false}};
      if (auto value = full->lower_gradient_upper()) all.push_back({"lower_gradient_upper", of_x(*value), true});
      return all;
    };
    const auto by_p = [&](const BlockVector<S>& y) { return evaluation->restricted(y); };
    const auto asked = [&](const Question<S>& q) { return evaluation->answers(q); };
    const auto wanted = [&](const Question<S>& q) { return from_full(q, by_p); };
    for (std::uint64_t k : {0U, 1U}) {
      const Question<S> q = context.question(k);
      const auto answers = asked(q), expected = wanted(q), without = from_full(q, first_rows);
      const auto rounded = context.rounding(asked, q), also_rounded = context.rounding(wanted, q);
      for (std::size_t i = is_full ? 5 : 0; i < answers.size(); ++i) {  // in the full space the first five are trivial
        std::size_t j = i;
        while (std::string(expected[j].quantity) != answers[i].quantity) ++j;
        Comparison<S>& comparison = projected.of(answers[i]);
        comparison.add(answers[i].value, expected[j].value, rounded[i] + also_rounded[j],
                       "sample " + std::to_string(k));
        comparison.suggest("P^T is missing: these are the first rows of the full quantity", without[j].value);
        for (Index l = 0; k == 0 && !answers[i].of_x && l < blocks.count(); ++l) {
          using std::sqrt;
          const S gram = gram_factor<S>(blocks[l]);
          comparison.name_factor(l, gram, "m/r of the block");
          comparison.name_factor(l, S(1 / gram), "r/m of the block");
          comparison.name_factor(l, S(sqrt(gram)), "sqrt(m/r) of the block");
          comparison.name_factor(l, S(1 / S(sqrt(gram))), "sqrt(r/m) of the block");
        }
      }
    }
    projected.report(context.report);
  }
}

}  // namespace bros::detail
