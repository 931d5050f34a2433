// The common form of the corrected actions that cost two Hessian actions.
#pragma once

#include <bros/action/action.hpp>
#include <bros/action/weights.hpp>

#include <array>
#include <vector>

namespace bros {

/// out <- diag(weights) w: entry i of `weights` scales row i of the stacked blocks.
/// Shapes:   weights has sum_l r_l entries, block after block
template <Scalar S>
void scale_rows(const Vector<S>& weights, const BlockVector<S>& w, BlockVector<S>& out) {
  for (Index l = 0, first = 0; l < w.layout().count(); first += w.layout().rows(l++))
    out.block(l) = weights.segment(first, w.layout().rows(l)).asDiagonal() * w.block(l);
}

/// Hhat[Z] = P (U(W) + left o U(right o W)), U(W) = P^T H P W; `Signs` says how random signs become the row weights
/// left and right:
///   Signs::kind
///   Signs::count(r)                          how many signs a block of rank r takes
///   Signs::draw(stream, signs, scratch)      draws them
///   Signs::weights(tau_squared, signs, left, right)   fills the weights of the block's r rows
/// The cross term is along P W.
/// Math:     E[left_i right_j] must be tau_l^2 / r_l - tau_l^2 [i = j] within block l, and 0 between two blocks
/// Ensures:  biprobe-unbiased; in the full space (all ranks full) exactly the plain action, at its cost
/// Random:   draw: block l takes stream.fork(l) as `Signs` says; nothing if no block is projected
/// Cost:     2 Hessian actions, 1 if nothing is projected; two projected block vectors of scratch
template <Scalar S, class Signs>
class TwoProbe final : public Action<S> {
 public:
  static constexpr ActionTraits kind = Signs::kind;

  explicit TwoProbe(const Subspace<S>& p) : Action<S>(p.blocks()), projected_(any_projected(p.blocks())) {
    require_ranks(p.blocks(), kind);
    if (!projected_) return;
    Index rows = 0;
    for (const Block& b : p.blocks()) {
      blocks_.push_back({bros::tau_squared<S>(static_cast<int>(b.rows), static_cast<int>(b.rank)), rows, b.rank,
                         Vector<S>::Ones(Signs::count(b.rank))});
      rows += b.rank;
    }
    left_.resize(rows);
    right_.resize(rows);
    for (const BlockSigns& block : blocks_) set_weights(block);
    probe_ = BlockVector<S>(p.blocks().projected());
    answer_ = BlockVector<S>(p.blocks().projected());
  }
  [[nodiscard]] const ActionTraits& traits() const override { return kind; }
  [[nodiscard]] Index hessian_actions() const override { return projected_ ? 2 : 1; }

  void draw(const Stream& stream) override {
    for (std::size_t l = 0; l < blocks_.size(); ++l) {
      Signs::template draw<S>(stream.fork(l), blocks_[l].signs, scratch_);
      set_weights(blocks_[l]);
    }
  }
  /// Takes these signs in block l: for enumerations.   Requires: Signs::count(r) signs [NOT checked]
  void set_signs(Index l, const Vector<S>& signs) {
    auto& block = blocks_[static_cast<std::size_t>(l)];
    block.signs = signs;
    set_weights(block);
  }

  [[nodiscard]] std::span<const Along<S>> ask(const Subspace<S>& p, const BlockVector<S>& z) override {
    const Tangent<S> whole = this->projected(p, z);
    asked_[0] = {whole, &this->hessian_, &this->cross_};
    if (!projected_) return {asked_.data(), 1};
    scale_rows(right_, *whole.coefficients, probe_);
    asked_[1] = {tangent(p, probe_), &answer_};
    return asked_;
  }
  [[nodiscard]] BlockVector<S>& hessian() override {
    if (!projected_) return this->hessian_;
    scale_rows(left_, answer_, answer_);
    this->hessian_.flat() += answer_.flat();
    return this->hessian_;
  }

 private:
  struct BlockSigns {
    S tau_squared;
    Index first_row, rows;
    Vector<S> signs;
  };
  void set_weights(const BlockSigns& block) {
    const Index rows = block.rows;
    Signs::template weights<S>(block.tau_squared, block.signs, left_.segment(block.first_row, rows),
                               right_.segment(block.first_row, rows));
  }

  bool projected_;
  std::vector<BlockSigns> blocks_;
  std::vector<Index> scratch_;
  Vector<S> left_, right_;
  BlockVector<S> probe_, answer_;
  std::array<Along<S>, 2> asked_{};
};

}  // namespace bros
