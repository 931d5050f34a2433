// AmIGO: two loops, warm-started, one for Y and one for Z.
#pragma once

#include <bros/method/peers/full_space_method.hpp>

namespace bros {

/// AmIGO, amortised implicit gradient optimisation.
/// Math:     an iteration is, each from where it was,
///             T times  Y <- Y - beta grad_Y g,  T times  Z <- Z - gamma (H Z - grad_Y f)  at the new Y,
///             x <- x - alpha (grad_x f - J Z)  at the new Y and Z
/// Shapes:   T = inner; steps.theta and steps.momentum have no effect
/// Requires: inner >= 1 [-> ArgumentError]
/// Ensures:  a fixed point of the noiseless iteration has grad Phi = 0
/// Random:   2 T + 1 samples an iteration: 0 .. T-1 for Y, T .. 2T-1 for Z, 2T for x
/// Cost:     2 T + 1 evaluations, T Hessian actions and one cross action an iteration
/// Source:   Arbel and Mairal (2022), stated as recalled; that each step takes a sample of its own, for grad_Y f too,
///           is a reconstruction
template <Scalar S>
class Amigo final : public FullSpaceMethod<S> {
  using Base = FullSpaceMethod<S>;

 public:
  static constexpr Index default_inner = 10;
  Amigo(const Problem<S>& problem, const Stream& stream, Index inner = default_inner)
      : Base(problem, stream, 2 * Base::at_least_one("inner", inner) + 1),
        inner_(inner),
        action_(problem.blocks().full()),
        cross_(problem.dim_upper()) {
    this->z_ = BlockVector<S>(problem.blocks().full());
  }
  template <class... Rest>
  Amigo(const Problem<S>&&, const Rest&...) = delete;

  void step(const Steps<S>& steps) override {
    BlockVector<S>& z = this->z_;
    this->descend(this->y_, steps.beta, 0, inner_);
    for (Index t = 0; t < inner_; ++t) {
      const auto& at = this->evaluation_along(this->y_, inner_ + t, z, &action_, nullptr);
      z.flat() -= steps.gamma * (action_.flat() - at.upper_gradient_lower().flat());
    }
    const auto& at = this->evaluation_along(this->y_, 2 * inner_, z, nullptr, &cross_);
    this->x_ -= steps.alpha * (at.upper_gradient_upper() - cross_);
    this->end_iteration();
  }

 private:
  Index inner_;
  BlockVector<S> action_;
  Vector<S> cross_;
};

}  // namespace bros
