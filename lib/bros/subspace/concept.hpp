// Where a method moves: what every subspace can do, and the two operations on block vectors built from it.
#pragma once

#include <bros/core/blocks.hpp>
#include <bros/core/stream.hpp>

#include <concepts>

namespace bros {

/// A random subspace of every block, P = (P_1, .., P_L) with P_l m_l x r_l and P_l^T P_l = (m_l/r_l) I, E[P_l P_l^T] =
/// I. An object holds one realisation; draw() replaces it by an independent one, all blocks independent of each other.
///   P::name, P::is_full       what the command line calls it; whether P is the identity
///   P(blocks), blocks()       the shapes; for the full space blocks() has rank = rows
///   draw(stream)              a fresh realisation, a function of the stream's key alone
///   restrict_block(l, X, out) out  = P_l^T X        X m_l x k, out r_l x k, any k
///   lift_block(l, c, B, Y)    Y   += c P_l B        B r_l x k, Y m_l x k
/// A realisation may use scratch space of its own: one object serves one thread.
template <class P>
concept Subspace = Scalar<typename P::Scalar> && std::constructible_from<P, const Blocks&> &&
    requires(P p, const P c, const Stream& stream, Index l, const typename P::Scalar& scale,
             const ConstMatrixView<typename P::Scalar>& in, MatrixView<typename P::Scalar> out) {
  { P::name } -> std::convertible_to<const char*>;
  { P::is_full } -> std::convertible_to<bool>;
  { c.blocks() } -> std::same_as<const Blocks&>;
  p.draw(stream);
  c.restrict_block(l, in, out);
  c.lift_block(l, scale, in, out);
};

/// P^T Y.
/// Ensures:  returns Y itself in the full space (nothing is copied), otherwise `storage`, filled
/// Shapes:   Y in P.blocks().full(), storage in P.blocks().projected(); in the full space it may be empty
template <Subspace P>
const BlockVector<typename P::Scalar>& restricted(const P& p, const BlockVector<typename P::Scalar>& y,
                                                  BlockVector<typename P::Scalar>& storage) {
  if constexpr (P::is_full) {
    return y;
  } else {
    for (Index l = 0; l < p.blocks().count(); ++l) p.restrict_block(l, y.block(l), storage.block(l));
    return storage;
  }
}

/// Storage for restricted(): empty in the full space.
template <Subspace P>
[[nodiscard]] BlockVector<typename P::Scalar> projected_storage(const P& p) {
  if constexpr (P::is_full)
    return {};
  else
    return BlockVector<typename P::Scalar>(p.blocks().projected());
}

/// Y += scale P B.
/// Shapes:   B in P.blocks().projected(), Y in P.blocks().full()
template <Subspace P>
void lift_add(const P& p, const typename P::Scalar& scale, const BlockVector<typename P::Scalar>& b,
              BlockVector<typename P::Scalar>& y) {
  for (Index l = 0; l < p.blocks().count(); ++l) p.lift_block(l, scale, b.block(l), y.block(l));
}

/// The factor of P_l^T P_l = (m_l / r_l) I.
template <Scalar S>
[[nodiscard]] S gram_factor(const Block& block) {
  return S(static_cast<int>(block.rows)) / S(static_cast<int>(block.rank));
}

}  // namespace bros
