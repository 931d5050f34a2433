// biprobe-unbiased: the enumeration behind the claim (claims/unbiased.cpp) rejects planted faults.
#include "enumeration.hpp"

#include <bros/theory/weights.hpp>

#include <gtest/gtest.h>

namespace bros::unbiasedness_test {

using Coords = Coordinates<surd>;
TEST(RankOneImpossible, an_odd_rank_is_refused_by_balanced_signs) {
  EXPECT_THROW(Balanced<Coords>{Blocks({{4, 1, 3}})}, ArgumentError);
}
TEST(Weights, leave_nothing_to_correct_where_nothing_is_projected) { EXPECT_EQ(tau_squared<rational>(1, 1), 0); }

// Faults that no change of one place is; those are in claims/mutants.json.

/// Weights right within every block, and wrongly applied between two blocks as well.
class CrossBlocksToo {
 public:
  static constexpr ActionTraits traits{"cross_blocks_too", true, 2, false};
  explicit CrossBlocksToo(const Blocks& blocks) : blocks_(blocks), exact_(blocks) {}
  template <class Oracle>
  void apply(Oracle& oracle, const Coords& p, const BlockVector<surd>& z, const BlockVector<surd>& w,
             BlockVector<surd>& out) {
    exact_.apply(oracle, p, z, w, out);
    BlockVector<surd> part(w.layout()), answer(w.layout());
    for (Index l = 0; l < blocks_.count(); ++l) {
      const Block& b = blocks_[l];
      const surd extra = off_diagonal_weight<surd>(static_cast<int>(b.rows), static_cast<int>(b.rank)) - surd(1);
      part.flat().setConstant(surd(0));
      part.block(l) = w.block(l);
      oracle.hessian_action(part, answer);
      answer.block(l).setConstant(surd(0));
      out.flat() += extra * answer.flat();
    }
  }

 private:
  Blocks blocks_;
  ExactWeights<Coords> exact_;
};
/// The signs of the first block used in every block.
template <class Signs>
class OneDrawForAllBlocks : public TwoProbe<Coords, Signs> {
 public:
  using TwoProbe<Coords, Signs>::TwoProbe;
};
template <class Signs, class Visit>
void for_each_draw(const Coords& p, OneDrawForAllBlocks<Signs>& action, const Visit& visit) {
  for (const auto& signs : sign_vectors<surd>(Signs::count(p.blocks()[0].rank), Signs::traits.even_rank)) {
    for (Index l = 0; l < p.blocks().count(); ++l) action.set_signs(l, signs);
    visit();
  }
}

TEST(BiprobeUnbiased, enumeration_rejects_faults_that_only_two_blocks_show) {
  const std::vector<Block> one = {{3, 1, 2}}, two = {{3, 1, 2}, {3, 1, 2}};
  EXPECT_TRUE((is_unbiased<Coords, CrossBlocksToo>(one)));
  EXPECT_FALSE((is_unbiased<Coords, CrossBlocksToo>(two)));
  EXPECT_TRUE((is_unbiased<Coords, OneDrawForAllBlocks<BiprobeSigns>>(one)));
  EXPECT_FALSE((is_unbiased<Coords, OneDrawForAllBlocks<BiprobeSigns>>(two)));
  EXPECT_FALSE((is_unbiased<Coords, OneDrawForAllBlocks<CentredSigns>>(two)));
  EXPECT_FALSE((is_unbiased<Coords, OneDrawForAllBlocks<BalancedSigns>>(two)));
}

}  // namespace bros::unbiasedness_test
