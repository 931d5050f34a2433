#include "../plots/files.hpp"
#include "../plots/say.hpp"
#include "../plots/text.hpp"
#include "commands.hpp"
#include "run_problem.hpp"

#include "../studies/used_settings.hpp"
#include "../sweep/progress.hpp"

#include <bros/compiled_50.hpp>
#include <bros/core/number.hpp>
#include <bros/method/peers/penalty_schedule.hpp>
#include <bros/problem/solve.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <functional>
#include <limits>
#include <memory>
#include <optional>

namespace bros::cli {

namespace {

constexpr const char* csv_header = "iteration,samples,hessian_actions,grad_norm_sq,phi\n";

/// One row of the trace; numbers are already text, with all digits of the scalar.
struct TraceRow {
  std::uint64_t iteration, samples, hessian_actions;
  std::string grad_norm_sq, phi;
};

struct RunReport {
  RunResult result;
  std::vector<Index> rank;
  std::optional<Steps<double>> suggested = {};  ///< by --steps auto
};

template <class S>
std::string text(const S& value) {
  return text_of(value, std::numeric_limits<S>::max_digits10);
}

template <class S>
Schedule<S> make_schedule(const RunOptions& o) {
  const auto [kind, c] = choose_schedule(o);
  const Steps<S> steps{S(c.alpha), S(c.beta), S(c.gamma), S(c.theta), S(0), S(c.lambda)};
  const auto horizon = static_cast<std::uint64_t>(o.iterations);
  if (kind == "auto") return {};  // it needs the problem
  if (kind == "constant") return ConstantSchedule<S>(steps);
  if (studies::traits_of(o.method).lambda) {
    if (kind == "theory") return penalty_horizon_schedule(steps, stochastic_exponents<S>(), horizon);
    return PenaltySchedule<S>(steps, stochastic_exponents<S>());
  }
  if (kind == "theory") return horizon_schedule(steps, horizon);
  return DecayingSchedule<S>(steps, S(o.decay));
}

/// Runs what the options say in scalar S, and hands each row on as soon as it is known.
template <class S>
RunReport run_in(const RunOptions& o, const std::function<void(const TraceRow&)>& row) {
  Schedule<S> schedule = make_schedule<S>(o);  // wrong steps are refused before data are read
  const auto problem = make_problem<S>(o);
  const auto method = make_method<S>(*problem, o.method, Stream(static_cast<std::uint64_t>(o.seed)).fork("run"));
  const auto horizon = static_cast<std::uint64_t>(o.iterations);
  std::optional<Steps<double>> suggested;
  if (!schedule) {
    schedule = suggest_steps<S>(*problem, horizon, o.method, Stream(static_cast<std::uint64_t>(o.seed)));
    const Steps<S> s = schedule(0);
    suggested = {.alpha = static_cast<double>(s.alpha),
                 .beta = static_cast<double>(s.beta),
                 .gamma = static_cast<double>(s.gamma),
                 .theta = static_cast<double>(s.theta)};
    plots::say("bros run: steps auto: alpha {:.4g}, beta {:.4g}, gamma {:.4g}, theta {:.4g}\n", suggested->alpha,
               suggested->beta, suggested->gamma, suggested->theta);
  }
  const auto exact = problem->exact();
  const auto every = static_cast<std::uint64_t>(o.metric_every.value_or((o.iterations + 19) / 20));
  sweep::Progress progress("bros run", static_cast<double>(o.iterations));
  const auto observe = [&](const Method<S>& m, bool last) {
    const OracleCounts& c = m.counts();
    if (c.iterations > 0) progress.add(1);
    if (!last && c.iterations % every != 0) return Next::go_on;
    solve_at(*exact, m.x());
    const S grad_norm_sq = exact->hypergradient().squaredNorm();
    const S phi = exact->phi();
    row({c.iterations, c.samples, c.hessian_actions, text(grad_norm_sq), text(phi)});
    using std::isfinite;
    if (!isfinite(grad_norm_sq) || !isfinite(phi)) return Next::not_finite;
    return o.tolerance > 0 && grad_norm_sq <= S(o.tolerance) ? Next::converged : Next::go_on;
  };
  return {run(*method, schedule, horizon, observe), studies::used_ranks(o.method, problem->blocks()), suggested};
}

/// What --scalar may name.
struct ScalarEntry {
  const char* name;
  RunReport (*run)(const RunOptions& options, const std::function<void(const TraceRow&)>& row);
};
constexpr ScalarEntry scalar_list[] = {{"double", run_in<double>}, {"cpp_bin_float_50", run_in<bin_float_50>}};

struct RunCommand {
  RunOptions options;
  std::string csv = "-", json;
  std::string config;  // already expanded into flags when the options are read
  Invocation invocation;

  int operator()() const;

