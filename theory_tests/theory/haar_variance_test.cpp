// estimator-variance for Haar subspaces: exact figures, a cubature that is exact for the degree, laws and invariances.
#include <bros/claims/exact_matrix.hpp>
#include <bros/theory/estimators/moments.hpp>
#include "../support/variance_reference.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bros::haar_variance_test {

using Real = bin_float_50;

Matrix<rational> diagonal(const std::vector<int>& entries) {
  const auto size = static_cast<Index>(entries.size());
  Matrix<rational> h = Matrix<rational>::Zero(size, size);
  for (Index i = 0; i < size; ++i) h(i, i) = entries[static_cast<std::size_t>(i)];
  return h;
}
Vector<rational> unit(Index size, Index i) {
  Vector<rational> e = Vector<rational>::Zero(size);
  e[i] = 1;
  return e;
}

TEST(EstimatorVariance, has_the_stated_figures_on_the_instance_of_the_claim_of_a_factor_two) {
  const Blocks blocks({{3, 1, 2}});
  const auto h = diagonal({1, 2, 3});
  const auto z = unit(3, 0);
  const auto second = [&](ActionKind action) {
    return second_moment<rational>({action, SamplerKind::haar, blocks}, h, z);
  };
  EXPECT_EQ(second(ActionKind::plain), rational(216) / 35);
  EXPECT_EQ(second(ActionKind::biprobe), rational(96) / 35);
  EXPECT_EQ(second(ActionKind::biprobe_single_block), rational(12) / 5);
  EXPECT_EQ(second(ActionKind::centred), rational(18) / 5);
  EXPECT_EQ(second(ActionKind::balanced), rational(72) / 35);
  EXPECT_EQ(second(ActionKind::exact_weights), rational(72) / 35);
  EXPECT_EQ(second(ActionKind::one_sided), rational(3) / 2);
  const Estimator biprobe{ActionKind::biprobe, SamplerKind::haar, blocks};
  EXPECT_EQ(variance<rational>(biprobe, h, z), rational(61) / 35);
  EXPECT_EQ(relative_variance<rational>(biprobe, h, z), rational(61) / 35);
  const Estimator plain{ActionKind::plain, SamplerKind::haar, blocks};
  const rational bias = rational(39) / 20 - 1;  // the mean is (39/20) e_1
  EXPECT_EQ(mean_squared_error<rational>(plain, h, z), variance<rational>(plain, h, z) + bias * bias);
}
TEST(EstimatorVariance, is_not_bounded_by_any_multiple_of_the_squared_exact_action) {
  for (int m = 3; m <= 6; ++m)
    for (int r = 1; r < m; ++r)
      for (const std::string known : action_kind_names) {
        const ActionKind action = action_kind(known);
        if (action != ActionKind::decoupled && action != ActionKind::plain && action != ActionKind::one_sided &&
            (r == 1 || (action == ActionKind::balanced && r % 2 != 0)))
          continue;
        std::vector<int> entries(static_cast<std::size_t>(m), 1);
        entries[0] = 0;  // H e_1 = 0
        const rational second =
            second_moment<rational>({action, SamplerKind::haar, Blocks({{m, 1, r}})}, diagonal(entries), unit(m, 0));
        if (action == ActionKind::one_sided)
          EXPECT_EQ(second, 0);
        else
          EXPECT_GT(second, 0) << known << ", m = " << m << ", r = " << r;
      }
}

Real deviation(const Theory<Real>& theory, const char* action, const Estimator& e) {
  const Index size = e.blocks.full().size();
  const auto h = unsymmetric_matrix<Real>(size);
  const auto z = uneven_tangent<Real>(size);
  HessianEstimate<Real> estimate(std::make_unique<WeightedBases<Real>>(e.blocks), action, h);
  return largest_deviation<Real>(theory, e, h, z, reference_moments(estimate, z));
}
const Real rounding("1e-42"), fault("1e-3");

// n = 2; two blocks, one of them not projected or of two rows.
const std::vector<std::vector<Block>> shapes = {{{3, 1, 2}}, {{3, 2, 2}}, {{2, 1, 2}, {3, 1, 2}}};
const std::vector<std::vector<Block>> rank_one = {{{2, 1, 1}}, {{2, 2, 1}, {2, 1, 1}}, {{1, 2, 1}, {2, 1, 1}}};
void expect_exact(const char* action, const std::vector<std::vector<Block>>& cases) {
  for (const auto& blocks : cases)
    EXPECT_LT(deviation({}, action, {action_kind(action), SamplerKind::haar, Blocks(blocks)}), rounding)
        << action << ", first block " << blocks[0].rows << " x " << blocks[0].cols << " of rank " << blocks[0].rank;
}

