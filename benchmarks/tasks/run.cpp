// Runs a task: every method on every seed, then the report.
#include "ledger.hpp"
#include "options.hpp"
#include "report.hpp"

#include "../plots/files.hpp"
#include "../sweep/progress.hpp"

#include <bros/action/make.hpp>
#include <bros/bros.hpp>
#include <bros/torch/memory_meter.hpp>
#include <bros/torch/threads.hpp>

#include <fmt/format.h>

#include <malloc.h>

#include <algorithm>
#include <array>
#include <cstdio>

namespace bros::tasks {

namespace {

constexpr std::array tasks{Task{"cleaning", cleaning}, Task{"mixture", mixture}, Task{"representation", representation},
                           Task{"vit", vit}};
constexpr std::int64_t full_seeds = 5, quick_seeds = 2;
const std::vector<double> full_ranks{0.0625, 0.125, 0.25, 0.5}, quick_ranks{0.25};
const std::vector<std::string> default_methods{"one_sided", "balanced", "ma-soba", "f2sa", "bome", "none", "grid"};

constexpr std::array<std::pair<std::string_view, Arm::Method>, 4> single_arms{{{"ma-soba", Arm::Method::ma_soba},
                                                                               {"f2sa", Arm::Method::f2sa},
                                                                               {"bome", Arm::Method::bome},
                                                                               {"none", Arm::Method::none}}};

/// Whether BROS can have that action: all but `plain`, which is not corrected.
bool is_action(const std::string& name) {
  return name != Plain<float>::kind.name && std::any_of(std::begin(action_list<float>), std::end(action_list<float>),
                                                        [&](const auto& action) { return action.name == name; });
}

void check(Options& o) {
  require(o.seeds == 0 || o.seeds >= 2, "--seeds", o.seeds, "must be at least 2, for a standard error");
  require(o.seed >= 0, "--seed", o.seed, "must be at least 0");
  require(o.threads >= 1 && o.threads <= 1024, "--threads", o.threads, "must be between 1 and 1024");
  require(o.save_every >= 0 && o.save_every <= 86400, "--save-every", o.save_every,
          "must be between 0 and 86400 seconds");
  require(o.iterations >= 0, "--iterations", o.iterations, "must be at least 1, or 0 for the task's own");
  require(o.batch >= 0, "--batch", o.batch, "must be at least 1, or 0 for the task's own");
  require(o.at_once >= 0, "--at-once", o.at_once, "must be at least 1, or 0 for the task's own");
  if (o.seeds == 0) o.seeds = o.quick ? quick_seeds : full_seeds;
  if (o.ranks.empty()) o.ranks = o.quick ? quick_ranks : full_ranks;
  if (o.methods.empty()) o.methods = default_methods;
  for (std::size_t i = 0; i < o.ranks.size(); ++i) {
    require(o.ranks[i] > 0 && o.ranks[i] <= 1, "--ranks", o.ranks[i],
            "must be in (0, 1]: no layer has ranks above its rows");
    require(std::count(o.ranks.begin(), o.ranks.end(), o.ranks[i]) == 1, "--ranks", o.ranks[i], "must be named once");
  }
  for (const std::string& method : o.methods) {
    require(is_action(method) || method == "grid" ||
                std::any_of(single_arms.begin(), single_arms.end(), [&](const auto& m) { return m.first == method; }),
            "--methods", method,
            "must be ma-soba, f2sa, bome, none, grid or an action of BROS, such as one_sided, biprobe");
    require(std::count(o.methods.begin(), o.methods.end(), method) == 1, "--methods", method, "must be named once");
  }
}

std::vector<Arm> arms(const Study& study, const Options& o) {
  std::vector<Arm> all;
  for (const std::string& name : o.methods) {
    const auto* method =
        std::find_if(single_arms.begin(), single_arms.end(), [&](const auto& m) { return m.first == name; });
    if (method != single_arms.end())
      all.push_back({method->second});
    else if (name == "grid")
      for (std::size_t point = 1; point <= study.grid.size(); ++point) all.push_back({Arm::Method::none, "", 1, point});
    else
      for (const double share : o.ranks) all.push_back({Arm::Method::bros, name, share});
  }
  return all;
}

/// Steps from the command line, in place of those that were tuned.
void override_steps(Study& study, const Options& o) {
  study.steps = [tuned = study.steps, o](const Arm& arm) {
    Steps<float> steps = tuned(arm);
    for (auto [given, step] : {std::pair{o.alpha, &steps.alpha},
                               {o.beta, &steps.beta},
                               {o.gamma, &steps.gamma},
                               {o.theta, &steps.theta},
                               {o.lambda, &steps.lambda}})
      if (given) *step = static_cast<float>(*given);
    require_steps(steps);
    return steps;
  };
}

nlohmann::json configuration(const Options& o) {
  const auto given = [](const std::optional<double>& step) { return step ? nlohmann::json(*step) : nlohmann::json(); };
  return {{"program", "bros " BROS_VERSION},
          {"task", o.name},
          {"quick", o.quick},
          {"data", o.data},
          {"seeds", o.seeds},
          {"seed", o.seed},
          {"methods", o.methods},
          {"ranks", o.ranks},
          {"iterations", o.iterations},
          {"batch", o.batch},
          {"at_once", o.at_once},
          {"threads", o.threads},
          {"alpha", given(o.alpha)},
          {"beta", given(o.beta)},
          {"gamma", given(o.gamma)},
          {"theta", given(o.theta)},
          {"lambda", given(o.lambda)}};
}

}  // namespace

int run(const Options& options) {
  Options o = options;
  const Task& task = kind_named(tasks, "task", o.name);
  check(o);
  network::use_threads(o.threads);
  network::TensorMeter::instance();
  mallopt(M_MMAP_THRESHOLD, 1 << 28);  // tensors come and go: pages that are given back each time cost more than they
  mallopt(M_TRIM_THRESHOLD, 1 << 28);
  std::vector<Study> studies = task.studies({o.quick, o.data, o.batch, o.at_once});
  std::vector<Results> all;
  double cells = 0;
  for (Study& study : studies) {
    if (o.iterations > 0) study.horizon = static_cast<std::uint64_t>(o.iterations);
    override_steps(study, o);
    all.push_back({study, arms(study, o), static_cast<std::size_t>(o.seeds), {}});
    require(!all.back().arms.empty(), "--methods", "grid", "belongs to the task mixture");
    for (const Arm& arm : all.back().arms) (void)study.steps(arm);
    cells += static_cast<double>(all.back().arms.size() * all.back().seeds);
  }
  const std::filesystem::path folder = o.out.empty() ? "out/" + o.name : o.out;
  cli::require_output_folder(folder);
  Ledger ledger(folder, configuration(o), o.resume, o.save_every);

  std::size_t number = 0;
  std::optional<sweep::Progress> progress;
  for (Results& results : all)
    for (std::size_t s = 0; s < results.seeds; ++s)
      for (std::size_t a = 0; a < results.arms.size(); ++a, ++number) {
        const Study& study = results.study;
        const Cell wanted{a, static_cast<std::uint64_t>(o.seed) + s};
        if (!ledger.find(study.name, wanted)) {
          if (!progress) progress.emplace("bros task " + o.name, cells, static_cast<double>(number));
          const double unit = 1 / static_cast<double>(study.horizon);
          ledger.add(study.name, run_cell(study, results.arms[a], wanted, Stream(wanted.seed).fork(study.name),
                                          {[&](const Layout& y) {
                                             auto found = ledger.unfinished(study.name, wanted, y);
                                             if (found)
                                               fmt::print("{} of {} cells are done, the next goes on at iteration {}\n",
                                                          number, cells, found->cell.counts.iterations);
                                             std::fflush(stdout);
                                             return found;
                                           },
                                           [&] { progress->add(unit); }, [&] { return ledger.save_is_due(); },
                                           [&](const Unfinished& running) { ledger.save(study.name, running); }}));
        }
        results.cells.push_back(*ledger.find(study.name, wanted));
      }
  progress.reset();
  ledger.finish();
  report(all, o, folder);
  return 0;
}

}  // namespace bros::tasks

extern "C" int bros_run_task(const bros::tasks::Options& options) { return bros::tasks::run(options); }
