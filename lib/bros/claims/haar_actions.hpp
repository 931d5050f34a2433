// The means of the actions on Haar subspaces, tested: two blocks, n > 1, a Hessian without symmetry.
#pragma once

#include <bros/claims/declared.hpp>
#include <bros/claims/enumeration.hpp>
#include <bros/claims/sampled.hpp>
#include <bros/core/linear_algebra.hpp>
#include <bros/evidence/claim.hpp>
#include <bros/theory/estimators/moments.hpp>

namespace bros::haar_actions {

inline const Blocks& blocks() {
  static const Blocks two({{3, 2, 2}, {3, 1, 2}});
  return two;
}

/// ||H|| = 1 and ||Z|| = 1, so that no entry of P Hhat[Z] exceeds action_bound(blocks(), 1). A trace makes the naive
/// bias large.
inline Matrix<double> hessian() {
  const Index size = blocks().full().size();
  const Matrix<double> h = unsymmetric_matrix<double>(size) + 8 * Matrix<double>::Identity(size, size);
  return h / spectral_norm<double>(h);
}
inline Vector<double> tangent() {
  Vector<double> z(blocks().full().size());
  for (Index i = 0; i < z.size(); ++i) z[i] = i % 3 == 0 ? 1 : 0.5;
  return z.normalized();
}
inline Vector<double> truth() { return hessian() * tangent(); }
/// E of the plain action: haar-second on each diagonal block, the Hessian itself between blocks.
inline Vector<double> plain_mean() {
  Matrix<double> mean = hessian();
  for (Index l = 0; l < blocks().count(); ++l) {
    const Index first = blocks().full().offset(l), size = blocks()[l].rows * blocks()[l].cols;
    const Matrix<double> diagonal = mean.block(first, first, size, size);
    mean.block(first, first, size, size) =
        haar_second<double>(diagonal, static_cast<int>(blocks()[l].rows), static_cast<int>(blocks()[l].rank));
  }
  return mean * tangent();
}

// Each plan is two tests on the same draws: of the component along H[Z], where the mean must not be off by 2 % of
// ||H[Z]||, and of every entry, by 0.1.
constexpr double alpha = 1e-9, power = 0.99, relative_effect = 0.02, entry_effect = 0.1, deviation = 0.7;
inline StatisticalTest declared_mean(const char* claim, const std::string& null) {
  const double width = 2 * action_bound(blocks(), 1);
  return declared(
      {claim, null, "the mean is off by 2 % of ||H[Z]|| along H[Z], or an entry of it by 0.1", alpha, power,
       std::max(BoundedMeanTest::samples_for(relative_effect * truth().norm(), deviation, width, alpha / 2, power),
                BoundedMeanTest::samples_for(entry_effect, deviation, width,
                                             alpha / 2 / static_cast<double>(blocks().full().size()), power))});
}

/// Draws of one action's estimates of H[Z].
class SampledMean {
 public:
  explicit SampledMean(const StatisticalTest& plan)
      : plan_(plan),
        direction_(truth().normalized()),
        along_(2 * action_bound(blocks(), 1), plan.alpha / 2),
        entries_(blocks().full().size(), 1, action_bound(blocks(), 1), plan.alpha / 2) {}
  void draw(HessianEstimate<double>& e) {
    const Vector<double> z = tangent();
    for (std::uint64_t i = 0; i < plan_.n; ++i) {
      const Vector<double>& estimate = e.draw(Stream(8).fork(plan_.null).fork(i), z);
      along_.add(direction_.dot(estimate));
      entries_.add(estimate);
    }
  }
  [[nodiscard]] bool rejects(const Vector<double>& mean) {
    return along_.rejects(direction_.dot(mean)) || entries_.rejects(mean);
  }
  [[nodiscard]] double along() const { return along_.mean(); }
  [[nodiscard]] double largest_deviation() const {
    return std::max(along_.standard_deviation(), entries_.largest_deviation());
  }
  void log(EvidenceLog& log, const Vector<double>& mean) {
    require(largest_deviation() <= deviation, "plan.deviation", largest_deviation(), "at most what the plan allows");
    log.tested(plan_, EvidenceLog::text(along()) + " along H[Z]", EvidenceLog::text(direction_.dot(mean)),
               rejects(mean));
  }

 private:
  StatisticalTest plan_;
  Vector<double> direction_;
  BoundedMeanTest along_;
  MatrixMeanTest entries_;
};

inline SampledMean sampled_mean(const StatisticalTest& plan, HessianEstimate<double>& e) {
  SampledMean mean(plan);
  mean.draw(e);
  return mean;
}
inline SampledMean sampled_mean(const StatisticalTest& plan, const std::string& action,
                                const std::string& sampler = Haar<double>::kind) {
  HessianEstimate<double> e(sampler, action, blocks(), hessian());
  return sampled_mean(plan, e);
}

}  // namespace bros::haar_actions
