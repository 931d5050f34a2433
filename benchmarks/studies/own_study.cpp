#include "own_study.hpp"

#include "exact_rate.hpp"
#include "used_settings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace bros::studies {

namespace {

struct Variant {
  std::string key, label;
  MethodSettings settings;
};

/// What is the same for all of them is not part of a name.
std::vector<Variant> variants(const OwnOptions& o) {
  std::vector<Variant> all;
  for (const std::string& action : o.actions)
    require(kind_named(action_list<double>(), "--actions", action).unbiased, "--actions", action,
            "must be a corrected action: without correction it is the method naive");
  const auto none = [](bool takes, const std::vector<std::string>& names) {
    return takes ? names : std::vector<std::string>{""};
  };
  for (const std::string& name : o.methods) {
    const MethodTraits& traits = kind_named(method_list<double>(), "--methods", name);
    require(!traits.lambda && !traits.inner && !traits.lower_gradient_upper, "--methods", name,
            "must be a single-loop method whose steps are c / sqrt(K)");
    for (const std::string& action : none(traits.action, o.actions))
      for (const std::string& sampler : none(traits.sampler, o.samplers)) {
        Variant v{name, name, {.method = name}};
        if (name == "bros") v.label = "BROS";
        if (name == "ma-soba") v.label = "MA-SOBA";
        if (name == "full-tangent") v.label = "full tangent";
        std::replace(v.key.begin(), v.key.end(), '-', '_');
        if (!action.empty()) v.settings.action = action;
        if (!sampler.empty()) v.settings.sampler = sampler;
        if (!action.empty() && o.actions.size() > 1) v.key += "_" + action, v.label += " " + action;
        if (!sampler.empty() && o.samplers.size() > 1) v.key += "_" + sampler, v.label += " " + sampler;
        require(std::none_of(all.begin(), all.end(), [&](const Variant& other) { return other.key == v.key; }),
                "--methods", name, "must be named once");
        all.push_back(std::move(v));
      }
  }
  return all;
}

/// Why there is no exact curve, or an empty text.
std::string why_not_exact(const Quadratic<double>* quadratic, const MethodSettings& settings) {
  if (!quadratic) return "exact curves are known of one quadratic with Gaussian samples (--file), not of a finite sum";
  const Index state = 2 * (quadratic->dim_upper() + quadratic->blocks().full().size());
  if (state > largest_exact_state)
    return fmt::format("(x, Y, Z, h) has {} numbers, more than the {} up to which exact curves are computed", state,
                       largest_exact_state);
  if (!traits_of(settings).theta) return fmt::format("no exact curve of {}, which does not average", settings.method);
  const std::string sampler = used_sampler(settings);
  if (sampler != Full<double>::kind && sampler != Haar<double>::kind && sampler != Coordinates<double>::kind)
    return "exact curves are known on haar and coordinates alone, not on " + sampler;
  return "";
}
ExactRate exact_of(const Quadratic<double>& problem, const MethodSettings& settings, const Steps<double>& factors) {
  const std::string sampler = used_sampler(settings);
  if (sampler == Full<double>::kind) return exact_rate(problem.data(), full_space(problem.blocks()), factors);
  const SamplerKind kind = sampler == Haar<double>::kind ? SamplerKind::haar : SamplerKind::coordinates;
  return exact_rate(problem.data(), {action_kind(used_action(settings)), kind, problem.blocks()}, factors);
}

}  // namespace

Study own_study(const OwnOptions& o) {
  require(o.factors.empty() || o.factors.size() == 4, "--steps", std::to_string(o.factors.size()) + " values",
          "must be auto, or four factors c of alpha, beta, gamma, theta");
  for (const double c : o.factors) require(c > 0, "--steps", c, "must be positive");
  Study study{.name = "own",
              .title = o.title,
              .quantity = mean_grad_norm_sq,
              .measured =
                  "Each value is the mean of ||grad Phi||^2 over a run of K iterations, which is how far x is "
                  "from stationary.",
              .theory =
                  "The theory says K^(-1/2) for corrected actions and MA-SOBA once the start is forgotten, and a "
                  "plateau for the naive projection.",
              .data = o.data,
              .levels = o.horizons,
              .seeds = o.seeds,
              .samples_per_iteration = o.problem->samples_per_evaluation(),
              .run = mean_over_run(0)};
  const auto* quadratic = dynamic_cast<const Quadratic<double>*>(o.problem.get());
  for (const Variant& v : variants(o)) {
    const Steps<double> c = o.factors.empty()
                                ? suggest_factors(*o.problem, o.horizons.front(), v.settings, Stream(o.key))
                                : Steps<double>{o.factors[0], o.factors[1], o.factors[2], o.factors[3]};
    study.methods.push_back(on_problem(o.problem, v.key, v.label, v.settings, over_root(c)));
    if (v.settings.method != "naive") study.methods.back().slope = -0.5;
    study.notes.push_back(fmt::format("{}: c = {:.4g}, {:.4g}, {:.4g}, {:.4g} of alpha, beta, gamma, theta{}", v.label,
                                      c.alpha, c.beta, c.gamma, c.theta,
                                      o.factors.empty() ? ", suggested from the curvature at the start" : ""));
    const std::string why = why_not_exact(quadratic, v.settings);
    if (why.empty())
      study.methods.back().exact = exact_of(*quadratic, v.settings, c);
    else if (std::find(study.notes.begin(), study.notes.end(), why) == study.notes.end())
      study.notes.push_back(why);
  }
  return study;
}

}  // namespace bros::studies
