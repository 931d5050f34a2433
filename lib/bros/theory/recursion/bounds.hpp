// The right-hand side of every lemma of docs/theory/convergence.md, and the constants of the theorem. Our proof.
#pragma once

#include <bros/method/schedule.hpp>
#include <bros/problem/problem.hpp>
#include <bros/theory/estimators/variance_bounds.hpp>

#include <algorithm>
#include <concepts>

namespace bros {

/// E||noise||^2 of one sample in each of the five stochastic quantities, the squares of the sigmas; for Hessian and
/// cross term the largest E||N v||^2 over fixed v with ||v|| = 1 (not of the operator norm, which is larger).
template <FieldScalar S>
struct OracleVariances {
  S lower_gradient{0}, hessian{0}, cross{0}, upper_gradient_lower{0}, upper_gradient_upper{0};
};

/// What the theorem assumes, (A1)-(A7), as numbers. Every bound below is a polynomial or a quotient of them: no root,
/// no comparison, so that rationals give its value and intervals enclose it.
/// Math:     rho >= E||Q v||^2 / ||v||^2;  omega >= E||Hhat[Z] - H Z||^2 / (||H|| ||Z||)^2, omega >= rho - 1
/// Requires: mu_g, L_f1 > 0, L_g1 >= mu_g, the rest >= 0, rho >= 1 [NOT checked]
template <FieldScalar S>
struct Assumptions {
  Constants<S> constants;  ///< L_f0 bounds grad_Y f at (x, Y*(x)) only
  OracleVariances<S> variance{};
  S rho{1}, omega{0};        ///< MA-SOBA unless set
  bool full_tangent{false};  ///< both products are along Z: the direction of Z is Q (H Z - b), and D has no Q

