// The ranks of an MPI job. Rank 0 alone has the store; of a sweep it hands out tasks and collects results.
#pragma once

#include "workers.hpp"

#include <bros/parallel/communicator.hpp>

#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>
#include <vector>

namespace bros::sweep {

/// A rank that wants tasks.
struct Request {
  int rank;
  std::size_t wanted;
};

/// The only rank, this process, unless mpi_ranks() made it. For the main thread.
class MpiRanks {
 public:
  virtual ~MpiRanks() = default;
  [[nodiscard]] virtual int rank() const { return 0; }
  [[nodiscard]] virtual int size() const { return 1; }

  /// Every rank does this. If it throws on any rank, rank 0 throws what was thrown on the first such rank, and false is
  /// returned on the others.
  [[nodiscard]] virtual bool together(const std::function<void()>& work) {
    work();
    return true;
  }
  /// True on every rank if all ranks say the same number.
  [[nodiscard]] virtual bool same(std::uint64_t) { return true; }

  /// For evaluations that all ranks share.
  [[nodiscard]] virtual Communicator& communicator() { return alone_; }
  /// Ends the processes of all ranks, whatever they wait for.
  [[noreturn]] virtual void abort(int status) { std::exit(status); }

  /// Rank 0: appends the results that have come in, and says who wants more.
  /// Requires: ranks whose tasks do not throw [-> std::runtime_error that names rank and cell]
  [[nodiscard]] virtual std::vector<Request> collect(std::vector<Result>&) { return {}; }
  /// Rank 0: answers a request; no tasks means that there are none at the moment.
  virtual void give(int, const std::vector<std::uint64_t>&) {}
  /// Rank 0: ends the work of all, and appends the results that they still had.
  virtual void dismiss(std::vector<Result>&) {}
  /// The other ranks: work for rank 0 until it dismisses them.
  virtual void help(Workers&) {}

 private:
  Communicator alone_;
};

/// The ranks of the MPI job that this process is part of.
/// Requires: a program built with MPI [-> ArgumentError that names --mpi]
[[nodiscard]] std::unique_ptr<MpiRanks> mpi_ranks();

}  // namespace bros::sweep
