// estimator-variance: which estimator has the least second moment and covariance, as matrices, exactly in rationals.
#include "../support/variance_reference.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace bros::variance_order_test {

using RationalMatrix = Matrix<rational>;

bool precedes(const RationalMatrix& a, const RationalMatrix& b) {
  RationalMatrix difference(a.rows(), a.cols());
  for (Index i = 0; i < a.rows(); ++i)
    for (Index j = 0; j < a.cols(); ++j) difference(i, j) = a(i, j) - b(i, j);
  return is_at_most(difference, rational(0));
}
RationalMatrix form(ActionKind action, SamplerKind sampler, const Blocks& blocks, const RationalMatrix& h) {
  return second_moment_form<rational>({action, sampler, blocks}, h);
}

// exact_weights is the conditional mean of the others over their signs.
const std::vector<std::vector<Block>> ordered = {{{4, 1, 2}}, {{5, 1, 4}}, {{3, 2, 2}}, {{3, 1, 2}, {4, 1, 2}}};
bool is_ordered(ActionKind less, ActionKind more, SamplerKind sampler, const std::vector<Block>& shapes) {
  const Blocks blocks(shapes);
  const Index size = blocks.full().size();
  RationalMatrix h(size, size);
  Vector<rational> z(size);
  const Stream stream = Stream(3).fork("rationals");
  const auto draw = [&](Index i) {
    return rational(static_cast<int>(stream.word(static_cast<std::uint64_t>(i)) % 37) - 18) / 7;
  };
  for (Index i = 0; i < size; ++i) {
    z[i] = draw(size * size + i);
    for (Index j = 0; j < size; ++j) h(i, j) = draw(i * size + j);
  }
  return precedes(form(less, sampler, blocks, h), form(more, sampler, blocks, h)) &&
         precedes(covariance<rational>({less, sampler, blocks}, h, z),
                  covariance<rational>({more, sampler, blocks}, h, z));
}

TEST(EstimatorOrder, exact_weights_are_least_in_second_moment_and_covariance) {
  for (const SamplerKind sampler : {SamplerKind::haar, SamplerKind::coordinates})
    for (const auto& shapes : ordered)
      for (const ActionKind more : {ActionKind::biprobe, ActionKind::balanced, ActionKind::centred})
        EXPECT_TRUE(is_ordered(ActionKind::exact_weights, more, sampler, shapes)) << name(more);
}
TEST(EstimatorOrder, balanced_precedes_biprobe_and_on_one_block_the_single_block_form_lies_between) {
  for (const SamplerKind sampler : {SamplerKind::haar, SamplerKind::coordinates}) {
    EXPECT_TRUE(is_ordered(ActionKind::balanced, ActionKind::biprobe, sampler, {{3, 1, 2}, {4, 1, 2}}));
    EXPECT_TRUE(is_ordered(ActionKind::balanced, ActionKind::biprobe_single_block, sampler, {{5, 1, 4}}));
    EXPECT_TRUE(is_ordered(ActionKind::biprobe_single_block, ActionKind::biprobe, sampler, {{5, 1, 4}}));
    EXPECT_FALSE(is_ordered(ActionKind::biprobe, ActionKind::balanced, sampler, {{5, 1, 4}}));
  }
}
TEST(EstimatorOrder, check_rejects_the_reverse) {
  for (const SamplerKind sampler : {SamplerKind::haar, SamplerKind::coordinates})
    for (const ActionKind more : {ActionKind::biprobe, ActionKind::balanced, ActionKind::centred})
      EXPECT_FALSE(is_ordered(more, ActionKind::exact_weights, sampler, {{5, 1, 4}})) << name(more);
}

}  // namespace bros::variance_order_test
