#pragma once

#include <bros/action/concept.hpp>
#include <bros/theory/weights.hpp>

#include <vector>

namespace bros {

/// sum_ij W_ij p_i p_i^T H p_j p_j^T Z in every block, weight 1 between blocks: the conditional mean of `biprobe`,
/// `balanced` and `centred` over their signs, hence the variance floor of that family.
/// Math:     one action U(e_i o W) a row i of a block; it counts with weight 1 everywhere, and again in its own block
///           with tau^2/r, less tau^2 in row i itself (weights: W_ij - 1 = tau^2/r - tau^2 [i = j])
/// Ensures:  biprobe-unbiased (weights); needs r >= 2 where a block is projected
/// Random:   nothing
/// Cost:     sum_l r_l Hessian actions (1 if nothing is projected): a reference, not a method
template <Subspace P>
class ExactWeights {
 public:
  using Scalar = typename P::Scalar;
  static constexpr ActionTraits traits{"exact_weights", true, 2, false};

  explicit ExactWeights(const Blocks& blocks) : actions_(1) {
    require_ranks(blocks, traits);
    if (!any_projected(blocks)) return;
    actions_ = 0;
    for (const Block& b : blocks) {
      tau_squared_.push_back(bros::tau_squared<Scalar>(static_cast<int>(b.rows), static_cast<int>(b.rank)));
      actions_ += b.rank;
    }
    probe_ = BlockVector<Scalar>(blocks.projected());
    answer_ = BlockVector<Scalar>(blocks.projected());
  }
  [[nodiscard]] Index hessian_actions() const { return actions_; }
  void draw(const Stream&) {}

  template <HessianOracle<Scalar> Oracle>
  void apply(Oracle& oracle, const P&, const BlockVector<Scalar>&, const BlockVector<Scalar>& w,
             BlockVector<Scalar>& out) {
    if (tau_squared_.empty()) return oracle.hessian_action(w, out);
    out.flat().setConstant(Scalar(0));
    for (Index l = 0; l < w.layout().count(); ++l) {
      const Index rank = w.layout().rows(l);
      const Scalar& tau2 = tau_squared_[static_cast<std::size_t>(l)];
      const Scalar extra = tau2 / Scalar(static_cast<int>(rank));
      for (Index i = 0; i < rank; ++i) {
        probe_.flat().setConstant(Scalar(0));
        probe_.block(l).row(i) = w.block(l).row(i);
        oracle.hessian_action(probe_, answer_);
        out.flat() += answer_.flat();
        out.block(l) += extra * answer_.block(l);
        out.block(l).row(i) -= tau2 * answer_.block(l).row(i);
      }
    }
  }

 private:
  Index actions_;
  std::vector<Scalar> tau_squared_;
  BlockVector<Scalar> probe_, answer_;
};

}  // namespace bros
