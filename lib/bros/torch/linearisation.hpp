// One evaluation of a network at a minibatch of each level. Included by problem.hpp.
#pragma once

#include <bros/torch/problem.hpp>

namespace bros::network {

/// One forward and one backward pass a level; the lower one's is kept as a graph, and every action is one backward pass
/// through it. A whole action along an announced W (evaluate(x, Y, sample, W)) also gives the cross action along it.
/// Math:     the graph's roots pair the gradient with a tangent: s = sum_l <grad_B g, W_l> (<grad_Y g, Z> if it is of
///           the full space); grad_B s is the Hessian action and grad_x s the cross action
/// Requires: x, Y, P and W stay as they are until the next evaluate() [NOT checked]
/// Ensures:  a buffer is made when it is first needed: without grad f or actions, none for them
/// Cost:     with N rows into an m x n layer, in units of 2 N m n flops: evaluate 4 + 2 r/m (an input that depends on
///           nothing, as that of the first layer: 2 + 2 r/m), an action 2 + 4 r/m (2 r/m), of the full space 4 + 2 r/m
///           (1 + r/m), a cross action by itself 1 + r/m (r/m); in the full space r/m = 1; and products with P
template <NetworkScalar S>
template <Subspace P>
class NetworkProblem<S>::Linearisation {
 public:
  Linearisation(const NetworkProblem& problem, const P& p)
      : problem_(problem),
        p_(p),
        lower_batch_("lower", problem.task_.lower_samples, problem.batch(problem.task_.lower_samples),
                     problem.settings_.sampling),
        upper_batch_("upper", problem.task_.upper_samples, problem.batch(problem.task_.upper_samples),
                     problem.settings_.sampling),
        lower_gradient_(p.blocks().projected()) {
    if constexpr (!P::is_full)
      for (Index l = 0; l < p.blocks().count(); ++l) projections_.emplace_back(p, l);
  }
  Linearisation(const Linearisation&) = delete;  // the graph refers to the slots
  Linearisation& operator=(const Linearisation&) = delete;

  /// Whether actions along tangents of the full space will be asked for: if not, a layer keeps X P and not X.
  void expect_full_tangents(bool expected) { keeps_inputs_ = expected; }
  /// Whether actions will be asked for at all: if not, no graph is kept, and grad_x g is computed with grad_B g_P.
  void expect_second_derivatives(bool expected) { will_act_ = expected; }

  void evaluate(const Vector<S>& x, const BlockVector<S>& y, const Sample& sample) {
    evaluate_at(x, y, sample, nullptr);
  }
  void evaluate(const Vector<S>& x, const BlockVector<S>& y, const Sample& sample, const BlockVector<S>& w) {
    evaluate_at(x, y, sample, &w);
  }
  /// The lower level alone, by first derivatives in B alone: of what follows only lower_gradient(), lower_loss() and
  /// samples() refer to it.
  void evaluate_lower(const Vector<S>& x, const BlockVector<S>& y, const Sample& sample) {
    begin(x, y, nullptr);
    lower_batch_.draw(sample);
    samples_ = size(lower_batch_);
    set_to_ridge(y, lower_gradient_);
    settle();
  }
  [[nodiscard]] Index samples() const { return samples_; }
  [[nodiscard]] const BlockVector<S>& lower_gradient() const {
    const_cast<Linearisation*>(this)->settle();
    return lower_gradient_;
  }
  [[nodiscard]] const BlockVector<S>& upper_gradient_lower() const { return upper_gradient_lower_; }
  [[nodiscard]] const Vector<S>& upper_gradient_upper() const { return upper_gradient_upper_; }
  /// grad_x g.   Cost: a forward and a backward pass at the first call after an evaluation that is to be acted on
  [[nodiscard]] const Vector<S>& lower_gradient_upper() {
    if (!knows_lower_gradient_upper_) {
      lower_gradient_upper_.setZero(problem_.dim_upper());
      for (const Part& part : parts(lower_batch_)) {
        if (keeps_graph())  // in the slots that it refers to
          for (Slot& slot : slots_.lower) slot.sink = Tensor();
        else
          bind(nullptr, false);
        differentiate(problem_.task_.lower_loss, part, nullptr, &lower_gradient_upper_, false);
      }
      knows_lower_gradient_upper_ = true;
    }
    return lower_gradient_upper_;
  }
  /// The minibatch values of g, without its ridge, and of f.
  [[nodiscard]] S lower_loss() const { return (void)lower_gradient(), lower_loss_; }
  [[nodiscard]] S upper_loss() const { return upper_loss_; }

