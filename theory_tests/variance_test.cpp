// estimator-variance: the exact first and second moments of every action on coordinate subspaces, against complete
// enumeration (subsets and signs) of the library's own actions in exact arithmetic.
#include "variance_reference.hpp"

#include <bros/subspace/haar.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bros::variance_test {

using P = Coordinates<surd>;
using Shapes = std::vector<std::vector<Block>>;

// One block; n = 2; odd and full rank; two and three blocks, some of them not projected.
const Shapes any_rank = {{{3, 1, 2}},
                         {{4, 1, 3}},
                         {{3, 2, 2}},
                         {{2, 1, 2}},
                         {{3, 1, 2}, {3, 1, 2}},
                         {{3, 2, 2}, {2, 1, 2}},
                         {{3, 1, 2}, {2, 1, 2}, {1, 1, 1}}};
const Shapes even_rank = {{{5, 1, 4}}, {{3, 2, 2}}, {{4, 1, 2}, {3, 1, 3}}, {{3, 1, 2}, {3, 1, 2}}};
const Shapes rank_one = {{{3, 1, 1}}, {{3, 2, 1}}, {{3, 1, 1}, {2, 1, 1}}, {{2, 1, 2}}};

Moments<rational> to_rational(const Moments<surd>& m) {
  Moments<rational> result{Vector<rational>(m.mean.size()), Matrix<rational>(m.mean.size(), m.mean.size())};
  for (Index i = 0; i < m.mean.size(); ++i) {
    result.mean[i] = m.mean[i].to_rational();
    for (Index j = 0; j < m.mean.size(); ++j) result.second(i, j) = m.second(i, j).to_rational();
  }
  return result;
}
template <class A>
rational deviation(const Theory<rational>& theory, const Estimator& e) {
  const Index size = e.blocks.full().size();
  const auto reference = reference_moments<P, A>(e.blocks, unsymmetric_matrix<surd>(size), uneven_tangent<surd>(size));
  return largest_deviation<rational>(theory, e, unsymmetric_matrix<rational>(size), uneven_tangent<rational>(size),
                                     to_rational(reference));
}
template <class A>
void expect_exact(const Shapes& shapes) {
  for (const auto& blocks : shapes)
    EXPECT_EQ(deviation<A>({}, {action_kind(A::traits.name), SamplerKind::coordinates, Blocks(blocks)}), 0)
        << A::traits.name << ", " << blocks.size() << " block(s), first " << blocks[0].rows << " x " << blocks[0].cols
        << " of rank " << blocks[0].rank;
}

TEST(EstimatorVariance, of_plain_is_exact_when_enumerated) {
  expect_exact<Plain<P>>(any_rank);
  expect_exact<Plain<P>>(rank_one);
}
TEST(EstimatorVariance, of_biprobe_is_exact_when_enumerated) { expect_exact<Biprobe<P>>(any_rank); }
TEST(EstimatorVariance, of_balanced_is_exact_when_enumerated) { expect_exact<Balanced<P>>(even_rank); }
TEST(EstimatorVariance, of_centred_is_exact_when_enumerated) { expect_exact<Centred<P>>(any_rank); }
TEST(EstimatorVariance, of_exact_weights_is_exact_when_enumerated) { expect_exact<ExactWeights<P>>(any_rank); }
TEST(EstimatorVariance, of_decoupled_is_exact_when_enumerated) {
  expect_exact<Decoupled<P>>(any_rank);
  expect_exact<Decoupled<P>>(rank_one);
}
TEST(EstimatorVariance, of_one_sided_is_exact_when_enumerated) {
  expect_exact<OneSided<P>>(any_rank);
  expect_exact<OneSided<P>>(rank_one);
}

