// Orthogonal Weingarten calculus: exact moments of a Haar orthogonal matrix, up to eight entries.
#pragma once

#include <bros/core/multiprecision.hpp>
#include <bros/theory/estimators/set_partitions.hpp>

#include <array>
#include <string>
#include <vector>

namespace bros {

/// The same number in another field: exact if S is, otherwise rounded where S rounds.
/// Cost:     a few operations for each 30 bits of numerator and denominator
template <FieldScalar S>
[[nodiscard]] S from_rational(const rational& q) {
  if constexpr (std::same_as<S, rational>) {
    return q;
  } else {
    const auto integer = [](auto value) {
      constexpr int base = 1 << 30;
      std::vector<int> digits;
      for (const bool negative = value < 0; value != 0; value /= base)
        digits.push_back(static_cast<int>((negative ? -1 : 1) * static_cast<int>(abs(value) % base)));
      S sum(0);
      for (auto d = digits.rbegin(); d != digits.rend(); ++d) sum = sum * S(base) + S(*d);
      return sum;
    };
    return S(integer(numerator(q)) / integer(denominator(q)));
  }
}

/// k, the half of the degree, may not exceed this.
inline constexpr std::size_t largest_half_degree = 4;

/// A partition of k, largest part first: half the lengths of the loops of two pairings.
using CosetType = std::vector<std::size_t>;

/// Math:     p and q have the type of their loops; as many loops as parts
[[nodiscard]] inline CosetType coset_type(const SetPartition& p, const SetPartition& q) {
  CosetType type = join(p, q).class_sizes();
  for (std::size_t& part : type) part /= 2;
  std::sort(type.begin(), type.end(), std::greater<>());
  return type;
}

/// The pairings of 2k slots, the partitions of k, and which type each two pairings have.
/// Math:     types[0] = (1, .., 1), that of two equal pairings; a function of two pairings that permutations of the
///           slots leave alone is a function of the type (S_2k and its hyperoctahedral subgroup are a Gelfand pair),
///           and such functions commute as matrices
/// Cost:     built once for each k; k = 4: 105 pairings, 5 types
struct PairingTable {
  std::vector<SetPartition> pairings;
  std::vector<CosetType> types;
  std::vector<std::vector<std::size_t>> type_of;  ///< type_of[p][q], an index into types

  explicit PairingTable(std::size_t k) : pairings(bros::pairings(k)) {
    for (const SetPartition& p : pairings) types.push_back(coset_type(pairings[0], p));
    std::sort(types.begin(), types.end());
    types.erase(std::unique(types.begin(), types.end()), types.end());
    for (const SetPartition& p : pairings) {
      type_of.emplace_back();
      for (const SetPartition& q : pairings)
        type_of.back().push_back(
            static_cast<std::size_t>(std::find(types.begin(), types.end(), coset_type(p, q)) - types.begin()));
    }
  }
};
/// Requires: 0 <= k <= 4 [-> ArgumentError]
[[nodiscard]] inline const PairingTable& pairing_table(std::size_t k) {
  require(k <= largest_half_degree, "weingarten.k", k, "at most 4 (degree 8)");
  static const std::array<PairingTable, largest_half_degree + 1> tables{
      PairingTable(0), PairingTable(1), PairingTable(2), PairingTable(3), PairingTable(4)};
  return tables[k];
}

namespace detail {
/// One solution of A x = b, free unknowns 0.   Requires: consistent [-> ArgumentError]
inline std::vector<rational> solve_consistent(std::vector<std::vector<rational>> a, std::vector<rational> b) {
  const std::size_t n = b.size();
  std::vector<std::size_t> pivot_row(n, n);
  std::size_t row = 0;
  for (std::size_t column = 0; column < n && row < n; ++column) {
    std::size_t pivot = row;
    while (pivot < n && a[pivot][column] == 0) ++pivot;
    if (pivot == n) continue;
    std::swap(a[pivot], a[row]);
    std::swap(b[pivot], b[row]);
    for (std::size_t i = 0; i < n; ++i) {
      if (i == row) continue;
      const rational factor = a[i][column] / a[row][column];
      for (std::size_t j = column; j < n; ++j) a[i][j] -= factor * a[row][j];
      b[i] -= factor * b[row];
    }
    pivot_row[column] = row++;
  }
  for (std::size_t i = row; i < n; ++i) require(b[i] == 0, "weingarten.residual", b[i], "0: no solution");
  std::vector<rational> x(n, rational(0));
  for (std::size_t j = 0; j < n; ++j)
    if (pivot_row[j] < n) x[j] = b[pivot_row[j]] / a[pivot_row[j]][j];
  return x;
}

inline rational power(int base, std::size_t exponent) {
  rational value = 1;
  for (std::size_t i = 0; i < exponent; ++i) value *= base;
  return value;
}

/// The Gram matrix (p, q) -> m^loops(p, q) = <delta_p, delta_q> on functions of the coset type relative to one pairing.
inline std::vector<std::vector<rational>> reduced_gram(std::size_t k, int m) {
  const PairingTable& table = pairing_table(k);
  const std::size_t types = table.types.size();
  std::vector<std::vector<rational>> gram(types, std::vector<rational>(types, rational(0)));
  for (std::size_t t = 0; t < types; ++t) {
    const auto& to_base = table.type_of[0];
    const auto q = static_cast<std::size_t>(std::find(to_base.begin(), to_base.end(), t) - to_base.begin());
    for (std::size_t p = 0; p < table.pairings.size(); ++p)
      gram[t][to_base[p]] += power(m, table.types[table.type_of[q][p]].size());
  }
  return gram;
}
inline std::vector<rational> times(const std::vector<std::vector<rational>>& a, const std::vector<rational>& x) {
  std::vector<rational> y(a.size(), rational(0));
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < x.size(); ++j) y[i] += a[i][j] * x[j];
  return y;
}
}  // namespace detail

