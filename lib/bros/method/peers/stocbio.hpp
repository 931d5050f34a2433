// stocBiO: an inner loop for Y, and a Neumann sum in place of Z.
#pragma once

#include <bros/method/peers/full_space_method.hpp>

namespace bros {

/// A truncated Neumann sum of an inverse Hessian times b, a term at a time.
/// Math:     v = eta sum_{q = 0 .. Q} t_q,   t_0 = b,   t_q = t_{q-1} - eta H_q t_{q-1}:  every factor carries its eta
/// Ensures:  for one H, v = (I - (I - eta H)^{Q+1}) H^{-1} b
template <class S>
class NeumannSum {
 public:
  explicit NeumannSum(const Layout& layout) : term_(layout), sum_(layout) {}
  void begin(const S& eta, const BlockVector<S>& b) {
    eta_ = eta;
    term_.flat() = b.flat();
    sum_.flat() = eta_ * b.flat();
  }
  /// t_{q-1}, for the Hessian action that add() takes.
  [[nodiscard]] const BlockVector<S>& term() const { return term_; }
  /// The next term, from the Hessian action along term().
  void add(const BlockVector<S>& action) {
    term_.flat() -= eta_ * action.flat();
    sum_.flat() += eta_ * term_.flat();
  }
  [[nodiscard]] const BlockVector<S>& sum() const { return sum_; }

 private:
  S eta_{0};
  BlockVector<S> term_, sum_;
};

/// stocBiO.
/// Math:     an iteration is T steps  Y <- Y - beta grad_Y g,  warm-started, then at the new Y
///             v = gamma sum_{q = 0 .. Q} (I - gamma H_q) .. (I - gamma H_1) grad_Y f,
///             x <- x - alpha (grad_x f - J v)
/// Shapes:   T = inner, Q = neumann; steps.theta and steps.momentum have no effect
/// Requires: inner >= 1, neumann >= 0 [-> ArgumentError]
/// Ensures:  a fixed point of the noiseless iteration has grad Phi(x) = -J (I - gamma H)^{Q+1} Z*(x): Q truncates
/// Random:   T + Q + 2 samples an iteration: 0 .. T-1 for Y, T for both gradients of f, T + q for H_q, T+Q+1 for J
/// Cost:     T + Q + 2 evaluations, Q Hessian actions and one cross action an iteration
/// Source:   Ji, Yang, Liang (2021), stated as recalled
template <Scalar S, template <class> class Sum = NeumannSum>
class StocBio final : public FullSpaceMethod<S> {
  using Base = FullSpaceMethod<S>;

 public:
  static constexpr Index default_inner = 10, default_neumann = 10;
  StocBio(const Problem<S>& problem, const Stream& stream, Index inner = default_inner, Index neumann = default_neumann)
      : Base(problem, stream, Base::at_least_one("inner", inner) + checked(neumann) + 2),
        inner_(inner),
        neumann_(neumann),
        inverse_(problem.blocks().full()),
        action_(problem.blocks().full()),
        gradient_(problem.dim_upper()),
        cross_(problem.dim_upper()) {}
  template <class... Rest>
  StocBio(const Problem<S>&&, const Rest&...) = delete;

  void step(const Steps<S>& steps) override {
    this->descend(this->y_, steps.beta, 0, inner_);
    const auto& of_f = this->evaluation(this->y_, inner_);
    gradient_ = of_f.upper_gradient_upper();
    inverse_.begin(steps.gamma, of_f.upper_gradient_lower());
    for (Index q = 1; q <= neumann_; ++q) {
      this->evaluation_along(this->y_, inner_ + q, inverse_.term(), &action_, nullptr);
      inverse_.add(action_);
    }
    this->evaluation_along(this->y_, inner_ + neumann_ + 1, inverse_.sum(), nullptr, &cross_);
    this->x_ -= steps.alpha * (gradient_ - cross_);
    this->end_iteration();
  }

 private:
  static Index checked(Index neumann) {
    require(neumann >= 0, "neumann", neumann, "at least 0");
    return neumann;
  }

  Index inner_, neumann_;
  Sum<S> inverse_;
  BlockVector<S> action_;
  Vector<S> gradient_, cross_;
};

}  // namespace bros
