// Exact first and second moments of every estimator of the Hessian action.
//
// The often quoted statement that the corrected action has a variance factor of at most 2 does not hold, neither for
// the variance nor for the second moment relative to ||H Z||^2. For m = 3, r = 2, n = 1, Haar, H = diag(1,2,3),
// Z = e_1, where ||H Z||^2 = 1:
//     biprobe, multi-block form (action/biprobe.hpp)      E||Hhat[Z]||^2 = 96/35
//     biprobe, single-block form                          E||Hhat[Z]||^2 = 12/5
//     exact_weights, least of sign corrections in a basis E||Hhat[Z]||^2 = 72/35
//     rotated, its mean over all bases of the subspace    E||Hhat[Z]||^2 = 66/35 (theory/estimators/rotated.hpp)
// Nor does any other constant serve: for H = diag(0,1,..,1), Z = e_1, H Z is 0 and E||Hhat[Z]||^2 > 0 for every action
// but one_sided, r < m. What does hold:
//     one_sided       E||Hhat[Z]||^2 = sum over blocks of (m/r) ||(H Z)_block||^2: relative variance m/r - 1
//     every action    a bound by ||H||^2 ||Z||^2 with a constant of (m, r) (theory/variance_bounds.hpp): any
//                     blocks, H and sampler of subsets of a basis; one block, Haar, n = 1 and symmetric H: the maximum
//     ordering        exact_weights <= balanced, biprobe, centred in second moment and covariance, for every sampler,
//                     shape, H and Z: given the subspace it is their conditional mean over the signs, and
//                     E||v||^2 = E||E[v|P]||^2 + E||v - E[v|P]||^2
#pragma once

#include <bros/theory/estimators/estimator.hpp>

#include <algorithm>
#include <array>
#include <numeric>
#include <set>
#include <utility>
#include <vector>

