#pragma once

#include <bros/action/concept.hpp>

namespace bros {

/// The uncorrected action: Hhat[Z] = P U(P^T Z) = Q H Q Z.
/// Ensures:  exact in the full space (MA-SOBA, SOBA); biased in a proper subspace, naive-bias:
///           E[QHQ] = (m/r)^2 (c1 H + c2 H^T + c2 tr(H) I) != H on one block
/// Random:   nothing.   Cost: 1 Hessian action
template <Subspace P>
class Plain {
 public:
  using Scalar = typename P::Scalar;
  static constexpr ActionTraits traits{"plain", P::is_full, 1, false};

  explicit Plain(const Blocks&) {}
  [[nodiscard]] Index hessian_actions() const { return 1; }
  void draw(const Stream&) {}
  template <HessianOracle<Scalar> Oracle>
  void apply(Oracle& oracle, const P&, const BlockVector<Scalar>&, const BlockVector<Scalar>& w,
             BlockVector<Scalar>& out) {
    oracle.hessian_action(w, out);
  }
};

}  // namespace bros
