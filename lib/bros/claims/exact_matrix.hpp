// Matrices of rationals, as far as Eigen on Boost 1.74 does not compile with them, and moments of the Beta law.
#pragma once

#include <bros/core/multiprecision.hpp>

#include <algorithm>

namespace bros {

using RationalMatrix = Matrix<rational>;

/// x A + y A^T + z tr(A) I.
inline RationalMatrix combination(const rational& x, const rational& y, const rational& z, const RationalMatrix& a) {
  RationalMatrix sum(a.rows(), a.cols());
  for (Index i = 0; i < a.rows(); ++i)
    for (Index j = 0; j < a.cols(); ++j) sum(i, j) = x * a(i, j) + y * a(j, i) + (i == j ? z * a.trace() : rational(0));
  return sum;
}
inline RationalMatrix scaled(const rational& c, const RationalMatrix& a) { return combination(c, 0, 0, a); }
inline RationalMatrix transposed(const RationalMatrix& a) { return combination(0, 1, 0, a); }
inline RationalMatrix identity_matrix(int m) {
  RationalMatrix identity(m, m);
  identity.setIdentity();
  return identity;
}
/// e_i e_j^T.
inline RationalMatrix unit_matrix(int m, int i, int j) {
  RationalMatrix e(m, m);
  e.setConstant(0);
  e(i, j) = 1;
  return e;
}
inline bool equal(const RationalMatrix& a, const RationalMatrix& b) {
  return a.rows() == b.rows() && a.cols() == b.cols() && std::equal(a.data(), a.data() + a.size(), b.data());
}

/// E[(Q0)_11^k], which is Beta(r/2, (m-r)/2): r (r+2) .. (r+2k-2) / (m (m+2) .. (m+2k-2)).
inline rational beta_moment(int k, int m, int r) {
  rational moment = 1;
  for (int i = 0; i < k; ++i) moment *= rational(r + 2 * i) / (m + 2 * i);
  return moment;
}

}  // namespace bros
