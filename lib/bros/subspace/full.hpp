#pragma once

#include <bros/subspace/subspace.hpp>

namespace bros {

/// The full space: P = I. With the plain action this is MA-SOBA.
/// Cost:     nothing is stored; restricted() returns its argument
template <Scalar S>
class Full final : public Subspace<S> {
 public:
  static constexpr const char* kind = "full";

  explicit Full(const Blocks& blocks) : Subspace<S>(blocks.with_full_rank()) {}
  [[nodiscard]] const char* name() const override { return kind; }
  [[nodiscard]] bool is_full() const override { return true; }
  void draw(const Stream&) override {}
  void restrict_block(Index, const ConstMatrixView<S>& in, MatrixView<S> out) const override { out = in; }
  void lift_block(Index, const S& scale, const ConstMatrixView<S>& b, MatrixView<S> y) const override {
    y += scale * b;
  }
  [[nodiscard]] std::unique_ptr<Subspace<S>> clone() const override { return std::make_unique<Full>(*this); }
};

}  // namespace bros
