// The lemmas in double, on problems with L_g2 > 0 and with condition numbers to 1000: shapes, actions, noises, states.
#include <bros/claims/bounds_instance.hpp>
#include <bros/claims/instances.hpp>
#include <bros/claims/lemmas.hpp>
#include <bros/compiled_theory.hpp>

namespace bros::claims {

std::vector<Blocks> lemma_blocks() {
  std::vector<Blocks> all;
  for (const int r : {1, 2, 4, 8}) all.push_back(Blocks({{8, 1, r}}));
  all.push_back(Blocks({{4, 2, 2}}));
  all.push_back(Blocks({{4, 1, 2}, {3, 1, 2}}));
  all.push_back(Blocks({{4, 1, 1}, {2, 2, 2}}));
  all.push_back(Blocks({{4, 1, 2}, {2, 1, 1}, {1, 1, 1}}));
  return all;
}
bool unbiased_on(ActionKind action, const Blocks& blocks) {
  try {
    (void)subspace_variance<double>(action, blocks);
    return true;
  } catch (const ArgumentError&) {
    return false;
  }
}

namespace in_double {

using namespace one_iteration;

std::vector<Iteration<double>> iterations() {
  const std::vector<Shape> shapes = {{1, 0, 0, 0.1, true, 1},   {1, 0, 0, 1, false, 0},    {10, 1, 0, 1, false, 1},
                                     {100, 3, 0, 1, false, 2},  {1000, 1, 0, 1, false, 3}, {2, 1, 2, 1e-3, true, 0},
                                     {10, 0.3, 5, 1, false, 1}, {1, 30, 0, 1, false, 0}};
  std::vector<Iteration<double>> made;
  std::uint64_t number = 0;
  for (const Blocks& blocks : lemma_blocks())
    for (const std::string known : action_kind_names) {
      const ActionKind action = action_kind(known);
      if (!unbiased_on(action, blocks)) continue;
      for (const Shape& shape : shapes) {
        ++number;
        if ((number + number / shapes.size()) % 2 == 0) continue;  // half of the shapes, the other half next time
        const Stream stream = Stream(20260).fork(number);
        const Instance problem = instance(stream, blocks.full().size(), 2, shape);
        const Estimator e{action, number % 4 < 2 ? SamplerKind::haar : SamplerKind::coordinates, blocks};
        const VariancesAt variances(problem, e);
        for (int at = 0; at < static_cast<int>(lemma_states.size()); ++at) {
          const one_iteration::State from = state(problem, stream.fork("state"), at);
          const auto a = with_action(
              problem.assumptions(problem.upper_gradient_lower(from.x, problem.at(from.x).y).norm()), action, blocks);
          const Variances variance = variances(from);
          const Steps<double> c = step_constants(a);
          for (const double root_k : {1.0, 30.0}) {
            made.push_back(observe(
                problem, from, {c.alpha / root_k, c.beta / root_k, c.gamma / root_k, c.theta / root_k}, variance, a));
            made.back().state = at;
          }
        }
      }
    }
  return made;
}

Slack<double> subspace_variance_slack() {
  Slack<double> slack;
  for (const Blocks& blocks : lemma_blocks())
    for (const std::string known : action_kind_names) {
      const ActionKind action = action_kind(known);
      if (!unbiased_on(action, blocks)) continue;
      const Index n = blocks.full().size();
      const double omega = subspace_variance<double>(action, blocks).omega;
      if (omega == 0) continue;  // full space
      for (const SamplerKind sampler : {SamplerKind::haar, SamplerKind::coordinates})
        for (const Mat& h : {gaussian(Stream(1), n, n), orthogonal(Stream(2), n), Mat(Mat::Identity(n, n))}) {
          const Mat variance = second_moment_form<double>({action, sampler, blocks}, h) - h.transpose() * h;
          slack.see(omega + 1e-12, largest_eigenvalue(variance) / std::pow(norm(h), 2), known);
        }
    }
  return slack;
}

Slack<double> weak_noise_slack() {
  Slack<double> slack;
  int number = 0;
  for (const Blocks& blocks : lemma_blocks())
    for (const std::string known : action_kind_names) {
      const ActionKind action = action_kind(known);
      if (!unbiased_on(action, blocks)) continue;
      const Index n = blocks.full().size();
      const double omega = subspace_variance<double>(action, blocks).omega;
      if (omega == 0) continue;  // full space
      const SamplerKind sampler = ++number % 2 == 0 ? SamplerKind::haar : SamplerKind::coordinates;
      const std::array<Vec, 3> directions{Vec::Unit(n, 0), Vec::Ones(n), gaussian(Stream(4), n)};
      std::array<double, 3> worst{};
      for (Index j = 0; j < n; ++j) {
        std::array<double, 3> worst_row{};
        for (Index i = 0; i < n; ++i) {
          const Mat form =
              second_moment_form<double>({action, sampler, blocks}, Vec::Unit(n, i) * Vec::Unit(n, j).transpose());
          for (std::size_t z = 0; z < 3; ++z)
            worst_row[z] = std::max(worst_row[z], directions[z].dot(form * directions[z]));
        }
        for (std::size_t z = 0; z < 3; ++z) worst[z] += worst_row[z];
      }
      for (std::size_t z = 0; z < 3; ++z) slack.see((omega + 1) * directions[z].squaredNorm(), worst[z], known);
    }
  return slack;
}

Slack<double> lipschitz_slack() {
  const std::vector<Shape> shapes = {{1, 300, 0, 1, false, 0},
                                     {100, 1, 0, 1, false, 0},
                                     {1, 1, 0, 1, false, 0},
                                     {2, 1, 5, 1e-3, true, 0},
                                     {30, 0.2, 10, 1, true, 0}};
  Slack<double> slack;
  for (const Shape& shape : shapes)
    for (std::uint64_t number = 0; number < 20; ++number) {
      const Stream stream = Stream(11).fork(number);
      const Instance problem = instance(stream, 3, number % 2 == 0 ? 1 : 3, shape);
      const auto bound = hypergradient_lipschitz(problem.assumptions(problem.b.norm()));
      for (const double distance : {1e-2, 1.0, 30.0}) {
        const Vec x = gaussian(stream.fork("x"), problem.C.rows());
        const Vec to = x + distance * gaussian(stream.fork("to"), x.size());
        const auto a = problem.at(x), b = problem.at(to);
        const double moved = (x - to).norm();
        slack.see(bound.lower_solution, (a.y - b.y).norm() / moved, "Y*");
        slack.see(bound.auxiliary_solution, (a.z - b.z).norm() / moved, "Z*");
        slack.see(bound.hypergradient, (a.hypergradient - b.hypergradient).norm() / moved, "grad Phi");
      }
    }
  return slack;
}

}  // namespace in_double
}  // namespace bros::claims