TEST(EstimatorVariance, of_haar_subspaces_agrees_with_an_exact_cubature_for_corrected_actions) {
  for (const auto& action : action_list<Real>())
    if (action.unbiased && !action.full_tangents) expect_exact(action.name, shapes);
}
TEST(EstimatorVariance, of_haar_subspaces_agrees_with_an_exact_cubature_for_the_others) {
  for (const char* action : {"plain", "one_sided"}) expect_exact(action, shapes);
  for (const char* action : {"plain", "one_sided", "decoupled"}) expect_exact(action, rank_one);
  expect_exact("plain", {{{3, 1, 1}}});
  expect_exact("decoupled", {{{3, 1, 2}}});
}
TEST(EstimatorVariance, cubature_rejects_a_theory_of_another_action_sampler_or_rank) {
  const auto haar = SamplerKind::haar;
  const Blocks one({{3, 1, 2}});
  Theory<Real> of_rank_one;
  of_rank_one.covariance = [](const Estimator& e, const Matrix<Real>& h, const Vector<Real>& z) {
    return covariance<Real>({e.action, e.sampler, Blocks({{3, 1, 1}})}, h, z);
  };
  EXPECT_GT(deviation({}, "biprobe", {ActionKind::biprobe_single_block, haar, one}), fault);
  EXPECT_GT(deviation({}, "biprobe", {ActionKind::biprobe, SamplerKind::coordinates, one}), fault);
  EXPECT_GT(deviation({}, "centred", {ActionKind::exact_weights, haar, one}), fault);
  EXPECT_GT(deviation({}, "plain", {ActionKind::decoupled, haar, one}), fault);
  EXPECT_GT(deviation(of_rank_one, "plain", {ActionKind::plain, haar, one}), fault);
}

// Any m and r, where a second exact formula is known.

TEST(EstimatorMean, is_the_hessian_for_unbiased_actions_and_haar_second_for_plain) {
  for (int m = 1; m <= 5; ++m)
    for (int r = 1; r <= m; ++r)
      for (const ActionKind action : actions_for(m, r)) {
        const auto h = unsymmetric_matrix<rational>(2 * m);
        const auto mean = mean_action<rational>({action, SamplerKind::haar, Blocks({{m, 2, r}})}, h);
        EXPECT_TRUE(equal(mean, action == ActionKind::plain ? haar_second<rational>(h, m, r) : h))
            << name(action) << ", m = " << m << ", r = " << r;
      }
}
TEST(EstimatorVariance, vanishes_where_nothing_is_projected) {
  for (const SamplerKind sampler : {SamplerKind::haar, SamplerKind::coordinates})
    for (const ActionKind action : actions_for(3, 3)) {
      const auto c = covariance<rational>({action, sampler, Blocks({{3, 1, 3}})}, unsymmetric_matrix<rational>(3),
                                          uneven_tangent<rational>(3));
      EXPECT_TRUE(c.isZero(0)) << name(action);
    }
}
TEST(EstimatorVariance, of_the_identity_is_the_same_for_haar_and_coordinates) {
  for (int m = 2; m <= 6; ++m)
    for (int r = 1; r <= m; ++r)
      for (const ActionKind action : actions_for(m, r)) {
        const auto form = [&](SamplerKind sampler) {
          return second_moment_form<rational>({action, sampler, Blocks({{m, 1, r}})},
                                              diagonal(std::vector<int>(static_cast<std::size_t>(m), 1)));
        };
        EXPECT_TRUE(equal(form(SamplerKind::haar), form(SamplerKind::coordinates))) << name(action) << m << r;
      }
}
TEST(EstimatorVariance, of_plain_with_one_column_is_a_moment_of_a_unit_vector) {
  for (int m = 2; m <= 6; ++m) {
    std::vector<int> entries;
    for (int i = 0; i < m; ++i) entries.push_back(i * i - 2);
    // Q = m v v^T: E||Q H Q e_1||^2 = m^4 E[(sum_i h_i v_i^2)^2 v_1^2], and E[v_1^2 v_i^2 v_j^2] by the Dirichlet law.
    const auto moment = [&](int i, int j) {
      const int same = (i == 0) + (j == 0) + (i == j);
      return rational(same == 0 ? 1 : same == 1 ? 3 : 15) / (m * (m + 2) * (m + 4));
    };
    rational expected = 0;
    for (int i = 0; i < m; ++i)
      for (int j = 0; j < m; ++j)
        expected += entries[static_cast<std::size_t>(i)] * entries[static_cast<std::size_t>(j)] * moment(i, j);
    expected *= m * m * m * m;
    EXPECT_EQ(second_moment<rational>({ActionKind::plain, SamplerKind::haar, Blocks({{m, 1, 1}})}, diagonal(entries),
                                      unit(m, 0)),
              expected);
  }
}
TEST(EstimatorVariance, is_the_same_in_double_and_in_rationals_up_to_rounding) {
  for (const SamplerKind sampler : {SamplerKind::haar, SamplerKind::coordinates}) {
    const Estimator e{ActionKind::biprobe, sampler, Blocks({{4, 2, 2}, {3, 1, 2}})};
    const auto exact = second_moment_form<rational>(e, unsymmetric_matrix<rational>(11));
    const auto rounded = second_moment_form<double>(e, unsymmetric_matrix<double>(11));
    for (Index i = 0; i < 11; ++i)
      for (Index j = 0; j < 11; ++j)
        EXPECT_NEAR(rounded(i, j), static_cast<double>(exact(i, j)), 1e-11 * static_cast<double>(exact.trace()));
  }
}

}  // namespace bros::haar_variance_test
