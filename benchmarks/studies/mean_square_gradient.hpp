// The quantity of the studies over horizons.
#pragma once

#include <bros/core/stream.hpp>
#include <bros/method/method.hpp>

#include <cstdint>

namespace bros::studies {

inline constexpr const char* mean_grad_norm_sq = "mean_grad_norm_sq";

/// The mean of ||grad Phi(x^k)||^2 over k < horizon for one run of a method that has not moved: over every iterate if
/// parts = 0, otherwise an unbiased estimate from one uniformly random iterate in each of `parts` equal parts of the
/// run; infinity if the run did not stay finite.
/// Random:   one bounded draw of stream.fork("iterates") a part
/// Requires: a problem whose hypergradient is known [NOT checked]
[[nodiscard]] double mean_square_gradient(Method<double>& method, const Problem<double>& problem,
                                          const Schedule<double>& schedule, std::uint64_t horizon, std::uint64_t parts,
                                          const Stream& stream);

}  // namespace bros::studies
