// What a bilevel problem must answer, and what it may.
#pragma once

#include <bros/subspace/subspace.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>

namespace bros {

/// Which sample an evaluation takes: its number in the run, for orders that are not random, and the run's sample
/// stream, of which a problem uses fork(index) or forks of its own name.
struct Sample {
  std::uint64_t index;  ///< its number in the run
  Stream stream;        ///< the run's, the same for all its samples
};

/// Where an evaluation is made. Requires: x and Y stay as they are while it is [NOT checked]
template <class S>
struct Point {
  const Vector<S>& x;       ///< in R^d
  const BlockVector<S>& y;  ///< in blocks().full()
  Sample sample;            ///< equal samples give equal answers
};

/// A direction T of the lower space: T = P W in a subspace, or T = Z in the full space.
template <class S>
struct Tangent {
  const BlockVector<S>* coefficients;     ///< W, or Z
  const Subspace<S>* subspace = nullptr;  ///< null: the full space
  /// Whether it is given in the full space.
  [[nodiscard]] bool is_full() const { return subspace == nullptr; }
};
/// T = Z.   Requires: z outlives the result [NOT checked]
template <class S>
[[nodiscard]] Tangent<S> tangent(const BlockVector<S>& z) {
  return {&z};
}
/// T = P W.   Requires: p and w outlive the result [NOT checked]
template <class S>
[[nodiscard]] Tangent<S> tangent(const Subspace<S>& p, const BlockVector<S>& w) {
  return {&w, p.is_full() ? nullptr : &p};
}
/// T as a vector of the full space.
/// Ensures:  returns the coefficients themselves where they are that, otherwise `storage`, filled
/// Shapes:   storage empty or in blocks().full(); it is made when it is first needed
template <class S>
const BlockVector<S>& lifted(const Tangent<S>& t, BlockVector<S>& storage) {
  if (t.is_full()) return *t.coefficients;
  if (storage.size() == 0) storage = BlockVector<S>(t.subspace->blocks().full());
  storage.flat().setConstant(S(0));
  lift_add(*t.subspace, S(1), *t.coefficients, storage);
  return storage;
}

/// One tangent T along which an evaluation is asked to act, and where the answers go; null: not wanted.
template <class S>
struct Along {
  /// T.
  Tangent<S> tangent;
  BlockVector<S>* hessian = nullptr;  ///< P^T D_YY g [T], in P.blocks().projected()
  Vector<S>* cross = nullptr;         ///< D_xY g [T], in R^d
};

/// What an evaluation is asked beside the gradients that every method needs. All of it is known beforehand, so that one
/// pass over the samples answers everything, and a network keeps a graph only where it will be acted on.
template <class S>
struct Request {
  std::span<const Along<S>> along{};  ///< tangents to act along; any number
  bool lower_gradient_upper = false;  ///< grad_x g, for methods without second derivatives
};

/// First derivatives at one point and sample; those in Y of the full space, or projected: grad_B at B = 0 of
/// g_P(x, B) = g(x, Y + P B) and of f_P.
template <class S>
struct Gradients {
  BlockVector<S> lower_gradient;        ///< grad_B g_P
  BlockVector<S> upper_gradient_lower;  ///< grad_B f_P
  Vector<S> upper_gradient_upper;       ///< grad_x f
  Vector<S> lower_gradient_upper;       ///< grad_x g, where it was requested
};

/// One number for each level.
struct OfLevels {
  /// Of g, of f.
  Index lower, upper;
};

/// Evaluations of a problem, projected on one subspace. An oracle keeps its workspace, so that evaluate() allocates
/// nothing after the first time in double, and serves one thread.
template <class S>
class Oracle {
 public:
  virtual ~Oracle() = default;
  Oracle(const Oracle&) = delete;  // answers are handed out by reference
  Oracle& operator=(const Oracle&) = delete;

  /// Gradients at `at`, and the products that are requested, all with the same sample; the subspace is in its present
  /// realisation. What follows refers to the last evaluation.
  virtual void evaluate(const Point<S>& at, const Request<S>& request = {}) = 0;
  /// The same for tangents written as a list.
  void evaluate(const Point<S>& at, std::initializer_list<Along<S>> along) {
    evaluate(at, Request<S>{{along.begin(), along.size()}});
  }

  /// Grad_B g_P, in P.blocks().projected().
  [[nodiscard]] const BlockVector<S>& lower_gradient() const { return gradients_.lower_gradient; }
  /// Grad_B f_P, in P.blocks().projected().
  [[nodiscard]] const BlockVector<S>& upper_gradient_lower() const { return gradients_.upper_gradient_lower; }
  /// Grad_x f, in R^d.
  [[nodiscard]] const Vector<S>& upper_gradient_upper() const { return gradients_.upper_gradient_upper; }
  /// Requires: it was requested [NOT checked]
  [[nodiscard]] const Vector<S>& lower_gradient_upper() const { return gradients_.lower_gradient_upper; }
  /// How many samples the last evaluation drew, those of both levels together.
  [[nodiscard]] virtual Index samples() const = 0;
  /// Which of its fixed minibatches the last evaluation took, counted from 0.
  [[nodiscard]] virtual OfLevels slot() const { return {0, 0}; }

