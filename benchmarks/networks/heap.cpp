#include "heap.hpp"

#include <atomic>
#include <cerrno>
#include <cstddef>

namespace {
std::atomic<std::int64_t> now = 0, most = 0;
}

namespace bros::heap {
std::int64_t live() { return now; }
std::int64_t peak() { return most; }
void reset_peak() { most = now.load(); }
}  // namespace bros::heap

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#include <malloc.h>

const bool bros::heap::is_counted = true;

namespace {
void* taken(void* memory) noexcept {
  const auto bytes = static_cast<std::int64_t>(malloc_usable_size(memory));
  const std::int64_t live = now += bytes;
  for (std::int64_t seen = most; seen < live && !most.compare_exchange_weak(seen, live);) {
  }
  return memory;
}
void* given(void* memory) noexcept {
  now -= static_cast<std::int64_t>(malloc_usable_size(memory));
  return memory;
}
}  // namespace

// glibc calls these in place of its own; operator new of libstdc++ calls malloc.
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void __libc_free(void*);

void* malloc(std::size_t size) noexcept { return taken(__libc_malloc(size)); }
void* calloc(std::size_t items, std::size_t size) noexcept { return taken(__libc_calloc(items, size)); }
void* realloc(void* old, std::size_t size) noexcept {
  given(old);
  void* const moved = __libc_realloc(old, size);
  return taken(moved || size == 0 ? moved : old), moved;
}
void* memalign(std::size_t alignment, std::size_t size) noexcept { return taken(__libc_memalign(alignment, size)); }
void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept { return memalign(alignment, size); }
int posix_memalign(void** result, std::size_t alignment, std::size_t size) noexcept {
  *result = memalign(alignment, size);
  return *result == nullptr ? ENOMEM : 0;
}
void free(void* memory) noexcept { __libc_free(given(memory)); }
}

#else

const bool bros::heap::is_counted = false;

#endif
