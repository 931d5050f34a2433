// What every method is: an iterate that moves by one iteration at a time, and what it has cost.
#pragma once

#include <bros/method/schedule.hpp>
#include <bros/problem/problem.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace bros {

/// What a run has used so far.
struct OracleCounts {
  /// Samples are those of both levels together.
  std::uint64_t iterations = 0, samples = 0, evaluations = 0, hessian_actions = 0, cross_actions = 0;
};

/// Where a run stands: with the constructor's arguments and the steps to come, all that its future depends on. What a
/// method does not have is empty.
template <class S>
struct State {
  Vector<S> x;  ///< in R^d
  /// In blocks().full().
  BlockVector<S> y, z;
  Vector<S> h;                        ///< in R^d
  BlockVector<S> velocity;            ///< empty without momentum
  OracleCounts counts;                ///< until then
  std::vector<Matrix<S>> memories{};  ///< of SABA, FSLA, FdeHBO and F2SA-p
};

/// A method on one problem.
/// Ensures:  the state after k iterations is a function of the constructor's arguments and the steps alone.
///           In double no iteration after the first allocates on the heap.
template <Scalar S>
class Method {
 public:
  virtual ~Method() = default;
  Method(const Method&) = delete;  // oracles refer to subspaces
  Method& operator=(const Method&) = delete;

  /// One iteration with the given steps [NOT checked].
  virtual void step(const Steps<S>& steps) = 0;

  /// The upper variable, in R^d.
  [[nodiscard]] const Vector<S>& x() const { return x_; }
  /// The lower variable, in blocks().full().
  [[nodiscard]] const BlockVector<S>& y() const { return y_; }
  /// The second variable of the lower level, empty where there is none: Z; Y' of the penalty methods.
  [[nodiscard]] const BlockVector<S>& z() const { return z_; }
  /// What x moves along, empty where it is not kept: the average h, or the last estimate.
  [[nodiscard]] const Vector<S>& h() const { return h_; }
  /// What it has used since it was made.
  [[nodiscard]] const OracleCounts& counts() const { return counts_; }

  /// A copy of where it stands.
  [[nodiscard]] virtual State<S> state() const { return {x_, y_, z_, h_, {}, counts_}; }
  /// Goes on from `state`, taken from a method with equal arguments, to the bits that that one reaches.
  /// Requires: shapes of this method [-> ArgumentError]
  virtual void restore(const State<S>& state) {
    require(state.x.size() == x_.size() && state.h.size() == h_.size(), "state.x", state.x.size(),
            "of size " + std::to_string(x_.size()) + ", and h of size " + std::to_string(h_.size()));
    require(state.y.layout() == y_.layout() && state.z.layout() == z_.layout(), "state.y", "of other blocks",
            "the blocks of this problem, and so is z, where there is one");
    x_ = state.x, h_ = state.h, y_ = state.y, z_ = state.z, counts_ = state.counts;
  }
  /// Whether x, Y, Z and h are all finite.
  [[nodiscard]] bool finite() const {
    return all_finite<S>(x_) && all_finite<S>(h_) && all_finite<S>(y_.flat()) && all_finite<S>(z_.flat());
  }

 protected:
  /// Requires: a start as require_start [-> ArgumentError]
  explicit Method(const Problem<S>& problem) : x_(problem.x0()), y_(problem.y0()) { require_start(problem, x_, y_); }

  Vector<S> x_;
  BlockVector<S> y_, z_;
  Vector<S> h_;
  OracleCounts counts_;
};

}  // namespace bros
