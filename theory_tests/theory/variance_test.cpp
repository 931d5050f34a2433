// estimator-variance: the exact first and second moments of every action on coordinate subspaces, against complete
// enumeration (subsets and signs) of the library's own actions in exact arithmetic.
#include "../support/planted_actions.hpp"
#include "../support/variance_reference.hpp"

#include <bros/subspace/haar.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bros::variance_test {

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
rational deviation(const Theory<rational>& theory, const OwnAction& make, const Estimator& e) {
  const Index size = e.blocks.full().size();
  auto p = std::make_unique<Coordinates<surd>>(e.blocks);
  auto action = make(*p);
  HessianEstimate<surd> estimate(std::move(p), std::move(action), unsymmetric_matrix<surd>(size));
  return largest_deviation<rational>(theory, e, unsymmetric_matrix<rational>(size), uneven_tangent<rational>(size),
                                     to_rational(reference_moments(estimate, uneven_tangent<surd>(size))));
}
rational deviation(const Theory<rational>& theory, const char* action, const Estimator& e) {
  return deviation(
      theory, [action](const Subspace<surd>& p) { return make_action<surd>(action, p); }, e);
}
void expect_exact(const char* action, const Shapes& shapes) {
  for (const auto& blocks : shapes)
    EXPECT_EQ(deviation({}, action, {action_kind(action), SamplerKind::coordinates, Blocks(blocks)}), 0)
        << action << ", " << blocks.size() << " block(s), first " << blocks[0].rows << " x " << blocks[0].cols
        << " of rank " << blocks[0].rank;
}

TEST(EstimatorVariance, of_every_action_is_exact_when_enumerated) {
  for (const auto& action : action_list<surd>()) {
    expect_exact(action.name, action.even_rank ? even_rank : any_rank);
    if (action.smallest_rank == 1) expect_exact(action.name, rank_one);
  }
}

/// C1 U(W) - C2 s o U(s o W) on one block, which is no action of the library.
class SingleBlockBiprobe : public Action<surd>, public Enumerable {
 public:
  explicit SingleBlockBiprobe(const Subspace<surd>& p)
      : Action<surd>(p.blocks()),
        tau_squared_(
            bros::tau_squared<surd>(static_cast<int>(p.blocks()[0].rows), static_cast<int>(p.blocks()[0].rank))),
        signs_(Vector<surd>::Ones(p.blocks()[0].rank)),
        probe_(p.blocks().projected()),
        answer_(probe_) {}
  [[nodiscard]] const ActionTraits& traits() const override { return Biprobe<surd>::kind; }
  [[nodiscard]] std::span<const Along<surd>> ask(const Subspace<surd>& p, const BlockVector<surd>& z) override {
    const Tangent<surd> whole = this->projected(p, z);
    scale_rows(signs_, *whole.coefficients, probe_);
    asked_ = {Along<surd>{whole, &this->hessian_}, Along<surd>{tangent(p, probe_), &answer_}};
    return asked_;
  }
  [[nodiscard]] BlockVector<surd>& hessian() override {
    scale_rows(signs_, answer_, answer_);
    const surd c1 = surd(1) + tau_squared_ / surd(static_cast<int>(signs_.size()));
    hessian_.flat() = c1 * hessian_.flat() - tau_squared_ * answer_.flat();
    return hessian_;
  }
  void for_each(const std::function<void()>& visit) override {
    for (const auto& signs : sign_vectors<surd>(signs_.size(), false)) {
      signs_ = signs;
      visit();
    }
  }

 private:
  surd tau_squared_;
  Vector<surd> signs_;
  BlockVector<surd> probe_, answer_;
  std::array<Along<surd>, 2> asked_{};
};
TEST(EstimatorVariance, of_the_single_block_bi_probe_is_exact_when_enumerated) {
  const OwnAction single_block = [](const auto& p) { return std::make_unique<SingleBlockBiprobe>(p); };
  for (const Block& block : {Block{3, 1, 2}, Block{4, 1, 3}, Block{3, 2, 2}})
    EXPECT_EQ(
        deviation({}, single_block, {ActionKind::biprobe_single_block, SamplerKind::coordinates, Blocks({block})}), 0);
}

TEST(EstimatorVariance, knows_every_action_and_sampler_of_the_library_by_name) {
  const std::string own = action_kind_names.back();
  std::string names;
  for (const std::string known : action_kind_names) {
    EXPECT_EQ(name(action_kind(known)), known);
    if (known != own) names += (names.empty() ? "" : ", ") + known;
  }
  EXPECT_EQ(names, names_of(action_list<double>()));
  EXPECT_EQ(sampler_kind(Haar<double>::kind), SamplerKind::haar);
  EXPECT_EQ(sampler_kind(Coordinates<double>::kind), SamplerKind::coordinates);
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
                throws([&] { return make_action<double>(known, Coordinates<double>(shapes)); }))
          << known;
    }
  EXPECT_THROW(ProbeWeights(ActionKind::biprobe_single_block, Blocks({{3, 1, 2}, {3, 1, 2}})), ArgumentError);
}
TEST(EstimatorVariance, in_one_direction_is_that_of_the_form) {
  for (const auto& structure : {std::vector<Block>{{4, 2, 2}}, {{3, 2, 2}, {2, 1, 2}}})
    for (const std::string known : action_kind_names)
      for (const auto sampler : {SamplerKind::haar, SamplerKind::coordinates}) {
        if (structure.size() > 1 && known == action_kind_names.back()) continue;
        const Estimator e{action_kind(known), sampler, Blocks(structure)};
        const auto h = unsymmetric_matrix<rational>(e.blocks.full().size());
        Vector<rational> z(h.cols());
        for (Index i = 0; i < z.size(); ++i) z[i] = rational(i * i - 3) / (i + 1);
        const Matrix<rational> form = second_moment_form<rational>(e, h);
        rational expected = 0;
        for (Index i = 0; i < z.size(); ++i)
          for (Index j = 0; j < z.size(); ++j) expected += z[i] * form(i, j) * z[j];
        EXPECT_EQ(second_moment<rational>(e, h, z), expected) << known;
      }
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
  EXPECT_NE(deviation({}, "biprobe", {ActionKind::biprobe_single_block, c, one}), 0);
  EXPECT_NE(deviation({}, "biprobe", {ActionKind::centred, c, one}), 0);
  EXPECT_NE(deviation({}, "centred", {ActionKind::exact_weights, c, one}), 0);
  EXPECT_NE(deviation({}, "plain", {ActionKind::decoupled, c, one}), 0);
  EXPECT_NE(deviation({}, "plain", {ActionKind::plain, SamplerKind::haar, one}), 0);
  EXPECT_NE(deviation({}, "balanced", {ActionKind::exact_weights, c, two}), 0) << "signs add noise across blocks";
  EXPECT_EQ(deviation({}, "balanced", {ActionKind::exact_weights, c, one}), 0) << "r = 2, one block: no noise";
}
TEST(EstimatorVariance, enumeration_rejects_planted_faults_in_each_part) {
  const auto all_parts = [](const Theory<rational>& theory) {
    return deviation(theory, "biprobe", {ActionKind::biprobe, SamplerKind::coordinates, Blocks({{3, 1, 2}})});
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
TEST(EstimatorVariance, of_independent_signs_is_not_that_of_one_draw_for_all_blocks) {
  const Estimator e{ActionKind::biprobe, SamplerKind::coordinates, Blocks({{3, 1, 2}, {3, 1, 2}})};
  EXPECT_NE(deviation({}, one_draw_for_all_blocks("biprobe"), e), 0);
}

}  // namespace bros::variance_test
