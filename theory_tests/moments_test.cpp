// haar-first, haar-second, haar-column: exact identities in rationals, for every 1 <= r <= m <= 12.
#include "enumeration.hpp"

#include <bros/theory/moments.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <string>
#include <vector>

namespace bros {
namespace {

using RationalMatrix = Matrix<rational>;

constexpr int largest_m = 12;

/// E[Q A Q] as a function of A, m, r: the library's, or a mutant of it.
using SecondMoment = std::function<RationalMatrix(const RationalMatrix&, int, int)>;

RationalMatrix unit_matrix(int m, int i, int j) {
  RationalMatrix e(m, m);
  e.setConstant(0);
  e(i, j) = 1;
  return e;
}

// x A + y A^T + z tr(A) I.
RationalMatrix combination(const rational& x, const rational& y, const rational& z, const RationalMatrix& a) {
  RationalMatrix sum(a.rows(), a.cols());
  for (Index i = 0; i < a.rows(); ++i)
    for (Index j = 0; j < a.cols(); ++j) sum(i, j) = x * a(i, j) + y * a(j, i) + (i == j ? z * a.trace() : rational(0));
  return sum;
}

// Eigen's own == does not compile for Boost 1.74's rationals.
bool equal(const RationalMatrix& a, const RationalMatrix& b) {
  return std::equal(a.data(), a.data() + a.size(), b.data(), b.data() + b.size());
}

RationalMatrix identity_matrix(int m) {
  RationalMatrix identity(m, m);
  identity.setIdentity();
  return identity;
}

RationalMatrix scaled(const rational& c, const RationalMatrix& a) { return combination(c, 0, 0, a); }

RationalMatrix transposed(const RationalMatrix& a) { return combination(0, 1, 0, a); }

// (Q0)_11 is Beta(r/2, (m-r)/2): its mean r/m and second moment a(a+1) / ((a+b)(a+b+1)).
rational beta_second_moment(int m, int r) {
  const rational a = rational(r) / 2, sum = rational(m) / 2;
  return a * (a + 1) / (sum * (sum + 1));
}

// The invariants E[Q_ij Q_kl] = x d_ij d_kl + y (d_ik d_jl + d_il d_jk) contracted to (tr Q0)^2 = r^2 and
// tr Q0^2 = r: two linear equations in (x, y), singular for m = 1 only.
HaarCoefficients<rational> coefficients_by_contraction(int m, int r) {
  const rational a = m * m, b = 2 * m, c = m, d = m * m + m, determinant = a * d - b * c;
  return {(rational(r * r) * d - b * r) / determinant, (a * r - c * (r * r)) / determinant};
}

/// The identities that `second` breaks; none for E[QAQ] of a Haar subspace.
std::vector<std::string> broken_identities(const SecondMoment& second) {
  std::vector<std::string> broken;
  const auto expect = [&](bool holds, const char* identity) {
    if (!holds && (broken.empty() || broken.back() != identity)) broken.emplace_back(identity);
  };
  for (int m = 1; m <= largest_m; ++m)
    for (int r = 1; r <= m; ++r) {
      const rational gram = rational(m) / r, gram2 = gram * gram;
      const auto a = unsymmetric_matrix<rational>(m);
      const auto mean = second(a, m, r);
      expect(mean.trace() == gram * a.trace(), "trace: Q^2 = (m/r) Q");
      expect(equal(second(transposed(a), m, r), transposed(mean)), "transpose: Q is symmetric");
      const RationalMatrix identity = identity_matrix(m);
      expect(equal(second(identity, m, r), scaled(gram, identity)), "A = I: Q^2 = (m/r) Q");
      if (r == m) expect(equal(mean, a), "r = m: Q = I");
      const auto first = second(unit_matrix(m, 0, 0), m, r);
      expect(first(0, 0) == gram2 * beta_second_moment(m, r), "Beta law of Q_11");
      if (m == 1) continue;
      const rational off = (rational(r) / m - beta_second_moment(m, r)) / (m - 1);  // sum_j E[(Q0)_1j^2] = r/m
      expect(second(unit_matrix(m, 1, 1), m, r)(0, 0) == gram2 * off, "sum rule for Q_12^2");
      expect(second(unit_matrix(m, 1, 0), m, r)(0, 1) == gram2 * off, "Q_12 Q_12");
      const auto [x, y] = coefficients_by_contraction(m, r);
      expect(equal(mean, combination(gram2 * x, gram2 * y, gram2 * y, a)), "contraction of the invariants");
    }
  return broken;
}

TEST(HaarSecond, obeys_every_identity_exactly) {
  EXPECT_EQ(broken_identities(haar_second<rational>), std::vector<std::string>{});
}

// x A + y A^T + z tr(A) I, times (m/r)^2 unless the scale is forgotten.
SecondMoment mutant(const std::function<std::array<rational, 3>(rational, rational)>& change, bool scaled = true) {
  return [change, scaled](const RationalMatrix& a, int m, int r) {
    const auto [c1, c2] = haar_coefficients<rational>(m, r);
    const auto [x, y, z] = change(c1, c2);
    const rational scale = scaled ? rational(m * m) / (r * r) : rational(1);
    return combination(scale * x, scale * y, scale * z, a);
  };
}

TEST(HaarSecond, identities_accept_the_formula_and_reject_planted_faults) {
  using R = rational;
  const auto broken = [](const SecondMoment& second) { return broken_identities(second).size(); };
  EXPECT_EQ(broken(mutant([](R a, R b) { return std::array<R, 3>{a, b, b}; })), 0u);
  EXPECT_GE(broken(mutant([](R a, R b) { return std::array<R, 3>{a, b, b}; }, false)), 2u) << "(m/r)^2 missing";
  EXPECT_GE(broken(mutant([](R a, R b) { return std::array<R, 3>{a, b, -b}; })), 2u) << "trace with the wrong sign";
  EXPECT_GE(broken(mutant([](R a, R b) { return std::array<R, 3>{a, 2 * b, 2 * b}; })), 2u) << "wrong c2";
  EXPECT_GE(broken(mutant([](R a, R b) { return std::array<R, 3>{a + b, R(0), b}; })), 2u) << "A^T taken for A";
  EXPECT_GE(broken(mutant([](R a, R b) { return std::array<R, 3>{a + 2 * b, b, R(0)}; })), 2u) << "no trace term";
  EXPECT_GE(broken([](const Matrix<R>& a, int, int) { return a; }), 2u) << "E[QAQ] = A, the naive belief";
}

TEST(HaarSecond, coefficients_are_those_of_the_invariants_and_of_one_row) {
  for (int m = 2; m <= largest_m; ++m)
    for (int r = 1; r <= m; ++r) {
      const auto [c1, c2] = haar_coefficients<rational>(m, r);
      EXPECT_EQ(c1 + 2 * c2, beta_second_moment(m, r));
      EXPECT_EQ(c1 + m * c2 + c2, rational(r) / m);
    }
  EXPECT_EQ(haar_coefficients<rational>(1, 1).c1, 1);
  EXPECT_EQ(haar_coefficients<rational>(1, 1).c2, 0);
}

TEST(HaarSecond, acts_on_each_sub_block_of_a_matrix_block) {
  const int m = 3, r = 2, n = 2;
  const auto a = unsymmetric_matrix<rational>(m * n);
  const auto mean = haar_second<rational>(a, m, r);
  RationalMatrix sub(m, m), sub_mean(m, m);
  for (int j = 0; j < n; ++j)
    for (int l = 0; l < n; ++l) {
      sub = a.block(j * m, l * m, m, m);
      sub_mean = mean.block(j * m, l * m, m, m);
      EXPECT_TRUE(equal(sub_mean, haar_second<rational>(sub, m, r)));
    }
}

TEST(HaarFirst, is_the_second_moment_of_the_identity) {
  for (int m = 1; m <= largest_m; ++m)
    for (int r = 1; r <= m; ++r) {
      const RationalMatrix identity = identity_matrix(m);
      EXPECT_TRUE(equal(scaled(haar_first<rational>(m, r), identity), haar_second<rational>(identity, m, r)));
    }
}

TEST(HaarColumn, columns_and_pairs_of_columns_add_up_to_the_second_moment) {
  for (int m = 1; m <= largest_m; ++m)
    for (int r = 1; r <= m; ++r) {
      const auto a = unsymmetric_matrix<rational>(m);
      RationalMatrix sum = scaled(r, haar_column<rational>(a, m, r));
      if (r >= 2) sum += scaled(r * (r - 1), haar_pair<rational>(a, m, r));
      EXPECT_TRUE(equal(sum, haar_second<rational>(a, m, r))) << "m = " << m << ", r = " << r;
    }
}

TEST(HaarColumn, is_the_second_moment_of_rank_one_up_to_scale) {
  for (int m = 1; m <= largest_m; ++m) {
    const auto a = unsymmetric_matrix<rational>(m);
    EXPECT_TRUE(equal((haar_column<rational>(a, m, 1)), (haar_second<rational>(a, m, 1))));
    for (int r = 1; r <= m; ++r)
      EXPECT_TRUE(
          equal((haar_column<rational>(a, m, r)), scaled(rational(1) / (r * r), haar_column<rational>(a, m, 1))));
  }
}

TEST(HaarPair, orthogonal_columns_leave_nothing_of_the_trace_or_of_the_identity) {
  for (int m = 2; m <= largest_m; ++m)
    for (int r = 2; r <= m; ++r) {
      EXPECT_EQ((haar_pair<rational>(unsymmetric_matrix<rational>(m), m, r).trace()), 0);
      EXPECT_TRUE((haar_pair<rational>(identity_matrix(m), m, r).isZero(0)));
    }
}

TEST(Weights, make_columns_and_pairs_of_a_haar_subspace_add_up_to_the_matrix) {
  for (int m = 2; m <= largest_m; ++m)
    for (int r = 2; r <= m; ++r) {
      const auto a = unsymmetric_matrix<rational>(m);
      RationalMatrix sum = scaled(r * diagonal_weight<rational>(m, r), haar_column<rational>(a, m, r));
      sum += scaled(r * (r - 1) * off_diagonal_weight<rational>(m, r), haar_pair<rational>(a, m, r));
      EXPECT_TRUE(equal(sum, a)) << "m = " << m << ", r = " << r;
    }
}

TEST(HaarSecond, is_not_the_second_moment_of_coordinate_subspaces) {
  using Coords = Coordinates<surd>;
  const Blocks blocks({{3, 1, 2}});
  const auto h = unsymmetric_matrix<surd>(3);
  EXPECT_NE((enumerated_mean<Coords, Plain<Coords>>(blocks, h)), (haar_second<surd>(h, 3, 2)));
}

TEST(Moments, wrong_arguments_are_named) {
  const RationalMatrix a = identity_matrix(3);
  EXPECT_THROW((void)haar_first<rational>(3, 0), ArgumentError);
  EXPECT_THROW((void)haar_second<rational>(a, 3, 4), ArgumentError);
  EXPECT_THROW((void)haar_second<rational>(a, 2, 1), ArgumentError);
  EXPECT_THROW((void)haar_column<rational>(a, 0, 0), ArgumentError);
  EXPECT_THROW((void)haar_pair<rational>(a, 3, 1), ArgumentError);
}

}  // namespace
}  // namespace bros
