// Counts heap allocations, by standing in front of the C library's allocator in this program.
#pragma once

#include <cstdint>
#include <utility>

namespace bros::testing {

/// Whether allocations are counted: not where a sanitizer owns the allocator, and not without glibc. A test that counts
/// must skip itself, saying so, where this is false.
extern const bool allocations_are_counted;

/// How often this thread has asked for memory so far (malloc, calloc, realloc, the aligned ones, operator new).
[[nodiscard]] std::uint64_t allocations();

/// How many of them `body` makes.
template <class Body>
[[nodiscard]] std::uint64_t allocations_during(Body&& body) {
  const std::uint64_t before = allocations();
  std::forward<Body>(body)();
  return allocations() - before;
}

}  // namespace bros::testing