  /// q = L_g1 / mu_g
  [[nodiscard]] S condition() const { return constants.L_g1 / constants.mu_g; }
  /// R = L_f0 / mu_g, a bound of ||Z*||
  [[nodiscard]] S radius() const { return constants.L_f0 / constants.mu_g; }
  /// A = L_f1 + L_g2 R
  [[nodiscard]] S coupling() const { return constants.L_f1 + constants.L_g2 * radius(); }
  /// Lambda = omega L_g1^2 + (1 + omega) sigma_H^2
  [[nodiscard]] S hessian_noise() const {
    return omega * constants.L_g1 * constants.L_g1 + (S(1) + omega) * variance.hessian;
  }
  /// Gamma = (rho - 1) L_g1^2 + 2 rho sigma_C^2, or 2 sigma_C^2 along a full tangent
  [[nodiscard]] S cross_noise() const {
    if (full_tangent) return S(2) * variance.cross;
    return (rho - S(1)) * constants.L_g1 * constants.L_g1 + S(2) * rho * variance.cross;
  }
};

/// The four squares that the lemmas follow: ||Y - Y*(x)||^2, ||Z - Z*(x)||^2, ||h - grad Phi(x)||^2 and ||h||^2.
template <FieldScalar S>
struct Errors {
  S lower{0}, auxiliary{0}, average{0}, direction{0};
};

/// rho and omega of an action on blocks: rho = max m/r, omega = kappa - 1 with kappa = second_moment_bound.
template <FieldScalar S>
struct SubspaceVariance {
  S rho, omega;
};

/// Math:     v(H) = E||Hhat[Z] - H Z||^2 is convex in H, so greatest at orthogonal H, where ||H Z|| = ||Z||;
///           and E||Hhat_N[Z]||^2 <= (1 + omega) sigma^2 ||Z||^2 for random N with E||N v||^2 <= sigma^2 ||v||^2
/// Requires: ranks that the action allows; not `plain` on a projected block, which is biased [-> ArgumentError]
/// Ensures:  subspace-variance, upper bound, for every sampler of random subsets of an orthogonal basis
template <FieldScalar S>
[[nodiscard]] SubspaceVariance<S> subspace_variance(ActionKind action, const Blocks& blocks) {
  rational rho = 1;
  for (const Block& b : blocks) rho = std::max<rational>(rho, rational(b.rows) / b.rank);
  require(action != ActionKind::plain || rho == 1, "action", name(action), "unbiased: plain is so in full space only");
  const rational kappa = second_moment_bound(action, blocks);
  return {from_rational<S>(rho), from_rational<S>(rational(kappa - 1))};
}

/// The assumptions on problem and samples, with rho, omega and full_tangent of an action on blocks.
/// Requires: as subspace_variance.   Ensures: subspace-variance, upper bound
template <FieldScalar S>
[[nodiscard]] Assumptions<S> with_action(Assumptions<S> a, ActionKind action, const Blocks& blocks) {
  const auto [rho, omega] = subspace_variance<S>(action, blocks);
  a.rho = rho, a.omega = omega;
  a.full_tangent = action == ActionKind::one_sided;
  return a;
}

/// S_Z, of the action: the noise of the step of Z at Y = Y*, Z = Z*; along a full tangent only sampling noise is left.
/// Math:     4 Lambda R^2 + 4 (rho - 1) L_f0^2 + 2 rho sigma_b^2, or 4 rho sigma_H^2 R^2 + 2 rho sigma_b^2
/// Ensures:  oracle-noise, upper bound
template <FieldScalar S>
[[nodiscard]] S auxiliary_floor(const Assumptions<S>& a) {
  if (a.full_tangent)
    return S(2) * a.rho * (S(2) * a.variance.hessian * a.radius() * a.radius() + a.variance.upper_gradient_lower);
  const S& L_f0 = a.constants.L_f0;
  return S(4) * a.hessian_noise() * a.radius() * a.radius() + S(4) * (a.rho - S(1)) * L_f0 * L_f0 +
         S(2) * a.rho * a.variance.upper_gradient_lower;
}

/// V_Z, the variance of one step of Z over gamma^2.
/// Math:     4 Lambda z + (rho - 1) B y + S_Z, B = 4 L_f1^2, or 2 A^2 along a full tangent
/// Ensures:  oracle-noise, upper bound
template <FieldScalar S>
[[nodiscard]] S auxiliary_noise(const Assumptions<S>& a, const Errors<S>& e) {
  const S &L_f1 = a.constants.L_f1, A = a.coupling();
  const S lower = a.full_tangent ? S(S(2) * A * A) : S(S(4) * L_f1 * L_f1);
  return S(4) * a.hessian_noise() * e.auxiliary + (a.rho - S(1)) * lower * e.lower + auxiliary_floor(a);
}

/// S_D: the noise of the hypergradient estimate at Z = Z*.
/// Math:     2 Gamma R^2 + 2 sigma_x^2.   Ensures: oracle-noise, upper bound
template <FieldScalar S>
[[nodiscard]] S estimate_floor(const Assumptions<S>& a) {
  return S(2) * (a.cross_noise() * a.radius() * a.radius() + a.variance.upper_gradient_upper);
}

/// V_D, the variance of the hypergradient estimate.   Math: 2 Gamma z + S_D.   Ensures: oracle-noise, upper bound
template <FieldScalar S>
[[nodiscard]] S estimate_noise(const Assumptions<S>& a, const Errors<S>& e) {
  return S(2) * a.cross_noise() * e.auxiliary + estimate_floor(a);
}

/// Lipschitz constants of Y*, Z* and grad Phi.
template <FieldScalar S>
struct HypergradientLipschitz {
  S lower_solution, auxiliary_solution, hypergradient;
};

/// Math:     L_Y = q, L_Z = A (1 + q) / mu_g, L_Phi = A (1 + q)^2.   Ensures: hypergradient-lipschitz, upper bounds
template <FieldScalar S>
[[nodiscard]] HypergradientLipschitz<S> hypergradient_lipschitz(const Assumptions<S>& a) {
  const S q = a.condition(), A = a.coupling();
  return {q, A * (S(1) + q) / a.constants.mu_g, A * (S(1) + q) * (S(1) + q)};
}

/// E||Y+ - Y*(x)||^2 from ||Y - Y*(x)||^2.
/// Math:     (1 - 2 beta mu L / (mu + L)) y + beta^2 rho sigma_g^2
/// Requires: beta <= 2 / (rho (mu + L)) [NOT checked].   Ensures: projected-descent, upper bound
template <FieldScalar S>
[[nodiscard]] S projected_descent(const Assumptions<S>& a, const S& beta, const S& lower) {
  const S &mu = a.constants.mu_g, &L = a.constants.L_g1;
  return (S(1) - S(2) * beta * mu * L / (mu + L)) * lower + beta * beta * a.rho * a.variance.lower_gradient;
}

/// E||Y+ - Y*(x+)||^2.
/// Math:     (1 - beta mu / 2) y + 2 L_Y^2 alpha^2 / (beta mu) ||h||^2 + beta^2 rho sigma_g^2
/// Requires: as projected_descent.   Ensures: lower-tracking, upper bound
template <FieldScalar S>
[[nodiscard]] S lower_tracking(const Assumptions<S>& a, const Steps<S>& steps, const Errors<S>& e) {
  const S rate = steps.beta * a.constants.mu_g, drift = hypergradient_lipschitz(a).lower_solution * steps.alpha;
  return (S(1) - rate / S(2)) * e.lower + S(2) * drift * drift / rate * e.direction +
         steps.beta * steps.beta * a.rho * a.variance.lower_gradient;
}

/// E||Z+ - Z*(x+)||^2.
/// Math:     (1 - gamma mu / 2) z + 5 gamma A^2 / (2 mu) y + 2 L_Z^2 alpha^2 / (gamma mu) ||h||^2 + gamma^2 S_Z
/// Requires: gamma <= 1 / L_g1, 8 Lambda gamma <= mu [NOT checked].   Ensures: auxiliary-contraction, upper bound
template <FieldScalar S>
[[nodiscard]] S auxiliary_contraction(const Assumptions<S>& a, const Steps<S>& steps, const Errors<S>& e) {
  const S &mu = a.constants.mu_g, &gamma = steps.gamma, A = a.coupling();
  const S drift = hypergradient_lipschitz(a).auxiliary_solution * steps.alpha;
  return (S(1) - gamma * mu / S(2)) * e.auxiliary + S(5) * gamma * A * A / (S(2) * mu) * e.lower +
         S(2) * drift * drift / (gamma * mu) * e.direction + gamma * gamma * auxiliary_floor(a);
}

/// E||h+ - grad Phi(x+)||^2.
/// Math:     (1 - theta) u + 4 theta A^2 y + 5 theta L^2 z + 2 L_Phi^2 alpha^2 / theta ||h||^2 + theta^2 S_D
/// Requires: theta <= 1, 2 Gamma theta <= L_g1^2 [NOT checked].   Ensures: averaging-error, upper bound
template <FieldScalar S>
[[nodiscard]] S averaging_error(const Assumptions<S>& a, const Steps<S>& steps, const Errors<S>& e) {
  const S &L = a.constants.L_g1, &theta = steps.theta, A = a.coupling();
  const S drift = hypergradient_lipschitz(a).hypergradient * steps.alpha;
  return (S(1) - theta) * e.average + S(4) * theta * A * A * e.lower + S(5) * theta * L * L * e.auxiliary +
         S(2) * drift * drift / theta * e.direction + theta * theta * estimate_floor(a);
}

/// The weights of the errors in the potential Psi = Phi + c_y y + c_z z + c_u u.
template <FieldScalar S>
struct PotentialWeights {
  S lower, auxiliary, average;
  /// The weighted sum of the errors.
  [[nodiscard]] S operator()(const Errors<S>& e) const {
    return lower * e.lower + auxiliary * e.auxiliary + average * e.average;
  }
};

/// Math:     c_y = 29 alpha A^2 q^2 / (beta mu), c_z = 5 alpha L^2 / (gamma mu), c_u = alpha / (2 theta)
/// Ensures:  potential-decrease
template <FieldScalar S>
[[nodiscard]] PotentialWeights<S> potential(const Assumptions<S>& a, const Steps<S>& steps) {
  const S &mu = a.constants.mu_g, &L = a.constants.L_g1, &alpha = steps.alpha, Aq = a.coupling() * a.condition();
  return {S(29) * alpha * Aq * Aq / (steps.beta * mu), S(5) * alpha * L * L / (steps.gamma * mu),
          alpha / (S(2) * steps.theta)};
}

/// N in E Psi+ <= Psi - alpha/2 ||grad Phi||^2 + alpha/2 N.
/// Math:     theta S_D + 58 A^2 q^2 rho sigma_g^2 / mu beta + 10 L^2 S_Z / mu gamma
/// Requires: admits(a, steps) for the decrease [NOT checked].   Ensures: potential-decrease, upper bound
template <FieldScalar S>
[[nodiscard]] S noise_floor(const Assumptions<S>& a, const Steps<S>& steps) {
  const S &mu = a.constants.mu_g, &L = a.constants.L_g1, Aq = a.coupling() * a.condition();
  return steps.theta * estimate_floor(a) + S(58) * Aq * Aq * a.rho * a.variance.lower_gradient / mu * steps.beta +
         S(10) * L * L * auxiliary_floor(a) / mu * steps.gamma;
}

/// The largest alpha that the theorem allows beside these beta, gamma, theta; homogeneous of degree 1 in them.
/// Math:     1 / alpha = 2 L_Phi / theta + 11 A q^2 / (beta mu) + 9 A q (1 + q) / (2 gamma mu)
/// Ensures:  rate
template <FieldScalar S>
[[nodiscard]] S largest_alpha(const Assumptions<S>& a, const S& beta, const S& gamma, const S& theta) {
  const S &mu = a.constants.mu_g, q = a.condition(), A = a.coupling();
  return S(1) / (S(2) * hypergradient_lipschitz(a).hypergradient / theta + S(11) * A * q * q / (beta * mu) +
                 S(9) * A * q * (S(1) + q) / (S(2) * gamma * mu));
}

/// Whether the steps satisfy (S), all that potential-decrease and the rate ask of them.
/// Requires: a scalar with an order; intervals have none
template <FieldScalar S>
requires std::totally_ordered<S>
[[nodiscard]] bool admits(const Assumptions<S>& a, const Steps<S>& steps) {
  const S &mu = a.constants.mu_g, &L = a.constants.L_g1;
  return steps.beta * a.rho * (mu + L) <= S(2) && steps.gamma * L <= S(1) &&
         S(8) * a.hessian_noise() * steps.gamma <= mu && steps.theta <= S(1) &&
         S(2) * a.cross_noise() * steps.theta <= L * L &&
         steps.alpha <= largest_alpha<S>(a, steps.beta, steps.gamma, steps.theta);
}

/// Constants c such that the steps c / sqrt(K) are admitted for every K >= 1.
/// Math:     c_beta = 1 / (rho L), c_gamma = mu / (8 (1 + omega)(L^2 + sigma_H^2)),
///           c_theta = L^2 / (4 rho (L^2 + sigma_C^2)), c_alpha = largest_alpha
/// Ensures:  rate
template <FieldScalar S>
[[nodiscard]] Steps<S> step_constants(const Assumptions<S>& a) {
  const S &mu = a.constants.mu_g, &L = a.constants.L_g1;
  const S beta = S(1) / (a.rho * L), gamma = mu / (S(8) * (S(1) + a.omega) * (L * L + a.variance.hessian)),
          theta = L * L / (S(4) * a.rho * (L * L + a.variance.cross));
  return {largest_alpha<S>(a, beta, gamma, theta), beta, gamma, theta};
}

/// Where a run starts: Phi(x^0) - inf Phi, and the errors there (the direction h^0 does not enter).
template <FieldScalar S>
struct Start {
  S gap;
  Errors<S> errors;
};

/// (1/K) sum_{k<K} E||grad Phi(x^k)||^2 for constant steps.
/// Math:     2 (gap + c_y y + c_z z + c_u u) / (alpha K) + N
/// Requires: admits(a, steps), horizon K >= 1 [NOT checked].   Ensures: rate, upper bound
template <FieldScalar S>
[[nodiscard]] S rate(const Assumptions<S>& a, const Steps<S>& steps, const Start<S>& start, const S& horizon) {
  return S(2) * (start.gap + potential(a, steps)(start.errors)) / (steps.alpha * horizon) + noise_floor(a, steps);
}

/// C in (1/K) sum_{k<K} E||grad Phi(x^k)||^2 <= C / sqrt(K), steps c / sqrt(K).
/// Math:     rate at K = 1 with the steps c, since start and noise scale alike
/// Requires: admits(a, c / sqrt(K)) [NOT checked]; step_constants for every K.   Ensures: rate, upper bound
template <FieldScalar S>
[[nodiscard]] S rate_constant(const Assumptions<S>& a, const Steps<S>& c, const Start<S>& start) {
  return rate(a, c, start, S(1));
}

/// Iterations, one sample each, after which the mean of E||grad Phi||^2 is at most epsilon: round up.
/// Math:     (C / epsilon)^2.   Ensures: sample-complexity, upper bound
template <FieldScalar S>
[[nodiscard]] S sample_complexity(const S& rate_constant, const S& epsilon) {
  return rate_constant * rate_constant / (epsilon * epsilon);
}

/// A bound of C(rho, omega) / C(1, 0), both with step_constants, Z^0 = 0 and z replaced by R^2. Other steps of MA-SOBA
/// can make its C smaller by any factor.
/// Math:     1 + omega + 21/160.   Ensures: same-order-as-ma-soba, upper bound
template <FieldScalar S>
[[nodiscard]] S same_order_as_ma_soba(const S& omega) {
  return S(1) + omega + S(21) / S(160);
}

}  // namespace bros
