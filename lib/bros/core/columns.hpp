// Kernels over columns picked from a matrix that holds one sample a column: a minibatch without a copy.
#pragma once

#include <bros/core/scalar.hpp>

#include <algorithm>
#include <array>
#include <span>
#include <type_traits>

namespace bros {

/// Columns of a matrix in the order of a list, which need not be ascending and may repeat.
/// Requires: indices within the matrix; matrix and list outlive the object [NOT checked]
template <class S>
class Columns {
 public:
  Columns(const Matrix<S>& matrix, std::span<const Index> picked) : matrix_(&matrix), picked_(picked) {}
  /// Of every column.
  [[nodiscard]] Index rows() const { return matrix_->rows(); }
  /// How many were picked.
  [[nodiscard]] Index count() const { return static_cast<Index>(picked_.size()); }
  /// The first entry of column i of these.
  [[nodiscard]] const S* operator[](Index i) const {
    return matrix_->data() + picked_[static_cast<std::size_t>(i)] * matrix_->rows();
  }
  /// Columns first .. first + count - 1 of these.
  [[nodiscard]] Columns slice(Index first, Index count) const {
    return {*matrix_, picked_.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count))};
  }

 private:
  const Matrix<S>* matrix_;
  std::span<const Index> picked_;
};

/// So many columns are worked on at once: each entry of v and of y that is loaded serves all of them, their dot
/// products are independent chains of additions that hide the latency of one, and the columns are still in the first
/// cache when they are added to y. Measured: eight beat four and sixteen.
inline constexpr Index column_group = 8;

/// body(first, n) for consecutive runs of n items among 0 .. count-1; n is an integral constant, column_group for all
/// runs but the last few, which have one item.
template <class Body>
void for_each_group(Index count, const Body& body) {
  Index first = 0;
  for (; first + column_group <= count; first += column_group)
    body(first, std::integral_constant<Index, column_group>{});
  for (; first < count; ++first) body(first, std::integral_constant<Index, 1>{});
}

namespace detail {
namespace simd = Eigen::internal;

/// Eigen's packet of at most 32 bytes, the scalar itself where there is none. Columns of 64-byte packets straddle
/// cache lines unless their length is a multiple of eight doubles, and gained nothing where we measured them.
template <class S>
struct LanesOf {
  using Traits = simd::packet_traits<S>;
  static constexpr bool too_wide = Traits::size * sizeof(S) > 32 && Traits::size > 1;
  static constexpr Index width = too_wide ? Traits::size / 2 : Traits::size;
  static auto zero() {
    if constexpr (too_wide)
      return simd::pset1<typename Traits::half>(S(0));
    else
      return simd::pset1<typename Traits::type>(S(0));
  }
};

template <class S, Index n>
using Group = std::array<const S*, static_cast<std::size_t>(n)>;
template <class S, Index n>
using Weights = std::array<S, static_cast<std::size_t>(n)>;

template <Index n, class S>
Group<S, n> group_from(const Columns<S>& columns, Index first) {
  Group<S, n> group;
  for (Index g = 0; g < n; ++g) group[static_cast<std::size_t>(g)] = columns[first + g];
  return group;
}

/// One for each of k vectors that are worked on together.
template <class T, Index k>
using PerVector = std::array<T, static_cast<std::size_t>(k)>;

/// The dot products of a group of columns with each of k vectors.
template <Index n, Index k, class S>
[[gnu::always_inline]] inline PerVector<Weights<S, n>, k> dot_products(const S* const* group, Index rows,
                                                                       const PerVector<const S*, k>& vectors) {
  using Lanes = decltype(LanesOf<S>::zero());
  PerVector<PerVector<Lanes, n>, k> sums;
  for (std::size_t j = 0; j < k; ++j)
    for (std::size_t g = 0; g < n; ++g) sums[j][g] = LanesOf<S>::zero();
  Index i = 0;
  for (; i + LanesOf<S>::width <= rows; i += LanesOf<S>::width)
    for (std::size_t g = 0; g < n; ++g) {
      const Lanes column = simd::ploadu<Lanes>(group[g] + i);
      for (std::size_t j = 0; j < k; ++j)
        sums[j][g] = simd::pmadd(column, simd::ploadu<Lanes>(vectors[j] + i), sums[j][g]);
    }
  PerVector<Weights<S, n>, k> dots;
  for (std::size_t j = 0; j < k; ++j)
    for (std::size_t g = 0; g < n; ++g) dots[j][g] = simd::predux(sums[j][g]);
  for (; i < rows; ++i)
    for (std::size_t j = 0; j < k; ++j)
      for (std::size_t g = 0; g < n; ++g) dots[j][g] += group[g][i] * vectors[j][i];
  return dots;
}

/// y_j += sum_g weights_jg column_g, for each of k vectors.
template <Index n, Index k, class S>
[[gnu::always_inline]] inline void add_weighted(const S* const* group, Index rows,
                                                const PerVector<Weights<S, n>, k>& weights,
                                                const PerVector<S*, k>& vectors) {
  using Lanes = decltype(LanesOf<S>::zero());
  PerVector<PerVector<Lanes, n>, k> factors;
  for (std::size_t j = 0; j < k; ++j)
    for (std::size_t g = 0; g < n; ++g) factors[j][g] = simd::pset1<Lanes>(weights[j][g]);
  Index i = 0;
  for (; i + LanesOf<S>::width <= rows; i += LanesOf<S>::width) {
    PerVector<Lanes, k> sums;
    for (std::size_t j = 0; j < k; ++j) sums[j] = simd::ploadu<Lanes>(vectors[j] + i);
    for (std::size_t g = 0; g < n; ++g) {
      const Lanes column = simd::ploadu<Lanes>(group[g] + i);
      for (std::size_t j = 0; j < k; ++j) sums[j] = simd::pmadd(column, factors[j][g], sums[j]);
    }
    for (std::size_t j = 0; j < k; ++j) simd::pstoreu(vectors[j] + i, sums[j]);
  }
  for (; i < rows; ++i)
    for (std::size_t j = 0; j < k; ++j)
      for (std::size_t g = 0; g < n; ++g) vectors[j][i] += weights[j][g] * group[g][i];
}
}  // namespace detail

