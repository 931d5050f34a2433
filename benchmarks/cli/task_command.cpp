#include "commands.hpp"

#include "../sweep/threads.hpp"
#include "../tasks/options.hpp"

#include <bros/core/error.hpp>

#include <dlfcn.h>

#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace bros::cli {

namespace {

struct TaskCommand {
  tasks::Options options;
  Invocation invocation;

  /// libtorch takes most of a second to load: it is loaded by the one command that needs it.
  int operator()() {
    options.command = invocation.command;
#ifdef BROS_WITH_TORCH
    // OpenBLAS starts its threads when it is loaded, and ends the program where it cannot.
    setenv("OPENBLAS_NUM_THREADS", std::to_string(sweep::threads_to_use(options.threads)).c_str(), 1);
    void* const module = dlopen("bros_tasks.so", RTLD_NOW | RTLD_GLOBAL);
    if (module == nullptr) throw std::runtime_error(std::string("the module of tasks cannot be loaded: ") + dlerror());
    const auto run = reinterpret_cast<tasks::Entry>(dlsym(module, tasks::entry_name));
    if (run == nullptr) throw std::runtime_error("the module of tasks is of another build");
    return run(options);
#else
    require(false, "task", options.name, "built without libtorch (Debian: libtorch-dev, libopenblas0-pthread)");
    return 2;
#endif
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
      "vit --seeds 5 --out out/vit --resume");
  sub->add_option("name", o.name, "cleaning, mixture, representation or vit")->required();
  sub->add_flag("--quick", o.quick, "Small data, few iterations and seeds: a minute");
  sub->add_option("--methods", o.methods,
                  "Actions of BROS (one_sided, balanced, ..), ma-soba, f2sa, bome, none, grid (default: those named)")
      ->delimiter(',');
  sub->add_option("--ranks", o.ranks, "Shares r/m of BROS (default: 1/16, 1/8, 1/4, 1/2; quick 1/4)")->delimiter(',');
  sub->add_option("--seeds", o.seeds, "Runs a method (default: 5; quick 2)");
  sub->add_option("--seed", o.seed, "The first of them")->capture_default_str();
  sub->add_option("--iterations", o.iterations, "Iterations of a run (default: the task's own)");
  sub->add_option("--batch", o.batch, "Samples of a minibatch at each level (default: the task's own)");
  sub->add_option("--at-once", o.at_once, "Samples that are worked on at once: fewer take less memory (likewise)");
  sub->add_option("--alpha", o.alpha, "Step of x, in place of the task's own for every method");
  sub->add_option("--beta", o.beta, "Step of Y, likewise");
  sub->add_option("--gamma", o.gamma, "Step of Z, or of the auxiliary variable of F2SA and BOME, likewise");
  sub->add_option("--theta", o.theta, "Weight of the average h, likewise");
  sub->add_option("--lambda", o.lambda, "Multiplier of F2SA, likewise");
  sub->add_option("--data", o.data, "Folder of Fashion-MNIST (default: where its Debian package puts it)");
  sub->add_option("--threads", o.threads, "Threads of libtorch; networks of this size gain little from more than one")
      ->capture_default_str();
  sub->add_option("--out", o.out, "Folder for pictures, CSV and summaries (default: out/NAME)");
  sub->add_option("--save-every", o.save_every,
                  "Seconds between saves of the running cell, from which --resume goes on")
      ->capture_default_str();
  sub->add_flag("--resume", o.resume, "Go on with what the folder holds");
  sub->callback([&chosen, command, sub] {
    const tasks::Options& given = command->options;  // in which 0 stands for the task's own
    for (const auto& [flag, count] : {std::pair{"--seeds", given.seeds},
                                      {"--iterations", given.iterations},
                                      {"--batch", given.batch},
                                      {"--at-once", given.at_once}})
      require(count >= 1 || sub->count(flag) == 0, flag, count, "must be at least 1");
    chosen = *command;
  });
}

}  // namespace bros::cli
