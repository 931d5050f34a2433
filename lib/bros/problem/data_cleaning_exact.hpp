// The exact hypergradient of hyper-data cleaning, by Newton's method in the span of the training images.
#pragma once

#include <bros/core/linear_algebra.hpp>
#include <bros/problem/data_cleaning.hpp>

#include <limits>

namespace bros {

/// Y*(x), Z*(x), Phi and its gradient to nearly the accuracy of the scalar.
/// Math:     with U an orthonormal basis of the training images, Y* = U Y_u, and D_YY g = mu outside of the span, so
///           that both inner problems have min(features, N) rows: Y_u by Newton with conjugate gradients, Z_u by
///           conjugate gradients, Z* = U Z_u + (I - U U') grad_Y f / mu. U is turned to the principal axes of the
///           images, where the diagonal of the Hessian is a good preconditioner. A Newton step is halved until the
///           norm of the gradient falls: convergence from any start.
/// Ensures:  where accuracy().reached, |grad_Y g(x, Y*)| <= 4096 eps sum_i sigmoid(x_i) |a_i| / N and
///           |D_YY g[Z*] - grad_Y f| <= 4096 eps |grad_Y f|, eps the scalar's: both in floating point, the true and not
///           the recursive residual. Starts from its last answers; where it starts changes them within these bounds
///           only.
/// Cost:     construction a QR factorisation and an eigendecomposition; with q = min(features, N), classes c, an
///           iteration of conjugate gradients 4 q N c flops; stores features x (q + M) numbers and three of q x N
/// Source:   ours; inexact Newton: Dembo, Eisenstat, Steihaug (1982)
template <RealScalar S>
class DataCleaning<S>::Exact final : public bros::Exact<S> {
 public:
  /// How far the last at() came.
  struct Accuracy {
    S lower_gradient{0};      ///< |grad_Y g(x, Y*)| / (sum_i sigmoid(x_i) |a_i| / N)
    S auxiliary_residual{0};  ///< |D_YY g[Z*] - grad_Y f| / |grad_Y f|, inside the span of the training images
    /// What the last at() took.
    Index newton_steps = 0, hessian_actions = 0;
    bool reached = false;  ///< both are at most tolerance()
  };
  /// What both residuals should reach.
  [[nodiscard]] static S tolerance() { return 4096 * std::numeric_limits<S>::epsilon(); }

  /// Requires: `problem` outlives the object [NOT checked]
  explicit Exact(const DataCleaning& problem);

  void at(const Vector<S>& x) override;
  [[nodiscard]] const S& phi() const override { return phi_; }
  [[nodiscard]] const Vector<S>& hypergradient() const override { return hypergradient_; }
  [[nodiscard]] const BlockVector<S>& lower_solution() const override { return y_; }
  [[nodiscard]] const BlockVector<S>& auxiliary_solution() const override { return z_; }
  /// Of the last at().
  [[nodiscard]] const Accuracy& accuracy() const { return accuracy_; }
  [[nodiscard]] bool accurate() const override { return accuracy_.reached; }

 private:
  static constexpr int newton_limit = 100, halving_limit = 40, restart_limit = 4;

  // Newton's method for Y_u, with forcing terms that keep its quadratic convergence; the norm of the gradient reached.
  S minimise(const S& scale) {
    const S target = tolerance() * scale;
    S norm = gradient_at(y_span_);
    for (int k = 0; k < newton_limit && norm > target; ++k) {
      ++accuracy_.newton_steps;
      step_.setConstant(S(0));
      solve(Matrix<S>(-gradient_), std::max(S(target / 4), S(norm * std::min(S(S(1) / 10), S(norm / scale)))), step_);
      S length(1), reached(0);
      int halvings = 0;
      do {
        trial_ = y_span_ + length * step_;
        reached = gradient_at(trial_);
        length /= 2;
      } while (!(reached <= (1 - length / 2) * norm) && ++halvings < halving_limit);
      if (halvings == halving_limit) return gradient_at(y_span_);  // rounding: no step makes it smaller
      y_span_ = trial_;
      norm = reached;
    }
    return norm;
  }
  S gradient_at(const Matrix<S>& y) {
    lower_.evaluate(lower_features_, y);
    gradient_ = problem_.settings_.mu * y;
    lower_.add_gradient(lower_features_, gradient_);
    return gradient_.norm();
  }

