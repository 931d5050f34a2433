#include "todo.hpp"

#include <algorithm>
#include <utility>

namespace bros::sweep {

namespace {
constexpr std::chrono::seconds between_beats{10};
constexpr std::chrono::milliseconds between_looks{500};
}  // namespace

Todo::Todo(Store& store, const std::vector<Task>& tasks)
    : store_(store), tasks_(tasks), done_(tasks.size()), missing_(tasks.size()) {
  for (const Task& task : tasks) cost_ += task.cost, ++missing_of_turn_[task.turn];
  cost_left_ = cost_;
  const auto results = store.results();
  for (std::uint64_t t = 0; t < tasks.size(); ++t) {
    const auto found = results.find(tasks[t].cell);
    if (found != results.end())
      note_done(t);
    else
      open_.push_back(t);
  }
  std::stable_sort(open_.begin(), open_.end(), [&](std::uint64_t a, std::uint64_t b) {
    return std::pair(tasks[a].turn, -tasks[a].cost) < std::pair(tasks[b].turn, -tasks[b].cost);
  });
}

void Todo::note_done(std::uint64_t task) {
  if (done_[task]) return;
  done_[task] = true;
  --missing_;
  --missing_of_turn_.at(tasks_[task].turn);
  cost_left_ -= tasks_[task].cost;
}

std::optional<std::size_t> Todo::take_done_turn() {
  for (const auto& [turn, missing] : missing_of_turn_)
    if (missing == 0) return missing_of_turn_.extract(turn).key();
  return std::nullopt;
}

void Todo::look_elsewhere() {
  std::deque<std::uint64_t> still;
  for (const std::uint64_t t : elsewhere_)
    if (store_.find(tasks_[t].cell))
      note_done(t);
    else
      still.push_back(t);
  elsewhere_ = std::move(still);
}

std::vector<std::uint64_t> Todo::exchange(const std::vector<Result>& finished, std::size_t wanted) {
  const auto now = Clock::now();
  const bool beat = now - beat_ > between_beats, look = !elsewhere_.empty() && now - looked_ > between_looks;
  std::vector<std::uint64_t> claimed;
  if (finished.empty() && !beat && !look && (wanted == 0 || open_.empty())) return claimed;
  store_.transact([&] {
    if (beat) store_.beat(now);
    for (const Result& r : finished) store_.put(tasks_[r.task].cell, r.value, r.seconds);
    if (look) {
      look_elsewhere();
      if (open_.empty()) open_ = std::exchange(elsewhere_, {});  // their processes may be gone
    }
    while (claimed.size() < wanted && !open_.empty()) {
      const std::uint64_t t = open_.front();
      open_.pop_front();
      if (store_.find(tasks_[t].cell))
        note_done(t);
      else if (store_.claim(tasks_[t].cell))
        claimed.push_back(t);
      else
        elsewhere_.push_back(t);
    }
  });
  for (const Result& r : finished) note_done(r.task);
  computed_ += finished.size();
  if (beat) beat_ = now;
  if (look) looked_ = now;
  return claimed;
}

}  // namespace bros::sweep
