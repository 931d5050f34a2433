// haar-first, haar-second, haar-column and the law of the Haar sampler, statistically.
#include "declared.hpp"
#include "enumeration.hpp"
#include "sampled.hpp"

#include <bros/evidence/binomial_test.hpp>
#include <bros/subspace/haar.hpp>
#include <bros/theory/moments.hpp>

#include <boost/math/distributions/beta.hpp>

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace bros {
namespace {

constexpr int m = 5, r = 2;
constexpr double alpha = 1e-9, power = 0.999, gram = 2.5;
const Blocks one_block({{m, 1, r}});

// The law. Counts of events whose probability is known exactly; `laws` of them share the level.
constexpr double law_quantiles[] = {0.1, 0.3, 0.5, 0.7, 0.9};
constexpr int laws = 11;
const StatisticalTest law =
    declared({"haar-law", "V_11^2 and V_52^2 are Beta(1/2, 2); signs and order of entries are fair",
              "an event of probability p has p + 0.05", alpha, power,
              BinomialTest::samples_for(0.5, 0.55, alpha / laws, power)});
// The moments. Entries are at most gram^2 ||A||_F = gram^2 in size; the plan allows for a
// deviation of 1.7: that of ||Qv||^2 is (m/r)^2 times that of Beta(1, 3/2), 1.64, and the entries have less.
constexpr double effect = 0.1, deviation = 1.7, bound = gram * gram;
const StatisticalTest moments =
    declared({"haar-second", "E||Qv||^2, E[QAQ] and E[pp'App'] are M1, M2 and M3", "an entry is off by 0.1", alpha,
              power, BoundedMeanTest::samples_for(effect, deviation, 2 * bound, alpha / (3 * m * m), power)});

Matrix<double> unit_unsymmetric(Index size) {
  const auto a = unsymmetric_matrix<double>(size);
  return a / a.norm();
}

/// What a sampler breaks of the Haar law and its moments; nothing if it is Haar.
template <class P>
std::set<std::string> broken_by_law() {
  P p(one_block);
  const boost::math::beta_distribution<double> squared_entry(0.5, (m - 1) / 2.0);
  std::uint64_t counts[laws] = {};
  for (std::uint64_t i = 0; i < law.n; ++i) {
    p.draw(Stream(4).fork("law").fork(i));
    const Matrix<double> v = (basis_matrix(p) / std::sqrt(gram)).template cast<double>();
    for (int q = 0; q < 5; ++q) {
      const double threshold = boost::math::quantile(squared_entry, law_quantiles[q]);
      counts[q] += v(0, 0) * v(0, 0) < threshold;
    }
    const double median = boost::math::quantile(squared_entry, 0.5);
    counts[5] += v(m - 1, r - 1) * v(m - 1, r - 1) < median;
    counts[6] += v(0, 0) > 0;
    counts[7] += v(1, 1) > 0;
    counts[8] += v(0, 0) * v(0, 1) > 0;
    counts[9] += std::abs(v(0, 0)) > std::abs(v(0, 1));
    counts[10] += v(0, 0) > v(m - 1, 1);
  }
  std::set<std::string> broken;
  for (int event = 0; event < laws; ++event) {
    const double probability = event < 5 ? law_quantiles[event] : 0.5;
    if (BinomialTest(probability, law.alpha / laws, law.n).rejects(counts[event]))
      broken.insert(event < 6 ? "Beta law" : event < 9 ? "signs" : "exchangeable columns");
  }
  return broken;
}
template <class P>
std::set<std::string> broken_by_moments() {
  P p(one_block);
  const auto a = unit_unsymmetric(m);
  const Vector<double> direction = Vector<double>::LinSpaced(m, 1, 2).normalized();
  const double level = moments.alpha / 3;
  BoundedMeanTest first(bound, level);
  MatrixMeanTest second(m, m, bound, level), column(m, m, bound, level);
  std::set<std::string> broken;
  for (std::uint64_t i = 0; i < moments.n; ++i) {
    p.draw(Stream(5).fork("moments").fork(i));
    const Matrix<double> basis = basis_matrix(p), q = basis * basis.transpose();
    if (((basis.transpose() * basis) - gram * Matrix<double>::Identity(r, r)).norm() > 1e-13)
      broken.insert("P'P = (m/r) I");
    const Matrix<double> one = basis.col(0) * basis.col(0).transpose();
    first.add((q * direction).squaredNorm());
    second.add(q * a * q);
    column.add(one * a * one);
  }
  if (std::max(second.largest_deviation(), first.standard_deviation()) > deviation) broken.insert("plan");
  if (first.rejects(haar_first<double>(m, r))) broken.insert("M1");
  if (second.rejects(haar_second<double>(a, m, r))) broken.insert("M2");
  if (column.rejects(haar_column<double>(a, m, r))) broken.insert("M3");
  return broken;
}
using Names = std::set<std::string>;

TEST(HaarLaw, is_not_refuted) { EXPECT_EQ(broken_by_law<Haar<double>>(), Names{}); }
TEST(HaarSecond, first_second_and_column_moments_are_not_refuted) {
  EXPECT_EQ(broken_by_moments<Haar<double>>(), Names{});
}

// Planted faults: samplers that are almost Haar.

template <class Fault>
class Altered : public Haar<double> {
 public:
  explicit Altered(const Blocks& blocks) : Haar<double>(blocks), factor_(Matrix<double>::Identity(r, r)) {}
  void draw(const Stream& stream) {
    Haar<double>::draw(stream);
    factor_ = Fault::factor(basis(0));
  }
  void lift_block(Index l, double scale, const ConstMatrixView<double>& b, MatrixView<double> y) const {
    Haar<double>::lift_block(l, scale, factor_ * b, y);
  }

 private:
  Matrix<double> factor_;
};
/// The sign matrix D dropped: the first entry of a column always has the sign that the reflection leaves.
struct SignsDropped {
  static Matrix<double> factor(const Matrix<double>& basis) {
    Vector<double> signs = Vector<double>::Ones(r);
    if (basis(0, 0) > 0) signs[0] = -1;
    return signs.asDiagonal();
  }
};
struct ScaleDropped {
  static Matrix<double> factor(const Matrix<double>&) { return Matrix<double>::Identity(r, r) / std::sqrt(gram); }
};
/// The columns sorted by their first entry.
struct ColumnsSorted {
  static Matrix<double> factor(const Matrix<double>& basis) {
    Matrix<double> swap = Matrix<double>::Identity(r, r);
    if (std::abs(basis(0, 0)) < std::abs(basis(0, 1))) swap = Matrix<double>{{0, 1}, {1, 0}};
    return swap;
  }
};

TEST(HaarLaw, refutes_samplers_that_are_not_haar) {
  EXPECT_TRUE(broken_by_law<Altered<SignsDropped>>().contains("signs"));
  EXPECT_TRUE(broken_by_law<Altered<ScaleDropped>>().contains("Beta law"));
  EXPECT_TRUE(broken_by_law<Altered<ColumnsSorted>>().contains("exchangeable columns"));
  EXPECT_TRUE(broken_by_law<Coordinates<double>>().contains("Beta law"));
}
TEST(HaarSecond, refutes_samplers_that_are_not_haar) {
  EXPECT_EQ(broken_by_moments<Altered<ScaleDropped>>(), (Names{"P'P = (m/r) I", "M1", "M2", "M3"}));
  const auto coordinates = broken_by_moments<Coordinates<double>>();
  EXPECT_FALSE(coordinates.contains("P'P = (m/r) I") || coordinates.contains("M1"))
      << "first moments hold for these too";
  EXPECT_TRUE(coordinates.contains("M2"));
}

// Multiprecision: equal streams give equal subspaces up to rounding, so that whatever was not refuted in double is a
// statement about every scalar, and a smaller sample is tested on its own.
template <class S>
double largest_difference_from_double(std::uint64_t draws) {
  const Blocks blocks({{m, 1, r}, {4, 1, 4}, {1, 1, 1}});
  Haar<double> p(blocks);
  Haar<S> q(blocks);
  double largest = 0;
  for (std::uint64_t i = 0; i < draws; ++i) {
    p.draw(Stream(6).fork(i));
    q.draw(Stream(6).fork(i));
    for (Index l = 0; l < blocks.count(); ++l)
      largest =
          std::max(largest, (basis_matrix(p, l) - basis_matrix(q, l).template cast<double>()).cwiseAbs().maxCoeff());
  }
  return largest;
}
TEST(HaarLaw, draws_in_every_scalar_agree_to_the_rounding_of_double) {
  EXPECT_LT(largest_difference_from_double<bin_float_50>(200), 1e-13);
  EXPECT_LT(largest_difference_from_double<bin_float_100>(50), 1e-13);
}

const StatisticalTest law_50 =
    declared({"haar-law", "in bin_float_50 V_11^2 has its median and V_11 a fair sign", "probability 0.65", alpha,
              power, BinomialTest::samples_for(0.5, 0.65, alpha / 2, power)});
TEST(HaarLaw, is_not_refuted_in_fifty_digits_where_orthogonality_holds_to_fifty_digits) {
  using S = bin_float_50;
  Haar<S> p(one_block);
  const double median = boost::math::quantile(boost::math::beta_distribution<double>(0.5, (m - 1) / 2.0), 0.5);
  std::uint64_t small = 0, positive = 0;
  S defect = 0;
  for (std::uint64_t i = 0; i < law_50.n; ++i) {
    p.draw(Stream(7).fork(i));
    const auto& basis = p.basis(0);
    const double entry = static_cast<double>(basis(0, 0)) / std::sqrt(gram);
    small += entry * entry < median;
    positive += entry > 0;
    const Matrix<S> gram_matrix = basis.transpose() * basis;
    defect = std::max(defect, S((gram_matrix - S(gram) * Matrix<S>::Identity(r, r)).norm()));
  }
  const BinomialTest fair(0.5, law_50.alpha / 2, law_50.n);
  EXPECT_FALSE(fair.rejects(small));
  EXPECT_FALSE(fair.rejects(positive));
  EXPECT_LT(defect, S("1e-47"));
}

}  // namespace
}  // namespace bros
