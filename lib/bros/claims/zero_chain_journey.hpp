// Runs on the zero chain, and what an observer sees of the claims at every iterate.
#pragma once

#include <bros/method/run.hpp>
#include <bros/problem/zero_chain.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <vector>

namespace bros {

/// What was seen of zero-respecting and zero-chain-lower in a run.
struct Journey {
  Status status;
  double calls;  ///< samples taken
  /// max over k of (support - S_{k-lag}), for Z, h, x, Y with their lags 0, 1, 2, 3: at most 0 is the claim.
  std::array<Index, 4> lead;
  /// At how many iterates the support of x was below T and |grad Phi| not above lambda: none is the claim.
  int flat = 0;
  [[nodiscard]] bool zero_respecting() const { return *std::max_element(lead.begin(), lead.end()) <= 0; }
};
/// Where to look: successes S are counted by the coins of `coins`, and `earlier` is added to every lag.
struct Counting {
  const ZeroChain<double>& coins;
  std::size_t earlier = 0;
};
/// Runs until |grad Phi(x^k)|^2 <= eps, and looks at every iterate, the first included.
/// Requires: `method` was made for `problem` with this stream, and has not moved [NOT checked]
/// Cost:     an iteration and up to 4 T comparisons each; 8 bytes an iteration
[[nodiscard]] inline Journey journey(const ZeroChain<double>& problem, Method<double>& method, const Stream& stream,
                                     const Steps<double>& steps, double eps, std::uint64_t horizon,
                                     const Counting& counting, const std::function<void()>& between_iterates = {}) {
  ZeroChain<double>::Exact exact(problem);
  const Stream samples = stream.fork("sample");
  std::vector<Index> successes{0};
  Journey seen{Status::stopped, 0, {-99, -99, -99, -99}};
  const double lambda = problem.settings().lambda;
  const auto observe = [&](const Method<double>& m, bool) {
    if (between_iterates) between_iterates();
    const std::uint64_t k = m.counts().iterations;
    if (k > 0) successes.push_back(successes.back() + counting.coins.reveals({k - 1, samples}));
    std::size_t lag = counting.earlier;
    for (std::size_t i = 0; const auto* v : {&m.z().flat(), &m.h(), &m.x(), &m.y().flat()}) {
      const Index shown = lag <= k ? successes[k - lag] : 0;
      seen.lead[i] = std::max(seen.lead[i], ChainFunction<double>::progress(*v, 0) - shown);
      ++i, ++lag;
    }
    exact.at(m.x());
    const double square = exact.hypergradient().squaredNorm();
    if (ChainFunction<double>::progress(m.x(), 0) < m.x().size()) seen.flat += !(square > lambda * lambda);
    return square <= eps ? Next::converged : Next::go_on;
  };
  const RunResult result = run(method, ConstantSchedule<double>(steps), horizon, observe);
  seen.status = result.status;
  seen.calls = static_cast<double>(result.counts.samples);
  return seen;
}

}  // namespace bros
