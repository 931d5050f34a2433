// Quadratic bilevel problems with Gaussian noise: everything about them is known exactly.
#pragma once

#include <bros/core/linear_algebra.hpp>
#include <bros/problem/full_space_problem.hpp>

#include <algorithm>
#include <limits>
#include <utility>

namespace bros {

/// The data of a quadratic bilevel problem, y = vec(Y) column by column and block after block:
///   g(x, y) = 1/2 y'Ay + x'Cy + a'y        f(x, y) = 1/2 y'Fy + x'Ky + 1/2 x'Hx + f'y + h'x
/// Shapes:   A, F dim(y) x dim(y); C, K d x dim(y); H d x d; a, f dim(y); h, x0 d; y0 dim(y)
template <class S>
struct QuadraticData {
  /// Of g.
  struct Lower {
    /// Dim(Y) x dim(Y), positive definite, and d x dim(Y).
    Matrix<S> A, C;
    Vector<S> a;  ///< in R^dim(Y)
  } lower;        ///< g
  /// Of f.
  struct Upper {
    /// Dim(Y) x dim(Y), d x dim(Y), d x d.
    Matrix<S> F, K, H;
    /// In R^dim(Y), in R^d.
    Vector<S> f, h;
  } upper;  ///< f
  /// Standard deviation of each entry of the noise that one sample adds to the five stochastic quantities. The
  /// Hessian's noise is symmetric: entries above the diagonal have this deviation, those on it sqrt(2) times it.
  struct Noise {
    /// Of every entry of each answer.
    S lower_gradient{0}, hessian{0}, cross{0}, upper_gradient_lower{0}, upper_gradient_upper{0};
  } noise;                    ///< standard deviations, 0: none
  std::vector<Block> blocks;  ///< of Y
  /// The start, y0 as vec(Y).
  Vector<S> x0, y0;
};

/// A quadratic bilevel problem.
/// Requires: shapes as in QuadraticData, batch >= 1, and over the real scalars A symmetric positive definite, F and H
///           symmetric, everything finite, noise levels >= 0 [-> ArgumentError]. Over the others, surds and intervals,
///           nothing is compared, rounded or drawn: noise levels are ignored, and exact() and constants() are absent
/// Ensures:  an evaluation with batch b adds noise of 1/b of a sample's variance: the law of the mean of b samples
template <Scalar S>
class Quadratic final : public Problem<S> {
 public:
  explicit Quadratic(QuadraticData<S> data, Index batch = 1);

  /// What it was built from.
  [[nodiscard]] const QuadraticData<S>& data() const { return data_; }
  [[nodiscard]] const Blocks& blocks() const override { return blocks_; }
  [[nodiscard]] Index dim_upper() const override { return data_.x0.size(); }
  [[nodiscard]] Vector<S> x0() const override { return data_.x0; }
  [[nodiscard]] BlockVector<S> y0() const override {
    BlockVector<S> y(blocks_.full());
    y.flat() = data_.y0;
    return y;
  }
  /// A sample of the noise serves both levels.
  [[nodiscard]] Index samples_per_evaluation() const override { return batch_; }

  /// mu_g and the Lipschitz constants, from eigenvalues; L_f0 is infinite unless F and K vanish.
  /// Cost:     three symmetric eigenvalue problems; dim(y) + d squared of memory
  [[nodiscard]] std::optional<Constants<S>> constants() const override;
  [[nodiscard]] bool knows_lower_gradient_upper() const override { return true; }

  class Oracle;
  class Exact;
  [[nodiscard]] std::unique_ptr<bros::Oracle<S>> oracle(const Subspace<S>& p) const override;
  [[nodiscard]] std::unique_ptr<bros::Exact<S>> exact() const override;
  /// The spectral norm of the Hessian [[xx, xy], [xy', yy]] of a quadratic function of (x, y).
  [[nodiscard]] static S joint_norm(const Matrix<S>& xx, const Matrix<S>& xy, const Matrix<S>& yy);

