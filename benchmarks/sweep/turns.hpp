#pragma once

#include "store.hpp"
#include "workers.hpp"

#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace bros::sweep {

/// What is done with the tasks of one turn: their values, in the order of the tasks.
using WhenDone = std::function<void(std::size_t turn, const std::vector<double>& values)>;

/// The turns of a sweep, each handed on once all its cells are in the store.
/// Requires: tasks, a store and `when_done` that outlive it
class Turns {
 public:
  Turns(const std::vector<Task>& tasks, Store& store, const WhenDone& when_done);
  /// Hands on this turn, if its cells are all there; what `when_done` throws waits for finish().
  void hand_on(std::size_t turn);
  /// Hands on those that were not yet. Returns how many cells are missing, by problem.
  [[nodiscard]] std::map<std::string, std::size_t> hand_on_the_rest();
  /// Throws the first error of `when_done`, if there was one.
  void finish() const;

 private:
  Store& store_;
  const WhenDone& when_done_;
  std::map<std::size_t, std::vector<const Task*>> turns_;  // those that were not handed on
  std::exception_ptr failure_;
};

}  // namespace bros::sweep
