// PBGD: penalty-based bilevel gradient descent.
#pragma once

#include <bros/method/peers/penalty_method.hpp>

namespace bros {

/// PBGD with the value-function penalty (V-PBGD).
/// Math:     an iteration is T steps  Y <- Y - beta grad_Y g(x, Y),  from where Y was; then, both from the old (x, Y'),
///             Y' <- Y' - gamma (grad_Y g + grad_Y f / lambda)(x, Y')
///             x  <- x - alpha (grad_x f(x, Y') + lambda (grad_x g(x, Y') - grad_x g(x, Y)))
/// Shapes:   T = inner; steps.alpha, beta, gamma, lambda; in the paper lambda is called gamma, and alpha = gamma / lambda here
/// Requires: inner >= 1 [-> ArgumentError]
/// Ensures:  with constant steps and no noise, what it tends to is the stationary point of the penalised problem
///           (PenaltyMethod): biased by 1 / lambda
/// Random:   T + 2 samples an iteration: 0 .. T-1 for Y, T at Y', T + 1 at the new Y for x
/// Cost:     T + 2 evaluations and no second derivative an iteration
/// Source:   Shen and Chen (2023), stated as recalled; that Y goes on from its last value, and the samples, are a
///           reconstruction
template <Scalar S>
class Pbgd final : public PenaltyMethod<S> {
  using Base = PenaltyMethod<S>;

 public:
  static constexpr Index default_inner = 1;
  Pbgd(const Problem<S>& problem, const Stream& stream, Index inner = default_inner)
      : Base(problem, stream, Base::at_least_one("inner", inner) + 2), inner_(inner) {}
  template <class... Rest>
  Pbgd(const Problem<S>&&, const Rest&...) = delete;

  void step(const Steps<S>& steps) override {
    this->descend(this->y_, steps.beta, 0, inner_);
    const auto& at = this->first_order_evaluation(this->z_, inner_);
    this->begin_direction(at, steps.lambda);
    this->move_penalised(at, steps);
    this->move_upper(steps, inner_ + 1);
    this->end_iteration();
  }

 private:
  Index inner_;
};

}  // namespace bros
