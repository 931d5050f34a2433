// Where a method moves: what every subspace can do, and the operations on block vectors built from it.
#pragma once

#include <bros/core/blocks.hpp>
#include <bros/core/stream.hpp>

#include <memory>
#include <utility>

namespace bros {

/// A random subspace of every block, P = (P_1, .., P_L) with P_l m_l x r_l and P_l^T P_l = (m_l/r_l) I, E[P_l P_l^T] =
/// I. An object holds one realisation; draw() replaces it by an independent one, all blocks independent of each other.
/// A realisation may use scratch space of its own: one object serves one thread.
template <Scalar S>
class Subspace {
 public:
  virtual ~Subspace() = default;

  /// The name by which make_subspace knows its kind.
  [[nodiscard]] virtual const char* name() const = 0;
  /// Whether P is the identity.
  [[nodiscard]] virtual bool is_full() const { return false; }
  /// The shapes; in the full space rank = rows.
  [[nodiscard]] const Blocks& blocks() const { return blocks_; }
  /// A fresh realisation, a function of the stream's key alone.
  virtual void draw(const Stream& stream) = 0;
  /// out = P_l^T X.   Shapes: X m_l x k, out r_l x k, any k
  virtual void restrict_block(Index l, const ConstMatrixView<S>& in, MatrixView<S> out) const = 0;
  /// Y += c P_l B.    Shapes: B r_l x k, Y m_l x k
  virtual void lift_block(Index l, const S& scale, const ConstMatrixView<S>& b, MatrixView<S> y) const = 0;
  /// P_l itself, m_l x r_l, where it is stored; null where it is not.
  [[nodiscard]] virtual const Matrix<S>* basis(Index) const { return nullptr; }
  /// Another object of the same kind, shapes and realisation.
  [[nodiscard]] virtual std::unique_ptr<Subspace> clone() const = 0;

 protected:
  explicit Subspace(Blocks blocks) : blocks_(std::move(blocks)) {}
  Subspace(const Subspace&) = default;
  Subspace& operator=(const Subspace&) = default;
  Subspace(Subspace&&) noexcept = default;
  Subspace& operator=(Subspace&&) noexcept = default;

 private:
  Blocks blocks_;
};

/// P^T Y.
/// Ensures:  returns Y itself in the full space (nothing is copied), otherwise `storage`, filled
/// Shapes:   Y in P.blocks().full(), storage in P.blocks().projected(); in the full space it may be empty
template <Scalar S>
const BlockVector<S>& restricted(const Subspace<S>& p, const BlockVector<S>& y, BlockVector<S>& storage) {
  if (p.is_full()) return y;
  for (Index l = 0; l < p.blocks().count(); ++l) p.restrict_block(l, y.block(l), storage.block(l));
  return storage;
}

/// Storage for restricted(): empty in the full space.
template <Scalar S>
[[nodiscard]] BlockVector<S> projected_storage(const Subspace<S>& p) {
  return p.is_full() ? BlockVector<S>() : BlockVector<S>(p.blocks().projected());
}

/// Y += scale P B.
/// Shapes:   B in P.blocks().projected(), Y in P.blocks().full()
template <Scalar S>
void lift_add(const Subspace<S>& p, const std::type_identity_t<S>& scale, const BlockVector<S>& b, BlockVector<S>& y) {
  for (Index l = 0; l < p.blocks().count(); ++l) p.lift_block(l, scale, b.block(l), y.block(l));
}

/// The factor of P_l^T P_l = (m_l / r_l) I.
template <Scalar S>
[[nodiscard]] S gram_factor(const Block& block) {
  return S(static_cast<int>(block.rows)) / S(static_cast<int>(block.rank));
}

}  // namespace bros