/// C1 U(W) - C2 s o U(s o W) on one block, which is no action of the library.
class SingleBlockBiprobe {
 public:
  explicit SingleBlockBiprobe(const Blocks& blocks)
      : tau_squared_(bros::tau_squared<surd>(static_cast<int>(blocks[0].rows), static_cast<int>(blocks[0].rank))),
        signs_(Vector<surd>::Ones(blocks[0].rank)),
        probe_(blocks.projected()) {}
  template <class Oracle>
  void apply(Oracle& oracle, const P&, const BlockVector<surd>&, const BlockVector<surd>& w, BlockVector<surd>& out) {
    BlockVector<surd> answer(w.layout());
    scale_rows(signs_, w, probe_);
    oracle.hessian_action(probe_, answer);
    scale_rows(signs_, answer, answer);
    oracle.hessian_action(w, out);
    const surd c1 = surd(1) + tau_squared_ / surd(static_cast<int>(w.layout().rows(0)));
    out.flat() = c1 * out.flat() - tau_squared_ * answer.flat();
  }
  Vector<surd>& signs() { return signs_; }

 private:
  surd tau_squared_;
  Vector<surd> signs_;
  BlockVector<surd> probe_;
};
template <class Visit>
void for_each_draw(const P&, SingleBlockBiprobe& action, const Visit& visit) {
  for (const auto& signs : sign_vectors<surd>(action.signs().size(), false)) {
    action.signs() = signs;
    visit();
  }
}
TEST(EstimatorVariance, of_the_single_block_bi_probe_is_exact_when_enumerated) {
  for (const Block& block : {Block{3, 1, 2}, Block{4, 1, 3}, Block{3, 2, 2}})
    EXPECT_EQ((deviation<SingleBlockBiprobe>(
                  {}, {ActionKind::biprobe_single_block, SamplerKind::coordinates, Blocks({block})})),
              0);
}

TEST(EstimatorVariance, knows_every_action_and_sampler_of_the_library_by_name) {
  const std::string own = action_kind_names.back();
  std::string names;
  for (const std::string known : action_kind_names) {
    EXPECT_EQ(name(action_kind(known)), known);
    if (known != own) names += (names.empty() ? "" : ", ") + known;
  }
  EXPECT_EQ(names, AnyAction<Coordinates<double>>::names);
  EXPECT_EQ(sampler_kind(Haar<double>::name), SamplerKind::haar);
  EXPECT_EQ(sampler_kind(Coordinates<double>::name), SamplerKind::coordinates);
  EXPECT_THROW((void)action_kind("no such action"), ArgumentError);
  EXPECT_THROW((void)sampler_kind("hadamard"), ArgumentError);
}
TEST(EstimatorVariance, refuses_the_ranks_that_the_actions_refuse) {
  for (const auto& blocks : {std::vector<Block>{{3, 1, 1}}, {{4, 1, 3}}, {{3, 1, 2}, {3, 1, 3}}, {{1, 1, 1}}})
    for (const std::string known : action_kind_names) {
      if (known == action_kind_names.back()) continue;
      const auto throws = [](const auto& make) {
        try {
          (void)make();
        } catch (const ArgumentError&) {
          return true;
        }
        return false;
      };
      const Blocks shapes(blocks);
      EXPECT_EQ(throws([&] { return ProbeWeights(action_kind(known), shapes); }),
                throws([&] { return AnyAction<Coordinates<double>>(known, Coordinates<double>(shapes)); }))
          << known;
    }
  EXPECT_THROW(ProbeWeights(ActionKind::biprobe_single_block, Blocks({{3, 1, 2}, {3, 1, 2}})), ArgumentError);
}
TEST(EstimatorVariance, names_wrong_sizes) {
  const Estimator e{ActionKind::plain, SamplerKind::haar, Blocks({{3, 1, 2}})};
  EXPECT_THROW((void)mean_action<double>(e, Matrix<double>::Zero(2, 2)), ArgumentError);
  EXPECT_THROW((void)second_moment_form<double>(e, Matrix<double>::Zero(3, 2)), ArgumentError);
  EXPECT_THROW((void)second_moment<double>(e, Matrix<double>::Zero(3, 3), Vector<double>::Zero(2)), ArgumentError);
  EXPECT_THROW((void)covariance<double>(e, Matrix<double>::Zero(3, 3), Vector<double>::Zero(4)), ArgumentError);
  EXPECT_THROW((void)relative_variance<double>(e, Matrix<double>::Zero(3, 3), Vector<double>::Ones(3)), ArgumentError);
}

