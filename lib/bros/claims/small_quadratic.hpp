// A quadratic problem of small integers, for exact arithmetic.
#pragma once

#include <bros/claims/enumeration.hpp>
#include <bros/problem/noiseless_data.hpp>

namespace bros {

/// d = 2, any blocks; A is symmetric but not definite: nothing exact needs that.
template <Scalar S>
QuadraticData<S> small_quadratic(std::vector<Block> shapes) {
  const Index size = Blocks(shapes).full().size();
  const Matrix<S> numbers = unsymmetric_matrix<S>(size), others = unsymmetric_matrix<S>(size + 1);
  QuadraticData<S> data;
  data.lower.A = numbers + numbers.transpose();
  data.lower.C = numbers.topRows(2);
  data.lower.a = numbers.row(1);
  data.upper.F = data.lower.A * S(2);
  data.upper.K = others.block(1, 1, 2, size);
  data.upper.H = Matrix<S>::Identity(2, 2) * S(3);
  data.upper.f = others.row(1).tail(size);
  data.upper.h = others.col(0).head(2);
  data.blocks = std::move(shapes);
  data.x0 = Vector<S>::Constant(2, S(2));
  data.y0 = numbers.row(0);
  return data;
}

}  // namespace bros