 private:
  static void check_shape(const char* field, Index rows, Index cols, Index need_rows, Index need_cols) {
    const auto text = [](Index r, Index c) { return std::to_string(r) + " x " + std::to_string(c); };
    require(rows == need_rows && cols == need_cols, field, text(rows, cols), "must be " + text(need_rows, need_cols));
  }
  template <class M>
  static void check_finite(const char* field, const M& m) {
    for (Index j = 0; j < m.cols(); ++j) require(all_finite<S>(m.col(j)), field, "not finite", "finite numbers");
  }
  static void check_symmetric(const char* field, const Matrix<S>& m) {
    for (Index j = 0; j < m.cols(); ++j)
      for (Index i = 0; i < j; ++i)
        require(m(i, j) == m(j, i), field, "not symmetric",
                "symmetric; entries (" + std::to_string(i) + "," + std::to_string(j) + ") differ");
  }
  void check_shapes() const {
    const auto& [A, C, a] = data_.lower;
    const auto& [F, K, H, f, h] = data_.upper;
    const Index n = blocks_.full().size(), d = data_.x0.size();
    check_shape("lower.A", A.rows(), A.cols(), n, n);
    check_shape("lower.C", C.rows(), C.cols(), d, n);
    check_shape("lower.a", a.size(), 1, n, 1);
    check_shape("upper.F", F.rows(), F.cols(), n, n);
    check_shape("upper.K", K.rows(), K.cols(), d, n);
    check_shape("upper.H", H.rows(), H.cols(), d, d);
    check_shape("upper.f", f.size(), 1, n, 1);
    check_shape("upper.h", h.size(), 1, d, 1);
    check_shape("y0", data_.y0.size(), 1, n, 1);
  }
  void check_values() const {
    const auto& [A, C, a] = data_.lower;
    const auto& [F, K, H, f, h] = data_.upper;
    check_finite("lower.A", A), check_finite("lower.C", C), check_finite("lower.a", a);
    check_finite("upper.F", F), check_finite("upper.K", K), check_finite("upper.H", H);
    check_finite("upper.f", f), check_finite("upper.h", h);
    check_finite("x0", data_.x0), check_finite("y0", data_.y0);
    check_symmetric("lower.A", A), check_symmetric("upper.F", F), check_symmetric("upper.H", H);
    require(positive_definite(A), "lower.A", "indefinite",
            "symmetric positive definite, beyond rounding (the lower level must be strongly convex)");
    const auto& noise = data_.noise;
    for (const auto& [field, level] : {std::pair<const char*, const S&>{"noise.lower_gradient", noise.lower_gradient},
                                       {"noise.hessian", noise.hessian},
                                       {"noise.cross", noise.cross},
                                       {"noise.upper_gradient_lower", noise.upper_gradient_lower},
                                       {"noise.upper_gradient_upper", noise.upper_gradient_upper}})
      require(level >= 0 && level <= std::numeric_limits<S>::max(), field, level, "finite and at least 0");
  }

