// The constants with which the library's own instances are run.
#pragma once

#include <bros/method/schedule.hpp>
#include <bros/problem/zero_chain.hpp>

namespace bros {

/// Of horizon_schedule() for rate_instance(): alpha = 0.4, beta = gamma = 2, theta = 4 over sqrt(K).
template <RealScalar S>
[[nodiscard]] Steps<S> rate_steps() {
  return {S(2) / S(5), S(2), S(2), S(4)};
}

/// Of the zero chain: alpha = p/20, of the order N^(-1/2) of the theorem; beta, gamma, theta are constants, beta and
/// gamma scaled by r/m: Y and Z have no noise of their own here, and larger steps than the theorem's reach the end
/// sooner.
/// Requires: settings() and blocks() of a chain, rotated or not
[[nodiscard]] inline Steps<double> chain_steps(const ZeroChainSettings<double>& chain, const Blocks& blocks,
                                               bool full_space) {
  const double share = full_space ? 1 : 1 / gram_factor<double>(blocks[0]);
  return {0.05 * chain.reveal, 0.5 * share, 0.5 * share, 0.5};
}
/// The same for this chain.
[[nodiscard]] inline Steps<double> chain_steps(const ZeroChain<double>& problem, bool full_space) {
  return chain_steps(problem.settings(), problem.blocks(), full_space);
}

}  // namespace bros