/// y += sum_i to_i (from_i' v).
/// Shapes:   from: columns of v.size(); to: as many columns, of y.size(); y must not overlap the rest [NOT checked]
/// Cost:     2 count (v.size() + y.size()) flops; each column comes from memory once
template <class S>
void add_rank_ones(const Columns<S>& to, const Columns<S>& from, const Vector<S>& v, Vector<S>& y) {
  for_each_group(from.count(), [&]<Index n>(Index first, std::integral_constant<Index, n>) {
    const auto dots = detail::dot_products<n, 1, S>(detail::group_from<n>(from, first).data(), from.rows(), {v.data()});
    detail::add_weighted<n, 1, S>(detail::group_from<n>(to, first).data(), to.rows(), dots, {y.data()});
  });
}

/// y_1 += sum_i c_i (c_i' v_1) and y_2 += sum_i c_i (c_i' v_2): what is loaded of a column serves both.
template <class S>
void add_squares(const Columns<S>& columns, const Vector<S>& v1, Vector<S>& y1, const Vector<S>& v2, Vector<S>& y2) {
  for_each_group(columns.count(), [&]<Index n>(Index first, std::integral_constant<Index, n>) {
    constexpr Index part = n > 1 ? n / 2 : n;  // two vectors: half as many columns fill the registers
    const auto group = detail::group_from<n>(columns, first);
    for (Index begin = 0; begin < n; begin += part) {
      const auto dots = detail::dot_products<part, 2, S>(group.data() + begin, columns.rows(), {v1.data(), v2.data()});
      detail::add_weighted<part, 2, S>(group.data() + begin, columns.rows(), dots, {y1.data(), y2.data()});
    }
  });
}

/// y += sum_i column_i.
template <class S>
void add_columns(const Columns<S>& columns, Vector<S>& y) {
  for_each_group(columns.count(), [&]<Index n>(Index first, std::integral_constant<Index, n>) {
    detail::Weights<S, n> ones;
    ones.fill(S(1));
    detail::add_weighted<n, 1, S>(detail::group_from<n>(columns, first).data(), columns.rows(), {ones}, {y.data()});
  });
}

}  // namespace bros
