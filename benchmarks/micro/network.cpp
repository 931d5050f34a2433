// An iteration of BROS on wide layers against one of MA-SOBA, in turn in one run: the counter `ratio` is the median of
// the one over the median of the other. Threads are those of OMP_NUM_THREADS and OPENBLAS_NUM_THREADS.
#include "../networks/subjects.hpp"

#include <bros/method/methods.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

namespace bros::micro {
namespace {

using Problem = network::NetworkProblem<float>;
const Steps<float> steps{1e-3f, 1e-3f, 1e-3f, .1f};

template <class Method>
double seconds_of_step(Method& method) {
  const auto begin = std::chrono::steady_clock::now();
  method.step(steps);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}
double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

/// Arguments: network (0: 784-1024-10, 1: 1024-1024-1024-10, 2: a vision transformer of width 256), m/r, batch.
Problem problem_of(const benchmark::State& state) {
  const Index batch = state.range(2);
  const network::NetworkSettings settings{
      .rank = network::rank_share(1.0 / static_cast<double>(state.range(1))), .batch = batch, .ridge = 1e-3};
  if (state.range(0) == 0) return {networks::perceptron_task({784, 1024, 10}, 2 * batch), settings, Stream(1)};
  if (state.range(0) == 1) return {networks::perceptron_task({1024, 1024, 1024, 10}, 2 * batch), settings, Stream(1)};
  return {networks::vision_task({}, 2 * batch), settings, Stream(1)};
}

template <class P, class A>
void against_ma_soba(benchmark::State& state) {
  const Problem problem = problem_of(state);
  MaSoba<Problem> reference(problem, Stream(1));
  Bros<Problem, P, A> method(problem, Stream(1));
  reference.step(steps), method.step(steps);
  std::vector<double> of_reference, of_method;
  for (auto _ : state) {
    of_reference.push_back(seconds_of_step(reference));
    of_method.push_back(seconds_of_step(method));
    state.SetIterationTime(of_method.back());
  }
  if (!method.finite() || !reference.finite()) state.SkipWithError("the iterates are not finite");
  state.counters["ma_soba_ms"] = 1e3 * median(of_reference);
  state.counters["bros_ms"] = 1e3 * median(of_method);
  state.counters["ratio"] = median(of_method) / median(of_reference);
}

void shapes(benchmark::internal::Benchmark* b) {
  b->Args({0, 4, 64})->Args({0, 4, 256})->Args({0, 8, 256})->Args({1, 4, 64})->Args({1, 4, 256})->Args({2, 4, 16});
  b->Iterations(15)->UseManualTime()->Unit(benchmark::kMillisecond);
}
void shapes_of_powers(benchmark::internal::Benchmark* b) {
  b->Args({1, 4, 64})->Args({1, 4, 256})->Iterations(15)->UseManualTime()->Unit(benchmark::kMillisecond);
}
template <template <class> class P, template <class> class A>
void one(benchmark::State& state) {
  against_ma_soba<P<float>, A<P<float>>>(state);
}
BENCHMARK(one<Coordinates, OneSided>)->Name("network_coordinates_one_sided")->Apply(shapes);
BENCHMARK(one<Coordinates, Balanced>)->Name("network_coordinates_balanced")->Apply(shapes);
BENCHMARK(one<Coordinates, Biprobe>)->Name("network_coordinates_biprobe")->Apply(shapes);
BENCHMARK(one<Hadamard, OneSided>)->Name("network_hadamard_one_sided")->Apply(shapes_of_powers);
BENCHMARK(one<Hadamard, Balanced>)->Name("network_hadamard_balanced")->Apply(shapes_of_powers);
BENCHMARK(one<Haar, OneSided>)->Name("network_haar_one_sided")->Apply(shapes);
BENCHMARK(one<Haar, Balanced>)->Name("network_haar_balanced")->Apply(shapes);

}  // namespace
}  // namespace bros::micro
