// One evaluation of a network at a minibatch of each level. Included by problem.hpp.
#pragma once

#include <bros/torch/problem.hpp>

namespace bros::network {

/// One forward and one backward pass a level; the lower one's is kept as a graph, and every action is one backward pass
/// through it. A whole action along an announced W (evaluate(x, Y, sample, W)) also gives the cross action along it.
/// Math:     the graph's roots pair the gradient with a tangent: s = sum_l <grad_B g, W_l> (<grad_Y g, Z> if it is of
///           the full space); grad_B s is the Hessian action and grad_x s the cross action
/// Requires: x, Y, P and W stay as they are until the next evaluate() [NOT checked]
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
        lower_gradient_(p.blocks().projected()),
        upper_gradient_lower_(p.blocks().projected()),
        upper_gradient_upper_(problem.dim_upper()),
        cross_(problem.dim_upper()) {
    if constexpr (!P::is_full)
      for (Index l = 0; l < p.blocks().count(); ++l) projections_.emplace_back(p, l);
  }
  Linearisation(const Linearisation&) = delete;  // the graph refers to the slots
  Linearisation& operator=(const Linearisation&) = delete;

  /// Whether actions along tangents of the full space will be asked for: if not, a layer keeps X P and not X.
  void expect_full_tangents(bool expected) { keeps_inputs_ = expected; }

  void evaluate(const Vector<S>& x, const BlockVector<S>& y, const Sample& sample) {
    evaluate_at(x, y, sample, nullptr);
  }
  void evaluate(const Vector<S>& x, const BlockVector<S>& y, const Sample& sample, const BlockVector<S>& w) {
    evaluate_at(x, y, sample, &w);
  }
  [[nodiscard]] Index samples() const {
    return static_cast<Index>(lower_batch_.indices().size() + upper_batch_.indices().size());
  }
  [[nodiscard]] const BlockVector<S>& lower_gradient() const { return lower_gradient_; }
  [[nodiscard]] const BlockVector<S>& upper_gradient_lower() const { return upper_gradient_lower_; }
  [[nodiscard]] const Vector<S>& upper_gradient_upper() const { return upper_gradient_upper_; }
  /// The minibatch values of g, without its ridge, and of f.
  [[nodiscard]] S lower_loss() const { return lower_loss_; }
  [[nodiscard]] S upper_loss() const { return upper_loss_; }

