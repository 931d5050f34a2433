#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

namespace bros::sweep {

/// A progress line on standard error with the time left, if that is a terminal; silent otherwise.
/// Shapes:   `total` units of work, any unit, of which `already` were done before; add() may be called from several
///           threads
class Progress {
 public:
  Progress(std::string what, double total, double already = 0);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void add(double units);
  /// Takes the line away, for other words on the terminal; the next add() brings it back.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  std::string what_;
  double total_, already_, done_ = 0;
  bool shown_;
  Clock::time_point start_, last_;
  std::mutex mutex_;
};

}  // namespace bros::sweep
