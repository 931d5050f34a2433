// BOME: its barrier, what it tends to, and that nothing goes wrong as its gradient of the gap vanishes.
#include "../support/peers_instance.hpp"

#include <bros/method/peers/bome.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace bros::peers_bome_test {

using namespace peers;

/// One iteration at a time against its definition, in matrices: the largest deviation of the step from
/// grad f + lambda q with lambda = max(eta - <grad f, q> / |q|^2, 0), over 40 iterations, where eta counts `times`.
struct Steps40 {
  Real deviation{0};
  int with_barrier = 0, without = 0;
};
Steps40 against_the_definition(const Real& times, const Real& sign) {
  auto data = instance_data<Real>();
  data.y0 *= Real(16);  // there f falls where g does, and no barrier is needed
  for (Index i = 0; i < 3; ++i) data.upper.F(i, i) += Real(8);
  const Quadratic<Real> problem(data);
  const auto& [A, C, a] = data.lower;
  const auto& [F, K, H, f, h] = data.upper;
  const Real eta = Real(1) / 16, gamma = Real(1) / 16;
  const Steps<Real> steps{Real(1) / 32, Real(1) / 64, gamma, 1};
  Bome<Real> method(problem, Stream(1), 3, eta);
  Steps40 found;
  for (int k = 0; k < 40; ++k) {
    const Vector<Real> x = method.x(), y = method.y().flat();
    Vector<Real> follower = y;
    for (int t = 0; t < 3; ++t) follower -= gamma * Vector<Real>(A * follower + C.transpose() * x + a);
    const Vector<Real> q_y = A * y + C.transpose() * x + a, q_x = C * (y - follower);
    const Vector<Real> f_y = F * y + K.transpose() * x + f, f_x = H * x + K * y + h;
    const Real square = q_y.squaredNorm() + q_x.squaredNorm(),
               wanted = times * eta - (f_y.dot(q_y) + f_x.dot(q_x)) / square;
    const Real lambda = wanted > 0 ? Real(sign * wanted) : Real(0);
    ++(wanted > 0 ? found.with_barrier : found.without);
    method.step(steps);
    const Vector<Real> moved_y = (y - method.y().flat()) * 64, moved_x = (x - method.x()) * 32;
    found.deviation = std::max<Real>(found.deviation, (moved_y - f_y - lambda * q_y).norm());
    found.deviation = std::max<Real>(found.deviation, (moved_x - f_x - lambda * q_x).norm());
  }
  return found;
}

TEST(Bome, moves_along_the_gradient_of_f_corrected_by_its_barrier) {
  const Steps40 found = against_the_definition(1, 1);
  EXPECT_LE(found.deviation, Real(1e-44));
  EXPECT_GE(found.with_barrier, 5);
  EXPECT_GE(found.without, 5) << "both sides of the maximum must be met";
}

TEST(Bome, with_another_eta_or_the_wrong_sign_of_lambda_moves_otherwise) {
  EXPECT_GE(against_the_definition(2, 1).deviation, Real(1e-3));
  EXPECT_GE(against_the_definition(1, -1).deviation, Real(1e-3));
}

/// How far BOME with T inner steps, on a lower variable of one entry, ends from where
/// grad Phi(x) = -C (1 - gamma A)^power Z*. In fifty digits, since q is a difference of gradients: its direction,
/// and so the step, is known to epsilon / |q| alone.
double deviation(Index inner, int power) {
  using S = bin_float_50;
  const auto problem = instance<S>(1);
  const auto data = instance_data<rational>(1);
  Bome<S> method(problem, Stream(1), inner);
  const ConstantSchedule<S> steps({S(1) / 16, S(1) / 16, S(1) / 8, S(1)});
  return distance(after(700, method, steps), stationary_point(data, reached(data.lower.A, rational(1, 8), power)));
}

TEST(Bome, is_biased_by_what_its_inner_steps_leave_and_nothing_else) {
  for (const int inner : {1, 2, 5, 20}) EXPECT_LE(deviation(inner, inner), 1e-18) << inner;
}

TEST(Bome, tells_one_inner_step_more_or_less_from_its_own) {
  for (const int off : {-1, 1}) EXPECT_GE(deviation(5, 5 + off), 1e-6) << off;
}