  void hessian_action(const BlockVector<S>& w, BlockVector<S>& out) {
    const S mu = static_cast<S>(problem_.settings_.ridge);
    for (Index l = 0; l < blocks().count(); ++l) out.block(l) = mu * gram_factor<S>(blocks()[l]) * w.block(l);
    const bool also_cross = &w == announced_;
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
    if (cross_along_ == &w)
      out = cross_;
    else
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

  void evaluate_at(const Vector<S>& x, const BlockVector<S>& y, const Sample& sample, const BlockVector<S>* w) {
    pairings_.clear(), whole_.clear();  // frees the graph of the last evaluation
    announced_ = w, cross_along_ = nullptr;
    lower_batch_.draw(sample);
    upper_batch_.draw(sample);
    upper_gradient_lower_.flat().setZero();
    bind(x, y, upper_gradient_lower_, false);
    upper_loss_ = differentiate(problem_.task_.upper_loss, upper_batch_, upper_gradient_lower_, &upper_gradient_upper_);
    set_to_ridge(y, lower_gradient_);
    bind(x, y, lower_gradient_, keeps_inputs_);
    lower_loss_ = differentiate(problem_.task_.lower_loss, lower_batch_, lower_gradient_, nullptr);
  }

  /// The slots of a level at (x, Y) whose gradients in B are added to `sink`.
  void bind(const Vector<S>& x, const BlockVector<S>& y, const BlockVector<S>& sink, bool keeps_inputs) {
    x_ = view(x).requires_grad_();
    token_ = at::zeros({}, x_.options()).requires_grad_();
    slots_ = {{}, problem_.upper_slots(x_)};
    whole_.clear();
    for (Index l = 0; l < blocks().count(); ++l) {
      Slot slot{view(y, l)};
      if (blocks()[l].rows == 1) {
        whole_.push_back({l, slot.value.requires_grad_()});
      } else {
        slot.token = token_;
        slot.projection = P::is_full ? nullptr : &projections_[static_cast<std::size_t>(l)];
        slot.keeps_input = keeps_inputs;
        slot.sink = view(sink, l);
        slot.pairings = &pairings_;
      }
      slots_.lower.push_back(std::move(slot));
    }
  }

  /// The minibatch loss of a level, and its gradients: in B added to `sink`, in x written where it is asked for; where
  /// it is not, the graph of the gradients is kept.
  S differentiate(const Loss& loss_of, const Minibatch& batch, BlockVector<S>& sink, Vector<S>* in_x) {
    const auto& indices = batch.indices();
    const SlotScope scope(slots_);
    const Tensor loss = loss_of(
        x_, at::from_blob(const_cast<Index*>(indices.data()), {static_cast<std::int64_t>(indices.size())}, at::kLong));
    require(loss.numel() == 1, "loss.numel", loss.numel(), "1");
    backward({loss}, {}, &sink, in_x, !in_x);
    return loss.template item<S>();
  }

  /// Adds the derivatives of sum_i <roots_i, along_i> in B to `in_b`, those in projected blocks by way of their sinks,
  /// and writes those in x to `in_x`. A graph that is kept is, after the first derivatives, theirs as well.
  void backward(const Tensors& roots, const Tensors& along, BlockVector<S>* in_b, Vector<S>* in_x, bool keeps_graph) {
    const bool first = along.empty();
    Tensors used, used_along, inputs;
    for (std::size_t i = 0; i < roots.size(); ++i)
      if (roots[i].defined() && roots[i].requires_grad()) {
        used.push_back(roots[i]);
        if (!first) used_along.push_back(along[i]);
      }
    if (in_b) {
      inputs.push_back(token_);
      for (const Whole& whole : whole_) inputs.push_back(whole.value);
    }
    if (in_x) inputs.push_back(x_);
    Tensors derivatives(inputs.size());
    if (!used.empty())
      derivatives = ::torch::autograd::grad(used, inputs, used_along, keeps_graph, first && keeps_graph, true);
    for (std::size_t i = 0; in_b && i < whole_.size(); ++i) {
      const Tensor& derivative = derivatives[i + 1];
      if (derivative.defined()) view(*in_b, whole_[i].block).add_(restrict(whole_[i].block, derivative.detach()));
      if (first && keeps_graph) whole_[i].gradient = derivative;
    }
    if (in_x) {
      if (derivatives.back().defined())
        view(*in_x).copy_(derivatives.back());
      else
        in_x->setZero();
    }
  }

  /// One action along a tangent of the subspace, or of the full space.
  void act(const BlockVector<S>& tangent, bool is_full, BlockVector<S>* out, Vector<S>* cross) {
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
    if (cross) cross->resize(problem_.dim_upper());
    backward(roots, along, out, cross, true);
  }

  const NetworkProblem& problem_;
  const P& p_;
  std::vector<BlockProjection<P>> projections_;  // empty in the full space
  Minibatch lower_batch_, upper_batch_;
  bool keeps_inputs_ = true;
  BlockVector<S> lower_gradient_, upper_gradient_lower_, lifted_;
  Vector<S> upper_gradient_upper_, cross_;
  S lower_loss_{0}, upper_loss_{0};
  const BlockVector<S>*announced_ = nullptr, *cross_along_ = nullptr;
  Slots slots_;
  Tensor x_, token_;
  Tensors pairings_;  // with the gradients in whole_, the roots of the graph; cleared before the slots go
  std::vector<Whole> whole_;
};

}  // namespace bros::network
