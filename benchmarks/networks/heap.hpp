// The bytes that this program holds on the heap, by standing in front of the C library's allocator.
#pragma once

#include <cstdint>

namespace bros::heap {

/// Whether they are counted: not where a sanitizer owns the allocator, and not without glibc.
extern const bool is_counted;
/// Eigen's, libtorch's and everyone else's, as the allocator rounds them up. OpenBLAS maps its buffers elsewhere.
[[nodiscard]] std::int64_t live();
[[nodiscard]] std::int64_t peak();
/// Begins a new peak at what is live now.
void reset_peak();

}  // namespace bros::heap
