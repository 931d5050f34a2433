// Factorisations of dense matrices, in one place: they take longer to compile than all that uses them.
#pragma once

#include <bros/core/product.hpp>

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <Eigen/QR>

namespace bros {

/// Eigenvalues of a symmetric matrix, ascending. Only the lower triangle is read.
template <RealScalar S>
[[nodiscard]] Vector<S> symmetric_eigenvalues(const Matrix<S>& m) {
  return Eigen::SelfAdjointEigenSolver<Matrix<S>>(m, Eigen::EigenvaluesOnly).eigenvalues();
}
/// Orthonormal eigenvectors of a symmetric matrix, one a column, eigenvalues ascending.
template <RealScalar S>
[[nodiscard]] Matrix<S> symmetric_eigenvectors(const Matrix<S>& m) {
  return Eigen::SelfAdjointEigenSolver<Matrix<S>>(m).eigenvectors();
}
/// Orthonormal columns that span the first min(rows, cols) columns of m.
template <RealScalar S>
[[nodiscard]] Matrix<S> orthonormal_basis(const Matrix<S>& m) {
  return Eigen::HouseholderQR<Matrix<S>>(m).householderQ() *
         Matrix<S>::Identity(m.rows(), std::min(m.rows(), m.cols()));
}
/// The spectral norm of any matrix, sqrt(lambda_max(m m')).
/// Ensures:  floating point
template <RealScalar S>
[[nodiscard]] S spectral_norm(const Matrix<S>& m) {
  using std::sqrt;
  const Vector<S> squares = symmetric_eigenvalues<S>(m.lazyProduct(m.transpose()));
  return squares.size() == 0 ? S(0) : S(sqrt(S(squares[squares.size() - 1])));
}

/// The Cholesky factorisation of a symmetric matrix.
template <RealScalar S>
class Cholesky {
 public:
  explicit Cholesky(const Matrix<S>& m);
  /// Whether it came to its end: the matrix is positive definite, or nearly so.
  [[nodiscard]] bool exists() const;
  /// v <- m^-1 v.
  void solve_in_place(Vector<S>& v) const;
  /// m^-1 v.
  [[nodiscard]] Vector<S> solve(Vector<S> v) const;

 private:
  Eigen::LLT<Matrix<S>> factors_;
};
template <RealScalar S>
Cholesky<S>::Cholesky(const Matrix<S>& m) : factors_(m) {}
template <RealScalar S>
bool Cholesky<S>::exists() const {
  return factors_.info() == Eigen::Success;
}
template <RealScalar S>
void Cholesky<S>::solve_in_place(Vector<S>& v) const {
  factors_.solveInPlace(v);
}
template <RealScalar S>
Vector<S> Cholesky<S>::solve(Vector<S> v) const {
  solve_in_place(v);
  return v;
}

/// Whether a symmetric matrix is positive definite beyond rounding: Cholesky of m - c I comes to its end, c being at
/// least what rounding can do. m is divided by its largest diagonal entry first, so that neither its trace overflows nor c
/// is lost. Of m itself Cholesky may come to its end although m is singular.
/// Source:   Rump, "Verification of positive definiteness" (2006)
template <RealScalar S>
[[nodiscard]] bool positive_definite(const Matrix<S>& m) {
  S largest(0);  // if m is positive definite, no entry is larger
  for (Index i = 0; i < m.rows(); ++i) {
    if (!(m(i, i) > S(0))) return false;
    if (m(i, i) > largest) largest = m(i, i);
  }
  Matrix<S> scaled = m / largest;
  const S shift = S(static_cast<int>(m.rows() + 2)) * Eigen::NumTraits<S>::epsilon() * scaled.trace();
  for (Index i = 0; i < m.rows(); ++i) scaled(i, i) -= shift;
  return Cholesky<S>(scaled).exists();
}

/// The largest modulus of an eigenvalue of a square matrix, and the largest real part of one.
template <RealScalar S>
[[nodiscard]] S spectral_radius(const Matrix<S>& m) {
  return Eigen::EigenSolver<Matrix<S>>(m, false).eigenvalues().cwiseAbs().maxCoeff();
}
/// The largest real part of an eigenvalue.
template <RealScalar S>
[[nodiscard]] S spectral_abscissa(const Matrix<S>& m) {
  return Eigen::EigenSolver<Matrix<S>>(m, false).eigenvalues().real().maxCoeff();
}

/// The LU factorisation of an invertible matrix, with partial pivoting.
template <RealScalar S>
class Lu {
 public:
  explicit Lu(const Matrix<S>& m);
  /// m^-1 b.
  [[nodiscard]] Matrix<S> solve(const Matrix<S>& b) const;

 private:
  Eigen::PartialPivLU<Matrix<S>> factors_;
};
template <RealScalar S>
Lu<S>::Lu(const Matrix<S>& m) : factors_(m) {}
template <RealScalar S>
Matrix<S> Lu<S>::solve(const Matrix<S>& b) const {
  return factors_.solve(b);
}

}  // namespace bros
