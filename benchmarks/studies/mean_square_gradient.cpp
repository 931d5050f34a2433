#include "mean_square_gradient.hpp"

#include "solve.hpp"

#include "../sweep/workers.hpp"

#include <bros/method/run.hpp>

#include <limits>
#include <vector>

namespace bros::studies {

namespace {

/// An iterate at which grad Phi is computed, and the share of the run that it stands for.
struct ChosenIterate {
  std::uint64_t k;
  double weight;
};

std::vector<ChosenIterate> choose_iterates(std::uint64_t horizon, std::uint64_t parts, const Stream& stream) {
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

}  // namespace

double mean_square_gradient(Method<double>& method, const Problem<double>& problem, const Schedule<double>& schedule,
                            std::uint64_t horizon, std::uint64_t parts, const Stream& stream) {
  const auto exact = problem.exact();
  const auto chosen = choose_iterates(horizon, parts, stream.fork("iterates"));
  double mean = 0;
  std::size_t next = 0;
  const RunResult result = run(method, schedule, horizon, [&](const Method<double>& m, bool last) {
    sweep::stop_if_dismissed();
    if (last || m.counts().iterations != chosen[next].k) return;
    solve_at(*exact, m.x());
    mean += chosen[next].weight * exact->hypergradient().squaredNorm();
    if (next + 1 < chosen.size()) ++next;
  });
  return result.status == Status::horizon_reached ? mean : std::numeric_limits<double>::infinity();
}

}  // namespace bros::studies
