// One iteration of a method, and all that the lemmas of docs/theory/convergence.md say about it.
#pragma once

#include <bros/theory/recursion/bounds.hpp>

#include <array>

namespace bros {

/// Where an iteration starts: what is wrong there shows what a bound makes of it.
constexpr std::array<const char*, 6> lemma_states{"noise alone", "Y wrong",   "Z wrong",
                                                  "h far off",   "all wrong", "none"};

/// What one iteration did, exactly, and all that the right-hand sides need.
template <class S>
struct Iteration {
  int state;  ///< among lemma_states: Y, Z right and h = 0; only Y wrong; ..; nothing wrong, h = grad Phi
  Assumptions<S> a;
  Steps<S> steps;
  Errors<S> before, after;
  S auxiliary_variance, estimate_variance;  ///< of the directions of Z and of h
  S lower_fixed;                            ///< E||Y+ - Y*(x)||^2
  S ascent;                                 ///< Phi(x+) - Phi(x)
  S gradient;                               ///< ||grad Phi(x)||^2
};

}  // namespace bros
