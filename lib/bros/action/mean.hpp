#pragma once

#include <bros/action/concept.hpp>

#include <utility>

namespace bros {

/// Acts with a given matrix M in place of the Hessian, in the full space: out = M Z.
/// Math:     on a quadratic problem without noise, the means of (x, Y, Z, h) under a subspace method follow MA-SOBA
///           with M = E[P Hhat P^T], since P^k is independent of the past and everything else is affine and E[Q] = I:
///           M = H for an unbiased action, M = E[Q H Q] (haar-second) for naive
/// Shapes:   M dim(Y) x dim(Y)
/// Ensures:  the exact mean recursion, in any scalar
/// Random:   nothing.   Cost: one product with M, counted as 1 Hessian action
/// Source:   ours
template <Subspace P>
requires(P::is_full) class MeanAction {
 public:
  using Scalar = typename P::Scalar;
  static constexpr ActionTraits traits{"mean", false, 1, false};

  /// M = 0, until a matrix is given.
  explicit MeanAction(const Blocks& blocks) : m_(Matrix<Scalar>::Zero(blocks.full().size(), blocks.full().size())) {}
  explicit MeanAction(Matrix<Scalar> m) : m_(std::move(m)) {}
  [[nodiscard]] Index hessian_actions() const { return 1; }
  void draw(const Stream&) {}
  template <class Oracle>
  void apply(Oracle&, const P&, const BlockVector<Scalar>& z, const BlockVector<Scalar>&, BlockVector<Scalar>& out) {
    out.flat().noalias() = m_ * z.flat();
  }

 private:
  Matrix<Scalar> m_;
};

}  // namespace bros
