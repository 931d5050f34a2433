// The statistics helpers themselves: level and power, exactly where that can be, measured where it cannot.
#include <bros/claims/claims.hpp>
#include <bros/claims/declared.hpp>
#include <bros/core/stream.hpp>
#include <bros/evidence/binomial_test.hpp>
#include <bros/evidence/bounded_mean_test.hpp>
#include <bros/evidence/slope_fit.hpp>

#include <boost/math/distributions/normal.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace bros::evidence_test {

constexpr double alpha = 1e-9, power = 0.999;
const double nan_value = std::numeric_limits<double>::quiet_NaN();

// BinomialTest: everything by summation over the counts.

double summed(const BinomialTest& test, std::uint64_t n, double truth) {
  const boost::math::binomial law(static_cast<double>(n), truth);
  double sum = 0;
  for (std::uint64_t k = 0; k <= n; ++k)
    if (test.rejects(k)) sum += boost::math::pdf(law, static_cast<double>(k));
  return sum;
}

TEST(BinomialTest, level_and_power_are_the_sums_over_the_rejected_counts) {
  for (const double p : {0.5, 0.1, 0.93})
    for (const double a : {0.3, 0.01, 1e-6})
      for (const std::uint64_t n : {1u, 7u, 100u, 1000u}) {
        const BinomialTest test(p, a, n);
        EXPECT_LE(summed(test, n, p), a * (1 + 1e-10));
        EXPECT_NEAR(test.level(), summed(test, n, p), 1e-12);
        EXPECT_NEAR(test.power(0.4), summed(test, n, 0.4), 1e-12);
      }
}
TEST(BinomialTest, one_more_count_in_either_tail_would_exceed_the_level) {
  const std::uint64_t n = 200;
  const double p = 0.3, a = 0.05;
  const BinomialTest test(p, a, n);
  const boost::math::binomial law(static_cast<double>(n), p);
  double low = 0, high = 0;
  std::uint64_t first_kept = 0, last_kept = n;
  while (test.rejects(first_kept)) ++first_kept;
  while (test.rejects(last_kept)) --last_kept;
  low = boost::math::cdf(law, static_cast<double>(first_kept));
  high = boost::math::cdf(boost::math::complement(law, static_cast<double>(last_kept - 1)));
  EXPECT_GT(low, a / 2);
  EXPECT_GT(high, a / 2);
}
TEST(BinomialTest, planned_sample_size_has_the_power) {
  const std::uint64_t n = BinomialTest::samples_for(0.5, 0.55, 1e-9, 0.999);
  EXPECT_GE(BinomialTest(0.5, 1e-9, n).power(0.55), 0.999);
  EXPECT_LT(BinomialTest(0.5, 1e-9, n - n / 10).power(0.55), 0.999);
}
TEST(BinomialTest, wrong_arguments_are_refused) {
  for (const double p : {0.0, 1.0, nan_value}) {
    EXPECT_THROW(BinomialTest(p, 0.1, 10), ArgumentError);
    EXPECT_THROW(BinomialTest(0.5, p, 10), ArgumentError);
  }
  EXPECT_THROW(BinomialTest(0.5, 0.1, 0), ArgumentError);
  EXPECT_THROW((void)BinomialTest(0.5, 0.1, 10).rejects(11), ArgumentError);
  EXPECT_THROW((void)BinomialTest::samples_for(0.5, 0.5, 0.1, 0.9), ArgumentError);
}

// Rates of an event over repetitions on synthetic data.

template <class Event>
std::uint64_t count_of(std::uint64_t repetitions, const char* key, const Event& event) {
  std::uint64_t count = 0;
  for (std::uint64_t i = 0; i < repetitions; ++i) count += event(Stream(2).fork(key).fork(i)) ? 1 : 0;
  return count;
}
/// Declared as "the rate is p": repetitions that tell p from `truth`.
StatisticalTest declared_rate(const char* claim, const char* null, const char* alternative, double p, double truth) {
  return declared({claim, null, alternative, alpha, power, BinomialTest::samples_for(p, truth, alpha, power)});
}

