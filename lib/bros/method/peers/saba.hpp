// SABA: SOBA with SAGA's variance reduction, on a finite sum.
#pragma once

#include <bros/method/peers/full_space_method.hpp>

namespace bros {

/// SAGA's estimate of the mean of N terms from one of them at a time.
/// Math:     t <- new_i - memory_i + mean of the memories,  then memory_i <- new_i; the memories begin at 0
/// Ensures:  exactly unbiased over a uniform i whatever the memories hold, if the mean sought is that of the N terms;
///           the variance goes to 0 with new_i - memory_i
/// Cost:     N + 3 vectors
template <class S>
class SagaMemory {
 public:
  SagaMemory(Index size, Index slots)
      : memories_(Matrix<S>::Zero(size, slots)), mean_(Vector<S>::Zero(size)), change_(size), estimate_(size) {}
  /// SAGA's estimate of the mean, from the term of one slot; the slot's memory becomes this term.
  const Vector<S>& estimate(Index slot, const Vector<S>& term) {
    change_ = term - memories_.col(slot);
    estimate_ = mean_ + change_;
    mean_ += change_ / S(static_cast<int>(memories_.cols()));
    memories_.col(slot) = term;
    return estimate_;
  }
  /// The memories, and their mean as a last column.
  [[nodiscard]] Matrix<S> state() const {
    Matrix<S> all(memories_.rows(), memories_.cols() + 1);
    all << memories_, mean_;
    return all;
  }
  /// Takes what state() gave.   Requires: its shapes [-> ArgumentError]
  void restore(const Matrix<S>& state) {
    require(state.rows() == memories_.rows() && state.cols() == memories_.cols() + 1, "state.memories", state.cols(),
            "of the shapes of this problem");
    memories_ = state.leftCols(memories_.cols());
    mean_ = state.rightCols(1);
  }

 private:
  Matrix<S> memories_;
  Vector<S> mean_, change_, estimate_;
};

/// SABA, the variance-reduced SOBA.
/// Math:     with [t] SAGA's estimate of the mean of t over the fixed minibatches of its level, everything at the old
///           point (x, Y, Z) and the minibatches of this iteration:
///             Y <- Y - beta [grad_Y g]    Z <- Z - gamma ([H Z] - [grad_Y f])    x <- x - alpha ([grad_x f] - [J Z])
/// Shapes:   steps.theta and steps.momentum have no effect; a memory a level, of its own slots
/// Requires: fixed minibatches of equal size (slots() of the problem [-> ArgumentError]); Sampling::slots is what the
///           proof assumes, in cyclic order the memories are those of the public figures
/// Ensures:  with constant, small steps x tends to grad Phi(x) = 0 linearly, with noise in every sample
/// Random:   one sample an iteration, as SOBA
/// Cost:     one evaluation, one Hessian and one cross action an iteration; memories of N (3 dim(Y) + 2 d) numbers
/// Source:   Dagreou, Ablin, Vaiter, Moreau (2022); Defazio, Bach, Lacoste-Julien (2014) for SAGA. The memories begin
///           at 0 as in the public benchmark
template <Scalar S, template <class> class Memory = SagaMemory>
class Saba final : public FullSpaceMethod<S> {
  using Base = FullSpaceMethod<S>;

 public:
  Saba(const Problem<S>& problem, const Stream& stream)
      : Base(problem, stream, 1),
        action_(problem.blocks().full()),
        cross_(problem.dim_upper()),
        lower_gradient_(action_.size(), problem.slots().lower),
        hessian_(action_.size(), problem.slots().lower),
        cross_memory_(problem.dim_upper(), problem.slots().lower),
        upper_lower_(action_.size(), problem.slots().upper),
        upper_upper_(problem.dim_upper(), problem.slots().upper) {
    this->z_ = BlockVector<S>(problem.blocks().full());
  }
  template <class... Rest>
  Saba(const Problem<S>&&, const Rest&...) = delete;

  void step(const Steps<S>& steps) override {
    BlockVector<S>& z = this->z_;
    const auto& at = this->evaluation_along(this->y_, 0, z, &action_, &cross_);
    const OfLevels slot = at.slot();
    this->y_.flat() -= steps.beta * lower_gradient_.estimate(slot.lower, at.lower_gradient().flat());
    z.flat() -= steps.gamma * (hessian_.estimate(slot.lower, action_.flat()) -
                               upper_lower_.estimate(slot.upper, at.upper_gradient_lower().flat()));
    this->x_ -= steps.alpha * (upper_upper_.estimate(slot.upper, at.upper_gradient_upper()) -
                               cross_memory_.estimate(slot.lower, cross_));
    this->end_iteration();
  }
  [[nodiscard]] State<S> state() const override {
    State<S> state = Base::state();
    for (const Memory<S>* memory : {&lower_gradient_, &hessian_, &cross_memory_, &upper_lower_, &upper_upper_})
      state.memories.push_back(memory->state());
    return state;
  }
  void restore(const State<S>& state) override {
    require(state.memories.size() == 5, "state.memories", state.memories.size(), "5, those of SABA");
    Base::restore(state);
    std::size_t i = 0;
    for (Memory<S>* memory : {&lower_gradient_, &hessian_, &cross_memory_, &upper_lower_, &upper_upper_})
      memory->restore(state.memories[i++]);
  }

 private:
  BlockVector<S> action_;
  Vector<S> cross_;
  Memory<S> lower_gradient_, hessian_, cross_memory_, upper_lower_, upper_upper_;
};

}  // namespace bros
