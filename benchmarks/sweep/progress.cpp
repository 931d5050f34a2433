#include "progress.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace bros::sweep {

Progress::Progress(std::string what, double total, double already)
    : what_(std::move(what)),
      total_(total),
      already_(already),
      shown_(isatty(STDERR_FILENO) != 0),
      start_(Clock::now()),
      last_(start_) {}

Progress::~Progress() { clear(); }

void Progress::clear() {
  if (shown_) (void)std::fputs("\r\033[K", stderr);
}

void Progress::add(double units) {
  if (!shown_) return;
  const std::scoped_lock lock(mutex_);
  done_ += units;
  const auto now = Clock::now();
  if (now - last_ < std::chrono::milliseconds(200)) return;
  last_ = now;
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  const std::string left = done_ > 0 ? fmt::format("{:.0f} s left", elapsed * (total_ - already_ - done_) / done_)
                                     : fmt::format("{:.0f} s so far", elapsed);
  (void)std::fputs(fmt::format("\r\033[K{}: {:3.0f} %, {}", what_, 100 * (already_ + done_) / total_, left).c_str(),
                   stderr);
  std::fflush(stderr);
}

}  // namespace bros::sweep