// Skewed: value 1 with probability 1/20, otherwise 0. Few values see a 1 at all, which is where the range term works.
bool mean_test_rejects(const Stream& stream, std::uint64_t n, double null, double level) {
  BoundedMeanTest test(1, level);
  for (std::uint64_t i = 0; i < n; ++i) test.add(uniform<double>(stream, i) < 0.05 ? 1 : 0);
  return test.rejects(null);
}
bool z_test_rejects(const Stream& stream, std::uint64_t n, double null, double level) {
  BoundedMeanTest test(1, level);
  for (std::uint64_t i = 0; i < n; ++i) test.add(uniform<double>(stream, i) < 0.05 ? 1 : 0);
  const double quantile = boost::math::quantile(boost::math::complement(boost::math::normal(), level / 2));
  return std::abs(test.mean() - null) > quantile * test.standard_deviation() / std::sqrt(static_cast<double>(n));
}

const StatisticalTest mean_level =
    declared_rate("mean-test-level", "rejects a true mean at rate 0.05 at most", "a rate of 0.15", 0.05, 0.15);
TEST(BoundedMeanTest, keeps_its_level_where_a_normal_approximation_does_not) {
  const BinomialTest test(0.05, mean_level.alpha, mean_level.n);
  const auto exceeds = [&](std::uint64_t count) {
    return static_cast<double>(count) > 0.05 * static_cast<double>(mean_level.n) && test.rejects(count);
  };
  EXPECT_FALSE(
      exceeds(count_of(mean_level.n, "level", [](const Stream& s) { return mean_test_rejects(s, 20, 0.05, 0.05); })));
  EXPECT_TRUE(exceeds(count_of(mean_level.n, "level", [](const Stream& s) {
    return z_test_rejects(s, 20, 0.05, 0.05);
  }))) << "planted fault: the normal approximation";
}

const StatisticalTest mean_power =
    declared_rate("mean-test-power", "detects the planned effect at rate 0.9 at least", "a rate of 0.75", 0.9, 0.75);
TEST(BoundedMeanTest, planned_sample_size_has_the_power) {
  const std::uint64_t n = BoundedMeanTest::samples_for(0.1, std::sqrt(0.05 * 0.95), 1, 0.01, 0.9);
  const BinomialTest test(0.9, mean_power.alpha, mean_power.n);
  const auto falls_short = [&](std::uint64_t size) {
    const auto count =
        count_of(mean_power.n, "power", [&](const Stream& s) { return mean_test_rejects(s, size, 0.15, 0.01); });
    return static_cast<double>(count) < 0.9 * static_cast<double>(mean_power.n) && test.rejects(count);
  };
  EXPECT_FALSE(falls_short(n));
  EXPECT_TRUE(falls_short(n / 4)) << "planted fault: a quarter of the sample";
}
TEST(BoundedMeanTest, gives_the_mean_and_the_unbiased_deviation) {
  BoundedMeanTest test(10, 0.1);
  for (const double value : {1.0, 2.0, 6.0}) test.add(value);
  EXPECT_DOUBLE_EQ(test.mean(), 3);
  EXPECT_DOUBLE_EQ(test.standard_deviation(), std::sqrt(7));
  const double tail = std::log(40);
  EXPECT_DOUBLE_EQ(test.radius(), std::sqrt(14 * tail / 3) + 70 * tail / 6);
}
TEST(BoundedMeanTest, values_that_void_the_level_are_refused) {
  BoundedMeanTest test(1, 0.1);
  EXPECT_THROW(test.add(nan_value), ArgumentError);
  test.add(0.5);
  EXPECT_FALSE(test.rejects(100)) << "one value refutes nothing";
  EXPECT_THROW(test.add(1.6), ArgumentError);
  EXPECT_THROW((void)test.rejects(nan_value), ArgumentError);
  EXPECT_THROW(BoundedMeanTest(0, 0.1), ArgumentError);
  EXPECT_THROW(BoundedMeanTest(nan_value, 0.1), ArgumentError);
  EXPECT_THROW(BoundedMeanTest(1, 1), ArgumentError);
  EXPECT_THROW((void)BoundedMeanTest::samples_for(0, 1, 1, 0.1, 0.9), ArgumentError);
  EXPECT_THROW((void)BoundedMeanTest::samples_for(1, 1, 1, 0.1, nan_value), ArgumentError);
}

