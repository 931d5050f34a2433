// Covariances of what a projection and an estimate of the Hessian do to random vectors, as linear maps of moments.
#pragma once

#include <bros/theory/estimators/variance.hpp>

#include <algorithm>
#include <array>
#include <concepts>
#include <string>
#include <utility>
#include <vector>

namespace bros {

/// A linear map of n x n matrices, kept by its non-zero coefficients.
template <FieldScalar S>
class MatrixMap {
 public:
  MatrixMap() = default;
  /// Shapes:   column p + n q of `dense` is where E_pq goes, as a matrix of n x n column by column
  MatrixMap(Index size, const Matrix<S>& dense) : size_(size) {
    for (Index row = 0; row < dense.rows(); ++row) {
      first_.push_back(terms_.size());
      for (Index column = 0; column < dense.cols(); ++column)
        if (!(dense(row, column) == S(0))) terms_.push_back({column, dense(row, column)});
    }
    first_.push_back(terms_.size());
  }
  /// Requires: x n x n [NOT checked].   Cost: one multiplication a term
  [[nodiscard]] Matrix<S> operator()(const Matrix<S>& x) const {
    Matrix<S> y(size_, size_);
    for (Index row = 0; row < y.size(); ++row) {
      S sum(0);
      for (std::size_t t = first_[static_cast<std::size_t>(row)]; t < first_[static_cast<std::size_t>(row) + 1]; ++t)
        sum += terms_[t].coefficient * x.data()[terms_[t].from];
      y.data()[row] = sum;
    }
    return y;
  }
  [[nodiscard]] std::size_t terms() const { return terms_.size(); }

 private:
  struct Term {
    Index from;
    S coefficient;
  };
  Index size_ = 0;
  std::vector<std::size_t> first_;
  std::vector<Term> terms_;
};

/// E[H_pq H_st] of a random symmetric Hessian: its mean is `mean`, and its deviation has independent Gaussian entries
/// of variance `noise` above the diagonal and twice that on it.
/// Math:     E[E_pq E_st] = noise ([p = s][q = t] + [p = t][q = s])
template <FieldScalar S>
struct HessianMoments {
  Matrix<S> mean;
  S noise{0};
  /// E[H_pq H_st].
  [[nodiscard]] S operator()(Index p, Index q, Index s, Index t) const {
    S product = mean(p, q) * mean(s, t);
    if (p == s && q == t) product += noise;
    if (p == t && q == s) product += noise;
    return product;
  }
};

/// The random matrices that one iteration applies to a tangent: Q = P P^T, or Hhat, the matrix of Z -> P Hhat[Z].
enum class Factor { projection, estimate };

namespace detail {

/// E[L X R^T] as a linear map of X, L and R each Q or Hhat made with the same subspaces and signs, not centred.
/// Math:     L is a sum of p_i p_i^T (Q) or of w_ij p_i p_i^T H p_j p_j^T (Hhat), R likewise: two to four factors p
///           p^T, averaged over the columns as delta tensors by EstimatorExpansion
template <FieldScalar S>
class SecondMomentMap {
 public:
  SecondMomentMap(const Estimator& e, const HessianMoments<S>& hessian) : e_(e), hessian_(hessian), expand_(e) {}

  [[nodiscard]] Matrix<S> operator()(Factor left, Factor right) {
    const Index n = e_.blocks.full().size();
    Matrix<S> map = Matrix<S>::Zero(n * n, n * n);
    for (const auto& [i, j] : block_pairs(e_.blocks.count()))
      for (const auto& [k, l] : block_pairs(e_.blocks.count()))
        if ((left == Factor::estimate || i == j) && (right == Factor::estimate || k == l))
          add(map, {left, i, j}, {right, k, l});
    return map;
  }

 private:
  /// One factor between two blocks: rows of block `to`, columns of block `from`.
  struct Side {
    Factor factor;
    Index to, from;
    [[nodiscard]] bool estimates() const { return factor == Factor::estimate; }
  };
  /// Indices within vec(Y): of the result, of row and column of H, of the argument.
  using Positions = std::array<Index, 4>;

