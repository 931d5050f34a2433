// The one single loop: where it moves x how it acts with the Hessian x how it averages.
#pragma once

#include <bros/action/action.hpp>
#include <bros/method/method.hpp>

#include <utility>

namespace bros {

/// How x uses the hypergradient estimates D^k.
///   moving   x moves along the old average h^k, then h^{k+1} = (1 - theta) h^k + theta D^k   (MA-SOBA, BROS)
///   none     x moves along D^k itself, theta has no effect                                   (SOBA)
enum class Averaging { moving, none };

/// One single-loop method on one problem. Hhat[Z] and C are the action's estimates of H[Z] and D_xY g [Z].
/// Math:     with a fresh subspace P and a fresh sample in iteration k, everything at (x^k, Y^k, Z^k, h^k):
///             Y <- Y - beta  P grad_B g_P              Z <- Z - gamma P (Hhat[Z] - grad_B f_P)
///             h <- (1 - theta) h + theta (grad_x f - C)      x <- x - alpha h  (the old h)
///           With momentum mu (no theorem covers it) Y <- Y + V, V <- mu V - beta P grad_B g_P, V = 0 at first: a heavy
///           ball whose velocity lies in the full space, since subspaces change. It costs dim(Y) numbers.
/// Random:   stream.fork("subspace").fork(k), stream.fork("action").fork(k), and Sample{k, stream.fork("sample")}:
///           methods started with equal streams see the same samples and the same subspaces
/// Requires: `problem` outlives the method [NOT checked]; ranks that sampler and action allow [-> ArgumentError]
/// Cost:     one evaluation, action.hessian_actions() Hessian actions and one cross action an iteration;
///           stores x, h, grad_x f, C (d numbers each), Y, Z (dim(Y) each), the subspace, and projected scratch
/// Source:   arXiv 2605.10288; Chen, Xiao, Balasubramanian (2024) for MA-SOBA; Dagreou et al. (2022) for SOBA
template <Scalar S>
class SingleLoop final : public Method<S> {
 public:
  SingleLoop(const Problem<S>& problem, const Stream& stream, std::unique_ptr<Subspace<S>> p,
             std::unique_ptr<Action<S>> action, Averaging averaging = Averaging::moving)
      : Method<S>(problem),
        p_(std::move(p)),
        action_(std::move(action)),
        averaging_(averaging),
        oracle_(problem.oracle(*p_)),
        subspace_stream_(stream.fork("subspace")),
        action_stream_(stream.fork("action")),
        sample_stream_(stream.fork("sample")) {
    this->z_ = BlockVector<S>(problem.blocks().full());
    this->h_ = Vector<S>::Zero(problem.dim_upper());
  }
  template <class... Rest>
  SingleLoop(const Problem<S>&&, const Rest&...) = delete;  // a temporary would be gone before the first step

  void step(const Steps<S>& steps) override {
    const std::uint64_t k = this->counts_.iterations;
    p_->draw(subspace_stream_.fork(k));
    action_->draw(action_stream_.fork(k));
    oracle_->evaluate({this->x_, this->y_, {k, sample_stream_}}, Request<S>{action_->ask(*p_, this->z_)});

    BlockVector<S>& residual = action_->hessian();  // P times it estimates H[Z] - grad_Y f
    residual.flat() -= oracle_->upper_gradient_lower().flat();
    const auto estimate = oracle_->upper_gradient_upper() - action_->cross();  // D, an expression: nothing is copied

    move_lower(steps);
    lift_add(*p_, S(-steps.gamma), residual, this->z_);
    if (averaging_ == Averaging::moving) {
      this->x_ -= steps.alpha * this->h_;
      this->h_ += steps.theta * (estimate - this->h_);
    } else {
      this->h_ = estimate;
      this->x_ -= steps.alpha * this->h_;
    }

    ++this->counts_.iterations;
    this->counts_.samples += static_cast<std::uint64_t>(oracle_->samples());
    ++this->counts_.evaluations;
    ++this->counts_.cross_actions;
    this->counts_.hessian_actions += static_cast<std::uint64_t>(action_->hessian_actions());
  }

  [[nodiscard]] State<S> state() const override {
    State<S> state = Method<S>::state();
    state.velocity = velocity_;
    return state;
  }
  void restore(const State<S>& state) override {
    require(state.velocity.size() == 0 || state.velocity.layout() == this->y_.layout(), "state.velocity",
            "of other blocks", "empty or the blocks of this problem");
    Method<S>::restore(state);
    velocity_ = state.velocity;
  }
  /// Where it moved last.
  [[nodiscard]] const Subspace<S>& subspace() const { return *p_; }
  /// How it acts with the Hessian.
  [[nodiscard]] const Action<S>& action() const { return *action_; }

 private:
  void move_lower(const Steps<S>& steps) {
    if (steps.momentum == S(0)) return lift_add(*p_, S(-steps.beta), oracle_->lower_gradient(), this->y_);
    if (velocity_.size() == 0) velocity_ = BlockVector<S>(this->y_.layout());
    velocity_.flat() *= steps.momentum;
    lift_add(*p_, S(-steps.beta), oracle_->lower_gradient(), velocity_);
    this->y_.flat() += velocity_.flat();
  }

  std::unique_ptr<Subspace<S>> p_;
  std::unique_ptr<Action<S>> action_;
  Averaging averaging_;
  std::unique_ptr<Oracle<S>> oracle_;
  Stream subspace_stream_, action_stream_, sample_stream_;
  BlockVector<S> velocity_;
};

}  // namespace bros
