// grad_x g of an evaluation: the derivative of the very g that the sample is, at the point that was evaluated.
#include <bros/claims/quadratic_cases.hpp>
#include <bros/core/multiprecision.hpp>
#include <bros/problem/data_cleaning.hpp>
#include <bros/problem/gaussian_finite_sum.hpp>
#include <bros/subspace/make.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bros::lower_gradient_upper_test {

using Real = bin_float_50;
using FiniteSum = FiniteSumQuadratic<Real>;

/// The terms of g that the reference leaves out.
enum class Without { nothing, p, b };

/// The mean of g over a minibatch.
Real value(const RankOneFactors<Real>& g, const std::vector<Index>& picked, const Vector<Real>& x,
           const Vector<Real>& y, Without without) {
  Real sum(0);
  for (const Index i : picked) {
    const Real px = g.p.col(i).dot(x), qy = g.q.col(i).dot(y);
    sum += (qy * qy) / 2 + g.u.col(i).dot(x) * g.w.col(i).dot(y) + g.a.col(i).dot(y);
    if (without != Without::p) sum += (px * px) / 2;
    if (without != Without::b) sum += g.b.col(i).dot(x);
  }
  return sum / static_cast<int>(picked.size());
}

/// How far the answer on P is from central differences of the minibatch's g, which are exact since g is quadratic.
Real deviation(const std::string& sampler, Without without) {
  const FiniteSum problem(gaussian_finite_sum<Real>(Stream(1), {{4, 1, 2}, {2, 2, 1}}, 3, 12), 5);
  const auto p = make_subspace<Real>(sampler, problem.blocks());
  p->draw(Stream(2));
  const auto oracle = problem.oracle(*p);
  Vector<Real> x(3);
  BlockVector<Real> y(problem.blocks().full());
  fill_gaussian<Real>(Stream(3), x), fill_gaussian<Real>(Stream(4), y.flat());
  const Sample sample{7, Stream(5)};
  Minibatch minibatch("lower", 12, 5, Sampling::iid);
  minibatch.draw(sample);
  oracle->evaluate({x, y, sample}, Request<Real>{{}, true});
  const Vector<Real> at = x, at_y = y.flat();
  x.setConstant(Real(1)), y.flat().setConstant(Real(1));  // a caller may step before it asks
  Real largest(0);
  for (Index i = 0; i < 3; ++i) {
    const Vector<Real> step = Vector<Real>::Unit(3, i);
    const Real difference = (value(problem.lower(), minibatch.indices(), at + step, at_y, without) -
                             value(problem.lower(), minibatch.indices(), at - step, at_y, without)) /
                            2;
    largest = std::max<Real>(largest, abs(Real(oracle->lower_gradient_upper()[i] - difference)));
  }
  return largest;
}

TEST(LowerGradientUpper, of_a_finite_sum_is_the_derivative_of_the_minibatchs_g_on_every_subspace) {
  EXPECT_LE(deviation("full", Without::nothing), Real(1e-46));
  EXPECT_LE(deviation("coordinates", Without::nothing), Real(1e-46));
  for (const Without without : {Without::p, Without::b}) EXPECT_GE(deviation("full", without), Real(1e-3));
}

TEST(LowerGradientUpper, of_a_quadratic_is_the_cross_action_on_y_with_the_samples_own_noise) {
  const Quadratic<double> problem(noisy_data<double>({{3, 1, 3}, {1, 2, 1}}, 2));
  const Full<double> full(problem.blocks());
  const auto oracle = problem.oracle(full);
  const Vector<double> x = problem.x0();
  const BlockVector<double> y = problem.y0();
  Vector<double> cross;
  const auto at = [&](std::uint64_t k) -> Vector<double> {
    const Along<double> along{tangent(y), nullptr, &cross};
    oracle->evaluate({x, y, {k, Stream(5)}}, Request<double>{{&along, 1}, true});
    return oracle->lower_gradient_upper();
  };
  const Vector<double> first = at(0), other = at(1), again = at(0);
  EXPECT_EQ(first, cross);
  EXPECT_EQ(first, again);
  EXPECT_GE((first - other).norm(), 1e-3);
}

/// Of data cleaning, against differences of the minibatch's loss; `scale` times the answer.
double cleaning_deviation(double scale) {
  LabelledImages data{Matrix<std::uint8_t>(16, 12), std::vector<std::uint8_t>(12)};
  for (Index j = 0; j < 12; ++j) {
    data.labels[static_cast<std::size_t>(j)] = static_cast<std::uint8_t>(j % 3);
    for (Index i = 0; i < 16; ++i) data.images(i, j) = static_cast<std::uint8_t>((17 * i + 29 * j) % 256);
  }
  CleaningSettings<double> settings;
  settings.training = 6, settings.validation = 6, settings.classes = 3, settings.rank = 16;
  settings.batch = 6;  // with replacement: a sample that is drawn twice counts twice
  const DataCleaning<double> problem(std::move(data), settings, Stream(5));
  const Full<double> full(problem.blocks());
  DataCleaning<double>::Oracle oracle(problem, full);
  Vector<double> x(6);
  BlockVector<double> y(problem.blocks().full());
  fill_gaussian<double>(Stream(3), x), fill_gaussian<double>(Stream(4), y.flat());
  double largest = 0;
  for (std::uint64_t k = 0; k < 4; ++k)
    for (Index i = 0; i < 6; ++i) {
      const double h = 1e-4;
      const auto loss = [&](double t) {
        const Vector<double> moved = x + t * Vector<double>::Unit(6, i);
        oracle.evaluate({moved, y, {k, Stream(6)}});
        return oracle.lower_loss();
      };
      const double difference = (loss(h) - loss(-h)) / (2 * h);
      oracle.evaluate({x, y, {k, Stream(6)}}, Request<double>{{}, true});
      largest = std::max(largest, std::abs(scale * oracle.lower_gradient_upper()[i] - difference));
    }
  return largest;
}

TEST(LowerGradientUpper, of_data_cleaning_is_the_derivative_of_the_minibatchs_loss) {
  EXPECT_LE(cleaning_deviation(1), 1e-9);
  EXPECT_GE(cleaning_deviation(6), 1e-3);  // without the division by the size of the minibatch
}

}  // namespace bros::lower_gradient_upper_test
