#pragma once

#include <bros/action/action.hpp>

#include <array>

namespace bros {

/// Hhat[Z] = Q H[Z]: the tangent Z is taken in the full space, where it is stored anyway; only the gradient is
/// projected (forward over reverse). The cross term is along Q Z.
/// Math:     E[Q] = I, so no correction is needed; E||Q H Z - H Z||^2 = (m/r - 1) ||H Z||^2 on one block
/// Ensures:  biprobe-unbiased, any r; one-sided-vanishing: Q (H Z - b) = 0 at the solution, whatever Q, so that
///           the update of Z has no noise there (D_xY g [Q Z], which moves x, still has)
/// Random:   nothing of its own.   Cost: 1 Hessian action with a full tangent
/// Source:   ours
template <Scalar S>
class OneSided final : public Action<S> {
 public:
  static constexpr ActionTraits kind{"one_sided", true, 1, false, true};

  explicit OneSided(const Subspace<S>& p) : Action<S>(p.blocks()) {}
  [[nodiscard]] const ActionTraits& traits() const override { return kind; }
  [[nodiscard]] std::span<const Along<S>> ask(const Subspace<S>& p, const BlockVector<S>& z) override {
    if (p.is_full()) {
      asked_[0] = {tangent(z), &this->hessian_, &this->cross_};
      return {asked_.data(), 1};
    }
    asked_ = {Along<S>{tangent(z), &this->hessian_}, Along<S>{this->projected(p, z), nullptr, &this->cross_}};
    return asked_;
  }

 private:
  std::array<Along<S>, 2> asked_{};
};

}  // namespace bros
