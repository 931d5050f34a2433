// AmIGO: two loops, warm-started, one for Y and one for Z.
#pragma once

#include <bros/method/full_space_method.hpp>

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
template <class Problem>
class Amigo : public FullSpaceMethod<Problem> {
  using Base = FullSpaceMethod<Problem>;

 public:
  using S = typename Base::S;
  static constexpr Index default_inner = 10;
  Amigo(const Problem& problem, const Stream& stream, Index inner = default_inner)
      : Base(problem, stream, 2 * Base::at_least_one("inner", inner) + 1),
        inner_(inner),
        z_(problem.blocks().full()),
        action_(problem.blocks().full()),
        cross_(problem.dim_upper()) {}
  template <class... Rest>
  Amigo(const Problem&&, const Rest&...) = delete;

  void step(const Steps<S>& steps) {
    this->descend(this->y_, steps.beta, 0, inner_);
    for (Index t = 0; t < inner_; ++t) {
      auto& lin = this->evaluation_along(this->y_, inner_ + t, z_);
      lin.hessian_action(z_, action_);
      z_.flat() -= steps.gamma * (action_.flat() - lin.upper_gradient_lower().flat());
    }
    auto& lin = this->evaluation_along(this->y_, 2 * inner_, z_);
    lin.cross_action(z_, cross_);
    this->x_ -= steps.alpha * (lin.upper_gradient_upper() - cross_);
    this->counts_.hessian_actions += static_cast<std::uint64_t>(inner_);
    ++this->counts_.cross_actions;
    this->end_iteration();
  }
  [[nodiscard]] const BlockVector<S>& z() const { return z_; }
  [[nodiscard]] bool finite() const {
    return all_finite<S>(this->x_) && all_finite<S>(this->y_.flat()) && all_finite<S>(z_.flat());
  }

 private:
  Index inner_;
  BlockVector<S> z_, action_;
  Vector<S> cross_;
};

}  // namespace bros
