// Iterations a second of every method with every action, on the finite-sum quadratic in a subspace of half its
// dimension.
#include "finite_sum.hpp"

#include <bros/method/make.hpp>

#include <benchmark/benchmark.h>

#include <string>

namespace bros::micro {
namespace {

constexpr Index rank = dimension / 2;

void iterations(benchmark::State& state, const std::string& sampler, const std::string& action, Averaging averaging) {
  const auto problem = finite_sum(rank, Sampling::iid);
  const auto method =
      make_single_loop(problem, Stream(1), make_subspace<double>(sampler, problem.blocks()), action, averaging);
  const Steps<double> steps{.001, .01, .01, .01};
  for (auto _ : state) method->step(steps);
  if (!method->finite()) state.SkipWithError("the iterates are not finite");
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

void enlist(const std::string& method, const std::string& sampler, const std::string& action,
            Averaging averaging = Averaging::moving) {
  benchmark::RegisterBenchmark((method + "/" + sampler + "/" + action).c_str(), iterations, sampler, action, averaging);
}

const bool enlisted = [] {
  enlist("ma_soba", "full", "plain");
  enlist("soba", "full", "plain", Averaging::none);
  for (const char* sampler : {"coordinates", "haar"})
    for (const auto& action : action_list<double>()) enlist(action.unbiased ? "bros" : "naive", sampler, action.name);
  return true;
}();

}  // namespace
}  // namespace bros::micro
