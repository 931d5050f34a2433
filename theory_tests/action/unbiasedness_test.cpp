// biprobe-unbiased: the enumeration behind the claim (lib/bros/claims/unbiased.cpp) rejects planted faults.
#include "../support/planted_actions.hpp"

#include <bros/action/weights.hpp>

#include <gtest/gtest.h>

namespace bros::unbiasedness_test {

TEST(RankOneImpossible, an_odd_rank_is_refused_by_balanced_signs) {
  EXPECT_THROW(make_action("balanced", Coordinates<surd>(Blocks({{4, 1, 3}}))), ArgumentError);
}
TEST(Weights, leave_nothing_to_correct_where_nothing_is_projected) { EXPECT_EQ(tau_squared<rational>(1, 1), 0); }

// Faults that no change of one place is; those are in lib/bros/claims/mutants.json.

/// Weights right within every block, and wrongly applied between two blocks as well.
class CrossBlocksToo : public Action<surd>, public Enumerable {
 public:
  explicit CrossBlocksToo(const Subspace<surd>& p) : Action<surd>(p.blocks()), blocks_(p.blocks()), exact_(p) {
    for (Index l = 0; l < blocks_.count(); ++l) parts_.emplace_back(blocks_.projected());
    answers_ = parts_;
  }
  [[nodiscard]] const ActionTraits& traits() const override { return exact_.traits(); }
  [[nodiscard]] std::span<const Along<surd>> ask(const Subspace<surd>& p, const BlockVector<surd>& z) override {
    const auto exact = exact_.ask(p, z);
    asked_.assign(exact.begin(), exact.end());
    const BlockVector<surd>& w = *asked_[0].tangent.coefficients;
    for (std::size_t l = 0; l < parts_.size(); ++l) {
      parts_[l].flat().setConstant(surd(0));
      parts_[l].block(static_cast<Index>(l)) = w.block(static_cast<Index>(l));
      asked_.push_back({tangent(p, parts_[l]), &answers_[l]});
    }
    return asked_;
  }
  [[nodiscard]] BlockVector<surd>& hessian() override {
    BlockVector<surd>& out = exact_.hessian();
    for (Index l = 0; l < blocks_.count(); ++l) {
      const Block& b = blocks_[l];
      const surd extra = off_diagonal_weight<surd>(static_cast<int>(b.rows), static_cast<int>(b.rank)) - surd(1);
      BlockVector<surd>& answer = answers_[static_cast<std::size_t>(l)];
      answer.block(l).setConstant(surd(0));
      out.flat() += extra * answer.flat();
    }
    return out;
  }
  void for_each(const std::function<void()>& visit) override { visit(); }

 private:
  Blocks blocks_;
  ExactWeights<surd> exact_;
  std::vector<BlockVector<surd>> parts_, answers_;
  std::vector<Along<surd>> asked_;
};

/// Whether the mean over every coordinate subspace and draw is an H without symmetry.
bool is_unbiased_on(const std::vector<Block>& shapes, const OwnAction& make) {
  const Blocks blocks(shapes);
  auto p = std::make_unique<Coordinates<surd>>(blocks);
  auto action = make(*p);
  HessianEstimate<surd> e(std::move(p), std::move(action), unsymmetric_matrix<surd>(blocks.full().size()));
  return is_unbiased(e);
}
TEST(BiprobeUnbiased, enumeration_rejects_faults_that_only_two_blocks_show) {
  const std::vector<Block> one = {{3, 1, 2}}, two = {{3, 1, 2}, {3, 1, 2}};
  const OwnAction cross_blocks_too = [](const auto& p) { return std::make_unique<CrossBlocksToo>(p); };
  EXPECT_TRUE(is_unbiased_on(one, cross_blocks_too));
  EXPECT_FALSE(is_unbiased_on(two, cross_blocks_too));
  EXPECT_TRUE(is_unbiased_on(one, one_draw_for_all_blocks("biprobe")));
  for (const char* action : {"biprobe", "centred", "balanced"})
    EXPECT_FALSE(is_unbiased_on(two, one_draw_for_all_blocks(action))) << action;
}
TEST(BiprobeUnbiased, kinds_whose_draws_cannot_be_listed_are_refused) {
  class Unknown : public Action<surd> {
   public:
    explicit Unknown(const Subspace<surd>& p) : Action<surd>(p.blocks()) {}
    [[nodiscard]] const ActionTraits& traits() const override { return Plain<surd>::kind; }
    [[nodiscard]] std::span<const Along<surd>> ask(const Subspace<surd>&, const BlockVector<surd>&) override {
      return {};
    }
  };
  const Blocks blocks({{3, 1, 2}});
  Unknown action{Coordinates<surd>(blocks)};
  EXPECT_THROW(for_each_draw<surd>(action, blocks, [] {}), ArgumentError);
  Haar<double> haar(blocks);
  EXPECT_THROW(for_each_realisation<double>(haar, [] {}), ArgumentError);
}

}  // namespace bros::unbiasedness_test