  // Preconditioned conjugate gradients for D_YY g[v] = b from the v given, at the Y last evaluated; restarted from the
  // true residual until that is at most `target`. Returns its norm.
  S solve(const Matrix<S>& b, const S& target, Matrix<S>& v) {
    diagonal_.setConstant(problem_.settings_.mu);
    lower_.add_hessian_diagonal(squares_, diagonal_);
    S norm(0);
    for (int restart = 0; restart < restart_limit; ++restart) {
      hessian_action(v, image_);
      residual_ = b - image_;
      norm = residual_.norm();
      if (!(norm > target)) break;
      iterate(target, v);
    }
    return norm;
  }
  void iterate(const S& target, Matrix<S>& v) {
    scaled_ = residual_.cwiseQuotient(diagonal_);
    direction_ = scaled_;
    S product = dot(residual_, scaled_);
    for (Index k = 0; k < 2 * v.size() && residual_.norm() > target; ++k) {
      hessian_action(direction_, image_);
      const S length = product / dot(direction_, image_);
      v += length * direction_;
      residual_ -= length * image_;
      scaled_ = residual_.cwiseQuotient(diagonal_);
      const S next = dot(residual_, scaled_);
      direction_ = scaled_ + (next / product) * direction_;
      product = next;
    }
  }
  void hessian_action(const Matrix<S>& v, Matrix<S>& out) {
    ++accuracy_.hessian_actions;
    lower_.set_tangent(lower_features_, v);
    out = problem_.settings_.mu * v;
    lower_.add_hessian_action(lower_features_, out);
  }
  static S dot(const Matrix<S>& a, const Matrix<S>& b) { return a.cwiseProduct(b).sum(); }

  void lift_solutions() {
    y_.flat().setConstant(S(0));
    add_product<S>(y_.block(0), S(1), basis_, y_span_);
    z_.flat().setConstant(S(0));
    upper_.add_gradient(upper_outside_, z_.block(0));
    z_.flat() /= problem_.settings_.mu;
    add_product<S>(z_.block(0), S(1), basis_, z_span_);
  }

  const DataCleaning& problem_;
  SoftmaxBatch<S> lower_, upper_;
  Vector<S> norms_;
  Matrix<S> basis_, lower_features_, squares_, upper_features_, upper_outside_;
  Matrix<S> y_span_, z_span_, gradient_, target_, diagonal_, step_, trial_, residual_, direction_, image_, scaled_;
  BlockVector<S> y_, z_;
  S phi_{0};
  Vector<S> hypergradient_;
  Accuracy accuracy_;
};

template <RealScalar S>
DataCleaning<S>::Exact::Exact(const DataCleaning& problem)
    : problem_(problem),
      lower_(problem.settings_.training, problem.settings_.classes),
      upper_(problem.settings_.validation, problem.settings_.classes),
      norms_(problem.settings_.training),
      y_(problem.blocks().full()),
      z_(problem.blocks().full()),
      hypergradient_(problem.dim_upper()) {
  const Index features = problem.blocks_[0].rows, classes = problem.settings_.classes;
  const Index n = problem.settings_.training, m = problem.settings_.validation, span = std::min(features, n);
  Matrix<S> images(features, n), validation(features, m);
  for (Index i = 0; i < n; ++i) problem.copy_features(i, images.col(i));
  for (Index j = 0; j < m; ++j) problem.copy_features(n + j, validation.col(j));
  norms_ = images.colwise().norm().transpose();

  basis_ = orthonormal_basis<S>(images);
  lower_features_ = basis_.transpose() * images;
  basis_ *= symmetric_eigenvectors<S>(lower_features_ * lower_features_.transpose());
  lower_features_ = basis_.transpose() * images;
  squares_ = lower_features_.cwiseAbs2();
  upper_features_ = basis_.transpose() * validation;
  upper_outside_ = validation - basis_ * upper_features_;

  for (Matrix<S>* v : {&y_span_, &z_span_, &gradient_, &target_, &diagonal_, &step_, &trial_, &residual_, &direction_,
                       &image_, &scaled_})
    *v = Matrix<S>::Zero(span, classes);
  upper_.begin(m);
  for (Index j = 0; j < m; ++j) upper_.set_sample(j, problem.label(n + j), S(S(1) / S(static_cast<double>(m))));
}
template <RealScalar S>
void DataCleaning<S>::Exact::at(const Vector<S>& x) {
  accuracy_ = {};
  const S count = S(static_cast<double>(x.size()));
  lower_.begin(x.size());
  S scale(0);
  for (Index i = 0; i < x.size(); ++i) {
    const S weight = sigmoid<S>(x[i]) / count;
    lower_.set_sample(i, problem_.label(i), weight);
    scale += weight * norms_[i];
  }
  accuracy_.lower_gradient = minimise(scale) / scale;

  upper_.evaluate(upper_features_, y_span_);
  phi_ = upper_.value();
  target_.setConstant(S(0));
  upper_.add_gradient(upper_features_, target_);
  const S size = target_.norm();
  const S left = solve(target_, tolerance() * size, z_span_);
  accuracy_.auxiliary_residual = size > 0 ? S(left / size) : S(0);
  accuracy_.reached = accuracy_.lower_gradient <= tolerance() && accuracy_.auxiliary_residual <= tolerance();

  lower_.set_tangent(lower_features_, z_span_);
  for (Index i = 0; i < x.size(); ++i) hypergradient_[i] = -sigmoid_slope<S>(x[i]) / count * lower_.slope(i);
  lift_solutions();
}

template <RealScalar S>
std::unique_ptr<Exact<S>> DataCleaning<S>::exact() const {
  return std::make_unique<Exact>(*this);
}

}  // namespace bros
