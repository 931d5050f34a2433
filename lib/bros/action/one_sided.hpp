#pragma once

#include <bros/action/concept.hpp>

namespace bros {

/// Hhat[Z] = Q H[Z]: the tangent Z is taken in the full space, where it is stored anyway; only the gradient is
/// projected (forward over reverse).
/// Math:     E[Q] = I, so no correction is needed; E||Q H Z - H Z||^2 = (m/r - 1) ||H Z||^2 on one block
/// Ensures:  biprobe-unbiased, any r; one-sided-vanishing: Q (H Z - b) = 0 at the solution, whatever Q, so that
///           the update of Z has no noise there (D_xB g_P [P^T Z] = D_xY g [Q Z], which moves x, still has)
/// Random:   nothing of its own.   Cost: 1 Hessian action with a full tangent; asks for hessian_action_full
/// Source:   ours
template <Subspace P>
class OneSided {
 public:
  using Scalar = typename P::Scalar;
  static constexpr ActionTraits traits{"one_sided", true, 1, false, true};

  explicit OneSided(const Blocks&) {}
  [[nodiscard]] Index hessian_actions() const { return 1; }
  void draw(const Stream&) {}
  template <FullTangentOracle<Scalar> Oracle>
  void apply(Oracle& oracle, const P&, const BlockVector<Scalar>& z, const BlockVector<Scalar>&,
             BlockVector<Scalar>& out) {
    oracle.hessian_action_full(z, out);
  }
};

}  // namespace bros