/// The Weingarten function of O(m): one rational for each type of pairing_table(k).
/// Math:     E[prod_s U_{a_s c_s}] = sum_pq delta_p(a) delta_q(c) Wg(type(p, q)), where the matrix Wg is a generalised
///           inverse of the Gram matrix G = m^loops(p, q), i.e. G Wg G = G. It is found as a class function w with
///           G G w = G e, e the indicator of the base pairing: for m >= k the one solution of G w = e. For m < k, G is
///           singular and G w = e has none; G G w = G e has, G being symmetric, and any of them serves: a tensor that
///           O(m) leaves alone is sum_p x_p delta_p (first fundamental theorem), its contractions b = G x with every
///           delta_q determine it, and G Wg b = b for every b in the range of G, Wg and G being commuting functions of
///           the type. So Wg itself is not unique for m < k, but every moment is.
/// Requires: k <= 4, m >= 1 [-> ArgumentError].   Ensures: exact
/// Cost:     a 5 x 5 system for k = 4
/// Source:   Collins and Sniady (2006), Collins and Matsumoto (2009); the reduction to types for singular G: ours
[[nodiscard]] inline std::vector<rational> weingarten(std::size_t k, int m) {
  require(m >= 1, "m", m, "at least 1");
  auto gram = detail::reduced_gram(k, m);
  std::vector<rational> base(gram.size(), rational(0));
  base[0] = 1;
  auto squared = gram;
  for (std::size_t j = 0; j < gram.size(); ++j) {
    std::vector<rational> column;
    for (const auto& row : gram) column.push_back(row[j]);
    const auto product = detail::times(gram, column);
    for (std::size_t i = 0; i < gram.size(); ++i) squared[i][j] = product[i];
  }
  return detail::solve_consistent(squared, detail::times(gram, base));
}

/// The coefficients x_p of the invariant tensor sum_p x_p delta_p whose contraction with delta_q is b_q.
/// Math:     x = Wg b;   b in the range of the Gram matrix [NOT checked]: so it is for contractions of a moment
/// Shapes:   b and the result: one entry for each pairing of pairing_table(k);   Cost: (number of pairings)^2
[[nodiscard]] inline std::vector<rational> pairing_coefficients(std::size_t k, int m, const std::vector<rational>& b) {
  const PairingTable& table = pairing_table(k);
  const auto wg = weingarten(k, m);
  std::vector<rational> x(b.size(), rational(0));
  for (std::size_t q = 0; q < b.size(); ++q) {
    if (b[q] == 0) continue;
    for (std::size_t p = 0; p < b.size(); ++p) x[p] += wg[table.type_of[p][q]] * b[q];
  }
  return x;
}

/// E[Q0^(x)k] = sum_p w_p delta_p, Q0 = V V^T with V Haar m x r: the coefficient of each coset type of p relative to
/// the base pairing, whose classes are the two indices of each factor.
/// Math:     sum_p w_p m^loops(q, p) = r^loops(q, base), since tr Q0^j = r: the contraction of both sides with delta_q
/// Requires: k <= 4, 1 <= r <= m [-> ArgumentError].   Ensures: exact; haar-second is k = 2; for m < k see weingarten
[[nodiscard]] inline std::vector<rational> projection_moment(std::size_t k, int m, int r) {
  require(m >= 1, "m", m, "at least 1");
  require(r >= 1 && r <= m, "r", r, "between 1 and m = " + std::to_string(m));
  std::vector<rational> traces;
  for (const CosetType& type : pairing_table(k).types) traces.push_back(detail::power(r, type.size()));
  return detail::solve_consistent(detail::reduced_gram(k, m), traces);
}

/// E[prod_s V_{rows[s], columns[s]}] for V Haar in O(m), or the first columns of it.
/// Shapes:   rows and columns of the same length, at most 8; any labels, equal where the indices are
/// Requires: that, m >= 1 [-> ArgumentError]; at most m different rows and columns [NOT checked]
/// Ensures:  exact; 0 for odd degrees
[[nodiscard]] inline rational haar_monomial(int m, const std::vector<std::size_t>& rows,
                                            const std::vector<std::size_t>& columns) {
  require(rows.size() == columns.size(), "haar_monomial.columns", columns.size(), "as many as rows");
  if (rows.size() % 2 != 0) return 0;
  const std::size_t k = rows.size() / 2;
  const SetPartition row_classes(rows), column_classes(columns);
  const PairingTable& table = pairing_table(k);
  std::vector<rational> b;
  for (const SetPartition& q : table.pairings) b.emplace_back(refines(q, column_classes) ? 1 : 0);
  const auto x = pairing_coefficients(k, m, b);
  rational sum = 0;
  for (std::size_t p = 0; p < x.size(); ++p)
    if (refines(table.pairings[p], row_classes)) sum += x[p];
  return sum;
}

}  // namespace bros
