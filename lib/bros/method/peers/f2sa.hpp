// F2SA: the fully first-order stochastic approximation.
#pragma once

#include <bros/method/peers/penalty_method.hpp>

namespace bros {

/// F2SA.
/// Math:     an iteration is T times
///             Y <- Y - beta grad_Y g(x, Y),    Y' <- Y' - gamma (grad_Y g + grad_Y f / lambda)(x, Y'),
///           then, at the new Y and Y',
///             x <- x - alpha (grad_x f(x, Y') + lambda (grad_x g(x, Y') - grad_x g(x, Y)))
/// Shapes:   T = inner; steps.alpha, beta, gamma, lambda
/// Requires: inner >= 1 [-> ArgumentError]
/// Ensures:  with constant steps and no noise, what it tends to is the stationary point of the penalised problem
///           (PenaltyMethod): biased by 1 / lambda
/// Random:   2 T + 2 samples an iteration, all independent as in the paper: 2t for Y and 2t + 1 for Y' in inner step t,
///           2T at Y' and 2T + 1 at Y for x
/// Cost:     2 T + 2 evaluations and no second derivative an iteration
/// Source:   Kwon, Kwon, Wright, Nowak (2023), stated as recalled
template <Scalar S>
class F2sa final : public PenaltyMethod<S> {
  using Base = PenaltyMethod<S>;

 public:
  static constexpr Index default_inner = 1;
  F2sa(const Problem<S>& problem, const Stream& stream, Index inner = default_inner)
      : Base(problem, stream, 2 * Base::at_least_one("inner", inner) + 2), inner_(inner) {}
  template <class... Rest>
  F2sa(const Problem<S>&&, const Rest&...) = delete;

  void step(const Steps<S>& steps) override {
    for (Index t = 0; t < inner_; ++t) {
      this->descend(this->y_, steps.beta, 2 * t, 1);
      this->move_penalised(this->evaluation(this->z_, 2 * t + 1), steps);
    }
    this->begin_direction(this->first_order_evaluation(this->z_, 2 * inner_), steps.lambda);
    this->move_upper(steps, 2 * inner_ + 1);
    this->end_iteration();
  }

 private:
  Index inner_;
};

}  // namespace bros
