#pragma once

#include <bros/action/concept.hpp>

#include <utility>

namespace bros {

/// Hhat[Z] = Q_1 H Q_2 Z with two independent subspaces: Q_1 the method's own, Q_2 drawn by the action.
/// Math:     E[Q_1 H Q_2] = E[Q_1] H E[Q_2] = H
/// Ensures:  biprobe-unbiased, any r >= 1
/// Random:   draw: one realisation of the sampler from the stream
/// Cost:     1 mixed Hessian action, one more subspace; asks for hessian_action_mixed
/// Source:   ours
template <Subspace P>
class Decoupled {
 public:
  using Scalar = typename P::Scalar;
  static constexpr ActionTraits traits{"decoupled", true, 1, false, true};

  explicit Decoupled(const Blocks& blocks) : Decoupled(P(blocks)) {}
  /// With a sampler that was chosen at run time.
  explicit Decoupled(P second) : second_(std::move(second)), w_(projected_storage(second_)) {}
  [[nodiscard]] Index hessian_actions() const { return 1; }
  void draw(const Stream& stream) { second_.draw(stream); }
  template <MixedOracle<P> Oracle>
  void apply(Oracle& oracle, const P&, const BlockVector<Scalar>& z, const BlockVector<Scalar>&,
             BlockVector<Scalar>& out) {
    oracle.hessian_action_mixed(second_, restricted(second_, z, w_), out);
  }
  /// The second subspace, for enumerations that fix it.
  [[nodiscard]] P& second() { return second_; }

 private:
  P second_;
  BlockVector<Scalar> w_;
};

}  // namespace bros