// Planted faults: theory that must not agree with the enumeration.
TEST(EstimatorVariance, enumeration_rejects_a_theory_of_another_action_sampler_or_rank) {
  const auto c = SamplerKind::coordinates;
  const Blocks one({{4, 1, 2}}), two({{3, 1, 2}, {3, 1, 2}});
  EXPECT_NE((deviation<Biprobe<P>>({}, {ActionKind::biprobe_single_block, c, one})), 0);
  EXPECT_NE((deviation<Biprobe<P>>({}, {ActionKind::centred, c, one})), 0);
  EXPECT_NE((deviation<Centred<P>>({}, {ActionKind::exact_weights, c, one})), 0);
  EXPECT_NE((deviation<Plain<P>>({}, {ActionKind::decoupled, c, one})), 0);
  EXPECT_NE((deviation<Plain<P>>({}, {ActionKind::plain, SamplerKind::haar, one})), 0);
  EXPECT_NE((deviation<Balanced<P>>({}, {ActionKind::exact_weights, c, two})), 0) << "signs add noise across blocks";
  EXPECT_EQ((deviation<Balanced<P>>({}, {ActionKind::exact_weights, c, one})), 0) << "r = 2, one block: no noise";
}
TEST(EstimatorVariance, enumeration_rejects_planted_faults_in_each_part) {
  const auto all_parts = [](const Theory<rational>& theory) {
    return deviation<Biprobe<P>>(theory, {ActionKind::biprobe, SamplerKind::coordinates, Blocks({{3, 1, 2}})});
  };
  Theory<rational> shifted_mean, transposed_form, diagonal_covariance;
  shifted_mean.mean = [](const Estimator& e, const Matrix<rational>& h) {
    Matrix<rational> mean = mean_action<rational>(e, h);
    mean(0, 0) += 1;
    return mean;
  };
  transposed_form.form = [](const Estimator& e, const Matrix<rational>& h) {
    Matrix<rational> transposed(h.cols(), h.rows());
    for (Index i = 0; i < h.rows(); ++i)
      for (Index j = 0; j < h.cols(); ++j) transposed(j, i) = h(i, j);
    return second_moment_form<rational>(e, transposed);
  };
  diagonal_covariance.covariance = [](const Estimator& e, const Matrix<rational>& h, const Vector<rational>& z) {
    Matrix<rational> diagonal = covariance<rational>(e, h, z);
    for (Index i = 0; i < diagonal.rows(); ++i)
      for (Index j = 0; j < i; ++j) diagonal(i, j) = diagonal(j, i) = 0;
    return diagonal;
  };
  EXPECT_EQ(all_parts({}), 0);
  EXPECT_NE(all_parts(shifted_mean), 0);
  EXPECT_NE(all_parts(transposed_form), 0);
  EXPECT_NE(all_parts(diagonal_covariance), 0);
}
/// Signs of the first block used in every block: the mean of the theory is missed, and so is the variance.
template <class Signs>
class OneDrawForAllBlocks : public TwoProbe<P, Signs> {
 public:
  using TwoProbe<P, Signs>::TwoProbe;
};
template <class Signs, class Visit>
void for_each_draw(const P& p, OneDrawForAllBlocks<Signs>& action, const Visit& visit) {
  for (const auto& signs : sign_vectors<surd>(Signs::count(p.blocks()[0].rank), Signs::traits.even_rank)) {
    for (Index l = 0; l < p.blocks().count(); ++l) action.set_signs(l, signs);
    visit();
  }
}
TEST(EstimatorVariance, of_independent_signs_is_not_that_of_one_draw_for_all_blocks) {
  const Estimator e{ActionKind::biprobe, SamplerKind::coordinates, Blocks({{3, 1, 2}, {3, 1, 2}})};
  EXPECT_NE((deviation<OneDrawForAllBlocks<BiprobeSigns>>({}, e)), 0);
}

}  // namespace bros::variance_test
