#pragma once

#include <bros/action/concept.hpp>

namespace bros {

/// The Hessian actions of a dense matrix H over vec(Y), projected on P: the oracle of quadratic problems and of
/// every test that wants to know what an action does with a given H.
/// Shapes:   H dim(Y) x dim(Y), symmetric or not
/// Cost:     one product with H, a lift and a restriction an action; two vectors of dim(Y) of scratch
template <Subspace P>
class DenseHessian {
 public:
  using Scalar = typename P::Scalar;

  /// Requires: `p` outlives the object [NOT checked]
  explicit DenseHessian(const P& p) : p_(p), tangent_(p.blocks().full()), answer_(p.blocks().full()) {}
  /// Requires: `h` is square of dim(Y) and outlives its use [size -> ArgumentError]
  void set_matrix(const Matrix<Scalar>& h) {
    if (!(h.rows() == tangent_.size() && h.cols() == tangent_.size()))  // no string on the heap unless it is needed
      require(false, "hessian.rows", h.rows(), "square, of dimension dim(Y) = " + std::to_string(tangent_.size()));
    h_ = &h;
  }
  /// P W as a full block vector; W itself in the full space.
  const BlockVector<Scalar>& lifted(const BlockVector<Scalar>& w) { return lifted(p_, w); }

  void hessian_action(const BlockVector<Scalar>& w, BlockVector<Scalar>& out) {
    hessian_action_full(lifted(p_, w), out);
  }
  void hessian_action_full(const BlockVector<Scalar>& z, BlockVector<Scalar>& out) {
    if constexpr (P::is_full) {
      out.flat().noalias() = *h_ * z.flat();
    } else {
      answer_.flat().noalias() = *h_ * z.flat();
      restricted(p_, answer_, out);
    }
  }
  void hessian_action_mixed(const P& second, const BlockVector<Scalar>& w, BlockVector<Scalar>& out) {
    hessian_action_full(lifted(second, w), out);
  }

 private:
  const BlockVector<Scalar>& lifted(const P& p, const BlockVector<Scalar>& w) {
    if constexpr (P::is_full) {
      return w;
    } else {
      tangent_.flat().setConstant(Scalar(0));
      lift_add(p, Scalar(1), w, tangent_);
      return tangent_;
    }
  }

  const P& p_;
  const Matrix<Scalar>* h_ = nullptr;
  BlockVector<Scalar> tangent_, answer_;
};

}  // namespace bros
