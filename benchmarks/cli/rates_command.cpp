#include "commands.hpp"
#include "flags.hpp"
#include "own_problem.hpp"
#include "rates_sweep.hpp"

#include "../studies/rate_studies.hpp"
#include "../studies/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>

namespace bros::cli {

namespace {

constexpr double coverage = 0.95;

using studies::study_list;

struct RatesCommand {
  studies::RateOptions options;
  OwnFlags own;
  SweepOptions sweep_options;
  std::vector<std::string> problems;
  std::string out = "out/rates";
  std::vector<std::int64_t> horizons;
  std::optional<std::int64_t> seeds;  // default: each study its own
  std::int64_t seed = 1;
  std::optional<std::int64_t> threads;  // default: threads_to_use()
  Invocation invocation;

  RatesCommand() {
    for (const auto& named : study_list) problems.emplace_back(named.name);
  }
  int operator()();

 private:
  [[nodiscard]] std::vector<sweep::Task> tasks();
  void report(std::size_t turn, const std::vector<double>& values);
  void write_summaries();

  std::vector<studies::Study> chosen_;
  std::map<std::size_t, plots::Section> reports_;  // by position in chosen_
  std::string written_;
};

std::vector<sweep::Task> RatesCommand::tasks() {
  require(horizons.empty() || (horizons.size() >= 2 && horizons.size() <= 32), "--horizons",
          std::to_string(horizons.size()) + " values", "must be at least 2, for a slope, and at most 32");
  std::sort(horizons.begin(), horizons.end());
  for (std::size_t i = 1; i < horizons.size(); ++i)
    require(horizons[i - 1] != horizons[i], "--horizons", horizons[i], "must be different from each other");
  if (!horizons.empty())
    options.quadratic_horizons = options.cleaning_horizons = options.peers_samples =
        options.rivals_samples = {horizons.begin(), horizons.end()};
  if (seeds)
    options.quadratic_seeds = options.cleaning_seeds = options.chain_seeds = options.peers_seeds =
        options.rivals_seeds = static_cast<std::size_t>(*seeds);
  require(kind_named(action_list<double>(), "--action", options.action).unbiased, "--action", options.action,
          "must be a corrected action: without correction it is drawn as naive");
  own.data = options.data;
  if (names_own_problem(own)) {
    chosen_.push_back(own_study(own, {horizons.begin(), horizons.end()},
                                seeds ? std::optional(static_cast<std::size_t>(*seeds)) : std::nullopt,
                                static_cast<std::uint64_t>(seed)));
    return studies::tasks(chosen_, static_cast<std::uint64_t>(seed));
  }
  for (const std::string& name : problems) {
    require(std::count(problems.begin(), problems.end(), name) == 1, "--problems", name, "must be named once");
    chosen_.push_back(kind_named(study_list, "--problems", name).make(options));
  }
  return studies::tasks(chosen_, static_cast<std::uint64_t>(seed));
}

int RatesCommand::operator()() {
  const auto begin = std::chrono::steady_clock::now();
  const std::filesystem::path folder = out, file = sweep_options.file(folder);
  if (!sweep_options.export_to.empty()) return export_cells(file, sweep_options), 0;
  if (sweep_options.status) return print_status(file, sweep_options, tasks()), 0;

  const int status = run_sweep(
      sweep_options, folder, {{"--data", options.data}, {"--file", own.file}}, threads, invocation,
      [&] { return tasks(); }, [&](std::size_t turn, const std::vector<double>& values) { report(turn, values); });
  if (reports_.empty() || status != 0) return status;
  fmt::print("\n{}: {}, in {:.0f} s\n", out, written_,
             std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  return std::all_of(reports_.begin(), reports_.end(),
                     [](const auto& r) { return r.second.json["status"] == "complete"; })
             ? 0
             : 1;
}

/// A table on screen; pictures, CSV and summaries into the folder.
void RatesCommand::report(std::size_t turn, const std::vector<double>& values) {
  const std::filesystem::path folder = out;
  const plots::Section& section =
      reports_.emplace(turn, studies::report_study(chosen_[turn], values, coverage, folder)).first->second;
  write_summaries();
  fmt::print("\n{}\n\n", section.title);
  for (const plots::Picture& picture : section.pictures)
    if (picture.has("png")) fmt::print("{}\n", (folder / (picture.name + ".png")).string());
  fmt::print("\n{}", plots::markdown(section.table));
  for (const std::string& note : section.notes) fmt::print("{}\n", note);
  std::fflush(stdout);
}

/// Of the studies that are done.
void RatesCommand::write_summaries() {
  const std::string details = fmt::format(
      "Mean over the run of ||grad Phi(x^k)||^2 with steps c K^(-1/2) but where a note says otherwise, BROS "
      "with the {} action. The theorem bounds it by C K^(-1/2) for steps that meet its "
      "conditions; those drawn here are larger, so that slope -1/2 and N(eps) of order eps^-2 are what exact curves "
      "and measurements show, not what the theorem says of them. The exponent of N(eps) is derived from the slope: "
      "its "
      "inverse. A slope over finitely many horizons can differ from -1/2 by more than its interval while the "
      "transient "
      "lasts: sqrt(K) value must level off. Intervals at {:.0f} %: Student's t for means, jackknife over seeds for "
      "slopes; runs of one seed share samples and subspaces across methods.",
      options.action, 100 * coverage);
  std::vector<plots::Section> sections;
  for (const auto& [turn, section] : reports_) sections.push_back(section);
  written_ = plots::write_report(out,
                                 {.title = "Rates",
                                  .shows = "How fast methods come near a stationary point: ||grad Phi||^2 against the "
                                           "iterations or samples of a run. Each section says what was measured, what "
                                           "the theory says, and whether they agree.",
                                  .details = details,
                                  .origin = {invocation.command, static_cast<std::uint64_t>(seed), invocation.began,
                                             sweep_options.resume ? "of this run alone, which resumed another" : ""},
                                  .document = {{"confidence", coverage}, {"action", options.action}, {"seed", seed}}},
                                 sections);
}

}  // namespace

void add_rates(CLI::App& app, Command& chosen, const Invocation& invocation) {
  auto command = std::make_shared<RatesCommand>();
  command->invocation = invocation;
  const studies::RateOptions& o = command->options;
  CLI::App* sub = app.add_subcommand(
      "rates", "Rate verification: E||grad Phi||^2 against the horizon K and N(eps) against eps, with plots");
  sub->footer(
      "Example:\n  bros rates --problems quadratic --horizons 256,1024,4096,16384 --seeds 16 --out out/rates\n  bros "
      "rates --out out/rates --resume");
  CLI::Option* problems = add_names(*sub, "--problems", command->problems, names_of(study_list));
  CLI::Option* action = sub->add_option("--action", command->options.action,
                                        "Action of BROS, not plain: " + names_of(action_list<double>()))
                            ->capture_default_str();
  add_whole(*sub, "--horizons", command->horizons, {16, any_iterations.most, " each (theta = 4/sqrt(K) <= 1)"},
            "Horizons K of quadratic, finite_sum and cleaning, samples N >= 2048 of peers and rivals (default: each "
            "its own)");
  add_whole(
      *sub, "--seeds", command->seeds, {2, 10000, ": an interval needs two, and each takes 100 kB of memory"},
      fmt::format(
          "Runs a method and horizon (default: quadratic, price, finite_sum {}, peers {}, rivals {}, cleaning {}, "
          "zero_chain {})",
          o.quadratic_seeds, o.peers_seeds, o.rivals_seeds, o.cleaning_seeds, o.chain_seeds));
  sub->add_option("--data", command->options.data,
                  "Folder of Fashion-MNIST; or of a finite sum of your own: .f64 files, as docs/data/quadratic_2442")
      ->capture_default_str();
  add_own_flags(*sub, command->own);
  add_whole(*sub, "--seed", command->seed, any_seed, "Key of all random streams");
  add_whole(*sub, "--threads", command->threads, any_threads, "Threads (default: one a processor)");
  sub->add_option("--out", command->out, "Folder for pictures, CSV and summaries")->capture_default_str();
  add_sweep_flags(*sub, command->sweep_options);
  sub->callback([&chosen, command, sub, problems, action] {
    command->own.data = command->options.data;
    if (!names_own_problem(command->own))
      refuse_own_flags(*sub);
    else
      for (const CLI::Option* other : {problems, action})
        require(other->count() == 0, other->get_name().c_str(), "given",
                "is for the built-in problems: not beside one of your own");
    chosen = *command;
  });
}

}  // namespace bros::cli
