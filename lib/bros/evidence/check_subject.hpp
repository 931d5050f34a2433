// A problem as its checks see it: whatever its type and subspace, the same questions.
#pragma once

#include <bros/problem/concept.hpp>
#include <bros/subspace/coordinates.hpp>
#include <bros/subspace/full.hpp>
#include <bros/subspace/haar.hpp>
#include <bros/subspace/hadamard.hpp>

#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace bros {

/// One answer of an evaluation; vectors of x are one block of one column.
template <Scalar S>
struct Answer {
  const char* quantity;
  BlockVector<S> value;
  bool of_x;
};

/// Where an evaluation is asked, and with which tangents: W = P^T Z.
template <Scalar S>
struct Question {
  Vector<S> x;
  BlockVector<S> y;
  Sample sample;
  BlockVector<S> z;
};

template <Scalar S>
[[nodiscard]] BlockVector<S> of_x(const Vector<S>& v) {
  BlockVector<S> one(Layout({{v.size(), 1}}));
  one.flat() = v;
  return one;
}

/// A linearisation on a subspace that it owns, and a second subspace for mixed actions.
template <Scalar S>
class Evaluation {
 public:
  virtual ~Evaluation() = default;
  virtual void evaluate(const Vector<S>& x, const BlockVector<S>& y, const Sample& sample) = 0;
  /// Evaluates with the tangent announced (evaluate_along), if the problem wants to know it; false if it does not.
  [[nodiscard]] virtual bool evaluate_along(const Question<S>& q, const BlockVector<S>& w) = 0;
  [[nodiscard]] virtual BlockVector<S> lower_gradient() const = 0;
  [[nodiscard]] virtual BlockVector<S> upper_gradient_lower() const = 0;
  [[nodiscard]] virtual Vector<S> upper_gradient_upper() const = 0;
  [[nodiscard]] virtual Index samples() const = 0;
  [[nodiscard]] virtual BlockVector<S> hessian_action(const BlockVector<S>& w) = 0;
  [[nodiscard]] virtual Vector<S> cross_action(const BlockVector<S>& w) = 0;
  /// Empty where the problem does not offer them.
  [[nodiscard]] virtual std::optional<BlockVector<S>> hessian_action_full(const BlockVector<S>& z) = 0;
  [[nodiscard]] virtual std::optional<BlockVector<S>> hessian_action_mixed(const BlockVector<S>& w) = 0;
  [[nodiscard]] virtual std::optional<Vector<S>> lower_gradient_upper() = 0;
  [[nodiscard]] virtual BlockVector<S> restricted(const BlockVector<S>& y) const = 0;
  [[nodiscard]] virtual BlockVector<S> lifted(const BlockVector<S>& w, bool by_second) const = 0;
  [[nodiscard]] virtual const Blocks& blocks() const = 0;
  [[nodiscard]] virtual const char* subspace() const = 0;

  /// What the outputs that are handed to the actions hold before.
  virtual void set_outputs_before(int value) = 0;

  /// Everything it can be asked at a new linearisation point, in one order.
  [[nodiscard]] std::vector<Answer<S>> answers(const Question<S>& q) {
    evaluate(q.x, q.y, q.sample);
    return answers_again(q);
  }
  /// The same without another evaluate().
  [[nodiscard]] std::vector<Answer<S>> answers_again(const Question<S>& q) { return answers_at(q, restricted(q.z)); }
  /// With the tangent announced; nothing if the problem does not want to know it.
  [[nodiscard]] std::optional<std::vector<Answer<S>>> answers_along(const Question<S>& q) {
    const BlockVector<S> w = restricted(q.z);
    if (!evaluate_along(q, w)) return std::nullopt;
    return answers_at(q, w);
  }

 private:
  [[nodiscard]] std::vector<Answer<S>> answers_at(const Question<S>& q, const BlockVector<S>& w) {
    std::vector<Answer<S>> all{{"lower_gradient", lower_gradient(), false},
                               {"upper_gradient_lower", upper_gradient_lower(), false},
                               {"upper_gradient_upper", of_x(upper_gradient_upper()), true},
                               {"hessian_action", hessian_action(w), false},
                               {"cross_action", of_x(cross_action(w)), true}};
    if (auto value = hessian_action_full(q.z)) all.push_back({"hessian_action_full", std::move(*value), false});
    if (auto value = hessian_action_mixed(w)) all.push_back({"hessian_action_mixed", std::move(*value), false});
    if (auto value = lower_gradient_upper()) all.push_back({"lower_gradient_upper", of_x(*value), true});
    return all;
  }
};

namespace detail {
template <class Pr, Subspace P>
class EvaluationOn final : public Evaluation<typename P::Scalar> {
  using S = typename P::Scalar;
  using Lin = typename Pr::template Linearisation<P>;

 public:
  EvaluationOn(const Pr& problem, const Stream& stream)
      : p_(problem.blocks()), second_(problem.blocks()), lin_(problem, (draw(stream), p_)), d_(problem.dim_upper()) {}

