#include <bros/claims/declared.hpp>

#include <bros/core/stream.hpp>
#include <bros/evidence/binomial_test.hpp>
#include <bros/evidence/mean_zero_test.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace bros::mean_zero_test {

bool rejected(MeanZeroTest test, const std::vector<double>& values) {
  for (const double value : values) test.add(value);
  return test.rejects();
}

bool rejected(const NoiseLaw& law, double alpha, const std::vector<double>& values) {
  return rejected(MeanZeroTest(law, alpha, values.size()), values);
}

/// How many of the 2^n ways to give these magnitudes signs are rejected.
std::uint64_t rejected_sign_patterns(const std::vector<double>& magnitudes, double alpha) {
  std::uint64_t count = 0;
  for (std::uint64_t pattern = 0; pattern < std::uint64_t{1} << magnitudes.size(); ++pattern) {
    std::vector<double> values = magnitudes;
    for (std::size_t i = 0; i < values.size(); ++i)
      if (pattern >> i & 1) values[i] = -values[i];
    count += rejected(NoiseLaw::symmetric(), alpha, values);
  }
  return count;
}

TEST(MeanZero, the_symmetric_test_keeps_its_level_over_all_signs_whatever_the_magnitudes) {
  const std::vector<double> equal(14, 1.0);
  std::vector<double> heavy = equal, heavier = equal;
  for (std::size_t i = 0; i < heavy.size(); ++i) {
    heavy[i] = std::pow(1.3, static_cast<double>(i));
    heavier[i] = std::pow(10.0, static_cast<double>(i));
  }
  for (const double alpha : {0.2, 0.05, 0.01})
    for (const auto& magnitudes : {equal, heavy, heavier})
      EXPECT_LE(static_cast<double>(rejected_sign_patterns(magnitudes, alpha)), alpha * 16384);
  EXPECT_GT(rejected_sign_patterns(equal, 0.05), 0u) << "a test that never rejects shows nothing";
  EXPECT_GT(static_cast<double>(rejected_sign_patterns(equal, 0.4)), 0.05 * 16384)
      << "planted fault: the threshold of another level";
}

/// p at high, 1 - p at low, mean zero and variance one: E|xi|^3 = (p^2 + q^2) / sqrt(p q).
struct TwoPoints {
  explicit TwoPoints(double probability) : p(probability), high(std::sqrt((1 - p) / p)), low(-std::sqrt(p / (1 - p))) {}
  [[nodiscard]] double third_moment() const { return (p * p + (1 - p) * (1 - p)) / std::sqrt(p * (1 - p)); }
  [[nodiscard]] std::vector<double> draws(const Stream& stream, std::uint64_t n, double shift) const {
    std::vector<double> values(n);
    for (std::uint64_t i = 0; i < n; ++i) values[i] = (uniform<double>(stream, i) < p ? high : low) + shift;
    return values;
  }
  double p, high, low;
};

constexpr double level = 0.01, alpha = 1e-9;
constexpr std::uint64_t runs = 400, n = 4000;
const StatisticalTest skewed_level = declared(
    {"mean-zero-level", "the third-moment test at level 0.01 rejects skewed noise of mean zero that often at most",
     "it rejects with probability 0.15", alpha, 0.99, runs});

std::uint64_t rejections(const TwoPoints& noise, double shift, const NoiseLaw& law) {
  const MeanZeroTest planned(law, level, n);
  std::uint64_t count = 0;
  for (std::uint64_t run = 0; run < runs; ++run)
    count += rejected(planned, noise.draws(Stream(51).fork(run), n, shift));
  return count;
}

TEST(MeanZero, the_third_moment_test_keeps_its_level_for_skewed_noise_and_has_power) {
  const BinomialTest law(level, 2 * alpha / 3, runs);  // one side, three laws
  EXPECT_GT(law.power(0.15), 0.99);
  for (const double p : {0.05, 0.5, 0.95}) {
    const TwoPoints noise(p);
    const NoiseLaw third = NoiseLaw::third_moment(noise.third_moment());
    const std::uint64_t count = rejections(noise, 0, third);
    EXPECT_FALSE(law.rejects(count) && static_cast<double>(count) > level * static_cast<double>(runs)) << count;
    EXPECT_EQ(rejections(noise, 0.5, third), runs) << "a mean off by half a deviation";
    EXPECT_EQ(rejections(noise, -0.5, third), runs);
  }
}

TEST(MeanZero, a_finite_population_bounds_its_third_moment) {
  for (const double size : {2.0, 20.0, 1000.0})
    EXPECT_LE(TwoPoints(1 / size).third_moment(), NoiseLaw::finite_population(size).value) << size;
  EXPECT_GT(TwoPoints(0.01).third_moment(), NoiseLaw::finite_population(20).value) << "a rarer value than one of 20";
}

TEST(MeanZero, the_other_laws_reject_what_they_should) {
  std::vector<double> values;
  for (int i = 0; i < 1000; ++i) values.push_back(i % 2 ? 1 : -1);
  EXPECT_FALSE(rejected(NoiseLaw::bounded(2), 1e-6, values));
  EXPECT_TRUE(rejected(NoiseLaw::bounded(1), 1e-6, values)) << "the declared width does not hold";
  EXPECT_FALSE(rejected(NoiseLaw::enumerated(), 1e-6, values));
  for (double& value : values) value += 1e-12;
  EXPECT_TRUE(rejected(NoiseLaw::enumerated(), 1e-6, values)) << "nothing but rounding is allowed";
  EXPECT_FALSE(rejected(NoiseLaw::symmetric(), 1e-6, values));
  for (double& value : values) value += 0.5;
  EXPECT_TRUE(rejected(NoiseLaw::symmetric(), 1e-6, values));
  EXPECT_TRUE(rejected(NoiseLaw::bounded(2), 1e-6, values));
  values[7] = std::nan("");
  for (const NoiseLaw& law :
       {NoiseLaw::symmetric(), NoiseLaw::bounded(2), NoiseLaw::third_moment(1), NoiseLaw::enumerated()})
    EXPECT_TRUE(rejected(law, 1e-6, values)) << law.text();
}

TEST(MeanZero, what_no_test_can_be_made_of_is_refused) {
  EXPECT_THROW(MeanZeroTest(NoiseLaw::symmetric(), 0, 10), ArgumentError);
  EXPECT_THROW(MeanZeroTest(NoiseLaw::symmetric(), 0.1, 1), ArgumentError);
  EXPECT_THROW(MeanZeroTest(NoiseLaw::third_moment(0.9), 0.1, 1000), ArgumentError);
  EXPECT_THROW(MeanZeroTest(NoiseLaw::third_moment(std::nan("")), 0.1, 1000), ArgumentError);
  EXPECT_THROW(MeanZeroTest(NoiseLaw::third_moment(50), 1e-9, 1000), ArgumentError) << "too few values";
  EXPECT_THROW((void)MeanZeroTest(NoiseLaw::symmetric(), 0.1, 10).radius(), ArgumentError) << "no values yet";
}

}  // namespace bros::mean_zero_test
