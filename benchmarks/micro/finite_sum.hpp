// The finite-sum quadratic that the benchmarks run on.
#pragma once

#include <bros/problem/finite_sum_quadratic.hpp>

namespace bros::micro {

inline constexpr Index dimension = 100, samples = 1024, batch = 64;

/// The public quadratic of docs/data with batch 64.
FiniteSumQuadratic<double> finite_sum(Index rank, Sampling sampling);

}  // namespace bros::micro
