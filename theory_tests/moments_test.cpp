// Moments: what their formulas refuse, and where they do not apply. The identities are claims (claims/moments.cpp).
#include "enumeration.hpp"

#include <bros/theory/moments.hpp>

#include <gtest/gtest.h>

namespace bros::moments_test {

TEST(HaarSecond, is_not_the_second_moment_of_coordinate_subspaces) {
  using Coords = Coordinates<surd>;
  const Blocks blocks({{3, 1, 2}});
  const auto h = unsymmetric_matrix<surd>(3);
  EXPECT_NE((enumerated_mean<Coords, Plain<Coords>>(blocks, h)), (haar_second<surd>(h, 3, 2)));
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
