// The run driver: iterations up to a horizon, observers, and how it ended.
#pragma once

#include <bros/method/method.hpp>

#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

namespace bros {

/// How a run ended.
enum class Status {
  converged,        ///< an observer saw what it was waiting for
  horizon_reached,  ///< all iterations were made
  not_finite,       ///< x, Y, Z or h is no longer finite, or what an observer computed of them: the steps are too large
  stopped           ///< an observer asked to stop
};

[[nodiscard]] constexpr std::string_view to_string(Status status) {
  switch (status) {
    case Status::converged:
      return "converged";
    case Status::horizon_reached:
      return "horizon_reached";
    case Status::not_finite:
      return "not_finite";
    case Status::stopped:
      return "stopped";
  }
  return "unknown";
}

/// What an observer wants next.
enum class Next { go_on, converged, stop, not_finite };

/// How a run ended, and what the method has cost since it began.
struct RunResult {
  Status status;        ///< how it ended
  OracleCounts counts;  ///< the method's, since it was made
};

/// Runs `method` until it has made `horizon` iterations in all, or an observer ends it, or it is not finite.
/// Shapes:   schedule(k) -> Steps; observe(method, last) -> Next or void is called at every iterate 0 .. horizon,
///           `last` at the horizon; a state that is not finite is never shown
/// Cost:     one pass over the state an iteration for the finiteness check, beside the iterations themselves
template <Scalar S, class Schedule, class Observer>
RunResult run(Method<S>& method, const Schedule& schedule, std::uint64_t horizon, Observer&& observe) {
  for (;;) {
    if (!method.finite()) return {Status::not_finite, method.counts()};
    const std::uint64_t k = method.counts().iterations;
    const bool last = k >= horizon;
    if constexpr (std::is_void_v<decltype(observe(std::as_const(method), last))>) {
      observe(std::as_const(method), last);
    } else {
      const Next next = observe(std::as_const(method), last);
      if (next == Next::converged) return {Status::converged, method.counts()};
      if (next == Next::stop) return {Status::stopped, method.counts()};
      if (next == Next::not_finite) return {Status::not_finite, method.counts()};
    }
    if (last) return {Status::horizon_reached, method.counts()};
    method.step(schedule(k));
  }
}

/// The same without an observer.
template <Scalar S, class Schedule>
RunResult run(Method<S>& method, const Schedule& schedule, std::uint64_t horizon) {
  return run(method, schedule, horizon, [](const Method<S>&, bool) {});
}

/// The mean of ||grad Phi(x^k)||^2 over the iterates 0 .. K-1 that the theorem bounds.
/// Shapes:   an observer for run(), over an evaluator that outlives it
template <Scalar S>
class MeanSquareGradient {
 public:
  explicit MeanSquareGradient(Exact<S>& exact) : exact_(exact) {}
  /// The next iterate.
  void operator()(const Method<S>& method, bool last) {
    if (last) return;
    exact_.at(method.x());
    sum_ += exact_.hypergradient().squaredNorm();
    ++count_;
  }
  /// Over the iterates that were seen.
  [[nodiscard]] S mean() const { return sum_ / S(static_cast<double>(count_)); }

 private:
  Exact<S>& exact_;
  S sum_{0};
  std::uint64_t count_ = 0;
};

}  // namespace bros
