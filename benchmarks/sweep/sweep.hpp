// Runs the cells of a sweep: on threads, beside other processes on the same store, on the ranks of an MPI job.
#pragma once

#include "mpi_ranks.hpp"
#include "progress.hpp"
#include "todo.hpp"

namespace bros::sweep {

/// Computes what is missing, on these workers and on all ranks, until all is done or a signal has come. `when_done` is
/// called for each turn once its tasks are in the store, while the others go on.
/// Ensures:  what was finished is in the store on return, and every rank is dismissed, also if it throws
void complete(
    Todo& todo, Workers& workers, MpiRanks& ranks, Progress& progress,
    const std::function<void(std::size_t turn)>& when_done = [](std::size_t) {});

}  // namespace bros::sweep
