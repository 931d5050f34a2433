// What F2SA and PBGD share: the penalised problem, by first derivatives alone.
#pragma once

#include <bros/method/peers/full_space_method.hpp>

namespace bros {

/// min_x f(x, Y*(x)) by  min_{x, Y'} f(x, Y') + lambda (g(x, Y') - min_Y g(x, Y)).
/// Math:     Y follows Y*(x) = argmin g(x, .), Y' follows Y'*(x) = argmin g(x, .) + f(x, .) / lambda, and
///             D = grad_x f(x, Y') + lambda (grad_x g(x, Y') - grad_x g(x, Y)),   the gradient in x at Y' = Y'*, Y = Y*
/// Ensures:  a stationary point x of the penalised problem has lambda grad Phi(x) -> (D_xY f - J H^{-1} D_YY f) Z* on a
///           quadratic as lambda grows: a bias of order 1 / lambda
template <Scalar S>
class PenaltyMethod : public FullSpaceMethod<S> {
  using Base = FullSpaceMethod<S>;

 public:
  /// Y', where y() is Y; the same as z().
  [[nodiscard]] const BlockVector<S>& penalised() const { return this->z_; }

 protected:
  PenaltyMethod(const Problem<S>& problem, const Stream& stream, Index samples_per_iteration)
      : Base(Base::with_lower_gradient_upper(problem), stream, samples_per_iteration),
        direction_(problem.dim_upper()) {
    this->z_ = problem.y0();
  }

  /// Y' <- Y' - gamma (grad_Y g + grad_Y f / lambda), with the evaluation at (x, Y').
  void move_penalised(const Oracle<S>& at, const Steps<S>& steps) {
    this->z_.flat() -=
        steps.gamma * at.lower_gradient().flat() + (steps.gamma / steps.lambda) * at.upper_gradient_lower().flat();
  }
  /// grad_x f + lambda grad_x g, with the evaluation at (x, Y').
  void begin_direction(const Oracle<S>& at, const S& lambda) {
    direction_ = at.upper_gradient_upper() + lambda * at.lower_gradient_upper();
  }
  /// x <- x - alpha (direction - lambda grad_x g(x, Y)), with sample s.
  void move_upper(const Steps<S>& steps, Index s) {
    direction_ -= steps.lambda * this->first_order_evaluation(this->y_, s).lower_gradient_upper();
    this->x_ -= steps.alpha * direction_;
  }

 private:
  Vector<S> direction_;
};

}  // namespace bros
