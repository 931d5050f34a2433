// What a Haar sampler must satisfy, tested: the law of its entries and its first moments.
#pragma once

#include <bros/claims/declared.hpp>
#include <bros/claims/enumeration.hpp>
#include <bros/claims/sampled.hpp>
#include <bros/evidence/binomial_test.hpp>
#include <bros/evidence/claim.hpp>
#include <bros/theory/estimators/moments.hpp>

#include <boost/math/distributions/beta.hpp>

#include <functional>
#include <memory>

namespace bros::haar_law {

constexpr int m = 5, r = 2;
constexpr double alpha = 1e-9, power = 0.999, gram = 2.5;
inline const Blocks one_block({{m, 1, r}});

// Counts of events whose probability is known exactly; every test reads the same draws, as many as six events that
// share a level need.
inline StatisticalTest declared_events(const char* null) {
  return declared({"haar-law", null, "an event has a probability that is off by 0.05", alpha, power,
                   BinomialTest::samples_for(0.5, 0.55, alpha / 6, power)});
}
inline const StatisticalTest beta_law = declared_events("V_11^2 and V_52^2 are Beta(1/2, 2)");
inline const StatisticalTest fair_signs = declared_events("signs of entries are fair and independent");
inline const StatisticalTest independent_blocks = declared_events("blocks are independent: signs of their entries");
inline const StatisticalTest exchangeable = declared_events("columns and rows are exchangeable");

// The moments. Entries are at most gram^2 ||A||_F = gram^2 in size; the plan allows for a deviation of 1.7: that of
// ||Qv||^2 is (m/r)^2 times that of Beta(1, 3/2), 1.64, and the entries have less.
constexpr double effect = 0.1, deviation = 1.7, bound = gram * gram;
inline StatisticalTest declared_moment(const char* null) {
  return declared({"haar-law", null, "an entry is off by 0.1", alpha, power,
                   BoundedMeanTest::samples_for(effect, deviation, 2 * bound, alpha / (m * m), power)});
}
inline const StatisticalTest first = declared_moment("sampled: E||Qv||^2 = (m/r) ||v||^2");
inline const StatisticalTest second = declared_moment("sampled: E[QAQ] is haar-second");
inline const StatisticalTest column = declared_moment("sampled: E[pp'App'] is haar-column");

/// The sampler under test.
using Sampler = std::function<std::unique_ptr<Subspace<double>>(const Blocks&)>;

/// Logs the three tests of the law.
inline void test_law(EvidenceLog& log, const Sampler& sampler) {
  const auto p = sampler(one_block);
  constexpr double quantiles[] = {0.1, 0.3, 0.5, 0.7, 0.9};
  const boost::math::beta_distribution<double> squared_entry(0.5, (m - 1) / 2.0);
  double thresholds[5];
  for (int q = 0; q < 5; ++q) thresholds[q] = boost::math::quantile(squared_entry, quantiles[q]);
  std::uint64_t counts[11] = {};
  for (std::uint64_t i = 0; i < beta_law.n; ++i) {
    p->draw(Stream(4).fork("law").fork(i));
    const Matrix<double> v = basis_matrix(*p) / std::sqrt(gram);
    for (int q = 0; q < 5; ++q) counts[q] += v(0, 0) * v(0, 0) < thresholds[q];
    counts[5] += v(m - 1, r - 1) * v(m - 1, r - 1) < thresholds[2];
    counts[6] += v(0, 0) > 0;
    counts[7] += v(1, 1) > 0;
    counts[8] += v(0, 0) * v(0, 1) > 0;
    counts[9] += std::abs(v(0, 0)) > std::abs(v(0, 1));
    counts[10] += v(0, 0) > v(m - 1, 1);
  }
  const auto test = [&](const StatisticalTest& plan, int begin, int end) {
    std::string computed, theoretical;
    bool refuted = false;
    for (int event = begin; event < end; ++event) {
      const double probability = event < 5 ? quantiles[event] : 0.5;
      refuted |= BinomialTest(probability, plan.alpha / (end - begin), plan.n).rejects(counts[event]);
      computed += EvidenceLog::text(static_cast<double>(counts[event]) / static_cast<double>(beta_law.n)) + " ";
      theoretical += EvidenceLog::text(probability) + " ";
    }
    log.tested(plan, computed, theoretical, refuted);
  };
  test(beta_law, 0, 6);
  test(fair_signs, 6, 9);
  test(exchangeable, 9, 11);
}

/// Logs the test of two blocks against each other.
inline void test_blocks(EvidenceLog& log, const Sampler& sampler) {
  const auto p = sampler(Blocks({{m, 1, r}, {m, 1, r}}));
  std::uint64_t equal = 0;
  for (std::uint64_t i = 0; i < independent_blocks.n; ++i) {
    p->draw(Stream(4).fork("blocks").fork(i));
    equal += (basis_matrix(*p, 0)(0, 0) > 0) == (basis_matrix(*p, 1)(0, 0) > 0);
  }
  log.tested(independent_blocks,
             EvidenceLog::text(static_cast<double>(equal) / static_cast<double>(independent_blocks.n)), "0.5",
             BinomialTest(0.5, independent_blocks.alpha, independent_blocks.n).rejects(equal));
}

/// Logs P^T P = (m/r) I, and the tests of the moments M1, M2, M3.
inline void test_moments(EvidenceLog& log, const Sampler& sampler) {
  const auto p = sampler(one_block);
  const Matrix<double> a = unsymmetric_matrix<double>(m) / unsymmetric_matrix<double>(m).norm();
  const Vector<double> direction = Vector<double>::LinSpaced(m, 1, 2).normalized();
  BoundedMeanTest of_first(bound, first.alpha);
  MatrixMeanTest of_second(m, m, bound, second.alpha), of_column(m, m, bound, column.alpha);
  double defect = 0;
  for (std::uint64_t i = 0; i < second.n; ++i) {
    p->draw(Stream(5).fork("moments").fork(i));
    const Matrix<double> basis = basis_matrix(*p), q = basis * basis.transpose();
    defect = std::max(defect, ((basis.transpose() * basis) - gram * Matrix<double>::Identity(r, r)).norm());
    const Matrix<double> one = basis.col(0) * basis.col(0).transpose();
    of_first.add((q * direction).squaredNorm());
    of_second.add(q * a * q);
    of_column.add(one * a * one);
  }
  log.rounds("P'P = (m/r) I in double", defect, 1e-13, second.n);
  const double largest =
      std::max({of_second.largest_deviation(), of_column.largest_deviation(), of_first.standard_deviation()});
  require(largest <= deviation, "plan.deviation", largest, "at most what the plan allows");
  const auto mean = haar_second<double>(a, m, r), of_one = haar_column<double>(a, m, r);
  log.tested(first, EvidenceLog::text(of_first.mean()), EvidenceLog::text(haar_first<double>(m, r)),
             of_first.rejects(haar_first<double>(m, r)));
  log.tested(second, of_second.text(), MatrixMeanTest::text(mean), of_second.rejects(mean));
  log.tested(column, of_column.text(), MatrixMeanTest::text(of_one), of_column.rejects(of_one));
}

}  // namespace bros::haar_law
