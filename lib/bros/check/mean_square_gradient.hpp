// The quantity of a rate study: the mean of ||grad Phi||^2 over a run.
#pragma once

#include <bros/core/stream.hpp>
#include <bros/method/run.hpp>
#include <bros/method/schedule.hpp>
#include <bros/problem/solve.hpp>

#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

namespace bros {

namespace detail {
/// An iterate at which grad Phi is computed, and the share of the run that it stands for.
struct ChosenIterate {
  std::uint64_t k;
  double weight;
};
[[nodiscard]] inline std::vector<ChosenIterate> choose_iterates(std::uint64_t horizon, std::uint64_t parts,
                                                                const Stream& stream) {
  if (parts == 0 || parts > horizon) parts = horizon;
  std::vector<ChosenIterate> chosen;
  BoundedDraws draws(stream);
  for (std::uint64_t part = 0; part < parts; ++part) {
    const std::uint64_t begin = part * horizon / parts, end = (part + 1) * horizon / parts;
    chosen.push_back(
        {begin + draws.below(end - begin), static_cast<double>(end - begin) / static_cast<double>(horizon)});
  }
  return chosen;
}
}  // namespace detail

/// The mean over k < horizon of ||grad Phi(x^k)||^2, or of ||h^k||^2 where the problem does not know grad Phi, for one
/// run of a method that has not moved: over every iterate if parts = 0, otherwise an unbiased estimate from one
/// uniformly random iterate in each of `parts` equal parts of the run; infinity if the run did not stay finite.
/// Random:   one bounded draw of stream.fork("iterates") a part
/// Requires: horizon >= 1 [NOT checked]; what at_every_iterate throws comes through
/// Throws:   std::runtime_error where an iterative solver of grad Phi stopped short
[[nodiscard]] inline double mean_square_gradient(Method<double>& method, const Problem<double>& problem,
                                                 const Schedule<double>& schedule, std::uint64_t horizon,
                                                 std::uint64_t parts, const Stream& stream,
                                                 const std::function<void()>& at_every_iterate = {}) {
  const auto exact = problem.exact();
  const auto chosen = detail::choose_iterates(horizon, parts, stream.fork("iterates"));
  double mean = 0;
  std::size_t next = 0;
  const RunResult result = run(method, schedule, horizon, [&](const Method<double>& m, bool last) {
    if (at_every_iterate) at_every_iterate();
    if (last || m.counts().iterations != chosen[next].k) return;
    if (exact) solve_at(*exact, m.x());
    mean += chosen[next].weight * (exact ? exact->hypergradient() : m.h()).squaredNorm();
    if (next + 1 < chosen.size()) ++next;
  });
  return result.status == Status::horizon_reached ? mean : std::numeric_limits<double>::infinity();
}

}  // namespace bros
