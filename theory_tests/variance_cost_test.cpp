// estimator-variance: second moments of every action, exactly by enumeration and statistically for Haar.
#include "declared.hpp"
#include "enumeration.hpp"
#include "sampled.hpp"

#include <bros/subspace/haar.hpp>
#include <bros/theory/moments.hpp>

#include <Eigen/Eigenvalues>

#include <gtest/gtest.h>

namespace bros {
namespace {

// H = diag(1,2,3), z = e1, m = 3, r = 2.
const Blocks blocks({{3, 1, 2}});
template <class S>
Matrix<S> diagonal_hessian() {
  Matrix<S> h = Matrix<S>::Zero(3, 3);
  for (int i = 0; i < 3; ++i) h(i, i) = S(i + 1);
  return h;
}

// E||Hhat z||^2 for Haar subspaces, as rationals. What haar-first and haar-second give is derived here; the rest are
// fourth moments of the subspace.
struct HaarSecondMoments {
  rational plain{216, 35}, biprobe{96, 35}, centred{18, 5}, balanced{72, 35}, exact_weights{72, 35};
  rational one_sided, decoupled;
  HaarSecondMoments() {
    const auto h = diagonal_hessian<rational>();
    Matrix<rational> squared = h;
    for (int i = 0; i < 3; ++i) squared(i, i) = h(i, i) * h(i, i);
    one_sided = haar_first<rational>(3, 2) * squared(0, 0);                               // (m/r) ||H z||^2
    decoupled = haar_first<rational>(3, 2) * haar_second<rational>(squared, 3, 2)(0, 0);  // (m/r) E||H Q z||^2
  }
};

constexpr double alpha = 1e-9, power = 0.999, effect = 0.2, deviation = 8;
StatisticalTest declared_moment(const char* null) {
  const double largest = action_bound(blocks, 3);
  return declared({"estimator-variance", null, "it is off by 0.2", alpha, power,
                   BoundedMeanTest::samples_for(effect, deviation, largest * largest, alpha, power)});
}
/// The test of E||P Hhat[z]||^2, with its sample.
template <class A>
BoundedMeanTest sampled_second_moment(const StatisticalTest& plan) {
  using H = Haar<double>;
  const Matrix<double> h = diagonal_hessian<double>();
  const double largest = action_bound(blocks, 3);
  BlockVector<double> z(blocks.full());
  z.flat()[0] = 1;
  EstimateSampler<H, A> sampler(blocks, h);
  BoundedMeanTest test(largest * largest, plan.alpha);
  for (std::uint64_t i = 0; i < plan.n; ++i) test.add(sampler.draw(Stream(9).fork(plan.null).fork(i), z).squaredNorm());
  EXPECT_LE(test.standard_deviation(), deviation) << "the plan allows for less";
  return test;
}

const StatisticalTest plain = declared_moment("Haar: E||Hhat z||^2 of plain is 216/35");
const StatisticalTest biprobe = declared_moment("Haar: E||Hhat z||^2 of biprobe is 96/35");
const StatisticalTest centred = declared_moment("Haar: E||Hhat z||^2 of centred is 18/5");
const StatisticalTest balanced = declared_moment("Haar: E||Hhat z||^2 of balanced is 72/35");
const StatisticalTest exact_weights = declared_moment("Haar: E||Hhat z||^2 of exact_weights is 72/35");
const StatisticalTest one_sided = declared_moment("Haar: E||Hhat z||^2 of one_sided is 3/2");
const StatisticalTest decoupled = declared_moment("Haar: E||Hhat z||^2 of decoupled is what M1 and M2 give");

template <class A>
void expect_only(const StatisticalTest& plan, const rational& moment) {
  const BoundedMeanTest test = sampled_second_moment<A>(plan);
  const double value = static_cast<double>(moment);
  EXPECT_FALSE(test.rejects(value)) << A::traits.name << ": " << test.mean() << " +- " << test.radius();
  EXPECT_TRUE(test.rejects(value + effect)) << A::traits.name << ", planted fault";
  EXPECT_TRUE(test.rejects(value - effect)) << A::traits.name << ", planted fault";
}
using H = Haar<double>;
const HaarSecondMoments haar;

TEST(EstimatorVariance, of_plain_is_not_refuted) { expect_only<Plain<H>>(plain, haar.plain); }
TEST(EstimatorVariance, of_biprobe_is_not_refuted) { expect_only<Biprobe<H>>(biprobe, haar.biprobe); }
TEST(EstimatorVariance, of_centred_is_not_refuted) { expect_only<Centred<H>>(centred, haar.centred); }
TEST(EstimatorVariance, of_balanced_is_not_refuted) { expect_only<Balanced<H>>(balanced, haar.balanced); }
TEST(EstimatorVariance, of_exact_weights_is_not_refuted) {
  expect_only<ExactWeights<H>>(exact_weights, haar.exact_weights);
}
TEST(EstimatorVariance, of_one_sided_is_not_refuted) {
  EXPECT_EQ(haar.one_sided, rational(3) / 2);
  expect_only<OneSided<H>>(one_sided, haar.one_sided);
}
TEST(EstimatorVariance, of_two_decoupled_subspaces_is_not_refuted) {
  expect_only<Decoupled<H>>(decoupled, haar.decoupled);
}

// Coordinates, exactly: E[Hhat^T Hhat], so that the second moment is known for every z at once.
template <class A>
Matrix<surd> second_moment(const Blocks& shapes, const Matrix<surd>& h) {
  Matrix<surd> sum = Matrix<surd>::Zero(h.rows(), h.cols());
  int count = 0;
  for_each_estimate<Coordinates<surd>, A>(shapes, h, [&](const Matrix<surd>& estimate) {
    sum += estimate.transpose() * estimate;
    ++count;
  });
  return sum / surd(count);
}
double smallest_eigenvalue(const Matrix<surd>& difference) {
  Matrix<double> rounded(difference.rows(), difference.cols());
  for (Index j = 0; j < rounded.cols(); ++j)
    for (Index i = 0; i < rounded.rows(); ++i) rounded(i, j) = static_cast<double>(difference(i, j).to_rational());
  return Eigen::SelfAdjointEigenSolver<Matrix<double>>(rounded).eigenvalues()[0];
}

TEST(EstimatorVariance, one_sided_has_relative_variance_m_over_r_less_one_exactly) {
  for (const Block& block : {Block{3, 1, 1}, Block{4, 1, 3}, Block{3, 2, 2}}) {
    const Blocks shapes({block});
    const auto h = unsymmetric_matrix<surd>(shapes.full().size());
    const Matrix<surd> expected = h.transpose() * h * surd(rational(block.rows) / block.rank);
    EXPECT_EQ((second_moment<OneSided<Coordinates<surd>>>(shapes, h)), expected);
  }
}

TEST(EstimatorVariance, exact_weights_are_the_floor_for_every_tangent) {
  using C = Coordinates<surd>;
  for (const Block& block : {Block{3, 1, 2}, Block{5, 1, 4}, Block{3, 2, 2}}) {
    const Blocks shapes({block});
    const auto h = unsymmetric_matrix<surd>(shapes.full().size());
    const auto floor = second_moment<ExactWeights<C>>(shapes, h);
    EXPECT_GE(smallest_eigenvalue(second_moment<Biprobe<C>>(shapes, h) - floor), -1e-9);
    EXPECT_GE(smallest_eigenvalue(second_moment<Centred<C>>(shapes, h) - floor), -1e-9);
    const auto of_balanced = second_moment<Balanced<C>>(shapes, h);
    EXPECT_GE(smallest_eigenvalue(of_balanced - floor), -1e-9);
    EXPECT_EQ(of_balanced == floor, block.rank == 2) << "with two rows the balanced sign is not random";
    EXPECT_LT(smallest_eigenvalue(floor - second_moment<Biprobe<C>>(shapes, h)), -1e-3) << "the floor is not attained";
  }
}

}  // namespace
}  // namespace bros
