// The joint first and second moments of a random projection and the estimate of the Hessian made with it.
#pragma once

#include <bros/theory/estimators/basis_moments.hpp>
#include <bros/theory/estimators/probe_weights.hpp>
#include <bros/verified/second_moment.hpp>

#include <utility>
#include <vector>

namespace bros {

namespace detail {
// E[omega omega'] for omega = (1, Q_11, .., Q_mm, Hhat_11, .., Hhat_mm), column by column.
class JointMoments {
 public:
  JointMoments(ActionKind action, SamplerKind sampler, int m, int r, const Matrix<rational>& hessian)
      : m_(m), r_(r), hessian_(hessian), basis_(sampler), weights_(action, Blocks({{m, 1, r}})) {
    find_nonzeros();
  }

  [[nodiscard]] Matrix<rational> operator()() {
    const Index entries = m_ * m_, size = 1 + 2 * entries;
    Matrix<rational> all(size, size);
    all(0, 0) = 1;
    for (Index b = 0; b < size; ++b)
      for (Index a = 0; a <= b; ++a) all(a, b) = all(b, a) = mean_product(a, b);
    return all;
  }

 private:
  // One factor v_c v_c' of a product, at (row, col), c its column of the basis.
  struct Factor {
    std::size_t column, row, col;
  };
  // Summed over the columns that the factors of the two components take; those of omega_a come first.
  rational mean_product(Index a, Index b) {
    rational sum = 0;
    std::vector<std::size_t> columns(static_cast<std::size_t>(factors(a) + factors(b)), 0);
    const auto count = static_cast<std::size_t>(r_);
    for (;;) {
      sum += weight(a, b, columns) * with_columns(a, b, columns);
      std::size_t s = 0;
      while (s < columns.size() && ++columns[s] == count) columns[s++] = 0;
      if (s == columns.size()) break;
    }
    for (std::size_t s = 0; s < columns.size(); ++s) sum *= rational(m_) / r_;
    return sum;
  }
  [[nodiscard]] int factors(Index a) const { return a == 0 ? 0 : a <= m_ * m_ ? 1 : 2; }
  [[nodiscard]] rational weight(Index a, Index b, const std::vector<std::size_t>& c) const {
    const auto column = [&](std::size_t s) { return ProbeWeights::Column{0, c[s]}; };
    const auto first = static_cast<std::size_t>(factors(a));
    if (factors(a) == 2 && factors(b) == 2) return weights_.product_mean(column(0), column(1), column(2), column(3));
    if (factors(a) == 2) return weights_.mean(column(0), column(1));
    return factors(b) == 2 ? weights_.mean(column(first), column(first + 1)) : rational(1);
  }
  rational with_columns(Index a, Index b, const std::vector<std::size_t>& c) {
    const auto& terms = basis_(m_, SetPartition(c));
    rational sum = 0;
    for_each_product(a, 0, c, [&](const rational& x, std::vector<Factor> left) {
      for_each_product(b, left.size(), c, [&](const rational& y, const std::vector<Factor>& right) {
        std::vector<Factor> all = left;
        all.insert(all.end(), right.begin(), right.end());
        sum += x * y * moment(terms, all);
      });
    });
    return sum;
  }
  template <class Visit>
  void for_each_product(Index a, std::size_t first, const std::vector<std::size_t>& c, const Visit& visit) const {
    if (a == 0) return visit(rational(1), {});
    const auto m = static_cast<std::size_t>(m_), entry = static_cast<std::size_t>((a - 1) % (m_ * m_));
    const std::size_t i = entry % m, j = entry / m;
    if (factors(a) == 1) return visit(rational(1), {{c[first], i, j}});
    for (const auto& [t, u] : nonzeros_)
      visit(hessian_(static_cast<Index>(t), static_cast<Index>(u)), {{c[first], i, t}, {c[first + 1], u, j}});
  }
  static rational moment(const std::vector<DeltaTerm>& terms, const std::vector<Factor>& factors) {
    std::vector<std::size_t> indices;
    for (const Factor& f : factors) indices.push_back(f.row), indices.push_back(f.col);
    const SetPartition equal(indices);
    rational sum = 0;
    for (const DeltaTerm& term : terms)
      if (refines(term.slots, equal)) sum += term.coefficient;
    return sum;
  }
  void find_nonzeros() {
    for (Index t = 0; t < m_; ++t)
      for (Index u = 0; u < m_; ++u)
        if (hessian_(t, u) != 0) nonzeros_.emplace_back(static_cast<std::size_t>(t), static_cast<std::size_t>(u));
  }

  int m_, r_;
  Matrix<rational> hessian_;
  BasisMoments basis_;
  ProbeWeights weights_;
  std::vector<std::pair<std::size_t, std::size_t>> nonzeros_;
};
}  // namespace detail

/// E[omega omega'], omega = (1, vec Q, vec Hhat).
/// Math:     Hhat = sum_ij w_ij p_i p_i' H p_j p_j': products of up to four p p', averaged by basis_moment,
///           with weights averaged by ProbeWeights
/// Shapes:   H m x m; the result 1 + 2 m^2 square
/// Requires: an action of that form: not one_sided, not decoupled [NOT checked]
///           ranks that it allows [-> ArgumentError]
/// Ensures:  exact
[[nodiscard]] inline Matrix<rational> joint_moments(ActionKind action, SamplerKind sampler, int m, int r,
                                                    const Matrix<rational>& hessian) {
  return detail::JointMoments(action, sampler, m, r, hessian)();
}

/// The law with these joint moments: their covariance L D L', without square roots.
/// Requires: a matrix of joint moments, as joint_moments [NOT checked]
[[nodiscard]] inline EstimatorLaw law_of(const Matrix<rational>& moments, int m) {
  const Index entries = m * m;
  Matrix<rational> covariance(2 * entries, 2 * entries);
  for (Index j = 0; j < covariance.cols(); ++j)
    for (Index i = 0; i < covariance.rows(); ++i)
      covariance(i, j) = moments(i + 1, j + 1) - moments(0, i + 1) * moments(0, j + 1);
  EstimatorLaw law{Matrix<rational>(m, m), {}};
  for (Index i = 0; i < entries; ++i) law.mean.data()[i] = moments(0, 1 + entries + i);
  for (Index k = 0; k < covariance.cols(); ++k) {
    const rational variance = covariance(k, k);
    if (variance == 0) continue;  // and so are the row and the column
    EstimatorLaw::Deviation next{variance, Matrix<rational>(m, m), Matrix<rational>(m, m)};
    Matrix<rational> direction(2 * entries, 1);
    for (Index i = 0; i < direction.rows(); ++i) direction(i, 0) = covariance(i, k) / variance;
    for (Index i = 0; i < entries; ++i) {
      next.q.data()[i] = direction(i, 0);
      next.estimate.data()[i] = direction(entries + i, 0);
    }
    for (Index j = 0; j < covariance.cols(); ++j)
      for (Index i = 0; i < covariance.rows(); ++i) covariance(i, j) -= variance * direction(i, 0) * direction(j, 0);
    law.deviations.push_back(std::move(next));
  }
  return law;
}

}  // namespace bros
