// A quadratic problem as whoever has a problem of their own would write it.
#pragma once

#include "scenario.hpp"

#include <bros/problem/full_space_problem.hpp>

namespace bros::property {

/// Quadratic<double> without noise in the second derivatives, from its formulas and its documented streams.
class OwnQuadratic : public FullSpaceProblem<double> {
 public:
  explicit OwnQuadratic(QuadraticData<double> data)
      : FullSpaceProblem(data.blocks, data.x0.size()), data_(std::move(data)) {}
  void gradients(const Point<double>& at, Gradients<double>& out) const override {
    const auto& [A, C, a] = data_.lower;
    const auto& [F, K, H, f, h] = data_.upper;
    const auto& noise = data_.noise;
    const Vector<double>&x = at.x, &y = at.y.flat();
    const Stream sample = at.sample.stream.fork(at.sample.index);
    out.lower_gradient.flat() =
        A * y + C.transpose() * x + a + noise.lower_gradient * normals(sample.fork("lower_gradient"), y.size());
    out.upper_gradient_lower.flat() =
        F * y + K.transpose() * x + f +
        noise.upper_gradient_lower * normals(sample.fork("upper_gradient_lower"), y.size());
    out.upper_gradient_upper =
        H * x + K * y + h + noise.upper_gradient_upper * normals(sample.fork("upper_gradient_upper"), x.size());
    out.lower_gradient_upper = C * y;
  }
  void products(const Point<double>&, const BlockVector<double>& t, BlockVector<double>& hessian,
                Vector<double>& cross) const override {
    hessian.flat() = data_.lower.A * t.flat();
    cross = data_.lower.C * t.flat();
  }
  [[nodiscard]] Vector<double> x0() const override { return data_.x0; }
  [[nodiscard]] BlockVector<double> y0() const override {
    BlockVector<double> y(blocks().full());
    y.flat() = data_.y0;
    return y;
  }

 private:
  static Vector<double> normals(const Stream& stream, Index size) {
    Vector<double> draws(size);
    fill_gaussian<double>(stream, draws);
    return draws;
  }
  QuadraticData<double> data_;
};

}  // namespace bros::property
