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
  [[nodiscard]] Index rows() const { return matrix_->rows(); }
  [[nodiscard]] Index count() const { return static_cast<Index>(picked_.size()); }
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

/// The dot products of a group of columns with v.
template <Index n, class S>
[[gnu::always_inline]] inline Weights<S, n> dot_products(const Group<S, n>& group, Index rows, const S* v) {
  using Lanes = decltype(LanesOf<S>::zero());
  Lanes sums[n];
  for (std::size_t g = 0; g < n; ++g) sums[g] = LanesOf<S>::zero();
  Index i = 0;
  for (; i + LanesOf<S>::width <= rows; i += LanesOf<S>::width) {
    const Lanes entries = simd::ploadu<Lanes>(v + i);
    for (std::size_t g = 0; g < n; ++g) sums[g] = simd::pmadd(simd::ploadu<Lanes>(group[g] + i), entries, sums[g]);
  }
  Weights<S, n> dots;
  for (std::size_t g = 0; g < n; ++g) dots[g] = simd::predux(sums[g]);
  for (; i < rows; ++i)
    for (std::size_t g = 0; g < n; ++g) dots[g] += group[g][i] * v[i];
  return dots;
}

/// y += sum_g weights_g column_g.
template <Index n, class S>
[[gnu::always_inline]] inline void add_weighted(const Group<S, n>& group, Index rows, const Weights<S, n>& weights,
                                                S* y) {
  using Lanes = decltype(LanesOf<S>::zero());
  Lanes factors[n];
  for (std::size_t g = 0; g < n; ++g) factors[g] = simd::pset1<Lanes>(weights[g]);
  Index i = 0;
  for (; i + LanesOf<S>::width <= rows; i += LanesOf<S>::width) {
    Lanes sum = simd::ploadu<Lanes>(y + i);
    for (std::size_t g = 0; g < n; ++g) sum = simd::pmadd(simd::ploadu<Lanes>(group[g] + i), factors[g], sum);
    simd::pstoreu(y + i, sum);
  }
  for (; i < rows; ++i)
    for (std::size_t g = 0; g < n; ++g) y[i] += weights[g] * group[g][i];
}
}  // namespace detail

/// y += sum_i to_i (from_i' v).
/// Shapes:   from: columns of v.size(); to: as many columns, of y.size(); y must not overlap the rest [NOT checked]
/// Cost:     2 count (v.size() + y.size()) flops; each column comes from memory once
template <class S>
void add_rank_ones(const Columns<S>& to, const Columns<S>& from, const Vector<S>& v, Vector<S>& y) {
  for_each_group(from.count(), [&]<Index n>(Index first, std::integral_constant<Index, n>) {
    const auto dots = detail::dot_products<n>(detail::group_from<n>(from, first), from.rows(), v.data());
    detail::add_weighted<n>(detail::group_from<n>(to, first), to.rows(), dots, y.data());
  });
}

/// y += sum_i column_i.
template <class S>
void add_columns(const Columns<S>& columns, Vector<S>& y) {
  for_each_group(columns.count(), [&]<Index n>(Index first, std::integral_constant<Index, n>) {
    detail::Weights<S, n> ones;
    ones.fill(S(1));
    detail::add_weighted<n>(detail::group_from<n>(columns, first), columns.rows(), ones, y.data());
  });
}

}  // namespace bros
