// What the proof of the rate does with its lemmas, in rationals, for all constants; rate, sample-complexity,
// same-order-as-ma-soba.
#include <bros/claims/claims.hpp>
#include <bros/claims/lemmas.hpp>
#include <bros/claims/random_constants.hpp>
#include <bros/claims/rate_case.hpp>
#include <bros/claims/slack.hpp>
#include <bros/claims/tally.hpp>
#include <bros/compiled_theory.hpp>

#include <algorithm>
#include <cmath>

namespace bros::claims::rates {

using R = rational;

/// Descent of Phi and the three lemmas, weighted, leave at most Psi - alpha/2 ||grad Phi||^2 + alpha/2 N.
bool lemmas_imply_the_decrease(const Assumptions<R>& a, const Steps<R>& steps, const Errors<R>& e) {
  const auto weights = potential(a, steps);
  const R half = steps.alpha / 2;
  const R descent =
      half * e.average - half * (1 - bros::hypergradient_lipschitz(a).hypergradient * steps.alpha) * e.direction;
  const Errors<R> next{bros::lower_tracking(a, steps, e), bros::auxiliary_contraction(a, steps, e),
                       bros::averaging_error(a, steps, e), 0};
  return descent + weights(next) <= weights(e) + half * noise_floor(a, steps);
}
/// What the noise adds to the potential is alpha/2 N, neither more nor less.
bool noise_is_the_floor(const Assumptions<R>& a, const Steps<R>& steps) {
  const Errors<R> next{bros::lower_tracking(a, steps, {}), bros::auxiliary_contraction(a, steps, {}),
                       bros::averaging_error(a, steps, {}), 0};
  return potential(a, steps)(next) == steps.alpha / 2 * noise_floor(a, steps);
}

void decrease_from_the_lemmas(EvidenceLog& log) {
  Draw draw(31);
  Tally implied, floor, beyond;
  for (int i = 0; i < 400; ++i) {
    auto a = random_assumptions(draw);
    a.full_tangent = i % 8 >= 4;
    Steps<R> steps = step_constants(a);
    // one of the steps so small that it alone limits alpha, in three cases of four
    (i % 4 == 0 ? steps.beta : i % 4 == 1 ? steps.gamma : steps.theta) /= i % 4 == 3 ? draw(1) : R(1000000);
    steps.alpha = largest_alpha<R>(a, steps.beta, steps.gamma, steps.theta);
    const auto e = random_errors(draw);
    const Assumptions<R> quiet{a.constants, {}, 1, 0};
    for (const Errors<R>& errors : {e, Errors<R>{e.lower, 0, 0, 0}, Errors<R>{0, e.auxiliary, 0, 0},
                                    Errors<R>{0, 0, e.average, 0}, Errors<R>{0, 0, 0, 1}})
      implied.add(admits(a, steps) && lemmas_imply_the_decrease(a, steps, errors) &&
                  lemmas_imply_the_decrease(quiet, steps, errors));
    floor.add(noise_is_the_floor(a, steps));
    if (i % 4 != 2) continue;
    Steps<R> larger = steps;
    larger.alpha *= 3;
    beyond.add(!admits(a, larger) && !lemmas_imply_the_decrease(quiet, larger, {0, 0, 0, 1}));
  }
  implied.log(log, "the lemmas imply the decrease, random constants, steps with (S): errors at once and one by one");
  floor.log(log, "what the noise adds to the potential is alpha/2 N, exactly");
  beyond.log(log, "where theta limits alpha, three times that alpha is not admitted and the decrease does not follow");
}

void rate(EvidenceLog& log) {
  Tally scales, admitted, refused;
  Draw draw(32);
  for (int i = 0; i < 200; ++i) {
    const auto a = random_assumptions(draw);
    const Start<R> start{draw(0), random_errors(draw)};
    const auto c = step_constants(a);
    for (const int root : {1, 2, 7, 1000}) {
      const Steps<R> steps = over(c, root);
      admitted.add(admits(a, steps));
      scales.add(bros::rate(a, steps, start, R(root * root)) == rate_constant(a, c, start) / root);
    }
  }
  admitted.log(log, "the steps c / sqrt(K) satisfy (S) for K = 1, 4, 49, 1000000, random constants");
  scales.log(log, "2 (gap + c_y y + c_z z + c_u u) / (alpha K) + N = C / sqrt(K) there");
  const Assumptions<R> a{.constants = {1, 4, 1, 1, 1}, .variance = {1, 1, 1, 1, 1}, .rho = 2, .omega = 3};
  const auto refuses = [&](R Steps<R>::*field, int factor) {
    Steps<R> steps = step_constants(a);
    steps.*field *= factor;
    if (field != &Steps<R>::alpha) steps.alpha = largest_alpha<R>(a, steps.beta, steps.gamma, steps.theta);
    return !admits(a, steps);
  };
  refused.add(refuses(&Steps<R>::alpha, 2));
  refused.add(refuses(&Steps<R>::beta, 2));
  refused.add(refuses(&Steps<R>::gamma, 2));
  refused.add(refuses(&Steps<R>::theta, 5));
  refused.log(log, "steps beyond a condition of (S) are refused");

  Slack<R> slack;
  for (const RateCase<R>& one : rate_cases<R>()) {
    const auto c = step_constants(one.a);
    const auto recursion = one.recursion();
    for (const int root : {1, 3}) {
      const auto schedule = [&](std::uint64_t) { return over(c, root); };
      const auto horizon = static_cast<std::uint64_t>(root * root);
      slack.see(rate_constant(one.a, c, one.start) / root, mean_squared_gradient(recursion, schedule, horizon),
                std::string(name(one.estimator.action)));
    }
  }
  slack.log(log, "whole runs, K = 1 and 9, moments in rationals: C / sqrt(K) against (1/K) sum E||grad Phi(x^k)||^2");
  in_double::rate_slack().log(
      log, "random problems, r/m from 1/8 to 1, K = 64 and 1048576: C / sqrt(K) against the exact mean, in double");
  with_quadratic_f(log);
#ifdef BROS_WITH_MPFR
  enclosed::rate(log);
#endif
}

void sample_complexity(EvidenceLog& log) {
  log.equal("(C / epsilon)^2, C = 60, epsilon = 1/3", bros::sample_complexity<R>(60, R(1) / 3), R(180 * 180));
  Draw draw(34);
  Tally suffices, order;
  for (int i = 0; i < 100; ++i) {
    const R constant = draw(1), epsilon = draw(1) / 1000;
    const R horizon = bros::sample_complexity(constant, epsilon);
    suffices.add(constant * constant <= epsilon * epsilon * horizon);  // C / sqrt(K) <= epsilon
    order.add(bros::sample_complexity<R>(constant, epsilon / 10) == 100 * horizon);
  }
  suffices.log(log, "C / sqrt(K) <= epsilon after that many iterations");
  order.log(log, "a tenth of epsilon asks a hundred times as many: order epsilon^-2");
  in_double::sample_complexity_slack().log(
      log, "random problems, epsilon = C / 4096: epsilon against the exact mean after (C / epsilon)^2 iterations");
}

/// What same-order-as-ma-soba does not say: against MA-SOBA with other steps than (11) the ratio has no bound. L =
/// L_f0 = L_f1 = 1, L_g2 = 0, gap, y_0 and u_0 are 1, z_0 = R^2, (rho, omega) = (4, 3).
struct CounterExample {
  Assumptions<R> ma_soba, projected;
  Start<R> start;
  CounterExample(int q, const R& sigma) {
    const R v = sigma * sigma;
    ma_soba = {.constants = {R(1) / q, 1, 0, 1, 1}, .variance = {v, v, v, v, v}};
    projected = ma_soba;
    projected.rho = 4, projected.omega = 3;
    start = {1, {1, R(q * q), 1, 0}};
  }
  /// Steps (11) against the largest that (S) admits to MA-SOBA without noise.
  [[nodiscard]] R ratio_without_noise() const {
    const R &mu = ma_soba.constants.mu_g, beta = 2 / (mu + 1);
    const Steps<R> own{largest_alpha<R>(ma_soba, beta, 1, 1), beta, 1, 1};
    return rate_constant(projected, step_constants(projected), start) / rate_constant(ma_soba, own, start);
  }
  /// The least C over all c: it is sum_i (P_i / c_i + N_i c_i), so 2 sum_i sqrt(P_i N_i).
  [[nodiscard]] double with_best_steps(const Assumptions<R>& a) const {
    const auto split = [&](const Steps<R>& c) {
      const Steps<R> steps{largest_alpha<R>(a, c.beta, c.gamma, c.theta), c.beta, c.gamma, c.theta};
      const R noise = noise_floor(a, steps);
      return std::pair{R(rate_constant(a, steps, start) - noise), noise};
    };
    const auto at = split({0, 1, 1, 1});
    double sum = 0;
    for (const auto& c : {Steps<R>{0, 2, 1, 1}, Steps<R>{0, 1, 2, 1}, Steps<R>{0, 1, 1, 2}}) {
      const auto moved = split(c);  // 1/c_i falls by a half, c_i grows by one
      sum += 2 * std::sqrt(static_cast<double>(R(2 * (at.first - moved.first) * (moved.second - at.second))));
    }
    return sum;
  }
};
void what_same_order_does_not_say(EvidenceLog& log) {
  bool grows = true;
  std::string ratios, best;
  for (const int q : {1, 10, 100, 1000}) {
    const R ratio = CounterExample(q, 0).ratio_without_noise();
    grows = grows && ratio > 10 * q && ratio < 12 * q;
    ratios += (ratios.empty() ? "" : ", ") + EvidenceLog::text(static_cast<double>(ratio));
  }
  log.add({"not so against MA-SOBA with its largest admissible steps: sigma = 0, rho = 4, q = 1, 10, 100, 1000",
           EvidenceKind::exact, ratios, "10 q to 12 q", grows, 4});
  grows = true;
  double last = 1;
  for (const int inverse : {1, 10, 100, 1000}) {
    const CounterExample one(10, R(1) / inverse);
    const double ratio = one.with_best_steps(one.projected) / one.with_best_steps(one.ma_soba);
    grows = grows && ratio > 2 * last && ratio > 0.5 * inverse;
    last = ratio;
    best += (best.empty() ? "" : ", ") + EvidenceLog::text(ratio);
  }
  log.add({"nor with the best steps of each, q = 10: sigma = 1, 1/10, 1/100, 1/1000", EvidenceKind::rounding, best,
           "above 1/(2 sigma)", grows, 4});
}

void same_order_as_ma_soba(EvidenceLog& log) {
  Draw draw(33);
  Slack<R> slack;
  R reached = 0;
  for (int i = 0; i < 400; ++i) {
    auto projected = random_assumptions(draw);
    if (i % 4 == 0) projected.variance = {};
    auto ma_soba = projected;
    ma_soba.rho = 1, ma_soba.omega = 0;
    Start<R> start{i % 3 == 0 ? R(0) : draw(0), random_errors(draw)};
    if (i % 3 == 0) start.errors = {};
    start.errors.auxiliary = projected.radius() * projected.radius();
    const R constant = rate_constant(projected, step_constants(projected), start),
            reference = rate_constant(ma_soba, step_constants(ma_soba), start);
    slack.see(bros::same_order_as_ma_soba(projected.omega) * reference, constant, "");
    if (projected.omega > 0 && reference > 0)
      reached = std::max<R>(reached, (constant / reference - 1 - R(21) / 160) / projected.omega);
  }
  slack.log(log,
            "steps (11) for both: C(rho, omega) <= (1 + omega + 21/160) C(1, 0), random constants, starts and noise");
  log.add({"the ratio less 1 + 21/160 reaches nine tenths of omega", EvidenceKind::exact,
           EvidenceLog::text(static_cast<double>(reached)) + " omega", "above 9/10 omega", reached > R(9) / 10, 400});
  what_same_order_does_not_say(log);
}

}  // namespace bros::claims::rates
