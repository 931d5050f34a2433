#pragma once

#include <cstdint>
#include <functional>

namespace bros::sweep {

/// What is known of a method without sampling: from the exact moments of its state.
struct ExactRate {
  /// The mean of E||grad Phi(x^k)||^2 over k < K.
  std::function<double(std::uint64_t horizon)> mean;
  double plateau;        ///< its limit
  double limit;          ///< that of sqrt(K) (mean - plateau)
  double least_horizon;  ///< below it the second moments grow without bound
};

}  // namespace bros::sweep
