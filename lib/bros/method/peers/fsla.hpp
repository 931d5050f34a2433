// FSLA: one loop, and a direction of x that is corrected along the run.
#pragma once

#include <bros/method/peers/full_space_method.hpp>

namespace bros {

/// FSLA, the fully single loop algorithm.
/// Math:     with D(x, Y, Z) = grad_x f - J Z, an iteration is
///             Y <- Y - beta grad_Y g(x, Y),    Z <- Z - gamma (H Z - grad_Y f)  at (x, the new Y),
///             h <- D(x, Y, Z) + (1 - theta) (h - D(x-, Y-, Z-)),    x <- x - alpha h
///           where x-, Y-, Z- are what D was taken at in the iteration before, both D with one sample; the first
///           iteration has h <- D
/// Shapes:   steps.momentum has no effect; theta = 1: no correction
/// Ensures:  a fixed point of the noiseless iteration has grad Phi = 0
/// Random:   3 samples an iteration: 0 for both D, 1 for Y, 2 for the residual of Z, in H and in grad_Y f
/// Cost:     4 evaluations, one Hessian action and two cross actions an iteration; 3 vectors of the lower level beside
///           the oracle's: Y, Z and H Z (Y- and Z- are needed before Y and Z move, and are not copied)
/// Source:   Li, Gu, Huang (2022), arXiv 2112.04660; the recursion as the public benchmark of bilevel solvers
///           (benchopt) has it. There the steps of Y and Z are equal, theta falls like them, and h begins at 0: that it
///           begins at D is a reconstruction
template <Scalar S>
class Fsla final : public FullSpaceMethod<S> {
  using Base = FullSpaceMethod<S>;

 public:
  Fsla(const Problem<S>& problem, const Stream& stream)
      : Base(problem, stream, 3),
        action_(problem.blocks().full()),
        cross_(problem.dim_upper()),
        before_(problem.dim_upper()) {
    this->z_ = BlockVector<S>(problem.blocks().full());
    this->h_ = Vector<S>::Zero(problem.dim_upper());
    before_ = this->x_;
  }
  template <class... Rest>
  Fsla(const Problem<S>&&, const Rest&...) = delete;

  void step(const Steps<S>& steps) override {
    BlockVector<S>& z = this->z_;
    this->x_.swap(before_);
    const Vector<S>& before = difference_of_gradients();
    if (this->counts_.iterations > 0) this->h_ = (S(1) - steps.theta) * (this->h_ - before);
    this->x_.swap(before_);
    before_ = this->x_;
    this->descend(this->y_, steps.beta, 1, 1);
    const auto& at = this->evaluation_along(this->y_, 2, z, &action_, nullptr);
    z.flat() -= steps.gamma * (action_.flat() - at.upper_gradient_lower().flat());
    this->h_ += difference_of_gradients();
    this->x_ -= steps.alpha * this->h_;
    this->end_iteration();
  }
  [[nodiscard]] State<S> state() const override {
    State<S> state = Base::state();
    state.memories.emplace_back(before_);
    return state;
  }
  void restore(const State<S>& state) override {
    require(state.memories.size() == 1 && state.memories[0].rows() == before_.size() && state.memories[0].cols() == 1,
            "state.memories", state.memories.size(), "1, the x before of FSLA");
    Base::restore(state);
    before_ = state.memories[0];
  }

 private:
  /// D at (x, Y, Z).
  const Vector<S>& difference_of_gradients() {
    const auto& at = this->evaluation_along(this->y_, 0, this->z_, nullptr, &cross_);
    cross_ = at.upper_gradient_upper() - cross_;
    return cross_;
  }

  BlockVector<S> action_;
  Vector<S> cross_, before_;  // before_: x-
};

}  // namespace bros
