// What the proof of the rate does with its lemmas, in rationals, for all constants; rate, sample-complexity,
// same-order-as-ma-soba.
#include <bros/claims/claims.hpp>
#include <bros/claims/lemmas.hpp>
#include <bros/claims/rate_case.hpp>
#include <bros/claims/slack.hpp>
#include <bros/claims/tally.hpp>
#include <bros/compiled_theory.hpp>

#include <algorithm>

namespace bros::claims::rates {

using R = rational;

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : stream_(seed) {}
  /// low + a multiple of 1/8 below 4, to the power of 1 or 3.
  R operator()(int low) {
    const R value = low + R(static_cast<int>(stream_.word(at_) % 32)) / 8;
    return stream_.word(at_++) % 5 == 0 ? R(value * value * value) : value;
  }

 private:
  Stream stream_;
  std::uint64_t at_ = 0;
};
Assumptions<R> random_assumptions(Draw& draw) {
  const R mu = draw(1) / 4, rho = draw(1);
  return {.constants = {mu, R(mu * draw(1)), draw(0), draw(0), R(draw(0) + R(1) / 100)},
          .variance = {draw(0), draw(0), draw(0), draw(0), draw(0)},
          .rho = rho,
          .omega = R(rho - 1 + draw(0))};
}
Errors<R> random_errors(Draw& draw) { return {draw(0), draw(0), draw(0), draw(0)}; }

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
    const auto a = random_assumptions(draw);
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
  slack.log(log, "C(rho, omega) <= (1 + omega + 21/160) C(1, 0), random constants, starts and noise");
  log.add({"the ratio less 1 + 21/160 reaches nine tenths of omega", EvidenceKind::exact,
           EvidenceLog::text(static_cast<double>(reached)) + " omega", "above 9/10 omega", reached > R(9) / 10, 400});
}

}  // namespace bros::claims::rates