  void evaluate(const Vector<S>& x, const BlockVector<S>& y, const Sample& sample) override {
    lin_.evaluate(x, y, sample);
  }
  bool evaluate_along(const Question<S>& q, const BlockVector<S>& w) override {
    if constexpr (requires { lin_.evaluate(q.x, q.y, q.sample, w); }) {
      lin_.evaluate(q.x, q.y, q.sample, w);
      return true;
    }
    return false;
  }
  BlockVector<S> lower_gradient() const override { return lin_.lower_gradient(); }
  BlockVector<S> upper_gradient_lower() const override { return lin_.upper_gradient_lower(); }
  Vector<S> upper_gradient_upper() const override { return lin_.upper_gradient_upper(); }
  Index samples() const override { return lin_.samples(); }
  BlockVector<S> hessian_action(const BlockVector<S>& w) override {
    BlockVector<S> out = unset();
    lin_.hessian_action(w, out);
    return out;
  }
  Vector<S> cross_action(const BlockVector<S>& w) override {
    Vector<S> out = Vector<S>::Constant(d_, S(output_before_));
    lin_.cross_action(w, out);
    return out;
  }
  std::optional<BlockVector<S>> hessian_action_full(const BlockVector<S>& z) override {
    if constexpr (FullTangentOracle<Lin, S>) {
      BlockVector<S> out = unset();
      lin_.hessian_action_full(z, out);
      return out;
    }
    return std::nullopt;
  }
  std::optional<BlockVector<S>> hessian_action_mixed(const BlockVector<S>& w) override {
    if constexpr (MixedOracle<Lin, P>) {
      BlockVector<S> out = unset();
      lin_.hessian_action_mixed(second_, w, out);
      return out;
    }
    return std::nullopt;
  }
  std::optional<Vector<S>> lower_gradient_upper() override {
    if constexpr (HasLowerGradientUpper<Lin, S>) return lin_.lower_gradient_upper();
    return std::nullopt;
  }
  BlockVector<S> restricted(const BlockVector<S>& y) const override {
    BlockVector<S> storage(p_.blocks().projected());
    return bros::restricted(p_, y, storage);
  }
  BlockVector<S> lifted(const BlockVector<S>& w, bool by_second) const override {
    BlockVector<S> y(p_.blocks().full());
    lift_add(by_second ? second_ : p_, S(1), w, y);
    return y;
  }
  const Blocks& blocks() const override { return p_.blocks(); }
  const char* subspace() const override { return P::name; }
  void set_outputs_before(int value) override { output_before_ = value; }

 private:
  void draw(const Stream& stream) {
    p_.draw(stream.fork("subspace"));
    second_.draw(stream.fork("second subspace"));
  }
  BlockVector<S> unset() {
    BlockVector<S> out(p_.blocks().projected());
    out.flat().setConstant(S(output_before_));
    return out;
  }

  P p_, second_;
  Lin lin_;
  Index d_;
  int output_before_ = 0;
};
}  // namespace detail

/// What a problem that knows its hypergradient says at one x.
template <Scalar S>
struct ExactAnswers {
  S phi;
  Vector<S> hypergradient;
  BlockVector<S> lower_solution, auxiliary_solution;
};

/// A problem whose type is forgotten.
template <RealScalar S>
struct Subject {
  Blocks blocks;
  Vector<S> x0;
  BlockVector<S> y0;
  Index samples_per_evaluation;
  /// The samplers whose requirements the blocks meet, "full" first; and a new evaluation on one of them.
  std::vector<std::string> samplers;
  std::function<std::unique_ptr<Evaluation<S>>(const std::string& sampler, const Stream&)> evaluation;
  /// By a new solver each time; empty if the problem does not offer it.
  std::function<ExactAnswers<S>(const Vector<S>& x)> exact;
};

/// Requires: `problem` outlives the result [NOT checked]
template <class Pr>
requires RealScalar<typename Pr::Scalar> && BilevelProblem<Pr, Full<typename Pr::Scalar>>
[[nodiscard]] Subject<typename Pr::Scalar> subject_of(const Pr& problem) {
  using S = typename Pr::Scalar;
  Subject<S> subject{problem.blocks(), problem.x0(), problem.y0(), problem.samples_per_evaluation(), {}, {}, {}};
  using Make = std::function<std::unique_ptr<Evaluation<S>>(const Stream&)>;
  std::map<std::string, Make> makers;
  const auto offer = [&]<Subspace P>(std::type_identity<P>) {
    if constexpr (BilevelProblem<Pr, P>) {
      subject.samplers.emplace_back(P::name);
      makers[P::name] = [&problem](const Stream& stream) -> std::unique_ptr<Evaluation<S>> {
        return std::make_unique<detail::EvaluationOn<Pr, P>>(problem, stream);
      };
    }
  };
  offer(std::type_identity<Full<S>>{});
  offer(std::type_identity<Haar<S>>{});
  offer(std::type_identity<Coordinates<S>>{});
  bool powers_of_two = true;
  for (const Block& b : subject.blocks) powers_of_two &= (b.rows & (b.rows - 1)) == 0;
  if (powers_of_two) offer(std::type_identity<Hadamard<S>>{});
  subject.evaluation = [makers](const std::string& sampler, const Stream& stream) {
    return makers.at(sampler)(stream);
  };
  if constexpr (HasExactHypergradient<Pr>)
    subject.exact = [&problem](const Vector<S>& x) {
      typename Pr::Exact exact(problem);
      exact.at(x);
      return ExactAnswers<S>{exact.phi(), exact.hypergradient(), exact.lower_solution(), exact.auxiliary_solution()};
    };
  return subject;
}

/// Every entry of the question turned by one unit in the last place, up or down.
template <RealScalar S>
[[nodiscard]] Question<S> nudged(Question<S> q, const Stream& stream) {
  const S eps = std::numeric_limits<S>::epsilon();
  const auto nudge = [&](Vector<S>& v, const char* name) {
    Vector<S> signs(v.size());
    fill_signs<S>(stream.fork(name), signs);
    v += eps * v.cwiseProduct(signs);
  };
  nudge(q.x, "x"), nudge(q.y.flat(), "y"), nudge(q.z.flat(), "z");
  return q;
}

}  // namespace bros
