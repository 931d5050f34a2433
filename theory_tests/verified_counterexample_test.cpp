// counterexample, as a certificate: what the naive method tends to and where BROS is, in rationals and intervals; and
// that the recursions behind it are those of the library's own code.
#include "enumeration.hpp"

#include <bros/bros.hpp>
#include <bros/verified/counterexample.hpp>
#include <bros/verified/noiseless_quadratic.hpp>

#include <gtest/gtest.h>

#include <vector>

namespace bros {
namespace {

namespace at = counterexample_state;
const rational xbar = rational(-20) / 39;

/// c (1, 4, 4, 8) K^(-1/2): as the theorem has them, K a square.
Steps<rational> steps_for(int root_of_horizon) {
  const rational one = rational(1) / root_of_horizon;
  return {one, 4 * one, 4 * one, 8 * one};
}
const Steps<rational> some_steps{rational(1) / 10, rational(1) / 4, rational(1) / 5, rational(1) / 2};
template <class S>
Steps<S> in(const Steps<rational>& s) {
  return {S(s.alpha), S(s.beta), S(s.gamma), S(s.theta)};
}
Matrix<rational> hessian() { return counterexample_hessian<rational>(); }

template <class S>
Matrix<S> start() {
  Matrix<S> s(at::size, 1);
  for (Index i = 0; i < at::size; ++i) s(i, 0) = S(i == at::one ? 1 : 0);
  return s;
}
/// The state of one of the library's methods, as the certificates have it.
template <class Method>
auto state_of(const Method& method) {
  using S = typename Method::Scalar;
  Matrix<S> s = start<S>();
  s(at::x, 0) = method.x()[0];
  s(at::h, 0) = method.h()[0];
  for (Index i = 0; i < 3; ++i) s(at::y + i, 0) = method.y().flat()[i], s(at::z + i, 0) = method.z().flat()[i];
  return s;
}
/// P P^T of a realisation.
template <class P>
Matrix<typename P::Scalar> projection_of(const P& p) {
  using S = typename P::Scalar;
  BlockVector<S> e(p.blocks().full()), w(p.blocks().projected()), lifted(p.blocks().full());
  Matrix<S> q(3, 3);
  for (Index j = 0; j < 3; ++j) {
    e.flat() = Vector<S>::Unit(3, j);
    lifted.flat().setConstant(S(0));
    lift_add(p, S(1), restricted(p, e, w), lifted);
    q.col(j) = lifted.flat();
  }
  return q;
}

/// M(Q, Hhat) of the certificates, and four that are not.
template <class S>
using StepRule = Matrix<S> (*)(const Matrix<S>&, const Matrix<S>&, const Steps<S>&);
template <class S>
Matrix<S> x_along_the_new_h(const Matrix<S>& q, const Matrix<S>& estimate, const Steps<S>& steps) {
  Matrix<S> m = counterexample_step(q, estimate, steps);
  for (Index j = 0; j < at::size; ++j) m(at::x, j) = S(j == at::x ? 1 : 0) - steps.alpha * m(at::h, j);
  return m;
}
template <class S>
Matrix<S> unprojected_cross_term(const Matrix<S>& q, const Matrix<S>& estimate, const Steps<S>& steps) {
  Matrix<S> m = counterexample_step(q, estimate, steps);
  for (Index j = 0; j < 3; ++j) m(at::h, at::z + j) = j == 0 ? steps.theta : S(0);
  return m;
}
template <class S>
Matrix<S> steps_of_y_and_z_exchanged(const Matrix<S>& q, const Matrix<S>& estimate, const Steps<S>& steps) {
  return counterexample_step(q, estimate, Steps<S>{steps.alpha, steps.gamma, steps.beta, steps.theta});
}
template <class S>
Matrix<S> unprojected_right_hand_side(const Matrix<S>& q, const Matrix<S>& estimate, const Steps<S>& steps) {
  Matrix<S> m = counterexample_step(q, estimate, steps);
  for (Index i = 0; i < 3; ++i) m(at::z + i, at::one) = i == 0 ? steps.gamma : S(0);
  return m;
}

/// The largest difference between a run of the library on random Haar subspaces and the product of the matrices M.
template <template <class> class A>
bin_float_100 distance_from_library(StepRule<bin_float_100> rule) {
  using S = bin_float_100;
  using P = Haar<S>;
  const auto problem = counterexample<S>();
  const Stream stream(41);
  SingleLoop<Quadratic<S>, P, A<P>, Averaging::moving> method(problem, stream);
  const Steps<S> steps = in<S>(some_steps);
  Matrix<S> s = start<S>();
  P p(problem.blocks());
  S largest = 0;
  for (std::uint64_t k = 0; k < 30; ++k) {
    p.draw(stream.fork("subspace").fork(k));
    const Matrix<S> q = projection_of(p), qh = exact_product(q, counterexample_hessian<S>());
    s = exact_product(rule(q, A<P>::traits.unbiased ? qh : exact_product(qh, q), steps), s);
    method.step(steps);
    largest = std::max(largest, S((s - state_of(method)).cwiseAbs().maxCoeff()));
  }
  return largest;
}
TEST(VerifiedCounterexample, its_recursion_is_that_of_the_single_loop) {
  using S = bin_float_100;
  const S rounding("1e-95");
  EXPECT_LT(distance_from_library<OneSided>(counterexample_step<S>), rounding);
  EXPECT_LT(distance_from_library<Plain>(counterexample_step<S>), rounding);
  for (const auto& mutant :
       {x_along_the_new_h<S>, unprojected_cross_term<S>, steps_of_y_and_z_exchanged<S>, unprojected_right_hand_side<S>})
    EXPECT_GT(distance_from_library<OneSided>(mutant), S("1e-3"));
}

/// Coordinate subspaces that are told which rows to take.
struct Scripted : Coordinates<surd> {
  using Coordinates<surd>::Coordinates;
  void draw(const Stream&) { set_rows(0, script[next++]); }
  std::vector<std::vector<Index>> script;
  std::size_t next = 0;
};
/// E[s s'] after some iterations of the library's BROS, over all 3^K sequences of subspaces, by its own code in surds.
Matrix<rational> enumerated_second_moments(const Matrix<rational>& start, int iterations) {
  auto data = noiseless_data<surd>(counterexample<double>().data());
  data.x0[0] = surd(start(at::x, 0));
  for (Index i = 0; i < 3; ++i) data.y0[i] = surd(start(at::y + i, 0));
  const NoiselessQuadratic<surd> problem(std::move(data));
  const auto choices = subsets(3, 2);
  Matrix<rational> sum(product_index(0, at::size), 1);
  sum.setZero();
  int count = 0;
  Scripted p(problem.blocks());
  p.script.resize(static_cast<std::size_t>(iterations));
  for_each_choice(
      std::vector(static_cast<std::size_t>(iterations), choices),
      [&](Index k, const auto& rows) { p.script[static_cast<std::size_t>(k)] = rows; },
      [&] {
        SingleLoop<NoiselessQuadratic<surd>, Scripted, OneSided<Scripted>, Averaging::moving> method(problem, Stream(1),
                                                                                                     p);
        for (int k = 0; k < iterations; ++k) method.step(in<surd>(some_steps));
        const auto s = state_of(method);
        for (Index j = 0; j < at::size; ++j)
          for (Index i = 0; i <= j; ++i) sum(product_index(i, j), 0) += (s(i, 0) * s(j, 0)).to_rational();
        ++count;
      });
  for (Index i = 0; i < sum.size(); ++i) sum(i, 0) /= count;
  return sum;
}
Matrix<rational> predicted_second_moments(const Matrix<rational>& start, int iterations,
                                          const std::vector<Deviation<rational>>& deviations) {
  Matrix<rational> products(product_index(0, at::size), 1);
  for (Index j = 0; j < at::size; ++j)
    for (Index i = 0; i <= j; ++i) products(product_index(i, j), 0) = start(i, 0) * start(j, 0);
  return after(static_cast<std::uint64_t>(iterations), bros_second_moments(deviations, some_steps), products);
}
bool equal(const Matrix<rational>& a, const Matrix<rational>& b) {
  return std::equal(a.data(), a.data() + a.size(), b.data(), b.data() + b.size());
}
TEST(VerifiedCounterexample, second_moments_are_those_of_every_sequence_of_subspaces_run_by_the_library) {
  Matrix<rational> elsewhere = counterexample_start();  // with every component of y in play
  elsewhere(at::x, 0) = rational(1) / 2;
  elsewhere(at::y, 0) = 1, elsewhere(at::y + 1, 0) = -2, elsewhere(at::y + 2, 0) = 3;
  for (const auto& from : {counterexample_start(), elsewhere}) {
    const auto enumerated = enumerated_second_moments(from, 5);
    const auto predicted = [&](const std::vector<Deviation<rational>>& deviations, int iterations) {
      return predicted_second_moments(from, iterations, deviations);
    };
    const auto right = coordinate_deviations<rational>(3, 2);
    EXPECT_TRUE(equal(enumerated, predicted(right, 5)));
    EXPECT_TRUE(equal(enumerated_second_moments(from, 1), predicted(right, 1)));
    EXPECT_FALSE(equal(enumerated, predicted(right, 4))) << "planted fault: off by one";
    EXPECT_FALSE(equal(enumerated, predicted(haar_deviations<rational>(3, 2), 5))) << "planted fault";
    EXPECT_FALSE(equal(enumerated, predicted({}, 5))) << "planted fault: the mean alone";
    auto too_wide = right;
    too_wide.front().variance *= 2;
    EXPECT_FALSE(equal(enumerated, predicted(too_wide, 5))) << "planted fault";
  }
}

/// In how many realisations a corrected action on coordinate subspaces is not (m/r) 1_R H.
template <template <class> class A>
int estimates_unlike_one_sided() {
  using P = Coordinates<surd>;
  Matrix<surd> h(3, 3);
  for (Index i = 0; i < 9; ++i) h.data()[i] = surd(hessian().data()[i]);
  int unlike = 0;
  for_each_estimate<P, A<P>>(Blocks({{3, 1, 2}}), h, [&](const Matrix<surd>& estimate) {
    int taken = 0;
    bool alike = true;
    for (Index i = 0; i < 3; ++i)
      for (Index j = 0; j < 3; ++j) {
        if (estimate(i, j) == surd(0)) continue;
        alike = alike && i == j && estimate(i, j) == surd(rational(3) / 2) * h(i, i);
        ++taken;
      }
    unlike += !(alike && taken == 2);
  });
  return unlike;
}
TEST(VerifiedCounterexample, on_coordinates_every_corrected_action_is_one_sided_whatever_its_signs) {
  EXPECT_EQ(estimates_unlike_one_sided<OneSided>(), 0);
  EXPECT_EQ(estimates_unlike_one_sided<Biprobe>(), 0);
  EXPECT_EQ(estimates_unlike_one_sided<Balanced>(), 0);
  EXPECT_EQ(estimates_unlike_one_sided<ExactWeights>(), 0);
  EXPECT_GT(estimates_unlike_one_sided<Plain>(), 0) << "planted fault: no correction";
}

/// Whether A + sum v G A G is `expected`(A), for every unit matrix A.
template <class Expected>
bool reproduces(const std::vector<Deviation<rational>>& deviations, int m, const Expected& expected) {
  for (Index unit = 0; unit < m * m; ++unit) {
    Matrix<rational> a(m, m);
    a.setZero();
    a.data()[unit] = 1;
    Matrix<rational> mean = a;
    for (const auto& [v, g] : deviations) {
      const Matrix<rational> gag = exact_product(exact_product(g, a), g);
      for (Index i = 0; i < mean.size(); ++i) mean.data()[i] += v * gag.data()[i];
    }
    if (!equal(mean, expected(a))) return false;
  }
  return true;
}
TEST(VerifiedCounterexample, deviations_have_the_second_moments_of_their_samplers) {
  for (int m = 2; m <= 6; ++m)
    for (int r = 1; r <= m; ++r) {
      const auto haar = [&](const Matrix<rational>& a) { return haar_second(a, m, r); };
      const auto coordinates = [&](const Matrix<rational>& a) {
        Matrix<rational> sum(m, m);
        sum.setZero();
        const auto all = subsets(m, r);
        for (const auto& rows : all)
          for (const Index i : rows)
            for (const Index j : rows) sum(i, j) += a(i, j);
        for (Index i = 0; i < sum.size(); ++i)
          sum.data()[i] *= rational(m * m) / (r * r * static_cast<int>(all.size()));
        return sum;
      };
      EXPECT_TRUE(reproduces(haar_deviations<rational>(m, r), m, haar)) << m << ' ' << r;
      EXPECT_TRUE(reproduces(coordinate_deviations<rational>(m, r), m, coordinates)) << m << ' ' << r;
      if (r == m) continue;
      EXPECT_FALSE(reproduces(haar_deviations<rational>(m, r), m, coordinates)) << "planted fault";
      auto doubled = haar_deviations<rational>(m, r);
      doubled.front().variance *= 2;
      EXPECT_FALSE(reproduces(doubled, m, haar)) << "planted fault";
    }
}

TEST(VerifiedCounterexample, naive_mean_tends_to_minus_20_over_39_and_that_is_proved) {
  Matrix<rational> unscaled = naive_mean_action();  // (m/r)^2 missing
  for (Index i = 0; i < 9; ++i) unscaled.data()[i] *= rational(4) / 9;
  for (const auto& steps : {some_steps, steps_for(16), steps_for(128)}) {
    EXPECT_TRUE(mean_limit(naive_mean_action(), xbar, steps).proved());
    EXPECT_TRUE(mean_limit(hessian(), -1, steps).proved()) << "and that of an unbiased action to the solution";
    EXPECT_FALSE(mean_limit(naive_mean_action(), -1, steps).proved()) << "planted fault: unbiased after all";
    EXPECT_FALSE(mean_limit(hessian(), xbar, steps).proved());
    EXPECT_FALSE(mean_limit(unscaled, xbar, steps).proved());
  }
  Steps<rational> too_long = some_steps;
  too_long.gamma = 2;
  EXPECT_TRUE(mean_limit(naive_mean_action(), xbar, too_long).stationary);
  EXPECT_FALSE(mean_limit(naive_mean_action(), xbar, too_long).contraction) << "nothing is proved where it diverges";
}

TEST(VerifiedCounterexample, enclosures_contain_the_exact_recursion_and_those_at_two_precisions_overlap) {
  const Matrix<rational> m = counterexample_mean(naive_mean_action(), some_steps);
  for (const std::uint64_t k : {0, 1, 2, 7, 25}) {
    const auto exact = after(k, m, counterexample_start());
    const auto coarse = after(k, enclosed(m), enclosed(counterexample_start()));
    const auto fine = after(k, enclosed<100>(m), enclosed<100>(counterexample_start()));
    for (Index i = 0; i < exact.size(); ++i) {
      EXPECT_TRUE(coarse(i, 0).contains(exact(i, 0)));
      EXPECT_TRUE(fine(i, 0).contains(exact(i, 0)));
      EXPECT_TRUE(overlaps(coarse(i, 0), fine(i, 0)));
    }
    const auto late = after(k + 1, enclosed(m), enclosed(counterexample_start()));
    EXPECT_FALSE(late(at::z, 0).contains(exact(at::z, 0))) << "planted fault: off by one";
  }
}

/// What the claim says at this horizon, with the same steps for both: naive is at (19/39)^2, BROS below the level.
bool separated(const EnclosedValue& naive, const EnclosedValue& bros, const rational& level) {
  const rational tiny = rational(1) / rational("1" + std::string(40, '0'));
  return certainly_not_less(naive.computed, interval_50(rational(361) / 1521 - tiny)) &&
         certainly_less(bros.computed, interval_50(level)) && certainly_not_less(bros.computed, interval_50(0));
}
TEST(VerifiedCounterexample, naive_stays_at_19_over_39_squared_where_bros_is_below_a_thousandth) {
  const int root = 128;
  const std::uint64_t horizon = 16384;
  const auto steps = steps_for(root);
  const auto naive = naive_squared_gradient(steps, horizon);
  EXPECT_EQ(naive.theoretical, rational(361) / 1521);
  EXPECT_LT(naive.computed.width() * rational("1" + std::string(40, '0')), 1);
  const auto haar = bros_squared_gradient(haar_deviations<rational>(3, 2), steps, horizon);
  EXPECT_TRUE(separated(naive, haar, rational(1) / 1000)) << naive.computed << haar.computed;
  EXPECT_FALSE(separated(haar, haar, rational(1) / 1000)) << "planted fault: BROS in the place of naive";
  EXPECT_FALSE(separated(naive, naive, rational(1) / 1000)) << "planted fault: naive in the place of BROS";
  EXPECT_FALSE(separated(naive, {interval_50::whole_line(), 0}, rational(1) / 1000)) << "nothing known, nothing shown";
  // coordinates: their naive method has another bias; BROS has a greater noise
  const auto coordinates = bros_squared_gradient(coordinate_deviations<rational>(3, 2), steps, horizon);
  EXPECT_TRUE(certainly_less(coordinates.computed, interval_50(rational(1) / 500)));
  EXPECT_TRUE(certainly_less(haar.computed, coordinates.computed));
}

/// |computed - theoretical| < 10^-k, certainly.
bool agree(const EnclosedValue& value, int k) {
  return certainly_less(abs(value.computed - interval_50(value.theoretical)),
                        interval_50(1 / rational("1" + std::string(static_cast<std::size_t>(k), '0'))));
}
TEST(VerifiedCounterexample, bros_tends_to_its_closed_floor_which_falls_like_the_root_of_the_horizon) {
  for (const auto& deviations : {haar_deviations<rational>(3, 2), coordinate_deviations<rational>(3, 2)}) {
    const rational variance = deviations.size() == 6 ? rational(1) / 5 : rational(1) / 2;  // Var Q_11
    for (const int root : {32, 64, 128}) {
      const std::uint64_t horizon = static_cast<std::uint64_t>(root) * static_cast<std::uint64_t>(root);
      const int digits = root == 32 ? 20 : 40;  // exp(-2 root) is left of the start
      const auto value = bros_squared_gradient(deviations, steps_for(root), horizon);
      EXPECT_TRUE(agree(value, digits)) << value.computed << value.theoretical;
      const interval_50 scaled = value.computed * root;  // tends to sigma^2 / 2
      EXPECT_TRUE(certainly_less(interval_50(variance / 2), scaled));
      EXPECT_TRUE(certainly_less(scaled, interval_50(variance * 6 / 10)));
      EXPECT_FALSE(agree({value.computed, bros_floor(deviations, steps_for(root + 1))}, digits)) << "planted fault";
    }
  }
}

TEST(VerifiedCounterexample, bros_is_stable_in_mean_square_and_that_is_proved_only_where_it_holds) {
  for (const auto& deviations : {haar_deviations<rational>(3, 2), coordinate_deviations<rational>(3, 2)}) {
    for (const int root : {16, 32}) EXPECT_TRUE(bros_contraction(deviations, steps_for(root)));
    EXPECT_TRUE(bros_contraction(deviations, some_steps));
    Steps<rational> noisy = some_steps;  // the mean contracts, the mean square does not
    noisy.beta = rational(3) / 5;
    EXPECT_TRUE(mean_limit(hessian(), -1, noisy).proved());
    EXPECT_FALSE(bros_contraction(deviations, noisy));
  }
}

TEST(VerifiedCounterexample, contraction_is_found_by_powers_and_never_for_a_radius_of_one) {
  const auto matrix = [](rational a, rational b, rational c, rational d) {
    Matrix<rational> m(2, 2);
    m << a, b, c, d;
    return enclosed(m);
  };
  const auto found = find_contraction(matrix(rational(1) / 2, 10, 0, rational(1) / 2), 1024);
  ASSERT_TRUE(found);
  EXPECT_GT(found->power, 1u);
  EXPECT_LT(found->norm, 1);
  EXPECT_FALSE(find_contraction(matrix(1, 0, 0, 0), 1u << 20));
  EXPECT_FALSE(find_contraction(matrix(0, 1, -1, 0), 1u << 20));
  EXPECT_FALSE(find_contraction(matrix(2, 0, 0, rational(1) / 2), std::uint64_t{1} << 62)) << "overflow proves nothing";
  EXPECT_FALSE(find_contraction(matrix(rational(1) / 2, 10, 0, rational(1) / 2), 2)) << "not within so few powers";
}

}  // namespace
}  // namespace bros
