#include "sweep.hpp"

#include "signals.hpp"

#include <algorithm>
#include <chrono>

namespace bros::sweep {

namespace {

/// Takes up to `count` tasks from the front.
std::vector<std::uint64_t> share(std::vector<std::uint64_t>& tasks, std::size_t count) {
  const auto end = tasks.begin() + static_cast<std::ptrdiff_t>(std::min(count, tasks.size()));
  std::vector<std::uint64_t> taken(tasks.begin(), end);
  tasks.erase(tasks.begin(), end);
  return taken;
}

using WhenTurnDone = std::function<void(std::size_t turn)>;

void work(Todo& todo, Workers& workers, MpiRanks& ranks, Progress& progress, const WhenTurnDone& when_done,
          std::vector<Result>& finished) {
  const std::chrono::milliseconds patience(ranks.size() == 1 ? 100 : 10);
  while (!todo.complete() && Signals::caught() == 0) {
    const auto requests = ranks.collect(finished);
    const std::size_t own = workers.wanted();
    std::size_t wanted = own;
    for (const Request& r : requests) wanted += r.wanted;
    const double before = todo.cost_left();
    auto tasks = todo.exchange(finished, wanted);
    progress.add(before - todo.cost_left());
    workers.give(share(tasks, own));
    for (const Request& r : requests) ranks.give(r.rank, share(tasks, r.wanted));
    while (const auto turn = todo.take_done_turn()) when_done(*turn);
    finished = workers.take(patience);
  }
}

}  // namespace

void complete(Todo& todo, Workers& workers, MpiRanks& ranks, Progress& progress, const WhenTurnDone& when_done) {
  std::vector<Result> finished;
  try {
    work(todo, workers, ranks, progress, when_done, finished);
  } catch (...) {
    ranks.dismiss(finished);
    throw;
  }
  ranks.dismiss(finished);
  (void)todo.exchange(finished, 0);
}

}  // namespace bros::sweep
