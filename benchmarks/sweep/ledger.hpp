// Which cells of a sweep are done, and who computes which.
#pragma once

#include "crew.hpp"
#include "store.hpp"

#include <deque>
#include <vector>

namespace bros::sweep {

/// The tasks of a sweep against a store that other processes may fill at the same time.
/// Requires: a store and tasks that outlive it
class Ledger {
 public:
  Ledger(Store& store, const std::vector<Task>& tasks);

  /// Commits what is finished and claims up to `wanted` tasks, costly ones first, in one transaction.
  [[nodiscard]] std::vector<std::uint64_t> exchange(const std::vector<Result>& finished, std::size_t wanted);

  [[nodiscard]] bool complete() const { return missing_ == 0; }
  [[nodiscard]] std::size_t missing() const { return missing_; }
  /// Results that were handed in, from this process and its ranks.
  [[nodiscard]] std::size_t computed() const { return computed_; }
  [[nodiscard]] double cost() const { return cost_; }
  [[nodiscard]] double cost_left() const { return cost_left_; }

 private:
  using Clock = Store::Clock;
  void note_done(std::uint64_t task);
  void look_elsewhere();

  Store& store_;
  const std::vector<Task>& tasks_;
  std::vector<bool> done_;
  std::deque<std::uint64_t> open_, elsewhere_;  // not claimed yet as far as is known; claimed by other processes
  std::size_t missing_, computed_ = 0;
  double cost_ = 0, cost_left_ = 0;
  Clock::time_point beat_{}, looked_{};
};

}  // namespace bros::sweep
