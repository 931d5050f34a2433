// How many threads libtorch and its BLAS take. Sums depend on it in their last bits.
#pragma once

#include <bros/core/error.hpp>

#include <ATen/Context.h>
#include <ATen/Parallel.h>

#include <dlfcn.h>

namespace bros::network {

/// Lets libtorch and OpenBLAS take so many threads, and algorithms only whose results are the same from call to call:
/// with equal numbers of threads, whatever the machine's, equal arguments give equal bits.
/// Requires: threads >= 1 [-> ArgumentError]; called by the thread that evaluates (OpenMP counts for each thread)
inline void use_threads(int threads) {
  require(threads >= 1, "threads", threads, "at least 1");
  at::set_num_threads(threads);
  at::globalContext().setDeterministicAlgorithms(true, false);
  if (void* const set = dlsym(RTLD_DEFAULT, "openblas_set_num_threads")) reinterpret_cast<void (*)(int)>(set)(threads);
}

}  // namespace bros::network
