// What `bros task` is asked to do. Nothing here needs libtorch: what does is loaded when a task is run.
#pragma once

#include "../sweep/mpi_ranks.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bros::tasks {

struct Options {
  std::string name;
  bool quick = false, resume = false;
  std::string out, data;
  std::vector<std::string> methods;
  std::vector<double> ranks;
  std::int64_t seeds = 0, seed = 1, iterations = 0, batch = 0, at_once = 0;  // 0: the task's own
  bool mpi = false;        // all ranks of an MPI job share every evaluation
  std::int64_t parts = 1;  // of an evaluation
  int threads = 1;
  double save_every = 1;                                    // seconds between saves of the running cell
  std::optional<double> alpha, beta, gamma, theta, lambda;  // in place of the tuned ones
  std::string command;                                      // for the record beside every picture
  std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
};

/// Runs the task on all ranks; rank 0 keeps the runs, reports them and says what is wrong. The exit status.
/// Requires: consistent options [-> ArgumentError]
int run(const Options& options, sweep::MpiRanks& ranks);

/// The entry of the module in which run() lives.
using Entry = int (*)(const Options&, sweep::MpiRanks&);
inline constexpr const char* entry_name = "bros_run_task";

}  // namespace bros::tasks
