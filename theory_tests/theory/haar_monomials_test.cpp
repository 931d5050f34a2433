// haar-moments: moments of the entries of a Haar orthogonal matrix up to degree 8, exactly.
#include <bros/core/surd.hpp>
#include <bros/theory/estimators/moments.hpp>
#include <bros/theory/estimators/weingarten.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <vector>

namespace bros::haar_monomials_test {

using Labels = std::vector<std::size_t>;
/// The function under test, or a mutant of it.
using Monomial = std::function<rational(int, const Labels&, const Labels&)>;

// Exponents (a_1, .., a_parts) >= 0 with this sum.
std::vector<Labels> exponents(std::size_t parts, std::size_t sum) {
  if (parts == 1) return {{sum}};
  std::vector<Labels> all;
  for (std::size_t first = 0; first <= sum; ++first)
    for (Labels rest : exponents(parts - 1, sum - first)) {
      rest.push_back(first);
      all.push_back(rest);
    }
  return all;
}

/// m = 1: all entries are one sign. m = 2: the mean over 12 rotations and 12 reflections is exact below degree 12.
bool integrates_small_groups_exactly(const Monomial& monomial, std::size_t largest_degree) {
  bool holds = true;
  const surd half = surd(1) / surd(2), root = sqrt(surd(3)) / surd(2);
  const surd cosines[] = {1, root, half, 0, -half, -root, -1, -root, -half, 0, half, root};
  for (std::size_t degree = 1; degree <= largest_degree; ++degree) {
    holds &= monomial(1, Labels(degree, 0), Labels(degree, 0)) == (degree % 2 == 0 ? 1 : 0);
    for (const Labels& power : exponents(4, degree)) {
      surd sum(0);
      for (std::size_t angle = 0; angle < 12; ++angle)
        for (const int orientation : {1, -1}) {
          const surd c = cosines[angle], s = cosines[(angle + 9) % 12], d(orientation);
          const surd entries[] = {c, -s * d, s, c * d};
          surd product(1);
          for (std::size_t e = 0; e < 4; ++e)
            for (std::size_t i = 0; i < power[e]; ++i) product *= entries[e];
          sum += product;
        }
      Labels rows, columns;
      for (std::size_t e = 0; e < 4; ++e) {
        rows.insert(rows.end(), power[e], e / 2);
        columns.insert(columns.end(), power[e], e % 2);
      }
      holds &= surd(monomial(2, rows, columns)) == sum / surd(24);
    }
  }
  return holds;
}
/// One column is a uniformly random unit vector: E[prod v_i^(2 a_i)] = prod (1/2)_{a_i} / (m/2)_k, rising factorials.
bool has_the_moments_of_a_unit_vector(const Monomial& monomial, std::size_t largest_k) {
  const auto rising = [](const rational& base, std::size_t n) {
    rational product = 1;
    for (std::size_t i = 0; i < n; ++i) product *= base + static_cast<int>(i);
    return product;
  };
  bool holds = true;
  for (int m = 1; m <= 4; ++m)
    for (std::size_t k = 1; k <= largest_k; ++k)
      for (const Labels& power : exponents(static_cast<std::size_t>(m), k)) {
        Labels entries;
        rational expected = 1 / rising(rational(m) / 2, k);
        for (std::size_t i = 0; i < power.size(); ++i) {
          entries.insert(entries.end(), 2 * power[i], i);
          expected *= rising(rational(1) / 2, power[i]);
        }
        holds &= monomial(m, entries, Labels(2 * k, 0)) == expected;
        holds &= monomial(m, Labels(2 * k, 0), entries) == expected;
      }
  return holds;
}
/// E[det^2] = 1 for m = 2, 3, 4: degree 4, 6 and 8 with all rows and columns different.
bool has_square_determinant_one(const Monomial& monomial) {
  bool holds = true;
  for (int m = 2; m <= 4; ++m) {
    const auto size = static_cast<std::size_t>(m);
    Labels permutation(size);
    std::iota(permutation.begin(), permutation.end(), std::size_t{0});
    rational sum = 0;  // m! E[prod_i V_ii sum_sigma sgn(sigma) prod_i V_i,sigma(i)]
    do {
      int sign = 1;
      for (std::size_t i = 0; i < size; ++i)
        for (std::size_t j = 0; j < i; ++j)
          if (permutation[j] > permutation[i]) sign = -sign;
      Labels rows, columns;
      for (std::size_t i = 0; i < size; ++i) {
        rows.insert(rows.end(), 2, i);
        columns.insert(columns.end(), {i, permutation[i]});
      }
      sum += sign * monomial(m, rows, columns);
    } while (std::next_permutation(permutation.begin(), permutation.end()));
    for (int i = 2; i <= m; ++i) sum *= i;
    holds &= sum == 1;
  }
  return holds;
}

TEST(HaarMonomials, agree_with_complete_enumeration_in_one_and_two_dimensions) {
  EXPECT_TRUE(integrates_small_groups_exactly(haar_monomial, 8));
}
TEST(HaarMonomials, of_one_column_or_one_row_are_those_of_a_unit_vector) {
  EXPECT_TRUE(has_the_moments_of_a_unit_vector(haar_monomial, 4));
}
TEST(HaarMonomials, give_determinants_of_square_one_up_to_degree_eight) {
  EXPECT_TRUE(has_square_determinant_one(haar_monomial));
}
TEST(HaarMonomials, give_the_second_moment_of_an_off_diagonal_entry_of_the_projection) {
  for (int m = 2; m <= 5; ++m)
    for (int r = 1; r <= m; ++r) {
      rational sum = 0;  // E[(sum_c V_1c V_2c)^2]
      for (std::size_t c = 0; c < static_cast<std::size_t>(r); ++c)
        for (std::size_t d = 0; d < static_cast<std::size_t>(r); ++d)
          sum += haar_monomial(m, {0, 1, 0, 1}, {c, c, d, d});
      EXPECT_EQ(sum, haar_coefficients<rational>(m, r).c2);
    }
}
TEST(HaarMonomials, checks_reject_planted_faults) {
  const Monomial wrong_dimension = [](int m, const Labels& a, const Labels& c) { return haar_monomial(m + 1, a, c); };
  const Monomial gaussian = [](int m, const Labels& a, const Labels& c) {  // independent entries of variance 1/m
    if (a.size() % 2 != 0) return rational(0);
    rational sum = 0;
    for (const SetPartition& p : pairing_table(a.size() / 2).pairings)
      if (refines(p, SetPartition(a)) && refines(p, SetPartition(c))) sum += 1 / detail::power(m, a.size() / 2);
    return sum;
  };
  const Monomial columns_ignored = [](int m, const Labels& a, const Labels& c) {
    return haar_monomial(m, a, Labels(c.size(), 0));
  };
  for (const Monomial& mutant : {wrong_dimension, gaussian, columns_ignored}) {
    EXPECT_FALSE(integrates_small_groups_exactly(mutant, 4));
    EXPECT_FALSE(has_the_moments_of_a_unit_vector(mutant, 3));
    EXPECT_FALSE(has_square_determinant_one(mutant));
  }
}

}  // namespace bros::haar_monomials_test
