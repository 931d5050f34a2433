// What the methods with second derivatives tend to on a noiseless quadratic, in fifty digits: grad Phi = 0, or what the
// truncation of stocBiO makes of it.
#include "../support/peers_instance.hpp"

#include <bros/method/make.hpp>

#include <gtest/gtest.h>

namespace bros::peers_fixed_point_test {

using namespace peers;
using Problem = Quadratic<Real>;

const ConstantSchedule<Real> steps({Real(1) / 16, Real(1) / 8, Real(1) / 8, Real(1) / 2});
constexpr double exact = 1e-42;

Vector<Real> limit(const MethodSettings& settings) {
  const Problem problem = instance();
  const auto method = make_method(problem, settings, Stream(1));
  return after(400, *method, steps);
}

TEST(FixedPoint, of_methods_with_an_auxiliary_variable_is_the_solution) {
  const Rationals x = solution(instance_data<rational>());
  EXPECT_LE(distance(limit({.method = "soba"}), x), exact);
  EXPECT_LE(distance(limit({.method = "amigo", .inner = 1}), x), exact);
  EXPECT_LE(distance(limit({.method = "amigo", .inner = 10}), x), exact);
}

TEST(FixedPoint, of_methods_that_are_corrected_or_take_differences_is_the_solution) {
  const Rationals x = solution(instance_data<rational>());
  EXPECT_LE(distance(limit({.method = "fsla"}), x), exact);
  for (const double length : {1e-3, .5, 4.})  // on a quadratic every difference is exact
    EXPECT_LE(distance(limit({.method = "fdehbo", .difference = length}), x), exact / length) << length;
}
TEST(FixedPoint, of_a_z_that_is_held_in_too_small_a_ball_is_another_one) {
  EXPECT_GE(distance(limit({.method = "fdehbo", .radius = .01}), solution(instance_data<rational>())), 1e-3);
}

TEST(FixedPoint, of_stocbio_is_the_solution_when_its_sum_is_long) {
  const Vector<Real> x = limit({.method = "stocbio", .inner = 1, .neumann = 120});
  EXPECT_LE(distance(x, solution(instance_data<rational>())), exact);
}

/// How far the limit of stocBiO with Q terms is from where grad Phi(x) = -C (I - gamma A)^power Z*.
template <template <class> class Sum = NeumannSum>
double truncation_deviation(Index neumann, int power) {
  const Problem problem = instance();
  const auto data = instance_data<rational>();
  StocBio<Real, Sum> method(problem, Stream(1), 2, neumann);
  return distance(after(400, method, steps), stationary_point(data, reached(data.lower.A, rational(1, 8), power)));
}

TEST(FixedPoint, of_stocbio_is_biased_by_what_its_sum_leaves_out_and_nothing_else) {
  for (const int neumann : {0, 1, 2, 5, 12}) EXPECT_LE(truncation_deviation(neumann, neumann + 1), exact) << neumann;
}

TEST(FixedPoint, of_stocbio_tells_a_sum_that_is_one_term_longer_or_shorter) {
  for (const int off : {-1, 1}) EXPECT_GE(truncation_deviation(5, 6 + off), 1e-6) << off;
}

/// The planted faults of a Neumann sum.
template <class S>
struct ScaledOnce : NeumannSum<S> {  // factors I - H, and eta before the sum alone
  using NeumannSum<S>::NeumannSum;
  void begin(const S& eta, const BlockVector<S>& b) {
    eta_ = eta;
    NeumannSum<S>::begin(S(1), b);
    total_ = b;
    total_.flat() *= eta_;
  }
  void add(const BlockVector<S>& action) {
    NeumannSum<S>::add(action);
    total_.flat() = eta_ * NeumannSum<S>::sum().flat();
  }
  const BlockVector<S>& sum() const { return total_; }
  S eta_{0};
  BlockVector<S> total_;
};
template <class S>
struct LastTermAlone : NeumannSum<S> {
  explicit LastTermAlone(const Layout& layout) : NeumannSum<S>(layout), last_(layout) {}
  void begin(const S& eta, const BlockVector<S>& b) {
    eta_ = eta;
    NeumannSum<S>::begin(eta, b);
    last_.flat() = eta * b.flat();
  }
  void add(const BlockVector<S>& action) {
    NeumannSum<S>::add(action);
    last_.flat() = eta_ * NeumannSum<S>::term().flat();
  }
  const BlockVector<S>& sum() const { return last_; }
  S eta_{0};
  BlockVector<S> last_;
};

TEST(FixedPoint, of_stocbio_tells_a_sum_scaled_once_and_a_product_that_is_not_summed) {
  EXPECT_FALSE(truncation_deviation<ScaledOnce>(2, 3) < 1e-6);
  EXPECT_FALSE(truncation_deviation<LastTermAlone>(2, 3) < 1e-6);
}

/// The bias at the limit by the problem's own solver: grad Phi(x) and -C (I - gamma A)^{Q+1} Z*(x), a Hessian action a
/// power.
TEST(FixedPoint, of_stocbio_has_the_bias_that_the_problem_itself_computes) {
  const Problem problem = instance();
  Problem::Exact at(problem);
  at.at(limit({.method = "stocbio", .inner = 2, .neumann = 3}));
  const Matrix<Real>& A = problem.data().lower.A;
  Vector<Real> left = at.auxiliary_solution().flat();
  for (int q = 0; q < 4; ++q) left -= Vector<Real>(A * left) / 8;
  const Vector<Real> bias = -(problem.data().lower.C * left);
  EXPECT_LE((at.hypergradient() - bias).norm(), Real(exact));
  EXPECT_GE(bias.norm(), Real(1e-3));
}

}  // namespace bros::peers_fixed_point_test
