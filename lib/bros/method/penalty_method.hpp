// What F2SA and PBGD share: the penalised problem, by first derivatives alone.
#pragma once

#include <bros/method/full_space_method.hpp>
#include <bros/method/penalty_schedule.hpp>

namespace bros {

/// min_x f(x, Y*(x)) by  min_{x, Y'} f(x, Y') + lambda (g(x, Y') - min_Y g(x, Y)).
/// Math:     Y follows Y*(x) = argmin g(x, .), Y' follows Y'*(x) = argmin g(x, .) + f(x, .) / lambda, and
///             D = grad_x f(x, Y') + lambda (grad_x g(x, Y') - grad_x g(x, Y)),   the gradient in x at Y' = Y'*, Y = Y*
/// Ensures:  a stationary point x of the penalised problem has lambda grad Phi(x) -> (D_xY f - J H^{-1} D_YY f) Z* on a
///           quadratic as lambda grows: a bias of order 1 / lambda
template <FirstOrderProblem Problem>
class PenaltyMethod : public FullSpaceMethod<Problem> {
  using Base = FullSpaceMethod<Problem>;

 public:
  using S = typename Base::S;
  /// Y', where y() is Y.
  [[nodiscard]] const BlockVector<S>& penalised() const { return penalised_; }
  /// Where a run stands, Y' in the place of Z.
  [[nodiscard]] State<S> state() const { return {this->x_, this->y_, penalised_, {}, {}, this->counts_}; }
  /// Goes on from `state`, taken from a method with equal arguments [NOT checked], to the bits that that one reaches.
  void restore(const State<S>& state) {
    this->x_ = state.x, this->y_ = state.y, penalised_ = state.z, this->counts_ = state.counts;
  }
  [[nodiscard]] bool finite() const {
    return all_finite<S>(this->x_) && all_finite<S>(this->y_.flat()) && all_finite<S>(penalised_.flat());
  }

 protected:
  PenaltyMethod(const Problem& problem, const Stream& stream, Index samples_per_iteration)
      : Base(problem, stream, samples_per_iteration), penalised_(problem.y0()), direction_(problem.dim_upper()) {
    this->expect_first_derivatives_alone();
  }

  /// Y' <- Y' - gamma (grad_Y g + grad_Y f / lambda), with the evaluation at (x, Y').
  template <class Lin>
  void move_penalised(const Lin& lin, const PenaltySteps<S>& steps) {
    penalised_.flat() -=
        steps.gamma * lin.lower_gradient().flat() + (steps.gamma / steps.lambda) * lin.upper_gradient_lower().flat();
  }
  /// grad_x f + lambda grad_x g, with the evaluation at (x, Y').
  template <class Lin>
  void begin_direction(Lin& lin, const S& lambda) {
    direction_ = lin.upper_gradient_upper() + lambda * lin.lower_gradient_upper();
  }
  /// x <- x - alpha (direction - lambda grad_x g(x, Y)), with sample s.
  void move_upper(const PenaltySteps<S>& steps, Index s) {
    direction_ -= steps.lambda * this->evaluation(this->y_, s).lower_gradient_upper();
    this->x_ -= steps.alpha * direction_;
  }

  BlockVector<S> penalised_;

 private:
  Vector<S> direction_;
};

}  // namespace bros
