// The ranks of an MPI job. The one header that needs MPI: link the target bros_mpi, or what mpicxx links.
#pragma once

#include <bros/parallel/communicator.hpp>

#include <mpi.h>

#include <algorithm>
#include <vector>

namespace bros {

/// All ranks of a communicator of MPI, by messages between two of them.
/// Requires: between MPI_Init and MPI_Finalize; every rank makes one [NOT checked]
/// Ensures:  messages of any size, in pieces of at most 2^30 bytes; apart from all other messages of the job
class MpiCommunicator final : public Communicator {
 public:
  explicit MpiCommunicator(MPI_Comm ranks = MPI_COMM_WORLD) {
    MPI_Comm_dup(ranks, &ranks_);
    MPI_Comm_rank(ranks_, &rank_);
    MPI_Comm_size(ranks_, &size_);
  }
  ~MpiCommunicator() override { MPI_Comm_free(&ranks_); }

  [[nodiscard]] int rank() const override { return rank_; }
  [[nodiscard]] int size() const override { return size_; }

 private:
  void transfer(std::span<const Outgoing> out, std::span<const Incoming> in) override {
    under_way_.clear();
    for (const Incoming& message : in)
      in_pieces(message.bytes, [&](std::byte* bytes, int count, MPI_Request* request) {
        MPI_Irecv(bytes, count, MPI_BYTE, message.from, 0, ranks_, request);
      });
    for (const Outgoing& message : out)
      in_pieces(message.bytes, [&](const std::byte* bytes, int count, MPI_Request* request) {
        MPI_Isend(bytes, count, MPI_BYTE, message.to, 0, ranks_, request);
      });
    MPI_Waitall(static_cast<int>(under_way_.size()), under_way_.data(), MPI_STATUSES_IGNORE);
  }
  template <class Byte, class Start>
  void in_pieces(std::span<Byte> bytes, const Start& start) {
    constexpr std::size_t longest = std::size_t{1} << 30;
    for (; !bytes.empty(); bytes = bytes.subspan(std::min(longest, bytes.size())))
      start(bytes.data(), static_cast<int>(std::min(longest, bytes.size())), &under_way_.emplace_back());
  }

  MPI_Comm ranks_ = MPI_COMM_NULL;
  int rank_ = 0, size_ = 1;
  std::vector<MPI_Request> under_way_;
};

}  // namespace bros
