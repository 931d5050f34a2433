#include "../support/data_cleaning_reference.hpp"

#include <bros/core/multiprecision.hpp>
#include <bros/method/make.hpp>
#include <bros/problem/io/fashion_mnist.hpp>

#include <Eigen/Dense>

#include <gtest/gtest.h>

namespace bros::data_cleaning_exact_test {

using namespace cleaning;
using Wide = bin_float_50;

/// Largest relative gap between `gradient` and the central difference of Phi, entry by entry.
double gap_to_differences(const DataCleaning<Wide>& problem, const Vector<Wide>& x, const Vector<Wide>& gradient) {
  const Wide h(1e-12);
  DataCleaning<Wide>::Exact exact(problem);
  const auto phi = [&](Index i, const Wide& dx) {
    Vector<Wide> to = x;
    to[i] += dx;
    exact.at(to);
    return exact.phi();
  };
  double gap = 0;
  for (Index i = 0; i < x.size(); ++i) {
    const Wide difference = (phi(i, h) - phi(i, Wide(-h))) / (2 * h);
    gap = std::max(gap, std::abs(static_cast<double>(Wide((gradient[i] - difference) / difference))));
  }
  return gap;
}

TEST(DataCleaningExact, the_hypergradient_is_the_derivative_of_phi_in_fifty_digits) {
  for (const Index features : {8, 3}) {  // more features than training samples, and fewer
    const auto problem = small_problem<Wide>(features, 2);
    const Vector<Wide> x = gaussian<Wide>(5, "x");
    DataCleaning<Wide>::Exact exact(problem);
    exact.at(x);
    ASSERT_TRUE(exact.accuracy().reached);
    EXPECT_LE(gap_to_differences(problem, x, exact.hypergradient()), 1e-18);

    Vector<Wide> mutant = -exact.hypergradient();
    EXPECT_GT(gap_to_differences(problem, x, mutant), 1);
    mutant = exact.hypergradient() * Wide(1 + 1e-9);
    EXPECT_GT(gap_to_differences(problem, x, mutant), 1e-10);
  }
}

/// Newton's method with dense Hessians in the full space, for comparison.
template <class S>
struct DenseSolution {
  BlockVector<S> y, z;
  S phi;
  Vector<S> hypergradient;
};
template <class S>
DenseSolution<S> dense_newton(const DataCleaning<S>& problem, const Vector<S>& x) {
  BlockVector<S> y = problem.y0(), z(y.layout());
  for (int k = 0; k < 12; ++k) {
    const FullDerivatives<S> at(problem, x, y);
    y.flat() -= at.hessian.ldlt().solve(at.lower);
  }
  const FullDerivatives<S> at(problem, x, y);
  z.flat() = at.hessian.ldlt().solve(at.upper);
  return {y, z, f(problem, y), -at.cross * z.flat()};
}
/// What of the exact evaluator at x differs from dense Newton at `compared_with`.
template <class S>
std::vector<std::string> differs_from_dense_newton(Index features, const Vector<S>& x, const Vector<S>& compared_with,
                                                   double tolerance) {
  const auto problem = small_problem<S>(features, 2);
  typename DataCleaning<S>::Exact exact(problem);
  exact.at(x);
  EXPECT_TRUE(exact.accuracy().reached);
  const DenseSolution<S> dense = dense_newton(problem, compared_with);
  const auto named = [](const BlockVector<S>& y, const BlockVector<S>& z, const S& phi, const Vector<S>& gradient) {
    return Answers<S>{
        {"y", y.flat()}, {"z", z.flat()}, {"phi", Vector<S>::Constant(1, phi)}, {"hypergradient", gradient}};
  };
  return disagreements(named(exact.lower_solution(), exact.auxiliary_solution(), exact.phi(), exact.hypergradient()),
                       named(dense.y, dense.z, dense.phi, dense.hypergradient), tolerance);
}

TEST(DataCleaningExact, agrees_with_dense_newton_inside_and_outside_of_the_span_of_the_images) {
  const std::vector<std::string> none;
  for (const Index features : {8, 5, 3}) {
    const Vector<Wide> x = gaussian<Wide>(5, "x"), moved = x * Wide(1 + 1e-9);
    EXPECT_EQ(differs_from_dense_newton<Wide>(features, x, x, 1e-42), none);
    EXPECT_EQ(differs_from_dense_newton<Wide>(features, x, moved, 1e-42).size(), 4u);
    const Vector<double> x_double = x.cast<double>();
    EXPECT_EQ(differs_from_dense_newton<double>(features, x_double, x_double, 1e-11), none);
  }
}

DataCleaning<double> real_problem(Index samples, Index batch) {
  return {load_fashion_mnist(FashionMnistPart::train, 0, 2 * samples),
          {.training = samples, .validation = samples, .rank = 196, .batch = batch},
          Stream(1)};
}

TEST(DataCleaningExact, what_it_ensures_holds_in_the_full_space_on_real_images_for_weights_of_any_size) {
  const auto problem = real_problem(256, 256);
  DataCleaning<double>::Exact exact(problem);
  auto all = problem.settings();
  all.sampling = Sampling::cyclic;
  const DataCleaning<double> full_batch(problem.data(), all, Stream(1));
  const Full<double> p(full_batch.blocks());
  DataCleaning<double>::Oracle oracle(full_batch, p);
  Vector<double> norms(256), feature(784);
  for (Index i = 0; i < 256; ++i) {
    problem.copy_features(i, feature);
    norms[i] = feature.norm();
  }
  const double tolerance = DataCleaning<double>::Exact::tolerance();
  EXPECT_LT(tolerance, 1e-12);
  for (const double size : {0.0, 3.0, 30.0, -1.0}) {  // -1: all weights near 1e-13
    const Vector<double> x =
        size < 0 ? Vector<double>::Constant(256, -30) : Vector<double>(size * gaussian<double>(256, "x"));
    exact.at(x);
    EXPECT_TRUE(exact.accuracy().reached) << size;
    BlockVector<double> residual(p.blocks().full());
    oracle.evaluate({x, exact.lower_solution(), {0, Stream(3)}}, {{tangent(exact.auxiliary_solution()), &residual}});
    double scale = 0;
    for (Index i = 0; i < 256; ++i) scale += sigmoid(x[i]) * norms[i] / 256;
    const double rounding = tolerance / 8;  // of this evaluation itself
    EXPECT_LE(oracle.lower_gradient().flat().norm(), (tolerance + rounding) * scale) << size;
    residual.flat() -= oracle.upper_gradient_lower().flat();
    EXPECT_LE(residual.flat().norm(), (tolerance + rounding) * oracle.upper_gradient_lower().flat().norm()) << size;
    EXPECT_NEAR(exact.phi(), oracle.upper_loss(), 1e-13 * exact.phi()) << size;
  }
}

TEST(DataCleaningExact, a_warm_start_changes_nothing_beyond_the_accuracy_stated) {
  const auto problem = real_problem(64, 16);
  const Vector<double> first = gaussian<double>(64, "first"), second = gaussian<double>(64, "second");
  DataCleaning<double>::Exact warm(problem), cold(problem);
  warm.at(first);
  const Vector<double> elsewhere = warm.hypergradient();
  warm.at(second);
  cold.at(second);
  const double tolerance = 1e-10 * cold.hypergradient().norm();
  EXPECT_LE((warm.hypergradient() - cold.hypergradient()).norm(), tolerance);
  EXPECT_GT((elsewhere - cold.hypergradient()).norm(), tolerance);
  warm.at(second);
  EXPECT_LE(warm.accuracy().newton_steps, 0);
  EXPECT_LE(warm.accuracy().hessian_actions, 1);
}

/// Phi and the validation loss at the current Y before and after a run.
std::array<double, 4> before_and_after(const Steps<double>& constants) {
  const auto problem = real_problem(256, 32);
  DataCleaning<double>::Exact exact(problem);
  const auto method = make_method(problem, {.sampler = "coordinates", .action = "balanced"}, Stream(5));
  exact.at(method->x());
  const double phi = exact.phi(), loss = f(problem, method->y());
  const RunResult result = run(*method, horizon_schedule(constants, 256), 256);
  EXPECT_EQ(result.status, Status::horizon_reached);
  EXPECT_EQ(result.counts.samples, 256u * 64u);
  exact.at(method->x());
  return {phi, exact.phi(), loss, f(problem, method->y())};
}

TEST(DataCleaning, bros_on_real_images_decreases_phi_and_the_validation_loss_and_with_no_steps_it_does_not) {
  const auto run = before_and_after({400, 4, 4, 4});
  EXPECT_NEAR(run[2], std::log(10.0), 1e-14);  // Y = 0: all classes alike
  EXPECT_LT(run[1], 0.9 * run[0]);
  EXPECT_LT(run[3], 0.9 * run[2]);
  const auto still = before_and_after({1e-9, 1e-9, 1e-9, 1e-9});
  EXPECT_GT(still[1], 0.9 * still[0]);
  EXPECT_GT(still[3], 0.9 * still[2]);
}

}  // namespace bros::data_cleaning_exact_test
