// estimator-variance: closed forms, orderings and worst cases, exactly in rationals.
#include <bros/claims/exact_matrix.hpp>
#include "../support/variance_reference.hpp"

#include <bros/theory/estimators/variance_bounds.hpp>

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace bros::variance_bounds_test {

RationalMatrix form(ActionKind action, SamplerKind sampler, const Blocks& blocks, const RationalMatrix& h) {
  return second_moment_form<rational>({action, sampler, blocks}, h);
}

// Closed forms.

bool same(const HaarInvariants<rational>& a, const HaarInvariants<rational>& b) {
  return a.hz == b.hz && a.htz == b.htz && a.zhhz == b.zhhz && a.trace_zhz == b.trace_zhz &&
         a.frobenius == b.frobenius && a.trace_squared == b.trace_squared && a.trace_of_square == b.trace_of_square;
}
using Coefficients = std::function<HaarInvariants<rational>(ActionKind, int, int)>;
/// Whether the coefficients give z^T F z for an unsymmetric H.
bool give_the_second_moment(const Coefficients& coefficients, int m, int r, ActionKind action) {
  const auto h = unsymmetric_matrix<rational>(m);
  const auto z = uneven_tangent<rational>(m);
  return dot(coefficients(action, m, r), haar_invariants<rational>(h, z)) ==
         second_moment<rational>({action, SamplerKind::haar, Blocks({{m, 1, r}})}, h, z);
}

TEST(HaarInvariants, give_the_second_moment_of_every_action_and_rank) {
  for (int m = 1; m <= 6; ++m)
    for (int r = 1; r <= m; ++r)
      for (const ActionKind action : actions_for(m, r))
        EXPECT_TRUE(give_the_second_moment(haar_second_moment, m, r, action)) << name(action) << " " << m << " " << r;
}
TEST(HaarInvariants, have_the_closed_forms_that_are_stated) {
  for (int m = 3; m <= 16; ++m)
    for (int r = 1; r <= m; ++r)
      for (const ActionKind action : actions_for(m, r)) {
        if (action != ActionKind::plain && action != ActionKind::exact_weights && action != ActionKind::one_sided &&
            action != ActionKind::decoupled)
          continue;
        EXPECT_TRUE(same(haar_second_moment_closed(action, m, r), haar_second_moment(action, m, r)))
            << name(action) << ", m = " << m << ", r = " << r;
      }
  EXPECT_THROW((void)haar_second_moment_closed(ActionKind::centred, 4, 2), ArgumentError);
  EXPECT_THROW((void)haar_second_moment_closed(ActionKind::plain, 2, 1), ArgumentError);
}
TEST(HaarInvariants, have_three_relations_that_the_bounds_use) {
  for (int m = 3; m <= 8; ++m)
    for (int r = 1; r <= m; ++r)
      for (const ActionKind action : actions_for(m, r)) {
        const auto c = haar_second_moment(action, m, r);
        EXPECT_TRUE(c.trace_of_square == c.trace_squared && c.htz == 2 * c.trace_squared && c.zhhz == c.trace_zhz)
            << name(action);
      }
}
TEST(HaarInvariants, check_rejects_planted_faults) {
  const auto rejected = [](const std::function<void(HaarInvariants<rational>&)>& fault) {
    return !give_the_second_moment(
        [&](ActionKind action, int m, int r) {
          auto c = haar_second_moment(action, m, r);
          fault(c);
          return c;
        },
        4, 3, ActionKind::exact_weights);
  };
  EXPECT_FALSE(rejected([](auto&) {}));
  EXPECT_TRUE(rejected([](auto& c) { std::swap(c.hz, c.htz); }));
  EXPECT_TRUE(rejected([](auto& c) { std::swap(c.frobenius, c.trace_of_square); }));
  EXPECT_TRUE(rejected([](auto& c) { c.trace_zhz += rational(1) / 1000; }));
  EXPECT_TRUE(rejected([](auto& c) { c.trace_squared = -c.trace_squared; }));
}
TEST(CoordinatesExactWeights, has_the_closed_form_for_every_rank_and_several_columns) {
  for (const int n : {1, 2, 3})
    for (int m = 2; m <= 5; ++m)
      for (int r = 2; r <= m; ++r) {
        const auto h = unsymmetric_matrix<rational>(m * n);
        const auto z = uneven_tangent<rational>(m * n);
        const Estimator e{ActionKind::exact_weights, SamplerKind::coordinates, Blocks({{m, n, r}})};
        EXPECT_EQ(coordinates_exact_weights<rational>(h, z, m, r), second_moment<rational>(e, h, z));
        if (r < m && n > 1) {
          EXPECT_NE(coordinates_exact_weights<rational>(h, z, m * n, r), second_moment<rational>(e, h, z))
              << "planted fault: the block taken for one column";
        }
      }
}
TEST(OneSided, has_the_second_moment_m_over_r_in_each_block) {
  const std::vector<Block> shapes = {{3, 2, 2}, {4, 1, 1}, {2, 1, 2}};
  const Blocks blocks(shapes);
  const auto h = unsymmetric_matrix<rational>(12);
  const auto z = uneven_tangent<rational>(12);
  const auto hz = detail::product<rational>(h, z);
  rational expected = 0;
  for (Index l = 0; l < blocks.count(); ++l)
    for (Index i = 0; i < blocks[l].rows * blocks[l].cols; ++i)
      expected +=
          rational(blocks[l].rows) / blocks[l].rank * hz[blocks.full().offset(l) + i] * hz[blocks.full().offset(l) + i];
  for (const SamplerKind sampler : {SamplerKind::haar, SamplerKind::coordinates})
    EXPECT_EQ(second_moment<rational>({ActionKind::one_sided, sampler, blocks}, h, z), expected);
}

// Worst cases.

rational second_moment_bound(ActionKind action, int m, int r) {
  return bros::second_moment_bound(action, Blocks({{m, 1, r}}));
}

RationalMatrix diagonal(int m, int positive) {
  RationalMatrix h = RationalMatrix::Zero(m, m);
  for (int i = 0; i < m; ++i) h(i, i) = i < positive ? 1 : -1;
  return h;
}
RationalMatrix times(const RationalMatrix& a, const RationalMatrix& b) {
  RationalMatrix c = RationalMatrix::Zero(a.rows(), b.cols());
  for (Index i = 0; i < a.rows(); ++i)
    for (Index j = 0; j < b.cols(); ++j)
      for (Index k = 0; k < a.cols(); ++k) c(i, j) += a(i, k) * b(k, j);
  return c;
}
RationalMatrix householder(Index size, int seed) {
  RationalMatrix h(size, size);
  const auto u = [seed](Index i) { return static_cast<int>((i * i * 5 + i * seed + 3 * seed) % 7) - 2; };
  rational norm = 0;
  for (Index i = 0; i < size; ++i) norm += u(i) * u(i);
  for (Index i = 0; i < size; ++i)
    for (Index j = 0; j < size; ++j) h(i, j) = (i == j ? 1 : 0) - rational(2 * u(i) * u(j)) / norm;
  return h;
}
/// Rotates each of the planes (0, 1), (2, 3), .. by the angle with this cosine and sine; the last axis may stay.
RationalMatrix rotation(Index size, const rational& cosine, const rational& sine) {
  RationalMatrix h = RationalMatrix::Zero(size, size);
  if (size % 2 != 0) h(size - 1, size - 1) = 1;
  for (Index i = 0; i + 1 < size; i += 2) {
    h(i, i) = h(i + 1, i + 1) = cosine;
    h(i, i + 1) = -sine;
    h(i + 1, i) = sine;
  }
  return h;
}
/// Orthogonal matrices: a cyclic permutation, products of reflections, rotations; the last has square -I for even
/// sizes.
std::vector<RationalMatrix> orthogonal(Index size) {
  RationalMatrix cyclic = RationalMatrix::Zero(size, size);
  for (Index i = 0; i < size; ++i) cyclic((i + 1) % size, i) = 1;
  return {cyclic, times(householder(size, 1), householder(size, 2)),
          times(times(householder(size, 3), cyclic), householder(size, 5)),
          rotation(size, rational(-3) / 5, rational(4) / 5), rotation(size, 0, 1)};
}
std::vector<RationalMatrix> symmetric(int m) {
  std::vector<RationalMatrix> all = {householder(m, 1), householder(m, 4)};
  for (int positive = 0; positive <= m; ++positive) {
    all.push_back(diagonal(m, positive));
    all.push_back(times(times(householder(m, 2), diagonal(m, positive)), householder(m, 2)));
  }
  return all;
}
bool holds(const rational& bound, ActionKind action, SamplerKind sampler, const Blocks& blocks,
           const std::vector<RationalMatrix>& hessians) {
  for (const RationalMatrix& h : hessians)
    if (!is_at_most(form(action, sampler, blocks, h), bound)) return false;
  return true;
}
bool holds(const rational& bound, ActionKind action, SamplerKind sampler, const Block& block,
           const std::vector<RationalMatrix>& hessians) {
  return holds(bound, action, sampler, Blocks({block}), hessians);
}
void for_each_action(int least_m, int largest_m, const std::function<void(ActionKind, int, int)>& visit) {
  for (int m = least_m; m <= largest_m; ++m)
    for (int r = 1; r <= m; ++r)
      for (const ActionKind action : actions_for(m, r)) visit(action, m, r);
}

TEST(WorstCase, of_symmetric_hessians_is_attained_and_never_exceeded_for_haar) {
  for_each_action(2, 4, [](ActionKind action, int m, int r) {
    const WorstCase worst = haar_worst_case_symmetric(action, m, r);
    const auto at_worst = form(action, SamplerKind::haar, Blocks({{m, 1, r}}), diagonal(m, worst.positive));
    EXPECT_EQ(at_worst(worst.index, worst.index), worst.value) << name(action) << ", m = " << m << ", r = " << r;
    EXPECT_TRUE(holds(worst.value, action, SamplerKind::haar, {m, 1, r}, symmetric(m))) << name(action) << m << r;
  });
}
TEST(WorstCase, of_any_hessian_is_bounded_for_haar) {
  for_each_action(3, 5, [](ActionKind action, int m, int r) {
    const rational bound = haar_worst_case_bound(action, m, r);
    EXPECT_GE(bound, haar_worst_case_symmetric(action, m, r).value);
    EXPECT_TRUE(holds(bound, action, SamplerKind::haar, {m, 1, r}, orthogonal(m))) << name(action) << m << r;
    EXPECT_LE(bound, second_moment_bound(action, m, r)) << name(action) << m << r;
  });
}
TEST(WorstCase, is_bounded_for_both_samplers_and_several_columns) {
  for (const SamplerKind sampler : {SamplerKind::haar, SamplerKind::coordinates}) {
    for_each_action(2, 4, [sampler](ActionKind action, int m, int r) {
      EXPECT_TRUE(holds(second_moment_bound(action, m, r), action, sampler, {m, 1, r}, orthogonal(m))) << name(action);
      EXPECT_TRUE(holds(second_moment_bound(action, m, r), action, sampler, {m, 1, r}, symmetric(m))) << name(action);
    });
    for_each_action(3, 3, [sampler](ActionKind action, int m, int r) {
      EXPECT_TRUE(holds(second_moment_bound(action, m, r), action, sampler, {m, 2, r}, orthogonal(2 * m)));
    });
  }
}
TEST(WorstCase, of_haar_is_within_the_bound_for_every_sampler_for_larger_blocks_too) {
  for (const int m : {9, 16, 40})
    for (const int r : {2, 4, 6, 8})
      for (const ActionKind action : actions_for(m, r))
        EXPECT_LE(haar_worst_case_bound(action, m, r), second_moment_bound(action, m, r)) << name(action) << m << r;
}
TEST(WorstCase, of_several_blocks_is_bounded_and_attained_in_the_one_with_the_largest_m_over_r) {
  for (const auto& shapes : {std::vector<Block>{{4, 1, 2}, {3, 1, 2}}, {{5, 1, 2}, {2, 1, 2}, {1, 1, 1}}})
    for (const SamplerKind sampler : {SamplerKind::haar, SamplerKind::coordinates})
      for (const std::string known : action_kind_names) {
        const ActionKind action = action_kind(known);
        if (action == ActionKind::biprobe_single_block) continue;
        const Blocks blocks(shapes);
        const rational bound = bros::second_moment_bound(action, blocks);
        const Index size = blocks.full().size();
        EXPECT_TRUE(holds(bound, action, sampler, blocks, orthogonal(size))) << known;
        if (action == ActionKind::plain || action == ActionKind::decoupled || action == ActionKind::one_sided) {
          EXPECT_EQ(form(action, sampler, blocks, diagonal(static_cast<int>(size), static_cast<int>(size)))(0, 0),
                    bound);
        }
        EXPECT_FALSE(
            holds(rational(shapes[0].rows) / shapes[0].rank * 9 / 10, action, sampler, blocks, orthogonal(size)))
            << "a bound below that of one_sided, " << known;
      }
}
TEST(WorstCase, of_one_block_is_bounded_more_sharply_than_by_the_bound_for_several) {
  for_each_action(2, 12, [](ActionKind action, int m, int r) {
    const rational one = detail::one_block_bound(action, m, r),
                   any = detail::any_blocks_bound(action, Blocks({{m, 1, r}}));
    if (action == ActionKind::biprobe_single_block || (action == ActionKind::centred && r > 4)) return;
    EXPECT_LE(one, any) << name(action) << ", m = " << m << ", r = " << r;
    EXPECT_EQ(second_moment_bound(action, m, r), one);
  });
}
TEST(WorstCase, is_attained_for_plain_decoupled_and_one_sided_at_the_identity) {
  for (const SamplerKind sampler : {SamplerKind::haar, SamplerKind::coordinates})
    for (const ActionKind action : {ActionKind::plain, ActionKind::decoupled, ActionKind::one_sided})
      for (int r = 1; r <= 4; ++r)
        EXPECT_EQ(form(action, sampler, Blocks({{4, 1, r}}), diagonal(4, 4))(0, 0), second_moment_bound(action, 4, r));
}
TEST(WorstCase, of_exact_weights_is_at_least_the_inverse_probability_of_two_columns) {
  for (int m = 3; m <= 6; ++m)
    for (int r = 2; r < m; ++r) {
      const rational inverse = rational(m * (m - 1)) / (r * (r - 1));
      const Blocks blocks({{m, 1, r}});
      const auto cases = orthogonal(m);
      EXPECT_EQ(form(ActionKind::exact_weights, SamplerKind::coordinates, blocks, cases.front())(0, 0), inverse);
      if (m % 2 == 0) {
        EXPECT_EQ(form(ActionKind::exact_weights, SamplerKind::haar, blocks, cases.back())(0, 0), inverse);
      }
      EXPECT_EQ(haar_worst_case_bound(ActionKind::exact_weights, m, r), inverse);
      EXPECT_EQ(second_moment_bound(ActionKind::exact_weights, m, r),
                rational(m) / r + rational((m - 1) * (m - 1) * (m - r)) / (r * (r - 1) * (m - 2)));
    }
}
TEST(WorstCase, checks_reject_planted_faults) {
  const auto haar = SamplerKind::haar, coordinates = SamplerKind::coordinates;
  const Block block{4, 1, 2};
  EXPECT_FALSE(holds(2, ActionKind::exact_weights, haar, block, symmetric(4))) << "a variance factor of at most 2";
  EXPECT_FALSE(holds(2, ActionKind::biprobe, coordinates, block, orthogonal(4))) << "a variance factor of at most 2";
  EXPECT_FALSE(holds(haar_worst_case_symmetric(ActionKind::exact_weights, 4, 2).value, ActionKind::exact_weights, haar,
                     block, orthogonal(4)))
      << "the symmetric worst case for unsymmetric Hessians";
  for_each_action(3, 4, [&](ActionKind action, int m, int r) {
    const rational worst = haar_worst_case_symmetric(action, m, r).value * 999 / 1000;
    EXPECT_FALSE(holds(worst, action, haar, {m, 1, r}, symmetric(m))) << "a thousandth too small, " << name(action);
  });
  EXPECT_FALSE(holds(second_moment_bound(ActionKind::exact_weights, 4, 2), ActionKind::biprobe, coordinates, block,
                     orthogonal(4)))
      << "the signs forgotten";
}

}  // namespace bros::variance_bounds_test
