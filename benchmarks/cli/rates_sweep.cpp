#include "rates_sweep.hpp"
#include "../plots/say.hpp"

#include "../plots/files.hpp"
#include "../plots/text.hpp"

#include "../sweep/code.hpp"
#include "../sweep/signals.hpp"
#include "../sweep/sweep.hpp"
#include "../sweep/threads.hpp"
#include "../sweep/turns.hpp"

#include <bros/core/error.hpp>

#include <fmt/format.h>

#include <cmath>
#include <csignal>
#include <map>
#include <optional>
#include <utility>

namespace bros::cli {

namespace {

std::vector<sweep::Task> chosen(const SweepOptions& options, const std::vector<sweep::Task>& tasks) {
  const sweep::Filter filter(options.only);
  std::vector<sweep::Task> left;
  for (const sweep::Task& task : tasks)
    if (filter.matches(task.cell)) left.push_back(task);
  require(!left.empty(), "--only", options.only, "must leave some cell of this sweep");
  return left;
}

/// The store and the two files that SQLite keeps beside it.
std::vector<plots::NamedFile> files_of_store(const std::filesystem::path& file) {
  std::vector<plots::NamedFile> files;
  for (const char* part : {"", "-wal", "-shm"}) files.push_back({"--store", file.string() + part});
  return files;
}

/// Of the cells and of the code that computes them: equal on all ranks, or they must not work together.
std::uint64_t digest(const std::vector<sweep::Task>& tasks) {
  std::string text = sweep::this_code().fingerprint;
  for (const sweep::Task& task : tasks) text += "\n" + to_csv(task.cell);
  return sweep::checksum(text);
}

}  // namespace

void add_sweep_flags(CLI::App& sub, SweepOptions& options) {
  sub.add_option("--store", options.store,
                 "File that keeps every result (default: cells.sqlite in the folder of --out)");
  sub.add_flag("--resume", options.resume,
               "Go on with a store that holds cells: only what is missing is computed. Several "
               "processes of one machine may share a store");
  sub.add_option(
      "--only", options.only,
      "Compute these cells only, such as problem=quadratic,method=bros,level=256..4096,seed=0..7; a study is drawn "
      "once all its cells are there");
  CLI::Option* status =
      sub.add_flag("--status", options.status, "Print what the store holds and misses; compute nothing");
  CLI::Option* to = sub.add_option("--export", options.export_to,
                                   "Write all cells of the store into this CSV file, - for standard output; compute "
                                   "nothing");
  CLI::Option* mpi = sub.add_flag("--mpi", options.mpi,
                                  "Share the work among the ranks of an MPI job: mpirun -n R bros rates --mpi; "
                                  "--threads is then a rank's");
  status->excludes(to)->excludes(mpi);
  to->excludes(mpi);
}

int run_sweep(const SweepOptions& options, const std::filesystem::path& out,
              const std::vector<plots::NamedFile>& inputs, const std::optional<std::int64_t>& threads,
              const Invocation& invocation, const std::function<std::vector<sweep::Task>()>& prepare,
              const sweep::WhenDone& when_done) {
  const auto ranks = options.mpi ? sweep::mpi_ranks() : std::make_unique<sweep::MpiRanks>();
  const std::filesystem::path file = options.file(out);
  const sweep::Signals signals;
  std::vector<sweep::Task> tasks, wanted;
  std::optional<sweep::Store> store;
  std::optional<sweep::Todo> todo;
  std::optional<sweep::Workers> workers;
  const bool ready = ranks->together([&] {
    tasks = prepare();
    wanted = chosen(options, tasks);
    workers.emplace(sweep::threads_to_use(threads), wanted);
    if (ranks->rank() != 0) return;
    auto others = files_of_store(file);
    others.insert(others.end(), inputs.begin(), inputs.end());
    plots::require_apart_in(out, {"rates_", "summary.", "index.html"}, others);
    if (options.store.empty()) plots::require_output_folder(out);
    store.emplace(file, sweep::this_code());
    require(options.resume || store->empty(), "--store", file.string(),
            "holds cells already: --resume goes on with it");
    plots::require_output_folder(out);
    todo.emplace(*store, wanted);
  });
  if (!ready) return 0;  // rank 0 has thrown: were this one to end with an error, nobody might hear it
  if (!ranks->together([&, same = ranks->same(digest(wanted))] {
        require(same, "--mpi", "given", "all ranks must have the same program, flags and data");
      }))
    return 0;
  if (ranks->rank() != 0) {
    ranks->help(*workers);
    return 0;
  }

  sweep::Turns turns(tasks, *store, when_done);
  {
    sweep::Progress progress("bros rates", todo->cost(), todo->cost() - todo->cost_left());
    sweep::complete(*todo, *workers, *ranks, progress, [&](std::size_t turn) {
      progress.clear();
      turns.hand_on(turn);
    });
  }
  workers.reset();
  if (!todo->complete()) {
    const int signal = sweep::Signals::caught();
    plots::say("bros: stopped by {}: {} of {} cells are in {}; {}{} goes on\n", signal == SIGINT ? "SIGINT" : "SIGTERM",
               wanted.size() - todo->missing(), wanted.size(), file.string(), invocation.command,
               options.resume ? "" : " --resume");
    return 128 + signal;
  }
  fmt::print("{} cells of {} are in {}, {} of them computed now\n", wanted.size(), tasks.size(), file.string(),
             todo->computed());
  for (const auto& [problem, missing] : turns.hand_on_the_rest())
    fmt::print("{} cells of {} are still missing: nothing is drawn of it\n", missing, problem);
  turns.finish();
  return 0;
}

void print_status(const std::filesystem::path& file, const SweepOptions& options,
                  const std::vector<sweep::Task>& tasks) {
  sweep::Store store(file);
  auto results = store.results();
  const auto seconds = store.seconds();
  struct Count {
    std::size_t done = 0, missing = 0, not_finite = 0;
  };
  std::map<std::pair<std::string, std::string>, Count> counts;
  for (const sweep::Task& task : chosen(options, tasks)) {
    Count& count = counts[{task.cell.problem, task.cell.method}];
    const auto found = results.extract(task.cell);
    if (found.empty()) {
      ++count.missing;
      continue;
    }
    ++count.done;
    count.not_finite += !std::isfinite(sweep::to_number(found.mapped()));
  }
  fmt::print("{:<12} {:<12} {:>8} {:>8} {:>10} {:>10}\n", "problem", "method", "done", "missing", "not finite",
             "seconds");
  for (const auto& [of, count] : counts) {
    const auto spent = seconds.find(of);
    fmt::print("{:<12} {:<12} {:>8} {:>8} {:>10} {:>10.1f}\n", of.first, of.second, count.done, count.missing,
               count.not_finite, spent == seconds.end() ? 0.0 : spent->second);
  }
  if (!results.empty()) fmt::print("and {} cells that these flags do not ask for\n", results.size());
  if (store.code().fingerprint != sweep::this_code().fingerprint)
    fmt::print("the store was computed by other code ({}, fingerprint {}): this program does not go on with it\n",
               store.code().program, store.code().fingerprint);
}

void export_cells(const std::filesystem::path& file, const SweepOptions& options) {
  plots::require_apart({{"--export", options.export_to}}, files_of_store(file));
  sweep::Store store(file);
  std::string csv = sweep::column_names() + ",value\n";
  for (const auto& [cell, value] : store.results()) csv += to_csv(cell) + "," + plots::csv_field(value) + "\n";
  plots::write_file("--export", options.export_to, csv);
}

}  // namespace bros::cli
