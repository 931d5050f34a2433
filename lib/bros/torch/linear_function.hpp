// X (Y + P B) with its first and second derivatives in B at B = 0, and none in Y.
#pragma once

#include <bros/torch/slot.hpp>

#include <torch/csrc/autograd/custom_function.h>

#include <cstdint>

namespace bros::network {

namespace detail {
using ::torch::autograd::AutogradContext;
using Variables = ::torch::autograd::variable_list;

/// X W, W given transposed; rows of W where X holds indices.
[[nodiscard]] inline Tensor times(const Tensor& x, const Tensor& transposed) {
  return holds_indices(x) ? transposed.index_select(1, x).t().contiguous() : at::linear(x, transposed);
}
/// sink += G^T X.
inline void add_products(Tensor& sink, const Tensor& g, const Tensor& x) {
  if (holds_indices(x))
    sink.index_add_(1, x, g.t());
  else
    sink.addmm_(g.t(), x);
}

inline std::int64_t pack(Slot* slot) { return reinterpret_cast<std::intptr_t>(slot); }
inline Slot& slot_of(AutogradContext* ctx) {
  return *reinterpret_cast<Slot*>(static_cast<std::intptr_t>(ctx->saved_data["slot"].toInt()));
}

/// X P from what a slot keeps, X or X P itself.
[[nodiscard]] inline Tensor projected(const Slot& slot, const Tensor& kept) {
  return slot.keeps_input && slot.projection ? slot.projection->restrict(kept) : kept;
}
[[nodiscard]] inline Tensor restricted(const Slot& slot, const Tensor& u) {
  return slot.projection ? slot.projection->restrict(u) : u;
}

/// X P. Its derivative is only asked for by second derivatives: the first one in X is zero at B = 0.
struct Project : ::torch::autograd::Function<Project> {
  static Tensor forward(AutogradContext* ctx, const Tensor& x, std::int64_t slot) {
    ctx->set_materialize_grads(false);
    ctx->saved_data["slot"] = slot;
    return slot_of(ctx).projection->restrict(x);
  }
  static Variables backward(AutogradContext* ctx, const Variables& grads) {
    return {grads[0].defined() ? slot_of(ctx).projection->lift(grads[0]) : Tensor(), Tensor()};
  }
};

/// What flows back through a layer that received G: G (Y + P B)^T; on the way sink += (X P)^T G.
/// The first output stands for <(X P)^T G, tangent>, whose value nobody needs: its derivatives are those of the Hessian
/// action.
struct LinearBackward : ::torch::autograd::Function<LinearBackward> {
  static Variables forward(AutogradContext* ctx, const Tensor& g, const Tensor& kept, const Tensor&,
                           std::int64_t packed, bool wants_input) {
    ctx->set_materialize_grads(false);
    ctx->saved_data["slot"] = packed;
    ctx->saved_data["wants_input"] = wants_input;
    Slot& slot = slot_of(ctx);
    if (slot.sink.defined()) add_products(slot.sink, g, projected(slot, kept));
    ctx->save_for_backward({wants_input ? g : Tensor(), kept});
    Variables out{at::zeros({}, g.options())};
    if (wants_input) out.push_back(at::matmul(g, slot.value));
    return out;
  }
  static Variables backward(AutogradContext* ctx, const Variables& grads) {
    Slot& slot = slot_of(ctx);
    const bool wants_input = ctx->saved_data["wants_input"].toBool();
    const Variables saved = ctx->get_saved_variables();
    const Tensor &g = saved[0], &kept = saved[1];
    const bool pairs = grads[0].defined();
    const Tensor u = wants_input ? grads[1] : Tensor();
    Tensor along_g, along_kept;
    if (pairs && ctx->needs_input_grad(0))
      along_g = times(slot.tangent_is_full ? kept : projected(slot, kept), slot.tangent);
    if (u.defined()) {
      if (ctx->needs_input_grad(0))
        along_g = along_g.defined() ? along_g.addmm_(u, slot.value.t()) : at::linear(u, slot.value);
      if (slot.sink.defined()) add_products(slot.sink, g, restricted(slot, u));
    }
    if (pairs && wants_input && ctx->needs_input_grad(1)) {
      along_kept = at::matmul(g, slot.tangent);
      if (slot.keeps_input && slot.projection && !slot.tangent_is_full) along_kept = slot.projection->lift(along_kept);
    }
    return {along_g, along_kept, Tensor(), Tensor(), Tensor()};
  }
};

struct LinearForward : ::torch::autograd::Function<LinearForward> {
  static Tensor forward(AutogradContext* ctx, const Tensor& x, const Tensor& kept, const Tensor&, std::int64_t packed) {
    ctx->set_materialize_grads(false);
    ctx->saved_data["slot"] = packed;
    ctx->saved_data["wants_input"] = x.requires_grad();
    ctx->save_for_backward({kept});
    return times(x, slot_of(ctx).value);
  }
  static Variables backward(AutogradContext* ctx, const Variables& grads) {
    const Tensor& g = grads[0];
    if (!g.defined()) return {Tensor(), Tensor(), Tensor(), Tensor()};
    Slot& slot = slot_of(ctx);
    const bool wants_input = ctx->saved_data["wants_input"].toBool();
    const Tensor kept = ctx->get_saved_variables()[0];
    if (at::GradMode::is_enabled()) {
      const Variables out = LinearBackward::apply(g, kept, slot.token, pack(&slot), wants_input);
      slot.pairings->push_back(out[0]);
      return {wants_input ? out[1] : Tensor(), Tensor(), Tensor(), Tensor()};
    }
    if (slot.sink.defined()) add_products(slot.sink, g, projected(slot, kept));
    return {wants_input && ctx->needs_input_grad(0) ? at::matmul(g, slot.value) : Tensor(), Tensor(), Tensor(),
            Tensor()};
  }
};
}  // namespace detail

/// X (Y + P B) at B = 0, through `slot`.
/// Math:     X (Y + P B) = X Y + (X P) B: derivatives in B need X P, so that no m x n gradient is ever formed
/// Shapes:   X N x m, or N indices in place of the rows of an identity; the result N x n
/// Ensures:  a first backward pass adds grad_B to slot.sink; one that creates a graph also appends to slot.pairings
///           scalars whose backward pass, with a tangent W (Z if it is full) in the slot, adds D_BB [W] (P^T D_YY [Z])
///           to slot.sink. Derivatives are handed over by these side effects: autograd never holds one.
/// Requires: what is found in the slot while a backward pass runs; no third derivatives [NOT checked]
/// Cost:     keeps X P (N x r), or X where slot.keeps_input; a graph of the first derivatives also G (N x n)
[[nodiscard]] inline Tensor linear(const Tensor& x, Slot& slot) {
  using namespace detail;
  if (!slot.token.defined()) return times(x, slot.value);
  const bool keeps = slot.keeps_input || !slot.projection;
  return LinearForward::apply(x, keeps ? x : Project::apply(x, pack(&slot)), slot.token, pack(&slot));
}

}  // namespace bros::network
