// Nonlinearities that keep and allocate no more than their derivatives need, of first and second order.
#pragma once

#include <bros/torch/tensors.hpp>

#include <torch/csrc/autograd/custom_function.h>

#include <cmath>
#include <numbers>

namespace bros::network {

namespace detail {
using ::torch::autograd::AutogradContext;
using ::torch::autograd::variable_list;

/// x where the mask holds, 0 elsewhere: linear, and its own derivative.
struct Masked : ::torch::autograd::Function<Masked> {
  static Tensor forward(AutogradContext* ctx, const Tensor& x, const Tensor& mask) {
    ctx->set_materialize_grads(false);
    ctx->save_for_backward({mask});
    return x * mask;
  }
  static variable_list backward(AutogradContext* ctx, const variable_list& grads) {
    return {grads[0].defined() ? apply(grads[0], ctx->get_saved_variables()[0]) : Tensor(), Tensor()};
  }
};

/// G gelu'(x).
struct GeluBackward : ::torch::autograd::Function<GeluBackward> {
  static Tensor forward(AutogradContext* ctx, const Tensor& g, const Tensor& x) {
    ctx->set_materialize_grads(false);
    ctx->save_for_backward({g, x});
    return at::gelu_backward(g, x);
  }
  /// gelu''(x) = (2 - x^2) N(x), N the normal density.
  static variable_list backward(AutogradContext* ctx, const variable_list& grads) {
    const Tensor& u = grads[0];
    if (!u.defined()) return {Tensor(), Tensor()};
    const variable_list saved = ctx->get_saved_variables();
    const Tensor &g = saved[0], &x = saved[1];
    Tensor square = x * x;
    Tensor along_x = (square * -0.5).exp_().mul_(std::numbers::inv_sqrtpi / std::numbers::sqrt2).mul_(u).mul_(g);
    along_x.mul_(square.neg_().add_(2));
    return {ctx->needs_input_grad(0) ? at::gelu_backward(u, x) : Tensor(), along_x};
  }
};
struct Gelu : ::torch::autograd::Function<Gelu> {
  static Tensor forward(AutogradContext* ctx, const Tensor& x) {
    ctx->set_materialize_grads(false);
    ctx->save_for_backward({x});
    return at::gelu(x);
  }
  static variable_list backward(AutogradContext* ctx, const variable_list& grads) {
    return {grads[0].defined() ? GeluBackward::apply(grads[0], ctx->get_saved_variables()[0]) : Tensor()};
  }
};
}  // namespace detail

namespace lean {
/// max(x, 0), with derivative 0 at 0.
/// Cost:     keeps one byte a number; libtorch's own keeps the result, and its second derivatives add zeros
[[nodiscard]] inline Tensor relu(const Tensor& x) { return detail::Masked::apply(x, x.detach() > 0); }
/// x N(x), N the normal distribution function.
/// Cost:     keeps x, as libtorch's own does; second derivatives take two numbers for each of x beside their results
[[nodiscard]] inline Tensor gelu(const Tensor& x) { return detail::Gelu::apply(x); }
}  // namespace lean

}  // namespace bros::network
