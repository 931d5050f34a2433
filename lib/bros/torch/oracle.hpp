// One evaluation of a network at a minibatch of each level. Included by problem.hpp.
#pragma once

#include <bros/torch/problem.hpp>

namespace bros::network {

/// One forward and one backward pass a level. Where products are requested, the lower one's graph is kept until every
/// tangent has had its own backward pass through it, which gives both products along that tangent.
/// Math:     the graph's roots pair the gradient with a tangent: s = sum_l <grad_B g, W_l> (<grad_Y g, Z> if it is of
///           the full space); grad_B s is the Hessian action and grad_x s the cross action
/// Ensures:  no more is kept than the request needs: without products no graph; of a layer's input X P where every
///           tangent lies in P, otherwise X. A buffer is made when it is first needed
/// Cost:     with N rows into an m x n layer, in units of 2 N m n flops: gradients 4 + 2 r/m (an input that depends on
///           nothing, as that of the first layer: 2 + 2 r/m), a tangent 2 + 4 r/m (2 r/m), of the full space 4 + 2 r/m
///           (1 + r/m), a cross action by itself 1 + r/m (r/m); in the full space r/m = 1; and products with P
template <NetworkScalar S>
class NetworkProblem<S>::Oracle : public bros::Oracle<S> {
 public:
  Oracle(const NetworkProblem& problem, const Subspace<S>& p)
      : problem_(problem),
        p_(p),
        lower_batch_("lower", problem.task_.lower_samples, problem.batch(problem.task_.lower_samples),
                     problem.settings_.sampling),
        upper_batch_("upper", problem.task_.upper_samples, problem.batch(problem.task_.upper_samples),
                     problem.settings_.sampling) {
    this->gradients_.lower_gradient = BlockVector<S>(p.blocks().projected());
    if (!p.is_full())
      for (Index l = 0; l < p.blocks().count(); ++l) projections_.emplace_back(p, l);
  }

  void evaluate(const Point<S>& at, const Request<S>& request) override {
    evaluate_upper_level(at);
    evaluate_lower_level(at, request);
  }
  using bros::Oracle<S>::evaluate;
  /// The lower level alone: of what follows only lower_gradient(), lower_loss() and samples() refer to it.
  void evaluate_lower(const Point<S>& at) {
    samples_ = 0;
    evaluate_lower_level(at, {});
  }
  [[nodiscard]] Index samples() const override { return samples_; }
  /// The minibatch values of g, without its ridge, and of f.
  [[nodiscard]] S lower_loss() const { return lower_loss_; }
  [[nodiscard]] S upper_loss() const { return upper_loss_; }

 private:
  using Tensors = std::vector<Tensor>;
  /// Samples of a minibatch, and their share in it.
  struct Part {
    Tensor samples;
    double share;
  };
  /// A tangent in B, or of the full space, and where its products are added; null: not wanted.
  struct Product {
    const BlockVector<S>* tangent;
    bool is_full;
    BlockVector<S>* hessian;
    Vector<S>* cross;
  };

  /// The passes through the graph of one part.
  class Pass {
   public:
    Pass(const Oracle& oracle, const Point<S>& at, bool keeps_inputs = false)
        : oracle_(oracle),
          x_(view(at.x).requires_grad_()),
          token_(at::zeros({}, x_.options()).requires_grad_()),
          slots_{{}, oracle.problem_.upper_slots(x_)} {
      for (Index l = 0; l < blocks().count(); ++l) {
        Slot slot{view(at.y, l)};
        if (blocks()[l].rows == 1) {
          whole_.push_back({l, slot.value.requires_grad_()});
        } else {
          slot.token = token_;
          slot.projection = projection(l);
          slot.keeps_input = keeps_inputs;
          slot.pairings = &pairings_;
        }
        slots_.lower.push_back(std::move(slot));
      }
    }
    Pass(const Pass&) = delete;  // the graph refers to the slots
    Pass& operator=(const Pass&) = delete;

