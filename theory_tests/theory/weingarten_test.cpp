// haar-moments: orthogonal Weingarten calculus up to degree 8, exactly, singular Gram matrices included.
#include <bros/claims/weingarten_rules.hpp>

#include <bros/core/surd.hpp>

#include <gtest/gtest.h>

namespace bros::weingarten_test {

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

}  // namespace bros::weingarten_test
