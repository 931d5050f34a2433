// Exact curves beside measured ones.
#pragma once

#include "study.hpp"

#include <bros/problem/quadratic.hpp>
#include <bros/theory/estimators/estimator.hpp>

namespace bros::studies {

/// The method with this estimator and moving averages, with steps c / sqrt(K).
/// Requires: an estimator whose moments are known: Haar or coordinates [-> ArgumentError]
/// Ensures:  rate-constants, moment-recursion: to rounding
/// Cost:     as MeanSquareStability; mean(K): log2(K) products of p x p matrices, p = 153 for dim (x, Y, Z, h) = 16
[[nodiscard]] ExactRate exact_rate(const QuadraticData<double>& data, const Estimator& estimator,
                                   const Steps<double>& factors);

}  // namespace bros::studies
