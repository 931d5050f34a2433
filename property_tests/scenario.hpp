// Whole runs as inputs of properties: a random quadratic problem, steps that keep errors from growing, a stream.
#pragma once

#include "actions.hpp"

#include <bros/method/make.hpp>
#include <bros/problem/quadratic.hpp>

#include <array>

namespace bros::property {

template <class S>
[[nodiscard]] QuadraticData<S> converted(const QuadraticData<double>& data) {
  const auto& [A, C, a] = data.lower;
  const auto& [F, K, H, f, h] = data.upper;
  const auto& n = data.noise;
  const auto to = [](const auto& m) { return m.template cast<S>().eval(); };
  return {{to(A), to(C), to(a)},
          {to(F), to(K), to(H), to(f), to(h)},
          {S(n.lower_gradient), S(n.hessian), S(n.cross), S(n.upper_gradient_lower), S(n.upper_gradient_upper)},
          data.blocks,
          to(data.x0),
          to(data.y0)};
}

/// Random data: A positive definite with eigenvalues from 10^-decades to 1, everything else in (-1, 1).
[[nodiscard]] inline QuadraticData<double> quadratic_data(const std::vector<Block>& blocks, Index d, double decades,
                                                          double noise, Numbers& numbers) {
  const Index n = Blocks(blocks).full().size();
  QuadraticData<double> data;
  data.lower = {numbers.positive_definite<double>(n, decades), numbers.matrix<double>(d, n), numbers.vector<double>(n)};
  data.upper = {Numbers::symmetric<double>(numbers.matrix<double>(n, n)), numbers.matrix<double>(d, n),
                Numbers::symmetric<double>(numbers.matrix<double>(d, d)), numbers.vector<double>(n),
                numbers.vector<double>(d)};
  data.noise = {noise, noise / 2, noise / 4, noise, noise / 2};
  data.blocks = blocks;
  data.x0 = numbers.vector<double>(d);
  data.y0 = numbers.vector<double>(n);
  return data;
}

/// A problem, steps, a stream and a number of iterations.
/// Math:     one iteration adds to each of x, Y, Z, h a step times an affine map of all four whose linear part is at
///           most `bound` in the largest of their norms: |P|^2 = m/r = q, the weights of an action at most 9, a
///           Gaussian at most 8.6 in absolute value. With steps of at most 1/(K bound), an error grows by at most (1 +
///           1/K)^K < e over the run.
struct Scenario {
  QuadraticData<double> data;
  Steps<double> steps;
  Stream stream;
  std::uint64_t iterations;

  template <class S>
  [[nodiscard]] Quadratic<S> problem() const {
    return Quadratic<S>(converted<S>(data));
  }
  template <class S>
  [[nodiscard]] Steps<S> steps_in() const {
    return {S(steps.alpha), S(steps.beta), S(steps.gamma), S(steps.theta)};
  }
};

[[nodiscard]] inline Scenario any_scenario(const Sizes& sizes, const ActionTraits& traits = any_rank) {
  const auto shapes = *block_structures(sizes, traits).as("blocks");
  const Index d = *whole(1, 3).as("dim(x)");
  const auto iterations = static_cast<std::uint64_t>(*whole(1, 12).as("iterations"));
  const double noise = *rc::gen::element(0., 0.125).as("noise");
  Numbers numbers = Numbers::of(Flavour::moderate);
  const auto data = quadratic_data(shapes, d, 3 * std::abs(numbers.moderate()), noise, numbers);

  double q = 1;
  for (const Block& b : shapes) q = std::max(q, gram_factor<double>(b));
  const double most = 8.6 * noise, n = static_cast<double>(data.y0.size());
  const double hessian = data.lower.A.norm() + most * n;
  const double cross = data.lower.C.norm() + most * std::sqrt(n * static_cast<double>(d));
  const double bound = 9 * q * q * hessian + q * (cross + data.upper.F.norm() + data.upper.K.norm()) +
                       data.upper.H.norm() + data.upper.K.norm() + q * cross + 1;
  const auto step = [&] {
    return (0.5 + std::abs(numbers.moderate()) / 2) / (static_cast<double>(iterations) * bound);
  };
  const double alpha = step(), beta = step(), gamma = step(), theta = step();
  return {data, {alpha, beta, gamma, theta}, *streams().as("stream"), iterations};
}

/// A single loop of these kinds, which may be in no list.
template <Scalar S>
[[nodiscard]] std::unique_ptr<Method<S>> single_loop(const Problem<S>& problem, const Stream& stream,
                                                     const SubspaceEntry<S>& sampler, const ActionEntry<S>& kind,
                                                     Averaging averaging = Averaging::moving) {
  auto p = sampler.make(problem.blocks());
  auto action = kind.make(*p);
  return std::make_unique<SingleLoop<S>>(problem, stream, std::move(p), std::move(action), averaging);
}
/// The final state of that single loop on the Quadratic of a scenario.
template <Scalar S>
[[nodiscard]] State<S> run_of(const Scenario& scenario, const SubspaceEntry<S>& sampler, const ActionEntry<S>& kind) {
  const Quadratic<S> problem = scenario.problem<S>();
  const auto method = single_loop(problem, scenario.stream, sampler, kind);
  for (std::uint64_t k = 0; k < scenario.iterations; ++k) method->step(scenario.steps_in<S>());
  return method->state();
}

/// What is compared of a state: x, Y, Z, h.
template <class S>
[[nodiscard]] std::array<const Vector<S>*, 4> parts(const State<S>& state) {
  return {&state.x, &state.y.flat(), &state.z.flat(), &state.h};
}
/// The same value, bit for bit: 0 and -0 differ.
template <class S>
[[nodiscard]] bool same_bits(const S& a, const S& b) {
  using std::signbit;
  return a == b && signbit(a) == signbit(b);
}
template <class S>
[[nodiscard]] bool same_bits(const State<S>& a, const State<S>& b) {
  for (std::size_t part = 0; part < 4; ++part) {
    const Vector<S>&u = *parts(a)[part], &v = *parts(b)[part];
    if (u.size() != v.size()) return false;
    for (Index i = 0; i < u.size(); ++i)
      if (!same_bits(u[i], v[i])) return false;
  }
  return true;
}

/// What rounding in S may do to a run.
/// Math:     an iteration adds to the state an increment of at most 1/K of (state + data), which is reached through
///           `operations` roundings, and rounds the sum: (operations / K + 4) eps (state + data). Over K iterations,
///           with the growth of Scenario: e (operations + 4 K) eps (state + data), where the state starts from x0, y0
///           and is at most e (x0 + y0 + data), so that state + data < 4 (x0 + y0 + data)
template <class S>
[[nodiscard]] S run_tolerance(const Scenario& scenario, double operations) {
  const auto& [lower, upper, noise, blocks, x0, y0] = scenario.data;
  const double size = static_cast<double>(y0.size());
  const double data = x0.norm() + y0.norm() + lower.a.norm() + upper.f.norm() + upper.h.norm() +
                      8.6 * noise.lower_gradient * std::sqrt(size) + 1;
  return rounding<S>(2.72 * (operations + 4 * static_cast<double>(scenario.iterations)), 4 * data);
}

/// Compares two final states, the finer one rounded to the coarser scalar S.
template <class S, class Fine>
void compare(Deviation& deviation, const State<S>& got, const State<Fine>& want, const S& tolerance) {
  for (std::size_t part = 0; part < 4; ++part)
    deviation.compare(*parts(got)[part], Vector<S>(parts(want)[part]->template cast<S>()), tolerance);
}

}  // namespace bros::property
