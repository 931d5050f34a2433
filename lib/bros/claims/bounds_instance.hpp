// One iteration of BROS on instances whose second moments are known in closed form.
#pragma once

#include <bros/claims/lemma_iteration.hpp>
#include <bros/problem/quadratic.hpp>

#include <boost/math/quadrature/gauss.hpp>

#include <algorithm>
#include <cmath>

namespace bros::one_iteration {

using Real = double;
using Vec = Vector<Real>;
using Mat = Matrix<Real>;

inline Vec gaussian(const Stream& stream, Index size) {
  Vec v(size);
  fill_gaussian<Real>(stream, v);
  return v;
}
inline Mat gaussian(const Stream& stream, Index rows, Index cols) {
  return gaussian(stream, rows * cols).reshaped(rows, cols);
}
inline Mat symmetric(const Mat& m) { return (m + m.transpose()) / 2; }
inline Real largest_eigenvalue(const Mat& m) { return symmetric_eigenvalues<Real>(m).maxCoeff(); }
inline Real norm(const Mat& m) { return spectral_norm<Real>(m); }
/// Uniformly random up to the signs of its columns.
inline Mat orthogonal(const Stream& stream, Index n) {
  return symmetric_eigenvectors<Real>(symmetric(gaussian(stream, n, n)));
}

// An instance whose moments are known.

/// g = 1/2 y'Ay + x'Cy + a'y + s sum log cosh y_i and f = 1/2 y'Fy + x'Ky + 1/2 x'Hx + b'y + h'x, so that L_g2 = 4 s /
/// sqrt(27). A sample is one fair sign, by which all five noises are multiplied.
struct Instance {
  Mat A, C, F, K, H;
  Vec a, b, h;
  Real s;
  struct Noise {
    Vec lower_gradient;
    Mat hessian, cross;
    Vec upper_gradient_lower, upper_gradient_upper;
  } noise;

  [[nodiscard]] Vec lower_gradient(const Vec& x, const Vec& y) const {
    return A * y + C.transpose() * x + a + s * y.array().tanh().matrix();
  }
  [[nodiscard]] Mat hessian(const Vec& y) const {
    return A + Mat((s / y.array().cosh().square()).matrix().asDiagonal());
  }
  [[nodiscard]] Vec upper_gradient_lower(const Vec& x, const Vec& y) const { return F * y + K.transpose() * x + b; }
  [[nodiscard]] Vec upper_gradient_upper(const Vec& x, const Vec& y) const { return H * x + K * y + h; }
  struct Solution {
    Vec y, z, hypergradient;
  };
  [[nodiscard]] Solution at(const Vec& x) const {
    Vec y = Vec::Zero(A.rows());
    const Cholesky<Real> majorant(A + s * Mat::Identity(A.rows(), A.rows()));
    for (int i = 0; i < 80 && s > 0; ++i) y -= majorant.solve(lower_gradient(x, y));
    for (int i = 0; i < 3; ++i) y -= Cholesky<Real>(hessian(y)).solve(lower_gradient(x, y));
    const Vec z = Cholesky<Real>(hessian(y)).solve(upper_gradient_lower(x, y));
    return {y, z, upper_gradient_upper(x, y) - C * z};
  }
  /// Everything but rho and omega.
  [[nodiscard]] Assumptions<Real> assumptions(Real L_f0) const {
    const Mat none = Mat::Zero(C.rows(), C.rows());
    const auto square = [](Real v) { return v * v; };
    return {.constants = {-largest_eigenvalue(-A), Quadratic<Real>::joint_norm(none, C, A) + s, 4 * s / std::sqrt(27.0),
                          L_f0, Quadratic<Real>::joint_norm(H, K, F)},
            .variance = {noise.lower_gradient.squaredNorm(), square(norm(noise.hessian)), square(norm(noise.cross)),
                         noise.upper_gradient_lower.squaredNorm(), noise.upper_gradient_upper.squaredNorm()}};
  }
};

struct Shape {
  Real condition, cross, soft, upper;  // of A; sizes of C, s, and of F, K, H
  bool linear;                         // f linear in Y: L_f0 is a global constant
  int noise;                           // 0 none, 1 all, 2 Hessian and cross term, 3 gradients
};

inline Instance instance(const Stream& stream, Index n, Index d, const Shape& shape) {
  const Mat basis = orthogonal(stream.fork("basis"), n);
  Vec spectrum(n);
  for (Index i = 0; i < n; ++i) spectrum[i] = std::pow(shape.condition, Real(i) / Real(std::max<Index>(n - 1, 1)));
  const Real bent = shape.linear ? 0 : shape.upper;
  const Real gradients = shape.noise % 2, matrices = shape.noise == 1 || shape.noise == 2;
  return {.A = symmetric(basis * spectrum.asDiagonal() * basis.transpose()),
          .C = shape.cross * gaussian(stream.fork("C"), d, n),
          .F = bent * symmetric(gaussian(stream.fork("F"), n, n)),
          .K = bent * gaussian(stream.fork("K"), d, n),
          .H = shape.upper * symmetric(gaussian(stream.fork("H"), d, d)),
          .a = gaussian(stream.fork("a"), n),
          .b = gaussian(stream.fork("b"), n),
          .h = gaussian(stream.fork("h"), d),
          .s = shape.soft,
          .noise = {gradients * gaussian(stream.fork("ng"), n), matrices * symmetric(gaussian(stream.fork("nH"), n, n)),
                    matrices * gaussian(stream.fork("nC"), d, n), gradients * gaussian(stream.fork("nb"), n),
                    gradients * gaussian(stream.fork("nx"), d)}};
}

// One iteration: exact second moments.

struct State {
  Vec x, y, z, h;
};

/// sum over blocks of (m/r) <u, v>: E<Q u, Q v>
inline Real weighted(const Blocks& blocks, const Vec& u, const Vec& v) {
  Real sum = 0;
  for (Index l = 0; l < blocks.count(); ++l) {
    const Index size = blocks[l].rows * blocks[l].cols, at = blocks.full().offset(l);
    sum += Real(blocks[l].rows) / Real(blocks[l].rank) * u.segment(at, size).dot(v.segment(at, size));
  }
  return sum;
}

/// a - b, or 0 where nothing but rounding is left of it.
inline Real difference(Real a, Real b) { return std::abs(a - b) < 1e-13 * std::abs(a) ? 0 : a - b; }

/// The variances of the three directions: Q (grad + n), Hhat[Z] - Q b, and D.
struct Variances {
  Real lower, auxiliary, estimate;
};

/// Those of one estimator on one problem, at any state.
/// Math:     <Hhat[Z], Q b> has mean sum (m/r) <H Z, b>, since Q P = (m/r) P; one_sided with H = I is Q Z
class VariancesAt {
 public:
  VariancesAt(const Instance& problem, const Estimator& e)
      : problem_(problem), estimator_(e), of_noise_(second_moment_form<Real>(e, problem.noise.hessian)) {
    if (problem.s == 0) of_hessian_ = second_moment_form<Real>(e, problem.A);
  }

