#include "commands.hpp"
#include "files.hpp"
#include "rate_studies.hpp"
#include "rates_figures.hpp"
#include "rates_sweep.hpp"

#include "../plots/figure.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <memory>
#include <thread>
#include <utility>

namespace bros::cli {

namespace {

constexpr double level = 0.95;

struct RatesCommand {
  RateOptions options;
  SweepOptions sweep_options;
  std::vector<std::string> problems{"quadratic", "cleaning"};
  std::string out = "out/rates";
  std::vector<std::int64_t> horizons;
  std::int64_t seeds = 0, seed = 1;
  int threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  Invocation invocation;

  int operator()();

 private:
  [[nodiscard]] std::vector<sweep::Study> studies();
  [[nodiscard]] std::vector<sweep::Task> tasks(const std::vector<sweep::Study>& studies) const;
  /// Tables on screen, and pictures, CSV and summaries into the folder; false if nothing could be drawn.
  bool report(const std::vector<sweep::Study>& studies, const std::vector<double>& values) const;
};

std::string with_interval(const Interval& i, int digits) {
  if (!std::isfinite(i.low))
    return std::isfinite(i.value) ? fmt::format("{:.{}f}, unbounded", i.value, digits) : "none";
  return fmt::format("{:.{}f} [{:.{}f}, {:.{}f}]", i.value, digits, i.low, digits, i.high, digits);
}

nlohmann::json to_json(const Interval& i) { return {{"value", i.value}, {"low", i.low}, {"high", i.high}}; }

/// One row a horizon: the mean over seeds of each method with its band.
std::string means_csv(const sweep::Study& study, const std::vector<sweep::MethodRates>& rates) {
  std::string csv = "horizon,samples";
  for (const auto& m : rates) csv += fmt::format(",{0}_mean,{0}_low,{0}_high", m.key);
  csv += "\n";
  for (std::size_t h = 0; h < study.horizons.size(); ++h) {
    csv += fmt::format("{},{}", study.horizons[h],
                       study.horizons[h] * static_cast<std::uint64_t>(study.samples_per_iteration));
    for (const auto& m : rates) csv += fmt::format(",{},{},{}", m.mean[h].value, m.mean[h].low, m.mean[h].high);
    csv += "\n";
  }
  return csv;
}

/// One row a run.
std::string runs_csv(const sweep::Study& study, const std::vector<sweep::MethodRates>& rates) {
  std::string csv = "method,horizon,seed,mean_grad_norm_sq\n";
  for (const auto& m : rates)
    for (std::size_t h = 0; h < study.horizons.size(); ++h)
      for (std::size_t s = 0; s < study.seeds; ++s)
        csv += fmt::format("{},{},{},{}\n", m.key, study.horizons[h], s, m.by_seed[s][h]);
  return csv;
}

std::vector<sweep::Study> RatesCommand::studies() {
  require(seed >= 0, "--seed", seed, "must be at least 0");
  require(threads >= 1 && threads <= 1024, "--threads", threads, "must be between 1 and 1024");
  require(seeds == 0 || seeds >= 2, "--seeds", seeds, "must be at least 2, for an interval");
  require(horizons.empty() || horizons.size() >= 2, "--horizons", horizons.size(), "must be at least 2, for a slope");
  for (const std::int64_t h : horizons)
    require(h >= 16, "--horizons", h, "must be at least 16 each (theta = 4/sqrt(K) <= 1)");
  std::sort(horizons.begin(), horizons.end());
  for (std::size_t i = 1; i < horizons.size(); ++i)
    require(horizons[i - 1] != horizons[i], "--horizons", horizons[i], "must be different from each other");
  if (!horizons.empty()) options.quadratic_horizons = options.cleaning_horizons = {horizons.begin(), horizons.end()};
  if (seeds != 0) options.quadratic_seeds = options.cleaning_seeds = static_cast<std::size_t>(seeds);
  require(!problems.empty(), "--problems", "none", "must be some of quadratic, cleaning");

  std::vector<sweep::Study> chosen;
  for (const std::string& name : problems) {
    require(name == "quadratic" || name == "cleaning", "--problems", name, "must be some of quadratic, cleaning");
    chosen.push_back(name == "quadratic" ? quadratic_study(options) : cleaning_study(options));
  }
  return chosen;
}

std::vector<sweep::Task> RatesCommand::tasks(const std::vector<sweep::Study>& studies) const {
  std::vector<sweep::Task> all;
  for (const sweep::Study& study : studies)
    for (sweep::Task& task : sweep::tasks(study, static_cast<std::uint64_t>(seed))) all.push_back(std::move(task));
  return all;
}

int RatesCommand::operator()() {
  const auto begin = std::chrono::steady_clock::now();
  const std::filesystem::path folder = out, file = sweep_options.file(folder);
  if (!sweep_options.export_to.empty()) return export_cells(file, sweep_options), 0;
  if (sweep_options.status) return print_status(file, sweep_options, tasks(studies())), 0;

  std::vector<sweep::Study> chosen;
  const auto outcome = run_sweep(sweep_options, folder, static_cast<unsigned>(threads), invocation, [&] {
    chosen = studies();
    return tasks(chosen);
  });
  if (!outcome.values) return outcome.status;
  const bool drawn = report(chosen, *outcome.values);
  fmt::print("\n{}: {}, in {:.0f} s\n", out,
             drawn ? "pictures, CSV, summary.md and summary.json"
                   : "CSV, summary.md and summary.json; no pictures, since gnuplot is not installed",
             std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  return 0;
}

bool RatesCommand::report(const std::vector<sweep::Study>& studies, const std::vector<double>& values) const {
  const std::filesystem::path folder = out;
  auto document = nlohmann::json{{"command", invocation.command},
                                 {"level", level},
                                 {"action", options.action},
                                 {"seed", seed},
                                 {"studies", nlohmann::json::array()}};
  std::string markdown = fmt::format(
      "# Rates\n\nMean over the run of ||grad Phi(x^k)||^2 with steps c K^(-1/2), BROS with the {} action.\n"
      "The theorem bounds it by C K^(-1/2): slope -1/2, and N(eps) of order eps^-2. A slope over finitely many "
      "horizons\n"
      "can differ from -1/2 by more than its interval while the transient lasts: sqrt(K) value must level "
      "off.\nIntervals at {:.0f} %: Student's "
      "t "
      "for means, jackknife over seeds for slopes.\n\nCommand: `{}`\n",
      options.action, 100 * level, invocation.command);
  bool drawn = true;
  auto next = values.begin();
  for (const sweep::Study& study : studies) {
    const auto first = next;
    next += static_cast<std::ptrdiff_t>(study.methods.size() * study.seeds * study.horizons.size());
    const auto rates = sweep::measure(study, {first, next}, level);
    const std::string name = "rates_" + study.name;
    write_file("--out", folder / (name + ".csv"), means_csv(study, rates));
    write_file("--out", folder / (name + "_runs.csv"), runs_csv(study, rates));
    write_file("--out", folder / (name + ".command.txt"), invocation.command + "\n");
    drawn = plots::draw(folder, name, by_horizon_figure(study, rates)) &&
            plots::draw(folder, name + "_samples", by_level_figure(study, rates));

    const double root = std::sqrt(static_cast<double>(study.horizons.back()));
    std::string table =
        fmt::format("\n## {}, {} seeds, K = {}\n\n", study.title, study.seeds, fmt::join(study.horizons, ", "));
    table += fmt::format("| {:<8} | {:<24} | {:<24} | {:<26} | {:<12} |\n", "method", "slope in K",
                         "exponent of N(eps)", fmt::format("value at K = {}", study.horizons.back()), "sqrt(K) value");
    table += fmt::format("|{:-<10}|{:-<26}|{:-<26}|{:-<28}|{:-<14}|\n", "", "", "", "", "");
    auto methods = nlohmann::json::array();
    for (const auto& m : rates) {
      const Interval& end = m.mean.back();
      table += fmt::format("| {:<8} | {:<24} | {:<24} | {:<26} | {:<12.4g} |\n", m.label, with_interval(m.slope, 3),
                           with_interval(m.sample_exponent(), 2),
                           fmt::format("{:.3g} [{:.3g}, {:.3g}]", end.value, end.low, end.high), root * end.value);
      auto points = nlohmann::json::array();
      for (std::size_t h = 0; h < study.horizons.size(); ++h)
        points.push_back({{"horizon", study.horizons[h]}, {"mean_grad_norm_sq", to_json(m.mean[h])}});
      methods.push_back({{"method", m.key},
                         {"slope", to_json(m.slope)},
                         {"sample_exponent", to_json(m.sample_exponent())},
                         {"points", points}});
    }
    fmt::print("{}", table);
    markdown += table + fmt::format("\n![{0}]({0}.png) ![{0}_samples]({0}_samples.png)\n", name);
    document["studies"].push_back({{"problem", study.name},
                                   {"seeds", study.seeds},
                                   {"methods", methods},
                                   {"samples_per_iteration", study.samples_per_iteration}});
  }
  write_file("--out", folder / "summary.md", markdown);
  write_file("--out", folder / "summary.json", document.dump(2) + "\n");
  return drawn;
}

}  // namespace

void add_rates(CLI::App& app, Command& chosen, const Invocation& invocation) {
  auto command = std::make_shared<RatesCommand>();
  command->invocation = invocation;
  CLI::App* sub = app.add_subcommand(
      "rates", "Rate verification: E||grad Phi||^2 against the horizon K and N(eps) against eps, with plots");
  sub->footer("Example:\n  bros rates --problems quadratic --horizons 256,1024,4096,16384 --seeds 16 --out out/rates");
  sub->add_option("--problems", command->problems, "quadratic, cleaning")->delimiter(',')->capture_default_str();
  sub->add_option("--action", command->options.action,
                  "Action of BROS: biprobe (the paper's), or any other that `bros run --help` names")
      ->capture_default_str();
  sub->add_option("--horizons", command->horizons, "Horizons K of every problem (default: each problem's own)")
      ->delimiter(',');
  sub->add_option("--seeds", command->seeds, "Runs a method and horizon (default: quadratic 32, cleaning 8)");
  sub->add_option("--data", command->options.data, "Folder of Fashion-MNIST")->capture_default_str();
  sub->add_option("--seed", command->seed, "Key of all random streams")->capture_default_str();
  sub->add_option("--threads", command->threads, "Threads")->capture_default_str();
  sub->add_option("--out", command->out, "Folder for pictures, CSV and summaries")->capture_default_str();
  add_sweep_flags(*sub, command->sweep_options);
  sub->callback([&chosen, command] { chosen = *command; });
}

}  // namespace bros::cli
