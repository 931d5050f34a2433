// Exact curves beside measured ones.
#pragma once

#include "../sweep/exact_rate.hpp"

#include <bros/method/schedule.hpp>
#include <bros/problem/quadratic.hpp>
#include <bros/theory/estimator.hpp>

namespace bros::cli {

/// The method with this estimator and moving averages, with steps c / sqrt(K).
/// Requires: an estimator whose moments are known: Haar or coordinates [-> ArgumentError]
/// Ensures:  rate-constants, moment-recursion: to rounding
/// Cost:     as MeanSquareStability; mean(K): log2(K) products of p x p matrices, p = 153 for dim (x, Y, Z, h) = 16
[[nodiscard]] sweep::ExactRate exact_rate(const QuadraticData<double>& data, const Estimator& estimator,
                                          const Steps<double>& factors);

}  // namespace bros::cli
