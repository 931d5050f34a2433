#pragma once

#include <bros/action/action.hpp>

namespace bros {

/// The uncorrected action: Hhat[Z] = P U(P^T Z) = Q H Q Z, cross term along Q Z.
/// Ensures:  exact in the full space (MA-SOBA, SOBA); biased in a proper subspace, naive-bias:
///           E[QHQ] = (m/r)^2 (c1 H + c2 H^T + c2 tr(H) I) != H on one block
/// Random:   nothing.   Cost: 1 Hessian action
template <Scalar S>
class Plain final : public Action<S> {
 public:
  static constexpr ActionTraits kind{"plain", false, 1, false};

  explicit Plain(const Subspace<S>& p) : Action<S>(p.blocks()) {}
  [[nodiscard]] const ActionTraits& traits() const override { return kind; }
  [[nodiscard]] std::span<const Along<S>> ask(const Subspace<S>& p, const BlockVector<S>& z) override {
    asked_ = {this->projected(p, z), &this->hessian_, &this->cross_};
    return {&asked_, 1};
  }

 private:
  Along<S> asked_{};
};

}  // namespace bros