    /// The part's share in a level's minibatch loss; its gradients are added to `in_b` and, where it is not null,
    /// `in_x`.
    S differentiate(const Loss& loss_of, const Part& part, BlockVector<S>& in_b, Vector<S>* in_x, bool keeps_graph) {
      const SlotScope scope(slots_);
      Tensor loss = loss_of(x_, part.samples);
      require(loss.numel() == 1, "loss.numel", loss.numel(), "1");
      if (part.share < 1) loss = loss * part.share;
      backward({loss}, {}, &in_b, in_x, keeps_graph, keeps_graph);
      return loss.template item<S>();
    }
    /// Requires: a graph that was kept [NOT checked]
    void multiply(const Product& product) {
      for (Index l = 0; l < blocks().count(); ++l) {
        slot(l).tangent = view(*product.tangent, l);
        slot(l).tangent_is_full = product.is_full;
      }
      Tensors roots = pairings_, along(pairings_.size(), at::ones({}, x_.options()));
      for (const Whole& whole : whole_) {
        const Projection* const p = product.is_full ? nullptr : projection(whole.block);
        roots.push_back(whole.gradient);
        along.push_back(p ? p->lift(slot(whole.block).tangent) : slot(whole.block).tangent);
      }
      backward(roots, along, product.hessian, product.cross, true, false);
    }

   private:
    /// A block that is kept whole: autograd differentiates in it by itself.
    struct Whole {
      Index block;
      Tensor value, gradient{};
    };
    [[nodiscard]] const Blocks& blocks() const { return oracle_.p_.blocks(); }
    [[nodiscard]] Slot& slot(Index l) { return slots_.lower[static_cast<std::size_t>(l)]; }
    [[nodiscard]] const Projection* projection(Index l) const {
      return oracle_.p_.is_full() ? nullptr : &oracle_.projections_[static_cast<std::size_t>(l)];
    }
    /// Adds the derivatives of sum_i <roots_i, along_i> in B, those in projected blocks by way of their sinks, and in
    /// x. The graph may stay, and may become one of the derivatives as well.
    void backward(const Tensors& roots, const Tensors& along, BlockVector<S>* in_b, Vector<S>* in_x, bool keeps_graph,
                  bool creates_graph) {
      Tensors used, used_along, inputs;
      for (std::size_t i = 0; i < roots.size(); ++i)
        if (roots[i].defined() && roots[i].requires_grad()) {
          used.push_back(roots[i]);
          if (!along.empty()) used_along.push_back(along[i]);
        }
      if (used.empty()) return;
      for (Index l = 0; l < blocks().count(); ++l) slot(l).sink = in_b ? view(*in_b, l) : Tensor();
      if (in_b) {
        inputs.push_back(token_);
        for (const Whole& whole : whole_) inputs.push_back(whole.value);
      }
      if (in_x) inputs.push_back(x_);
      const Tensors derivatives = ::torch::autograd::grad(used, inputs, used_along, keeps_graph, creates_graph, true);
      for (std::size_t i = 0; in_b && i < whole_.size(); ++i) {
        const Tensor& derivative = derivatives[i + 1];
        if (creates_graph) whole_[i].gradient = derivative;
        if (!derivative.defined()) continue;
        const Projection* const p = projection(whole_[i].block);
        view(*in_b, whole_[i].block).add_(p ? p->restrict(derivative.detach()) : derivative.detach());
      }
      if (in_x && derivatives.back().defined()) view(*in_x).add_(derivatives.back().detach());
    }

    const Oracle& oracle_;
    Tensor x_, token_;
    Slots slots_;
    Tensors pairings_;  // with the gradients in whole_, the roots of the graph; they go before the slots
    std::vector<Whole> whole_;
  };