  void hessian_action(const BlockVector<S>& w, BlockVector<S>& out) {
    const S mu = static_cast<S>(problem_.settings_.ridge);
    for (Index l = 0; l < blocks().count(); ++l) out.block(l) = mu * gram_factor<S>(blocks()[l]) * w.block(l);
    const bool also_cross = &w == announced_;
    if (also_cross) cross_.setZero(problem_.dim_upper());
    act(w, false, &out, also_cross ? &cross_ : nullptr);
    if (also_cross) cross_along_ = &w;
  }
  void hessian_action_full(const BlockVector<S>& z, BlockVector<S>& out) {
    require(P::is_full || keeps_inputs_, "hessian_action_full", "of an input that was not kept",
            "after expect_full_tangents(true) only");
    set_to_ridge(z, out);
    act(z, true, &out, nullptr);
  }
  void hessian_action_mixed(const P& second, const BlockVector<S>& w, BlockVector<S>& out) {
    if (lifted_.size() == 0) lifted_ = BlockVector<S>(blocks().full());
    lifted_.flat().setZero();
    lift_add(second, S(1), w, lifted_);
    hessian_action_full(lifted_, out);
  }
  void cross_action(const BlockVector<S>& w, Vector<S>& out) {
    if (cross_along_ == &w) return out = cross_, void();
    out.setZero(problem_.dim_upper());
    act(w, false, nullptr, &out);
  }

 private:
  using Tensors = std::vector<Tensor>;
  /// A block that is kept whole: autograd differentiates in it by itself.
  struct Whole {
    Index block;
    Tensor value, gradient{};
  };
  [[nodiscard]] const Blocks& blocks() const { return p_.blocks(); }
  [[nodiscard]] Tensor restrict(Index l, const Tensor& t) const {
    return P::is_full ? t : projections_[static_cast<std::size_t>(l)].restrict(t);
  }
  [[nodiscard]] Tensor lift(Index l, const Tensor& t) const {
    return P::is_full ? t : projections_[static_cast<std::size_t>(l)].lift(t);
  }
  /// out = mu P^T y.
  void set_to_ridge(const BlockVector<S>& y, BlockVector<S>& out) const {
    const S mu = static_cast<S>(problem_.settings_.ridge);
    if (!(mu > 0)) return out.flat().setZero(), void();
    for (Index l = 0; l < blocks().count(); ++l) p_.restrict_block(l, y.block(l), out.block(l));
    out.flat() *= mu;
  }

  static Index size(const Minibatch& batch) { return static_cast<Index>(batch.indices().size()); }

  void begin(const Vector<S>& x, const BlockVector<S>& y, const BlockVector<S>* w) {
    pairings_.clear(), whole_.clear();  // frees the graph of the last evaluation
    x_asked_ = &x, y_asked_ = &y, announced_ = w, cross_along_ = nullptr;
    gradient_is_known_ = knows_lower_gradient_upper_ = false;
    upper_loss_ = lower_loss_ = S(0);
  }
  void evaluate_at(const Vector<S>& x, const BlockVector<S>& y, const Sample& sample, const BlockVector<S>* w) {
    begin(x, y, w);
    lower_batch_.draw(sample);
    upper_batch_.draw(sample);
    samples_ = size(lower_batch_) + size(upper_batch_);
    if (upper_gradient_lower_.size() == 0) upper_gradient_lower_ = BlockVector<S>(blocks().projected());
    upper_gradient_lower_.flat().setZero();
    upper_gradient_upper_.setZero(problem_.dim_upper());
    for (const Part& part : parts(upper_batch_)) {
      bind(&upper_gradient_lower_, false);
      upper_loss_ +=
          differentiate(problem_.task_.upper_loss, part, &upper_gradient_lower_, &upper_gradient_upper_, false);
    }
    set_to_ridge(y, lower_gradient_);
    if (!will_act_) {
      lower_gradient_upper_.setZero(problem_.dim_upper());
      settle(&lower_gradient_upper_);
      knows_lower_gradient_upper_ = true;
    } else if (keeps_graph()) {
      differentiate_lower(parts(lower_batch_)[0], nullptr, true), gradient_is_known_ = true;
    }
  }

