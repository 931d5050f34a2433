#pragma once

#include <bros/action/action.hpp>

#include <utility>

namespace bros {

/// Acts with a given matrix M in place of the Hessian, in the full space: out = M Z; cross term along Z.
/// Math:     on a quadratic problem without noise, the means of (x, Y, Z, h) under a subspace method follow MA-SOBA
///           with M = E[P Hhat P^T], since P^k is independent of the past and everything else is affine and E[Q] = I:
///           M = H for an unbiased action, M = E[Q H Q] (haar-second) for naive
/// Shapes:   M dim(Y) x dim(Y)
/// Requires: p the full space and M of this size [-> ArgumentError]
/// Ensures:  the exact mean recursion, in any scalar
/// Random:   nothing.   Cost: one product with M, counted as 1 Hessian action
/// Source:   ours
template <Scalar S>
class MeanAction final : public Action<S> {
 public:
  static constexpr ActionTraits kind{"mean", false, 1, false};

  MeanAction(const Subspace<S>& p, Matrix<S> m) : Action<S>(p.blocks()), m_(std::move(m)) {
    require(p.is_full(), "sampler", p.name(), "full for the mean action");
    require(m_.rows() == this->hessian_.size() && m_.cols() == m_.rows(), "mean.rows", m_.rows(),
            "square, of dimension dim(Y) = " + std::to_string(this->hessian_.size()));
  }
  [[nodiscard]] const ActionTraits& traits() const override { return kind; }
  [[nodiscard]] std::span<const Along<S>> ask(const Subspace<S>&, const BlockVector<S>& z) override {
    this->hessian_.flat().noalias() = m_ * z.flat();
    asked_ = {tangent(z), nullptr, &this->cross_};
    return {&asked_, 1};
  }

 private:
  Matrix<S> m_;
  Along<S> asked_{};
};

}  // namespace bros
