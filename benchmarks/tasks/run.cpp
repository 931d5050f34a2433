// Runs a task: every method on every seed, then the report.
#include "options.hpp"
#include "report.hpp"

#include "../plots/files.hpp"
#include "../plots/partial_file.hpp"
#include "../plots/say.hpp"
#include "../plots/text.hpp"
#include "../sweep/progress.hpp"
#include "../sweep/store.hpp"
#include "../sweep/threads.hpp"

#include <bros/action/make.hpp>
#include <bros/bros.hpp>
#include <bros/problem/io/read_json.hpp>
#include <bros/torch/memory_meter.hpp>
#include <bros/torch/threads.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <new>
#include <stdexcept>
#include <thread>

namespace bros::tasks {

namespace {

constexpr std::array tasks{NamedTask{"cleaning", cleaning}, NamedTask{"mixture", mixture},
                           NamedTask{"representation", representation}, NamedTask{"vit", vit}};
constexpr std::int64_t full_seeds = 5, quick_seeds = 2;
const std::vector<double> full_ranks{0.0625, 0.125, 0.25, 0.5}, quick_ranks{0.25};
const std::vector<std::string> default_methods{"full-tangent", "bros", "ma-soba", "f2sa", "bome", "none", "grid"};

bool is_single(const std::string& method) {
  return method == "ma-soba" || method == "f2sa" || method == "bome" || method == "none";
}

/// The action of BROS that a name stands for: its own, or that of `bros` and `full-tangent`.
std::string action_of(const std::string& name) {
  return name == "bros" ? default_action : name == "full-tangent" ? OneSided<float>::kind.name : name;
}
/// Whether BROS can have that action: all but `plain`, which is not corrected.
bool is_action(const std::string& name) {
  return name != Plain<float>::kind.name &&
         std::any_of(std::begin(action_list<float>()), std::end(action_list<float>()),
                     [&](const auto& action) { return action.name == name; });
}

void check(Options& o) {
  require(o.save_every >= 0 && o.save_every <= 86400, "--save-every", o.save_every,
          "must be between 0 and 86400 seconds");
  require(o.batch == 0 || o.at_once <= o.batch, "--at-once", o.at_once, "must be at most --batch");
  if (o.seeds == 0) o.seeds = o.quick ? quick_seeds : full_seeds;
  if (o.ranks.empty()) o.ranks = o.quick ? quick_ranks : full_ranks;
  if (o.methods.empty()) o.methods = default_methods;
  for (std::size_t i = 0; i < o.ranks.size(); ++i) {
    require(o.ranks[i] > 0 && o.ranks[i] <= 1, "--ranks", o.ranks[i],
            "must be in (0, 1]: no layer has ranks above its rows");
    require(std::count(o.ranks.begin(), o.ranks.end(), o.ranks[i]) == 1, "--ranks", o.ranks[i], "must be named once");
  }
  for (const std::string& method : o.methods) {
    require(is_action(action_of(method)) || method == "grid" || is_single(method), "--methods", method,
            "must be full-tangent, bros, ma-soba, f2sa, bome, none, grid or an action of BROS, such as one_sided, "
            "balanced");
    const auto same = [&](const std::string& other) { return action_of(other) == action_of(method); };
    require(std::count_if(o.methods.begin(), o.methods.end(), same) == 1, "--methods", method, "must be named once");
  }
}

std::vector<Variant> variants(const Experiment& experiment, const Options& o) {
  std::vector<Variant> all;
  for (const std::string& name : o.methods)
    if (is_single(name))
      all.push_back({name});
    else if (name == "grid")
      for (std::size_t point = 1; point <= experiment.grid.size(); ++point) all.push_back({"none", "", 1, point});
    else
      for (const double share : o.ranks) all.push_back({"bros", action_of(name), share});
  return all;
}

/// Steps from the command line, in place of those that were tuned.
void override_steps(Experiment& experiment, const Options& o) {
  experiment.steps = [tuned = experiment.steps, o](const Variant& variant) {
    Steps<float> steps = tuned(variant);
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
          {"data", nlohmann::json::parse(plots::json_text(o.data))},  // whatever its bytes
          {"seeds", o.seeds},
          {"seed", o.seed},
          {"methods", o.methods},
          {"ranks", o.ranks},
          {"iterations", o.iterations},
          {"batch", o.batch},
          {"at_once", o.at_once},
          {"parts", o.parts},
          {"threads", o.threads},
          {"alpha", given(o.alpha)},
          {"beta", given(o.beta)},
          {"gamma", given(o.gamma)},
          {"theta", given(o.theta)},
          {"lambda", given(o.lambda)}};
}

/// Requires: a store made with these settings [-> ArgumentError that names the one that is another]
void require_same(const nlohmann::json& configuration, const sweep::Store& store) {
  auto made_with = nlohmann::json::parse(store.code().configuration, nullptr, false);
  if (made_with.is_object()) made_with.emplace("parts", 1);  // unless it says another number
  for (const auto& [key, value] : configuration.items()) {
    const nlohmann::json other = made_with.contains(key) ? made_with.at(key) : nlohmann::json();
    require(other == value, "--resume", store.file().string(),
            "was made with " + key + " = " + shown_json(other) + ", not " + shown_json(value) +
                ": resume with that, or give another --out");
  }
}

/// Rank 0 tells `bytes` to the others.
void tell(Communicator& ranks, std::string& bytes) {
  const auto exchange = [&](void* data, std::size_t size) {
    auto* const at = static_cast<std::byte*>(data);
    std::vector<Outgoing> out;
    std::vector<Incoming> in;
    for (int r = 1; r < ranks.size() && ranks.rank() == 0; ++r) out.push_back({r, {at, size}});
    if (ranks.rank() != 0) in.push_back({0, {at, size}});
    ranks.exchange(out, in);
  };
  std::uint64_t size = bytes.size();
  exchange(&size, sizeof size);
  bytes.resize(size);
  exchange(bytes.data(), size);
}

/// The runs of a task against its store, which is with rank 0: what is there is read, the rest is computed by all.
class Runs {
 public:
  Runs(const Options& o, const std::filesystem::path& file, double count, Communicator& ranks)
      : options_(o), count_(count), ranks_(ranks) {
    if (!is_first()) return;
    store_.emplace(file, sweep::Code{"bros " BROS_VERSION, "task", configuration(o).dump()}, "--out");
    data_ = fmt::format("{:08x}", sweep::checksum(store_->code().configuration));
    require_same(configuration(o), *store_);
  }

