// What the lemmas of docs/theory/convergence.md are held against.
#pragma once

#include <bros/claims/lemma_iteration.hpp>
#include <bros/claims/slack.hpp>

#include <vector>

namespace bros::claims {

/// Quadratic problems with all five kinds of noise, moments by MomentRecursion. The constants are bounds: row sums for
/// norms, Frobenius for the noise.
namespace in_rationals {
std::vector<Iteration<rational>> iterations();
/// Of one_sided and MA-SOBA, with the steps of full_tangent::step_constants.
std::vector<Iteration<rational>> full_tangent_iterations();

/// Squares of |x - x'| and of what Y*, Z* and grad Phi move by.
struct Displacement {
  Assumptions<rational> a;
  rational moved, lower, auxiliary, hypergradient;
};
std::vector<Displacement> displacements();
}  // namespace in_rationals

/// Moments in closed form: condition numbers to 1000, L_g2 > 0, constants as sharp as can be.
namespace in_double {
std::vector<Iteration<double>> iterations();

/// omega against the greatest variance over all Z; L_Y, L_Z, L_Phi against what Y*, Z* and grad Phi move by.
Slack<double> subspace_variance_slack();
/// 1 + omega against E||T_N||^2 for random N = sqrt(n) e_i e_j', j uniform and i the worst for it: E||N v||^2 =
/// ||v||^2, while ||N||^2 = n.
Slack<double> weak_noise_slack();
Slack<double> lipschitz_slack();

/// Whole runs on random quadratic problems: C / sqrt(K), K = 64 and 1048576, and epsilon after (C / epsilon)^2
/// iterations, against the exact mean of E||grad Phi||^2.
Slack<double> rate_slack();
Slack<double> sample_complexity_slack();
}  // namespace in_double

/// Block structures, and whether subspace_variance allows the action on them.
std::vector<Blocks> lemma_blocks();
bool unbiased_on(ActionKind action, const Blocks& blocks);

}  // namespace bros::claims
