// Matrix products that never touch the heap.
#pragma once

#include <bros/core/scalar.hpp>

#include <algorithm>

namespace bros {

namespace detail {
/// Eigen packs the operands of a product; tiles of this edge keep its packing buffers on the stack
/// (two buffers of at most tile^2 doubles, each within EIGEN_STACK_ALLOCATION_LIMIT).
inline constexpr Index product_tile = 96;

template <class Dst, class S, class A, class B>
void add_product_tiled(Dst&& dst, const S& scale, const A& a, const B& b) {
  const Index rows = dst.rows(), cols = dst.cols(), depth = a.cols();
  for (Index j = 0; j < cols; j += product_tile)
    for (Index k = 0; k < depth; k += product_tile)
      for (Index i = 0; i < rows; i += product_tile) {
        const Index ni = std::min(product_tile, rows - i), nj = std::min(product_tile, cols - j),
                    nk = std::min(product_tile, depth - k);
        dst.block(i, j, ni, nj).noalias() += scale * a.block(i, k, ni, nk) * b.block(k, j, nk, nj);
      }
}
}  // namespace detail

/// dst += scale A B.
/// Shapes:   dst p x q, A p x s, B s x q; dst must not overlap A or B [NOT checked]
/// Cost:     2 p q s flops, no heap allocation in double
template <class S>
void add_product(MatrixView<S> dst, const S& scale, const ConstMatrixView<S>& a, const ConstMatrixView<S>& b) {
  detail::add_product_tiled(dst, scale, a, b);
}

/// dst += scale A^T B.   As add_product, with A s x p.
template <class S>
void add_transposed_product(MatrixView<S> dst, const S& scale, const ConstMatrixView<S>& a,
                            const ConstMatrixView<S>& b) {
  detail::add_product_tiled(dst, scale, a.transpose(), b);
}

}  // namespace bros
