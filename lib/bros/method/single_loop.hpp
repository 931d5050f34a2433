// The one single-loop template: where it moves x how it acts with the Hessian x how it averages.
#pragma once

#include <bros/method/schedule.hpp>
#include <bros/problem/concept.hpp>

#include <cstdint>
#include <string>
#include <utility>

namespace bros {

/// How x uses the hypergradient estimates D^k = grad_x f - D_xB g_P[P^T Z].
///   moving   x moves along the old average h^k, then h^{k+1} = (1 - theta) h^k + theta D^k   (MA-SOBA, BROS)
///   none     x moves along D^k itself, theta has no effect                                   (SOBA)
enum class Averaging { moving, none };

/// What a run has used so far.
struct OracleCounts {
  std::uint64_t iterations = 0, samples = 0, evaluations = 0, hessian_actions = 0, cross_actions = 0;
};

/// Where a run stands: with the constructor's arguments and the steps to come, all that its future depends on.
template <class S>
struct State {
  Vector<S> x;
  BlockVector<S> y, z;
  Vector<S> h;
  BlockVector<S> velocity;  ///< empty without momentum
  OracleCounts counts;
};

/// One single-loop method on one problem.
/// Math:     with a fresh subspace P and a fresh sample in iteration k, everything at (x^k, Y^k, Z^k, h^k):
///             Y <- Y - beta  P grad_B g_P              Z <- Z - gamma P (Hhat[Z] - grad_B f_P)
///             h <- (1 - theta) h + theta (grad_x f - D_xB g_P[P^T Z])      x <- x - alpha h  (the old h)
///           With momentum mu (no theorem covers it) Y <- Y + V, V <- mu V - beta P grad_B g_P, V = 0 at first: a heavy
///           ball whose velocity lies in the full space, since subspaces change. It costs dim(Y) numbers.
/// Random:   stream.fork("subspace").fork(k), stream.fork("action").fork(k), and Sample{k, stream.fork("sample")}:
///           methods started with equal streams see the same samples and the same subspaces
/// Ensures:  the state after k iterations is a function of the constructor's arguments and the steps alone.
///           In double no iteration after the first allocates on the heap.
/// Cost:     one evaluation, action.hessian_actions() Hessian actions and one cross action an iteration;
///           stores x, h, D (d numbers each), Y, Z (dim(Y) each), the subspace, and projected scratch
/// Source:   arXiv 2605.10288; Chen, Xiao, Balasubramanian (2024) for MA-SOBA; Dagreou et al. (2022) for SOBA
template <class Problem, Subspace P, Action A, Averaging averaging>
requires BilevelProblem<Problem, P>
class SingleLoop {
 public:
  using Scalar = typename Problem::Scalar;
  using S = Scalar;

  /// Requires: `problem` outlives the method [NOT checked]; ranks that P and A allow [-> ArgumentError]
  SingleLoop(const Problem& problem, const Stream& stream) : SingleLoop(problem, stream, P(problem.blocks())) {}
  SingleLoop(const Problem& problem, const Stream& stream, const P& p)
      : SingleLoop(problem, stream, p, A(p.blocks())) {}
  /// With a sampler and an action that were chosen at run time.
  SingleLoop(const Problem& problem, const Stream& stream, P p, A action)
      : p_(std::move(p)),
        action_(std::move(action)),
        lin_(problem, p_),
        subspace_stream_(stream.fork("subspace")),
        action_stream_(stream.fork("action")),
        sample_stream_(stream.fork("sample")),
        x_(problem.x0()),
        y_(problem.y0()),
        z_(problem.blocks().full()),
        h_(Vector<S>::Zero(problem.dim_upper())),
        estimate_(Vector<S>::Zero(problem.dim_upper())),
        w_(projected_storage(p_)),
        b_(p_.blocks().projected()) {
    expect_full_tangents(lin_, asks_full_tangents(action_));
  }
  template <class... Rest>
  SingleLoop(const Problem&&, const Rest&...) = delete;  // a temporary would be gone before the first step
  SingleLoop(const SingleLoop&) = delete;                // lin_ refers to p_
  SingleLoop& operator=(const SingleLoop&) = delete;

