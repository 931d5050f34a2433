// A finite sum's evaluation against differences of g and f, written out from the factors, in fifty digits.
#include <bros/core/multiprecision.hpp>
#include <bros/problem/finite_sum_quadratic.hpp>
#include <bros/subspace/full.hpp>

#include <gtest/gtest.h>

#include <algorithm>

namespace bros::finite_sum_differences_test {

using S = bin_float_50;

RankOneFactors<S> factors(std::uint64_t key) {
  RankOneFactors<S> level;
  const auto fill = [&](Matrix<S>& m, Index rows, const char* name) {
    m.resize(rows, 4);
    for (Index j = 0; j < 4; ++j)
      for (Index i = 0; i < rows; ++i)
        m(i, j) = 2 * uniform<S>(Stream(key).fork(name), static_cast<std::uint64_t>(rows * j + i)) - 1;
  };
  fill(level.p, 2, "p"), fill(level.u, 2, "u"), fill(level.b, 2, "b");
  fill(level.q, 3, "q"), fill(level.w, 3, "w"), fill(level.a, 3, "a");
  return level;
}

/// The mean over samples first, first + 1 of the level's function at (x, y).
S value(const RankOneFactors<S>& level, Index first, const Vector<S>& x, const Vector<S>& y) {
  S sum(0);
  for (Index i = first; i < first + 2; ++i) {
    const S qy = level.q.col(i).dot(y), px = level.p.col(i).dot(x);
    sum += (qy * qy + px * px) / 2 + level.u.col(i).dot(x) * level.w.col(i).dot(y) + level.a.col(i).dot(y) +
           level.b.col(i).dot(x);
  }
  return sum / 2;
}

/// The largest deviation of everything that the evaluation of minibatch `index` answers from central differences of
/// the means over the samples from `first` on. Central differences of a quadratic are exact up to rounding.
S deviation(std::uint64_t index, Index first) {
  const auto lower = factors(1), upper = factors(2);
  FiniteSumData<S> data{lower, upper, {{3, 1, 3}}, Vector<S>::Zero(2), Vector<S>::Zero(3)};
  const FiniteSumQuadratic<S> problem(data, 2, Sampling::cyclic);
  const Full<S> full(problem.blocks());
  FiniteSumQuadratic<S>::Oracle oracle(problem, full);
  const Vector<S> x{{S(1) / 3, S(-2) / 7}};
  BlockVector<S> y = problem.y0(), z = y, action = y, action_alone = y;
  y.flat() = Vector<S>{{S(1) / 2, S(-1) / 5, S(3) / 7}};
  z.flat() = Vector<S>{{S(-1) / 3, S(2) / 5, S(1) / 9}};
  Vector<S> cross, cross_alone;
  oracle.evaluate({x, y, {index, Stream(0)}}, {{tangent(z), &action, &cross},  // both from one reading of the samples
                                               {tangent(z), &action_alone},
                                               {tangent(z), nullptr, &cross_alone}});

  const S h = S(1) / 1024;
  const auto g = [&](const Vector<S>& dx, const Vector<S>& dy) { return value(lower, first, x + dx, y.flat() + dy); };
  const auto f = [&](const Vector<S>& dx, const Vector<S>& dy) { return value(upper, first, x + dx, y.flat() + dy); };
  const Vector<S> none_x = Vector<S>::Zero(2), none_y = Vector<S>::Zero(3), along = h * z.flat();
  S worst(0);
  const auto compare = [&](const S& computed, const S& difference) {
    worst = std::max(worst, S(abs(computed - difference)));
  };
  for (Index j = 0; j < 3; ++j) {
    const Vector<S> e = h * Vector<S>::Unit(3, j);
    compare(oracle.lower_gradient().flat()[j], (g(none_x, e) - g(none_x, -e)) / (2 * h));
    compare(oracle.upper_gradient_lower().flat()[j], (f(none_x, e) - f(none_x, -e)) / (2 * h));
    const S second =
        (g(none_x, e + along) - g(none_x, e - along) - g(none_x, along - e) + g(none_x, -e - along)) / (4 * h * h);
    compare(action.flat()[j], second), compare(action_alone.flat()[j], second);
  }
  for (Index i = 0; i < 2; ++i) {
    const Vector<S> e = h * Vector<S>::Unit(2, i);
    compare(oracle.upper_gradient_upper()[i], (f(e, none_y) - f(-e, none_y)) / (2 * h));
    const S mixed = (g(e, along) - g(e, -along) - g(-e, along) + g(-e, -along)) / (4 * h * h);
    compare(cross[i], mixed), compare(cross_alone[i], mixed);
  }
  return worst;
}

TEST(FiniteSumDifferences, are_what_an_evaluation_answers_in_fifty_digits) {
  EXPECT_LT(deviation(0, 0), S(1e-40));
  EXPECT_LT(deviation(1, 2), S(1e-40));
  EXPECT_GT(deviation(0, 2), S(1e-2)) << "planted fault: the samples of another minibatch";
}

}  // namespace bros::finite_sum_differences_test
