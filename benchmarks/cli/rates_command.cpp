#include "commands.hpp"
#include "files.hpp"
#include "rate_studies.hpp"
#include "rates_report.hpp"
#include "rates_sweep.hpp"

#include "../plots/gallery.hpp"

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

constexpr double coverage = 0.95;

struct RatesCommand {
  RateOptions options;
  SweepOptions sweep_options;
  std::vector<std::string> problems{"quadratic", "price", "finite_sum", "peers", "zero_chain", "cleaning"};
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

std::string study_names() {
  std::string names;
  for (const NamedStudy& named : named_studies) names += (names.empty() ? "" : ", ") + std::string(named.name);
  return names;
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
  if (!horizons.empty())
    options.quadratic_horizons = options.cleaning_horizons = options.peers_samples = {horizons.begin(), horizons.end()};
  if (seeds != 0)
    options.quadratic_seeds = options.cleaning_seeds = options.chain_seeds = options.peers_seeds =
        static_cast<std::size_t>(seeds);
  require(options.action != "plain", "--action", options.action, "must be a corrected action: plain is drawn as naive");
  const std::string names = study_names();
  require(!problems.empty(), "--problems", "none", "must be some of " + names);

  std::vector<sweep::Study> chosen;
  for (const std::string& name : problems) {
    const auto study = std::find_if(named_studies.begin(), named_studies.end(),
                                    [&](const NamedStudy& named) { return named.name == name; });
    require(study != named_studies.end(), "--problems", name, "must be some of " + names);
    for (const sweep::Study& other : chosen) require(other.name != name, "--problems", name, "must be named once");
    chosen.push_back(study->make(options));
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
                                 {"confidence", coverage},
                                 {"action", options.action},
                                 {"seed", seed},
                                 {"studies", nlohmann::json::array()}};
  std::string markdown = fmt::format(
      "# Rates\n\nMean over the run of ||grad Phi(x^k)||^2 with steps c K^(-1/2) but where a note says otherwise, BROS "
      "with the {} action (on\nthe zero chain: one_sided). The theorem bounds it by C K^(-1/2) for steps that meet its "
      "conditions; those drawn here are\nlarger, so that slope -1/2 and N(eps) of order eps^-2 are what exact curves "
      "and measurements show, not what the theorem\nsays of them. The exponent of N(eps) is derived from the slope: "
      "its "
      "inverse. A slope over finitely many horizons can\ndiffer from -1/2 by more than its interval while the "
      "transient "
      "lasts: sqrt(K) value must level off. Intervals at {:.0f} %:\nStudent's t for means, jackknife over seeds for "
      "slopes; runs of one seed share samples and subspaces across methods.\n\nCommand: `{}`\n",
      options.action, 100 * coverage, invocation.command);
  std::vector<plots::Section> sections;
  bool drawn = true;
  auto next = values.begin();
  for (const sweep::Study& study : studies) {
    const auto first = std::exchange(next, next + static_cast<std::ptrdiff_t>(study.cells()));
    StudyReport of_study = report_study(study, {first, next}, coverage, folder);
    drawn = drawn && of_study.drawn;
    const std::string title =
        fmt::format("{}, {} seeds, {} = {}", study.title, study.seeds, study.level_name, fmt::join(study.levels, ", "));
    fmt::print("\n{}\n\n{}", title, of_study.table);
    markdown += fmt::format("\n## {}\n\n{}\n", title, of_study.table);
    for (const std::string& note : of_study.notes) {
      fmt::print("{}\n", note);
      markdown += note + "\n\n";
    }
    for (const plots::Picture& picture : of_study.pictures) {
      write_file("--out", folder / (picture.name + ".command.txt"), invocation.command + "\n");
      markdown += fmt::format("![{1}]({0}.png)\n", picture.name, picture.caption);
    }
    document["studies"].push_back(std::move(of_study.json));
    sections.push_back({title, std::move(of_study.table), std::move(of_study.pictures)});
  }
  write_file("--out", folder / "summary.md", markdown);
  write_file("--out", folder / "summary.json", document.dump(2) + "\n");
  write_file("--out", folder / "index.html", plots::gallery("Rates", invocation.command, sections, drawn));
  return drawn;
}

}  // namespace

void add_rates(CLI::App& app, Command& chosen, const Invocation& invocation) {
  auto command = std::make_shared<RatesCommand>();
  command->invocation = invocation;
  CLI::App* sub = app.add_subcommand(
      "rates", "Rate verification: E||grad Phi||^2 against the horizon K and N(eps) against eps, with plots");
  sub->footer(
      "Example:\n  bros rates --problems quadratic --horizons 256,1024,4096,16384 --seeds 16 --out out/rates\n  bros "
      "rates --out out/rates --resume");
  sub->add_option("--problems", command->problems, study_names())->delimiter(',')->capture_default_str();
  sub->add_option("--action", command->options.action,
                  "Action of BROS: biprobe (the paper's), or any other that `bros run --help` names")
      ->capture_default_str();
  sub->add_option(
         "--horizons", command->horizons,
         "Horizons K of quadratic, finite_sum and cleaning, samples N >= 2048 of peers (default: each its own)")
      ->delimiter(',');
  sub->add_option(
      "--seeds", command->seeds,
      "Runs a method and horizon (default: quadratic, price, finite_sum 32, peers 16, cleaning 8, zero_chain 4)");
  sub->add_option("--data", command->options.data, "Folder of Fashion-MNIST")->capture_default_str();
  sub->add_option("--seed", command->seed, "Key of all random streams")->capture_default_str();
  sub->add_option("--threads", command->threads, "Threads")->capture_default_str();
  sub->add_option("--out", command->out, "Folder for pictures, CSV and summaries")->capture_default_str();
  add_sweep_flags(*sub, command->sweep_options);
  sub->callback([&chosen, command] { chosen = *command; });
}

}  // namespace bros::cli
