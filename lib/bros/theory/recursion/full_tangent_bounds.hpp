// The right-hand sides of docs/theory/price.md: the lemmas and the theorem for the full tangent, in which the subspace
// enters through rho beta and rho gamma alone. Our proof.
#pragma once

#include <bros/theory/recursion/bounds.hpp>

namespace bros::full_tangent {

/// S_Z: E||N_H Z - n_b||^2 <= 4 sigma_H^2 z + S_Z.
/// Math:     4 sigma_H^2 R^2 + 2 sigma_b^2.   Ensures: price-is-rho, upper bound
template <FieldScalar S>
[[nodiscard]] S auxiliary_floor(const Assumptions<S>& a) {
  return S(4) * a.variance.hessian * a.radius() * a.radius() + S(2) * a.variance.upper_gradient_lower;
}

/// S_D: V_D <= 4 sigma_C^2 z + S_D, whatever the subspace.
/// Math:     4 sigma_C^2 R^2 + 2 sigma_x^2.   Ensures: full-tangent, upper bound
template <FieldScalar S>
[[nodiscard]] S estimate_floor(const Assumptions<S>& a) {
  return S(4) * a.variance.cross * a.radius() * a.radius() + S(2) * a.variance.upper_gradient_upper;
}

/// E||Z+ - Z*(x+)||^2.
/// Math:     (1 - gamma mu / 4) z + 5 gamma A^2 / mu y + 4 L_Z^2 alpha^2 / (gamma mu) ||h||^2 + gamma^2 rho S_Z
/// Requires: rho gamma (mu + L) <= 1, 16 rho gamma sigma_H^2 <= mu [NOT checked].   Ensures: price-is-rho, upper bound
template <FieldScalar S>
[[nodiscard]] S auxiliary_contraction(const Assumptions<S>& a, const Steps<S>& steps, const Errors<S>& e) {
  const S &mu = a.constants.mu_g, &gamma = steps.gamma, A = a.coupling();
  const S drift = hypergradient_lipschitz(a).auxiliary_solution * steps.alpha;
  return (S(1) - gamma * mu / S(4)) * e.auxiliary + S(5) * gamma * A * A / mu * e.lower +
         S(4) * drift * drift / (gamma * mu) * e.direction + gamma * gamma * a.rho * full_tangent::auxiliary_floor(a);
}

/// E||h+ - grad Phi(x+)||^2.
/// Math:     (1 - theta) u + 4 theta A^2 y + 5 theta L^2 z + 2 L_Phi^2 alpha^2 / theta ||h||^2 + theta^2 S_D
/// Requires: theta <= 1, 4 sigma_C^2 theta <= L^2 [NOT checked].   Ensures: price-is-rho, upper bound
template <FieldScalar S>
[[nodiscard]] S averaging_error(const Assumptions<S>& a, const Steps<S>& steps, const Errors<S>& e) {
  const S &L = a.constants.L_g1, &theta = steps.theta, A = a.coupling();
  const S drift = hypergradient_lipschitz(a).hypergradient * steps.alpha;
  return (S(1) - theta) * e.average + S(4) * theta * A * A * e.lower + S(5) * theta * L * L * e.auxiliary +
         S(2) * drift * drift / theta * e.direction + theta * theta * full_tangent::estimate_floor(a);
}

/// Math:     c_y = 104 alpha A^2 q^2 / (beta mu), c_z = 10 alpha L^2 / (gamma mu), c_u = alpha / (2 theta)
/// Ensures:  price-is-rho
template <FieldScalar S>
[[nodiscard]] PotentialWeights<S> potential(const Assumptions<S>& a, const Steps<S>& steps) {
  const S &mu = a.constants.mu_g, &L = a.constants.L_g1, &alpha = steps.alpha, Aq = a.coupling() * a.condition();
  return {S(104) * alpha * Aq * Aq / (steps.beta * mu), S(10) * alpha * L * L / (steps.gamma * mu),
          alpha / (S(2) * steps.theta)};
}

/// N in E Psi+ <= Psi - alpha/2 ||grad Phi||^2 + alpha/2 N.
/// Math:     theta S_D + 208 A^2 q^2 sigma_g^2 / mu rho beta + 20 L^2 S_Z / mu rho gamma
/// Requires: admits(a, steps) for the decrease [NOT checked].   Ensures: price-is-rho, upper bound
template <FieldScalar S>
[[nodiscard]] S noise_floor(const Assumptions<S>& a, const Steps<S>& steps) {
  const S &mu = a.constants.mu_g, &L = a.constants.L_g1, Aq = a.coupling() * a.condition();
  return steps.theta * full_tangent::estimate_floor(a) +
         S(208) * Aq * Aq * a.variance.lower_gradient / mu * a.rho * steps.beta +
         S(20) * L * L * full_tangent::auxiliary_floor(a) / mu * a.rho * steps.gamma;
}

/// The largest alpha that the theorem allows beside these beta, gamma, theta; homogeneous of degree 1 in them.
/// Math:     1 / alpha = 2 L_Phi / theta + 21 A q^2 / (beta mu) + 9 A q (1 + q) / (gamma mu).   Ensures: price-is-rho
template <FieldScalar S>
[[nodiscard]] S largest_alpha(const Assumptions<S>& a, const S& beta, const S& gamma, const S& theta) {
  const S &mu = a.constants.mu_g, q = a.condition(), A = a.coupling();
  return S(1) / (S(2) * hypergradient_lipschitz(a).hypergradient / theta + S(21) * A * q * q / (beta * mu) +
                 S(9) * A * q * (S(1) + q) / (gamma * mu));
}

/// Whether the steps satisfy (P), all that the rate asks of them.
/// Requires: a scalar with an order; intervals have none
template <FieldScalar S>
requires std::totally_ordered<S>
[[nodiscard]] bool admits(const Assumptions<S>& a, const Steps<S>& steps) {
  const S &mu = a.constants.mu_g, &L = a.constants.L_g1;
  return a.rho * steps.beta * (mu + L) <= S(2) && a.rho * steps.gamma * (mu + L) <= S(1) &&
         S(16) * a.rho * steps.gamma * a.variance.hessian <= mu && steps.theta <= S(1) &&
         S(4) * a.variance.cross * steps.theta <= L * L &&
         steps.alpha <= full_tangent::largest_alpha<S>(a, steps.beta, steps.gamma, steps.theta);
}

/// Constants c such that the steps c / sqrt(K) are admitted for every K >= 1.
/// Math:     c_beta = 1 / (rho L), c_gamma = mu / (2 rho (mu L + 8 sigma_H^2)), c_theta = L^2 / (L^2 + 4 sigma_C^2),
///           c_alpha = largest_alpha
/// Ensures:  price-is-rho
template <FieldScalar S>
[[nodiscard]] Steps<S> step_constants(const Assumptions<S>& a) {
  const S &mu = a.constants.mu_g, &L = a.constants.L_g1;
  const S beta = S(1) / (a.rho * L), gamma = mu / (S(2) * a.rho * (mu * L + S(8) * a.variance.hessian)),
          theta = L * L / (L * L + S(4) * a.variance.cross);
  return {full_tangent::largest_alpha<S>(a, beta, gamma, theta), beta, gamma, theta};
}

/// C = start + noise of the steps c: with c / sqrt(K) the mean of E||grad Phi(x^k)||^2 over k < K is at most
/// C / sqrt(K), with c themselves at most start / K + noise.
template <FieldScalar S>
struct RateParts {
  S start, noise;
  [[nodiscard]] S constant() const { return start + noise; }
  /// The square of the least constant of the steps t c over t > 0, which is 2 sqrt(start noise).
  [[nodiscard]] S least_constant_squared() const { return S(4) * start * noise; }
};
/// Math:     start = 2 (gap + c_y y + c_z z + c_u u) / alpha, noise = N
/// Requires: admits(a, c / sqrt(K)) [NOT checked]; step_constants for every K.   Ensures: price-is-rho, upper bound
template <FieldScalar S>
[[nodiscard]] RateParts<S> rate_parts(const Assumptions<S>& a, const Steps<S>& c, const Start<S>& start) {
  return {S(2) * (start.gap + full_tangent::potential(a, c)(start.errors)) / c.alpha, full_tangent::noise_floor(a, c)};
}

/// The steps that the theorem compares with those of MA-SOBA: all but theta over rho.
template <FieldScalar S>
[[nodiscard]] Steps<S> over_rho(Steps<S> c, const S& rho) {
  c.alpha /= rho, c.beta /= rho, c.gamma /= rho;
  return c;
}

/// What is left of E||e||^2 at least after k moves inside fresh subspaces, whatever the moves.
/// Math:     (1 - r/m)^k.   Ensures: price-lower, tight
template <FieldScalar S>
[[nodiscard]] S least_remainder(const S& rho, int iterations) {
  S left(1);
  for (int k = 0; k < iterations; ++k) left *= S(1) - S(1) / rho;
  return left;
}

}  // namespace bros::full_tangent
