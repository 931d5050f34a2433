#include "allocation_counter.hpp"

#include <cerrno>
#include <cstddef>

namespace {
thread_local std::uint64_t count = 0;
}

namespace bros::testing {
std::uint64_t allocations() { return count; }
}  // namespace bros::testing

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

const bool bros::testing::allocations_are_counted = true;

// glibc calls these in place of its own; operator new of libstdc++ calls malloc.
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void __libc_free(void*);

void* malloc(std::size_t size) noexcept { return ++count, __libc_malloc(size); }
void* calloc(std::size_t items, std::size_t size) noexcept { return ++count, __libc_calloc(items, size); }
void* realloc(void* old, std::size_t size) noexcept { return ++count, __libc_realloc(old, size); }
void* memalign(std::size_t alignment, std::size_t size) noexcept { return ++count, __libc_memalign(alignment, size); }
void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept { return memalign(alignment, size); }
int posix_memalign(void** result, std::size_t alignment, std::size_t size) noexcept {
  *result = memalign(alignment, size);
  return *result == nullptr ? ENOMEM : 0;
}
void free(void* memory) noexcept { __libc_free(memory); }
}

#else

const bool bros::testing::allocations_are_counted = false;

#endif
