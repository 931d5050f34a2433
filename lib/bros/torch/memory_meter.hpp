// How much memory libtorch holds, and the process.
#pragma once

#include <c10/core/CPUAllocator.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <new>
#include <string>

namespace bros::network {

/// Counts the bytes of every tensor on the CPU while it lives: those asked for, without what the allocator rounds up.
/// Ensures:  it never goes away: tensors may live as long as the process
class TensorMeter final : public c10::Allocator {
 public:
  /// The meter, in front of libtorch's allocator from the first call on.
  static TensorMeter& instance() {
    static auto* meter = new TensorMeter;  // tensors of static duration are freed after everything else
    return *meter;
  }
  [[nodiscard]] std::int64_t live() const { return live_.load(); }
  [[nodiscard]] std::int64_t peak() const { return peak_.load(); }
  /// Begins a new peak at what is live now.
  void reset_peak() { peak_ = live_.load(); }

  [[nodiscard]] c10::DataPtr allocate(std::size_t bytes) const override {
    void* const block = std::aligned_alloc(header, (bytes + 2 * header - 1) / header * header);
    if (block == nullptr) throw std::bad_alloc();
    *static_cast<std::int64_t*>(block) = static_cast<std::int64_t>(bytes);
    const std::int64_t now = live_ += static_cast<std::int64_t>(bytes);
    for (std::int64_t seen = peak_; seen < now && !peak_.compare_exchange_weak(seen, now);) {
    }
    void* const data = static_cast<char*>(block) + header;
    return {data, data, &release, c10::DeviceType::CPU};
  }
  [[nodiscard]] c10::DeleterFnPtr raw_deleter() const override { return &release; }

 private:
  static constexpr std::size_t header = 64;  // where the size of a block stands, as wide as libtorch aligns
  TensorMeter() { c10::SetCPUAllocator(this, 255); }
  static void release(void* data) {
    if (data == nullptr) return;
    void* const block = static_cast<char*>(data) - header;
    live_ -= *static_cast<std::int64_t*>(block);
    std::free(block);
  }

  static inline std::atomic<std::int64_t> live_ = 0, peak_ = 0;
};

/// The largest resident set of this process so far, in bytes, as Linux counts it (VmHWM); 0 where it is not told.
[[nodiscard]] inline std::int64_t peak_resident_bytes() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (word == "VmHWM:") {
      std::int64_t kilobytes = 0;
      status >> kilobytes;
      return kilobytes * 1024;
    }
  return 0;
}
/// Begins a new largest resident set at what is resident now; false where Linux does not allow it.
inline bool reset_peak_resident() {
  std::ofstream references("/proc/self/clear_refs");
  references << "5";
  return static_cast<bool>(references.flush());
}

}  // namespace bros::network
