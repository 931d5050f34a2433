// minimax-action, shared-subspace-bound, rotated-weights: what is not in the claims' own evidence.
#include "../support/variance_reference.hpp"

#include <bros/theory/estimators/minimax_bounds.hpp>
#include <bros/theory/estimators/rotated.hpp>

#include <gtest/gtest.h>

namespace bros::minimax_test {

using Real = bin_float_50;

TEST(Rotated, has_its_second_moment_on_an_exact_cubature) {
  const auto h = unsymmetric_matrix<Real>(3);
  const auto z = uneven_tangent<Real>(3);
  const auto exact = unsymmetric_matrix<rational>(3);
  const rational moment =
      dot(rotated_second_moment(3, 2), haar_invariants<rational>(exact, uneven_tangent<rational>(3)));
  const Vector<Real> hz = detail::product<Real>(h, z);
  Vector<Real> mean = Vector<Real>::Zero(3);
  Real second = 0;
  for (const WeightedNode<Real>& node : haar_nodes<Real>({3, 1, 2})) {
    const Matrix<Real> q0 = node.basis * node.basis.transpose() * (Real(2) / 3);
    const Vector<Real> t = rotated_action<Real>(q0, h, z, 2);
    mean += node.weight * t;
    second += node.weight * detail::dot<Real>(t, t);
  }
  EXPECT_LT(abs(second - from_rational<Real>(moment)), Real("1e-42"));
  for (Index i = 0; i < 3; ++i) EXPECT_LT(abs(mean[i] - hz[i]), Real("1e-44"));
}
TEST(Rotated, is_the_exact_action_where_nothing_is_projected) {
  const auto h = unsymmetric_matrix<rational>(4);
  const auto z = uneven_tangent<rational>(4);
  EXPECT_EQ(rotated_action<rational>(Matrix<rational>::Identity(4, 4), h, z, 4), detail::product<rational>(h, z));
}
TEST(MinimaxBounds, refuse_what_has_no_estimator) {
  EXPECT_THROW((void)two_subspace_bound<rational>(3, 0, 2), ArgumentError);
  EXPECT_THROW((void)two_subspace_bound<rational>(3, 2, 4), ArgumentError);
  EXPECT_THROW((void)shared_subspace_bound<rational>(SamplerKind::haar, 3, 1), ArgumentError);
  EXPECT_THROW((void)symmetric_bound<rational>(3, 0), ArgumentError);
  EXPECT_THROW((void)rotated_weights<rational>(3, 1), ArgumentError);
  EXPECT_THROW((void)rotated_second_moment(3, 4), ArgumentError);
}
TEST(MinimaxBounds, are_1_where_nothing_is_projected) {
  EXPECT_EQ(two_subspace_bound<rational>(5, 5, 5), 1);
  EXPECT_EQ(shared_subspace_bound<rational>(SamplerKind::haar, 5, 5), 1);
  EXPECT_EQ(shared_subspace_bound<rational>(SamplerKind::coordinates, 5, 5), 1);
}

}  // namespace bros::minimax_test
