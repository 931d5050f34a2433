// Journeys with a sampler and an action by name.
#pragma once

#include <bros/action/any.hpp>
#include <bros/method/methods.hpp>
#include <bros/problem/zero_chain_journey.hpp>
#include <bros/subspace/any.hpp>

#include <string>

namespace bros {

inline Journey journey_of(const ZeroChain<double>& problem, const std::string& sampler, const std::string& action,
                          std::uint64_t seed, const Steps<double>& steps, double eps, std::uint64_t horizon,
                          const Counting& counting) {
  using Subspaces = AnySubspace<double>;
  const Stream stream = Stream(95).fork(seed);
  const Subspaces p(sampler, problem.blocks());
  SingleLoop<ZeroChain<double>, Subspaces, AnyAction<Subspaces>, Averaging::moving> method(
      problem, stream, p, AnyAction<Subspaces>(action, p));
  return journey(problem, method, stream, steps, eps, horizon, counting);
}

inline Steps<double> chain_steps(const ZeroChain<double>& problem, const std::string& sampler) {
  return chain_steps(problem, sampler == "full");
}
constexpr std::uint64_t for_ever = 1000000;

}  // namespace bros