  [[nodiscard]] Variances operator()(const State& state) const {
    const Blocks& blocks = estimator_.blocks;
    const auto& [ng, nH, nC, nb, nx] = problem_.noise;
    const Mat &C = problem_.C, hessian = problem_.hessian(state.y);
    const Vec v = problem_.lower_gradient(state.x, state.y), b = problem_.upper_gradient_lower(state.x, state.y);
    const auto spread = [&](const Mat& form, const Mat& h, const Vec& rhs) {
      const Vec hz = h * state.z;
      return difference(state.z.dot(form * state.z) + weighted(blocks, rhs, rhs),
                        2 * weighted(blocks, hz, rhs) + (hz - rhs).squaredNorm());
    };
    const Mat of_hessian = problem_.s == 0 ? of_hessian_ : second_moment_form<Real>(estimator_, hessian);
    const Mat qz = full_cross(estimator_.action)  // E[v v'] of what the cross term is along
                       ? Mat(state.z * state.z.transpose())
                       : second_moment_matrix<Real>({ActionKind::one_sided, estimator_.sampler, blocks},
                                                    Mat::Identity(state.z.size(), state.z.size()), state.z);
    return {difference(weighted(blocks, v, v), v.squaredNorm()) + weighted(blocks, ng, ng),
            spread(of_hessian, hessian, b) + spread(of_noise_, nH, nb) + (nH * state.z - nb).squaredNorm(),
            difference((C * qz * C.transpose()).trace(), (C * state.z).squaredNorm()) + nx.squaredNorm() -
                2 * nx.dot(nC * state.z) + (nC * qz * nC.transpose()).trace()};
  }

 private:
  const Instance& problem_;
  Estimator estimator_;
  Mat of_noise_, of_hessian_;  // of_hessian_: empty where the Hessian depends on Y
};

inline Iteration<Real> observe(const Instance& problem, const State& state, const Steps<Real>& steps,
                               const Variances& variance, const Assumptions<Real>& a) {
  const Vec next = state.x - steps.alpha * state.h;
  const auto now = problem.at(state.x), then = problem.at(next);
  const auto square = [](const Vec& v) { return v.squaredNorm(); };
  const Vec y = state.y - steps.beta * problem.lower_gradient(state.x, state.y);
  const Vec z =
      state.z - steps.gamma * (problem.hessian(state.y) * state.z - problem.upper_gradient_lower(state.x, state.y));
  const Vec d = problem.upper_gradient_upper(state.x, state.y) - problem.C * state.z;
  const Vec h = state.h + steps.theta * (d - state.h);
  const Real spread = steps.beta * steps.beta * variance.lower;
  return {.state = 0,
          .a = a,
          .steps = steps,
          .before = {square(state.y - now.y), square(state.z - now.z), square(state.h - now.hypergradient),
                     square(state.h)},
          .after = {square(y - then.y) + spread, square(z - then.z) + steps.gamma * steps.gamma * variance.auxiliary,
                    square(h - then.hypergradient) + steps.theta * steps.theta * variance.estimate, 0},
          .auxiliary_variance = variance.auxiliary,
          .estimate_variance = variance.estimate,
          .lower_fixed = square(y - now.y) + spread,
          .ascent = boost::math::quadrature::gauss<Real, 7>::integrate(  // exact for quadratics, and nothing cancels
              [&](Real t) {
                return -steps.alpha * state.h.dot(problem.at(state.x - t * steps.alpha * state.h).hypergradient);
              },
              0, 1),
          .gradient = square(now.hypergradient)};
}

/// One of lemma_states.
inline State state(const Instance& problem, const Stream& stream, int pattern) {
  const Index n = problem.A.rows(), d = problem.C.rows();
  const Vec x = gaussian(stream.fork("x"), d);
  const auto at = problem.at(x);
  const Real y = pattern == 1 || pattern == 4, z = pattern == 2 || pattern == 4, h = pattern >= 3,
             far = pattern == 5 ? 0 : 10;
  return {x, at.y + y * gaussian(stream.fork("y"), n), at.z + 10 * z * gaussian(stream.fork("z"), n),
          h * (at.hypergradient + far * gaussian(stream.fork("direction"), d))};
}

}  // namespace bros::one_iteration
