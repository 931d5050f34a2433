// MA-SOBA and SOBA against the rate at which one core merely reads what an iteration touches.
#include "finite_sum.hpp"

#include <bros/method/make.hpp>

#include <benchmark/benchmark.h>

#include <array>

namespace bros::micro {
namespace {

/// An iteration reads ten of the twelve factors (not the lower p and b), one minibatch of each.
constexpr Index bytes_per_iteration = 10 * batch * dimension * static_cast<Index>(sizeof(double));

void report(benchmark::State& state) {
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * bytes_per_iteration);
}

/// Adds up the numbers of successive cyclic minibatches, as fast as we know how: eight independent sums.
void reader_cyclic(benchmark::State& state) {
  const auto problem = finite_sum(dimension, Sampling::cyclic);
  const auto& [lower_p, q, u, w, a, lower_b] = problem.lower();
  const auto& [P, Q, U, W, A, B] = problem.upper();
  const std::array<const Matrix<double>*, 10> touched{&q, &u, &w, &a, &P, &Q, &U, &W, &A, &B};
  using Lanes = Eigen::Array<double, 8, 1>;
  constexpr Index unroll = 8, minibatch = batch * dimension;
  static_assert(minibatch % (unroll * Lanes::SizeAtCompileTime) == 0);
  Index first = 0;
  for (auto _ : state) {
    std::array<Lanes, unroll> sums;
    sums.fill(Lanes::Zero());
    for (const Matrix<double>* factor : touched) {
      const double* numbers = factor->data() + first * dimension;
      for (Index i = 0; i < minibatch; i += unroll * Lanes::SizeAtCompileTime)
        for (Index k = 0; k < unroll; ++k)
          sums[static_cast<std::size_t>(k)] += Eigen::Map<const Lanes>(numbers + i + k * Lanes::SizeAtCompileTime);
    }
    for (const Lanes& sum : sums) benchmark::DoNotOptimize(sum.sum());
    first = (first + batch) % samples;
  }
  report(state);
}
BENCHMARK(reader_cyclic);

void iteration(benchmark::State& state, const char* name, Sampling sampling) {
  const auto problem = finite_sum(dimension, sampling);
  const auto method = make_method(problem, {.method = name}, Stream(1));
  const Steps<double> steps{.01, .1, .1, .1};
  for (auto _ : state) method->step(steps);
  if (!method->finite()) state.SkipWithError("the iterates are not finite");
  report(state);
}
BENCHMARK_CAPTURE(iteration, ma_soba_cyclic, "ma-soba", Sampling::cyclic)->Name("ma_soba_cyclic");
BENCHMARK_CAPTURE(iteration, soba_cyclic, "soba", Sampling::cyclic)->Name("soba_cyclic");
BENCHMARK_CAPTURE(iteration, ma_soba_iid, "ma-soba", Sampling::iid)->Name("ma_soba_iid");
BENCHMARK_CAPTURE(iteration, soba_iid, "soba", Sampling::iid)->Name("soba_iid");

}  // namespace
}  // namespace bros::micro
