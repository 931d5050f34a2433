// Problems on which the theorem's constants are known in full, in any field.
#pragma once

#include <bros/problem/quadratic.hpp>
#include <bros/theory/recursion/bounds.hpp>
#include <bros/theory/recursion/moment_recursion.hpp>

#include <string>
#include <utility>
#include <vector>

namespace bros::claims {

/// f = 1/2 |x|^2 + f'y + h'x, linear in y, so that L_f0 = |f| = 1 everywhere and Phi has a least value;
/// g = 1/2 y'Ay + x'Cy + a'y, A = diag(1, condition, 1, ..), C = 1/10: mu = 1, and row sums bound L. x is a number.
template <FieldScalar S>
struct RateCase {
  Estimator estimator;
  bool noisy;
  QuadraticData<S> data;
  Assumptions<S> a;
  Start<S> start;

  RateCase(ActionKind action, SamplerKind sampler, std::vector<Block> blocks, int condition, bool with_noise)
      : estimator{action, sampler, Blocks(blocks)}, noisy(with_noise) {
    constexpr int d = 1;
    const int n = static_cast<int>(estimator.blocks.full().size());
    const S one(1), tenth = S(1) / S(10);
    data.lower = {Matrix<S>::Zero(n, n), Matrix<S>::Constant(d, n, tenth), Vector<S>::Constant(n, one)};
    data.upper = {Matrix<S>::Zero(n, n), Matrix<S>::Zero(d, n), Matrix<S>::Identity(d, d), Vector<S>::Zero(n),
                  Vector<S>::Constant(d, one)};
    data.upper.f[0] = S(3) / S(5), data.upper.f[1] = S(4) / S(5);
    data.x0 = Vector<S>::Constant(d, one), data.y0 = Vector<S>::Zero(n);
    data.blocks = std::move(blocks);
    if (noisy) data.noise = {S(1) / S(2), S(1) / S(4), S(1) / S(4), S(1) / S(2), S(1)};
    S gradient = data.upper.h[0] + data.x0[0], lower(0), auxiliary(0);
    for (int i = 0; i < n; ++i) {
      data.lower.A(i, i) = S(i % 2 == 0 ? 1 : condition);
      const S y = -(tenth + one) / data.lower.A(i, i), z = data.upper.f[i] / data.lower.A(i, i);
      gradient -= tenth * z, lower += y * y, auxiliary += z * z;
    }
    const auto variance = [](const S& level, int entries) { return S(level * level * S(entries)); };
    a = {.constants = {one, S(condition) + tenth, S(0), one, one},  // n / 10 is less than L
         .variance = {variance(data.noise.lower_gradient, n), variance(data.noise.hessian, n + 1),
                      variance(data.noise.cross, d), variance(data.noise.upper_gradient_lower, n),
                      variance(data.noise.upper_gradient_upper, d)}};
    a = with_action(a, action, estimator.blocks);
    const S square = gradient * gradient;
    start = {square / S(2), {lower, auxiliary, square, S(0)}};
  }
  /// (x, Y, Z, h, 1) where nothing is left to do.
  [[nodiscard]] Vector<S> solution() const {
    const Index n = data.y0.size();
    Vector<S> s = Vector<S>::Zero(2 * n + 3);
    s[0] = -data.upper.h[0], s[2 * n + 2] = S(1);
    for (Index i = 0; i < n; ++i) {
      s[n + 1 + i] = data.upper.f[i] / data.lower.A(i, i);
      s[0] += data.lower.C(0, i) * s[n + 1 + i];
    }
    for (Index i = 0; i < n; ++i) s[1 + i] = -(data.lower.C(0, i) * s[0] + data.lower.a[i]) / data.lower.A(i, i);
    return s;
  }
  [[nodiscard]] MomentRecursion<S> recursion() const { return MomentRecursion<S>(data, estimator, Averaging::moving); }
};

/// Methods, block structures, condition numbers, with and without noise.
template <FieldScalar S>
std::vector<RateCase<S>> rate_cases() {
  using Kind = ActionKind;
  std::vector<RateCase<S>> all;
  for (const bool noisy : {false, true})
    for (const int condition : {1, 10}) {
      const auto add = [&](Kind action, SamplerKind sampler, std::vector<Block> blocks) {
        all.emplace_back(action, sampler, std::move(blocks), condition, noisy);
      };
      add(Kind::plain, SamplerKind::coordinates, {{3, 1, 3}});
      add(Kind::one_sided, SamplerKind::haar, {{3, 1, 1}});
      add(Kind::one_sided, SamplerKind::coordinates, {{2, 1, 1}, {1, 1, 1}});
      add(Kind::biprobe, SamplerKind::haar, {{3, 1, 2}});
      add(Kind::exact_weights, SamplerKind::coordinates, {{3, 1, 2}});
    }
  return all;
}

/// c / root.
template <FieldScalar S>
Steps<S> over(const Steps<S>& c, int root) {
  const S r(root);
  return {c.alpha / r, c.beta / r, c.gamma / r, c.theta / r};
}

}  // namespace bros::claims
