// Which cells of a sweep are done, and who computes which.
#pragma once

#include "store.hpp"
#include "workers.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace bros::sweep {

/// The tasks of a sweep against a store that other processes may fill at the same time.
/// Requires: a store and tasks that outlive it
class Todo {
 public:
  Todo(Store& store, const std::vector<Task>& tasks);

  /// Commits what is finished and claims up to `wanted` tasks, in the order that Task says, in one transaction.
  [[nodiscard]] std::vector<std::uint64_t> exchange(const std::vector<Result>& finished, std::size_t wanted);

  [[nodiscard]] bool complete() const { return missing_ == 0; }
  [[nodiscard]] std::size_t missing() const { return missing_; }
  /// A turn whose tasks are all done, each one once.
  [[nodiscard]] std::optional<std::size_t> take_done_turn();
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
  std::map<std::size_t, std::size_t> missing_of_turn_;  // of the turns that were not taken yet
  double cost_ = 0, cost_left_ = 0;
  Clock::time_point beat_{}, looked_{};
};

}  // namespace bros::sweep