 protected:
  Oracle() = default;
  Gradients<S> gradients_;
};

/// The hypergradient to high accuracy, with a workspace of its own (it may start from its last answer).
template <class S>
class Exact {
 public:
  virtual ~Exact() = default;
  /// Solves the two inner problems at x; what follows refers to it.
  virtual void at(const Vector<S>& x) = 0;
  [[nodiscard]] virtual const S& phi() const = 0;                              ///< Phi(x)
  [[nodiscard]] virtual const Vector<S>& hypergradient() const = 0;            ///< grad_x f - D_xY g [Z*]
  [[nodiscard]] virtual const BlockVector<S>& lower_solution() const = 0;      ///< Y*(x)
  [[nodiscard]] virtual const BlockVector<S>& auxiliary_solution() const = 0;  ///< Z*(x)
  /// Whether the last at() came as far as it promises: an iterative solver may stop short of it.
  [[nodiscard]] virtual bool accurate() const { return true; }
};

/// The constants of the standard assumptions: Y -> g(x, Y) is mu_g-strongly convex, grad g is L_g1-Lipschitz and its
/// second derivatives L_g2-Lipschitz, ||grad_Y f|| <= L_f0 (infinite where it is not bounded), grad f is
/// L_f1-Lipschitz.
template <class S>
struct Constants {
  /// As above.
  S mu_g, L_g1, L_g2, L_f0, L_f1;
  /// The largest of L_f0, L_f1, L_g1, L_g2.
  [[nodiscard]] S L_max() const {
    S largest = L_f0;
    for (const S& value : {L_f1, L_g1, L_g2})
      if (value > largest) largest = value;
    return largest;
  }
  /// kappa = L_max / mu_g.
  [[nodiscard]] S kappa() const { return L_max() / mu_g; }
};

/// A stochastic bilevel problem: min_x f(x, Y*(x)), Y*(x) = argmin_Y g(x, Y). Whoever writes one begins with
/// FullSpaceProblem; this is for problems that gain from knowing the subspace.
template <Scalar S>
class Problem {
 public:
  virtual ~Problem() = default;

  /// Shapes of Y and x.
  [[nodiscard]] virtual const Blocks& blocks() const = 0;
  /// The dimension of x.
  [[nodiscard]] virtual Index dim_upper() const = 0;
  /// Where a run starts unless told otherwise: 0.
  [[nodiscard]] virtual Vector<S> x0() const { return Vector<S>::Zero(dim_upper()); }
  /// As x0, in blocks().full().
  [[nodiscard]] virtual BlockVector<S> y0() const { return BlockVector<S>(blocks().full()); }
  /// What one evaluation draws with full minibatches, both levels together.
  [[nodiscard]] virtual Index samples_per_evaluation() const { return 1; }
  /// Evaluations projected on p.   Requires: problem and p outlive the result [NOT checked]
  [[nodiscard]] virtual std::unique_ptr<Oracle<S>> oracle(const Subspace<S>& p) const = 0;

  /// Capabilities, which a problem may lack.
  [[nodiscard]] virtual bool knows_lower_gradient_upper() const { return false; }
  /// Grad Phi to high accuracy; null: not known.   Requires: the problem outlives the result [NOT checked]
  [[nodiscard]] virtual std::unique_ptr<Exact<S>> exact() const { return nullptr; }
  /// The constants of the assumptions, or bounds of them.
  [[nodiscard]] virtual std::optional<Constants<S>> constants() const { return std::nullopt; }
  /// The number of fixed minibatches of equal size of each level, of a finite sum that takes such.
  [[nodiscard]] virtual OfLevels slots() const {
    require(false, "problem", "not a finite sum", "a finite sum that takes fixed minibatches of equal size");
    return {0, 0};
  }
};

/// Requires: x0 and y0 of the problem's shapes, and finite [-> ArgumentError]
template <Scalar S>
void require_start(const Problem<S>& problem, const Vector<S>& x0, const BlockVector<S>& y0) {
  require(x0.size() == problem.dim_upper(), "problem.x0", x0.size(),
          "of size dim_upper() = " + std::to_string(problem.dim_upper()));
  require(y0.layout() == problem.blocks().full(), "problem.y0", "of other blocks", "of the shapes of blocks()");
  require(all_finite<S>(x0), "problem.x0", "not finite", "finite");
  require(all_finite<S>(y0.flat()), "problem.y0", "not finite", "finite");
}

}  // namespace bros
