// Estimators of H z on finitely many subspaces, in rationals: linear maps of the data V1^T H V2, with every moment by
// enumeration.
#pragma once

#include <bros/claims/exact_matrix.hpp>
#include <bros/core/stream.hpp>

#include <functional>
#include <optional>
#include <vector>

namespace bros {

/// One value of the projections (V1 V1^T, V2 V2^T), and its probability.
struct ProjectionPair {
  rational weight;
  RationalMatrix left, right;
};
using FiniteLaw = std::vector<ProjectionPair>;

inline RationalMatrix product(const RationalMatrix& a, const RationalMatrix& b) {
  RationalMatrix c = RationalMatrix::Zero(a.rows(), b.cols());
  for (Index j = 0; j < b.cols(); ++j)
    for (Index k = 0; k < a.cols(); ++k)
      if (b(k, j) != 0)
        for (Index i = 0; i < a.rows(); ++i) c(i, j) += a(i, k) * b(k, j);
  return c;
}
inline void add_scaled(RationalMatrix& sum, const rational& c, const RationalMatrix& a) {
  for (Index i = 0; i < a.size(); ++i) sum.data()[i] += c * a.data()[i];
}
inline rational squared_norm(const RationalMatrix& a) {
  rational sum = 0;
  for (Index i = 0; i < a.size(); ++i) sum += a.data()[i] * a.data()[i];
  return sum;
}
/// A^-1, if there is one.
inline std::optional<RationalMatrix> inverse(RationalMatrix a) {
  const Index n = a.rows();
  RationalMatrix b = identity_matrix(static_cast<int>(n));
  for (Index k = 0; k < n; ++k) {
    Index pivot = k;
    while (pivot < n && a(pivot, k) == 0) ++pivot;
    if (pivot == n) return std::nullopt;
    const rational scale = rational(1) / a(pivot, k);
    for (Index j = 0; j < n; ++j) {
      std::swap(a(pivot, j), a(k, j)), std::swap(b(pivot, j), b(k, j));
      a(k, j) *= scale, b(k, j) *= scale;
    }
    for (Index i = 0; i < n; ++i) {
      const rational factor = a(i, k);
      if (i == k || factor == 0) continue;
      for (Index j = 0; j < n; ++j) a(i, j) -= factor * a(k, j), b(i, j) -= factor * b(k, j);
    }
  }
  return b;
}

/// The matrix of H -> Q1 H Q2 over vec(H), which stands column by column.
inline RationalMatrix compression(const RationalMatrix& left, const RationalMatrix& right) {
  const Index m = left.rows();
  RationalMatrix c(m * m, m * m);
  for (Index i = 0; i < m; ++i)
    for (Index j = 0; j < m; ++j)
      for (Index a = 0; a < m; ++a)
        for (Index b = 0; b < m; ++b) c(i + m * j, a + m * b) = left(i, a) * right(b, j);
  return c;
}
inline RationalMatrix mean_compression(const FiniteLaw& law) {
  const Index m = law[0].left.rows();
  RationalMatrix s = RationalMatrix::Zero(m * m, m * m);
  for (const ProjectionPair& p : law) add_scaled(s, p.weight, compression(p.left, p.right));
  return s;
}
/// The matrix of H -> H e_j.
inline RationalMatrix exact_action(Index m, Index j) {
  RationalMatrix action = RationalMatrix::Zero(m, m * m);
  for (Index i = 0; i < m; ++i) action(i, i + m * j) = 1;
  return action;
}

/// The signed cyclic permutations: 2^m m orthogonal matrices with E[H_ij H_kl] = [ik][jl] / m.
inline std::vector<RationalMatrix> signed_shifts(int m) {
  std::vector<RationalMatrix> all;
  for (int shift = 0; shift < m; ++shift)
    for (int signs = 0; signs < 1 << m; ++signs) {
      RationalMatrix h = RationalMatrix::Zero(m, m);
      for (int i = 0; i < m; ++i) h(i, (i + shift) % m) = (signs >> i) % 2 == 0 ? 1 : -1;
      all.push_back(h);
    }
  return all;
}

/// T for each z = e_j and each realisation of a law: the matrices of H -> T, which see H through Q1 H Q2 alone.
class FiniteEstimator {
 public:
  /// T = (L_j + R) (Q1 H Q2), R = extra() drawn for each j and realisation, L_j such that T is unbiased.
  /// Requires: S = E[Q1 . Q2] has an inverse [-> ArgumentError]
  FiniteEstimator(const FiniteLaw& law, const std::function<RationalMatrix()>& extra) : law_(law) {
    const Index m = law[0].left.rows();
    const auto s_inverse = inverse(mean_compression(law));
    require(s_inverse.has_value(), "law", "singular", "one for which an estimator is unbiased");
    for (Index j = 0; j < m; ++j) {
      RationalMatrix missing = exact_action(m, j);
      std::vector<RationalMatrix> maps;
      for (const ProjectionPair& p : law) {
        maps.push_back(product(extra(), compression(p.left, p.right)));
        add_scaled(missing, -p.weight, maps.back());
      }
      const RationalMatrix constant = product(missing, *s_inverse);
      for (std::size_t k = 0; k < law.size(); ++k)
        add_scaled(maps[k], 1, product(constant, compression(law[k].left, law[k].right)));
      maps_.push_back(std::move(maps));
    }
  }
  [[nodiscard]] bool is_unbiased() const {
    for (std::size_t j = 0; j < maps_.size(); ++j) {
      const auto m = static_cast<Index>(maps_.size());
      RationalMatrix mean = RationalMatrix::Zero(m, m * m);
      for (std::size_t k = 0; k < law_.size(); ++k) add_scaled(mean, law_[k].weight, maps_[j][k]);
      if (!equal(mean, exact_action(m, static_cast<Index>(j)))) return false;
    }
    return true;
  }
  /// E||T||^2 at this H and z = e_j.
  [[nodiscard]] rational moment(const RationalMatrix& h, std::size_t j) const {
    const RationalMatrix flat = Eigen::Map<const RationalMatrix>(h.data(), h.size(), 1);
    rational sum = 0;
    for (std::size_t k = 0; k < law_.size(); ++k) sum += law_[k].weight * squared_norm(product(maps_[j][k], flat));
    return sum;
  }
  /// Its mean over the signed shifts, for z = e_j.
  [[nodiscard]] rational average(std::size_t j) const {
    const auto hessians = signed_shifts(static_cast<int>(maps_.size()));
    rational sum = 0;
    for (const RationalMatrix& h : hessians) sum += moment(h, j);
    return sum / static_cast<int>(hessians.size());
  }
  /// And over z too.
  [[nodiscard]] rational average() const {
    rational sum = 0;
    for (std::size_t j = 0; j < maps_.size(); ++j) sum += average(j);
    return sum / static_cast<int>(maps_.size());
  }

