// F2SA and PBGD: with constant steps they tend to the stationary point of the penalised problem, whose bias is of order
// 1 / lambda with a constant in closed form; and their schedules let no product grow.
#include "../support/peers_instance.hpp"

#include <bros/method/make.hpp>
#include <bros/method/peers/penalty_schedule.hpp>

#include <gtest/gtest.h>

namespace bros::peers_penalty_test {

using namespace peers;
using Problem = Quadratic<Real>;

/// How far the x of a method after 3000 iterations with this multiplier is from the stationary point of `lambda`.
/// PBGD moves Y' and x at once, and then alpha lambda must be small.
double deviation(const std::string& name, const Real& multiplier, const rational& lambda, Index inner) {
  const Problem problem = instance();
  const auto method = make_method(problem, {.method = name, .inner = inner}, Stream(1));
  const Steps<Real> steps{
      .alpha = Real(1) / (16 + 2 * abs(multiplier)), .beta = Real(1) / 8, .gamma = Real(1) / 8, .lambda = multiplier};
  return distance(after(3000, *method, [&](std::uint64_t) { return steps; }),
                  penalised_point(instance_data<rational>(), lambda));
}
double worst(const std::string& method) {
  double largest = 0;
  for (const int lambda : {2, 16, 64})
    for (const Index inner : {1, 3}) largest = std::max(largest, deviation(method, Real(lambda), lambda, inner));
  return largest;
}

TEST(PenaltyMethods, tend_to_the_stationary_point_of_the_penalised_problem) {
  EXPECT_LE(worst("f2sa"), 1e-42);
  EXPECT_LE(worst("pbgd"), 1e-42);
}

TEST(PenaltyMethods, with_a_wrong_multiplier_tend_elsewhere) {
  for (const int wrong : {-16, 17, 8}) {
    EXPECT_GE(deviation("f2sa", Real(wrong), 16, 1), 1e-5) << wrong;
    EXPECT_GE(deviation("pbgd", Real(wrong), 16, 1), 1e-5) << wrong;
  }
}

/// (K - C A^{-1} F) Z* at the solution: the limit of lambda grad Phi at the stationary point of the penalised problem.
Rationals limit_of_the_bias(const QuadraticData<rational>& data) {
  const auto& [A, C, a] = data.lower;
  const auto& [F, K, H, f, h] = data.upper;
  const Rationals x = solution(data);
  const Index n = A.rows();
  // y and Z* by elimination, then s = F Z*, t = A^{-1} s
  const Rationals y =
      Equations(n).add(0, 0, A).add(0, matrix_product<rational>(C.transpose(), x)).add(0, a).solution(n);
  const Rationals z = Equations(n)
                          .add(0, 0, A)
                          .add(0, matrix_product<rational>(F, y), -1)
                          .add(0, matrix_product<rational>(K.transpose(), x), -1)
                          .add(0, f, -1)
                          .solution(n);
  const Rationals t = Equations(n).add(0, 0, A).add(0, matrix_product<rational>(F, z), -1).solution(n);
  return minus(matrix_product<rational>(K, z), 1, matrix_product<rational>(C, t));
}
/// How far lambda grad Phi(x_lambda) is from `limit`.
double gap(const rational& lambda, const Rationals& limit) {
  Problem problem = instance();
  Problem::Exact exact(problem);
  exact.at(real(penalised_point(instance_data<rational>(), lambda)));
  const Real scale = Real(numerator(lambda)) / Real(denominator(lambda));
  return static_cast<double>(Real((scale * exact.hypergradient() - real(limit)).norm()));
}
/// Whether the gap halves when lambda doubles, as it does if it is of order 1 / lambda, and by a closed-form constant.
bool is_the_law(const Rationals& limit) {
  const double ratio = gap(rational(1 << 20), limit) / gap(rational(1 << 21), limit);
  return std::abs(ratio - 2) < 1e-4;
}

TEST(PenaltyMethods, have_a_bias_of_one_over_lambda_times_a_constant_in_closed_form) {
  const auto data = instance_data<rational>();
  const Rationals limit = limit_of_the_bias(data);
  EXPECT_TRUE(is_the_law(limit));
  EXPECT_GT(real(limit).norm(), Real(1) / 100);
  Rationals negated = limit, off = limit;
  for (Index i = 0; i < limit.size(); ++i) negated[i] = -limit[i];
  off[0] += rational(1, 1000);
  EXPECT_FALSE(is_the_law(negated));
  EXPECT_FALSE(is_the_law(off));
}

// Schedules.

/// The first k up to 10^6 at which a factor of a gradient is larger than before, in the notation of the papers: the
/// step of Y, lambda times the step gamma / lambda of Y', lambda times the step of x; -1 if there is none.
std::int64_t first_growth(const Schedule<double>& schedule) {
  const double slack = 1 + 16 * std::numeric_limits<double>::epsilon();
  const auto factors = [&](std::uint64_t k) {
    const Steps<double> s = schedule(k);
    return std::array{s.alpha, s.beta, s.gamma / s.lambda, s.lambda * (s.gamma / s.lambda), s.lambda * s.alpha};
  };
  auto before = factors(0);
  for (std::uint64_t k = 1; k <= 1000000; ++k) {
    const auto now = factors(k);
    for (std::size_t i = 0; i < now.size(); ++i)
      if (!(now[i] <= before[i] * slack)) return static_cast<std::int64_t>(k);
    before = now;
  }
  return -1;
}
const Steps<double> factors{.alpha = .5, .beta = .25, .gamma = .25, .lambda = 3};

TEST(PenaltySchedules, let_no_product_of_a_step_and_the_multiplier_grow) {
  EXPECT_EQ(first_growth(PenaltySchedule<double>(factors, stochastic_exponents<double>())), -1);
  EXPECT_EQ(first_growth(PenaltySchedule<double>(factors)), -1);
  EXPECT_EQ(first_growth(PenaltySchedule<double>(factors, {.5, 0, 0, .5})), -1);
}

TEST(PenaltySchedules, with_a_wrong_exponent_are_noticed_and_cannot_be_made) {
  const auto with_exponents = [](double alpha, double gamma, double lambda) {
    return [=](std::uint64_t k) {
      const double base = static_cast<double>(k + 1);
      return Steps<double>{.alpha = std::pow(base, -alpha),
                           .beta = .1,
                           .gamma = std::pow(base, -gamma),
                           .lambda = std::pow(base, lambda)};
    };
  };
  EXPECT_EQ(first_growth(with_exponents(5. / 7, 4. / 7, 1. / 7)), -1);
  EXPECT_EQ(first_growth(with_exponents(1. / 7, 4. / 7, 5. / 7)), 1);   // exchanged
  EXPECT_EQ(first_growth(with_exponents(5. / 7, -1. / 7, 1. / 7)), 1);  // a constant step of Y', times lambda
  const auto refused = [](const Steps<double>& c, const PenaltyExponents<double>& e) -> std::string {
    try {
      (void)PenaltySchedule<double>(c, e);
      return "accepted";
    } catch (const ArgumentError& error) {
      return error.what();
    }
  };
  EXPECT_EQ(refused(factors, stochastic_exponents<double>()), "accepted");
  EXPECT_EQ(refused(factors, {.125, .5, .5, .25}),
            "exponent.lambda = 0.25: at most that of alpha: alpha lambda must not grow");
  EXPECT_EQ(refused(factors, {.5, .5, -.25, .25}), "exponent.gamma = -0.25: in [0, 1]");
  EXPECT_EQ(refused({.alpha = .5, .beta = .5, .gamma = .5, .lambda = -3}, {}), "lambda = -3: positive and finite");
  EXPECT_EQ(refused({.alpha = .5, .beta = .5, .gamma = std::nan(""), .lambda = 3}, {}),
            "gamma = nan: positive and finite");
}

TEST(PenaltySchedules, of_a_horizon_are_the_decaying_ones_at_its_end) {
  const auto at_end = PenaltySchedule<double>(factors, stochastic_exponents<double>())(127);
  const auto constant = penalty_horizon_schedule(factors, stochastic_exponents<double>(), 128);
  for (const std::uint64_t k : {0U, 5U, 127U}) {
    EXPECT_EQ(constant(k).alpha, at_end.alpha);
    EXPECT_EQ(constant(k).lambda, at_end.lambda);
  }
}

}  // namespace bros::peers_penalty_test