  void evaluate_upper_level(const Point<S>& at) {
    Gradients<S>& out = this->gradients_;
    upper_batch_.draw(at.sample);
    samples_ = static_cast<Index>(upper_batch_.indices().size());
    if (out.upper_gradient_lower.size() == 0) out.upper_gradient_lower = BlockVector<S>(p_.blocks().projected());
    out.upper_gradient_lower.flat().setZero();
    out.upper_gradient_upper.setZero(problem_.dim_upper());
    upper_loss_ = S(0);
    for (const Part& part : parts(upper_batch_))
      upper_loss_ += Pass(*this, at).differentiate(problem_.task_.upper_loss, part, out.upper_gradient_lower,
                                                   &out.upper_gradient_upper, false);
  }
  void evaluate_lower_level(const Point<S>& at, const Request<S>& request) {
    Gradients<S>& out = this->gradients_;
    lower_batch_.draw(at.sample);
    samples_ += static_cast<Index>(lower_batch_.indices().size());
    set_to_ridge(at.y, out.lower_gradient);
    if (request.lower_gradient_upper) out.lower_gradient_upper.setZero(problem_.dim_upper());
    begin_products(request.along);
    const bool keeps_inputs =
        std::any_of(products_.begin(), products_.end(), [](const Product& product) { return product.is_full; });
    lower_loss_ = S(0);
    for (const Part& part : parts(lower_batch_)) {
      Pass pass(*this, at, keeps_inputs);
      lower_loss_ +=
          pass.differentiate(problem_.task_.lower_loss, part, out.lower_gradient,
                             request.lower_gradient_upper ? &out.lower_gradient_upper : nullptr, !products_.empty());
      for (const Product& product : products_) pass.multiply(product);
    }
  }
  /// What is requested, with the share of the ridge in the answers already.
  void begin_products(std::span<const Along<S>> asked) {
    products_.clear();
    lifted_.resize(std::max(lifted_.size(), asked.size()));
    for (std::size_t i = 0; i < asked.size(); ++i) {
      const auto& [tangent, hessian, cross] = asked[i];
      if (!hessian && !cross) continue;
      const bool in_p = tangent.subspace == (p_.is_full() ? nullptr : &p_);
      const BlockVector<S>& t = in_p ? *tangent.coefficients : lifted(tangent, lifted_[i]);
      if (hessian && in_p)
        for (Index l = 0; l < p_.blocks().count(); ++l)
          hessian->block(l) = ridge() * gram_factor<S>(p_.blocks()[l]) * t.block(l);
      else if (hessian)
        set_to_ridge(t, *hessian);
      if (cross) cross->setZero(problem_.dim_upper());
      products_.push_back({&t, !in_p, hessian, cross});
    }
  }
  [[nodiscard]] S ridge() const { return static_cast<S>(problem_.settings_.ridge); }
  /// out = mu P^T y.
  void set_to_ridge(const BlockVector<S>& y, BlockVector<S>& out) const {
    if (!(ridge() > 0)) return out.flat().setZero(), void();
    for (Index l = 0; l < p_.blocks().count(); ++l) p_.restrict_block(l, y.block(l), out.block(l));
    out.flat() *= ridge();
  }
  [[nodiscard]] std::vector<Part> parts(const Minibatch& batch) const {
    const auto& indices = batch.indices();
    const auto count = static_cast<std::int64_t>(indices.size());
    const Tensor all = at::from_blob(const_cast<Index*>(indices.data()), {count}, at::kLong);
    std::vector<Part> parts;
    for (const Tensor& samples : all.split(problem_.settings_.at_once > 0 ? problem_.settings_.at_once : count))
      parts.push_back({samples, static_cast<double>(samples.numel()) / static_cast<double>(count)});
    return parts;
  }

  const NetworkProblem& problem_;
  const Subspace<S>& p_;
  std::vector<BlockProjection<S>> projections_;  // empty in the full space
  Minibatch lower_batch_, upper_batch_;
  std::vector<Product> products_;
  std::vector<BlockVector<S>> lifted_;  // tangents of other subspaces; most are empty
  S lower_loss_{0}, upper_loss_{0};
  Index samples_ = 0;
};

template <NetworkScalar S>
std::unique_ptr<bros::Oracle<S>> NetworkProblem<S>::oracle(const Subspace<S>& p) const {
  return std::make_unique<Oracle>(*this, p);
}

}  // namespace bros::network
