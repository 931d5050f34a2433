#pragma once

#include <bros/core/product.hpp>
#include <bros/subspace/subspace.hpp>

#include <algorithm>
#include <vector>

namespace bros {

/// Haar subspaces: P = sqrt(m/r) V, V uniform on the Stiefel manifold {V in R^{m x r} : V^T V = I}.
/// Math:     V = H_1 .. H_r D I_{m x r}, H_j the Householder reflection that takes a Gaussian g_j in R^{m-j+1} to a
///           multiple of e_1, D the signs that turn its first column into +g_j/|g_j|. These are the reflections that
///           the QR factorisation of an m x r Gaussian matrix meets, so V is its Q factor with diag(R) > 0, in law:
///           half of the arithmetic, and orthonormal to rounding whatever the draw.
/// Ensures:  haar-first, haar-second in law; P^T P = (m/r) I to the scalar's precision
/// Random:   draw: column j of block l takes the rows - j Gaussians of stream.fork(l).fork(j)
/// Cost:     draw 2 m r^2 - (2/3) r^3 flops (compact WY, panels of `panel` columns); restrict, lift 2 m r k flops;
///           stores P (m r numbers a block) and one panel of reflectors; no allocation after construction in double
/// Source:   Stewart, "The efficient generation of random orthogonal matrices" (1980)
template <RealScalar S>
class Haar final : public Subspace<S> {
 public:
  static constexpr const char* kind = "haar";
  using Subspace<S>::blocks;

  explicit Haar(const Blocks& shapes) : Subspace<S>(shapes) {
    Index rows = 0, rank = 0;
    for (const Block& b : shapes) {
      bases_.push_back(Matrix<S>::Identity(b.rows, b.rank) * scale(b));
      rows = std::max(rows, b.rows);
      rank = std::max(rank, b.rank);
    }
    const Index width = std::min(panel, rank);
    reflectors_.resize(rows, width);
    factor_.resize(width, width);
    gram_.resize(width, width);
    inner_.resize(width, rank);
    outer_.resize(width, rank);
  }
  [[nodiscard]] const char* name() const override { return kind; }
  [[nodiscard]] const Matrix<S>* basis(Index l) const override { return &bases_[static_cast<std::size_t>(l)]; }

  void draw(const Stream& stream) override {
    for (Index l = 0; l < blocks().count(); ++l)
      draw_block(stream.fork(static_cast<std::uint64_t>(l)), blocks()[l], bases_[static_cast<std::size_t>(l)]);
  }
  void restrict_block(Index l, const ConstMatrixView<S>& in, MatrixView<S> out) const override {
    out.setConstant(S(0));
    add_transposed_product<S>(out, S(1), *basis(l), in);
  }
  void lift_block(Index l, const S& scale, const ConstMatrixView<S>& b, MatrixView<S> y) const override {
    add_product<S>(y, scale, *basis(l), b);
  }
  [[nodiscard]] std::unique_ptr<Subspace<S>> clone() const override { return std::make_unique<Haar>(*this); }

 private:
  static constexpr Index panel = 32;

  static S scale(const Block& b) {
    using std::sqrt;
    return S(sqrt(gram_factor<S>(b)));
  }

  // Backward accumulation, last panel first: only the part of V that is already different from I is touched.
  void draw_block(const Stream& stream, const Block& b, Matrix<S>& basis) {
    basis.setZero();
    for (Index first = (b.rank - 1) / panel * panel; first >= 0; first -= panel) {
      const Index width = std::min(panel, b.rank - first), rows = b.rows - first, cols = b.rank - first;
      auto g = reflectors_.topLeftCorner(rows, width);
      for (Index j = 0; j < width; ++j)
        basis(first + j, first + j) =
            scale(b) * draw_reflector(stream.fork(static_cast<std::uint64_t>(first + j)), j, g);
      apply_panel(g, basis.bottomRightCorner(rows, cols));
    }
  }

  // Column j of the panel <- the vector v of H = I - 2 v v^T / |v|^2 that takes a fresh Gaussian to alpha e_1,
  // scaled to |v|^2 = 2; returns the sign of alpha.
  S draw_reflector(const Stream& stream, Index j, Eigen::Ref<Matrix<S>> g) {
    using std::sqrt;
    g.col(j).head(j).setConstant(S(0));
    auto v = g.col(j).tail(g.rows() - j);
    fill_gaussian<S>(stream, v);
    const S norm = sqrt(v.squaredNorm());
    S direction = v[0] > 0 ? S(-1) : S(1);
    v[0] -= direction * norm;  // no cancellation: alpha has the sign opposite to v_1
    v *= S(sqrt(S(2) / v.squaredNorm()));
    return direction;
  }

  // V <- (I - G T G^T) V with T upper triangular, so that I - G T G^T = H_1 .. H_width.
  void apply_panel(const Eigen::Ref<const Matrix<S>>& g, Eigen::Ref<Matrix<S>> v) {
    const Index width = g.cols();
    auto t = factor_.topLeftCorner(width, width);
    auto inner = inner_.topLeftCorner(width, v.cols());
    auto outer = outer_.topLeftCorner(width, v.cols());
    auto gram = gram_.topLeftCorner(width, width);
    gram.setConstant(S(0));
    add_transposed_product<S>(gram, S(1), g, g);
    t.setIdentity();
    for (Index j = 1; j < width; ++j)
      for (Index i = 0; i < j; ++i)
        t(i, j) = -t.row(i).segment(i, j - i).transpose().dot(gram.col(j).segment(i, j - i));
    inner.setConstant(S(0));
    add_transposed_product<S>(inner, S(1), g, v);
    outer.setConstant(S(0));
    add_product<S>(outer, S(1), t, inner);
    add_product<S>(v, S(-1), g, outer);
  }

  std::vector<Matrix<S>> bases_;
  Matrix<S> reflectors_, factor_, gram_, inner_, outer_;
};

}  // namespace bros
