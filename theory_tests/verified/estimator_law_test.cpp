// The joint laws of projection and estimate in verified/: enumerated by the library's own samplers and actions.
#include <bros/claims/enumeration.hpp>
#include <bros/claims/exact_matrix.hpp>
#include <bros/verified/counterexample.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace bros::estimator_law_test {

/// E[omega omega'], omega = (1, vec Q, vec Hhat), over every realisation of coordinates and signs by the library's
/// code.
Matrix<rational> enumerated_joint_moments(const char* action, int m, int r, const Matrix<surd>& h) {
  HessianEstimate<surd> e("coordinates", action, Blocks({{m, 1, r}}), h);
  const Index size = 1 + 2 * m * m;
  std::vector<surd> omega(static_cast<std::size_t>(size)), sum(static_cast<std::size_t>(size * size));
  BlockVector<surd> z(e.blocks().full()), w(e.blocks().projected()), lifted(z);
  int count = 0;
  for_each_realisation(e, [&] {
    omega[0] = 1;
    for (Index j = 0; j < m; ++j) {
      z.flat() = Vector<surd>::Unit(m, j);
      const auto store = [&](Index first, const Vector<surd>& column) {
        for (Index i = 0; i < m; ++i) omega[static_cast<std::size_t>(first + j * m + i)] = column[i];
      };
      lifted.flat().setConstant(surd(0));
      lift_add(e.subspace(), surd(1), restricted(e.subspace(), z, w), lifted);
      store(1, lifted.flat());
      store(1 + m * m, e.at(z.flat()));
    }
    for (std::size_t b = 0; b < omega.size(); ++b)
      for (std::size_t a = 0; a < omega.size(); ++a)
        if (!(omega[a] == surd(0)) && !(omega[b] == surd(0))) sum[a + b * omega.size()] += omega[a] * omega[b];
    ++count;
  });
  Matrix<rational> mean(size, size);
  for (Index k = 0; k < mean.size(); ++k) mean.data()[k] = sum[static_cast<std::size_t>(k)].to_rational() / count;
  return mean;
}
bool joint_moments_are_enumerated(const char* enumerated, ActionKind action, int m, int r) {
  Matrix<rational> h(m, m);
  Matrix<surd> in_surds = unsymmetric_matrix<surd>(m);
  for (Index i = 0; i < m; ++i)
    for (Index j = 0; j < m; ++j)
      if ((i + j) % 3 != 0) in_surds(i, j) = 0;  // fewer products
  for (Index i = 0; i < h.size(); ++i) h.data()[i] = in_surds.data()[i].to_rational();
  return equal(joint_moments(action, SamplerKind::coordinates, m, r, h),
               enumerated_joint_moments(enumerated, m, r, in_surds));
}
TEST(VerifiedLaw, joint_moments_of_projection_and_estimate_are_those_of_a_complete_enumeration) {
  for (const auto& action : action_list<surd>()) {
    if (action.full_tangents) continue;  // of another form
    EXPECT_TRUE(joint_moments_are_enumerated(action.name, action_kind(action.name), 3, 2)) << action.name;
  }
  EXPECT_TRUE(joint_moments_are_enumerated("centred", ActionKind::centred, 4, 3));
  EXPECT_FALSE(joint_moments_are_enumerated("biprobe", ActionKind::centred, 3, 2)) << "planted fault";
  EXPECT_FALSE(joint_moments_are_enumerated("exact_weights", ActionKind::biprobe, 3, 2)) << "planted fault";
}

/// E||Hhat e_1||^2 on Haar subspaces.
rational second_moment_of(ActionKind action) {
  const auto law = counterexample_law(action, SamplerKind::haar);
  rational sum = 0;
  for (Index i = 0; i < 3; ++i) {
    sum += law.mean(i, 0) * law.mean(i, 0);
    for (const auto& [v, q, estimate] : law.deviations) sum += v * estimate(i, 0) * estimate(i, 0);
  }
  return sum;
}
TEST(VerifiedLaw, laws_on_haar_have_the_known_means_and_second_moments) {
  EXPECT_EQ(second_moment_of(ActionKind::plain), rational(216) / 35);
  EXPECT_EQ(second_moment_of(ActionKind::biprobe), rational(96) / 35);
  EXPECT_EQ(second_moment_of(ActionKind::biprobe_single_block), rational(12) / 5);
  EXPECT_EQ(second_moment_of(ActionKind::centred), rational(18) / 5);
  EXPECT_EQ(second_moment_of(ActionKind::balanced), rational(72) / 35);
  EXPECT_EQ(second_moment_of(ActionKind::exact_weights), rational(72) / 35);
  EXPECT_EQ(second_moment_of(ActionKind::one_sided), rational(3) / 2);
  EXPECT_TRUE(equal(counterexample_law(ActionKind::plain, SamplerKind::haar).mean, naive_mean_action()));
  for (const auto action : {ActionKind::biprobe, ActionKind::centred, ActionKind::balanced, ActionKind::one_sided})
    EXPECT_TRUE(equal(counterexample_law(action, SamplerKind::haar).mean, counterexample_hessian<rational>()));
  EXPECT_THROW((void)counterexample_law(ActionKind::decoupled, SamplerKind::haar), ArgumentError);
}

/// Whether A + sum v G A G is `expected`(A), for every unit matrix A.
template <class Expected>
bool reproduces(const std::vector<SubspaceDeviation>& deviations, int m, const Expected& expected) {
  for (Index unit = 0; unit < m * m; ++unit) {
    Matrix<rational> a(m, m);
    a.setZero();
    a.data()[unit] = 1;
    Matrix<rational> mean = a;
    for (const auto& [v, g] : deviations) {
      const Matrix<rational> gag = matrix_product(matrix_product(g, a), g);
      for (Index i = 0; i < mean.size(); ++i) mean.data()[i] += v * gag.data()[i];
    }
    if (!equal(mean, expected(a))) return false;
  }
  return true;
}
TEST(VerifiedLaw, deviations_have_the_second_moments_of_their_samplers) {
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
      EXPECT_TRUE(reproduces(haar_deviations(m, r), m, haar)) << m << ' ' << r;
      EXPECT_TRUE(reproduces(coordinate_deviations(m, r), m, coordinates)) << m << ' ' << r;
      if (r == m) continue;
      EXPECT_FALSE(reproduces(haar_deviations(m, r), m, coordinates)) << "planted fault";
      auto doubled = haar_deviations(m, r);
      doubled.front().variance *= 2;
      EXPECT_FALSE(reproduces(doubled, m, haar)) << "planted fault";
    }
}

}  // namespace bros::estimator_law_test
