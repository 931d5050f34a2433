// biprobe-unbiased, weights, subset-samplers: by complete enumeration in exact arithmetic of the library's own code.
#include "enumeration.hpp"

#include <bros/theory/weights.hpp>

#include <gtest/gtest.h>

namespace bros {
namespace {

using Coords = Coordinates<surd>;
using Rotated = Hadamard<surd>;

const std::vector<std::vector<Block>> any_rank = {{{3, 1, 2}},
                                                  {{4, 2, 2}},
                                                  {{4, 1, 3}},
                                                  {{3, 1, 3}},
                                                  {{3, 2, 2}, {4, 1, 2}},
                                                  {{4, 1, 3}, {1, 2, 1}},
                                                  {{2, 1, 2}, {3, 1, 2}, {1, 1, 1}}};
const std::vector<std::vector<Block>> even_rank = {
    {{5, 1, 4}}, {{4, 2, 2}}, {{3, 2, 2}, {4, 1, 2}}, {{3, 1, 2}, {3, 1, 3}}};
const std::vector<std::vector<Block>> rank_one = {{{3, 2, 1}}, {{3, 1, 1}, {2, 1, 1}}};

template <class P, class A>
bool is_unbiased(const std::vector<Block>& blocks) {
  const Blocks shapes(blocks);
  const auto h = unsymmetric_matrix<surd>(shapes.full().size());
  return enumerated_mean<P, A>(shapes, h) == h;
}
template <class P, class A>
void expect_unbiased(const std::vector<std::vector<Block>>& cases) {
  EXPECT_TRUE(A::traits.unbiased);
  for (const auto& blocks : cases)
    EXPECT_TRUE((is_unbiased<P, A>(blocks)))
        << A::traits.name << ", " << blocks.size() << " block(s), first " << blocks[0].rows << " x " << blocks[0].cols
        << " of rank " << blocks[0].rank;
}

TEST(BiprobeUnbiased, holds_for_every_subset_and_sign_when_enumerated) {
  expect_unbiased<Coords, Biprobe<Coords>>(any_rank);
}
TEST(BiprobeUnbiased, holds_for_centred_signs_when_enumerated) { expect_unbiased<Coords, Centred<Coords>>(any_rank); }
TEST(BiprobeUnbiased, holds_for_balanced_signs_when_enumerated) {
  expect_unbiased<Coords, Balanced<Coords>>(even_rank);
}
TEST(BiprobeUnbiased, holds_for_exact_weights_when_enumerated) {
  expect_unbiased<Coords, ExactWeights<Coords>>(any_rank);
}
TEST(BiprobeUnbiased, holds_for_two_decoupled_subspaces_when_enumerated) {
  expect_unbiased<Coords, Decoupled<Coords>>(any_rank);
  expect_unbiased<Coords, Decoupled<Coords>>(rank_one);
}
TEST(BiprobeUnbiased, holds_for_the_one_sided_action_when_enumerated) {
  expect_unbiased<Coords, OneSided<Coords>>(any_rank);
  expect_unbiased<Coords, OneSided<Coords>>(rank_one);
}

TEST(SubsetSamplers, keep_the_same_weights_when_the_basis_is_rotated) {
  const std::vector<std::vector<Block>> one = {{{4, 1, 2}}}, two = {{{2, 1, 2}, {4, 1, 2}}};
  expect_unbiased<Rotated, Biprobe<Rotated>>(one);
  expect_unbiased<Rotated, Balanced<Rotated>>(one);
  expect_unbiased<Rotated, Centred<Rotated>>(one);
  expect_unbiased<Rotated, OneSided<Rotated>>(two);
  expect_unbiased<Rotated, ExactWeights<Rotated>>(two);
  EXPECT_FALSE((is_unbiased<Rotated, Plain<Rotated>>(one[0])));
}

TEST(RankOneImpossible, actions_that_correct_inside_the_subspace_refuse_rank_one) {
  const Blocks blocks({{3, 1, 1}});
  EXPECT_THROW(Biprobe<Coords>{blocks}, ArgumentError);
  EXPECT_THROW(Balanced<Coords>{blocks}, ArgumentError);
  EXPECT_THROW(Centred<Coords>{blocks}, ArgumentError);
  EXPECT_THROW(ExactWeights<Coords>{blocks}, ArgumentError);
  EXPECT_THROW(Balanced<Coords>{Blocks({{4, 1, 3}})}, ArgumentError);
}

// The inclusion probabilities of a uniform r-subset: r/m for one row, r(r-1)/(m(m-1)) for two.
rational one_row(const Block& b) { return rational(b.rank) / rational(b.rows); }
rational two_rows(const Block& b) {
  return rational(b.rank * (b.rank - 1)) / rational(b.rows * (b.rows == 1 ? 1 : b.rows - 1));
}

TEST(NaiveBias, plain_action_has_the_mean_that_the_inclusion_probabilities_predict_and_no_other) {
  EXPECT_FALSE(Plain<Coords>::traits.unbiased);
  for (const auto& blocks : any_rank) {
    const Blocks shapes(blocks);
    const Layout full = shapes.full();
    const auto h = unsymmetric_matrix<surd>(full.size());
    Matrix<surd> predicted = h;
    for (Index l = 0; l < full.count(); ++l) {
      const rational scale = rational(shapes[l].rows * shapes[l].rows) / rational(shapes[l].rank * shapes[l].rank);
      for (Index i = 0; i < full.rows(l) * full.cols(l); ++i)
        for (Index j = 0; j < full.rows(l) * full.cols(l); ++j) {
          const bool same_row = i % full.rows(l) == j % full.rows(l);
          predicted(full.offset(l) + i, full.offset(l) + j) *=
              surd(rational(scale * (same_row ? one_row(shapes[l]) : two_rows(shapes[l]))));
        }
    }
    EXPECT_EQ((enumerated_mean<Coords, Plain<Coords>>(shapes, h)), predicted);
    EXPECT_EQ((is_unbiased<Coords, Plain<Coords>>(blocks)), !any_projected(shapes));
  }
}

TEST(Weights, cancel_the_inclusion_probabilities_and_have_mean_one) {
  for (int m = 2; m <= 12; ++m)
    for (int r = 2; r <= m; ++r) {
      const rational off = off_diagonal_weight<rational>(m, r), on = diagonal_weight<rational>(m, r);
      const rational tau2 = tau_squared<rational>(m, r), gram = rational(m) / r;
      const Block b{m, 1, r};
      EXPECT_EQ(gram * gram * on * one_row(b), 1);
      EXPECT_EQ(gram * gram * off * two_rows(b), 1);
      EXPECT_EQ((r * on + r * (r - 1) * off) / rational(r * r), 1);
      EXPECT_EQ(off - 1, tau2 / r);
      EXPECT_EQ(on - 1, tau2 / r - tau2);
    }
  EXPECT_EQ(tau_squared<rational>(1, 1), 0);
}

// Planted faults: the same check must reject each.

/// tau^2 with r in the place of r - 1, so that W_ii is off by one in the rank.
struct RankOffByOne : BiprobeSigns {
  template <Scalar S>
  static void weights(const S& tau_squared, const Vector<S>& signs, Eigen::Ref<Vector<S>> left,
                      Eigen::Ref<Vector<S>> right) {
    const int rank = static_cast<int>(left.size());
    BiprobeSigns::weights<S>(S(tau_squared * S(rank - 1) / S(rank)), signs, left, right);
  }
};
struct EqualProbes : BiprobeSigns {
  template <Scalar S>
  static void weights(const S& tau_squared, const Vector<S>& signs, Eigen::Ref<Vector<S>> left,
                      Eigen::Ref<Vector<S>> right) {
    BiprobeSigns::weights<S>(tau_squared, signs, left, right);
    right = left;
  }
};
struct NoBlockSign : BiprobeSigns {
  template <Scalar S>
  static void weights(const S& tau_squared, Vector<S> signs, Eigen::Ref<Vector<S>> left, Eigen::Ref<Vector<S>> right) {
    signs[0] = S(0);
    BiprobeSigns::weights<S>(tau_squared, signs, left, right);
  }
};
struct UncentredSigns : CentredSigns {
  template <Scalar S>
  static void weights(const S& tau_squared, const Vector<S>& signs, Eigen::Ref<Vector<S>> left,
                      Eigen::Ref<Vector<S>> right) {
    using std::sqrt;
    left = sqrt(tau_squared) * signs;
    right = -left;
  }
};
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

TEST(BiprobeUnbiased, enumeration_rejects_planted_faults) {
  const std::vector<Block> one = {{4, 1, 2}};
  EXPECT_FALSE((is_unbiased<Coords, Plain<Coords>>(one)));
  EXPECT_FALSE((is_unbiased<Coords, TwoProbe<Coords, RankOffByOne>>(one)));
  EXPECT_FALSE((is_unbiased<Coords, TwoProbe<Coords, EqualProbes>>(one)));
  EXPECT_FALSE((is_unbiased<Coords, TwoProbe<Coords, NoBlockSign>>(one)));
  EXPECT_FALSE((is_unbiased<Coords, TwoProbe<Coords, UncentredSigns>>(one)));
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

}  // namespace
}  // namespace bros
