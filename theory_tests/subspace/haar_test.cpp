// haar-law: the tests of the claim refute samplers that are almost Haar, and hold in fifty digits.
#include <bros/claims/haar_law.hpp>
#include <bros/core/multiprecision.hpp>
#include <bros/subspace/coordinates.hpp>
#include <bros/subspace/haar.hpp>

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace bros::haar_law::haar_test {

using Names = std::set<std::string>;

/// The null hypotheses that fail.
template <class P>
Names broken(void (*test)(EvidenceLog&, const Sampler&)) {
  EvidenceLog log;
  test(log, [](const Blocks& blocks) { return std::make_unique<P>(blocks); });
  Names names;
  for (const Evidence& line : log.lines())
    if (!line.holds) names.insert(line.what);
  return names;
}

// Planted faults: samplers that are almost Haar.

template <class Fault>
class Altered : public Subspace<double> {
 public:
  explicit Altered(const Blocks& blocks)
      : Subspace<double>(blocks), haar_(blocks), factor_(Matrix<double>::Identity(r, r)) {}
  [[nodiscard]] const char* name() const override { return "altered"; }
  void draw(const Stream& stream) override {
    haar_.draw(stream);
    factor_ = Fault::factor(*haar_.basis(0));
  }
  void restrict_block(Index l, const ConstMatrixView<double>& in, MatrixView<double> out) const override {
    haar_.restrict_block(l, in, out);
    out = (factor_.transpose() * out).eval();
  }
  void lift_block(Index l, const double& scale, const ConstMatrixView<double>& b, MatrixView<double> y) const override {
    haar_.lift_block(l, scale, factor_ * b, y);
  }
  [[nodiscard]] std::unique_ptr<Subspace<double>> clone() const override { return std::make_unique<Altered>(*this); }

 private:
  Haar<double> haar_;
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
  EXPECT_TRUE(broken<Altered<SignsDropped>>(test_law).contains(fair_signs.null));
  EXPECT_TRUE(broken<Altered<ScaleDropped>>(test_law).contains(beta_law.null));
  EXPECT_TRUE(broken<Altered<ColumnsSorted>>(test_law).contains(exchangeable.null));
  EXPECT_TRUE(broken<Coordinates<double>>(test_law).contains(beta_law.null));
}
TEST(HaarSecond, refutes_samplers_that_are_not_haar) {
  EXPECT_EQ(broken<Altered<ScaleDropped>>(test_moments),
            (Names{"P'P = (m/r) I in double", first.null, second.null, column.null}));
  EXPECT_EQ(broken<Coordinates<double>>(test_moments), (Names{second.null, column.null}))
      << "first moments hold for coordinate subspaces too";
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
    const Matrix<S>& basis = *p.basis(0);
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

}  // namespace bros::haar_law::haar_test