  /// One iteration with the given steps [NOT checked].
  void step(const Steps<S>& steps) {
    const std::uint64_t k = counts_.iterations;
    p_.draw(subspace_stream_.fork(k));
    action_.draw(action_stream_.fork(k));
    const BlockVector<S>& w = restricted(p_, z_, w_);
    evaluate_along(lin_, x_, y_, Sample{k, sample_stream_}, w);

    action_.apply(lin_, p_, z_, w, b_);
    b_.flat() -= lin_.upper_gradient_lower().flat();
    lin_.cross_action(w, estimate_);
    estimate_ = lin_.upper_gradient_upper() - estimate_;

    move_lower(steps);
    lift_add(p_, S(-steps.gamma), b_, z_);
    if constexpr (averaging == Averaging::moving) {
      x_ -= steps.alpha * h_;
      h_ += steps.theta * (estimate_ - h_);
    } else {
      h_ = estimate_;
      x_ -= steps.alpha * h_;
    }

    ++counts_.iterations;
    counts_.samples += static_cast<std::uint64_t>(lin_.samples());
    ++counts_.evaluations;
    ++counts_.cross_actions;
    counts_.hessian_actions += static_cast<std::uint64_t>(action_.hessian_actions());
  }

  [[nodiscard]] const Vector<S>& x() const { return x_; }
  [[nodiscard]] const BlockVector<S>& y() const { return y_; }
  [[nodiscard]] const BlockVector<S>& z() const { return z_; }
  /// The average h (moving), or the last estimate D (none).
  [[nodiscard]] const Vector<S>& h() const { return h_; }
  [[nodiscard]] const OracleCounts& counts() const { return counts_; }
  [[nodiscard]] State<S> state() const { return {x_, y_, z_, h_, velocity_, counts_}; }
  /// Goes on from `state`, taken from a method with equal arguments, to the bits that that one reaches.
  /// Requires: shapes of this method, an empty velocity or one of Y's shape [-> ArgumentError]
  void restore(const State<S>& state) {
    require(state.x.size() == x_.size() && state.h.size() == h_.size(), "state.x", state.x.size(),
            "of size " + std::to_string(x_.size()) + ", and so is h");
    require(state.y.layout() == y_.layout() && state.z.layout() == z_.layout() &&
                (state.velocity.size() == 0 || state.velocity.layout() == y_.layout()),
            "state.y", "of other blocks", "the blocks of this problem, and so are z and the velocity");
    x_ = state.x, h_ = state.h, y_ = state.y, z_ = state.z, velocity_ = state.velocity, counts_ = state.counts;
  }
  /// Whether x, Y, Z and h are all finite.
  [[nodiscard]] bool finite() const {
    return all_finite<S>(x_) && all_finite<S>(h_) && all_finite<S>(y_.flat()) && all_finite<S>(z_.flat());
  }

 private:
  void move_lower(const Steps<S>& steps) {
    if (steps.momentum == S(0)) return lift_add(p_, S(-steps.beta), lin_.lower_gradient(), y_);
    if (velocity_.size() == 0) velocity_ = BlockVector<S>(y_.layout());
    velocity_.flat() *= steps.momentum;
    lift_add(p_, S(-steps.beta), lin_.lower_gradient(), velocity_);
    y_.flat() += velocity_.flat();
  }

  P p_;
  A action_;
  typename Problem::template Linearisation<P> lin_;
  Stream subspace_stream_, action_stream_, sample_stream_;
  OracleCounts counts_;
  Vector<S> x_;
  BlockVector<S> y_, z_, velocity_;
  Vector<S> h_, estimate_;
  BlockVector<S> w_, b_;
};

}  // namespace bros
