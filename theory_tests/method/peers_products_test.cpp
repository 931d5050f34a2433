// The products that FdeHBO and HF-ZOBA take as differences of gradients, where these are not exact: on a problem of
// cubic gradients their error has a closed form, of order delta^2 and of order delta.
#include <bros/core/multiprecision.hpp>
#include <bros/method/make.hpp>
#include <bros/problem/full_space_problem.hpp>

#include <gtest/gtest.h>

namespace bros::peers_products_test {

using Real = bin_float_50;

/// grad_Y g = 2 y + x + x y / 3 + y^2 / 2 + (1 + x) y^3 / 6, grad_x g = y + y^2 / 6 + y^3 / 6 and grad f = (1, 1), in
/// one dimension each. It need not be a gradient: an iteration asks for values alone.
struct Quartic final : FullSpaceProblem<Real> {
  Quartic() : FullSpaceProblem({{1, 1, 1}}, 1) {}
  void gradients(const Point<Real>& at, Gradients<Real>& out) const override {
    const Real x = at.x[0], y = at.y.flat()[0];
    out.lower_gradient.flat()[0] = 2 * y + x + x * y / 3 + y * y / 2 + (1 + x) * y * y * y / 6;
    out.upper_gradient_lower.flat()[0] = 1;
    out.upper_gradient_upper[0] = 1;
    out.lower_gradient_upper[0] = y + y * y / 6 + y * y * y / 6;
  }
  void products(const Point<Real>&, const BlockVector<Real>&, BlockVector<Real>&, Vector<Real>&) const override {
    FAIL() << "a method without second derivatives asks for one";
  }
};
const Real x0 = Real(1) / 3, y0 = Real(-1) / 5, z0 = Real(7) / 2, gamma = Real(1) / 8, alpha = Real(1) / 16;

/// (x, Z) after one iteration from there.
std::pair<Real, Real> moved(const MethodSettings& settings) {
  const Quartic problem;
  const auto method = make_method<Real>(problem, settings, Stream(1));
  State<Real> state = method->state();
  state.x[0] = x0, state.y.flat()[0] = y0, state.z.flat()[0] = z0;
  method->restore(state);
  method->step({.alpha = alpha, .beta = Real(1) / 8, .gamma = gamma});
  return {method->x()[0], method->z().flat()[0]};
}
/// How far these are from the exact products plus (second, third) times the second and the third derivatives of grad_Y
/// g and grad_x g in y.
double deviation(const std::pair<Real, Real>& seen, const Real& second, const Real& third) {
  const Real h = 2 + x0 / 3 + y0 + (1 + x0) * y0 * y0 / 2, h2 = 1 + (1 + x0) * y0, h3 = 1 + x0;
  const Real j = 1 + y0 / 3 + y0 * y0 / 2, j2 = Real(1) / 3 + y0, j3 = 1;
  const Real hz = h * z0 + second * h2 + third * h3, jz = j * z0 + second * j2 + third * j3;
  const Real x = x0 - alpha * (1 - jz), z = z0 - gamma * (hz - 1);
  return static_cast<double>(Real(abs(seen.first - x) + abs(seen.second - z)));
}

TEST(Products, of_fdehbo_have_the_error_of_a_central_difference_and_no_other) {
  for (const double length : {1., .5, .125}) {
    const auto seen = moved({.method = "fdehbo", .difference = length});
    const Real delta(length), third = delta * delta * z0 * z0 * z0 / 6;
    EXPECT_LE(deviation(seen, 0, third), 1e-45) << length;
    EXPECT_GE(deviation(seen, 0, 0), 1e-3) << length;
    EXPECT_GE(deviation(seen, delta * z0 * z0 / 2, third), 1e-3) << length;  // a forward difference
    EXPECT_GE(deviation(seen, 0, 2 * third), 1e-3) << length;
  }
}
TEST(Products, of_hf_zoba_have_the_error_of_a_forward_difference_and_no_other) {
  for (const double length : {1., .5, .125}) {  // in one dimension any direction of signs says all
    const auto seen = moved({.method = "hf-zoba", .directions = 3, .difference = length});
    const Real delta(length), second = delta * z0 * z0 / 2, third = delta * delta * z0 * z0 * z0 / 6;
    EXPECT_LE(deviation(seen, second, third), 1e-45) << length;
    EXPECT_GE(deviation(seen, 0, third), 1e-3) << length;
    EXPECT_GE(deviation(seen, second, 0), 1e-3) << length;
  }
}

}  // namespace bros::peers_products_test
