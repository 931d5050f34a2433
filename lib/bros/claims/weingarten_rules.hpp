// What the Weingarten function and the moments of a projection must satisfy, exactly.
#pragma once

#include <bros/theory/estimators/moments.hpp>
#include <bros/theory/estimators/weingarten.hpp>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

namespace bros {

using Labels = std::vector<std::size_t>;
using Weingarten = std::function<std::vector<rational>(std::size_t, int)>;
using ProjectionMoment = std::function<std::vector<rational>(std::size_t, int, int)>;

// G x for the whole Gram matrix over pairings: the contractions of sum_p x_p delta_p with every delta_q.
inline std::vector<rational> contractions(std::size_t k, int m, const std::vector<rational>& x) {
  const PairingTable& table = pairing_table(k);
  std::vector<rational> b(x.size(), rational(0)), powers;
  for (std::size_t loops = 0; loops <= k; ++loops) powers.push_back(detail::power(m, loops));
  for (std::size_t q = 0; q < x.size(); ++q)
    for (std::size_t p = 0; p < x.size(); ++p)
      if (x[p] != 0) b[q] += x[p] * powers[table.types[table.type_of[p][q]].size()];
  return b;
}
// A function of the type relative to the base pairing, as a function of the pairing.
inline std::vector<rational> of_pairings(std::size_t k, const std::vector<rational>& of_types) {
  std::vector<rational> x;
  for (const std::size_t type : pairing_table(k).type_of[0]) x.push_back(of_types[type]);
  return x;
}

/// Collins and Sniady (2006), types in the order (1,..,1), .., (k), as rational functions of m; k <= 3, m >= k.
inline bool has_known_values(const Weingarten& wg) {
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
inline bool inverts_the_gram_matrix(const Weingarten& wg) {
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

// sum over the slots s and t set equal of the tensor with these coefficients: a tensor on two slots less.
inline std::vector<rational> contracted(std::size_t k, int m, const std::vector<rational>& x, std::size_t s,
                                        std::size_t t) {
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
inline std::vector<std::string> broken_sum_rules(const ProjectionMoment& moment) {
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

}  // namespace bros
