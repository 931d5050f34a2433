#include <bros/core/linear_algebra.hpp>
#include <bros/core/multiprecision.hpp>

#include <gtest/gtest.h>

#include <vector>

namespace bros {
namespace {

template <class S>
void tells_definiteness_at(const std::vector<S>& scales) {
  const Matrix<S> definite{{S(2), S(-1)}, {S(-1), S(1)}}, singular{{S(1), S(1)}, {S(1), S(1)}},
      indefinite{{S(1), S(2)}, {S(2), S(1)}};
  for (const S& scale : scales) {
    EXPECT_TRUE(positive_definite<S>(scale * definite)) << scale;
    EXPECT_FALSE(positive_definite<S>(scale * singular)) << scale;
    EXPECT_FALSE(positive_definite<S>(scale * indefinite)) << scale;
    EXPECT_FALSE(positive_definite<S>(-scale * definite)) << scale;
  }
}
TEST(PositiveDefinite, is_told_at_every_scale) {
  tells_definiteness_at<double>({1e-310, 1e-200, 1, 8e307});
  tells_definiteness_at<bin_float_50>({bin_float_50("1e-100000"), 1, bin_float_50("1e100000")});
}

}  // namespace
}  // namespace bros
