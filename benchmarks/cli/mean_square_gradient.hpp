// The quantity of the studies over horizons.
#pragma once

#include "../sweep/crew.hpp"
#include "../sweep/solve.hpp"

#include <bros/core/stream.hpp>
#include <bros/method/run.hpp>

#include <cstdint>
#include <limits>
#include <vector>

namespace bros::cli {

inline constexpr const char* mean_grad_norm_sq = "mean_grad_norm_sq";

/// An iterate at which grad Phi is computed, and the share of the run that it stands for.
struct ChosenIterate {
  std::uint64_t k;
  double weight;
};

/// Every iterate (parts = 0), or one uniformly random iterate in each of `parts` equal parts of the run.
/// Random:   one bounded draw of stream a part
inline std::vector<ChosenIterate> choose_iterates(std::uint64_t horizon, std::uint64_t parts, const Stream& stream) {
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

/// The mean of ||grad Phi(x^k)||^2 over k < horizon for one run: exact if parts = 0, otherwise an unbiased estimate
/// from the iterates chosen with stream.fork("iterates"); infinity if the run did not stay finite.
template <class Method, class Problem, class Schedule>
double mean_square_gradient(Method&& method, const Problem& problem, const Schedule& schedule, std::uint64_t horizon,
                            std::uint64_t parts, const Stream& stream) {
  typename Problem::Exact exact(problem);
  const auto chosen = choose_iterates(horizon, parts, stream.fork("iterates"));
  double mean = 0;
  std::size_t next = 0;
  const RunResult result = run(method, schedule, horizon, [&](const auto& m, bool last) {
    sweep::stop_if_dismissed();
    if (last || m.counts().iterations != chosen[next].k) return;
    sweep::solve_at(exact, m.x());
    mean += chosen[next].weight * exact.hypergradient().squaredNorm();
    if (next + 1 < chosen.size()) ++next;
  });
  return result.status == Status::horizon_reached ? mean : std::numeric_limits<double>::infinity();
}

}  // namespace bros::cli