  void add(Matrix<S>& map, const Side& left, const Side& right) {
    std::vector<Place> places;
    std::vector<Index> extent;
    std::vector<std::array<Index, 8>> strides;
    append(left, 0, places, extent, strides);
    append(right, 4, places, extent, strides);
    for (const DeltaTerm& term : expand_(places, [&](const SetPartition& c) { return weight(left, right, c); })) {
      const S coefficient = from_rational<S>(term.coefficient);
      for_each_assignment<8>(term.slots, extent, strides, [&](const std::array<Index, 8>& row) {
        for_each_column(left, {row[0], row[1], row[2], row[3]}, [&](const Positions& a) {
          for_each_column(right, {row[4], row[5], row[6], row[7]}, [&](const Positions& b) {
            const S entry = of_hessian(left, right, a, b);
            if (!(entry == S(0))) map(index(a[0], b[0]), index(a[3], b[3])) += coefficient * entry;
          });
        });
      });
    }
  }
  // The slots of a factor and which of its four rows they are.
  void append(const Side& side, std::size_t first, std::vector<Place>& places, std::vector<Index>& extent,
              std::vector<std::array<Index, 8>>& strides) const {
    const auto slot = [&](Index block, std::size_t begin, std::size_t end) {
      extent.push_back(e_.blocks[block].rows);
      strides.emplace_back();
      for (std::size_t a = begin; a < end; ++a) strides.back()[first + a] = 1;
    };
    places.push_back({side.to, true});
    slot(side.to, 0, 1);
    if (!side.estimates()) return slot(side.to, 1, 4);
    slot(side.to, 1, 2);
    places.push_back({side.from, false});
    slot(side.from, 2, 3);
    slot(side.from, 3, 4);
  }
  [[nodiscard]] rational weight(const Side& left, const Side& right, const SetPartition& c) const {
    using Column = ProbeWeights::Column;
    const auto& weights = expand_.weights();
    const std::size_t next = left.estimates() ? 2 : 1;
    if (left.estimates() && right.estimates())
      return weights.product_mean(Column{left.to, c[0]}, Column{left.from, c[1]}, Column{right.to, c[2]},
                                  Column{right.from, c[3]});
    if (left.estimates()) return weights.mean(Column{left.to, c[0]}, Column{left.from, c[1]});
    if (right.estimates()) return weights.mean(Column{right.to, c[next]}, Column{right.from, c[next + 1]});
    return 1;
  }
  template <class Visit>
  void for_each_column(const Side& side, const Positions& row, const Visit& visit) const {
    for (Index x = 0; x < e_.blocks[side.to].cols; ++x)
      for (Index y = 0; y < e_.blocks[side.from].cols; ++y) {
        if (!side.estimates() && y != x) continue;
        const Index to = at(e_.blocks, side.to, x), from = at(e_.blocks, side.from, y);
        visit(Positions{to + row[0], to + row[1], from + row[2], from + row[3]});
      }
  }
  [[nodiscard]] S of_hessian(const Side& left, const Side& right, const Positions& a, const Positions& b) const {
    if (left.estimates() && right.estimates()) return hessian_(a[1], a[2], b[1], b[2]);
    if (left.estimates()) return hessian_.mean(a[1], a[2]);
    return right.estimates() ? hessian_.mean(b[1], b[2]) : S(1);
  }
  [[nodiscard]] Index index(Index i, Index j) const { return i + e_.blocks.full().size() * j; }

  const Estimator& e_;
  const HessianMoments<S>& hessian_;
  EstimatorExpansion expand_;
};

/// map <- map - (X -> L X R^T).
template <FieldScalar S>
void subtract_product(Matrix<S>& map, const Matrix<S>& left, const Matrix<S>& right) {
  const Index n = left.rows();
  for (Index q = 0; q < n; ++q)
    for (Index p = 0; p < n; ++p)
      for (Index j = 0; j < n; ++j)
        for (Index i = 0; i < n; ++i)
          if (!(left(i, p) == S(0)) && !(right(j, q) == S(0))) map(i + n * j, p + n * q) -= left(i, p) * right(j, q);
}

}  // namespace detail

/// The deviations of Q and Hhat from their means, as far as second moments go.
/// Math:     q_q(X) = E[(Q - I) X (Q - I)^T],  e_q(X) = E[(Hhat - Hbar) X (Q - I)^T],
///           e_e(X) = E[(Hhat - Hbar) X (Hhat - Hbar)^T],  Hbar = E[Hhat]
/// Shapes:   everything dim(Y) x dim(Y) over vec(Y), column by column and block after block
template <FieldScalar S>
struct DeviationMaps {
  Matrix<S> mean_estimate;
  MatrixMap<S> q_q, e_q, e_e;
};

/// Requires: a Hessian of dimension dim(Y), symmetric or not; ranks that the action allows [-> ArgumentError]
/// Ensures:  exact in a field: estimator-variance jointly with haar-second
/// Cost:     105 dim(Y)^4 multiplications (15 for coordinates) for e_e where H has no zeros, dim(Y)^4 numbers
template <FieldScalar S>
[[nodiscard]] DeviationMaps<S> deviation_maps(const Estimator& e, const HessianMoments<S>& hessian) {
  const Index n = e.blocks.full().size();
  const Matrix<S> mean = mean_action<S>(e, hessian.mean), identity = Matrix<S>::Identity(n, n);
  detail::SecondMomentMap<S> second(e, hessian);
  const auto centred = [&](Factor left, Factor right) {
    Matrix<S> map = second(left, right);
    const auto mean_of = [&](Factor f) -> const Matrix<S>& { return f == Factor::estimate ? mean : identity; };
    detail::subtract_product(map, mean_of(left), mean_of(right));
    return MatrixMap<S>(n, map);
  };
  return {mean, centred(Factor::projection, Factor::projection), centred(Factor::estimate, Factor::projection),
          centred(Factor::estimate, Factor::estimate)};
}

}  // namespace bros
