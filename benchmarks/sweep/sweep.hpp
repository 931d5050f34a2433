// Runs the cells of a sweep: on threads, beside other processes on the same store, on the ranks of an MPI job.
#pragma once

#include "ledger.hpp"
#include "progress.hpp"
#include "world.hpp"

namespace bros::sweep {

/// Computes what the ledger misses, on this crew and on all ranks, until nothing is missing or a signal has come.
/// Ensures:  what was finished is in the store on return, and every rank is dismissed, also if it throws
void complete(Ledger& ledger, Crew& crew, World& world, Progress& progress);

}  // namespace bros::sweep
