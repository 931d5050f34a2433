#include "turns.hpp"

namespace bros::sweep {

Turns::Turns(const std::vector<Task>& tasks, Store& store, const WhenDone& when_done)
    : store_(store), when_done_(when_done) {
  for (const Task& task : tasks) turns_[task.turn].push_back(&task);
}

void Turns::hand_on(std::size_t turn) {
  const auto results = store_.results();
  std::vector<double> values;
  for (const Task* task : turns_.at(turn))
    if (const auto found = results.find(task->cell); found != results.end()) values.push_back(to_number(found->second));
  if (values.size() < turns_.at(turn).size()) return;  // some were not asked for
  turns_.erase(turn);
  try {
    when_done_(turn, values);
  } catch (...) {
    if (!failure_) failure_ = std::current_exception();
  }
}

std::map<std::string, std::size_t> Turns::hand_on_the_rest() {
  for (auto turn = turns_.begin(); turn != turns_.end();) hand_on((turn++)->first);
  const auto results = store_.results();
  std::map<std::string, std::size_t> missing;
  for (const auto& [turn, tasks] : turns_)
    for (const Task* task : tasks) missing[task->cell.problem] += !results.contains(task->cell);
  return missing;
}

void Turns::finish() const {
  if (failure_) std::rethrow_exception(failure_);
}

}  // namespace bros::sweep
