// The theorem on random quadratic problems, in double: r/m from 1/8 to 1, several blocks, condition numbers to 1000.
#include <bros/claims/bounds_instance.hpp>
#include <bros/claims/instances.hpp>
#include <bros/claims/lemmas.hpp>
#include <bros/compiled_theory.hpp>
#include <bros/theory/recursion/moment_operator.hpp>

namespace bros::claims::in_double {

using namespace one_iteration;

/// f = 1/2 |x|^2 + f'y + h'x with |f| = 1, so that Phi has Hessian I and the gap 1/2 |grad Phi|^2; g of the instance.
QuadraticData<double> linear_in_y(const Instance& random, const Blocks& blocks, bool noisy) {
  const Index n = random.A.rows(), d = random.C.rows();
  QuadraticData<double> data;
  data.lower = {random.A, random.C, random.a};
  data.upper = {Mat::Zero(n, n), Mat::Zero(d, n), Mat::Identity(d, d), random.b.normalized(), random.h};
  if (noisy) data.noise = {0.5, 0.25, 0.25, 0.5, 1};
  data.blocks = {blocks.begin(), blocks.end()};
  data.x0 = Vec::Ones(d), data.y0 = Vec::Zero(n);
  return data;
}
Assumptions<double> assumptions(const QuadraticData<double>& data, ActionKind action, const Blocks& blocks) {
  const double n = static_cast<double>(data.y0.size()), d = static_cast<double>(data.x0.size());
  const auto& noise = data.noise;
  const auto variance = [](double level, double entries) { return level * level * entries; };
  const Assumptions<double> of_problem{
      .constants = *Quadratic<double>(data).constants(),
      .variance = {variance(noise.lower_gradient, n), variance(noise.hessian, n + 1), variance(noise.cross, d),
                   variance(noise.upper_gradient_lower, n), variance(noise.upper_gradient_upper, d)}};
  return with_action(of_problem, action, blocks);
}
Start<double> start(const QuadraticData<double>& data) {
  const Quadratic<double> problem(data);
  Quadratic<double>::Exact exact(problem);
  exact.at(data.x0);
  const double square = exact.hypergradient().squaredNorm();
  return {square / 2,
          {exact.lower_solution().flat().squaredNorm(), exact.auxiliary_solution().flat().squaredNorm(), square, 0}};
}

/// visit(C, mean, kind), mean(root) the mean of E||grad Phi(x^k)||^2 over K = root^2 iterations with steps c / root.
template <class Visit>
void for_each_random_problem(const Visit& visit) {
  std::uint64_t number = 0;
  for (const Blocks& blocks : lemma_blocks())
    for (const ActionKind action : {ActionKind::plain, ActionKind::one_sided, ActionKind::biprobe,
                                    ActionKind::exact_weights, ActionKind::decoupled}) {
      if (!unbiased_on(action, blocks)) continue;
      ++number;
      const Stream stream = Stream(20261).fork(number);
      const double condition = std::array{1.0, 30.0, 1000.0}[number % 3];
      const Index d = number % 2 == 0 ? 1 : 3;
      const auto data = linear_in_y(instance(stream, blocks.full().size(), d, {condition, 0.3, 0, 1, true, 0}), blocks,
                                    number % 4 != 0);
      const auto a = assumptions(data, action, blocks);
      const auto c = step_constants(a);
      const Estimator estimator{action, number % 4 < 2 ? SamplerKind::haar : SamplerKind::coordinates, blocks};
      const MomentOperator<double> operators(MomentRecursion<double>(data, estimator, Averaging::moving), c);
      const auto mean = [&](double root) {
        return run_moments<double>(operators, 1 / root, static_cast<std::uint64_t>(root * root)).mean_squared_gradient;
      };
      visit(rate_constant(a, c, start(data)), mean, "condition " + std::to_string(static_cast<int>(condition)));
    }
}

Slack<double> rate_slack() {
  Slack<double> slack;
  for_each_random_problem([&](double constant, const auto& mean, const std::string& kind) {
    for (const double root : {8.0, 1024.0}) slack.see(constant / root, mean(root), kind);
  });
  return slack;
}

Slack<double> sample_complexity_slack() {
  Slack<double> slack;
  for_each_random_problem([&](double constant, const auto& mean, const std::string& kind) {
    const double epsilon = constant / 4096;
    slack.see(epsilon, mean(std::sqrt(bros::sample_complexity(constant, epsilon))), kind);
  });
  return slack;
}

}  // namespace bros::claims::in_double
