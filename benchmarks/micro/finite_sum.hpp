// The finite-sum quadratic that the benchmarks run on: 1024 samples of dimension 100, batch 64.
#pragma once

#include <bros/problem/io/quadratic_data.hpp>

namespace bros::micro {

inline constexpr Index dimension = 100, samples = 1024, batch = 64;

/// The data in the directory that the environment variable BROS_QUADRATIC_DATA names; without it Gaussian factors of
/// that shape from a fixed stream: the time of an iteration does not depend on the numbers.
FiniteSumData<double> finite_sum_data(Index rank);

/// The problem with batch 64.
FiniteSumQuadratic<double> finite_sum(Index rank, Sampling sampling);

}  // namespace bros::micro
