#pragma once

#include <bros/action/action.hpp>

namespace bros {

/// Hhat[Z] = Q H[Z]: the tangent Z is taken in the full space, where it is stored anyway; only the gradient is
/// projected (forward over reverse). The cross term D_xY g [Z] is along the same tangent, by the same pass.
/// Math:     E[Q] = I, so no correction is needed; E||Q H Z - H Z||^2 = (m/r - 1) ||H Z||^2 on one block
/// Ensures:  biprobe-unbiased, any r; one-sided-vanishing: Q (H Z - b) = 0 at the solution, whatever Q; full-tangent:
///           the cross term depends on no subspace, so that without sampling noise nothing is random at the solution
/// Random:   nothing of its own.   Cost: 1 Hessian action with a full tangent
/// Source:   ours
template <Scalar S>
class OneSided final : public Action<S> {
 public:
  static constexpr ActionTraits kind{"one_sided", true, 1, false, true, true};

  explicit OneSided(const Subspace<S>& p) : Action<S>(p.blocks()) {}
  [[nodiscard]] const ActionTraits& traits() const override { return kind; }
  [[nodiscard]] std::span<const Along<S>> ask([[maybe_unused]] const Subspace<S>& p, const BlockVector<S>& z) override {
    asked_ = Along<S>{tangent(z), &this->hessian_, &this->cross_};
    return {&asked_, 1};
  }

 private:
  Along<S> asked_{};
};

}  // namespace bros