// Intervals.

std::vector<double> normals(const Stream& stream, Index count) {
  Vector<double> values(count);
  fill_gaussian<double>(stream, values);
  return {values.begin(), values.end()};
}
const StatisticalTest mean_coverage = declared_rate("mean-interval", "covers the mean of three normals at rate 0.9",
                                                    "the normal quantile's rate, about 0.76", 0.9, 0.8);
TEST(MeanInterval, covers_the_mean_of_normals_at_its_level) {
  const BinomialTest test(0.9, mean_coverage.alpha, mean_coverage.n);
  const double t = boost::math::quantile(boost::math::complement(boost::math::students_t(2), 0.05));
  const double z = boost::math::quantile(boost::math::complement(boost::math::normal(), 0.05));
  const auto covered = [&](double shrink) {
    return count_of(mean_coverage.n, "mean", [&](const Stream& stream) {
      const auto [value, low, high] = mean_interval(normals(stream, 3), 0.9);
      return std::abs(value) <= shrink * (high - value) && std::abs(value) <= shrink * (value - low);
    });
  };
  EXPECT_FALSE(test.rejects(covered(1)));
  EXPECT_TRUE(test.rejects(covered(z / t))) << "planted fault: normal quantile for Student's";
}

// E = K^(-1/2) exp(shared + own noise): the values of one seed hang together, as those of one run do.
std::vector<std::vector<double>> noisy_table(const Stream& stream, const std::vector<double>& horizons, Index seeds) {
  std::vector<std::vector<double>> table;
  for (Index s = 0; s < seeds; ++s) {
    const auto noise = normals(stream.fork(static_cast<std::uint64_t>(s)), static_cast<Index>(horizons.size()) + 1);
    table.emplace_back();
    for (std::size_t i = 0; i < horizons.size(); ++i)
      table.back().push_back(std::exp(0.3 * noise[0] + 0.2 * noise[i + 1]) / std::sqrt(horizons[i]));
  }
  return table;
}
const StatisticalTest slope_coverage =
    declared_rate("log-log-slope", "covers the slope at rate 0.9", "a rate of 0.8", 0.9, 0.8);
