// The claim `counterexample` as a certificate: rationals and intervals, no statistics.
#pragma once

#include <bros/method/schedule.hpp>
#include <bros/verified/estimator_law.hpp>
#include <bros/verified/power.hpp>

#include <cstdint>
#include <vector>

namespace bros {

/// The instance: m = 3, r = 2, n = d = 1, g = 1/2 y' diag(1,2,3) y - x y_1, f = 1/2 x^2 + y_1, so that
/// Phi = x^2/2 + x and grad Phi = x + 1. The state of a method on it is s = (x, y_1..3, z_1..3, h, 1).
///
/// One iteration is s <- M(Q, Hhat) s, with Q = P P' and the estimate Hhat of the Hessian (P Hhat P', lifted):
///   y <- y - beta Q (H y - x e)      z <- z - gamma (Hhat z - Q e)
///   h <- (1 - theta) h + theta (x + e'Q z)      x <- x - alpha h   (the old h)
/// With a full cross term h moves by e'z. M is linear in (Q, Hhat), and these are drawn afresh: independent of s^k.
/// Hence, with nothing left out,
///   E s^{k+1} = M(E Q, E Hhat) E s^k                       (all entries are bounded: every mean exists)
///   E[s^{k+1} s^{k+1}'] = E_Q[ M(Q, Hhat) E[s^k s^k'] M(Q, Hhat)' ].
/// So the first and second moments of (Q, Hhat) are all that is needed (verified/estimator_law.hpp): `naive` has
/// Hhat = Q H Q, with mean haar-second; BROS has Hhat = Q H (`one_sided`) or a corrected Q H Q, with mean H.
namespace counterexample_state {
/// Where the parts of the state begin, and its size.
inline constexpr Index x = 0, y = 1, z = 4, h = 7, one = 8, size = 9;
}

/// diag(1, 2, 3).
template <FieldScalar S>
[[nodiscard]] Matrix<S> counterexample_hessian() {
  Matrix<S> hessian(3, 3);
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) hessian(i, j) = S(i == j ? i + 1 : 0);
  return hessian;
}

/// M(Q, Hhat).
/// Shapes:   Q, Hhat 3 x 3; the result 9 x 9
template <FieldScalar S>
[[nodiscard]] Matrix<S> counterexample_step(const Matrix<S>& q, const Matrix<S>& estimate, bool full_cross,
                                            const Steps<S>& steps) {
  namespace at = counterexample_state;
  const Matrix<S> hessian = counterexample_hessian<S>(), qh = matrix_product(q, hessian);
  Matrix<S> step(at::size, at::size);
  for (Index i = 0; i < at::size; ++i)
    for (Index j = 0; j < at::size; ++j) step(i, j) = S(i == j ? 1 : 0);
  step(at::x, at::h) -= steps.alpha;
  for (Index i = 0; i < 3; ++i) {
    step(at::y + i, at::x) += steps.beta * q(i, 0);
    step(at::z + i, at::one) += steps.gamma * q(i, 0);
    for (Index j = 0; j < 3; ++j) {
      step(at::y + i, at::y + j) -= steps.beta * qh(i, j);
      step(at::z + i, at::z + j) -= steps.gamma * estimate(i, j);
    }
    step(at::h, at::z + i) += full_cross ? steps.theta * S(i == 0 ? 1 : 0) : S(steps.theta * q(0, i));
  }
  step(at::h, at::x) += steps.theta;
  step(at::h, at::h) -= steps.theta;
  return step;
}

/// The mean recursion of a method whose Hessian estimate has this mean.
[[nodiscard]] inline Matrix<rational> counterexample_mean(const Matrix<rational>& mean_action,
                                                          const Steps<rational>& steps) {
  Matrix<rational> identity(3, 3);
  identity.setIdentity();
  return counterexample_step(identity, mean_action, false, steps);
}

/// E[QHQ] on Haar subspaces: the naive method. (On coordinate subspaces it is (m/r) H, another bias.)
[[nodiscard]] inline Matrix<rational> naive_mean_action() {
  return haar_second(counterexample_hessian<rational>(), 3, 2);
}

/// x = y = 0 and z = h = 0, as the methods start; and the state with y = x e, z = -x e, h = 0.
[[nodiscard]] inline Matrix<rational> counterexample_start() {
  Matrix<rational> s(counterexample_state::size, 1);
  s.setZero();
  s(counterexample_state::one, 0) = 1;
  return s;
}
/// The state with y = x e, z = -x e, h = 0.
[[nodiscard]] inline Matrix<rational> counterexample_candidate(const rational& x) {
  Matrix<rational> s = counterexample_start();
  s(counterexample_state::x, 0) = s(counterexample_state::y, 0) = x;
  s(counterexample_state::z, 0) = -x;
  return s;
}

/// The part of a recursion on (.., 1), or on its products with (.., 1 1) last, that does not involve the 1.
template <FieldScalar S>
[[nodiscard]] Matrix<S> homogeneous_part(const Matrix<S>& a, Index size) {
  return a.topLeftCorner(size, size);
}

/// So far a contraction is looked for.
inline constexpr std::uint64_t largest_power_tried = 1u << 16;

