// Journeys with a sampler and an action by name.
#pragma once

#include <bros/claims/zero_chain_journey.hpp>
#include <bros/method/instance_steps.hpp>
#include <bros/method/make.hpp>

#include <string>

namespace bros {

[[nodiscard]] inline Journey journey_of(const ZeroChain<double>& problem, const std::string& sampler,
                                        const std::string& action, std::uint64_t seed, const Steps<double>& steps,
                                        double eps, std::uint64_t horizon, const Counting& counting) {
  const Stream stream = Stream(95).fork(seed);
  const auto method = make_single_loop(problem, stream, make_subspace<double>(sampler, problem.blocks()), action);
  return journey(problem, *method, stream, steps, eps, horizon, counting);
}

/// As journey_of takes the sampler.
[[nodiscard]] inline Steps<double> steps_on(const ZeroChain<double>& problem, const std::string& sampler) {
  return chain_steps(problem, sampler == "full");
}
constexpr std::uint64_t for_ever = 1000000;

}  // namespace bros
