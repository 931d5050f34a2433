#include "finite_sum.hpp"

#include <bros/problem/gaussian_finite_sum.hpp>

#include <cstdlib>

namespace bros::micro {
namespace {

/// Small cross terms, so that no run diverges.
FiniteSumData<double> gaussian_data(Index rank) {
  auto data = gaussian_finite_sum<double>(Stream(2442), {{dimension, 1, rank}}, dimension, samples);
  data.lower.u *= 0.1;
  data.upper.u *= 0.1;
  data.x0.setConstant(-2);
  return data;
}

}  // namespace

FiniteSumData<double> finite_sum_data(Index rank) {
  if (const char* directory = std::getenv("BROS_QUADRATIC_DATA")) return read_finite_sum(directory, rank);
  return gaussian_data(rank);
}

FiniteSumQuadratic<double> finite_sum(Index rank, Sampling sampling) {
  return FiniteSumQuadratic<double>(finite_sum_data(rank), batch, sampling);
}

}  // namespace bros::micro
