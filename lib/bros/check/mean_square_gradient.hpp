// The quantity of a rate study: the mean of ||grad Phi||^2 over a run.
#pragma once

#include <bros/core/stream.hpp>
#include <bros/method/run.hpp>
#include <bros/method/schedule.hpp>
#include <bros/problem/solve.hpp>

#include <cstdint>
#include <functional>
#include <limits>

namespace bros {

namespace detail {
/// The iterates at which grad Phi is computed, one after another, and the share of the run that each stands for: one
/// uniformly random iterate in each of `parts` equal parts. Nothing is stored, however long the run.
class ChosenIterates {
 public:
  ChosenIterates(std::uint64_t horizon, std::uint64_t parts, const Stream& stream)
      : horizon_(horizon), parts_(parts == 0 || parts > horizon ? horizon : parts), draws_(stream) {
    next();
  }
  [[nodiscard]] std::uint64_t k() const { return k_; }
  [[nodiscard]] double weight() const { return weight_; }
  /// The one of the next part, if there is one.
  void next() {
    if (part_ == parts_) return;
    const std::uint64_t begin = edge(part_), end = edge(part_ + 1);
    k_ = begin + draws_.below(end - begin);
    weight_ = static_cast<double>(end - begin) / static_cast<double>(horizon_);
    ++part_;
  }

 private:
  /// part horizon / parts, rounded down, without overflow.
  [[nodiscard]] std::uint64_t edge(std::uint64_t part) const {
    return part * (horizon_ / parts_) + part * (horizon_ % parts_) / parts_;
  }
  std::uint64_t horizon_, parts_, part_ = 0, k_ = 0;
  double weight_ = 0;
  BoundedDraws draws_;
};
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
  detail::ChosenIterates chosen(horizon, parts, stream.fork("iterates"));
  double mean = 0;
  const RunResult result = run(method, schedule, horizon, [&](const Method<double>& m, bool last) {
    if (at_every_iterate) at_every_iterate();
    if (last || m.counts().iterations != chosen.k()) return;
    if (exact) solve_at(*exact, m.x());
    mean += chosen.weight() * (exact ? exact->hypergradient() : m.h()).squaredNorm();
    chosen.next();
  });
  return result.status == Status::horizon_reached ? mean : std::numeric_limits<double>::infinity();
}

}  // namespace bros
