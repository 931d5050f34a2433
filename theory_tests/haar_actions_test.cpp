// biprobe-unbiased and naive-bias with Haar subspaces, statistically: two blocks, a Hessian without symmetry.
#include "declared.hpp"
#include "enumeration.hpp"
#include "sampled.hpp"

#include <bros/subspace/haar.hpp>
#include <bros/theory/moments.hpp>

#include <Eigen/SVD>

#include <gtest/gtest.h>

namespace bros {
namespace {

using H = Haar<double>;
const Blocks blocks({{3, 2, 2}, {4, 1, 2}});

// ||H|| = 1 and ||Z|| = 1, so that no entry of P Hhat[Z] exceeds action_bound(blocks, 1). A trace makes the naive bias
// large.
Matrix<double> hessian() {
  const Index size = blocks.full().size();
  const Matrix<double> h = unsymmetric_matrix<double>(size) + 8 * Matrix<double>::Identity(size, size);
  return h / Eigen::JacobiSVD<Matrix<double>>(h).singularValues()[0];
}
BlockVector<double> tangent() {
  BlockVector<double> z(blocks.full());
  for (Index i = 0; i < z.size(); ++i) z.flat()[i] = i % 3 == 0 ? 1 : 0.5;
  z.flat().normalize();
  return z;
}
/// E of the plain action: haar-second on each diagonal block, the Hessian itself between blocks.
Vector<double> plain_mean() {
  Matrix<double> mean = hessian();
  for (Index l = 0; l < blocks.count(); ++l) {
    const Index first = blocks.full().offset(l), size = blocks[l].rows * blocks[l].cols;
    const Matrix<double> diagonal = mean.block(first, first, size, size);
    mean.block(first, first, size, size) =
        haar_second<double>(diagonal, static_cast<int>(blocks[l].rows), static_cast<int>(blocks[l].rank));
  }
  return mean * tangent().flat();
}

constexpr double alpha = 1e-9, power = 0.999, effect = 0.1, deviation = 1;
StatisticalTest declared_mean(const char* claim, const char* null) {
  return declared({claim, null, "an entry of the mean is off by 0.1", alpha, power,
                   BoundedMeanTest::samples_for(effect, deviation, 2 * action_bound(blocks, 1),
                                                alpha / static_cast<double>(blocks.full().size()), power)});
}

template <class A, class P = H>
MatrixMeanTest sampled_mean(const StatisticalTest& plan) {
  const Matrix<double> h = hessian();
  const BlockVector<double> z = tangent();
  EstimateSampler<P, A> sampler(blocks, h);
  MatrixMeanTest test(z.size(), 1, action_bound(blocks, 1), plan.alpha);
  for (std::uint64_t i = 0; i < plan.n; ++i) test.add(sampler.draw(Stream(8).fork(plan.null).fork(i), z));
  EXPECT_LE(test.largest_deviation(), deviation) << "the plan allows for less";
  return test;
}
template <class A>
void expect_unbiased(const StatisticalTest& plan) {
  EXPECT_TRUE(A::traits.unbiased);
  MatrixMeanTest test = sampled_mean<A>(plan);
  EXPECT_FALSE(test.rejects(hessian() * tangent().flat())) << A::traits.name;
  EXPECT_TRUE(test.rejects(plain_mean())) << "the same sample must tell H[Z] from the naive mean";
}

const StatisticalTest biprobe = declared_mean("biprobe-unbiased", "Haar: the mean of biprobe is H[Z]");
const StatisticalTest balanced = declared_mean("biprobe-unbiased", "Haar: the mean of balanced is H[Z]");
const StatisticalTest centred = declared_mean("biprobe-unbiased", "Haar: the mean of centred is H[Z]");
const StatisticalTest decoupled = declared_mean("biprobe-unbiased", "Haar: the mean of decoupled is H[Z]");
const StatisticalTest one_sided = declared_mean("biprobe-unbiased", "Haar: the mean of one_sided is H[Z]");
const StatisticalTest exact_weights = declared_mean("biprobe-unbiased", "Haar: the mean of exact_weights is H[Z]");
const StatisticalTest plain = declared_mean("naive-bias", "Haar: the mean of plain is what M2 gives");

TEST(BiprobeUnbiased, is_not_refuted_for_haar_subspaces) { expect_unbiased<Biprobe<H>>(biprobe); }
TEST(BiprobeUnbiased, of_balanced_signs_is_not_refuted_for_haar_subspaces) { expect_unbiased<Balanced<H>>(balanced); }
TEST(BiprobeUnbiased, of_centred_signs_is_not_refuted_for_haar_subspaces) { expect_unbiased<Centred<H>>(centred); }
TEST(BiprobeUnbiased, of_two_decoupled_subspaces_is_not_refuted) { expect_unbiased<Decoupled<H>>(decoupled); }
TEST(BiprobeUnbiased, of_the_one_sided_action_is_not_refuted) { expect_unbiased<OneSided<H>>(one_sided); }
TEST(BiprobeUnbiased, of_exact_weights_is_not_refuted) { expect_unbiased<ExactWeights<H>>(exact_weights); }

TEST(NaiveBias, is_what_the_second_moment_gives_and_not_zero) {
  MatrixMeanTest test = sampled_mean<Plain<H>>(plain);
  EXPECT_FALSE(test.rejects(plain_mean()));
  EXPECT_TRUE(test.rejects(hessian() * tangent().flat()));
  EXPECT_GT((plain_mean() - hessian() * tangent().flat()).cwiseAbs().maxCoeff(), effect);
}

// Planted faults: decoupled with one subspace for both sides, and a subspace that is drawn once for all draws.
class CoupledDecoupled : public Decoupled<H> {
 public:
  using Decoupled<H>::Decoupled;
  template <class Oracle>
  void apply(Oracle& oracle, const H&, const BlockVector<double>&, const BlockVector<double>& w,
             BlockVector<double>& out) {
    oracle.hessian_action(w, out);
  }
};
class DrawnOnce : public H {
 public:
  using H::H;
  void draw(const Stream&) { H::draw(Stream(1)); }
};

TEST(BiprobeUnbiased, refutes_planted_faults_on_haar_subspaces) {
  const Vector<double> truth = hessian() * tangent().flat();
  EXPECT_TRUE(sampled_mean<CoupledDecoupled>(decoupled).rejects(truth));
  EXPECT_TRUE((sampled_mean<Biprobe<DrawnOnce>, DrawnOnce>(biprobe).rejects(truth)));
}

}  // namespace
}  // namespace bros