  /// The outcome, of which the other ranks know no more than what they did for it.
  Outcome operator()(const Experiment& experiment, const Variant& variant, const Outcome& wanted, std::uint64_t seed) {
    const std::string method = variant.grid_point == 0 ? variant.method : variant.label();
    const sweep::Cell cell{experiment.name,
                           data_,
                           "outcome",
                           method,
                           variant.action,
                           variant.is_bros() ? "coordinates" : "",
                           variant.rank(),
                           experiment.horizon,
                           "float",
                           wanted.seed,
                           seed};
    std::string done = is_first() ? store_->find(cell).value_or("") : "";
    tell(ranks_, done);
    const Outcome outcome =
        done.empty() ? compute(experiment, variant, wanted, cell) : outcome_from_json(nlohmann::json::parse(done));
    ++done_;
    return outcome;
  }

 private:
  [[nodiscard]] bool is_first() const { return ranks_.rank() == 0; }

  Outcome compute(const Experiment& experiment, const Variant& variant, const Outcome& wanted,
                  const sweep::Cell& cell) {
    std::string saved = is_first() ? begin(cell) : "";
    tell(ranks_, saved);
    const auto checkpoint = saved.empty() ? nlohmann::json() : nlohmann::json::from_cbor(saved);
    if (is_first() && !saved.empty())
      fmt::print("{} of {} cells are done, the next goes on at iteration {}\n", done_, count_,
                 checkpoint.at("outcome").at("iterations").get<std::uint64_t>());
    std::fflush(stdout);
    auto last = std::chrono::steady_clock::now();
    const double unit = 1 / static_cast<double>(experiment.horizon);
    const Outcome outcome = train(
        experiment, variant, wanted, checkpoint, Stream(wanted.seed).fork(experiment.name), {options_.parts, ranks_},
        {[&] { progress_->add(unit); },
         [&] { return std::chrono::steady_clock::now() - last >= std::chrono::duration<double>(options_.save_every); },
         [&](const nlohmann::json& running) {
           std::string bytes;
           nlohmann::json::to_cbor(running, bytes);
           store_->transact([&] {
             store_->beat();
             store_->save(cell, bytes);
           });
           last = std::chrono::steady_clock::now();
         }});
    if (is_first()) store_->transact([&] { store_->put(cell, to_json(outcome).dump(), outcome.cost.seconds); });
    return outcome;
  }
  /// Claims the cell; what was saved of it.
  std::string begin(const sweep::Cell& cell) {
    store_->transact([&] {
      store_->beat();
      require(store_->claim(cell), "--out", store_->file().string(), "is being filled by another process");
    });
    if (!progress_) progress_.emplace("bros task " + options_.name, count_, done_);
    return store_->saved(cell).value_or("");
  }