/// On several entries lambda |q| is of order 1 while |q| falls, and the direction of q is kept only while lambda beta
/// is bounded: with steps c / (k + k0) the distance to the same limit falls like 1 / k.
TEST(Bome, tends_to_the_same_limit_on_several_entries_if_lambda_times_its_step_does_not_grow) {
  const auto data = instance_data<rational>();
  const Vector<double> limit = real<double>(stationary_point(data, reached(data.lower.A, rational(1, 8), 1)));
  const Vector<double> other = real<double>(stationary_point(data, reached(data.lower.A, rational(1, 8), 2)));
  const Quadratic<double> problem(instance_data<double>());
  Bome<double> method(problem, Stream(1), 1);
  const auto schedule = [](std::uint64_t k) {
    const double step = .25 / (static_cast<double>(k) + 20);
    return Steps<double>{step, step, .125, 1};
  };
  const auto distance_after = [&](std::uint64_t k, const Vector<double>& to) {
    (void)run(method, schedule, k);
    return (method.x() - to).norm();
  };
  const double early = distance_after(20000, limit), late = distance_after(200000, limit);
  EXPECT_NEAR(early / late, 10, 2);
  EXPECT_GE((method.x() - other).norm(), 20 * late);
}

/// g = 1/2 y^2, f = y: the lower solution is 0, and a start there, or near it.
Quadratic<double> at_the_solution(double y0) {
  QuadraticData<double> data;
  data.lower = {Matrix<double>::Identity(1, 1), Matrix<double>::Ones(1, 1), Vector<double>::Zero(1)};
  data.upper = {Matrix<double>::Zero(1, 1), Matrix<double>::Zero(1, 1), Matrix<double>::Identity(1, 1),
                Vector<double>::Ones(1), Vector<double>::Zero(1)};
  data.blocks = {{1, 1, 1}};
  data.x0 = Vector<double>::Zero(1);
  data.y0 = Vector<double>::Constant(1, y0);
  return Quadratic<double>(std::move(data));
}
const Steps<double> small_steps{.125, .125, .25, 1};

TEST(Bome, takes_the_gradient_of_f_alone_where_the_gap_is_stationary) {
  const auto problem = at_the_solution(0);
  Bome<double> method(problem, Stream(1));
  method.step(small_steps);
  EXPECT_EQ(method.multiplier(), 0);
  EXPECT_EQ(method.y().flat()[0], -.125);
  EXPECT_EQ(method.x()[0], 0);
}

TEST(Bome, stays_finite_for_gaps_down_to_the_smallest_number_there_is) {
  const double smallest = std::numeric_limits<double>::denorm_min();
  for (const double size : {1e-100, 1e-160, 1e-200, 1e-310, smallest})
    for (const double y0 : {size, -size}) {
      const auto problem = at_the_solution(y0);
      Bome<double> method(problem, Stream(1));
      method.step(small_steps);
      ASSERT_TRUE(method.finite()) << y0;
      // q = (y, y - Yhat), so that <grad f, q> = y: against the barrier where y < 0, which must stop Y
      const double q_x = 1 - std::pow(.75, 10), along = 1 / (1 + q_x * q_x);
      const double wanted = y0 > 0 ? -.125 : -.125 * (1 - along);
      if (size > 1e-300) {
        EXPECT_NEAR(method.y().flat()[0], wanted, 1e-15) << y0;
      }
      for (int k = 0; k < 500; ++k) method.step(small_steps);
      ASSERT_TRUE(method.finite()) << y0;
    }
  // the quotient as it is written in the definition, which the test above must be able to tell
  const double q = -1e-200, naive = (.5 - q / (q * q)) * q;
  EXPECT_FALSE(std::isfinite(naive));
}

TEST(Bome, shows_a_state_that_is_not_a_number) {
  const auto problem = at_the_solution(std::numeric_limits<double>::max());
  Bome<double> method(problem, Stream(1));
  for (int k = 0; k < 5; ++k) method.step({.125, 1e300, .25, 1});
  EXPECT_FALSE(method.finite());
}

}  // namespace bros::peers_bome_test
