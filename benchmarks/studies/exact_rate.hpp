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

/// The same with the constant steps that are best for each horizon, found when they are first asked for.
struct BestRate {
  ScheduleFor schedule;
  ExactRate exact;  ///< mean alone
};
/// Requires: as exact_rate; `start`: c of stable steps c / sqrt(K), from which the search begins
/// Ensures:  best_steps: a local least value.   Cost: some tenths of a second a horizon
[[nodiscard]] BestRate best_rate(const QuadraticData<double>& data, const Estimator& estimator,
                                 const Steps<double>& start);

}  // namespace bros::studies