TEST(LogLogSlope, jackknife_covers_the_slope_at_its_level) {
  const std::vector<double> horizons = {256, 1024, 4096, 16384};
  const BinomialTest test(0.9, slope_coverage.alpha, slope_coverage.n);
  const auto covered = [&](double truth, double shrink) {
    return count_of(slope_coverage.n, "slope", [&](const Stream& stream) {
      const auto [value, low, high] = log_log_slope(horizons, noisy_table(stream, horizons, 12), 0.9);
      return value + shrink * (low - value) <= truth && truth <= value + shrink * (high - value);
    });
  };
  EXPECT_FALSE(test.rejects(covered(-0.5, 1)));
  EXPECT_TRUE(test.rejects(covered(-0.5, 0.7))) << "planted fault: an interval too short";
  EXPECT_TRUE(test.rejects(covered(-0.45, 1))) << "planted fault: another slope";
}
TEST(LogLogSlope, is_exact_on_a_power_law) {
  const std::vector<double> horizons = {1, 2, 4, 8, 32};
  std::vector<std::vector<double>> table(3);
  for (std::size_t s = 0; s < table.size(); ++s)
    for (const double k : horizons) table[s].push_back(std::pow(10.0, static_cast<double>(s)) * std::pow(k, -0.75));
  const auto [value, low, high] = log_log_slope(horizons, table, 0.99);
  EXPECT_NEAR(value, -0.75, 1e-14);
  EXPECT_NEAR(high - low, 0, 1e-13);
}
TEST(LogLogSlope, tables_that_give_no_interval_are_refused) {
  const std::vector<double> horizons = {1, 4};
  const std::vector<std::vector<double>> table = {{2, 1}, {3, 1}};
  EXPECT_NO_THROW((void)log_log_slope(horizons, table, 0.9));
  EXPECT_THROW((void)log_log_slope(horizons, {{2, 1}}, 0.9), ArgumentError);
  EXPECT_THROW((void)log_log_slope(horizons, {}, 0.9), ArgumentError);
  EXPECT_THROW((void)log_log_slope(horizons, {{2, 1}, {3}}, 0.9), ArgumentError);
  EXPECT_THROW((void)log_log_slope(horizons, {{2, 1}, {3, nan_value}}, 0.9), ArgumentError);
  EXPECT_THROW((void)log_log_slope(horizons, {{2, 1}, {3, 0}}, 0.9), ArgumentError);
  EXPECT_THROW((void)log_log_slope(std::vector<double>{4, 4}, table, 0.9), ArgumentError);
  EXPECT_THROW((void)log_log_slope(std::vector<double>{4, nan_value}, table, 0.9), ArgumentError);
  EXPECT_THROW((void)log_log_slope({}, table, 0.9), ArgumentError);
  EXPECT_THROW((void)log_log_slope(horizons, table, 1), ArgumentError);
  EXPECT_THROW((void)mean_interval({}, 0.9), ArgumentError);
  EXPECT_THROW((void)mean_interval(std::vector<double>{1}, 0.9), ArgumentError);
  EXPECT_THROW((void)mean_interval(std::vector<double>{1, nan_value}, 0.9), ArgumentError);
  EXPECT_THROW((void)mean_interval(std::vector<double>{1, 2}, nan_value), ArgumentError);
}

// The account: of every test declared before its data. Beside it stand the confidence intervals of the rate and of
// naive's long-run mean, which are approximate (Student's t over seeds); they state their levels where they are used.

/// Those of the claims and of this suite; what both declare is one test.
AlphaAccount whole_account() {
  AlphaAccount account;
  std::set<std::pair<std::string, std::string>> known;
  for (const auto* tests : {&claims::tests(), &suite_account().tests()})
    for (const StatisticalTest& test : *tests)
      if (known.emplace(test.claim, test.null).second) account.add(test);
  return account;
}
TEST(AlphaAccount, of_the_declared_tests_stays_below_one_in_a_million) {
  const AlphaAccount account = whole_account();
  EXPECT_GE(account.tests().size(), 25u);
  EXPECT_GT(account.total_alpha(), 0);
  EXPECT_LT(account.total_alpha(), 1e-6);
  for (const StatisticalTest& test : account.tests()) EXPECT_GE(test.power, 0.99) << test.claim << ": " << test.null;
}
TEST(AlphaAccount, adds_up_and_refuses_what_is_incomplete_or_repeated) {
  const StatisticalTest test{"claim", "null", "alternative", 1e-3, 0.99, 100};
  AlphaAccount account;
  account.add(test);
  EXPECT_THROW(account.add(test), ArgumentError);
  StatisticalTest other = test;
  other.null = "another null";
  account.add(other);
  EXPECT_DOUBLE_EQ(account.total_alpha(), 2e-3);
  const auto refused = [&](auto change) {
    StatisticalTest wrong = test;
    wrong.claim = "wrong";
    change(wrong);
    EXPECT_THROW(account.add(wrong), ArgumentError);
  };
  refused([](StatisticalTest& t) { t.claim.clear(); });
  refused([](StatisticalTest& t) { t.null.clear(); });
  refused([](StatisticalTest& t) { t.alternative.clear(); });
  refused([](StatisticalTest& t) { t.alpha = nan_value; });
  refused([](StatisticalTest& t) { t.power = 1; });
  refused([](StatisticalTest& t) { t.n = 0; });
}

}  // namespace bros::evidence_test
