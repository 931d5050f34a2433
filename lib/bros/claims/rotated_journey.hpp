// Runs on the rotated chain, and what an observer sees of rotated-chain at every iterate.
#pragma once

#include <bros/method/make.hpp>
#include <bros/method/run.hpp>
#include <bros/problem/rotated_chain.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace bros {

/// What was seen in a run until |grad Phi| <= lambda, or until the horizon.
struct RotatedJourney {
  Status status;
  double calls;        ///< samples taken
  Index lead = 0;      ///< max over k of prog_{1/4}(U^T x^k / lambda) - S_{k-2} and of that of y^k over S_{k-3}
  double hidden = 0;   ///< max of |<u_j, x^k>| / lambda for j > S_{k-2}, of |<u_j, y^k>| / lambda for j > S_{k-3}
  double outside = 0;  ///< max of the length over lambda of the parts of x^k, y^k outside these columns
  double escape = std::numeric_limits<double>::infinity();  ///< that length of the vector that first has a lead
  int flat = 0;  ///< iterates with S_{k-2} < T, no lead so far, and |grad Phi| not above lambda: none is the claim
};

/// Requires: `later` more iterations than the claim says until a success counts: 0 but where that is refuted;
///           none of the sampler's and the action's names is unknown [-> ArgumentError]
/// Cost:     an iteration and two products with U each
[[nodiscard]] inline RotatedJourney rotated_journey(const RotatedChain<double>& problem, const std::string& sampler,
                                                    const std::string& action, const Stream& stream,
                                                    const Steps<double>& steps, std::uint64_t horizon,
                                                    std::size_t later = 0) {
  const auto method = make_single_loop(problem, stream, make_subspace<double>(sampler, problem.blocks()), action);
  const auto exact = problem.exact();
  const Stream samples = stream.fork("sample");
  const double lambda = problem.settings().chain.lambda;
  const Index length = problem.settings().chain.length;
  std::vector<Index> successes{0};
  RotatedJourney seen{Status::stopped, 0};
  const auto look = [&](const Vector<double>& v, std::size_t lag) {
    const Index shown = successes.size() > lag ? std::min(successes[successes.size() - 1 - lag], length) : 0;
    const Vector<double> a = problem.along_the_chain(v);
    const double squared = v.squaredNorm() / (lambda * lambda) - a.head(shown).squaredNorm();
    const double rest = std::sqrt(std::max(squared, 0.0));
    const Index lead = ChainFunction<double>::progress(a, 0.25) - shown;
    if (lead > 0 && seen.lead <= 0) seen.escape = rest;
    seen.lead = std::max(seen.lead, lead);
    if (shown < length) seen.hidden = std::max(seen.hidden, a.tail(length - shown).cwiseAbs().maxCoeff());
    seen.outside = std::max(seen.outside, rest);
    return shown;
  };
  const auto observe = [&](const Method<double>& m, bool) {
    const std::uint64_t k = m.counts().iterations;
    if (k > 0) successes.push_back(successes.back() + problem.reveals({k - 1, samples}));
    const bool open = look(m.x(), 2 + later) == length;
    look(m.y().flat(), 3 + later);
    exact->at(m.x());
    const bool stationary = exact->hypergradient().norm() <= lambda;
    seen.flat += stationary && !open && seen.lead <= 0;
    return stationary ? Next::converged : Next::go_on;
  };
  const RunResult result = run(*method, ConstantSchedule<double>(steps), horizon, observe);
  seen.status = result.status;
  seen.calls = static_cast<double>(result.counts.samples);
  return seen;
}

}  // namespace bros
