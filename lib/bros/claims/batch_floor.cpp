// batch-floor: what is left of the noise when the batches grow.
#include <bros/claims/claims.hpp>
#include <bros/claims/random_constants.hpp>
#include <bros/claims/rate_case.hpp>
#include <bros/claims/tally.hpp>
#include <bros/compiled_theory.hpp>
#include <bros/method/instance_steps.hpp>
#include <bros/problem/rate_instance.hpp>
#include <bros/theory/recursion/mean_square_stability.hpp>

#include <cmath>

namespace bros::claims::batches {

using R = rational;

Assumptions<R> with_batch(Assumptions<R> a, const R& batch) {
  auto& v = a.variance;
  for (R* of : {&v.lower_gradient, &v.hessian, &v.cross, &v.upper_gradient_lower, &v.upper_gradient_upper})
    *of /= batch;
  return a;
}

void of_the_bound(EvidenceLog& log) {
  Draw draw(36);
  Tally line, floor, none;
  for (int i = 0; i < 200; ++i) {
    auto a = random_assumptions(draw);
    const auto c = step_constants(a);
    const R one = noise_floor(a, c), quiet = noise_floor(Assumptions<R>{a.constants, {}, a.rho, a.omega}, c);
    for (const R& batch : {R(2), R(7), R(1000)})
      line.add(noise_floor(with_batch(a, batch), c) == quiet + (one - quiet) / batch);
    const R &L = a.constants.L_g1, radius = a.radius(), spread = a.rho - 1;
    floor.add(quiet == 2 * c.theta * spread * L * L * radius * radius +
                           40 * c.gamma * L * L *
                               (a.omega * L * L * radius * radius + spread * a.constants.L_f0 * a.constants.L_f0) /
                               a.constants.mu_g);
    none.add(noise_floor(Assumptions<R>{a.constants, {}, 1, 0}, c) == 0);
  }
  line.log(log, "N of batches of B samples is N_inf + (N_1 - N_inf) / B, random constants");
  floor.log(log, "N_inf = 2 theta (rho-1) L^2 R^2 + 40 gamma L^2 (omega L^2 R^2 + (rho-1) L_f0^2) / mu");
  none.log(log, "in full space N_inf = 0");
}

bool same(const Matrix<R>& a, const Matrix<R>& b) {
  for (Index i = 0; i < a.size(); ++i)
    if (a.data()[i] != b.data()[i]) return false;
  return true;
}
/// Noiseless, from the solution: moments in rationals.
void at_the_solution(EvidenceLog& log) {
  Tally stays, leaves;
  for (const RateCase<R>& one : rate_cases<R>()) {
    if (one.noisy) continue;
    const auto recursion = one.recursion();
    const auto c = step_constants(one.a);
    Matrix<R> moments = MomentRecursion<R>::at(one.solution());
    for (int k = 0; k < 3; ++k) moments = recursion.step(moments, c);
    const R value = recursion.squared_gradient(moments);
    if (one.a.rho == 1 || one.a.full_tangent)
      stays.add(value == 0 && same(moments, MomentRecursion<R>::at(one.solution())));
    else
      leaves.add(value > 0);
  }
  stays.log(log, "without sampling noise MA-SOBA and the full tangent stay at the solution: all moments after 3 iterations");
  leaves.log(log, "two-sided actions leave it: E||grad Phi(x^3)||^2 > 0");
}

/// The slope in e of the stationary E||grad Phi||^2, steps e c.
double exact_floor(const Estimator& estimator, Index batch, bool noisy = true) {
  auto data = rate_instance_data<double>();
  if (!noisy) data.noise = {};
  return MeanSquareStability<double>(MomentRecursion<double>(data, estimator, Averaging::moving, batch),
                                     rate_steps<double>())
      .rate_constants()
      .floor;
}

void exact_curve(EvidenceLog& log) {
  const Blocks blocks(rate_instance_data<double>().blocks);
  Tally line;
  std::string values;
  for (const ActionKind action : {ActionKind::plain, ActionKind::one_sided, ActionKind::biprobe, ActionKind::decoupled,
                                  ActionKind::exact_weights}) {
    const bool full = action == ActionKind::plain;
    const Estimator estimator = full ? full_space(blocks) : Estimator{action, SamplerKind::haar, blocks};
    const double one = exact_floor(estimator, 1), quiet = exact_floor(estimator, 1, false);
    values += (values.empty() ? "" : "; ") + std::string(full ? "MA-SOBA" : name(action));
    for (const Index batch : {1, 4, 64, 4096, 65536}) {
      const double value = exact_floor(estimator, batch);
      line.add(std::abs(value / (quiet + (one - quiet) / static_cast<double>(batch)) - 1) < 1e-9);
      values += " " + EvidenceLog::text(value);
    }
    if (full || full_cross(action))
      line.add(std::abs(quiet) < 1e-12 * one);
    else
      line.add(quiet > 1e-2 * one && !(std::abs(one / quiet - 1) < 1e-2));
  }
  log.add({"exact floor at B = 1, 4, 64, 4096, 65536", EvidenceKind::rounding, values,
           "floor(inf) + (floor(1) - floor(inf)) / B; floor(inf) is 0 for MA-SOBA and one_sided, positive for two-sided actions",
           line.holding() == line.total(), line.total()});
}

void batch_floor(EvidenceLog& log) {
  of_the_bound(log);
  at_the_solution(log);
  exact_curve(log);
}

}  // namespace bros::claims::batches
