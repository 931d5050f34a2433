#include <bros/core/multiprecision.hpp>
#include <bros/problem/io/quadratic_json.hpp>
#include <bros/problem/rate_instance.hpp>

#include <gtest/gtest.h>

namespace bros::quadratic_json_test {

template <class S>
bool same(const Matrix<S>& a, const Matrix<S>& b) {
  if (a.rows() != b.rows() || a.cols() != b.cols()) return false;
  for (Index j = 0; j < a.cols(); ++j)
    for (Index i = 0; i < a.rows(); ++i)
      if (a(i, j) != b(i, j)) return false;
  return true;
}
template <class S>
bool same(const QuadraticData<S>& a, const QuadraticData<S>& b) {
  const auto& [A, C, al] = a.lower;
  const auto& [B, D, bl] = b.lower;
  const auto &u = a.upper, &v = b.upper;
  const auto &n = a.noise, &o = b.noise;
  return same<S>(A, B) && same<S>(C, D) && same<S>(al, bl) && same<S>(u.F, v.F) && same<S>(u.K, v.K) &&
         same<S>(u.H, v.H) && same<S>(u.f, v.f) && same<S>(u.h, v.h) && same<S>(a.x0, b.x0) && same<S>(a.y0, b.y0) &&
         a.blocks == b.blocks && n.lower_gradient == o.lower_gradient && n.hessian == o.hessian && n.cross == o.cross &&
         n.upper_gradient_lower == o.upper_gradient_lower && n.upper_gradient_upper == o.upper_gradient_upper;
}

/// Data with no two entries alike, so that an exchange shows; thirds and sevenths, so that digits lost show.
template <class S>
QuadraticData<S> distinct_data() {
  QuadraticData<S> data = rate_instance_data<S>();
  S next(1);
  const auto fill = [&](auto& m) {
    for (Index j = 0; j < m.cols(); ++j)
      for (Index i = 0; i < m.rows(); ++i) m(i, j) = (next += S(1)) / S(21);
  };
  fill(data.lower.C), fill(data.lower.a), fill(data.upper.K), fill(data.upper.f), fill(data.upper.h);
  fill(data.x0), fill(data.y0);
  data.noise = {S(1) / S(3), S(1) / S(7), S(2) / S(7), S(2) / S(3), S(3) / S(7)};
  return data;
}

template <class S>
class QuadraticJson : public ::testing::Test {};
using Scalars = ::testing::Types<double, long double, bin_float_50>;
TYPED_TEST_SUITE(QuadraticJson, Scalars);

TYPED_TEST(QuadraticJson, returns_every_number_to_the_last_digit_after_writing_and_reading) {
  const auto data = distinct_data<TypeParam>();
  const auto again = quadratic_from_json<TypeParam>(nlohmann::json::parse(quadratic_to_json(data).dump()));
  EXPECT_TRUE(same(data, again));
  auto other = again;  // planted faults: the comparison notices each exchange
  std::swap(other.upper.f, other.y0);
  EXPECT_FALSE(same(data, other));
  other = again;
  std::swap(other.noise.cross, other.noise.hessian);
  EXPECT_FALSE(same(data, other));
}

TEST(QuadraticJsonFile, of_the_documentation_is_the_rate_instance) {
  EXPECT_TRUE(
      same(read_quadratic<double>(BROS_SOURCE_DIR "/docs/examples/quadratic.json"), rate_instance_data<double>()));
}

TEST(QuadraticJsonFile, noise_and_starting_points_may_be_left_out) {
  auto document = quadratic_to_json(rate_instance_data<double>());
  for (const char* key : {"noise", "x0", "y0"}) document.erase(key);
  const auto data = quadratic_from_json<double>(document);
  EXPECT_EQ(data.noise.hessian, 0);
  EXPECT_EQ(data.x0.size(), 2);
  EXPECT_EQ(data.y0.size(), 6);
}

}  // namespace bros::quadratic_json_test