 private:
  FiniteLaw law_;
  std::vector<std::vector<RationalMatrix>> maps_;
};

/// Small random integers, one after the other.
class RandomIntegers {
 public:
  explicit RandomIntegers(const char* purpose) : stream_(Stream(11).fork(purpose)) {}
  int operator()(int low, int high) {
    return low + static_cast<int>(stream_.word(next_++) % static_cast<std::uint64_t>(high - low + 1));
  }
  RationalMatrix matrix(Index rows, Index cols, int largest) {
    RationalMatrix a(rows, cols);
    for (Index i = 0; i < a.size(); ++i) a.data()[i] = (*this)(-largest, largest);
    return a;
  }
  /// Onto the span of r random integer vectors of R^m.
  RationalMatrix projection(Index m, Index r) {
    RationalMatrix q = RationalMatrix::Zero(m, m);
    for (Index rank = 0; rank < r;) {
      RationalMatrix v = matrix(m, 1, 3);
      const RationalMatrix in_it = product(q, v);
      add_scaled(v, -1, in_it);
      const rational norm = squared_norm(v);
      if (norm == 0) continue;
      add_scaled(q, rational(1) / norm, product(v, transposed_column(v)));
      ++rank;
    }
    return q;
  }
  /// `count` random weights that add up to 1.
  std::vector<rational> weights(std::size_t count) {
    std::vector<rational> w;
    rational sum = 0;
    for (std::size_t k = 0; k < count; ++k) w.emplace_back((*this)(1, 9)), sum += w.back();
    for (rational& one : w) one /= sum;
    return w;
  }

 private:
  static RationalMatrix transposed_column(const RationalMatrix& v) {
    RationalMatrix row(1, v.rows());
    for (Index i = 0; i < v.rows(); ++i) row(0, i) = v(i, 0);
    return row;
  }
  Stream stream_;
  std::uint64_t next_ = 0;
};

}  // namespace bros
