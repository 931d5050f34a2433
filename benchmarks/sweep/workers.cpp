#include "workers.hpp"

#include <new>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace bros::sweep {

namespace {
struct Dismissed {};
thread_local const std::stop_token* current = nullptr;
}  // namespace

void stop_if_dismissed() {
  if (current != nullptr && current->stop_requested()) throw Dismissed{};
}

Workers::Workers(unsigned threads, const std::vector<Task>& tasks) : tasks_(tasks) {
  const std::scoped_lock lock(mutex_);
  try {
    while (threads_.size() < threads) threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
  } catch (const std::system_error&) {  // something else has taken them since threads_to_use()
    if (threads_.empty()) throw;
  }
  idle_ = threads_.size();
}

void Workers::work(const std::stop_token& stop) {
  using Clock = std::chrono::steady_clock;
  current = &stop;
  std::unique_lock lock(mutex_);
  while (stocked_.wait(lock, stop, [&] { return !stock_.empty(); })) {
    const std::uint64_t task = stock_.front();
    stock_.pop_front();
    --idle_;
    lock.unlock();
    const auto start = Clock::now();
    Result result{task, 0, 0};
    std::string failure;
    try {
      result.value = tasks_[task].run();
    } catch (const Dismissed&) {
      return;
    } catch (const std::bad_alloc&) {
      failure = to_csv(tasks_[task].cell) + ": there is not enough memory";
    } catch (const std::exception& error) {
      failure = to_csv(tasks_[task].cell) + ": " + error.what();
    }
    result.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    lock.lock();
    ++idle_;
    ++since_given_;
    if (failure.empty())
      results_.push_back(result);
    else
      failure_ = failure;
    if (stock_.empty() || !failure_.empty()) finished_.notify_one();
  }
}

void Workers::give(const std::vector<std::uint64_t>& tasks) {
  const std::scoped_lock lock(mutex_);
  if (tasks.empty()) return;
  since_given_ = 0;
  stock_.insert(stock_.end(), tasks.begin(), tasks.end());
  stocked_.notify_all();
}

std::vector<Result> Workers::take(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  finished_.wait_for(lock, patience,
                     [&] { return !failure_.empty() || (stock_.empty() && idle_ > 0 && !results_.empty()); });
  if (!failure_.empty()) throw std::runtime_error(failure_);
  return std::exchange(results_, {});
}

std::size_t Workers::wanted() const {
  const std::scoped_lock lock(mutex_);
  const std::size_t target = idle_ + 2 * since_given_;
  return target > stock_.size() ? target - stock_.size() : 0;
}

}  // namespace bros::sweep
