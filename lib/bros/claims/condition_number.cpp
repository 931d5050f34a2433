// condition-number: the exponents of kappa in C, read off the formulas in rationals, and the exact limit beside them.
#include <bros/claims/condition_number.hpp>

#include <bros/claims/claims.hpp>
#include <bros/claims/tally.hpp>
#include <bros/compiled_theory.hpp>
#include <bros/theory/recursion/mean_square_stability.hpp>

#include <array>
#include <cmath>

namespace bros::claims {
namespace conditioning {

using R = rational;

/// L = L_f0 = L_f1 = 1, all sigmas 1, (rho, omega) = (2, 3); gap, y_0 and u_0 are 1, z_0 = R^2.
Assumptions<R> of_order_one(const R& kappa, int L_g2) {
  return {.constants = {R(1 / kappa), 1, L_g2, 1, 1}, .variance = {1, 1, 1, 1, 1}, .rho = 2, .omega = 3};
}
R with_steps_11(const R& kappa, int L_g2) {
  const auto a = of_order_one(kappa, L_g2);
  return rate_constant(a, step_constants(a), {R(1), {1, R(kappa * kappa), 1, 0}});
}
/// The least C over c_beta, c_gamma, c_theta > 0 with no error at the start but the gap, squared up to a factor of 9.
/// Math:     C = sum_i (P_i / c_i + N_i c_i), least 2 sum_i sqrt(P_i N_i); returned: the largest P_i N_i
R with_best_steps_squared(const R& kappa, int L_g2) {
  const auto a = of_order_one(kappa, L_g2);
  const auto split = [&](const Steps<R>& c) {
    const R inverse = 1 / largest_alpha<R>(a, c.beta, c.gamma, c.theta);
    return std::array<R, 2>{R(2 * inverse), noise_floor(a, c)};
  };
  const auto at = split({0, 1, 1, 1});
  R largest = 0;
  for (const auto& c : {Steps<R>{0, 2, 1, 1}, Steps<R>{0, 1, 2, 1}, Steps<R>{0, 1, 1, 2}}) {
    const auto moved = split(c);  // 1/c_i falls by a half, c_i grows by one
    largest = std::max<R>(largest, R(2 * (at[0] - moved[0]) * (moved[1] - at[1])));
  }
  return largest;
}
/// Whether f(kappa) / kappa^p has a limit that is neither 0 nor infinite, as far as 10^6 and 10^9 tell.
template <class F>
bool has_exponent(const F& f, int L_g2, unsigned p) {
  const auto scaled = [&](unsigned digits) {
    R kappa = 1, power = 1;
    for (unsigned i = 0; i < digits; ++i) kappa *= 10;
    for (unsigned i = 0; i < p; ++i) power *= kappa;
    return R(f(kappa, L_g2) / power);
  };
  const R near = scaled(6), far = scaled(9);
  return far > 0 && near / far < R(1001) / 1000 && near / far > R(999) / 1000;
}

void condition_number(EvidenceLog& log) {
  Tally exponents, others;
  const auto see = [&](const auto& f, int L_g2, unsigned p) {
    exponents.add(has_exponent(f, L_g2, p));
    others.add(!has_exponent(f, L_g2, p + 1) && !has_exponent(f, L_g2, p - 1));
  };
  see(with_steps_11, 1, 5), see(with_steps_11, 0, 4);
  see(with_best_steps_squared, 1, 9), see(with_best_steps_squared, 0, 6);
  exponents.log(log,
                "at kappa = 10^6 and 10^9: C with steps (11) over kappa^5, with L_g2 = 0 over kappa^4; the square of "
                "C with the best c and no other error at the start over kappa^9, kappa^6");
  others.log(log, "refuted: one more, one less");

  const auto curve = condition_curve({1, 10, 100, 300});
  Tally below;
  std::string values;
  for (const auto& row : curve) {
    below.add(row.exact > 0 && row.exact < row.constant);
    values += (values.empty() ? "" : "; ") + EvidenceLog::text(row.kappa) + ": " + EvidenceLog::text(row.constant) +
              ", " + EvidenceLog::text(row.exact);
  }
  below.log_in_floating_point(log, "L_g2 = 0, steps (11): the exact limit is below C");
  const double slope = std::log(curve[3].exact / curve[2].exact) / std::log(curve[3].kappa / curve[2].kappa);
  log.add({"the exact limit grows as kappa^4 too: the exponent is that of the steps (11)", EvidenceKind::rounding,
           EvidenceLog::text(slope) + " from 100 to 300 (kappa: C, limit: " + values + ")", "4 within 0.1",
           std::abs(slope - 4) < 0.1});
}

}  // namespace conditioning

std::vector<ConditionRow> condition_curve(const std::vector<double>& kappas) {
  std::vector<ConditionRow> rows;
  for (const double kappa : kappas) {
    QuadraticData<double> data;
    data.lower = {Matrix<double>{{1 / kappa, 0.0}, {0.0, 1.0}}, Matrix<double>::Constant(1, 2, 0.1),
                  Vector<double>::Zero(2)};
    data.upper = {Matrix<double>::Zero(2, 2), Matrix<double>::Zero(1, 2), Matrix<double>::Identity(1, 1),
                  Vector<double>{{0.6, 0.8}}, Vector<double>(1)};
    data.noise = {0.5, 0.25, 0.25, 0.5, 0.5};
    data.blocks = {{2, 1, 1}};
    data.x0 = Vector<double>::Zero(1), data.y0 = Vector<double>::Zero(2);
    const Vector<double> z{{0.6 * kappa, 0.8}};
    data.upper.h[0] = 1 + 0.1 * z.sum();  // so that grad Phi(x) = x + 1, and the gap at x = 0 is 1/2; Y* = 0 there
    const auto square = [](double level, double entries) { return level * level * entries; };
    const Blocks blocks(data.blocks);
    const auto a = with_action<double>(
        {.constants = {1 / kappa, 1.1, 0, 1, 1},
         .variance = {square(0.5, 2), square(0.25, 3), square(0.25, 1), square(0.5, 2), square(0.5, 1)}},
        ActionKind::one_sided, blocks);
    const auto c = step_constants(a);
    const Start<double> start{0.5, {0, z.squaredNorm(), 1, 0}};
    const MeanSquareStability<double> stability(
        MomentRecursion<double>(data, {ActionKind::one_sided, SamplerKind::coordinates, blocks}, Averaging::moving), c);
    rows.push_back({kappa, rate_constant(a, c, start), stability.rate_constants().limit()});
  }
  return rows;
}

}  // namespace bros::claims