  const Options& options_;
  double count_, done_ = 0;
  Communicator& ranks_;
  std::optional<sweep::Store> store_;
  std::string data_;
  std::optional<sweep::Progress> progress_;
};

/// What a job says when it is ended because one of its ranks is no more, or from outside.
std::string farewell;
void say_farewell(int signal) {
  (void)!write(STDERR_FILENO, farewell.data(), farewell.size());
  plots::remove_partial_files();
  raise(signal);  // with its usual effect: the handler is for one time
}
void say_farewell_on_the_end_of_a_job(const std::filesystem::path& file) {
  farewell = fmt::format("bros: stopped by SIGTERM, as a job is when one of its ranks ends: {} holds what was saved, and "
                         "--resume goes on\n",
                         shown(file.string()));
  struct sigaction action {};
  action.sa_handler = say_farewell;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGTERM, &action, nullptr);
}

/// What libtorch and OpenBLAS wait for ever for where it cannot be had: a thread a processor, whatever they are told,
/// and for each thread a buffer. Requires: these [-> std::runtime_error, std::bad_alloc]
void require_what_libraries_wait_for(int threads) {
  const std::size_t wanted = std::max(1U, std::thread::hardware_concurrency()), had = sweep::threads_at_once(wanted);
  if (had < wanted)
    throw std::runtime_error(
        fmt::format("threads = {}: is what can be had here (limits on processes or memory), and libtorch starts one a "
                    "processor, {}",
                    had, wanted));
  const std::size_t bytes = static_cast<std::size_t>(threads) << 27;
  void* const buffers =
      mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (buffers == MAP_FAILED) throw std::bad_alloc();
  munmap(buffers, bytes);
}

}  // namespace

namespace {

struct Prepared {
  std::vector<Results> all;
  std::optional<Runs> runs;
  std::filesystem::path folder;
};

/// All that can be wrong before the first run.
void prepare(Options& o, sweep::MpiRanks& ranks, Prepared& p) {
  const NamedTask& task = kind_named(tasks, "task", o.name);
  check(o);
  require_what_libraries_wait_for(o.threads);
  network::use_threads(o.threads);
  (void)at::mm(at::ones({64, 64}), at::ones({64, 64}));  // takes the buffers while they are there
  network::TensorMeter::instance();
  mallopt(M_MMAP_THRESHOLD, 1 << 28);  // tensors come and go: pages that are given back each time cost more than they
  mallopt(M_TRIM_THRESHOLD, 1 << 28);
  double count = 0;
  for (Experiment& experiment : task.make({o.quick, o.data, o.batch, o.at_once, o.parts})) {
    if (o.iterations > 0) experiment.horizon = static_cast<std::uint64_t>(o.iterations);
    require(o.batch <= experiment.samples, "--batch", o.batch,
            "must be at most " + std::to_string(experiment.samples) + ", the samples of a level of " + experiment.name);
    require(experiment.batch % o.parts == 0, "--parts", o.parts,
            "must divide the minibatch of " + experiment.name + ", " + std::to_string(experiment.batch) + " samples");
    override_steps(experiment, o);
    p.all.push_back({experiment, variants(experiment, o), static_cast<std::size_t>(o.seeds), {}});
    require(!p.all.back().variants.empty(), "--methods", "grid", "belongs to the task mixture");
    for (const Variant& variant : p.all.back().variants) (void)experiment.steps(variant);
    count += static_cast<double>(p.all.back().variants.size() * p.all.back().seeds);
  }
  p.folder = o.out.empty() ? "out/" + o.name : o.out;
  const std::filesystem::path file = p.folder / "cells.sqlite";
  if (ranks.rank() == 0) {
    std::vector<std::string> written{"summary.", "index.html", "cells.sqlite"};
    for (const Results& results : p.all) written.push_back(results.experiment.name + "_");
    plots::require_apart_in(p.folder, written, {{"--data", o.data}});
    plots::require_output_folder(p.folder);
    require(o.resume || !std::filesystem::exists(file), "--out", p.folder.string(),
            "holds runs of a task already: --resume goes on with them; give another folder, or remove it");
    if (ranks.size() > 1) say_farewell_on_the_end_of_a_job(file);
  }
  p.runs.emplace(o, file, count, ranks.communicator());
}

void run_all(const Options& o, Prepared& p) {
  for (Results& results : p.all)
    for (std::size_t s = 0; s < results.seeds; ++s)
      for (std::size_t a = 0; a < results.variants.size(); ++a)
        results.runs.push_back(
            (*p.runs)(results.experiment, results.variants[a], {a, static_cast<std::uint64_t>(o.seed) + s}, s));
  p.runs.reset();
}

}  // namespace

int run(const Options& options, sweep::MpiRanks& ranks) {
  Options o = options;
  Prepared p;
  if (!ranks.together([&] { prepare(o, ranks, p); })) return 0;  // rank 0 has thrown
  if (!ranks.together([&, same = ranks.same(sweep::checksum(configuration(o).dump()))] {
        require(same, "--mpi", "given", "all ranks must have the same program and flags");
      }))
    return 0;
  if (ranks.size() == 1) {
    run_all(o, p);
  } else {
    try {
      run_all(o, p);
    } catch (const std::exception& error) {  // the others wait for this rank
      plots::say("bros: rank {}: {}\n", ranks.rank(), shown(error.what(), 400));
      ranks.abort(dynamic_cast<const ArgumentError*>(&error) != nullptr ? 2 : 1);
    }
  }
  if (ranks.rank() == 0) report(p.all, o, p.folder);
  return 0;
}

}  // namespace bros::tasks

extern "C" int bros_run_task(const bros::tasks::Options& options, bros::sweep::MpiRanks& ranks) {
  bros::plots::remove_partial_files_on_signals();  // the module has its own
  return bros::tasks::run(options, ranks);
}
