// Whether the exact hypergradient that a problem offers is the gradient of phi, and fits its evaluations.
#pragma once

#include <bros/check/derivatives.hpp>

namespace bros::detail {

/// Math:     hypergradient against differences of phi at half the digits of its residual; where no answer depends on
///           the sample: lower_gradient = 0 at Y*, D_YY g [Z*] = grad_Y f and hypergradient = grad_x f - D_xY g [Z*]
///           there, to the residual that a solver may leave, relative to the size of the terms at a random Y
template <RealScalar S>
void check_exact(const CheckContext<S>& context) {
  if (!context.problem.exact()) return;
  const S left = S(context.settings.solver) * std::numeric_limits<S>::epsilon();
  auto full = context.evaluation("full");
  Comparison<S> slope("hypergradient", "the gradient of phi", true), random("hypergradient", "the slope of phi", true),
      formula("hypergradient", "grad_x f - D_xY g [Z*] at the exact solutions", true),
      lower("lower_solution", "a zero of lower_gradient"),
      auxiliary("auxiliary_solution", "a solution of D_YY g [Z] = grad_Y f");
  const int digits = std::numeric_limits<S>::digits - static_cast<int>(std::ceil(std::log2(context.settings.solver)));
  const S h = difference_step<S>(context.settings.spread, std::max(digits, 3));
  bool settled = true;
  for (std::uint64_t k : {0U, 1U}) {
    const Question<S> q = context.question(k);
    const auto solver = context.exact_at(q.x);
    const Vector<S> hypergradient = solver->hypergradient();
    const BlockVector<S> y = solver->lower_solution(), z = solver->auxiliary_solution();
    const auto phi = [&](const Vector<S>& x) { return of_number(context.exact_at(x)->phi()); };
    const auto at_point = full.answers(q);
    const S size = at_point[0].value.flat().norm();
    // phi(x, Y) - phi(x, Y*) is <Z*, residual> to first order
    const S residual = left * size, phi_error = residual * z.flat().norm();
    const auto ask = [&](const Question<S>& at) { return std::vector<Answer<S>>{{"phi", phi(at.x), true}}; };
    const Vector<S> rounding = context.rounding(ask, q)[0] + Vector<S>::Constant(1, phi_error);
    const auto along = [&](const Vector<S>& dx) {
      const auto line = [&](const S& t) { return std::vector<BlockVector<S>>{phi(q.x + t * dx)}; };
      Slope<S> result = slope_of<S>(line, {rounding}, h);
      settled &= result.settled;
      return result;
    };
    const S own = residual + left * (hypergradient.norm() + at_point[4].value.flat().norm());
    std::vector<Index> entries;
    const Index count = std::min(q.x.size(), context.settings.probes);
    draw_subset(context.stream.fork("probes of phi"), q.x.size(), count, entries);
    BlockVector<S> answered = of_x(Vector<S>(Vector<S>::Zero(q.x.size()))), expected = answered;
    Vector<S> tolerance = Vector<S>::Constant(1, S(0));
    for (Index i = 0; i < count; ++i) {
      const Index a = entries[static_cast<std::size_t>(i)];
      const Slope<S> difference = along(Vector<S>::Unit(q.x.size(), a));
      answered.flat()[a] = hypergradient[a];
      expected.flat()[a] = difference.value[0].flat()[0];
      tolerance = tolerance.cwiseMax(difference.tolerance[0]);
    }
    slope.add(answered, expected, tolerance + Vector<S>::Constant(1, own), "point " + std::to_string(k));
    const Vector<S> dx = context.normals(q.x.size(), context.stream.fork("direction of phi").fork(k));
    const Slope<S> difference = along(dx);
    random.add(of_number(S(hypergradient.dot(dx))), of_number(difference.value[0].flat()[0]),
               difference.tolerance[0] + Vector<S>::Constant(1, S(own * dx.norm())), "a random direction");

    if (context.varies) continue;
    const auto constants = [](const BlockVector<S>& like, const S& value) {
      return Vector<S>(Vector<S>::Constant(like.layout().count(), value));
    };
    Oracle<S>& oracle = full.oracle();
    BlockVector<S> action(q.y.layout());
    Vector<S> cross;
    oracle.evaluate({q.x, y, q.sample}, {{tangent(z), &action, &cross}});
    const BlockVector<S> upper_lower = oracle.upper_gradient_lower();
    const Vector<S> upper_upper = oracle.upper_gradient_upper();
    const std::string where = "point " + std::to_string(k);
    lower.add(oracle.lower_gradient(), BlockVector<S>(q.y.layout()), constants(q.y, residual), where);
    auxiliary.add(action, upper_lower,
                  constants(q.y, S(residual + left * (upper_lower.flat().norm() + action.flat().norm()))), where);
    formula.add(of_x(hypergradient), of_x(Vector<S>(upper_upper - cross)),
                Vector<S>::Constant(1, S(own + left * (upper_upper.norm() + cross.norm()))), where);
    formula.suggest("the sign of upper_gradient_upper?", of_x(Vector<S>(-upper_upper - cross)));
    formula.suggest("the sign of cross_action, or of Z*?", of_x(Vector<S>(upper_upper + cross)));
  }
  Finding differences = slope.finding();
  if (!settled) {
    differences.ok = false;
    differences.hint += "differences of phi with steps h and 2 h disagree: phi is not smooth or not accurate";
  }
  context.report.add(std::move(differences));
  context.report.add(random.finding());
  TextStream line;
  line << "phi: steps h = " << static_cast<double>(h) << " and 2 h; a solver may leave a relative residual of "
       << static_cast<double>(left);
  context.report.note(line.str());
  if (context.varies) {
    context.report.note(
        "exact solutions against evaluations: only in the mean, since answers change with the sample; see "
        "check_unbiased");
    return;
  }
  context.report.add(lower.finding());
  context.report.add(auxiliary.finding());
  context.report.add(formula.finding());
}

}  // namespace bros::detail
