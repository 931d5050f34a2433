// `bros run` with the methods beside the single loop.
#pragma once

#include "run_trace.hpp"

#include <bros/method/amigo.hpp>
#include <bros/method/bome.hpp>
#include <bros/method/f2sa.hpp>
#include <bros/method/pbgd.hpp>
#include <bros/method/saba.hpp>
#include <bros/method/stocbio.hpp>

#include <concepts>

namespace bros::cli {

[[nodiscard]] inline bool is_penalty(const std::string& method) { return method == "f2sa" || method == "pbgd"; }
[[nodiscard]] inline bool is_peer(const std::string& method) {
  return is_penalty(method) || method == "saba" || method == "amigo" || method == "stocbio" || method == "bome";
}

template <class S>
PenaltySchedule<S> make_penalty_schedule(const RunOptions& o) {
  const ScheduleChoice choice = choose_schedule(o);
  const PenaltySteps<S> steps{S(choice.alpha), S(choice.beta), S(choice.gamma), S(choice.lambda.value_or(0))};
  if (choice.kind == "constant") return PenaltySchedule<S>(steps);
  if (choice.kind == "theory")
    return penalty_horizon_schedule(steps, stochastic_exponents<S>(), static_cast<std::uint64_t>(o.iterations));
  return PenaltySchedule<S>(steps, stochastic_exponents<S>());
}

template <class S>
void check_schedule(const RunOptions& o) {
  if (is_penalty(o.method))
    (void)make_penalty_schedule<S>(o);
  else
    (void)make_schedule<S>(o);
}

/// The scalars in which these methods are compiled.
template <class S>
concept PeerScalar = std::same_as<S, double> || std::same_as<S, bin_float_50>;

/// Requires: is_peer(o.method)
template <class Problem>
RunReport run_peer(const Problem& problem, const Stream& stream, const RunOptions& o,
                   const std::function<void(const TraceRow&)>& row) {
  using S = typename Problem::Scalar;
  require(o.sampler.empty() || o.sampler == "full", "--sampler", o.sampler, "must be full for " + o.method);
  require(o.rank.empty(), "--rank", "given", "has no meaning in the full space of " + o.method);
  require(o.action.empty(), "--action", "given", "has no meaning for " + o.method);
  RunReport report;
  if constexpr (PeerScalar<S>) {
    const auto inner = [&](Index own) { return o.inner.value_or(own); };
    const auto finish = [&](RunReport of_run, const char* action,
                            std::vector<std::pair<std::string, double>> settings) {
      report = std::move(of_run);
      report.action = action;
      report.settings = std::move(settings);
    };
    if (o.method == "saba") {
      if constexpr (HasFixedMinibatches<Problem>)
        finish(trace(Saba<Problem>(problem, stream), make_schedule<S>(o), problem, o, row), "plain", {});
      else
        require(false, "--method", o.method,
                "must be run on a finite sum of fixed minibatches: --problem quadratic-data");
    } else if (o.method == "amigo") {
      const Index t = inner(Amigo<Problem>::default_inner);
      finish(trace(Amigo<Problem>(problem, stream, t), make_schedule<S>(o), problem, o, row), "plain",
             {{"inner", static_cast<double>(t)}});
    } else if (o.method == "stocbio") {
      const Index t = inner(StocBio<Problem>::default_inner), q = o.neumann.value_or(StocBio<Problem>::default_neumann);
      finish(trace(StocBio<Problem>(problem, stream, t, q), make_schedule<S>(o), problem, o, row), "plain",
             {{"inner", static_cast<double>(t)}, {"neumann", static_cast<double>(q)}});
    } else if (o.method == "bome") {
      const Index t = inner(Bome<Problem>::default_inner);
      const double eta = o.eta.value_or(Bome<Problem>::default_eta);
      finish(trace(Bome<Problem>(problem, stream, t, S(eta)), make_schedule<S>(o), problem, o, row), "none",
             {{"inner", static_cast<double>(t)}, {"eta", eta}});
    } else if (o.method == "f2sa") {
      const Index t = inner(F2sa<Problem>::default_inner);
      finish(trace(F2sa<Problem>(problem, stream, t), make_penalty_schedule<S>(o), problem, o, row), "none",
             {{"inner", static_cast<double>(t)}});
    } else {
      const Index t = inner(Pbgd<Problem>::default_inner);
      finish(trace(Pbgd<Problem>(problem, stream, t), make_penalty_schedule<S>(o), problem, o, row), "none",
             {{"inner", static_cast<double>(t)}});
    }
  } else {
    require(false, "--scalar", o.scalar, "must be double or cpp_bin_float_50 for " + o.method);
  }
  report.sampler = "full";
  for (const Block& b : problem.blocks()) report.rank.push_back(b.rows);
  return report;
}

}  // namespace bros::cli
