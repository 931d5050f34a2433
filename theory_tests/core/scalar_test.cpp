#include <bros/core/multiprecision.hpp>
#include <bros/core/surd.hpp>

#include <gtest/gtest.h>

#include <sstream>

namespace bros::scalar_test {

static_assert(RealScalar<double> && RealScalar<long double> && RealScalar<bin_float_50> && RealScalar<bin_float_100>);
static_assert(FieldScalar<rational> && !Scalar<rational>);
static_assert(Scalar<surd> && !RealScalar<surd>);

TEST(Surd, square_roots_of_rationals_multiply_exactly) {
  const surd a = sqrt(surd(rational(3, 2))), b = sqrt(surd(6)), c = sqrt(surd(rational(8, 9)));
  EXPECT_EQ(a * a, surd(rational(3, 2)));
  EXPECT_EQ(a * b, surd(3));
  EXPECT_EQ(c, surd(rational(2, 3)) * sqrt(surd(2)));
  EXPECT_EQ((a + b) * (a - b), surd(rational(3, 2) - 6));
  EXPECT_EQ((a + c) / b * b, a + c);
}

TEST(Surd, equality_is_decided_and_a_cancelled_root_leaves_nothing) {
  const surd root = sqrt(surd(2));
  EXPECT_TRUE((root - root).is_rational());
  EXPECT_FALSE((root + 1).is_rational());
  EXPECT_NE(root, surd(rational(7, 5)));
}

TEST(Surd, what_would_need_rounding_is_refused) {
  EXPECT_THROW((void)sqrt(sqrt(surd(2))), ArgumentError);
  EXPECT_THROW((void)sqrt(surd(-1)), ArgumentError);
  const surd long_root = sqrt(surd(std::int64_t{4294967291})), other = sqrt(surd(std::int64_t{4294967279}));  // primes
  EXPECT_EQ(long_root * other * (long_root * other), surd(rational(4294967291) * 4294967279));
  EXPECT_THROW((void)(long_root * other * sqrt(surd(2))), ArgumentError);
  EXPECT_THROW((void)sqrt(surd(rational(4294967291) * 4294967279 * 2)), ArgumentError);
  EXPECT_THROW((void)(surd(1) / (surd(1) + sqrt(surd(2)))), ArgumentError);
  EXPECT_THROW((void)(surd(1) / surd(0)), ArgumentError);
  EXPECT_THROW((void)sqrt(surd(2)).to_rational(), ArgumentError);
}

}  // namespace bros::scalar_test
