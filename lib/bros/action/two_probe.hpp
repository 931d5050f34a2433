// The common form of the corrected actions that cost two Hessian actions.
#pragma once

#include <bros/action/concept.hpp>
#include <bros/theory/weights.hpp>

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
///   Signs::traits
///   Signs::count(r)                          how many signs a block of rank r takes
///   Signs::draw(stream, signs, scratch)      draws them
///   Signs::weights(tau_squared, signs, left, right)   fills the weights of the block's r rows
/// Math:     E[left_i right_j] must be tau_l^2 / r_l - tau_l^2 [i = j] within block l, and 0 between two blocks
/// Ensures:  biprobe-unbiased; in the full space (all ranks full) exactly the plain action, at its cost
/// Random:   draw: block l takes stream.fork(l) as `Signs` says; nothing if no block is projected
/// Cost:     2 Hessian actions, 1 if nothing is projected; two projected block vectors of scratch
template <Subspace P, class Signs>
class TwoProbe {
 public:
  using Scalar = typename P::Scalar;
  static constexpr ActionTraits traits = Signs::traits;

  explicit TwoProbe(const Blocks& blocks) : projected_(any_projected(blocks)) {
    require_ranks(blocks, traits);
    if (!projected_) return;
    Index rows = 0;
    for (const Block& b : blocks) {
      blocks_.push_back({bros::tau_squared<Scalar>(static_cast<int>(b.rows), static_cast<int>(b.rank)), rows, b.rank,
                         Vector<Scalar>::Ones(Signs::count(b.rank))});
      rows += b.rank;
    }
    left_.resize(rows);
    right_.resize(rows);
    for (const BlockSigns& block : blocks_) set_weights(block);
    probe_ = BlockVector<Scalar>(blocks.projected());
    answer_ = BlockVector<Scalar>(blocks.projected());
  }
  [[nodiscard]] Index hessian_actions() const { return projected_ ? 2 : 1; }

  void draw(const Stream& stream) {
    for (std::size_t l = 0; l < blocks_.size(); ++l) {
      Signs::template draw<Scalar>(stream.fork(l), blocks_[l].signs, scratch_);
      set_weights(blocks_[l]);
    }
  }
  /// Takes these signs in block l: for enumerations.   Requires: Signs::count(r) signs [NOT checked]
  void set_signs(Index l, const Vector<Scalar>& signs) {
    auto& block = blocks_[static_cast<std::size_t>(l)];
    block.signs = signs;
    set_weights(block);
  }

  template <HessianOracle<Scalar> Oracle>
  void apply(Oracle& oracle, const P&, const BlockVector<Scalar>&, const BlockVector<Scalar>& w,
             BlockVector<Scalar>& out) {
    oracle.hessian_action(w, out);
    if (!projected_) return;
    scale_rows(right_, w, probe_);
    oracle.hessian_action(probe_, answer_);
    scale_rows(left_, answer_, answer_);
    out.flat() += answer_.flat();
  }

 private:
  struct BlockSigns {
    Scalar tau_squared;
    Index first_row, rows;
    Vector<Scalar> signs;
  };
  void set_weights(const BlockSigns& block) {
    const Index rows = block.rows;
    Signs::template weights<Scalar>(block.tau_squared, block.signs, left_.segment(block.first_row, rows),
                                    right_.segment(block.first_row, rows));
  }

  bool projected_;
  std::vector<BlockSigns> blocks_;
  std::vector<Index> scratch_;
  Vector<Scalar> left_, right_;
  BlockVector<Scalar> probe_, answer_;
};

}  // namespace bros
