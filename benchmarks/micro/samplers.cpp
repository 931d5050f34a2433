// One draw of every sampler, against a Householder QR factorisation with its thin Q: the textbook way to a Haar basis,
// here without even drawing the Gaussian matrix.
#include <bros/subspace/make.hpp>

#include <Eigen/QR>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <ctime>
#include <map>
#include <utility>
#include <vector>

namespace bros::micro {
namespace {

Matrix<double> thin_q(const Matrix<double>& gaussian) {
  const Eigen::HouseholderQR<Matrix<double>> qr(gaussian);
  return qr.householderQ() * Matrix<double>::Identity(gaussian.rows(), gaussian.cols());
}

Matrix<double> gaussian_matrix(Index rows, Index cols) {
  Vector<double> numbers(rows * cols);
  fill_gaussian<double>(Stream(3), numbers);
  return numbers.reshaped(rows, cols);
}

void householder_qr(benchmark::State& state) {
  const Matrix<double> gaussian = gaussian_matrix(state.range(0), state.range(1));
  for (auto _ : state) benchmark::DoNotOptimize(thin_q(gaussian));
}

/// Processor time, which does not count what other programs take.
double seconds_now() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// Seconds that the factorisation of this shape takes: the median of some, measured once.
double seconds_of_qr(Index rows, Index cols) {
  static std::map<std::pair<Index, Index>, double> known;
  const auto [entry, fresh] = known.try_emplace({rows, cols}, 0.0);
  if (!fresh) return entry->second;
  const Matrix<double> gaussian = gaussian_matrix(rows, cols);
  std::vector<double> seconds(31);
  for (double& each : seconds) {
    const double begin = seconds_now();
    benchmark::DoNotOptimize(thin_q(gaussian));
    each = seconds_now() - begin;
  }
  std::nth_element(seconds.begin(), seconds.begin() + 15, seconds.end());
  return entry->second = seconds[15];
}

/// The counter qr_per_draw: how many draws fit into one factorisation of the same shape.
void draw(benchmark::State& state, const char* sampler) {
  const Index m = state.range(0), r = state.range(1);
  const auto p = make_subspace<double>(sampler, Blocks({{m, 1, r}}));
  std::uint64_t k = 0;
  const double begin = seconds_now();
  for (auto _ : state) {
    p->draw(Stream(1).fork(k++));
    benchmark::ClobberMemory();
  }
  const double seconds_of_draw = (seconds_now() - begin) / static_cast<double>(k);
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
  state.counters["qr_per_draw"] = seconds_of_qr(m, r) / seconds_of_draw;
}

#define BROS_SHAPES Args({128, 32})->Args({512, 128})->Args({784, 196})
BENCHMARK(householder_qr)->BROS_SHAPES;
BENCHMARK_CAPTURE(draw, haar, "haar")->Name("draw_haar")->BROS_SHAPES;
BENCHMARK_CAPTURE(draw, coordinates, "coordinates")->Name("draw_coordinates")->BROS_SHAPES;
BENCHMARK_CAPTURE(draw, hadamard, "hadamard")
    ->Name("draw_hadamard")
    ->Args({128, 32})
    ->Args({512, 128})
    ->Args({1024, 256});

}  // namespace
}  // namespace bros::micro
