// Threads that compute the cells they are handed.
#pragma once

#include "cell.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace bros::sweep {

/// A cell and how it is computed.
struct Task {
  Cell cell;
  double cost;  ///< any unit, the same for all
  std::function<double()> run;
  std::size_t turn = 0;  ///< those of a lower turn go first; of one turn the costly ones
};

struct Result {
  std::uint64_t task;  ///< position in the list of tasks
  double value, seconds;
};

/// Ends the task of this thread if its Workers are destroyed. For tasks to call now and then; nothing happens
/// elsewhere.
void stop_if_dismissed();

/// `threads` threads, or those that can be had, that take tasks from a stock; handing out and collecting is for one
/// thread, which need not wait for them.
/// Ensures:  tasks that are running when it is destroyed end at their next stop_if_dismissed(), without result
class Workers {
 public:
  Workers(unsigned threads, const std::vector<Task>& tasks);

  void give(const std::vector<std::uint64_t>& tasks);
  /// Waits until a thread is without work and there is a result, or for `patience`.
  /// Requires: tasks that do not throw [-> std::runtime_error that names the cell]
  [[nodiscard]] std::vector<Result> take(std::chrono::milliseconds patience);
  /// How many tasks the stock is short of: it grows while threads run out of work before they are visited.
  [[nodiscard]] std::size_t wanted() const;

 private:
  void work(const std::stop_token& stop);

  const std::vector<Task>& tasks_;
  mutable std::mutex mutex_;
  std::condition_variable_any stocked_;
  std::condition_variable finished_;
  std::deque<std::uint64_t> stock_;
  std::vector<Result> results_;
  std::string failure_;
  std::size_t idle_ = 0, since_given_ = 0;
  std::vector<std::jthread> threads_;  // last: they end before what they use
};

}  // namespace bros::sweep
