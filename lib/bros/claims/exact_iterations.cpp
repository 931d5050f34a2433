// Iterations on quadratic problems, moments in rationals.
#include <bros/claims/lemmas.hpp>
#include <bros/claims/quadratic_cases.hpp>
#include <bros/compiled_theory.hpp>
#include <bros/theory/recursion/full_tangent_bounds.hpp>
#include <bros/theory/recursion/moment_recursion.hpp>

namespace bros::claims::in_rationals {

using R = rational;
using Column = Vector<R>;

Matrix<R> product(const Matrix<R>& a, const Matrix<R>& b) { return matrix_product<R>(a, b); }
R dot(const Column& u, const Column& v) {
  R sum = 0;
  for (Index i = 0; i < u.size(); ++i) sum += u[i] * v[i];
  return sum;
}
Column sum(Column u, const Column& v) {
  u += v;
  return u;
}
Column scaled(const R& c, Column v) {
  for (Index i = 0; i < v.size(); ++i) v[i] *= c;
  return v;
}
R square(const Column& u, const Column& v) {  // |u - v|^2
  const Column difference = sum(u, scaled(-1, v));
  return dot(difference, difference);
}
R size(const R& x) { return x < 0 ? R(-x) : x; }

/// At x: Y*, Z*, grad_Y f there, Phi and grad Phi.
struct Solution {
  Column y, z, b, gradient;
  R phi;
};
Solution solution(const QuadraticData<R>& data, const Column& x) {
  const auto& [A, C, a] = data.lower;
  const auto& [F, K, H, f, h] = data.upper;
  const auto solve = [&](const Column& right) -> Column { return detail::solve_positive_definite<R>(A, right); };
  Solution at;
  at.y = solve(scaled(-1, sum(product(C.transpose(), x), a)));
  at.b = sum(product(F, at.y), sum(product(K.transpose(), x), f));
  at.z = solve(at.b);
  at.gradient = sum(sum(product(H, x), product(K, at.y)), sum(h, scaled(-1, product(C, at.z))));
  at.phi =
      dot(at.y, product(F, at.y)) / 2 + dot(x, product(K, at.y)) + dot(x, product(H, x)) / 2 + dot(f, at.y) + dot(h, x);
  return at;
}

/// A bound of the norm of (A B; B^T D): the largest sum of sizes over a row.
R joint_norm(const Matrix<R>& a, const Matrix<R>& b, const Matrix<R>& d) {
  R largest = 0;
  const auto row = [&](const auto& left, const auto& right) {
    R total = 0;
    for (Index j = 0; j < left.size(); ++j) total += size(left(j));
    for (Index j = 0; j < right.size(); ++j) total += size(right(j));
    largest = std::max(largest, total);
  };
  for (Index i = 0; i < a.rows(); ++i) row(a.row(i), b.row(i));
  for (Index i = 0; i < d.rows(); ++i) row(b.col(i), d.row(i));
  return largest;
}
/// By Gershgorin's discs.
R least_eigenvalue(const Matrix<R>& a) {
  R least = a(0, 0);
  for (Index i = 0; i < a.rows(); ++i) {
    R disc = a(i, i);
    for (Index j = 0; j < a.rows(); ++j)
      if (j != i) disc -= size(a(i, j));
    least = std::min(least, disc);
  }
  return least;
}
Assumptions<R> assumptions(const QuadraticData<R>& data, const Column& at_solution) {
  const auto& [A, C, a] = data.lower;
  const auto& [F, K, H, f, h] = data.upper;
  const int n = static_cast<int>(A.rows()), d = static_cast<int>(C.rows());
  const Matrix<R> none = Matrix<R>::Zero(d, d);
  R L_f0 = 0;
  for (const R& entry : at_solution) L_f0 += size(entry);
  const auto variance = [](const R& level, int entries) { return R(level * level * entries); };
  return {.constants = {least_eigenvalue(A), joint_norm(none, C, A), 0, L_f0, joint_norm(H, K, F)},
          .variance = {variance(data.noise.lower_gradient, n), variance(data.noise.hessian, n + 1),
                       variance(data.noise.cross, d), variance(data.noise.upper_gradient_lower, n),
                       variance(data.noise.upper_gradient_upper, d)}};
}

/// The largest power of 1/2 that is at most this: steps of few digits.
R rounded_down(const R& step) {
  R power = 1;
  while (power > step) power /= 2;
  return power;
}

struct State {
  Column x, y, z, h;
};
State state(const QuadraticData<R>& data, int at) {
  const auto off = [](Index size, int factor) {
    Column v(size);
    for (Index i = 0; i < size; ++i) v[i] = factor * R((3 * i * i + i) % 5 - 1);
    return v;
  };
  const Index n = data.y0.size(), d = data.x0.size();
  const Solution star = solution(data, data.x0);
  const int y = at == 1 || at == 4, z = at == 2 || at == 4, h = at >= 3, far = at == 5 ? 0 : 10;
  return {data.x0, sum(star.y, off(n, y)), sum(star.z, off(n, 10 * z)), scaled(h, sum(star.gradient, off(d, far)))};
}

Iteration<R> observe(const QuadraticData<R>& data, const MomentRecursion<R>& recursion, const State& from,
                     const Steps<R>& steps, const Assumptions<R>& a) {
  const StateLayout& at = recursion.layout();
  Column s(at.size());
  s << from.x, from.y, from.z, from.h, R(1);
  const Matrix<R> after = recursion.step(recursion.at(s), steps);
  const Column mean = recursion.mean(after), next = mean.head(at.upper);  // x+ is not random
  const Solution now = solution(data, from.x), then = solution(data, next);
  const auto distance = [&](Index first, const Column& target) {  // E||part of s+ - target||^2
    R total = dot(target, target);
    for (Index i = 0; i < target.size(); ++i) total += after(first + i, first + i) - 2 * mean[first + i] * target[i];
    return total;
  };
  const auto variance = [&](Index first, Index count, const R& step) {
    return R(distance(first, mean.segment(first, count)) / (step * step));
  };
  return {.state = 0,
          .a = a,
          .steps = steps,
          .before = {square(from.y, now.y), square(from.z, now.z), square(from.h, now.gradient), dot(from.h, from.h)},
          .after = {distance(at.y(), then.y), distance(at.z(), then.z), distance(at.h(), then.gradient), 0},
          .auxiliary_variance = variance(at.z(), at.lower, steps.gamma),
          .estimate_variance = variance(at.h(), at.upper, steps.theta),
          .lower_fixed = distance(at.y(), now.y),
          .ascent = then.phi - now.phi,
          .gradient = dot(now.gradient, now.gradient)};
}

/// A diagonal and C = 0, so that mu and L are what they are; or nothing so simple. Noise on everything, or on nothing.
QuadraticData<R> problem(const std::vector<Block>& blocks, bool diagonal, bool noisy) {
  auto data = noisy ? noisy_data<R>(blocks, 1) : unstructured_data<R>(blocks, 1);
  if (diagonal) {
    const Index n = data.y0.size();
    for (Index i = 0; i < n; ++i)
      for (Index j = 0; j < n; ++j) data.lower.A(i, j) = i == j ? R(1 + 3 * (i % 2)) : R(0);
    data.lower.C = Matrix<R>::Zero(1, n);
  }
  return data;
}

/// With steps of which alpha is the largest that the others allow.
template <class Constants, class LargestAlpha>
std::vector<Iteration<R>> iterations_of(const std::vector<std::string>& actions, const Constants& constants,
                                        const LargestAlpha& alpha) {
  std::vector<Iteration<R>> made;
  int number = 0;
  for (const std::vector<Block>& shapes :
       std::vector<std::vector<Block>>{{{3, 1, 1}}, {{3, 1, 2}}, {{3, 1, 3}}, {{2, 2, 1}}, {{2, 1, 1}, {2, 1, 2}}})
    for (const std::string& known : actions) {
      const Blocks blocks(shapes);
      const ActionKind action = action_kind(known);
      if (!unbiased_on(action, blocks)) continue;
      ++number;
      const auto data = problem(shapes, number % 3 == 0, number % 4 != 0);
      const MomentRecursion<R> recursion(
          data, {action, number % 2 == 0 ? SamplerKind::haar : SamplerKind::coordinates, blocks}, Averaging::moving);
      const auto a = with_action(assumptions(data, solution(data, data.x0).b), action, blocks);
      const Steps<R> c = constants(a);
      const R beta = rounded_down(c.beta), gamma = rounded_down(c.gamma), theta = rounded_down(c.theta);
      const Steps<R> steps{rounded_down(alpha(a, beta, gamma, theta)), beta, gamma, theta};
      for (int at = 0; at < static_cast<int>(lemma_states.size()); ++at) {
        made.push_back(observe(data, recursion, state(data, at), steps, a));
        made.back().state = at;
      }
    }
  return made;
}

std::vector<Iteration<R>> iterations() {
  return iterations_of({action_kind_names.begin(), action_kind_names.end()}, step_constants<R>, largest_alpha<R>);
}
std::vector<Iteration<R>> full_tangent_iterations() {
  return iterations_of({name(ActionKind::one_sided), name(ActionKind::plain)}, full_tangent::step_constants<R>,
                       full_tangent::largest_alpha<R>);
}

std::vector<Displacement> displacements() {
  std::vector<Displacement> made;
  for (const bool diagonal : {false, true})
    for (const Index d : {1, 2, 3}) {
      auto data = unstructured_data<R>({{3, 1, 2}}, d);
      if (diagonal) {
        data = problem({{3, 1, 2}}, true, false);
        data.lower.C = Matrix<R>::Constant(1, 3, R(d * d));
      }
      const Solution from = solution(data, data.x0);
      for (Index i = 0; i < data.x0.size(); ++i) {
        Column to = data.x0;
        to[i] += 3, to[0] -= i;
        const Solution there = solution(data, to);
        made.push_back({assumptions(data, from.b), square(data.x0, to), square(from.y, there.y),
                        square(from.z, there.z), square(from.gradient, there.gradient)});
      }
    }
  return made;
}

}  // namespace bros::claims::in_rationals
