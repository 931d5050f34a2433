#include "run_options.hpp"

#include "flags.hpp"
#include "run_problem.hpp"

#include <bros/compiled.hpp>

#include <fmt/format.h>

#include <sstream>

namespace bros::cli {

namespace {

using Takes = bool (*)(const MethodTraits&);

/// A flag that means something to some methods only.
struct MethodFlag {
  const char* flag;
  Takes taken;
  const char* because = "";  ///< why another one does not take it
};
constexpr Takes averages = [](const MethodTraits& m) { return m.theta; };
constexpr Takes multiplies = [](const MethodTraits& m) { return m.lambda; };
constexpr MethodFlag method_flags[] = {
    {"--rank", [](const MethodTraits& m) { return m.sampler; }, ", which moves in the full space"},
    {"--inner", [](const MethodTraits& m) { return m.inner.has_value(); }},
    {"--neumann", [](const MethodTraits& m) { return m.neumann.has_value(); }},
    {"--eta", [](const MethodTraits& m) { return m.eta.has_value(); }},
    {"--order", [](const MethodTraits& m) { return m.order.has_value(); }},
    {"--directions", [](const MethodTraits& m) { return m.directions.has_value(); }},
    {"--difference", [](const MethodTraits& m) { return m.difference.has_value(); }},
    {"--radius", [](const MethodTraits& m) { return m.radius.has_value(); }},
    {"--gamma", [](const MethodTraits& m) { return m.gamma; }},
    {"--c-gamma", [](const MethodTraits& m) { return m.gamma; }},
    {"--theta", averages, ", which does not average"},
    {"--c-theta", averages, ", which does not average"},
    {"--lambda", multiplies},
    {"--c-lambda", multiplies},
    {"--decay", [](const MethodTraits& m) { return !m.lambda; }, ", whose exponents are its own"}};

/// SOBA, whose steps its theory lets decay, and the penalty methods.
constexpr Takes decays_by_default = [](const MethodTraits& m) { return m.lambda || (m.momentum && !m.theta); };

const MethodTraits& method_of(const RunOptions& o) {
  return kind_named(method_list<double>(), "--method", o.method.method);
}

/// The names of those kinds for which `holds` holds.
template <class Kinds, class Holds>
std::string names_where(const Kinds& kinds, const Holds& holds) {
  std::string names;
  for (const auto& kind : kinds)
    if (holds(kind)) names += (names.empty() ? "" : ", ") + std::string(kind.name);
  return names;
}
std::string methods_where(Takes holds) { return names_where(method_list<double>(), holds); }

/// "amigo 10, bome 10, ..", where a method has a default of its own.
template <class Value>
std::string defaults(std::optional<Value> MethodTraits::*value) {
  std::string text;
  for (const MethodTraits& m : method_list<double>())
    if (m.*value) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", m.name, *(m.*value));
  return text;
}
/// "0.1; cleaning 10": what most problems have, and the others by name.
template <class Value>
std::string defaults(Value ProblemTraits::*value) {
  const auto problems = problem_list();
  std::string text = fmt::format("{}", problems[0].*value);
  for (const ProblemTraits& p : problems)
    if (p.*value != problems[0].*value) text += fmt::format("; {} {}", p.name, p.*value);
  return text;
}

}  // namespace

void add_run_flags(CLI::App& run, RunOptions& o) {
  const std::string action = methods_where([](const MethodTraits& m) { return m.action; });
  const std::string sampler = methods_where([](const MethodTraits& m) { return m.sampler; });
  const std::string inner = defaults(&MethodTraits::inner), alpha = defaults(&ProblemTraits::alpha);
  const std::string lambda = methods_where(multiplies);
  const std::string penalised = methods_where([](const MethodTraits& m) { return m.lambda && m.gamma; });
  const Between any_rank{1, 1 << 20}, any_inner{1, 1'000'000}, any_neumann{0, 1'000'000}, any_order{1, 16},
      any_directions{1, 1 << 20}, any_images{1, 60000, ", the images there are"};

  run.add_option("--problem", o.problem, names_of(problem_list()))->capture_default_str();
  run.add_option("--file", o.file, "quadratic: the JSON file that holds it");
  run.add_option("--data", o.data,
                 "quadratic-data: folder with the twelve .f64 files, or docs/data/quadratic_2442; cleaning: folder of "
                 "Fashion-MNIST");
  run.add_option("--method", o.method.method,
                 names_of(method_list<double>()) + "; with grad_x g in place of second derivatives: " +
                     methods_where([](const MethodTraits& m) { return m.lower_gradient_upper; }))
      ->capture_default_str();
  run.add_option("--action", o.method.action, action + ": " + names_of(action_list<double>()))->capture_default_str();
  run.add_option("--sampler", o.method.sampler, sampler + ": " + names_of(subspace_list<double>()))
      ->capture_default_str();
  add_whole(run, "--rank", o.rank, any_rank,
            sampler + ": dimension r of the subspace, one for all blocks, or one a block");
  run.add_option("--schedule", o.schedule,
                 "constant (steps --alpha ..), theory (c / sqrt(K) for K = --iterations; --c-alpha ..) or decaying (c "
                 "(k+1)^-e; --c-alpha .., --decay); constant, but for " +
                     methods_where(decays_by_default) + " decaying; " + lambda +
                     " have exponents of their own: 5/7 for alpha, 4/7 for beta and gamma, -1/7 for lambda");
  run.add_option(
      "--steps", o.steps,
      "auto: constant steps from estimates of the curvature, a starting point without guarantee; not for " + lambda);
  add_decimal(run, "--alpha", o.alpha, "Constant step of x (default " + alpha + ")");
  add_decimal(run, "--beta", o.beta, "Constant step of Y (default 0.1)");
  add_decimal(run, "--gamma", o.gamma,
              "Constant step of Z (default 0.1); stocbio: of its Neumann sum; bome: of the inner steps; " + penalised +
                  ": of Y', lambda times its step on f + lambda g");
  add_decimal(run, "--theta", o.theta, methods_where(averages) + ": constant weight of the average h (default 0.1)");
  add_decimal(run, "--lambda", o.lambda, lambda + ": constant multiplier of g (default 10)");
  add_decimal(run, "--c-alpha", o.c_alpha, "Factor of the step of x (default " + alpha + ")");
  add_decimal(run, "--c-beta", o.c_beta, "Factor of the step of Y (default 0.1)");
  add_decimal(run, "--c-gamma", o.c_gamma, "Factor of the step of Z (default 0.1)");
  add_decimal(run, "--c-theta", o.c_theta, methods_where(averages) + ": factor of the weight of h (default 0.1)");
  add_decimal(run, "--c-lambda", o.c_lambda, lambda + ": factor of the multiplier of g (default 1)");
  add_whole(run, "--inner", o.method.inner, any_inner,
            "Inner steps an iteration (default: " + inner + "); amigo makes as many for Z");
  add_whole(run, "--neumann", o.method.neumann, any_neumann,
            "Hessian actions of the Neumann sum (default: " + defaults(&MethodTraits::neumann) + ")");
  add_decimal(run, "--eta", o.method.eta,
              "How fast the lower level's gap must shrink (default: " + defaults(&MethodTraits::eta) + ")");
  add_whole(run, "--order", o.method.order, any_order,
            "Order of the difference in 1 / lambda (default: " + defaults(&MethodTraits::order) + ")");
  add_whole(run, "--directions", o.method.directions, any_directions,
            "Random directions an iteration (default: " + defaults(&MethodTraits::directions) + ")");
  add_decimal(run, "--difference", o.method.difference,
              "Length of the differences of gradients, in Z (default: " + defaults(&MethodTraits::difference) + ")");
  add_decimal(run, "--radius", o.method.radius, "Largest norm of Z (default: " + defaults(&MethodTraits::radius) + ")");
  add_decimal(run, "--decay", o.decay, "Exponent e of --schedule decaying");
  add_whole(run, "--iterations", o.iterations, any_iterations, "Iterations K");
  add_whole(run, "--batch", o.batch, any_batch,
            "Samples an iteration (default " + defaults(&ProblemTraits::batch) + ")");
  run.add_option("--sampling", o.sampling,
                 "Finite sums: iid minibatches, or fixed ones in cyclic or reshuffled order or drawn (slots)")
      ->capture_default_str();
  add_whole(run, "--seed", o.seed, any_seed, "Key of all random streams");
  add_whole(run, "--metric-every", o.metric_every, any_iterations,
            "Iterations between rows (default: twenty rows a run)");
  add_decimal(run, "--tolerance", o.tolerance, "Stop as converged at a row with ||grad Phi||^2 at most this");
  add_whole(run, "--train", o.cleaning.training, any_images, "cleaning: training images");
  add_whole(run, "--validation", o.cleaning.validation, any_images, "cleaning: validation images");
  add_decimal(run, "--corrupted", o.cleaning.share, "cleaning: share of training labels corrupted");
  add_decimal(run, "--mu", o.cleaning.mu, "cleaning: strong convexity of the lower level");
}

void refuse_foreign_flags(const CLI::App& run, const RunOptions& o) {
  const auto problems = problem_list();
  const ProblemTraits& problem = kind_named(problems, "--problem", o.problem);
  const MethodTraits& method = method_of(o);
  const auto belongs = [&](const char* flag, const char* kind, const std::string& owners, const std::string& chosen,
                           const char* because) {
    require(run.count(flag) == 0, flag, "given",
            fmt::format("belongs to {} {}, not {}{}", kind, owners, chosen, because));
  };
  for (const ProblemTraits& other : problems) {
    std::istringstream flags(other.flags);
    for (std::string flag; flags >> flag;) {
      const auto takes = [&](const ProblemTraits& p) {
        return std::string(p.flags).find(flag + " ") != std::string::npos;
      };
      if (!takes(problem)) belongs(flag.c_str(), "--problem", names_where(problems, takes), o.problem, "");
    }
  }
  for (const auto& [flag, taken, because] : method_flags)
    if (!taken(method)) belongs(flag, "--method", methods_where(taken), method.name, because);

  // What is so in any case may be said.
  const char* full = Full<double>::kind;
  require(method.sampler || run.count("--sampler") == 0 || o.method.sampler == full, "--sampler", o.method.sampler,
          fmt::format("must be {} for {}", full, method.name));
  require(method.action || run.count("--action") == 0 || (method.acts_by && o.method.action == method.acts_by),
          "--action", o.method.action,
          method.acts_by ? fmt::format("must be {} for {}", method.acts_by, method.name)
                         : fmt::format("has no meaning for {}", method.name));
  require(!method.slots || problem.slots, "--method", method.name,
          "must be run on a finite sum of fixed minibatches: --problem " +
              names_where(problems, [](const ProblemTraits& p) { return p.slots; }));
}

ScheduleChoice choose_schedule(const RunOptions& o) {
  const bool constants = o.alpha || o.beta || o.gamma || o.theta || o.lambda;
  const bool factors = o.c_alpha || o.c_beta || o.c_gamma || o.c_theta || o.c_lambda;
  if (!o.steps.empty()) {
    require(o.steps == "auto", "--steps", o.steps, "must be auto");
    require(o.schedule.empty() && !constants && !factors, "--steps", o.steps,
            "chooses the steps by itself: leave out --schedule, --alpha, --c-alpha and the like");
    require(!method_of(o).lambda, "--steps", o.steps,
            "knows no multiplier lambda, which " + o.method.method + " needs: give the steps");
    return {"auto", {}};
  }
  const std::string kind = !o.schedule.empty()                             ? o.schedule
                           : decays_by_default(method_of(o)) && !constants ? "decaying"
                                                                           : "constant";
  require(kind == "constant" || kind == "theory" || kind == "decaying", "--schedule", kind,
          "must be one of constant, theory, decaying");
  require(kind == "constant" || !constants, "--alpha, --beta, --gamma, --theta, --lambda", "given",
          "belong to --schedule constant; with theory and decaying use --c-alpha, --c-beta, --c-gamma, --c-theta, "
          "--c-lambda");
  require(kind != "constant" || !factors, "--c-alpha, --c-beta, --c-gamma, --c-theta, --c-lambda", "given",
          "belong to --schedule theory or decaying; with constant use --alpha, --beta, --gamma, --theta, --lambda");
  const double alpha = kind_named(problem_list(), "--problem", o.problem).alpha;
  if (kind == "constant")
    return {kind,
            {.alpha = o.alpha.value_or(alpha),
             .beta = o.beta.value_or(0.1),
             .gamma = o.gamma.value_or(0.1),
             .theta = o.theta.value_or(0.1),
             .lambda = o.lambda.value_or(10)}};
  return {kind,
          {.alpha = o.c_alpha.value_or(alpha),
           .beta = o.c_beta.value_or(0.1),
           .gamma = o.c_gamma.value_or(0.1),
           .theta = o.c_theta.value_or(0.1),
           .lambda = o.c_lambda.value_or(1)}};
}

}  // namespace bros::cli
