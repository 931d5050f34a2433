// price-is-rho and price-lower: what the full tangent costs in a subspace, and what no method in it can avoid.
#include <bros/claims/claims.hpp>
#include <bros/claims/lemmas.hpp>
#include <bros/claims/random_constants.hpp>
#include <bros/claims/rate_case.hpp>
#include <bros/claims/slack.hpp>
#include <bros/claims/tally.hpp>
#include <bros/compiled_theory.hpp>
#include <bros/theory/recursion/full_tangent_bounds.hpp>

namespace bros::claims::price {

namespace bound = full_tangent;
using R = rational;

/// Descent of Phi and the three lemmas, weighted, leave at most Psi - alpha/2 ||grad Phi||^2 + alpha/2 N.
bool lemmas_imply_the_decrease(const Assumptions<R>& a, const Steps<R>& steps, const Errors<R>& e) {
  const auto weights = bound::potential(a, steps);
  const R half = steps.alpha / 2;
  const R descent =
      half * e.average - half * (1 - hypergradient_lipschitz(a).hypergradient * steps.alpha) * e.direction;
  const Errors<R> next{lower_tracking(a, steps, e), bound::auxiliary_contraction(a, steps, e),
                       bound::averaging_error(a, steps, e), 0};
  return descent + weights(next) <= weights(e) + half * bound::noise_floor(a, steps);
}

void decrease(EvidenceLog& log) {
  Draw draw(51);
  Tally implied, floor, beyond;
  for (int i = 0; i < 400; ++i) {
    const auto a = random_assumptions(draw);
    Steps<R> steps = bound::step_constants(a);
    // one of the steps so small that it alone limits alpha, in three cases of four
    (i % 4 == 0 ? steps.beta : i % 4 == 1 ? steps.gamma : steps.theta) /= i % 4 == 3 ? draw(1) : R(1000000);
    steps.alpha = bound::largest_alpha<R>(a, steps.beta, steps.gamma, steps.theta);
    const auto e = random_errors(draw);
    const Assumptions<R> quiet{a.constants, {}, a.rho, a.omega};
    for (const Errors<R>& errors : {e, Errors<R>{e.lower, 0, 0, 0}, Errors<R>{0, e.auxiliary, 0, 0},
                                    Errors<R>{0, 0, e.average, 0}, Errors<R>{0, 0, 0, 1}})
      implied.add(bound::admits(a, steps) && lemmas_imply_the_decrease(a, steps, errors) &&
                  lemmas_imply_the_decrease(quiet, steps, errors));
    const Errors<R> noise{lower_tracking(a, steps, {}), bound::auxiliary_contraction(a, steps, {}),
                          bound::averaging_error(a, steps, {}), 0};
    floor.add(bound::potential(a, steps)(noise) == steps.alpha / 2 * bound::noise_floor(a, steps));
    Steps<R> larger = steps;
    larger.alpha *= 2;
    beyond.add(!bound::admits(a, larger));
    if (i % 4 == 2) larger.alpha *= 2, beyond.add(!lemmas_imply_the_decrease(quiet, larger, {0, 0, 0, 1}));
  }
  implied.log(log, "the lemmas imply the decrease, random constants, steps with (P): errors at once and one by one");
  floor.log(log, "what the noise adds to the potential is alpha/2 N, exactly");
  beyond.log(log, "twice alpha is not admitted; where theta limits alpha, the decrease does not follow at 4 alpha");
}

/// The lemmas against exact moments of one iteration, with the largest steps that (P) allows every K.
void lemmas(EvidenceLog& log) {
  Slack<R> auxiliary, average, potential;
  for (const Iteration<R>& o : in_rationals::full_tangent_iterations()) {
    const std::string at = lemma_states[static_cast<std::size_t>(o.state)];
    auxiliary.see(bound::auxiliary_contraction(o.a, o.steps, o.before), o.after.auxiliary, at);
    average.see(bound::averaging_error(o.a, o.steps, o.before), o.after.average, at);
    const auto weights = bound::potential(o.a, o.steps);
    const R half = o.steps.alpha / 2;
    potential.see(weights(o.before) + half * bound::noise_floor(o.a, o.steps),
                  o.ascent + half * o.gradient + weights(o.after), at);
  }
  auxiliary.log(log, "E||Z+ - Z*(x+)||^2, full tangent and MA-SOBA, quadratic problems with noise, in rationals");
  average.log(log, "E||h+ - grad Phi(x+)||^2, the same");
  potential.log(log, "E Psi+ - Phi(x) + alpha/2 ||grad Phi||^2, the same");
}

/// The same comparison with the constants of rate, which are smaller: from a larger horizon K_0 = root^2 on.
void with_the_constants_of_rate(EvidenceLog& log) {
  Draw draw(53);
  Tally admitted, priced, smaller, late;
  for (int i = 0; i < 400; ++i) {
    auto ma_soba = random_assumptions(draw);
    const R rho = ma_soba.rho;
    ma_soba.rho = 1, ma_soba.omega = 0;
    auto projected = ma_soba;
    projected.rho = rho, projected.omega = rho - 1, projected.full_tangent = true;
    const Start<R> start{draw(0), random_errors(draw)};
    const R &mu = ma_soba.constants.mu_g, &L = ma_soba.constants.L_g1, &hessian = ma_soba.variance.hessian;
    Steps<R> c = step_constants(ma_soba);  // longer than these, so that K_0 > 1
    c.beta *= draw(1), c.gamma *= 8 * draw(1), c.theta *= draw(1);
    c.alpha = largest_alpha<R>(ma_soba, c.beta, c.gamma, c.theta);
    const Steps<R> in_subspaces = bound::over_rho(c, rho);
    int root = 1;
    while (!admits(ma_soba, over(c, root))) ++root;
    late.add(admits(projected, over(in_subspaces, root)));
    while (root * mu < 8 * c.gamma * ((1 - 1 / rho) * L * L + hessian)) ++root;
    admitted.add(admits(projected, over(in_subspaces, root)));
    const R noise = noise_floor(ma_soba, c), all = rate_constant(ma_soba, c, start);
    priced.add(noise_floor(projected, in_subspaces) == noise &&
               rate_constant(projected, in_subspaces, start) <= rho * (all - noise) + noise);
    smaller.add(all <= bound::rate_parts(ma_soba, c, start).constant());
  }
  admitted.log(log, "with (S) of rate: what MA-SOBA may take, over rho, is admitted from the stated K on");
  priced.log(log, "the constant of rate is at most rho C_start + C_noise of MA-SOBA's there");
  smaller.log(log, "that constant of MA-SOBA is at most the one of price.md");
  log.add({"refuted: that it is admitted from MA-SOBA's own K_0 on", EvidenceKind::exact,
           std::to_string(late.holding()) + " of " + std::to_string(late.total()), "fewer",
           late.holding() < late.total(), late.total()});
}

void price_is_rho(EvidenceLog& log) {
  decrease(log);
  lemmas(log);
  with_the_constants_of_rate(log);

  Draw draw(52);
  Tally admitted, priced, reached, best, quiet, scaled;
  for (int i = 0; i < 400; ++i) {
    auto projected = random_assumptions(draw);
    if (i % 4 == 0) projected.variance = {};
    auto ma_soba = projected;
    ma_soba.rho = 1, ma_soba.omega = 0;
    const Start<R> start{draw(0), random_errors(draw)};
    Steps<R> c = bound::step_constants(ma_soba);  // any that MA-SOBA may take
    c.beta /= draw(1), c.gamma /= draw(1), c.theta /= draw(1);
    c.alpha = bound::largest_alpha<R>(ma_soba, c.beta, c.gamma, c.theta) / draw(1);
    const Steps<R> in_subspaces = bound::over_rho(c, projected.rho);
    admitted.add(bound::admits(ma_soba, c) && bound::admits(projected, in_subspaces));
    const auto full = bound::rate_parts(ma_soba, c, start), sub = bound::rate_parts(projected, in_subspaces, start);
    const R& rho = projected.rho;
    priced.add(sub.start <= rho * full.start && sub.noise == full.noise);
    Start<R> of_y_and_z = start;
    of_y_and_z.errors.average = 0;
    reached.add(bound::rate_parts(projected, in_subspaces, of_y_and_z).start ==
                rho * bound::rate_parts(ma_soba, c, of_y_and_z).start);
    best.add(sub.least_constant_squared() <= rho * full.least_constant_squared());
    if (i % 4 == 0) quiet.add(sub.noise == 0 && sub.constant() <= rho * full.constant());
    const R t = draw(1);
    Steps<R> times = in_subspaces;
    times.alpha *= t, times.beta *= t, times.gamma *= t, times.theta *= t;
    const auto at_t = bound::rate_parts(projected, times, start);
    scaled.add(at_t.start == sub.start / t && at_t.noise == sub.noise * t);
  }
  admitted.log(log, "what MA-SOBA may take, over rho for x, Y and Z, the full tangent may take: random constants");
  priced.log(log, "the starting terms grow by rho at most, the noise terms not at all");
  reached.log(log, "by rho exactly, where h starts right");
  scaled.log(log, "steps t c: start / t and noise t");
  best.log(log, "so the least constant over t grows by sqrt(rho) at most, and the bound on the samples by rho");
  quiet.log(log,
            "without sampling noise C <= rho C of MA-SOBA: at steps that (P) admits themselves, the mean is at most "
            "that over K");

  Slack<R> runs, quiet_runs;
  for (const RateCase<R>& one : rate_cases<R>()) {
    if (!full_cross(one.estimator.action) && one.a.rho != 1) continue;
    const auto c = bound::step_constants(one.a);
    const auto parts = bound::rate_parts(one.a, c, one.start);
    const auto recursion = one.recursion();
    for (const int root : {1, 3}) {
      const auto horizon = static_cast<std::uint64_t>(root * root);
      const auto mean = [&](int over_root) {
        return mean_squared_gradient(
            recursion, [&](std::uint64_t) { return over(c, over_root); }, horizon);
      };
      runs.see(parts.constant() / root, mean(root), one.noisy ? "noise" : "no noise");
      quiet_runs.see(parts.start / (root * root) + parts.noise, mean(1), one.noisy ? "noise" : "no noise");
    }
  }
  runs.log(log, "whole runs, K = 1 and 9, moments in rationals: C / sqrt(K) against (1/K) sum E||grad Phi(x^k)||^2");
  quiet_runs.log(log, "the same with constant steps: start / K + noise");
}

void price_lower(EvidenceLog& log) {
  Tally bounded, attained, full;
  for (const SamplerKind sampler : {SamplerKind::haar, SamplerKind::coordinates})
    for (const auto& [m, r] : {std::pair{3, 1}, {4, 2}, {6, 2}, {5, 4}}) {
      const std::vector<Block> blocks{{m, 1, r}};
      QuadraticData<R> data;
      data.lower = {Matrix<R>::Zero(m, m), Matrix<R>::Zero(1, m), Vector<R>::Zero(m)};
      for (Index i = 0; i < m; ++i) data.lower.A(i, i) = 1;
      data.upper = {Matrix<R>::Zero(m, m), Matrix<R>::Zero(1, m), Matrix<R>::Identity(1, 1), Vector<R>::Zero(m),
                    Vector<R>::Zero(1)};
      data.x0 = Vector<R>::Zero(1), data.y0 = Vector<R>::Zero(m);
      for (Index i = 0; i < m; ++i) data.y0[i] = R(static_cast<int>(i % 3) + 1);
      data.blocks = blocks;
      const R rho = R(m) / r, before = data.y0.squaredNorm();
      const auto left = [&](const QuadraticData<R>& of, const R& beta, int iterations, bool in_full_space) {
        const MomentRecursion<R> recursion(
            of, in_full_space ? full_space(Blocks(blocks)) : Estimator{ActionKind::one_sided, sampler, Blocks(blocks)},
            Averaging::moving);
        Matrix<R> moments = recursion.start();
        for (int k = 0; k < iterations; ++k) moments = recursion.step(moments, {R(1) / 9, beta, R(1) / 9, R(1) / 2});
        R sum = 0;
        for (Index i = 0; i < m; ++i) sum += moments(recursion.layout().y() + i, recursion.layout().y() + i);
        return sum;
      };
      for (const int k : {1, 2, 5}) {
        const R least = bound::least_remainder(rho, k) * before;
        attained.add(left(data, 1 / rho, k, false) == least);
        for (const R& beta : {R(1) / 10, R(1) / 3, R(1), R(2)}) bounded.add(left(data, beta, k, false) >= least);
        auto steep = data;
        for (Index i = 0; i < m; ++i) steep.lower.A(i, i) = 1 + R(static_cast<int>(i)) / 2;
        for (const R& beta : {R(1) / 10, R(1) / 3, R(1)}) bounded.add(left(steep, beta, k, false) >= least);
      }
      full.add(left(data, 1, 1, true) == 0);
    }
  attained.log(log, "E||Y - Y*||^2 = (1 - r/m)^k at H = I, beta = r/m, exactly: haar and coordinates");
  bounded.log(log, "never below it with other steps and another H");
  full.log(log, "the full space is at the solution after one step there");
}

}  // namespace bros::claims::price
