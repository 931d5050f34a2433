// Moments: what their formulas refuse, and where they do not apply. The identities are claims
// (lib/bros/claims/moments.cpp).
#include <bros/claims/enumeration.hpp>

#include <bros/theory/estimators/moments.hpp>

#include <gtest/gtest.h>

namespace bros::moments_test {

TEST(HaarSecond, is_not_the_second_moment_of_coordinate_subspaces) {
  const auto h = unsymmetric_matrix<surd>(3);
  HessianEstimate<surd> plain("coordinates", "plain", Blocks({{3, 1, 2}}), h);
  EXPECT_NE(enumerated_mean(plain), haar_second<surd>(h, 3, 2));
}

TEST(Moments, wrong_arguments_are_named) {
  const Matrix<rational> a = Matrix<rational>::Identity(3, 3);
  EXPECT_THROW((void)haar_first<rational>(3, 0), ArgumentError);
  EXPECT_THROW((void)haar_second<rational>(a, 3, 4), ArgumentError);
  EXPECT_THROW((void)haar_second<rational>(a, 2, 1), ArgumentError);
  EXPECT_THROW((void)haar_column<rational>(a, 0, 0), ArgumentError);
  EXPECT_THROW((void)haar_pair<rational>(a, 3, 1), ArgumentError);
}

}  // namespace bros::moments_test
