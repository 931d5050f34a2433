// The sweep behind `bros rates`: its flags, and how its cells come into the store.
#pragma once

#include "commands.hpp"

#include "../plots/place.hpp"
#include "../sweep/turns.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace bros::cli {

struct SweepOptions {
  std::string store, only, export_to;
  bool resume = false, status = false, mpi = false;

  /// Where the store is if the rest goes to the folder `out`.
  [[nodiscard]] std::filesystem::path file(const std::filesystem::path& out) const {
    return store.empty() ? out / "cells.sqlite" : std::filesystem::path(store);
  }
};

void add_sweep_flags(CLI::App& sub, SweepOptions& options);

/// Computes the cells that are missing; with --mpi on every rank, and `prepare`, which gives the tasks, is called on
/// each. No output may stand in the place of the store or of `inputs`. On rank 0 `when_done` is called for each turn as
/// soon as all its cells are in the store. Returns the exit status.
/// Ensures:  an error on any rank is thrown on rank 0 alone, one of when_done after the cells are computed; MPI is over
///           on return
[[nodiscard]] int run_sweep(const SweepOptions& options, const std::filesystem::path& out,
                            const std::vector<plots::NamedFile>& inputs, const std::optional<std::int64_t>& threads,
                            const Invocation& invocation, const std::function<std::vector<sweep::Task>()>& prepare,
                            const sweep::WhenDone& when_done);

/// Prints what of these tasks is there; computes nothing.
void print_status(const std::filesystem::path& file, const SweepOptions& options,
                  const std::vector<sweep::Task>& tasks);

/// Writes all cells of the store, sorted by key, into the file of --export.
void export_cells(const std::filesystem::path& file, const SweepOptions& options);

}  // namespace bros::cli
