// A part of rate: f with a quadratic and a bilinear term in Y, so that grad_Y f has no bound. With L_g2 = 0 the theorem
// holds with the mean of E||grad_Y f(x^k, Y*(x^k))||^2 over the run in place of L_f0^2.
#include <bros/claims/claims.hpp>
#include <bros/claims/rate_case.hpp>
#include <bros/claims/slack.hpp>
#include <bros/claims/tally.hpp>
#include <bros/compiled_theory.hpp>

#include <cmath>

namespace bros::claims::rates {

/// A RateCase with F = diag(1/2, -1/2, ..) and K = 1/5; its L_f0 is that of a run.
template <FieldScalar S>
struct BentCase {
  RateCase<S> base;
  Matrix<S> solution, gradient_y;  ///< Y*(x), and grad_Y f(x, Y*(x)), as matrices over (x, 1)

  explicit BentCase(RateCase<S> from) : base(std::move(from)) {
    auto& data = base.data;
    const Index n = data.y0.size();
    for (Index i = 0; i < n; ++i) data.upper.F(i, i) = S(i % 2 == 0 ? 1 : -1) / S(2), data.upper.K(0, i) = S(1) / S(5);
    base.a.constants.L_f1 = S(1) + S(static_cast<int>(n)) / S(5);  // the longest row of the Hessian of f
    Matrix<S> right(n, 2), upper(n, 2);
    for (Index i = 0; i < n; ++i) {
      right(i, 0) = -data.lower.C(0, i), right(i, 1) = -data.lower.a[i];
      upper(i, 0) = data.upper.K(0, i), upper(i, 1) = data.upper.f[i];
    }
    solution = detail::solve_positive_definite<S>(data.lower.A, right);
    gradient_y = matrix_product<S>(data.upper.F, solution) + upper;
    const Matrix<S> z = detail::solve_positive_definite<S>(data.lower.A, gradient_y);
    S slope = data.upper.H(0, 0), at_zero = data.upper.h[0];  // grad Phi(x) = slope x + at_zero
    for (Index i = 0; i < n; ++i) {
      slope += data.upper.K(0, i) * solution(i, 0) - data.lower.C(0, i) * z(i, 0);
      at_zero += data.upper.K(0, i) * solution(i, 1) - data.lower.C(0, i) * z(i, 1);
    }
    const S x = data.x0[0], gradient = slope * x + at_zero;
    Errors<S> errors{S(0), S(0), S(gradient * gradient), S(0)};
    for (Index i = 0; i < n; ++i) {
      const S of_y = solution(i, 0) * x + solution(i, 1), of_z = z(i, 0) * x + z(i, 1);
      errors.lower += of_y * of_y, errors.auxiliary += of_z * of_z;  // Y^0 = Z^0 = 0
    }
    base.start = {S(gradient * gradient / (S(2) * slope)), errors};
  }
  /// E||grad_Y f(x, Y*(x))||^2
  [[nodiscard]] S squared_gradient_y(const Matrix<S>& moments) const {
    const Index one = moments.rows() - 1;
    Matrix<S> of_x(2, 2);
    of_x << moments(0, 0), moments(0, one), moments(one, 0), moments(one, one);
    const Matrix<S> image = matrix_product<S>(matrix_product<S>(gradient_y, of_x), gradient_y.transpose());
    S trace(0);
    for (Index i = 0; i < image.rows(); ++i) trace += image(i, i);
    return trace;
  }
};

/// At least the square root.
double root_above(double v) { return std::sqrt(v); }
rational root_above(const rational& v) {
  const rational near(static_cast<long long>(1e6 * std::sqrt(static_cast<double>(v))) + 1);
  return near / 1000000;
}

/// The theorem on one run, against the exact mean: C / sqrt(K), K = root^2.
template <FieldScalar S>
void see_run(Slack<S>& slack, Tally& unbounded, const BentCase<S>& bent, int root) {
  auto a = bent.base.a;
  const auto steps = over(step_constants(a), root);  // L_f0 plays no part in them
  const auto recursion = bent.base.recursion();
  Matrix<S> moments = recursion.start();
  const S first = bent.squared_gradient_y(moments);
  S gradient(0), of_y(0);
  for (int k = 0; k < root * root; ++k) {
    gradient += recursion.squared_gradient(moments), of_y += bent.squared_gradient_y(moments);
    moments = recursion.step(moments, steps);
  }
  const S horizon(root * root);
  a.constants.L_f0 = root_above(S(of_y / horizon));
  slack.see(rate_constant(a, step_constants(a), bent.base.start) / S(root), S(gradient / horizon),
            std::string(name(bent.base.estimator.action)));
  if (root > 1) unbounded.add(S(of_y / horizon) != first);
}

void with_quadratic_f(EvidenceLog& log) {
  Slack<rational> exact;
  Slack<double> in_double;
  Tally unbounded, bound;
  for (const auto& one : rate_cases<rational>()) {
    const BentCase<rational> bent(one);
    for (const int root : {1, 3}) see_run(exact, unbounded, bent, root);
    bound.add(bent.base.start.gap > 0);
  }
  for (const auto& one : rate_cases<double>()) see_run(in_double, unbounded, BentCase<double>(one), 32);
  exact.log(log, "F, K not 0, K = 1 and 9, moments in rationals: C with the run's mean of E||grad_Y f*||^2");
  in_double.log(log, "the same, K = 1024, in double");
  unbounded.log(log, "that mean is not its value at x^0");
  bound.log(log, "Phi is bounded below there and not least at x^0");
}

}  // namespace bros::claims::rates
