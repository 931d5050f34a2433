// Running one method on one problem, with a trace of the exact ||grad Phi||^2.
#pragma once

#include "run_options.hpp"

#include "../sweep/progress.hpp"
#include "../sweep/solve.hpp"

#include <bros/method/run.hpp>

#include <limits>
#include <sstream>
#include <string>

namespace bros::cli {

template <class S>
std::string text(const S& value) {
  std::ostringstream out;
  out.precision(std::numeric_limits<S>::max_digits10);
  out << value;
  return out.str();
}

template <class S>
std::function<Steps<S>(std::uint64_t)> make_schedule(const RunOptions& o) {
  const ScheduleChoice choice = choose_schedule(o);
  const Steps<S> steps{S(choice.alpha), S(choice.beta), S(choice.gamma), S(choice.theta)};
  if (choice.kind == "constant") return ConstantSchedule<S>(steps);
  if (choice.kind == "theory") return horizon_schedule(steps, static_cast<std::uint64_t>(o.iterations));
  return DecayingSchedule<S>(steps, S(o.decay));
}

/// Runs a method that is already chosen and reports its trace.
template <class Method, class Schedule, class Problem>
RunReport trace(Method&& method, const Schedule& schedule, const Problem& problem, const RunOptions& o,
                const std::function<void(const TraceRow&)>& row) {
  using S = typename Problem::Scalar;
  const auto horizon = static_cast<std::uint64_t>(o.iterations);
  const auto every = static_cast<std::uint64_t>(o.metric_every.value_or((o.iterations + 19) / 20));
  typename Problem::Exact exact(problem);
  sweep::Progress progress("bros run", static_cast<double>(o.iterations));
  const RunResult result = run(method, schedule, horizon, [&](const auto& m, bool last) {
    const OracleCounts& c = m.counts();
    if (c.iterations > 0) progress.add(1);
    if (!last && c.iterations % every != 0) return Verdict::go_on;
    sweep::solve_at(exact, m.x());
    const S grad_norm_sq = exact.hypergradient().squaredNorm();
    row({c.iterations, c.samples, c.hessian_actions, text(grad_norm_sq), text(S(exact.phi()))});
    return o.tolerance > 0 && grad_norm_sq <= S(o.tolerance) ? Verdict::converged : Verdict::go_on;
  });
  return {std::string(to_string(result.status)),
          result.counts.iterations,
          result.counts.samples,
          result.counts.hessian_actions,
          {},
          {},
          {}};
}

}  // namespace bros::cli
