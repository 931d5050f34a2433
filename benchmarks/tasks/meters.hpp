// What training takes of time and memory.
#pragma once

#include "outcome.hpp"

#include <bros/torch/memory_meter.hpp>

#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <ctime>

namespace bros::tasks {

/// Adds to `cost` what happens between go_on() and pause(), memory in comparison with when it was made.
class Meters {
 public:
  explicit Meters(Cost& cost) : cost_(cost), tensors_before_(meter().live()), heap_before_(heap()) {
    malloc_trim(0);  // what an earlier run left
  }
  void pause() {
    cost_.seconds += std::chrono::duration<double>(Clock::now() - wall_).count();
    cost_.processor_seconds += static_cast<double>(std::clock() - processor_) / CLOCKS_PER_SEC;
    cost_.tensor_bytes = std::max(cost_.tensor_bytes, meter().peak() - tensors_before_);
    cost_.state_bytes = std::max(cost_.state_bytes, heap() - heap_before_ - (meter().live() - tensors_before_));
    cost_.resident_bytes = std::max(cost_.resident_bytes, network::peak_resident_bytes());
  }
  /// Leaves out also the memory that `work` keeps.
  template <class Work>
  void leave_out(const Work& work) {
    pause();
    const std::int64_t before = heap();
    work();
    heap_before_ += heap() - before;
    go_on();
  }
  void go_on() {
    meter().reset_peak();
    network::reset_peak_resident();
    wall_ = Clock::now();
    processor_ = std::clock();
  }

 private:
  using Clock = std::chrono::steady_clock;
  static network::TensorMeter& meter() { return network::TensorMeter::instance(); }
  /// Bytes that malloc has handed out, tensors included.
  static std::int64_t heap() {
    const struct mallinfo2 info = mallinfo2();
    return static_cast<std::int64_t>(info.uordblks + info.hblkhd);
  }

  Cost& cost_;
  std::int64_t tensors_before_, heap_before_;
  Clock::time_point wall_;
  std::clock_t processor_ = 0;
};

}  // namespace bros::tasks