namespace bros {

namespace detail {
inline void require_hessian(const Blocks& blocks, Index rows, Index cols) {
  require(rows == blocks.full().size() && cols == rows, "hessian", std::to_string(rows) + " x " + std::to_string(cols),
          "square, of dimension dim(Y) = " + std::to_string(blocks.full().size()));
}

inline void require_tangent(const Blocks& blocks, Index size) {
  require(size == blocks.full().size(), "tangent.size", size, "dim(Y) = " + std::to_string(blocks.full().size()));
}

template <FieldScalar S>
S dot(const Vector<S>& a, const Vector<S>& b) {
  S sum(0);
  for (Index i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}
template <FieldScalar S>
Vector<S> product(const Matrix<S>& a, const Vector<S>& x) {
  Vector<S> y = Vector<S>::Zero(a.rows());
  for (Index i = 0; i < a.rows(); ++i)
    for (Index j = 0; j < a.cols(); ++j) y[i] += a(i, j) * x[j];
  return y;
}

/// Where row 0 of column x of a block stands in vec(Y).
inline Index at(const Blocks& blocks, Index block, Index x) {
  return blocks.full().offset(block) + x * blocks[block].rows;
}

/// A(a, b, c; x) = sum_y H(a x, b y) Z(c, y): row x, column a + m_left (b + m_right c).
template <FieldScalar S>
Matrix<S> hessian_and_tangent(const Blocks& blocks, Index left, Index right, const Matrix<S>& h, const Vector<S>& z) {
  const Index ml = blocks[left].rows, mr = blocks[right].rows;
  Matrix<S> tensor = Matrix<S>::Zero(blocks[left].cols, ml * mr * mr);
  for (Index x = 0; x < blocks[left].cols; ++x)
    for (Index y = 0; y < blocks[right].cols; ++y) {
      const Index row = at(blocks, left, x), column = at(blocks, right, y);
      for (Index c = 0; c < mr; ++c)
        for (Index b = 0; b < mr; ++b)
          for (Index a = 0; a < ml; ++a) tensor(x, a + ml * (b + mr * c)) += h(row + a, column + b) * z[column + c];
    }
  return tensor;
}

inline std::vector<std::pair<Index, Index>> block_pairs(Index count) {
  std::vector<std::pair<Index, Index>> pairs;
  for (Index a = 0; a < count; ++a)
    for (Index b = 0; b < count; ++b) pairs.emplace_back(a, b);
  return pairs;
}

}  // namespace detail

/// E[Hhat]: H itself for every unbiased action.
/// Shapes:   h dim(Y) x dim(Y) over vec(Y), column by column and block after block, symmetric or not; so is the result
/// Requires: that size [-> ArgumentError]
/// Ensures:  biprobe-unbiased, naive-bias; exact in a field.   Cost: O(dim(Y)^2 max m) operations
template <FieldScalar S>
[[nodiscard]] Matrix<S> mean_action(const Estimator& e, const Matrix<S>& h) {
  detail::require_hessian(e.blocks, h.rows(), h.cols());
  detail::EstimatorExpansion expand(e);
  Matrix<S> mean = Matrix<S>::Zero(h.rows(), h.cols());
  for (Index a = 0; a < e.blocks.count(); ++a)
    for (Index b = 0; b < e.blocks.count(); ++b) {
      const auto terms = expand({{a, true}, {b, false}}, [&](const SetPartition& c) {
        return expand.weights().mean({a, c[0]}, {b, c[1]});
      });
      const Index ma = e.blocks[a].rows, mb = e.blocks[b].rows;
      for (const DeltaTerm& term : terms) {
        const S coefficient = from_rational<S>(term.coefficient);
        // Slots: row of the result, row of H, column of H, column of the result.
        detail::for_each_assignment<4>(
            term.slots, {ma, ma, mb, mb}, {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}},
            [&](const std::array<Index, 4>& row) {
              for (Index x = 0; x < e.blocks[a].cols; ++x)
                for (Index y = 0; y < e.blocks[b].cols; ++y) {
                  const Index left = detail::at(e.blocks, a, x), right = detail::at(e.blocks, b, y);
                  mean(left + row[0], right + row[3]) += coefficient * h(left + row[1], right + row[2]);
                }
            });
      }
    }
  return mean;
}

namespace detail {

/// The terms of E[Hhat^T Hhat]: visit(a, b, d, slots, coefficient) for blocks a of the rows of both H, b and d of the
/// columns of the first and the second.
/// Math:     p_i^T p_k = (m/r) [i = k]: the two left columns are one, and three columns are left of four
/// Shapes:   slots: rows of the two H, column of the first and of the result, column of the second and of the result
template <class Visit>
void for_each_second_moment_term(const Estimator& e, const Visit& visit) {
  EstimatorExpansion expand(e);
  const Index count = e.blocks.count();
  for (Index a = 0; a < count; ++a)
    for (Index b = 0; b < count; ++b)
      for (Index d = 0; d < count; ++d) {
        const auto terms = expand({{a, true}, {b, false}, {d, false}}, [&](const SetPartition& c) {
          return expand.weights().product_mean({a, c[0]}, {b, c[1]}, {a, c[0]}, {d, c[2]});
        });
        const rational norm = rational(e.blocks[a].rows) / e.blocks[a].rank;
        for (const DeltaTerm& term : terms) visit(a, b, d, term.slots, rational(norm * term.coefficient));
      }
}

/// A matrix whose rows and columns are indexed by classes of slots.
template <FieldScalar S>
struct IndexedMatrix {
  Matrix<S> values;
  std::size_t row, column;
  [[nodiscard]] bool has(std::size_t index) const { return row == index || column == index; }
};

/// The sum over all indices of the product of matrices, each index from 0 to the extent of what it indexes.
/// Cost:     one index after the other, that with the fewest neighbours first: for the two Hessians and two tangents of
///           a second moment O(m^2) products
template <FieldScalar S>
[[nodiscard]] S contracted(std::vector<IndexedMatrix<S>> factors, std::vector<Index> extent) {
  const std::size_t none = extent.size();  // an index with one value
  extent.push_back(1);
  const auto neighbours = [&](std::size_t index) {
    std::set<std::size_t> met;
    for (const auto& f : factors)
      if (f.has(index)) met.insert({f.row, f.column});
    met.erase(index);
    met.erase(none);
    return std::vector<std::size_t>(met.begin(), met.end());
  };
  std::vector<std::size_t> left(none);
  std::iota(left.begin(), left.end(), std::size_t{0});
  while (!left.empty()) {
    const auto next = std::min_element(left.begin(), left.end(), [&](std::size_t a, std::size_t b) {
      return neighbours(a).size() < neighbours(b).size();
    });
    const std::size_t index = *next;
    left.erase(next);
    std::vector<std::size_t> around = neighbours(index);
    around.resize(2, none);  // two matrices have no more than two indices beside it
    IndexedMatrix<S> sum{Matrix<S>::Zero(extent[around[0]], extent[around[1]]), around[0], around[1]};
    std::vector<Index> at(extent.size(), 0);
    for (at[around[1]] = 0; at[around[1]] < extent[around[1]]; ++at[around[1]])
      for (at[around[0]] = 0; at[around[0]] < extent[around[0]]; ++at[around[0]])
        for (at[index] = 0; at[index] < extent[index]; ++at[index]) {
          S product(1);
          for (const auto& f : factors)
            if (f.has(index)) product *= f.values(at[f.row], at[f.column]);
          sum.values(at[around[0]], at[around[1]]) += product;
        }
    std::erase_if(factors, [&](const auto& f) { return f.has(index); });
    factors.push_back(std::move(sum));
  }
  S product(1);
  for (const auto& f : factors) product *= f.values(0, 0);
  return product;
}

}  // namespace detail

/// F = E[Hhat^T Hhat], so that E||Hhat[Z]||^2 = vec(Z)^T F vec(Z) for every Z; its largest eigenvalue is the worst case
/// over ||Z|| = 1.
/// Shapes, Requires: as mean_action
/// Ensures:  estimator-variance, exact in a field
/// Cost:     15 dim(Y)^3 multiplications (5 for coordinates): at dim(Y) = 64 in double a tenth of a second
template <FieldScalar S>
[[nodiscard]] Matrix<S> second_moment_form(const Estimator& e, const Matrix<S>& h) {
  detail::require_hessian(e.blocks, h.rows(), h.cols());
  Matrix<S> form = Matrix<S>::Zero(h.rows(), h.cols());
  detail::for_each_second_moment_term(
      e, [&](Index a, Index b, Index d, const SetPartition& slots, const rational& exact) {
        const S coefficient = from_rational<S>(exact);
        const Index ma = e.blocks[a].rows, mb = e.blocks[b].rows, md = e.blocks[d].rows;
        detail::for_each_assignment<6>(
            slots, {ma, ma, mb, mb, md, md},
            {{1, 0, 0, 0, 0, 0},
             {0, 1, 0, 0, 0, 0},
             {0, 0, 1, 0, 0, 0},
             {0, 0, 0, 1, 0, 0},
             {0, 0, 0, 0, 1, 0},
             {0, 0, 0, 0, 0, 1}},
            [&](const std::array<Index, 6>& row) {
              for (Index y = 0; y < e.blocks[b].cols; ++y)
                for (Index t = 0; t < e.blocks[d].cols; ++t) {
                  const Index first = detail::at(e.blocks, b, y), second = detail::at(e.blocks, d, t);
                  S sum(0);
                  for (Index x = 0; x < e.blocks[a].cols; ++x) {
                    const Index left = detail::at(e.blocks, a, x);
                    sum += h(left + row[0], first + row[2]) * h(left + row[1], second + row[4]);
                  }
                  form(first + row[3], second + row[5]) += coefficient * sum;
                }
            });
      });
  return form;
}

/// E||Hhat[Z]||^2.
/// Shapes:   h as in second_moment_form, z = vec(Z)
/// Requires: these sizes [-> ArgumentError]
/// Ensures:  estimator-variance, exact in a field
/// Cost:     O(n dim(Y)^2) products for each of at most 15 terms: far below second_moment_form
template <FieldScalar S>
[[nodiscard]] S second_moment(const Estimator& e, const Matrix<S>& h, const Vector<S>& z) {
  detail::require_hessian(e.blocks, h.rows(), h.cols());
  detail::require_tangent(e.blocks, z.size());
  S moment(0);
  detail::for_each_second_moment_term(
      e, [&](Index a, Index b, Index d, const SetPartition& slots, const rational& coefficient) {
        const Index ma = e.blocks[a].rows, mb = e.blocks[b].rows, md = e.blocks[d].rows;
        std::vector<Index> extent(slots.classes());
        for (const auto& [slot, rows] : {std::pair{0u, ma}, {1u, ma}, {2u, mb}, {3u, mb}, {4u, md}, {5u, md}})
          extent[slots[slot]] = rows;
        S sum(0);
        for (Index x = 0; x < e.blocks[a].cols; ++x)
          for (Index y = 0; y < e.blocks[b].cols; ++y)
            for (Index t = 0; t < e.blocks[d].cols; ++t) {
              const Index left = detail::at(e.blocks, a, x), first = detail::at(e.blocks, b, y),
                          second = detail::at(e.blocks, d, t);
              sum += detail::contracted<S>({{h.block(left, first, ma, mb), slots[0], slots[2]},
                                            {h.block(left, second, ma, md), slots[1], slots[4]},
                                            {z.segment(first, mb), slots[3], extent.size()},
                                            {z.segment(second, md), slots[5], extent.size()}},
                                           extent);
            }
        moment += from_rational<S>(coefficient) * sum;
      });
  return moment;
}

/// E||Hhat[Z] - E Hhat[Z]||^2: the trace of `covariance`.   Shapes, Requires, Ensures: as second_moment; Cost: that and
/// mean_action
template <FieldScalar S>
[[nodiscard]] S variance(const Estimator& e, const Matrix<S>& h, const Vector<S>& z) {
  const S second = second_moment<S>(e, h, z);
  const Vector<S> mean = detail::product<S>(mean_action<S>(e, h), z);
  return second - detail::dot<S>(mean, mean);
}

/// E||Hhat[Z] - H[Z]||^2: the variance, and for `plain` the squared bias too.   As second_moment
template <FieldScalar S>
[[nodiscard]] S mean_squared_error(const Estimator& e, const Matrix<S>& h, const Vector<S>& z) {
  const S second = second_moment<S>(e, h, z);
  const Vector<S> mean = detail::product<S>(mean_action<S>(e, h), z), exact = detail::product<S>(h, z);
  return second - S(2) * detail::dot<S>(mean, exact) + detail::dot<S>(exact, exact);
}

/// mean_squared_error / ||H Z||^2: the relative variance of an unbiased action.
/// Requires: H Z != 0 [-> ArgumentError].   As second_moment
template <FieldScalar S>
[[nodiscard]] S relative_variance(const Estimator& e, const Matrix<S>& h, const Vector<S>& z) {
  const S error = mean_squared_error<S>(e, h, z);
  const Vector<S> exact = detail::product<S>(h, z);
  const S norm = detail::dot<S>(exact, exact);
  require(!(norm == S(0)), "H Z", "0", "not zero: nothing to be relative to");
  return error / norm;
}

/// E[v v^T] of v = vec(Hhat[Z]); less the product of the means, the covariance matrix.
/// Math:     with A(a, b, c; x) = sum_y H(a x, b y) Z(c, y), the tensor of H and Z for two blocks, v is A contracted
///           with p_i p_i^T and p_j p_j^T, and E[v v^T] is A (x) A contracted with delta tensors on eight slots
/// Shapes, Requires: as second_moment; the result dim(Y) x dim(Y)
/// Ensures:  estimator-variance, exact in a field
/// Cost:     105 (max m)^2 dim(Y)^2 multiplications (15 for coordinates): in double at dim(Y) = 24, n = 1, some tenths
///           of a second; in rationals fifty times that
template <FieldScalar S>
[[nodiscard]] Matrix<S> second_moment_matrix(const Estimator& e, const Matrix<S>& h, const Vector<S>& z) {
  detail::require_hessian(e.blocks, h.rows(), h.cols());
  detail::require_tangent(e.blocks, z.size());
  detail::EstimatorExpansion expand(e);
  Matrix<S> moment = Matrix<S>::Zero(h.rows(), h.cols());
  const Index count = e.blocks.count();
  const auto rows = [&](Index l) { return e.blocks[l].rows; };
  std::vector<std::vector<Matrix<S>>> tensor(static_cast<std::size_t>(count));
  for (Index a = 0; a < count; ++a)
    for (Index b = 0; b < count; ++b)
      tensor[static_cast<std::size_t>(a)].push_back(detail::hessian_and_tangent<S>(e.blocks, a, b, h, z));
  const auto pairs = detail::block_pairs(count);
  for (const auto& [a, b] : pairs)
    for (const auto& [c, d] : pairs) {
      const Index i = a, j = b, k = c, l = d;
      const auto terms = expand({{i, true}, {j, false}, {k, true}, {l, false}}, [&](const SetPartition& s) {
        return expand.weights().product_mean({i, s[0]}, {j, s[1]}, {k, s[2]}, {l, s[3]});
      });
      const Matrix<S>& first = tensor[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
      const Matrix<S>& second = tensor[static_cast<std::size_t>(k)][static_cast<std::size_t>(l)];
      const Index mi = rows(i), mj = rows(j), mk = rows(k), ml = rows(l);
      for (const DeltaTerm& term : terms) {
        const S coefficient = from_rational<S>(term.coefficient);
        // Slots, twice: row of v, then the three indices of A. Addresses: columns of both A, rows of both v.
        detail::for_each_assignment<4>(term.slots, {mi, mi, mj, mj, mk, mk, ml, ml},
                                       {{0, 0, 1, 0},
                                        {1, 0, 0, 0},
                                        {mi, 0, 0, 0},
                                        {mi * mj, 0, 0, 0},
                                        {0, 0, 0, 1},
                                        {0, 1, 0, 0},
                                        {0, mk, 0, 0},
                                        {0, mk * ml, 0, 0}},
                                       [&](const std::array<Index, 4>& at) {
                                         for (Index x = 0; x < first.rows(); ++x)
                                           for (Index t = 0; t < second.rows(); ++t)
                                             moment(detail::at(e.blocks, i, x) + at[2],
                                                    detail::at(e.blocks, k, t) + at[3]) +=
                                                 coefficient * first(x, at[0]) * second(t, at[1]);
                                       });
      }
    }
  return moment;
}

/// The covariance matrix of vec(Hhat[Z]).   As second_moment_matrix
template <FieldScalar S>
[[nodiscard]] Matrix<S> covariance(const Estimator& e, const Matrix<S>& h, const Vector<S>& z) {
  Matrix<S> covariance = second_moment_matrix<S>(e, h, z);
  const Vector<S> mean = detail::product<S>(mean_action<S>(e, h), z);
  for (Index i = 0; i < mean.size(); ++i)
    for (Index j = 0; j < mean.size(); ++j) covariance(i, j) -= mean[i] * mean[j];
  return covariance;
}

}  // namespace bros
