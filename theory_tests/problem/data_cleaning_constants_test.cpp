#include "../support/data_cleaning_reference.hpp"

#include <bros/core/linear_algebra.hpp>

#include <gtest/gtest.h>

namespace bros::data_cleaning_constants_test {

using namespace cleaning;

/// The largest ratio of a difference quotient, or of the gradient of f, to the constant that must bound it.
struct Ratios {
  double L_g1 = 0, L_g2 = 0, L_f0 = 0, L_f1 = 0;
};
struct PointOfBoth : FullDerivatives<double> {
  PointOfBoth(const DataCleaning<double>& problem, const Vector<double>& at_x, const BlockVector<double>& at_y)
      : FullDerivatives(problem, at_x, at_y), x(at_x), y(at_y) {}
  Vector<double> x;
  BlockVector<double> y;
};
/// At random points, and near points where two classes share all the probability, to which the bounds are adapted.
Ratios largest_ratios(const DataCleaning<double>& problem) {
  const auto c = problem.constants().value();
  Ratios r;
  const auto compare = [&](const PointOfBoth& a, const PointOfBoth& b) {
    const double dy = (a.y.flat() - b.y.flat()).norm(), gap = std::hypot((a.x - b.x).norm(), dy);
    r.L_g1 = std::max(r.L_g1, (a.lower - b.lower).norm() / gap / c.L_g1);
    r.L_g2 = std::max({r.L_g2, spectral_norm<double>(a.hessian - b.hessian) / gap / c.L_g2,
                       spectral_norm<double>(a.cross - b.cross) / gap / c.L_g2});
    r.L_f0 = std::max(r.L_f0, a.upper.norm() / c.L_f0);
    r.L_f1 = std::max(r.L_f1, (a.upper - b.upper).norm() / dy / c.L_f1);
  };
  const auto random = [&](const std::string& name) {
    return PointOfBoth(problem, gaussian<double>(5, "x" + name),
                       gaussian_blocks<double>(problem.blocks().full(), "y" + name));
  };
  for (int k = 0; k < 20; ++k) compare(random("a" + std::to_string(k)), random("b" + std::to_string(k)));
  const Vector<double> mean = problem.data().images.cast<double>().rowwise().mean().normalized();
  const auto two_classes = [&](double t) {
    BlockVector<double> y(problem.blocks().full());
    y.block(0).noalias() = mean * Eigen::RowVector3d(t, -t, -8);
    return PointOfBoth(problem, Vector<double>::Constant(5, 5), y);
  };
  for (double t = -1; t < 1; t += 0.05) compare(two_classes(t), two_classes(t + 0.01));
  return r;
}

TEST(DataCleaning, the_constants_bound_every_difference_quotient_and_a_fraction_of_them_would_not) {
  const auto problem = small_problem<double>(6, 3);
  EXPECT_EQ(problem.constants()->mu_g, problem.settings().mu);
  const Ratios r = largest_ratios(problem);
  for (const double ratio : {r.L_g1, r.L_g2, r.L_f0, r.L_f1}) {
    EXPECT_LE(ratio, 1);
    EXPECT_GT(ratio, 0.3);
  }
}

}  // namespace bros::data_cleaning_constants_test
