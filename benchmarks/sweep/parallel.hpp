#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace bros::sweep {

/// Calls work(i) once for every i < count, on `threads` threads, or those that can be had, each taking the next i.
/// Ensures:  whatever work(i) writes is complete on return; the first exception is rethrown, and no new i begins after
///           it. Results do not depend on `threads` if work(i) depends on i alone.
inline void parallel_for(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex failure_mutex;
  const auto worker = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        work(i);
      } catch (...) {
        const std::scoped_lock lock(failure_mutex);
        if (!failure) failure = std::current_exception();
        next = count;
      }
    }
  };
  {
    std::vector<std::jthread> pool;
    try {
      while (pool.size() + 1 < std::min<std::size_t>(threads, count)) pool.emplace_back(worker);
    } catch (const std::system_error&) {  // something else has taken them since threads_to_use()
    }
    worker();
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace bros::sweep
