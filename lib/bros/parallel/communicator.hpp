// How the ranks of a data-parallel run talk to each other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace bros {

/// What goes to another rank.
struct Outgoing {
  int to;                            ///< its number
  std::span<const std::byte> bytes;  ///< not copied: they stay until exchange() returns
};
/// What comes from another rank, and where it is put.
struct Incoming {
  int from;                    ///< its number
  std::span<std::byte> bytes;  ///< where it is put
};

/// The ranks among which a run is shared: this process alone, unless a class that knows others says so.
class Communicator {
 public:
  Communicator() = default;
  virtual ~Communicator() = default;
  Communicator(const Communicator&) = delete;
  Communicator& operator=(const Communicator&) = delete;

  /// The number of this one, 0 .. size() - 1.
  [[nodiscard]] virtual int rank() const { return 0; }
  /// How many there are.
  [[nodiscard]] virtual int size() const { return 1; }
  /// Sends and receives all of this, and returns when it is done. Every rank calls it.
  /// Requires: for each message out one in of equal size; those between two ranks come in the order in which they were
  ///           sent [NOT checked]
  void exchange(std::span<const Outgoing> out, std::span<const Incoming> in) {
    for (const Outgoing& message : out) bytes_sent_ += message.bytes.size();
    transfer(out, in);
  }
  /// What this rank has sent so far.
  [[nodiscard]] std::uint64_t bytes_sent() const { return bytes_sent_; }

 private:
  virtual void transfer(std::span<const Outgoing>, std::span<const Incoming>) {}

  std::uint64_t bytes_sent_ = 0;
};

}  // namespace bros
