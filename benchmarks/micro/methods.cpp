// Iterations a second of every method with every action, on the finite-sum quadratic in a subspace of half its
// dimension.
#include "finite_sum.hpp"

#include <bros/method/methods.hpp>

#include <benchmark/benchmark.h>

#include <string>

namespace bros::micro {
namespace {

using Problem = FiniteSumQuadratic<double>;
constexpr Index rank = dimension / 2;

template <class Method>
void iterations(benchmark::State& state) {
  const Problem problem = finite_sum(rank, Sampling::iid);
  Method method(problem, Stream(1));
  const Steps<double> steps{.001, .01, .01, .01};
  for (auto _ : state) method.step(steps);
  if (!method.finite()) state.SkipWithError("the iterates are not finite");
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

template <template <class> class... Actions>
struct ActionList {};
using AllActions = ActionList<Plain, Biprobe, Balanced, Centred, ExactWeights, Decoupled, OneSided>;

template <class P, template <class> class... Actions>
void enlist(ActionList<Actions...>) {
  (benchmark::RegisterBenchmark(
       (std::string(Actions<P>::traits.unbiased ? "bros/" : "naive/") + P::name + "/" + Actions<P>::traits.name)
           .c_str(),
       iterations<SingleLoop<Problem, P, Actions<P>, Averaging::moving>>),
   ...);
}

const bool enlisted = [] {
  benchmark::RegisterBenchmark("ma_soba/full/plain", iterations<MaSoba<Problem>>);
  benchmark::RegisterBenchmark("soba/full/plain", iterations<Soba<Problem>>);
  enlist<Coordinates<double>>(AllActions{});
  enlist<Haar<double>>(AllActions{});
  return true;
}();

}  // namespace
}  // namespace bros::micro
