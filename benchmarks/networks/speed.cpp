// An iteration of BROS on wide layers against one of MA-SOBA, in turn in one run: the counter `ratio` is the median of
// the one over the median of the other. Threads are those of OMP_NUM_THREADS and OPENBLAS_NUM_THREADS.
#include "subjects.hpp"

#include <bros/method/make.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

namespace bros::networks {
namespace {

using Problem = network::NetworkProblem<float>;
const Steps<float> steps{1e-3f, 1e-3f, 1e-3f, .1f};

double seconds_of_step(Method<float>& method) {
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
  if (state.range(0) == 0) return {perceptron_task({784, 1024, 10}, 2 * batch), settings, Stream(1)};
  if (state.range(0) == 1) return {perceptron_task({1024, 1024, 1024, 10}, 2 * batch), settings, Stream(1)};
  return {vision_task({}, 2 * batch), settings, Stream(1)};
}

void against_ma_soba(benchmark::State& state, const char* sampler, const char* action) {
  const Problem problem = problem_of(state);
  const auto reference = make_method(problem, {.method = "ma-soba"}, Stream(1)),
             method = make_method(problem, {.sampler = sampler, .action = action}, Stream(1));
  reference->step(steps), method->step(steps);
  std::vector<double> of_reference, of_method;
  for (auto _ : state) {
    of_reference.push_back(seconds_of_step(*reference));
    of_method.push_back(seconds_of_step(*method));
    state.SetIterationTime(of_method.back());
  }
  if (!method->finite() || !reference->finite()) state.SkipWithError("the iterates are not finite");
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
const bool registered = [] {
  const auto add = [](const char* sampler, const char* action, void (*apply)(benchmark::internal::Benchmark*)) {
    benchmark::RegisterBenchmark((std::string("network_") + sampler + "_" + action).c_str(), against_ma_soba, sampler,
                                 action)
        ->Apply(apply);
  };
  for (const char* action : {"one_sided", "balanced", "biprobe"}) add("coordinates", action, shapes);
  for (const char* action : {"one_sided", "balanced"}) add("hadamard", action, shapes_of_powers);
  for (const char* action : {"one_sided", "balanced"}) add("haar", action, shapes);
  return true;
}();

}  // namespace
}  // namespace bros::networks