 private:
  [[nodiscard]] nlohmann::json number(const std::string& text) const;
  [[nodiscard]] nlohmann::json as_json(const RunReport& report, nlohmann::json trace) const;
};

int RunCommand::operator()() const {
  const ScalarEntry& scalar = kind_named(scalar_list, "--scalar", options.scalar);
  constexpr std::int64_t most_rows = 1'000'000;
  const std::int64_t least_every = (options.iterations + most_rows - 1) / most_rows;
  require(json.empty() || options.metric_every.value_or(least_every) >= least_every, "--metric-every",
          options.metric_every.value_or(0),
          fmt::format("must be at least {} for so many iterations with --json, which keeps up to {} rows in memory",
                      least_every, most_rows));
  require(options.tolerance >= 0, "--tolerance", options.tolerance, "must be at least 0");
  plots::require_apart({{"--csv", csv}, {"--json", json}},
                       {{"--file", options.file}, {"--data", options.data}, {"--config", config}});
  plots::OutputFile rows("--csv", csv);
  std::optional<plots::OutputFile> json_file;
  if (!json.empty()) json_file.emplace("--json", json);

  auto trace = nlohmann::json::array();
  bool header = false;
  const RunReport report = scalar.run(options, [&](const TraceRow& r) {
    if (!header) rows.write(csv_header);
    header = true;
    rows.write(fmt::format("{},{},{},{},{}\n", r.iteration, r.samples, r.hessian_actions, r.grad_norm_sq, r.phi));
    if (json_file)
      trace.push_back({{"iteration", r.iteration},
                       {"samples", r.samples},
                       {"hessian_actions", r.hessian_actions},
                       {"grad_norm_sq", number(r.grad_norm_sq)},
                       {"phi", number(r.phi)}});
  });
  rows.commit();
  if (json_file) {
    json_file->write(plots::json_text(as_json(report, std::move(trace))));
    json_file->commit();
  }
  if (report.result.status != Status::not_finite) return 0;
  plots::say("bros run: no longer finite after {} iterations: the steps are too large for this problem\n",
             report.result.counts.iterations);
  return 1;
}

/// All digits of a scalar that JSON does not have are text.
nlohmann::json RunCommand::number(const std::string& text) const {
  if (options.scalar != scalar_list[0].name) return text;
  const auto value = number_from<double>(text);
  return value ? nlohmann::json(*value) : nlohmann::json(text);
}

nlohmann::json RunCommand::as_json(const RunReport& report, nlohmann::json trace) const {
  const MethodTraits& method = studies::traits_of(options.method);
  auto [kind, steps] = choose_schedule(options);
  if (report.suggested) steps = *report.suggested;
  nlohmann::json schedule{{"kind", kind}, {"alpha", steps.alpha}, {"beta", steps.beta}, {"gamma", steps.gamma}};
  if (method.lambda)
    schedule["lambda"] = steps.lambda;
  else
    schedule["theta"] = steps.theta;
  if (kind == "decaying" && !method.lambda) schedule["decay"] = options.decay;
  nlohmann::json document{{"command", invocation.command},
                          {"problem", options.problem},
                          {"method", method.name},
                          {"scalar", options.scalar},
                          {"seed", options.seed},
                          {"sampler", studies::used_sampler(options.method)},
                          {"action", studies::used_action(options.method)},
                          {"rank", report.rank},
                          {"schedule", schedule},
                          {"status", to_string(report.result.status)},
                          {"iterations", report.result.counts.iterations},
                          {"samples", report.result.counts.samples},
                          {"hessian_actions", report.result.counts.hessian_actions},
                          {"trace", std::move(trace)}};
  if (method.inner) document["inner"] = options.method.inner.value_or(*method.inner);
  if (method.neumann) document["neumann"] = options.method.neumann.value_or(*method.neumann);
  if (method.eta) document["eta"] = options.method.eta.value_or(*method.eta);
  if (method.order) document["order"] = options.method.order.value_or(*method.order);
  if (method.directions) document["directions"] = options.method.directions.value_or(*method.directions);
  if (method.difference) document["difference"] = options.method.difference.value_or(*method.difference);
  if (method.radius) document["radius"] = options.method.radius.value_or(*method.radius);
  return document;
}

}  // namespace

void add_run(CLI::App& app, Command& chosen, const Invocation& invocation) {
  auto command = std::make_shared<RunCommand>();
  command->invocation = invocation;
  CLI::App* run = app.add_subcommand("run", "One method on one problem, with a trace of the exact ||grad Phi||^2");
  run->footer(
      "Example:\n  bros run --problem counterexample --method bros --action biprobe --schedule theory --c-alpha 0.3 "
      "\\\n"
      "           --c-beta 2 --c-gamma 2 --c-theta 2 --iterations 20000\n"
      "Every flag can also stand in a JSON object: bros run --config run.json, {\"method\": \"bros\", \"rank\": [2]}");
  run->add_option("--config", command->config, "Take flags from a JSON object in this file; those given beside it win");
  add_run_flags(*run, command->options);
  run->add_option("--scalar", command->options.scalar, names_of(scalar_list))->capture_default_str();
  run->add_option("--csv", command->csv, "Rows as CSV into this file; - for standard output")->capture_default_str();
  run->add_option("--json", command->json, "Settings, outcome and rows as JSON into this file; - for standard output");
  run->callback([&chosen, command, run] {
    refuse_foreign_flags(*run, command->options);
    chosen = *command;
  });
}

}  // namespace bros::cli
