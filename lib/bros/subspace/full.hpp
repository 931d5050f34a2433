#pragma once

#include <bros/subspace/concept.hpp>

namespace bros {

/// The full space: P = I. With the plain action this is MA-SOBA.
/// Cost:     nothing is stored; restricted() returns its argument
template <Scalar S>
class Full {
 public:
  using Scalar = S;
  static constexpr const char* name = "full";
  static constexpr bool is_full = true;

  explicit Full(const Blocks& blocks) : blocks_(blocks.with_full_rank()) {}
  [[nodiscard]] const Blocks& blocks() const { return blocks_; }
  void draw(const Stream&) {}
  void restrict_block(Index, const ConstMatrixView<S>& in, MatrixView<S> out) const { out = in; }
  void lift_block(Index, const S& scale, const ConstMatrixView<S>& b, MatrixView<S> y) const { y += scale * b; }

 private:
  Blocks blocks_;
};

}  // namespace bros
