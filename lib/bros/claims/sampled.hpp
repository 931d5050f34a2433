// Statistics of samplers and actions: what the statistical tests draw, and how far it can reach.
#pragma once

#include <bros/action/weights.hpp>
#include <bros/evidence/bounded_mean_test.hpp>
#include <bros/subspace/subspace.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace bros {

/// P_l as a matrix, whatever the sampler.
template <Scalar S>
Matrix<S> basis_matrix(const Subspace<S>& p, Index l = 0) {
  const Block& b = p.blocks()[l];
  const Matrix<S> identity = Matrix<S>::Identity(b.rank, b.rank);
  Matrix<S> basis = Matrix<S>::Zero(b.rows, b.rank);
  p.lift_block(l, S(1), identity, basis);
  return basis;
}

/// Tests of the mean of every entry of a random matrix at level alpha together.
class MatrixMeanTest {
 public:
  /// Shapes:   bound >= the absolute value of every entry, for certain
  MatrixMeanTest(Index rows, Index cols, double bound, double alpha)
      : rows_(rows),
        tests_(static_cast<std::size_t>(rows * cols),
               BoundedMeanTest(2 * bound, alpha / static_cast<double>(rows * cols))) {}
  template <class Derived>
  void add(const Eigen::MatrixBase<Derived>& value) {
    for (Index j = 0; j < value.cols(); ++j)
      for (Index i = 0; i < value.rows(); ++i) at(i, j).add(static_cast<double>(value(i, j)));
  }
  [[nodiscard]] bool rejects(const Matrix<double>& mean) {
    bool any = false;
    for (Index j = 0; j < mean.cols(); ++j)
      for (Index i = 0; i < mean.rows(); ++i) any |= at(i, j).rejects(mean(i, j));
    return any;
  }
  /// The mean of the first entry and how many there are, to be read by people.
  [[nodiscard]] std::string text() const { return text(tests_.front().mean(), tests_.size()); }
  [[nodiscard]] static std::string text(const Matrix<double>& mean) {
    return text(mean(0, 0), static_cast<std::size_t>(mean.size()));
  }
  /// The largest standard deviation of an entry: what a plan must have allowed for.
  [[nodiscard]] double largest_deviation() const {
    double largest = 0;
    for (const auto& test : tests_) largest = std::max(largest, test.standard_deviation());
    return largest;
  }

 private:
  BoundedMeanTest& at(Index i, Index j) { return tests_[static_cast<std::size_t>(i + rows_ * j)]; }
  static std::string text(double first, std::size_t entries) {
    return std::to_string(first) + " (first of " + std::to_string(entries) + ")";
  }
  Index rows_;
  std::vector<BoundedMeanTest> tests_;
};

/// A bound on ||P Hhat|| for every action of the library, h the norm of H.
/// Math:     ||Q|| = max m/r =: c. Two-sided probes: c ||H|| c (1 + max |left| max |right|), and |left|, |right| <=
///           tau (1 + sqrt(r)) / sqrt(r) for biprobe, 2 tau for centred, less for balanced; exact weights: the mean of
///           biprobe over its signs; decoupled, plain: c ||H|| c; one-sided: c ||H||
inline double action_bound(const Blocks& blocks, double h) {
  double gram = 1, probes = 0;
  for (const Block& b : blocks) {
    gram = std::max(gram, gram_factor<double>(b));
    const double tau2 = b.rank < 2 ? 0 : tau_squared<double>(static_cast<int>(b.rows), static_cast<int>(b.rank));
    probes = std::max(probes, 4 * tau2);  // (1 + 1/sqrt(r))^2 <= 4
  }
  return gram * gram * h * (1 + probes);
}

}  // namespace bros
