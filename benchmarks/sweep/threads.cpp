#include "threads.hpp"

#include <bros/core/error.hpp>

#include <algorithm>
#include <latch>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace bros::sweep {

std::size_t threads_at_once(std::size_t most) {
  std::latch counted(1);
  std::vector<std::jthread> others;
  try {
    while (others.size() + 1 < most) others.emplace_back([&] { counted.wait(); });
  } catch (const std::system_error&) {  // a limit on processes, threads or memory
  }
  counted.count_down();
  return others.size() + 1;
}

unsigned threads_to_use(const std::optional<std::int64_t>& asked) {
  require(!asked || (*asked >= 1 && *asked <= 1024), "--threads", asked.value_or(0), "must be between 1 and 1024");
  const auto wanted = static_cast<std::size_t>(asked.value_or(std::max(1U, std::thread::hardware_concurrency())));
  const std::size_t had = threads_at_once(wanted);
  require(!asked || had == wanted, "--threads", wanted,
          "must be at most " + std::to_string(had) +
              ", the threads that can be had here (limits on processes or memory: ulimit -u, ulimit -v, pids.max)");
  return static_cast<unsigned>(had);
}

}  // namespace bros::sweep
