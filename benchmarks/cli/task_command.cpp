#include "commands.hpp"
#include "flags.hpp"

#include "../sweep/threads.hpp"
#include "../tasks/options.hpp"

#include <bros/core/error.hpp>

#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>

namespace bros::cli {

namespace {

/// libtorch takes most of a second to load: it is loaded by the one command that needs it.
tasks::Entry loaded([[maybe_unused]] const tasks::Options& options) {
#ifdef BROS_WITH_TORCH
  // OpenBLAS starts its threads when it is loaded, and ends the program where it cannot.
  setenv("OPENBLAS_NUM_THREADS", std::to_string(sweep::threads_to_use(options.threads)).c_str(), 1);
  const std::string name = "bros_tasks.so";
  void* module = dlopen(name.c_str(), RTLD_NOW | RTLD_GLOBAL);
  if (std::error_code none; module == nullptr)  // sanitizers look it up without the program's own path
    module = dlopen((std::filesystem::read_symlink("/proc/self/exe", none).parent_path() / name).c_str(),
                    RTLD_NOW | RTLD_GLOBAL);
  if (module == nullptr) throw std::runtime_error(std::string("the module of tasks cannot be loaded: ") + dlerror());
  const auto run = reinterpret_cast<tasks::Entry>(dlsym(module, tasks::entry_name));
  if (run == nullptr) throw std::runtime_error("the module of tasks is of another build");
  return run;
#else
  require(false, "task", options.name,
          "this program was built without the tasks: configure with -DBROS_BUILD_TASKS=ON where libtorch is (Debian: "
          "libtorch-dev, libopenblas0-pthread), with GCC, and build bros_cli again");
  return nullptr;
#endif
}

constexpr std::int64_t parts_with_mpi = 4;  // whatever the number of ranks, so that figures do not depend on it

struct TaskCommand {
  tasks::Options options;
  std::optional<std::int64_t> parts;
  Invocation invocation;

  int operator()() {
    options.command = invocation.command, options.began = invocation.began;
    options.parts = parts.value_or(options.mpi ? parts_with_mpi : 1);
    const auto ranks = options.mpi ? sweep::mpi_ranks() : std::make_unique<sweep::MpiRanks>();
    tasks::Entry run = nullptr;
    const bool ready = ranks->together([&] {
      require(options.parts % ranks->size() == 0, "--parts", options.parts,
              "must be a multiple of the number of ranks, " + std::to_string(ranks->size()));
      run = loaded(options);
    });
    if (!ready) return 0;  // rank 0 has thrown
    return run(options, *ranks);
  }
};

}  // namespace

void add_task(CLI::App& app, Command& chosen, const Invocation& invocation) {
  auto command = std::make_shared<TaskCommand>();
  command->invocation = invocation;
  tasks::Options& o = command->options;
  CLI::App* sub = app.add_subcommand(
      "task", "The paper's experiments on networks: accuracy, time, memory and oracle calls, with plots");
  sub->footer(
      "Example:\n  bros task cleaning --quick --out out/cleaning\n  bros task vit --seeds 5 --out out/vit\n  bros task "
      "vit --seeds 5 --out out/vit --resume\n  mpirun -n 4 bros task vit --mpi --out out/vit4");
  sub->add_option("name", o.name, "cleaning, mixture, representation or vit")->required();
  sub->add_flag("--quick", o.quick, "Small data, few iterations and seeds: a minute");
  add_names(*sub, "--methods", o.methods,
            "full-tangent, bros, other actions of BROS (balanced, ..), ma-soba, f2sa, bome, none, grid (default: those "
            "named)");
  add_decimal(*sub, "--ranks", o.ranks, "Shares r/m of BROS (default: 1/16, 1/8, 1/4, 1/2; quick 1/4)");
  const auto count = [&](const char* flag, std::int64_t& into, Between allowed, const char* help) {
    add_whole(*sub, flag, into, allowed, help)->default_str("");  // 0 stands for the task's own
  };
  count("--seeds", o.seeds, {2, 10000, ": a standard error needs two"}, "Runs a method (default: 5; quick 2)");
  add_whole(*sub, "--seed", o.seed, any_seed, "The first of them");
  count("--iterations", o.iterations, any_iterations, "Iterations of a run (default: the task's own)");
  count("--batch", o.batch, any_batch, "Samples of a minibatch at each level (default: the task's own)");
  count("--at-once", o.at_once, any_batch, "Samples that are worked on at once: fewer take less memory (likewise)");
  add_decimal(*sub, "--alpha", o.alpha, "Step of x, in place of the task's own for every method");
  add_decimal(*sub, "--beta", o.beta, "Step of Y, likewise");
  add_decimal(*sub, "--gamma", o.gamma, "Step of Z, or of the auxiliary variable of F2SA and BOME, likewise");
  add_decimal(*sub, "--theta", o.theta, "Weight of the average h, likewise");
  add_decimal(*sub, "--lambda", o.lambda, "Multiplier of F2SA, likewise");
  sub->add_option("--data", o.data, "Folder of Fashion-MNIST (default: where its Debian package puts it)");
  add_whole(*sub, "--parts", command->parts, any_batch,
            "Parts in which a minibatch is evaluated: figures depend on it, not on how many ranks share them (default: "
            "1; 4 with --mpi)");
  sub->add_flag("--mpi", o.mpi,
                "Share the parts of every minibatch among the ranks of an MPI job: mpirun -n R bros task NAME --mpi; R "
                "divides --parts");
  add_whole(*sub, "--threads", o.threads, any_threads,
            "Threads of libtorch; networks of this size gain little from more than one");
  sub->add_option("--out", o.out, "Folder for pictures, CSV and summaries (default: out/NAME)");
  add_decimal(*sub, "--save-every", o.save_every,
              "Seconds between saves of the running cell, from which --resume goes on");
  sub->add_flag("--resume", o.resume, "Go on with what the folder holds");
  sub->callback([&chosen, command] { chosen = *command; });
}

}  // namespace bros::cli
