#pragma once

#include <bros/problem/counterexample.hpp>

#include <utility>

namespace bros {

/// A quadratic bilevel problem without noise over any Scalar, so that the library's own methods run on it exactly (in
/// `surd`) or enclosed (in intervals): nothing here compares, rounds or draws. `Quadratic` does, in its checks.
/// Shapes:   as QuadraticData
/// Requires: a valid QuadraticData [NOT checked: make a Quadratic of it first]; its noise levels are ignored
template <Scalar S>
class NoiselessQuadratic {
 public:
  using Scalar = S;

  explicit NoiselessQuadratic(QuadraticData<S> data) : data_(std::move(data)), blocks_(data_.blocks) {}
  [[nodiscard]] const Blocks& blocks() const { return blocks_; }
  [[nodiscard]] Index dim_upper() const { return data_.x0.size(); }
  [[nodiscard]] const Vector<S>& x0() const { return data_.x0; }
  [[nodiscard]] BlockVector<S> y0() const {
    BlockVector<S> y(blocks_.full());
    y.flat() = data_.y0;
    return y;
  }
  [[nodiscard]] Index samples_per_evaluation() const { return 0; }

  template <Subspace P>
  class Linearisation {
   public:
    Linearisation(const NoiselessQuadratic& problem, const P& p)
        : data_(problem.data_),
          p_(p),
          hessian_(p),
          lower_full_(problem.blocks().full()),
          upper_full_(problem.blocks().full()),
          lower_(projected_storage(p)),
          upper_(projected_storage(p)) {
      hessian_.set_matrix(data_.lower.A);
    }
    Linearisation(const Linearisation&) = delete;  // it points into itself
    Linearisation& operator=(const Linearisation&) = delete;

    void evaluate(const Vector<S>& x, const BlockVector<S>& y, const Sample&) {
      const auto& [A, C, a] = data_.lower;
      const auto& [F, K, H, f, h] = data_.upper;
      lower_full_.flat() = a + A * y.flat() + C.transpose() * x;
      upper_full_.flat() = f + F * y.flat() + K.transpose() * x;
      upper_gradient_upper_ = h + H * x + K * y.flat();
      lower_gradient_ = &restricted(p_, lower_full_, lower_);
      upper_gradient_lower_ = &restricted(p_, upper_full_, upper_);
    }
    [[nodiscard]] Index samples() const { return 0; }
    [[nodiscard]] const BlockVector<S>& lower_gradient() const { return *lower_gradient_; }
    [[nodiscard]] const BlockVector<S>& upper_gradient_lower() const { return *upper_gradient_lower_; }
    [[nodiscard]] const Vector<S>& upper_gradient_upper() const { return upper_gradient_upper_; }
    void hessian_action(const BlockVector<S>& w, BlockVector<S>& out) { hessian_.hessian_action(w, out); }
    void hessian_action_full(const BlockVector<S>& z, BlockVector<S>& out) { hessian_.hessian_action_full(z, out); }
    void hessian_action_mixed(const P& second, const BlockVector<S>& w, BlockVector<S>& out) {
      hessian_.hessian_action_mixed(second, w, out);
    }
    void cross_action(const BlockVector<S>& w, Vector<S>& out) { out = data_.lower.C * hessian_.lifted(w).flat(); }

   private:
    const QuadraticData<S>& data_;
    const P& p_;
    DenseHessian<P> hessian_;
    BlockVector<S> lower_full_, upper_full_, lower_, upper_;
    const BlockVector<S>*lower_gradient_ = nullptr, *upper_gradient_lower_ = nullptr;
    Vector<S> upper_gradient_upper_;
  };

 private:
  QuadraticData<S> data_;
  Blocks blocks_;
};

/// The data of a problem in doubles, in another scalar: each entry is the double itself, or encloses it.
/// Shapes:   as the argument; the noise levels are left at 0
template <FieldScalar S>
[[nodiscard]] QuadraticData<S> noiseless_data(const QuadraticData<double>& d) {
  const auto convert = [](const auto& from, auto& to) {
    to.resize(from.rows(), from.cols());
    for (Index j = 0; j < from.cols(); ++j)
      for (Index i = 0; i < from.rows(); ++i) to(i, j) = S(rational(from(i, j)));
  };
  QuadraticData<S> data;
  convert(d.lower.A, data.lower.A), convert(d.lower.C, data.lower.C), convert(d.lower.a, data.lower.a);
  convert(d.upper.F, data.upper.F), convert(d.upper.K, data.upper.K), convert(d.upper.H, data.upper.H);
  convert(d.upper.f, data.upper.f), convert(d.upper.h, data.upper.h);
  convert(d.x0, data.x0), convert(d.y0, data.y0);
  data.blocks = d.blocks;
  return data;
}

}  // namespace bros