  QuadraticData<S> data_;
  Blocks blocks_;
  Index batch_;
};

template <Scalar S>
Quadratic<S>::Quadratic(QuadraticData<S> data, Index batch)
    : data_(std::move(data)), blocks_(data_.blocks), batch_(batch) {
  require(batch >= 1, "batch", batch, "at least 1");
  check_shapes();
  if constexpr (RealScalar<S>) check_values();
}
template <Scalar S>
std::optional<Constants<S>> Quadratic<S>::constants() const {
  if constexpr (RealScalar<S>) {
    const auto& [A, C, a] = data_.lower;
    const auto& [F, K, H, f, h] = data_.upper;
    const bool bounded = F.isZero(0) && K.isZero(0);
    return Constants<S>{symmetric_eigenvalues(A).minCoeff(), joint_norm(Matrix<S>::Zero(H.rows(), H.cols()), C, A),
                        S(0), bounded ? S(f.norm()) : std::numeric_limits<S>::infinity(), joint_norm(H, K, F)};
  } else {
    return std::nullopt;
  }
}
template <Scalar S>
S Quadratic<S>::joint_norm(const Matrix<S>& xx, const Matrix<S>& xy, const Matrix<S>& yy) {
  const Index d = xx.rows(), n = yy.rows();
  Matrix<S> joint(d + n, d + n);
  joint << xx, xy, xy.transpose(), yy;
  return symmetric_eigenvalues(joint).cwiseAbs().maxCoeff();
}

/// One noisy evaluation. The noise of a sample is drawn in full space whatever P is, so that methods with the same
/// sample stream see the very same samples.
/// Random:   fork(index) of the sample stream, from it a fork named after each of the five quantities; a level of 0
///           draws nothing
template <Scalar S>
class Quadratic<S>::Oracle final : public FullSpaceOracle<S> {
 public:
  /// Requires: problem and p outlive the object [NOT checked]
  Oracle(const Quadratic& problem, const Subspace<S>& p)
      : FullSpaceOracle<S>(p, problem.dim_upper()),
        problem_(problem),
        draws_(std::max(problem.blocks().full().size(), problem.dim_upper())),
        hessian_(&problem.data_.lower.A),
        cross_(&problem.data_.lower.C) {
    using std::sqrt;
    if constexpr (RealScalar<S>) {
      scale_ = S(1) / S(sqrt(S(static_cast<int>(problem.batch_))));
      if (problem.data_.noise.hessian > 0) noisy_hessian_ = problem.data_.lower.A, hessian_ = &noisy_hessian_;
      if (problem.data_.noise.cross > 0) noisy_cross_ = problem.data_.lower.C, cross_ = &noisy_cross_;
    }
  }
  [[nodiscard]] Index samples() const override { return problem_.batch_; }

 private:
  void differentiate(const Point<S>& at, bool with_lower_upper, Gradients<S>& out) override {
    const auto& [A, C, a] = problem_.data_.lower;
    const auto& [F, K, H, f, h] = problem_.data_.upper;
    out.lower_gradient.flat() = a;
    out.lower_gradient.flat().noalias() += A * at.y.flat();
    out.lower_gradient.flat().noalias() += C.transpose() * at.x;
    out.upper_gradient_lower.flat() = f;
    out.upper_gradient_lower.flat().noalias() += F * at.y.flat();
    out.upper_gradient_lower.flat().noalias() += K.transpose() * at.x;
    out.upper_gradient_upper = h;
    out.upper_gradient_upper.noalias() += H * at.x;
    out.upper_gradient_upper.noalias() += K * at.y.flat();
    if constexpr (RealScalar<S>) {
      const auto& noise = problem_.data_.noise;
      const Stream stream = at.sample.stream.fork(at.sample.index);
      add_noise(stream, "lower_gradient", noise.lower_gradient, out.lower_gradient.flat());
      add_noise(stream, "upper_gradient_lower", noise.upper_gradient_lower, out.upper_gradient_lower.flat());
      add_noise(stream, "upper_gradient_upper", noise.upper_gradient_upper, out.upper_gradient_upper);
      draw_hessian(stream, noise.hessian);
      draw_cross(stream, noise.cross);
    }
    // With the C of this sample: a sample's g has no term of x alone and is bilinear in (x, Y).
    if (with_lower_upper) out.lower_gradient_upper.noalias() = *cross_ * at.y.flat();
  }
  void multiply(const Point<S>&, const BlockVector<S>& t, BlockVector<S>* hessian, Vector<S>* cross) override {
    if (hessian) hessian->flat().noalias() = *hessian_ * t.flat();
    if (cross) cross->noalias() = *cross_ * t.flat();
  }

