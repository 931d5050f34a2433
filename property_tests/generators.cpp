#include "generators.hpp"

#include <cmath>

namespace bros::property {

Matrix<double> Numbers::positive_definite_in_double(Index size, double decades) {
  Vector<double> spectrum(size);
  for (Index i = 0; i < size; ++i) spectrum[i] = i == 0 ? 1 : std::pow(10., -decades * std::abs(moderate()));
  if (size > 1) spectrum[size - 1] = std::pow(10., -decades);
  const Matrix<double> q = orthogonal<double>(size);
  return symmetric<double>(q * spectrum.asDiagonal() * q.transpose());
}
Matrix<double> Numbers::ill_conditioned_in_double(Index size, double decades) {
  const Matrix<double> factor = orthogonal<double>(size);
  return factor * positive_definite_in_double(size, decades);
}

}  // namespace bros::property
