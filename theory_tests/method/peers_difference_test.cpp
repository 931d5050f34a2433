// F2SA-p and PBGD-Free on a noiseless quadratic, in fifty digits: what they tend to, and how its bias falls as lambda
// grows, as lambda^{-p} or not at all.
#include "../support/peers_instance.hpp"

#include <bros/method/make.hpp>

#include <gtest/gtest.h>

#include <cmath>

namespace bros::peers_difference_test {

using namespace peers;
using Problem = Quadratic<Real>;

/// max over q <= degree of |sum_j w_j j^q - [q = 1]|, 0 if the weights are exact for polynomials of that degree.
rational worst_moment(Index order, int degree) {
  const DifferenceWeights<rational> w(order);
  rational worst = 0;
  for (int q = 0; q <= degree; ++q) {
    rational sum = q == 1 ? -1 : 0;
    for (std::size_t i = 0; i < w.at.size(); ++i) {
      rational power = 1;
      for (int k = 0; k < q; ++k) power *= w.at[i];
      sum += w.weight[i] * power;
    }
    worst = std::max<rational>(worst, abs(sum));
  }
  return worst;
}
TEST(DifferenceWeights, are_exact_for_polynomials_of_their_order_and_no_more) {
  for (Index p = 1; p <= 16; ++p) {
    const DifferenceWeights<rational> w(p);
    EXPECT_EQ(w.at.size(), static_cast<std::size_t>(p + p % 2)) << p;
    EXPECT_EQ(worst_moment(p, static_cast<int>(p)), 0) << p;
    EXPECT_NE(worst_moment(p, static_cast<int>(p) + 1), 0) << p;
  }
}

/// The planted faults of the weights.
template <class S>
struct SignsExchanged : DifferenceWeights<S> {
  explicit SignsExchanged(Index order) : DifferenceWeights<S>(order) {
    for (int& j : this->at) j = -j;
  }
};
template <class S>
struct OneWeightOff : DifferenceWeights<S> {
  explicit OneWeightOff(Index order) : DifferenceWeights<S>(order) { this->weight[1] += S(1) / S(1000); }
};

/// x of the fixed point of F2SA-p: for every j, (A + j nu F) Y_j + (C + j nu K)' x + a + j nu f = 0, and in x
/// sum_j w_j (j (H x + K Y_j + h) + lambda C Y_j) = 0.
Rationals difference_point(const QuadraticData<rational>& data, Index order, const rational& lambda) {
  const auto& [A, C, a] = data.lower;
  const auto& [F, K, H, f, h] = data.upper;
  const Index d = H.rows(), n = A.rows();
  const DifferenceWeights<rational> w(order);
  Equations equations(d + static_cast<Index>(w.at.size()) * n);
  for (std::size_t i = 0; i < w.at.size(); ++i) {
    const Index y = d + static_cast<Index>(i) * n;
    const rational j = w.at[i], times = j / lambda, one = w.weight[i] * j, g = w.weight[i] * lambda;
    equations.add(0, 0, H, one).add(0, y, K, one).add(0, h, one).add(0, y, C, g);
    equations.add(y, 0, C.transpose()).add(y, y, A).add(y, a);
    equations.add(y, 0, K.transpose(), times).add(y, y, F, times).add(y, f, times);
  }
  return equations.solution(d);
}

template <template <class> class Weights = DifferenceWeights>
double deviation(Index order, int lambda, Index inner, const Rationals& want) {
  const Problem problem = instance();
  F2saP<Real, Weights> method(problem, Stream(1), order, inner);
  const Steps<Real> steps{
      .alpha = Real(1) / (16 + 2 * lambda), .beta = Real(1) / 8, .gamma = Real(1), .lambda = lambda};
  return distance(after(3000, method, [&](std::uint64_t) { return steps; }), want);
}
TEST(F2saP, tends_to_the_fixed_point_of_its_difference) {
  const auto data = instance_data<rational>();
  for (const int p : {1, 2, 3, 4}) EXPECT_LE(deviation(p, 32, 1, difference_point(data, p, 32)), 1e-40) << p;
  EXPECT_LE(deviation(2, 32, 3, difference_point(data, 2, 32)), 1e-40);
  EXPECT_LE(deviation(1, 32, 1, penalised_point(data, 32)), 1e-40);  // that of F2SA
}
TEST(F2saP, with_weights_that_are_off_or_another_order_tends_elsewhere) {
  const auto data = instance_data<rational>();
  EXPECT_FALSE(deviation<OneWeightOff>(2, 32, 1, difference_point(data, 2, 32)) < 1e-6);
  EXPECT_FALSE(deviation<SignsExchanged>(3, 32, 1, difference_point(data, 3, 32)) < 1e-6);
  for (const int p : {1, 3, 4}) EXPECT_GE(deviation(2, 32, 1, difference_point(data, p, 32)), 1e-9) << p;
}

/// |grad Phi| at x.
double gradient_norm(const Rationals& x) {
  const Problem problem = instance();
  Problem::Exact exact(problem);
  exact.at(real(x));
  return static_cast<double>(Real(exact.hypergradient().norm()));
}
/// Whether the bias is of order lambda^{-power}: lambda twice as large divides it by 2^power.
bool falls_like(Index order, int power) {
  const auto data = instance_data<rational>();
  const double ratio =
      gradient_norm(difference_point(data, order, 4096)) / gradient_norm(difference_point(data, order, 8192));
  return std::abs(std::log2(ratio) - power) < .02;
}
TEST(F2saP, has_a_bias_of_order_p_in_one_over_lambda) {
  for (const int p : {1, 2, 3, 4, 6}) {
    EXPECT_TRUE(falls_like(p, p)) << p;
    EXPECT_FALSE(falls_like(p, p + 1)) << p;
    EXPECT_FALSE(falls_like(p, p - 1)) << p;
  }
}

/// x of the fixed point of PBGD-Free: H x + K Y + h = 0 at the Y of g + f / lambda.
Rationals free_point(const QuadraticData<rational>& data, const rational& lambda) {
  const auto& [A, C, a] = data.lower;
  const auto& [F, K, H, f, h] = data.upper;
  const Index d = H.rows(), n = A.rows();
  const rational nu = 1 / lambda;
  return Equations(d + n)
      .add(0, 0, H)
      .add(0, d, K)
      .add(0, h)
      .add(d, 0, C.transpose())
      .add(d, d, A)
      .add(d, a)
      .add(d, 0, K.transpose(), nu)
      .add(d, d, F, nu)
      .add(d, f, nu)
      .solution(d);
}
double free_deviation(int multiplier, int lambda) {
  const Problem problem = instance();
  PbgdFree<Real> method(problem, Stream(1));
  const Steps<Real> steps{.alpha = Real(1) / 16, .beta = Real(1) / 8, .gamma = Real(1), .lambda = multiplier};
  return distance(after(1500, method, [&](std::uint64_t) { return steps; }),
                  free_point(instance_data<rational>(), lambda));
}
TEST(PbgdFree, tends_to_where_the_gradient_in_x_alone_vanishes) {
  for (const int lambda : {2, 16, 64}) EXPECT_LE(free_deviation(lambda, lambda), 1e-40) << lambda;
  EXPECT_GE(free_deviation(17, 16), 1e-6);
}

/// |grad Phi + factor C Z*| at the fixed point of PBGD-Free.
double left_out(const rational& lambda, int factor) {
  Problem problem = instance();
  Problem::Exact exact(problem);
  exact.at(real(free_point(instance_data<rational>(), lambda)));
  const Vector<Real> rest =
      exact.hypergradient() + Real(factor) * (problem.data().lower.C * exact.auxiliary_solution().flat());
  return static_cast<double>(Real(rest.norm()));
}
TEST(PbgdFree, has_a_bias_that_stays_as_lambda_grows_minus_c_z) {
  const rational large(1 << 20), twice(1 << 21);
  EXPECT_NEAR(left_out(large, 1) / left_out(twice, 1), 2, 1e-4);  // -C Z* but for order 1 / lambda
  EXPECT_LE(left_out(large, 1), 1e-5);
  for (const int wrong : {0, -1, 2}) EXPECT_GE(left_out(large, wrong), 1e-2) << wrong;
}

}  // namespace bros::peers_difference_test
