#pragma once

#include <bros/action/action.hpp>
#include <bros/action/weights.hpp>

#include <vector>

namespace bros {

/// sum_ij W_ij p_i p_i^T H p_j p_j^T Z in every block, weight 1 between blocks: the conditional mean of `biprobe`,
/// `balanced` and `centred` over their signs, hence the variance floor of sign corrections in a given basis
/// (theory: `rotated` averages over the bases of the subspace too, and is lower).
/// Math:     one action U(e_i o W) a row i of a block; it counts with weight 1 everywhere, and again in its own block
///           with tau^2/r, less tau^2 in row i itself (weights: W_ij - 1 = tau^2/r - tau^2 [i = j])
/// Ensures:  biprobe-unbiased (weights); needs r >= 2 where a block is projected
/// Random:   nothing
/// Cost:     R = sum_l r_l Hessian actions (1 if nothing is projected) and 2 R projected block vectors: a
///           reference, not a method
template <Scalar S>
class ExactWeights final : public Action<S> {
 public:
  static constexpr ActionTraits kind{"exact_weights", true, 2, false};

  explicit ExactWeights(const Subspace<S>& p) : Action<S>(p.blocks()) {
    require_ranks(p.blocks(), kind);
    std::size_t rows = 0;
    if (any_projected(p.blocks()))
      for (const Block& b : p.blocks()) {
        tau_squared_.push_back(bros::tau_squared<S>(static_cast<int>(b.rows), static_cast<int>(b.rank)));
        rows += static_cast<std::size_t>(b.rank);
      }
    probes_.assign(rows, BlockVector<S>(p.blocks().projected()));
    answers_ = probes_;
    asked_.resize(rows + 1);
  }
  [[nodiscard]] const ActionTraits& traits() const override { return kind; }
  [[nodiscard]] Index hessian_actions() const override {
    return probes_.empty() ? 1 : static_cast<Index>(probes_.size());
  }

  [[nodiscard]] std::span<const Along<S>> ask(const Subspace<S>& p, const BlockVector<S>& z) override {
    const Tangent<S> whole = this->projected(p, z);
    asked_[0] = {whole, probes_.empty() ? &this->hessian_ : nullptr, &this->cross_};
    const BlockVector<S>& w = *whole.coefficients;
    for_each_row(w.layout(), [&](std::size_t probe, Index l, Index i) {
      probes_[probe].flat().setConstant(S(0));
      probes_[probe].block(l).row(i) = w.block(l).row(i);
      asked_[probe + 1] = {tangent(p, probes_[probe]), &answers_[probe]};
    });
    return asked_;
  }
  [[nodiscard]] BlockVector<S>& hessian() override {
    BlockVector<S>& out = this->hessian_;
    if (probes_.empty()) return out;
    out.flat().setConstant(S(0));
    for_each_row(out.layout(), [&](std::size_t probe, Index l, Index i) {
      const BlockVector<S>& answer = answers_[probe];
      const S& tau2 = tau_squared_[static_cast<std::size_t>(l)];
      const S extra = tau2 / S(static_cast<int>(out.layout().rows(l)));
      out.flat() += answer.flat();
      out.block(l) += extra * answer.block(l);
      out.block(l).row(i) -= tau2 * answer.block(l).row(i);
    });
    return out;
  }

 private:
  /// visit(probe, l, i) for every row i of every block l.
  template <class Visit>
  void for_each_row(const Layout& layout, const Visit& visit) {
    if (probes_.empty()) return;
    std::size_t probe = 0;
    for (Index l = 0; l < layout.count(); ++l)
      for (Index i = 0; i < layout.rows(l); ++i) visit(probe++, l, i);
  }

  std::vector<S> tau_squared_;
  std::vector<BlockVector<S>> probes_, answers_;
  std::vector<Along<S>> asked_;
};

}  // namespace bros
