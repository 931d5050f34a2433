// PBGD-Free: a penalty method without the lower level's own solution.
#pragma once

#include <bros/method/peers/full_space_method.hpp>

namespace bros {

/// PBGD-Free, which leaves out the value function's gradient.
/// Math:     an iteration is
///             Y <- Y - beta (grad_Y g + grad_Y f / lambda)(x, Y),  then at the new Y   x <- x - alpha grad_x f(x, Y)
/// Shapes:   steps.alpha, beta, lambda; in the paper lambda is called gamma
/// Ensures:  with constant steps and no noise, what it tends to has grad_x f(x, Y) = 0 at the Y of the penalised lower
///           level. There, on a quadratic, grad Phi = (K (A + F / lambda)^{-1} A / lambda - C) Z*, which does not
///           vanish as lambda grows: -C Z* is all that the lower level's answer to x contributes. It is small where
///           grad_Y f is, which the paper's flatness condition asks for
/// Random:   2 samples an iteration: 0 for Y, 1 for x
/// Cost:     2 evaluations, without second derivatives and without grad_x g, an iteration; one vector of the lower
/// level
///           beside the oracle's
/// Source:   arXiv 2507.20400 and 2511.16796; a reconstruction from what is said of them: which response is kept, which
///           gradient moves x, and one step of each an iteration; the samples are ours
template <Scalar S>
class PbgdFree final : public FullSpaceMethod<S> {
  using Base = FullSpaceMethod<S>;

 public:
  PbgdFree(const Problem<S>& problem, const Stream& stream) : Base(problem, stream, 2) {}
  template <class... Rest>
  PbgdFree(const Problem<S>&&, const Rest&...) = delete;

  void step(const Steps<S>& steps) override {
    const auto& at = this->evaluation(this->y_, 0);
    this->y_.flat() -=
        steps.beta * at.lower_gradient().flat() + (steps.beta / steps.lambda) * at.upper_gradient_lower().flat();
    this->x_ -= steps.alpha * this->evaluation(this->y_, 1).upper_gradient_upper();
    this->end_iteration();
  }
};

}  // namespace bros
