#pragma once

#include <bros/problem/full_space_problem.hpp>

namespace bros {

/// An oracle that answers products with a dense matrix H over vec(Y) in place of D_YY g, and nothing else: for whoever
/// wants to know what an action does with a given H. Gradients and cross terms are 0, x has no numbers.
/// Shapes:   H dim(Y) x dim(Y), symmetric or not
/// Cost:     one product with H, a lift and a restriction a tangent
template <Scalar S>
class DenseHessian final : public FullSpaceOracle<S> {
 public:
  /// Requires: `p` outlives the object, `h` its use [NOT checked]; h square of dim(Y) [-> ArgumentError]
  DenseHessian(const Subspace<S>& p, const Matrix<S>& h)
      : FullSpaceOracle<S>(p, 0), h_(&h), nowhere_(p.blocks().full()) {
    require(h.rows() == nowhere_.size() && h.cols() == nowhere_.size(), "hessian.rows", h.rows(),
            "square, of dimension dim(Y) = " + std::to_string(nowhere_.size()));
  }
  /// At no point in particular.
  void act(std::span<const Along<S>> along) { this->evaluate({none_, nowhere_, {0, Stream(0)}}, Request<S>{along}); }
  [[nodiscard]] Index samples() const override { return 0; }

 private:
  void differentiate(const Point<S>&, bool, Gradients<S>&) override {}
  void multiply(const Point<S>&, const BlockVector<S>& t, BlockVector<S>* hessian, Vector<S>* cross) override {
    if (hessian) hessian->flat().noalias() = *h_ * t.flat();
    if (cross) cross->resize(0);
  }
  const Matrix<S>* h_;
  Vector<S> none_;
  BlockVector<S> nowhere_;
};

}  // namespace bros
