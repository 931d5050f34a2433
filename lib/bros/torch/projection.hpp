// The subspace of one block, acting on what comes into a layer.
#pragma once

#include <bros/subspace/subspace.hpp>
#include <bros/torch/tensors.hpp>

#include <algorithm>

namespace bros::network {

/// P of one block, applied to rows of tensors.
///   restrict(X)   X P, N x r; X is N x m, or N indices that stand for the rows of an identity: rows of P
///   lift(G)       G P^T, N x m; G is N x r
class Projection {
 public:
  virtual ~Projection() = default;
  /// X P.
  [[nodiscard]] virtual Tensor restrict(const Tensor& x) const = 0;
  /// G P^T.
  [[nodiscard]] virtual Tensor lift(const Tensor& g) const = 0;
};

/// Whether x holds indices that stand for rows of an identity.
[[nodiscard]] inline bool holds_indices(const Tensor& x) { return x.scalar_type() == at::kLong; }

/// By products of libtorch where P is stored, otherwise by the operations of the subspace: a tensor of N rows is a
/// matrix of N columns.
template <NetworkScalar S>
class BlockProjection final : public Projection {
 public:
  /// Requires: `p` outlives the object [NOT checked]
  BlockProjection(const Subspace<S>& p, Index block) : p_(&p), block_(block) {}

  [[nodiscard]] Tensor restrict(const Tensor& x) const override {
    if (const Matrix<S>* basis = p_->basis(block_)) {
      const Tensor transposed = view<S>(basis->data(), {basis->cols(), basis->rows()});
      return holds_indices(x) ? transposed.index_select(1, x).t().contiguous() : at::linear(x, transposed);
    }
    const Block& b = p_->blocks()[block_];
    Tensor out = at::empty({x.size(0), b.rank}, at::TensorOptions(scalar_type<S>));
    if (holds_indices(x)) {
      restrict_indices(x, out);
    } else {
      const Tensor in = x.contiguous();
      p_->restrict_block(block_, columns(in), columns(out));
    }
    return out;
  }
  [[nodiscard]] Tensor lift(const Tensor& g) const override {
    if (const Matrix<S>* basis = p_->basis(block_))
      return at::matmul(g, view<S>(basis->data(), {basis->cols(), basis->rows()}));
    const Block& b = p_->blocks()[block_];
    const Tensor in = g.contiguous();
    Tensor out = at::zeros({g.size(0), b.rows}, at::TensorOptions(scalar_type<S>));
    p_->lift_block(block_, S(1), columns(in), columns(out));
    return out;
  }

 private:
  static Eigen::Map<Matrix<S>> columns(const Tensor& t) { return {t.data_ptr<S>(), t.size(1), t.size(0)}; }

  void restrict_indices(const Tensor& indices, Tensor& out) const {
    constexpr Index group = 64;
    const Index count = indices.size(0);
    const Tensor in = indices.contiguous();
    const auto* index = in.data_ptr<std::int64_t>();
    Matrix<S> ones = Matrix<S>::Zero(p_->blocks()[block_].rows, std::min(group, count));
    for (Index first = 0; first < count; first += group) {
      const Index n = std::min(group, count - first);
      for (Index i = 0; i < n; ++i) ones(index[first + i], i) = S(1);
      p_->restrict_block(block_, ones.leftCols(n), columns(out).middleCols(first, n));
      for (Index i = 0; i < n; ++i) ones(index[first + i], i) = S(0);
    }
  }

  const Subspace<S>* p_;
  Index block_;
};

}  // namespace bros::network
