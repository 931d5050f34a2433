#include "commands.hpp"
#include "files.hpp"
#include "run_options.hpp"

#include <bros/core/error.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <iostream>
#include <memory>
#include <optional>

namespace bros::cli {

namespace {

constexpr const char* csv_header = "iteration,samples,hessian_actions,grad_norm_sq,phi\n";

nlohmann::json number(const std::string& text, const std::string& scalar) {
  if (scalar != "double") return text;  // all digits of the scalar
  const double value = std::stod(text);
  return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json(text);
}

/// A flag that the chosen problem or method does not know would be ignored without a word; refuse it.
void refuse_foreign_flags(const CLI::App& run, const RunOptions& options) {
  struct Belongs {
    const char *flag, *owners;
  };
  const auto refuse = [&](const char* kind, const std::string& chosen, std::initializer_list<Belongs> all) {
    for (const auto& [flag, owners] : all) {
      const bool own = (", " + std::string(owners) + ",").find(", " + chosen + ",") != std::string::npos;
      require(own || run.count(flag) == 0, flag, "given",
              std::string("belongs to ") + kind + " " + owners + ", not " + chosen);
    }
  };
  refuse("--problem", options.problem,
         {{"--file", "quadratic"},
          {"--data", "quadratic-data, cleaning"},
          {"--sampling", "quadratic-data, cleaning"},
          {"--train", "cleaning"},
          {"--validation", "cleaning"},
          {"--corrupted", "cleaning"},
          {"--mu", "cleaning"}});
  refuse("--method", options.method,
         {{"--inner", "amigo, stocbio, bome, f2sa, pbgd"},
          {"--neumann", "stocbio"},
          {"--eta", "bome"},
          {"--lambda", "f2sa, pbgd"},
          {"--c-lambda", "f2sa, pbgd"},
          {"--decay", "bros, ma-soba, soba, naive, saba, amigo, stocbio, bome"}});
}

struct RunCommand {
  RunOptions options;
  std::string csv = "-", json;
  std::string config;  // already expanded into flags when the options are read
  Invocation invocation;

