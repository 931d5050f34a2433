// BOME: first derivatives alone, with a barrier that makes the lower level's gap shrink.
#pragma once

#include <bros/method/peers/full_space_method.hpp>

#include <cmath>
#include <limits>

namespace bros {

/// BOME, bilevel optimisation made easy.
/// Math:     an iteration makes Yhat by T steps  Yhat <- Yhat - gamma grad_Y g(x, Yhat)  from Yhat = Y; then, with
///             q = (grad_Y g(x, Y),  grad_x g(x, Y) - grad_x g(x, Yhat)),  the gradient of g(x, Y) - g(x, Yhat),
///             lambda = max(eta - <grad f, q> / |q|^2, 0),  so that <q, grad f + lambda q> >= eta |q|^2,
///           and lambda q = 0 if q = 0, all at the old (x, Y),
///             (Y, x) <- (Y, x) - (beta, alpha) (grad f + lambda q)
/// Shapes:   T = inner; steps.gamma moves the auxiliary variable, here Yhat; steps.theta and steps.momentum have no
///           effect
/// Requires: inner >= 1, eta > 0 and finite [-> ArgumentError]
/// Ensures:  no quotient has |q|^2 below it: with u = q / |q| the step is grad f + max(eta |q| - <grad f, u>, 0) u, for
///           q as small as the scalar holds. But q is a difference of gradients, known to rounding alone: as it falls
///           below the root of epsilon its direction is lost, and x is not found to more than that.
///           Yhat does not reach Y*: on a quadratic, noiseless, what BOME tends to has
///           grad Phi(x) = -J (I - gamma H)^T Z*(x). With noise it has another limit: lambda is not linear in a sample
/// Random:   T + 1 samples an iteration: 0 .. T-1 for Yhat, T for everything at Y and for grad_x g at Yhat
/// Cost:     T + 2 evaluations and no second derivative an iteration
/// Source:   Ye, Liu, Wright, Stone, Liu (2022), phi = eta |q|^2; there alpha = beta
template <RealScalar S>
class Bome final : public FullSpaceMethod<S> {
  using Base = FullSpaceMethod<S>;

 public:
  static constexpr Index default_inner = 10;
  static constexpr double default_eta = 0.5;
  Bome(const Problem<S>& problem, const Stream& stream, Index inner = default_inner, S eta = S(default_eta))
      : Base(Base::with_lower_gradient_upper(problem), stream, Base::at_least_one("inner", inner) + 1),
        inner_(inner),
        eta_(std::move(eta)),
        follower_(problem.blocks().full()),
        unit_y_(follower_.size()),
        unit_x_(problem.dim_upper()) {
    require(eta_ > 0 && eta_ <= std::numeric_limits<S>::max(), "eta", eta_, "positive and finite");
  }
  template <class... Rest>
  Bome(const Problem<S>&&, const Rest&...) = delete;

  void step(const Steps<S>& steps) override {
    using std::sqrt;
    follower_.flat() = this->y_.flat();
    this->descend(follower_, steps.gamma, 0, inner_);
    unit_x_ = this->first_order_evaluation(follower_, inner_).lower_gradient_upper();
    const auto& at = this->first_order_evaluation(this->y_, inner_);
    unit_x_ = at.lower_gradient_upper() - unit_x_;
    unit_y_ = at.lower_gradient().flat();
    this->y_.flat() -= steps.beta * at.upper_gradient_lower().flat();
    this->x_ -= steps.alpha * at.upper_gradient_upper();

    multiplier_ = S(0);
    const S largest_y = unit_y_.cwiseAbs().maxCoeff(), largest_x = unit_x_.cwiseAbs().maxCoeff();
    const S largest = largest_y > largest_x ? largest_y : largest_x;
    if (largest != S(0)) {
      unit_y_ /= largest, unit_x_ /= largest;  // squares then neither overflow nor vanish
      const S length = sqrt(S(unit_y_.squaredNorm() + unit_x_.squaredNorm()));
      unit_y_ /= length, unit_x_ /= length;
      const S norm = largest * length,
              slope = unit_y_.dot(at.upper_gradient_lower().flat()) + unit_x_.dot(at.upper_gradient_upper()),
              force = eta_ * norm - slope;
      if (!(force <= 0)) {  // what is not a number must be seen
        multiplier_ = force / norm;
        this->y_.flat() -= (steps.beta * force) * unit_y_;
        this->x_ -= (steps.alpha * force) * unit_x_;
      }
    }
    this->end_iteration();
  }
  /// lambda of the last iteration; it grows without bound, and may overflow, as q goes to 0.
  [[nodiscard]] const S& multiplier() const { return multiplier_; }

 private:
  Index inner_;
  S eta_;
  BlockVector<S> follower_;  // Yhat
  Vector<S> unit_y_, unit_x_;
  S multiplier_{0};
};

}  // namespace bros
