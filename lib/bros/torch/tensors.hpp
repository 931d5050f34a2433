// Block vectors as libtorch sees them: views without a copy.
#pragma once

#include <bros/core/blocks.hpp>

#include <ATen/ATen.h>

#include <concepts>

namespace bros::network {

using at::Tensor;

/// What a network computes in.
template <class S>
concept NetworkScalar = std::same_as<S, float> || std::same_as<S, double>;

/// libtorch's name of S.
template <NetworkScalar S>
inline constexpr at::ScalarType scalar_type = std::same_as<S, float> ? at::kFloat : at::kDouble;

/// A view of numbers that a block vector or an Eigen vector holds. libtorch has no tensors of constant numbers: nothing
/// may be written through a view of what was const.
/// Requires: the numbers outlive the tensor [NOT checked]
template <NetworkScalar S>
[[nodiscard]] Tensor view(const S* numbers, at::IntArrayRef sizes) {
  return at::from_blob(const_cast<S*>(numbers), sizes, at::TensorOptions(scalar_type<S>));
}
/// Block l transposed: libtorch writes row after row, so that an m x n block is an n x m tensor, as a weight of
/// torch::nn::Linear is.
template <NetworkScalar S>
[[nodiscard]] Tensor view(const BlockVector<S>& v, Index l) {
  return view<S>(v.flat().data() + v.layout().offset(l), {v.layout().cols(l), v.layout().rows(l)});
}
/// A view of a vector.
template <NetworkScalar S>
[[nodiscard]] Tensor view(const Vector<S>& v) {
  return view<S>(v.data(), {v.size()});
}

}  // namespace bros::network
