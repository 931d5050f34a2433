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

void work(Ledger& ledger, Crew& crew, World& world, Progress& progress, std::vector<Result>& finished) {
  const std::chrono::milliseconds patience(world.size() == 1 ? 100 : 10);
  while (!ledger.complete() && Signals::caught() == 0) {
    const auto requests = world.collect(finished);
    const std::size_t own = crew.wanted();
    std::size_t wanted = own;
    for (const Request& r : requests) wanted += r.wanted;
    const double before = ledger.cost_left();
    auto tasks = ledger.exchange(finished, wanted);
    progress.add(before - ledger.cost_left());
    crew.give(share(tasks, own));
    for (const Request& r : requests) world.give(r.rank, share(tasks, r.wanted));
    finished = crew.take(patience);
  }
}

}  // namespace

void complete(Ledger& ledger, Crew& crew, World& world, Progress& progress) {
  std::vector<Result> finished;
  try {
    work(ledger, crew, world, progress, finished);
  } catch (...) {
    world.dismiss(finished);
    throw;
  }
  world.dismiss(finished);
  (void)ledger.exchange(finished, 0);
}

}  // namespace bros::sweep
