// How the constant of the theorem, and what it bounds, grow with the condition number.
#pragma once

#include <vector>

namespace bros::claims {

/// A = diag(1/kappa, 1), C = 1/10, f = 1/2 x^2 + f'y + h x with |f| = 1 and gap 1/2, noise on everything, one_sided
/// with m/r = 2 on coordinates, steps (11): L, L_f0, L_f1 and the sigmas are of order one and L_g2 = 0.
struct ConditionRow {
  double kappa;
  double constant;  ///< C
  double exact;     ///< lim sqrt(K) (1/K) sum E||grad Phi(x^k)||^2, which C bounds; to rounding
};
[[nodiscard]] std::vector<ConditionRow> condition_curve(const std::vector<double>& kappas);

}  // namespace bros::claims