  /// Samples first .. first + count - 1 of a minibatch, and their share in it.
  struct Part {
    Tensor samples;
    double share;
  };
  [[nodiscard]] std::vector<Part> parts(const Minibatch& batch) const {
    const auto& indices = batch.indices();
    const auto count = static_cast<std::int64_t>(indices.size());
    const Tensor all = at::from_blob(const_cast<Index*>(indices.data()), {count}, at::kLong);
    std::vector<Part> parts;
    for (const Tensor& samples : all.split(problem_.settings_.at_once > 0 ? problem_.settings_.at_once : count))
      parts.push_back({samples, static_cast<double>(samples.numel()) / static_cast<double>(count)});
    return parts;
  }
  /// Whether the lower minibatch is in memory as a whole, so that its graph stays from one action to the next.
  [[nodiscard]] bool keeps_graph() const {
    const Index at_once = problem_.settings_.at_once;
    return at_once == 0 || static_cast<Index>(lower_batch_.indices().size()) <= at_once;
  }

  void differentiate_lower(const Part& part, Vector<S>* in_x, bool keeps_graph) {
    BlockVector<S>* const sink = gradient_is_known_ ? nullptr : &lower_gradient_;
    bind(sink, keeps_inputs_ && keeps_graph);
    const S loss = differentiate(problem_.task_.lower_loss, part, sink, in_x, keeps_graph);
    if (!gradient_is_known_) lower_loss_ += loss;
  }
  /// The lower gradient, where no action has been asked for that gives it on the way.
  void settle(Vector<S>* in_x = nullptr) {
    if (gradient_is_known_) return;
    for (const Part& part : parts(lower_batch_)) differentiate_lower(part, in_x, false);
    gradient_is_known_ = true;
  }

  /// New slots at (x, Y), whose gradients in B are added to `sink`.
  void bind(BlockVector<S>* sink, bool keeps_inputs) {
    pairings_.clear();
    x_ = view(*x_asked_).requires_grad_();
    token_ = at::zeros({}, x_.options()).requires_grad_();
    slots_ = {{}, problem_.upper_slots(x_)};
    whole_.clear();
    for (Index l = 0; l < blocks().count(); ++l) {
      Slot slot{view(*y_asked_, l)};
      if (blocks()[l].rows == 1) {
        whole_.push_back({l, slot.value.requires_grad_()});
      } else {
        slot.token = token_;
        slot.projection = P::is_full ? nullptr : &projections_[static_cast<std::size_t>(l)];
        slot.keeps_input = keeps_inputs;
        if (sink) slot.sink = view(*sink, l);
        slot.pairings = &pairings_;
      }
      slots_.lower.push_back(std::move(slot));
    }
  }

  /// The share of a part in a level's minibatch loss; its gradients are added to `in_b` and `in_x`, where they are
  /// asked for, and their graph may be kept.
  S differentiate(const Loss& loss_of, const Part& part, BlockVector<S>* in_b, Vector<S>* in_x, bool keeps_graph) {
    const SlotScope scope(slots_);
    Tensor loss = loss_of(x_, part.samples);
    require(loss.numel() == 1, "loss.numel", loss.numel(), "1");
    if (part.share < 1) loss = loss * part.share;
    backward({loss}, {}, true, in_b, in_x, keeps_graph);
    return loss.template item<S>();
  }