  int operator()() const {
    require(json.empty() || csv != json, "--json", json, "must not be where --csv goes");
    std::optional<OutputFile> csv_file, json_file;
    if (csv != "-") csv_file.emplace("--csv", csv);
    if (!json.empty() && json != "-") json_file.emplace("--json", json);
    std::ostream& rows = csv_file ? csv_file->stream() : std::cout;

    auto trace = nlohmann::json::array();
    bool header = false;
    const RunReport report = run_in_named_scalar(options, [&](const TraceRow& r) {
      if (!header) rows << csv_header;
      header = true;
      rows << fmt::format("{},{},{},{},{}\n", r.iteration, r.samples, r.hessian_actions, r.grad_norm_sq, r.phi);
      if (!json.empty())
        trace.push_back({{"iteration", r.iteration},
                         {"samples", r.samples},
                         {"hessian_actions", r.hessian_actions},
                         {"grad_norm_sq", number(r.grad_norm_sq, options.scalar)},
                         {"phi", number(r.phi, options.scalar)}});
    });
    if (csv_file) csv_file->commit();
    if (!json.empty()) {
      const ScheduleChoice steps = choose_schedule(options);
      nlohmann::json schedule{
          {"kind", steps.kind}, {"alpha", steps.alpha}, {"beta", steps.beta}, {"gamma", steps.gamma}};
      if (steps.lambda)
        schedule["lambda"] = *steps.lambda;
      else
        schedule["theta"] = steps.theta;
      if (steps.kind == "decaying" && !steps.lambda) schedule["decay"] = options.decay;
      nlohmann::json document{{"command", invocation.command},
                              {"problem", options.problem},
                              {"method", options.method},
                              {"scalar", options.scalar},
                              {"seed", options.seed},
                              {"sampler", report.sampler},
                              {"action", report.action},
                              {"rank", report.rank},
                              {"schedule", schedule},
                              {"status", report.status},
                              {"iterations", report.iterations},
                              {"samples", report.samples},
                              {"hessian_actions", report.hessian_actions},
                              {"trace", trace}};
      for (const auto& [name, value] : report.settings) document[name] = value;
      (json_file ? json_file->stream() : std::cout) << document.dump(2) << "\n";
      if (json_file) json_file->commit();
    }
    if (report.status != "not_finite") return 0;
    fmt::print(stderr, "bros run: no longer finite after {} iterations: the steps are too large for this problem\n",
               report.iterations);
    return 1;
  }
};

}  // namespace

void add_run(CLI::App& app, Command& chosen, const Invocation& invocation) {
  auto command = std::make_shared<RunCommand>();
  command->invocation = invocation;
  RunOptions& o = command->options;
  CLI::App* run = app.add_subcommand("run", "One method on one problem, with a trace of the exact ||grad Phi||^2");
  run->footer(
      "Example:\n  bros run --problem counterexample --method bros --action biprobe --schedule theory --c-alpha 0.3 "
      "\\\n"
      "           --c-beta 2 --c-gamma 2 --c-theta 2 --iterations 20000\n"
      "Every flag can also stand in a JSON object: bros run --config run.json, {\"method\": \"bros\", \"rank\": [2]}");
  run->add_option("--config", command->config, "Take flags from a JSON object in this file; those given beside it win");

  run->add_option("--problem", o.problem, "quadratic, quadratic-data, cleaning or counterexample")
      ->capture_default_str();
  run->add_option("--file", o.file, "quadratic: the JSON file that holds it");
  run->add_option("--data", o.data,
                  "quadratic-data: folder with the twelve .f64 files; cleaning: folder of Fashion-MNIST");
  run->add_option("--method", o.method,
                  "bros, ma-soba, soba, naive; saba, amigo, stocbio; or, without second derivatives, bome, f2sa, pbgd")
      ->capture_default_str();
  run->add_option(
      "--action", o.action,
      "bros: biprobe, balanced, centred, decoupled, one_sided, exact_weights or plain (default: one_sided)");
  run->add_option("--sampler", o.sampler, "bros, naive: haar (default), coordinates, hadamard or full");
  run->add_option("--rank", o.rank, "Dimension r of the subspace: one for all blocks, or one a block")->delimiter(',');
  run->add_option(
      "--schedule", o.schedule,
      "constant (default; steps --alpha ..), theory (c / sqrt(K) for K = --iterations; --c-alpha ..) or "
      "decaying (c (k+1)^-e; --c-alpha .., --decay; the default of soba); f2sa and pbgd, which are decaying "
      "by default, have exponents of their own: 5/7 for alpha, 4/7 for beta and gamma, -1/7 for lambda");
  run->add_option("--alpha", o.alpha, "Constant step of x (default 0.1; cleaning 10)");
  run->add_option("--beta", o.beta, "Constant step of Y (default 0.1)");
  run->add_option(
      "--gamma", o.gamma,
      "Constant step of Z (default 0.1); stocbio: of its Neumann sum; bome: of the inner steps; f2sa, pbgd: of "
      "Y', lambda times its step on f + lambda g");
  run->add_option(
      "--theta", o.theta,
      "Constant weight of the average h (default 0.1), for bros, ma-soba and naive: others have no average");
  run->add_option("--lambda", o.lambda, "f2sa, pbgd: constant multiplier of g (default 10)");
  run->add_option("--c-alpha", o.c_alpha, "Factor of the step of x (default 0.1; cleaning 10)");
  run->add_option("--c-beta", o.c_beta, "Factor of the step of Y (default 0.1)");
  run->add_option("--c-gamma", o.c_gamma, "Factor of the step of Z (default 0.1)");
  run->add_option("--c-theta", o.c_theta, "Factor of the weight of h (default 0.1)");
  run->add_option("--c-lambda", o.c_lambda, "f2sa, pbgd: factor of the multiplier of g (default 1)");
  run->add_option(
      "--inner", o.inner,
      "Inner steps an iteration (default: amigo, stocbio, bome 10, f2sa, pbgd 1); amigo makes as many for Z");
  run->add_option("--neumann", o.neumann, "stocbio: Hessian actions of its Neumann sum (default 10)");
  run->add_option("--eta", o.eta, "bome: how fast the lower level's gap must shrink (default 0.5)");
  run->add_option("--decay", o.decay, "Exponent e of --schedule decaying")->capture_default_str();
  run->add_option("--iterations", o.iterations, "Iterations K")->capture_default_str();
  run->add_option("--batch", o.batch, "Samples an iteration (default 1; quadratic-data 64, cleaning 32)");
  run->add_option("--sampling", o.sampling,
                  "Finite sums: iid minibatches, or fixed ones in cyclic or reshuffled order or drawn (slots)")
      ->capture_default_str();
  run->add_option("--scalar", o.scalar, scalar_names())->capture_default_str();
  run->add_option("--seed", o.seed, "Key of all random streams")->capture_default_str();
  run->add_option("--metric-every", o.metric_every, "Iterations between rows (default: twenty rows a run)");
  run->add_option("--tolerance", o.tolerance, "Stop as converged at a row with ||grad Phi||^2 at most this");
  run->add_option("--train", o.cleaning.train, "cleaning: training images")->capture_default_str();
  run->add_option("--validation", o.cleaning.validation, "cleaning: validation images")->capture_default_str();
  run->add_option("--corrupted", o.cleaning.corrupted, "cleaning: share of training labels corrupted")
      ->capture_default_str();
  run->add_option("--mu", o.cleaning.mu, "cleaning: strong convexity of the lower level")->capture_default_str();
  run->add_option("--csv", command->csv, "Rows as CSV into this file; - for standard output")->capture_default_str();
  run->add_option("--json", command->json, "Settings, outcome and rows as JSON into this file; - for standard output");
  run->callback([&chosen, command, run] {
    refuse_foreign_flags(*run, command->options);
    chosen = *command;
  });
}

}  // namespace bros::cli
