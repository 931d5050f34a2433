#include "finite_sum.hpp"

#include <cstdlib>

namespace bros::micro {
namespace {

FiniteSumData<double> gaussian_data(Index rank) {
  const auto factor = [](const Stream& stream, double scale) {
    Matrix<double> numbers(dimension, samples);
    Vector<double> column(dimension);
    for (Index i = 0; i < samples; ++i) {
      fill_gaussian<double>(stream.fork(static_cast<std::uint64_t>(i)), column);
      numbers.col(i) = scale * column;
    }
    return numbers;
  };
  const auto level = [&](const Stream& stream) -> RankOneFactors<double> {
    return {factor(stream.fork("p"), 1), factor(stream.fork("q"), 1), factor(stream.fork("u"), 0.1),
            factor(stream.fork("w"), 1), factor(stream.fork("a"), 1), factor(stream.fork("b"), 1)};
  };
  const Stream stream(2442);
  return {level(stream.fork("lower")),
          level(stream.fork("upper")),
          {{dimension, 1, rank}},
          Vector<double>::Constant(dimension, -2),
          Vector<double>::Zero(dimension)};
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