  /// Adds the derivatives of sum_i <roots_i, along_i> in B, those in projected blocks by way of their sinks, and in x.
  /// A graph that is kept is, after the first derivatives, theirs as well.
  void backward(const Tensors& roots, const Tensors& along, bool first, BlockVector<S>* in_b, Vector<S>* in_x,
                bool keeps_graph) {
    Tensors used, used_along, inputs;
    for (std::size_t i = 0; i < roots.size(); ++i)
      if (roots[i].defined() && roots[i].requires_grad()) {
        used.push_back(roots[i]);
        if (!first) used_along.push_back(along[i]);
      }
    if (used.empty()) return;
    const bool in_y = in_b || first;
    if (in_y) {
      inputs.push_back(token_);
      for (const Whole& whole : whole_) inputs.push_back(whole.value);
    }
    if (in_x) inputs.push_back(x_);
    const Tensors derivatives =
        ::torch::autograd::grad(used, inputs, used_along, keeps_graph, first && keeps_graph, true);
    for (std::size_t i = 0; in_y && i < whole_.size(); ++i) {
      const Tensor& derivative = derivatives[i + 1];
      if (in_b && derivative.defined())
        view(*in_b, whole_[i].block).add_(restrict(whole_[i].block, derivative.detach()));
      if (first && keeps_graph) whole_[i].gradient = derivative;
    }
    if (in_x && derivatives.back().defined()) view(*in_x).add_(derivatives.back());
  }

  /// Adds to `out` and `cross`, where they are asked for, an action along a tangent of the subspace or of the full
  /// space; and sets the cross action along the announced W, if nobody has yet and the graph goes away.
  void act(const BlockVector<S>& tangent, bool is_full, BlockVector<S>* out, Vector<S>* cross) {
    require(will_act_, "action", "of an evaluation that keeps no graph", "after expect_second_derivatives(true) only");
    if (keeps_graph()) return act_on_graph(tangent, is_full, out, cross);
    const bool also_announced = out && announced_ && !cross_along_ && cross != &cross_;
    if (also_announced) cross_.setZero(problem_.dim_upper());
    for (const Part& part : parts(lower_batch_)) {
      differentiate_lower(part, nullptr, true);
      act_on_graph(tangent, is_full, out, cross);
      if (also_announced) act_on_graph(*announced_, false, nullptr, &cross_);
      pairings_.clear(), whole_.clear();
    }
    gradient_is_known_ = true;
    if (also_announced) cross_along_ = announced_;
  }
  void act_on_graph(const BlockVector<S>& tangent, bool is_full, BlockVector<S>* out, Vector<S>* cross) {
    for (Index l = 0; l < blocks().count(); ++l) {
      Slot& slot = slots_.lower[static_cast<std::size_t>(l)];
      slot.tangent = view(tangent, l);
      slot.tangent_is_full = is_full;
      slot.sink = out ? view(*out, l) : Tensor();
    }
    Tensors roots = pairings_, along(pairings_.size(), at::ones({}, x_.options()));
    for (const Whole& whole : whole_) {
      const Tensor& along_whole = slots_.lower[static_cast<std::size_t>(whole.block)].tangent;
      roots.push_back(whole.gradient);
      along.push_back(is_full ? along_whole : lift(whole.block, along_whole));
    }
    backward(roots, along, false, out, cross, true);
  }

  const NetworkProblem& problem_;
  const P& p_;
  std::vector<BlockProjection<P>> projections_;  // empty in the full space
  Minibatch lower_batch_, upper_batch_;
  bool keeps_inputs_ = true;
  BlockVector<S> lower_gradient_, upper_gradient_lower_, lifted_;
  Vector<S> upper_gradient_upper_, lower_gradient_upper_, cross_;
  S lower_loss_{0}, upper_loss_{0};
  bool will_act_ = true, gradient_is_known_ = false, knows_lower_gradient_upper_ = false;
  Index samples_ = 0;
  const Vector<S>* x_asked_ = nullptr;
  const BlockVector<S>* y_asked_ = nullptr;
  const BlockVector<S>*announced_ = nullptr, *cross_along_ = nullptr;
  Slots slots_;
  Tensor x_, token_;
  Tensors pairings_;  // with the gradients in whole_, the roots of the graph; cleared before the slots go
  std::vector<Whole> whole_;
};

}  // namespace bros::network
