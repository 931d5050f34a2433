// What the checks of a problem ask: everything that an evaluation answers, on subspaces of every kind.
#pragma once

#include <bros/problem/problem.hpp>
#include <bros/subspace/make.hpp>

#include <array>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace bros {

/// One answer of an evaluation; vectors of x are one block of one column.
template <Scalar S>
struct Answer {
  const char* quantity;  ///< which of the answers
  BlockVector<S> value;  ///< its numbers
  bool of_x;             ///< whether it is a vector of R^d, kept as one block
};

/// Where an evaluation is asked, and along which tangents: P P^T Z_0 in the subspace P, Z_1 in the full space, and
/// Q Q^T Z_2 in a second subspace Q of the same kind. `subspaces` draws P and Q.
template <Scalar S>
struct Question {
  Vector<S> x;       ///< in R^d
  BlockVector<S> y;  ///< in blocks().full()
  Sample sample;     ///< the same for all answers
  /// Directions, in blocks().full().
  std::array<BlockVector<S>, 3> z;
  Stream subspaces;  ///< that they are drawn from
};

/// What shares an evaluation: everything; everything, but the two actions along a tangent are asked apart, and all of
/// them in reverse order; or nothing, each action and the gradients having an evaluation of their own.
enum class Asked { together, apart, alone };

/// A vector of x as one block of one column.
template <Scalar S>
[[nodiscard]] BlockVector<S> of_x(const Vector<S>& v) {
  BlockVector<S> one(Layout({{v.size(), 1}}));
  one.flat() = v;
  return one;
}
/// A number as one block.
template <Scalar S>
[[nodiscard]] BlockVector<S> of_number(const S& value) {
  return of_x(Vector<S>(Vector<S>::Constant(1, value)));
}
/// P^T Y, in storage of its own.
template <Scalar S>
[[nodiscard]] BlockVector<S> projected(const Subspace<S>& p, const BlockVector<S>& y) {
  BlockVector<S> storage(p.blocks().projected());
  return restricted(p, y, storage);
}

/// An oracle on a subspace that it owns.
template <RealScalar S>
class Evaluation {
 public:
  /// Requires: `problem` outlives the object [NOT checked]
  Evaluation(const Problem<S>& problem, const std::string& sampler)
      : knows_lower_upper_(problem.knows_lower_gradient_upper()),
        p_(make_subspace<S>(sampler, problem.blocks())),
        second_(p_->clone()),
        oracle_(problem.oracle(*p_)) {}
  /// The oracle that answers.
  [[nodiscard]] Oracle<S>& oracle() { return *oracle_; }
  /// In the realisation of the last question.
  [[nodiscard]] const Subspace<S>& subspace() const { return *p_; }

  /// Everything it can be asked, in one order: the three gradients, the Hessian and the cross action along each of the
  /// three tangents, and grad_x g where the problem knows it. Outputs hold `held` before, and where everything is asked
  /// alone, those of cross actions are of another size.
  /// Requires: answers of the shapes that they should have [-> ArgumentError]
  [[nodiscard]] std::vector<Answer<S>> answers(const Question<S>& q, Asked asked = Asked::together, int held = 0) {
    static constexpr const char* names[3][2] = {{"hessian_action", "cross_action"},
                                                {"hessian_action_full", "cross_action_full"},
                                                {"hessian_action_mixed", "cross_action_mixed"}};
    draw(q);
    const std::array<BlockVector<S>, 3> w{projected(*p_, q.z[0]), q.z[1], projected(*second_, q.z[2])};
    const std::array<Tangent<S>, 3> tangents{tangent(*p_, w[0]), tangent(w[1]), tangent(*second_, w[2])};
    std::array<BlockVector<S>, 3> hessian;
    std::array<Vector<S>, 3> cross;
    std::vector<Along<S>> along;
    for (std::size_t i = 0; i < 3; ++i) {
      hessian[i] = BlockVector<S>(p_->blocks().projected());
      hessian[i].flat().setConstant(S(held));
      cross[i].setConstant(q.x.size() + (asked == Asked::alone), S(held));
      if (asked == Asked::together)
        along.push_back({tangents[i], &hessian[i], &cross[i]});
      else
        along.insert(along.begin(), {{tangents[i], nullptr, &cross[i]}, {tangents[i], &hessian[i], nullptr}});
    }
    Vector<S> lower_upper;
    const auto evaluate = [&](std::span<const Along<S>> these, bool with_lower_upper) {
      oracle_->evaluate({q.x, q.y, q.sample}, Request<S>{these, with_lower_upper});
      if (with_lower_upper) lower_upper = oracle_->lower_gradient_upper();
    };
    if (asked == Asked::alone) {
      for (const Along<S>& one : along) evaluate({&one, 1}, false);
      if (knows_lower_upper_) evaluate({}, true);
      evaluate({}, false);
    } else {
      evaluate(along, knows_lower_upper_);
    }
    std::vector<Answer<S>> all{{"lower_gradient", oracle_->lower_gradient(), false},
                               {"upper_gradient_lower", oracle_->upper_gradient_lower(), false},
                               {"upper_gradient_upper", of_x(oracle_->upper_gradient_upper()), true}};
    for (std::size_t i = 0; i < 3; ++i) {
      all.push_back({names[i][0], std::move(hessian[i]), false});
      all.push_back({names[i][1], of_x(cross[i]), true});
    }
    if (knows_lower_upper_) all.push_back({"lower_gradient_upper", of_x(lower_upper), true});
    for (const auto& [quantity, value, in_x] : all)
      require(value.layout() == (in_x ? Layout({{q.x.size(), 1}}) : p_->blocks().projected()) &&
                  value.size() == value.layout().size(),
              quantity, "of " + std::to_string(value.size()) + " numbers",
              in_x ? "dim(x) numbers, however many its output held before" : "numbers in blocks().projected()");
    return all;
  }
  /// The same question of the full space: its tangents are those of this subspace.
  [[nodiscard]] Question<S> lifted(Question<S> q) {
    draw(q);
    for (const auto& [p, z] : {std::pair{p_.get(), &q.z[0]}, {second_.get(), &q.z[2]}}) {
      const BlockVector<S> w = projected(*p, *z);
      z->flat().setConstant(S(0));
      lift_add(*p, S(1), w, *z);
    }
    return q;
  }

 private:
  void draw(const Question<S>& q) {
    p_->draw(q.subspaces.fork("subspace"));
    second_->draw(q.subspaces.fork("second subspace"));
  }

  bool knows_lower_upper_;
  std::unique_ptr<Subspace<S>> p_, second_;
  std::unique_ptr<Oracle<S>> oracle_;
};

/// Every entry of the question turned by one unit in the last place, up or down.
template <RealScalar S>
[[nodiscard]] Question<S> nudged(Question<S> q, const Stream& stream) {
  const auto nudge = [](Vector<S>& v, const Stream& own) {
    Vector<S> signs(v.size());
    fill_signs<S>(own, signs);
    v += std::numeric_limits<S>::epsilon() * v.cwiseProduct(signs);
  };
  nudge(q.x, stream.fork("x")), nudge(q.y.flat(), stream.fork("y"));
  for (std::size_t i = 0; i < 3; ++i) nudge(q.z[i].flat(), stream.fork("z").fork(i));
  return q;
}

}  // namespace bros
