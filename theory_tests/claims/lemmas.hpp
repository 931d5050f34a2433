// The iterations that the lemmas of docs/theory/convergence.md are held against.
#pragma once

#include "slack.hpp"

#include "../lemma_iteration.hpp"

#include <vector>

namespace bros::claims {

/// Quadratic problems with all five kinds of noise, moments by MomentRecursion in rationals. The constants are bounds:
/// row sums for norms, Frobenius for the noise.
std::vector<Iteration<rational>> exact_iterations();

/// Moments in closed form, in double: condition numbers to 1000, L_g2 > 0, constants as sharp as can be.
std::vector<Iteration<double>> iterations_in_double();

/// Squares of |x - x'| and of what Y*, Z* and grad Phi move by, on quadratic problems.
struct Displacement {
  Assumptions<rational> a;
  rational moved, lower, auxiliary, hypergradient;
};
std::vector<Displacement> exact_displacements();

/// omega against the greatest variance over all Z; L_Y, L_Z, L_Phi against what Y*, Z* and grad Phi move by.
Slack<double> subspace_variance_slack();
Slack<double> lipschitz_slack();

/// Block structures, and whether subspace_variance allows the action on them.
std::vector<Blocks> lemma_blocks();
bool unbiased_on(ActionKind action, const Blocks& blocks);

}  // namespace bros::claims
