// A small quadratic problem without noise over any scalar, the exact ones included.
#pragma once

#include "../enumeration.hpp"

#include <bros/problem/concept.hpp>

namespace bros {

/// g = 1/2 y'Ay + x'Cy + a'y, f = 1/2 y'Fy + x'Ky + 1/2 x'Hx + f'y + h'x with small integers in every matrix and
/// vector.
template <Scalar S>
struct ExactQuadratic {
  using Scalar = S;

  explicit ExactQuadratic(std::vector<Block> shapes)
      : layout(std::move(shapes)),
        A(unsymmetric_matrix<S>(size()) + unsymmetric_matrix<S>(size()).transpose()),
        F(A * S(2)),
        H(Matrix<S>::Identity(2, 2) * S(3)),
        C(unsymmetric_matrix<S>(size()).topRows(2)),
        K(unsymmetric_matrix<S>(size() + 1).block(1, 1, 2, size())),
        a(C.row(1)),
        f(K.row(0)),
        h(A.col(0).head(2)) {}

  [[nodiscard]] const Blocks& blocks() const { return layout; }
  [[nodiscard]] Index dim_upper() const { return 2; }
  [[nodiscard]] Vector<S> x0() const { return Vector<S>::Constant(2, S(2)); }
  [[nodiscard]] BlockVector<S> y0() const {
    BlockVector<S> y(layout.full());
    y.flat() = K.row(1);
    return y;
  }
  [[nodiscard]] Index samples_per_evaluation() const { return 1; }

  template <Subspace P>
  class Linearisation {
   public:
    Linearisation(const ExactQuadratic& problem, const P& p)
        : problem_(problem), p_(p), hessian_(p), lower_(p.blocks().projected()), upper_(p.blocks().projected()) {
      hessian_.set_matrix(problem.A);
    }
    void evaluate(const Vector<S>& x, const BlockVector<S>& y, const Sample&) {
      BlockVector<S> full(y.layout()), storage(p_.blocks().projected());
      full.flat() = problem_.A * y.flat() + problem_.C.transpose() * x + problem_.a;
      lower_ = restricted(p_, full, storage);
      full.flat() = problem_.F * y.flat() + problem_.K.transpose() * x + problem_.f;
      upper_ = restricted(p_, full, storage);
      upper_gradient_upper_ = problem_.H * x + problem_.K * y.flat() + problem_.h;
    }
    [[nodiscard]] Index samples() const { return 1; }
    [[nodiscard]] const BlockVector<S>& lower_gradient() const { return lower_; }
    [[nodiscard]] const BlockVector<S>& upper_gradient_lower() const { return upper_; }
    [[nodiscard]] const Vector<S>& upper_gradient_upper() const { return upper_gradient_upper_; }
    void hessian_action(const BlockVector<S>& w, BlockVector<S>& out) { hessian_.hessian_action(w, out); }
    void hessian_action_full(const BlockVector<S>& z, BlockVector<S>& out) { hessian_.hessian_action_full(z, out); }
    void hessian_action_mixed(const P& second, const BlockVector<S>& w, BlockVector<S>& out) {
      hessian_.hessian_action_mixed(second, w, out);
    }
    void cross_action(const BlockVector<S>& w, Vector<S>& out) { out = problem_.C * hessian_.lifted(w).flat(); }

   private:
    const ExactQuadratic& problem_;
    const P& p_;
    DenseHessian<P> hessian_;
    BlockVector<S> lower_, upper_;
    Vector<S> upper_gradient_upper_;
  };

  Blocks layout;
  Matrix<S> A, F, H, C, K;
  Vector<S> a, f, h;

 private:
  [[nodiscard]] Index size() const { return layout.full().size(); }
};

}  // namespace bros
