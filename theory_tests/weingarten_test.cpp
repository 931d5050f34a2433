// haar-moments: orthogonal Weingarten calculus up to degree 8, exactly, singular Gram matrices included.
#include <bros/core/surd.hpp>
#include <bros/theory/moments.hpp>
#include <bros/theory/weingarten.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

namespace bros {
namespace {

using Labels = std::vector<std::size_t>;
/// The function under test, or a mutant of it.
using Weingarten = std::function<std::vector<rational>(std::size_t, int)>;
using ProjectionMoment = std::function<std::vector<rational>(std::size_t, int, int)>;

// G x for the whole Gram matrix over pairings: the contractions of sum_p x_p delta_p with every delta_q.
std::vector<rational> contractions(std::size_t k, int m, const std::vector<rational>& x) {
  const PairingTable& table = pairing_table(k);
  std::vector<rational> b(x.size(), rational(0)), powers;
  for (std::size_t loops = 0; loops <= k; ++loops) powers.push_back(detail::power(m, loops));
  for (std::size_t q = 0; q < x.size(); ++q)
    for (std::size_t p = 0; p < x.size(); ++p)
      if (x[p] != 0) b[q] += x[p] * powers[table.types[table.type_of[p][q]].size()];
  return b;
}
// A function of the type relative to the base pairing, as a function of the pairing.
std::vector<rational> of_pairings(std::size_t k, const std::vector<rational>& of_types) {
  std::vector<rational> x;
  for (const std::size_t type : pairing_table(k).type_of[0]) x.push_back(of_types[type]);
  return x;
}

TEST(Pairings, are_as_many_as_the_double_factorial_and_their_types_are_the_partitions_of_k) {
  const std::size_t double_factorial[] = {1, 1, 3, 15, 105}, partitions[] = {1, 1, 2, 3, 5}, bell[] = {1, 1, 2, 5, 15};
  for (std::size_t k = 0; k <= 4; ++k) {
    EXPECT_EQ(pairing_table(k).pairings.size(), double_factorial[k]);
    EXPECT_EQ(pairing_table(k).types.size(), partitions[k]);
    EXPECT_EQ(set_partitions(k).size(), bell[k]);
    for (std::size_t p = 0; p < double_factorial[k]; ++p)
      EXPECT_EQ(pairing_table(k).types[pairing_table(k).type_of[p][p]], CosetType(k, 1));
  }
  EXPECT_THROW((void)pairing_table(5), ArgumentError);
}

TEST(SetPartitions, moebius_inversion_counts_the_tuples_of_distinct_values) {
  for (std::size_t size = 1; size <= 4; ++size)
    for (const SetPartition& p : set_partitions(size))
      for (int values = 1; values <= 5; ++values) {
        rational sum = 0, falling = 1;
        for (const SetPartition& q : set_partitions(size))
          if (refines(p, q)) sum += moebius(p, q) * detail::power(values, q.classes());
        for (std::size_t c = 0; c < p.classes(); ++c) falling *= values - static_cast<int>(c);
        EXPECT_EQ(sum, falling);
      }
}

/// Collins and Sniady (2006), types in the order (1,..,1), .., (k), as rational functions of m; k <= 3, m >= k.
bool has_known_values(const Weingarten& wg) {
  bool holds = true;
  for (int m = 1; m <= 12; ++m) {
    const rational d = m;
    holds &= wg(1, m)[0] == 1 / d;
    if (m >= 2) {
      const rational denominator = d * (d - 1) * (d + 2);
      holds &= wg(2, m) == std::vector<rational>{(d + 1) / denominator, -1 / denominator};
    }
    if (m >= 3) {
      const rational denominator = d * (d - 1) * (d - 2) * (d + 2) * (d + 4);
      holds &=
          wg(3, m) == std::vector<rational>{(d * d + 3 * d - 2) / denominator, -(d + 2) / denominator, 2 / denominator};
    }
  }
  return holds;
}
/// Over all pairings, not only over types: G G w = G e for every m, G w = e for m >= k.
bool inverts_the_gram_matrix(const Weingarten& wg) {
  bool holds = true;
  for (std::size_t k = 1; k <= 4; ++k)
    for (const int m : {1, 2, 3, 4, 7}) {
      const auto w = of_pairings(k, wg(k, m));
      std::vector<rational> e(w.size(), rational(0));
      e[0] = 1;
      const auto image = contractions(k, m, w);
      holds &= contractions(k, m, image) == contractions(k, m, e);
      if (m >= static_cast<int>(k)) holds &= image == e;
    }
  return holds;
}

TEST(Weingarten, has_the_values_of_the_literature_up_to_degree_six) { EXPECT_TRUE(has_known_values(weingarten)); }
TEST(Weingarten, inverts_the_gram_matrix_of_all_pairings_where_it_can_be_inverted) {
  EXPECT_TRUE(inverts_the_gram_matrix(weingarten));
}
TEST(Weingarten, checks_reject_planted_faults) {
  const Weingarten sign = [](std::size_t k, int m) {
    auto w = weingarten(k, m);
    if (w.size() > 1) w[1] = -w[1];
    return w;
  };
  const Weingarten unitary = [](std::size_t k, int m) {  // m^2 - 1 in the place of (m - 1)(m + 2)
    if (k != 2 || m < 2) return weingarten(k, m);
    return std::vector<rational>{rational(1) / (m * m - 1), rational(-1) / (m * (m * m - 1))};
  };
  const Weingarten last_type = [](std::size_t k, int m) {
    auto w = weingarten(k, m);
    if (k == 4) w.back() *= 2;
    return w;
  };
  EXPECT_FALSE(has_known_values(sign) || inverts_the_gram_matrix(sign));
  EXPECT_FALSE(has_known_values(unitary) || inverts_the_gram_matrix(unitary));
  EXPECT_FALSE(inverts_the_gram_matrix(last_type));
}

// sum over the slots s and t set equal of the tensor with these coefficients: a tensor on two slots less.
std::vector<rational> contracted(std::size_t k, int m, const std::vector<rational>& x, std::size_t s, std::size_t t) {
  const auto& all = pairing_table(k).pairings;
  const auto& fewer = pairing_table(k - 1).pairings;
  std::vector<rational> y(fewer.size(), rational(0));
  for (std::size_t p = 0; p < all.size(); ++p) {
    const bool paired = all[p][s] == all[p][t];
    Labels labels;
    for (std::size_t i = 0; i < 2 * k; ++i)
      if (i != s && i != t) labels.push_back(all[p][i] == all[p][t] ? all[p][s] : all[p][i]);
    const auto at = std::find(fewer.begin(), fewer.end(), SetPartition(labels));
    y[static_cast<std::size_t>(at - fewer.begin())] += paired ? rational(x[p] * m) : x[p];
  }
  return y;
}
/// The sum rules: tr Q0 = r; Q0^2 = Q0; r = m gives the identity; k = 2 is haar-second. Tensors are compared through
/// their contractions, since coefficients are not unique for m < k.
std::vector<std::string> broken_sum_rules(const ProjectionMoment& moment) {
  std::vector<std::string> broken;
  const auto expect = [&](bool holds, const char* rule) {
    if (!holds && (broken.empty() || broken.back() != rule)) broken.emplace_back(rule);
  };
  for (std::size_t k = 1; k <= 4; ++k)
    for (int m = 1; m <= 5; ++m)
      for (int r = 1; r <= m; ++r) {
        const auto x = of_pairings(k, moment(k, m, r));
        const auto less = contractions(k - 1, m, of_pairings(k - 1, moment(k - 1, m, r)));
        const auto traced = contractions(k - 1, m, contracted(k, m, x, 0, 1));
        bool is_trace = true;
        for (std::size_t q = 0; q < less.size(); ++q) is_trace &= traced[q] == r * less[q];
        expect(is_trace, "tr Q0 = r");
        if (k >= 2) expect(contractions(k - 1, m, contracted(k, m, x, 1, 2)) == less, "Q0^2 = Q0");
        if (r == m) {
          std::vector<rational> identity(x.size(), rational(0));
          identity[0] = 1;
          expect(contractions(k, m, x) == contractions(k, m, identity), "r = m");
        }
        if (k == 2 && m >= 2) {
          const auto [c1, c2] = haar_coefficients<rational>(m, r);
          expect(moment(k, m, r) == std::vector<rational>{c1, c2}, "haar-second");
        }
      }
  return broken;
}

TEST(ProjectionMoments, obey_every_sum_rule_for_every_rank_and_small_m) {
  EXPECT_EQ(broken_sum_rules(projection_moment), std::vector<std::string>{});
  EXPECT_THROW((void)projection_moment(2, 3, 4), ArgumentError);
  EXPECT_THROW((void)projection_moment(5, 6, 4), ArgumentError);
}
TEST(ProjectionMoments, are_weingarten_applied_to_the_traces) {
  for (std::size_t k = 1; k <= 4; ++k)
    for (int m = 1; m <= 4; ++m)
      for (int r = 1; r <= m; ++r) {
        std::vector<rational> traces;
        for (const CosetType& type : pairing_table(k).types) traces.push_back(detail::power(r, type.size()));
        const auto x = pairing_coefficients(k, m, of_pairings(k, traces));
        EXPECT_EQ(contractions(k, m, x), contractions(k, m, of_pairings(k, projection_moment(k, m, r))));
      }
}
TEST(ProjectionMoments, sum_rules_reject_planted_faults) {
  const auto rejected = [](const ProjectionMoment& moment) { return !broken_sum_rules(moment).empty(); };
  EXPECT_TRUE(rejected([](std::size_t k, int m, int r) { return projection_moment(k, m, std::min(m, r + 1)); }));
  EXPECT_TRUE(rejected([](std::size_t k, int m, int r) {  // independent entries: Q0 = (r/m) I
    std::vector<rational> x(pairing_table(k).types.size(), rational(0));
    x[0] = detail::power(r, k) / detail::power(m, k);
    return x;
  }));
  for (std::size_t type = 0; type < 5; ++type)
    EXPECT_TRUE(rejected([type](std::size_t k, int m, int r) {
      auto x = projection_moment(k, m, r);
      if (k == 4) x[type] *= rational(101) / 100;
      return x;
    })) << "degree 8, type "
        << type;
}

TEST(FromRational, is_exact_in_a_field_and_rounded_in_floating_point) {
  const rational q("-1267650600228229401496703205653/3486784401");
  EXPECT_EQ(from_rational<surd>(q).to_rational(), q);
  EXPECT_NEAR(from_rational<double>(q) / static_cast<double>(q), 1, 4e-16);
  EXPECT_EQ(from_rational<double>(rational(-3) / 4), -0.75);
  EXPECT_EQ(from_rational<double>(rational(0)), 0);
}

}  // namespace
}  // namespace bros