/// Where the mean tends to, proved: the candidate is stationary, exactly, and the recursion contracts.
struct MeanLimit {
  bool stationary;                         ///< M s = s for the candidate, in rationals
  std::optional<Contraction> contraction;  ///< of the part without the constant, in intervals
  [[nodiscard]] bool proved() const { return stationary && contraction.has_value(); }
};
/// Whether E x^k -> x, for a method whose Hessian estimate has this mean.
/// Ensures:  counterexample, exact and enclosed: proved() holds for (naive_mean_action(), -20/39) and (H, -1)
[[nodiscard]] inline MeanLimit mean_limit(const Matrix<rational>& mean_action, const rational& x,
                                          const Steps<rational>& steps) {
  const Matrix<rational> step = counterexample_mean(mean_action, steps), s = counterexample_candidate(x);
  const Matrix<rational> next = matrix_product(step, s);
  bool stationary = true;
  for (Index i = 0; i < s.size(); ++i) stationary = stationary && next(i, 0) == s(i, 0);
  return {stationary,
          find_contraction(enclosed(homogeneous_part(step, counterexample_state::one)), largest_power_tried)};
}

/// What was computed, and what the theory says it is or tends to.
struct EnclosedValue {
  interval_50 computed;
  rational theoretical;
};

/// E x^K of a method whose Hessian estimate has this mean, started from 0.
[[nodiscard]] inline interval_50 enclosed_mean(const Matrix<rational>& mean_action, const Steps<rational>& steps,
                                               std::uint64_t horizon) {
  return after(horizon, enclosed(counterexample_mean(mean_action, steps)), enclosed(counterexample_start()))(
      counterexample_state::x, 0);
}

/// A lower bound of E ||grad Phi(x^K)||^2 for the naive method: ||grad Phi(E x^K)||^2, by Jensen's inequality.
/// Ensures:  counterexample, enclosed; it tends to (19/39)^2, so no steps of this kind take the method below that
[[nodiscard]] inline EnclosedValue naive_squared_gradient(const Steps<rational>& steps, std::uint64_t horizon) {
  const rational limit = rational(19) / 39;
  return {square(enclosed_mean(naive_mean_action(), steps, horizon) + 1), limit * limit};
}

/// (Q, Hhat) of a method on this instance: `plain` is the naive one.
/// Requires: not `decoupled` [-> ArgumentError].   Cost: below 0.1 s
[[nodiscard]] inline EstimatorLaw counterexample_law(ActionKind action, SamplerKind sampler) {
  require(action != ActionKind::decoupled, "action", name(action), "an action with one subspace");
  const Matrix<rational> hessian = counterexample_hessian<rational>();
  if (action != ActionKind::one_sided) return law_of(joint_moments(action, sampler, 3, 2, hessian), 3);
  return one_sided_law(sampler == SamplerKind::haar ? haar_deviations(3, 2) : coordinate_deviations(3, 2), hessian);
}

/// The recursion of E[s s'].
/// Shapes:   45 x 45, in the order of product_index
[[nodiscard]] inline Matrix<rational> counterexample_second_moments(const EstimatorLaw& law,
                                                                    const Steps<rational>& steps) {
  return second_moment_operator(
      [&](const Matrix<rational>& q, const Matrix<rational>& estimate) {
        return counterexample_step(q, estimate, law.full_cross, steps);
      },
      law);
}

/// A proof that all second moments converge under constant steps: mean-square stability.
[[nodiscard]] inline std::optional<Contraction> mean_square_contraction(const EstimatorLaw& law,
                                                                        const Steps<rational>& steps) {
  using namespace counterexample_state;
  return find_contraction(enclosed(homogeneous_part(counterexample_second_moments(law, steps), product_index(0, one))),
                          largest_power_tried);
}

/// E ||grad Phi(x^K)||^2 = E (x^K + 1)^2, started from 0.
/// Ensures:  counterexample, enclosed
/// Cost:     2 log2(K) products of 45 x 45 intervals at most
[[nodiscard]] inline interval_50 enclosed_squared_gradient(const EstimatorLaw& law, const Steps<rational>& steps,
                                                           std::uint64_t horizon) {
  using namespace counterexample_state;
  Matrix<interval_50> start(product_index(0, size), 1);
  for (Index i = 0; i < start.size(); ++i) start(i, 0) = interval_50(i == product_index(one, one) ? 1 : 0);
  const Matrix<interval_50> s = after(horizon, enclosed(counterexample_second_moments(law, steps)), start);
  return s(product_index(x, x), 0) + 2 * s(product_index(x, one), 0) + 1;
}

/// That s^k tends to the solution in mean square with constant steps, linearly, proved.
/// Math:     M(Q, Hhat) s* = s* for every (Q, Hhat), so that s - s* follows the part of M without the constant
struct LinearConvergence {
  bool solution_stays;                     ///< exactly, for the mean and every deviation of the law
  std::optional<Contraction> contraction;  ///< of the second moments of s - s*, in intervals
  [[nodiscard]] bool proved() const { return solution_stays && contraction.has_value(); }
};
/// Ensures:  full-tangent-linear, exact and enclosed: proved() holds for one_sided, for no two-probe action
[[nodiscard]] inline LinearConvergence linear_convergence(const EstimatorLaw& law, const Steps<rational>& steps) {
  const Matrix<rational> solution = counterexample_candidate(-1);
  Matrix<rational> identity(3, 3);
  identity.setIdentity();
  const auto stays = [&](const Matrix<rational>& q, const Matrix<rational>& estimate) {
    const Matrix<rational> next = matrix_product(counterexample_step(q, estimate, law.full_cross, steps), solution);
    for (Index i = 0; i < next.size(); ++i)
      if (next(i, 0) != solution(i, 0)) return false;
    return true;
  };
  bool all = stays(identity, law.mean);
  for (const auto& [variance, q, estimate] : law.deviations) all = all && stays(identity + q, law.mean + estimate);
  return {all, mean_square_contraction(law, steps)};
}

}  // namespace bros