  void add_noise(const Stream& stream, const char* quantity, const S& level, Vector<S>& target) {
    if (!(level > 0)) return;
    auto draws = draws_.head(target.size());
    fill_gaussian<S>(stream.fork(quantity), draws);
    target += (scale_ * level) * draws;
  }
  void draw_hessian(const Stream& stream, const S& level) {
    using std::sqrt;
    if (!(level > 0)) return;
    const auto& A = problem_.data_.lower.A;
    const S on_diagonal = S(sqrt(S(2))) * scale_ * level, off_diagonal = scale_ * level;
    const Stream own = stream.fork("hessian");
    for (Index j = 0; j < A.cols(); ++j) {
      fill_gaussian<S>(own.fork(static_cast<std::uint64_t>(j)), draws_.head(j + 1));
      for (Index i = 0; i < j; ++i) noisy_hessian_(i, j) = noisy_hessian_(j, i) = A(i, j) + off_diagonal * draws_[i];
      noisy_hessian_(j, j) = A(j, j) + on_diagonal * draws_[j];
    }
  }
  void draw_cross(const Stream& stream, const S& level) {
    if (!(level > 0)) return;
    const Stream own = stream.fork("cross");
    for (Index j = 0; j < noisy_cross_.cols(); ++j) {
      auto draws = draws_.head(noisy_cross_.rows());
      fill_gaussian<S>(own.fork(static_cast<std::uint64_t>(j)), draws);
      noisy_cross_.col(j) = problem_.data_.lower.C.col(j) + (scale_ * level) * draws;
    }
  }

  const Quadratic& problem_;
  S scale_{1};
  Vector<S> draws_;
  Matrix<S> noisy_hessian_, noisy_cross_;
  const Matrix<S>*hessian_, *cross_;
};

/// Y*(x) = -A^-1 (C'x + a), Z*(x) = A^-1 (F y* + K'x + f), Phi and its gradient, by one Cholesky factorisation.
/// Requires: a real scalar
template <Scalar S>
class Quadratic<S>::Exact : public bros::Exact<S> {
 public:
  explicit Exact(const Quadratic& problem)
      : problem_(problem), cholesky_(problem.data_.lower.A), y_(problem.blocks().full()), z_(problem.blocks().full()) {}
  explicit Exact(const Quadratic&&) = delete;  // it refers to the problem

  void at(const Vector<S>& x) override;
  [[nodiscard]] const S& phi() const override { return phi_; }
  [[nodiscard]] const Vector<S>& hypergradient() const override { return hypergradient_; }
  [[nodiscard]] const BlockVector<S>& lower_solution() const override { return y_; }
  [[nodiscard]] const BlockVector<S>& auxiliary_solution() const override { return z_; }

 private:
  const Quadratic& problem_;
  Cholesky<S> cholesky_;
  BlockVector<S> y_, z_;
  S phi_{0};
  Vector<S> hypergradient_;
};

template <Scalar S>
void Quadratic<S>::Exact::at(const Vector<S>& x) {
  const auto& [A, C, a] = problem_.data_.lower;
  const auto& [F, K, H, f, h] = problem_.data_.upper;
  auto& y = y_.flat();
  auto& z = z_.flat();
  y = -a;
  y.noalias() -= C.transpose() * x;
  cholesky_.solve_in_place(y);
  z = f;
  z.noalias() += F * y;
  phi_ = (z + f).dot(y) / 2;  // 1/2 y'Fy + f'y
  z.noalias() += K.transpose() * x;
  hypergradient_ = h;
  hypergradient_.noalias() += H * x;
  phi_ += (hypergradient_ + h).dot(x) / 2;  // 1/2 x'Hx + h'x
  hypergradient_.noalias() += K * y;
  phi_ += (K * y).dot(x);
  cholesky_.solve_in_place(z);
  hypergradient_.noalias() -= C * z;
}

template <Scalar S>
std::unique_ptr<Oracle<S>> Quadratic<S>::oracle(const Subspace<S>& p) const {
  return std::make_unique<Oracle>(*this, p);
}
template <Scalar S>
std::unique_ptr<Exact<S>> Quadratic<S>::exact() const {
  if constexpr (RealScalar<S>)
    return std::make_unique<Exact>(*this);
  else
    return nullptr;
}

}  // namespace bros
