// The lemmas of docs/theory/convergence.md against exact left-hand sides: second moments of one iteration in closed
// form, over shapes, actions, condition numbers, noises and states. The least slack, bound / exact value, is recorded.
#include "bounds_instance.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <iostream>
#include <vector>

namespace bros::one_iteration::bounds_test {

std::vector<Blocks> all_blocks() {
  std::vector<Blocks> all;
  for (const int r : {1, 2, 4, 8}) all.push_back(Blocks({{8, 1, r}}));
  all.push_back(Blocks({{4, 2, 2}}));
  all.push_back(Blocks({{4, 1, 2}, {3, 1, 2}}));
  all.push_back(Blocks({{4, 1, 1}, {2, 2, 2}}));
  all.push_back(Blocks({{4, 1, 2}, {2, 1, 1}, {1, 1, 1}}));
  return all;
}
bool allows(ActionKind action, const Blocks& blocks) {
  try {
    (void)subspace_variance<Real>(action, blocks);
    return true;
  } catch (const ArgumentError&) {
    return false;
  }
}

/// Iterations over every dimension of variation, made once.
const std::vector<Observed>& observations() {
  static const std::vector<Observed> all = [] {
    std::vector<Observed> made;
    const std::vector<Shape> shapes = {{1, 0, 0, 0.1, true, 1},   {1, 0, 0, 1, false, 0},    {10, 1, 0, 1, false, 1},
                                       {100, 3, 0, 1, false, 2},  {1000, 1, 0, 1, false, 3}, {2, 1, 2, 1e-3, true, 0},
                                       {10, 0.3, 5, 1, false, 1}, {1, 30, 0, 1, false, 0}};
    const Stream root(20260);
    std::uint64_t number = 0;
    for (const Blocks& blocks : all_blocks())
      for (const std::string known : action_kind_names) {
        const ActionKind action = action_kind(known);
        if (!allows(action, blocks)) continue;
        const auto [rho, omega] = subspace_variance<Real>(action, blocks);
        for (const Shape& shape : shapes) {
          const Stream stream = root.fork(++number);
          const Instance problem = instance(stream, blocks.full().size(), 2, shape);
          const Estimator e{action, number % 2 == 0 ? SamplerKind::haar : SamplerKind::coordinates, blocks};
          for (int pattern = 0; pattern < 6; ++pattern) {
            const State from = state(problem, stream.fork("state"), pattern);
            Assumptions<Real> a =
                problem.assumptions(problem.upper_gradient_lower(from.x, problem.at(from.x).y).norm());
            a.rho = rho, a.omega = omega;
            const Variances variance = variances(problem, e, from);
            const Steps<Real> c = step_constants(a);
            for (const Real root_k : {1.0, 10.0, 100.0}) {
              const Steps<Real> steps{c.alpha / root_k, c.beta / root_k, c.gamma / root_k, c.theta / root_k};
              Observed o = observe(problem, from, steps, variance, a);
              o.label = known + ", case " + std::to_string(number) + ", pattern " + std::to_string(pattern);
              o.action = action;
              o.pattern = pattern;
              made.push_back(std::move(o));
            }
          }
        }
      }
    return made;
  }();
  return all;
}

using Sides = std::function<std::pair<Real, Real>(const Observed&)>;  // bound, exact value
Slack slack(const Sides& sides) {
  Slack least;
  for (const Observed& o : observations()) {
    const auto [bound, exact] = sides(o);
    least.see(bound, exact, o.label);
  }
  return least;
}
/// The bound holds everywhere; the least slack is recorded for each pattern of `state`, since errors, noise and drift
/// are bounded with different slack.
void expect_bound(const Sides& sides) {
  for (int pattern = 0; pattern < 6; ++pattern) {
    Slack found;
    for (const Observed& o : observations())
      if (o.pattern == pattern) {
        const auto [bound, exact] = sides(o);
        found.see(bound, exact, o.label);
      }
    EXPECT_TRUE(found.holds()) << "bound / exact value = " << found.least << " at " << found.where;
    const std::string text = std::to_string(found.least) + " at " + found.where;
    ::testing::Test::RecordProperty("least_slack_" + std::to_string(pattern), text);
    std::cout << "least slack " << text << "\n";
  }
}

using Fault = std::function<void(Observed&)>;
/// Whether the bound, computed from what the fault makes of constants and steps, is refuted by the true values.
bool refuted(const Sides& sides, const Fault& fault) {
  return !slack([&](const Observed& truth) {
            Observed wrong = truth;
            fault(wrong);
            return std::pair(sides(wrong).first, sides(truth).second);
          }).holds();
}

const Sides fixed = [](const Observed& o) {
  return std::pair(projected_descent(o.a, o.steps.beta, o.before.lower), o.lower_fixed);
};
const Sides tracking = [](const Observed& o) {
  return std::pair(lower_tracking(o.a, o.steps, o.before), o.after.lower);
};
const Sides auxiliary = [](const Observed& o) {
  return std::pair(auxiliary_contraction(o.a, o.steps, o.before), o.after.auxiliary);
};
const Sides auxiliary_one_sided = [](const Observed& o) {
  if (o.action != ActionKind::one_sided) return std::pair(1.0, 0.0);
  return std::pair(auxiliary_contraction(o.a, o.steps, o.before, auxiliary_floor_one_sided(o.a)), o.after.auxiliary);
};
const Sides auxiliary_variance = [](const Observed& o) {
  return std::pair(auxiliary_noise(o.a, o.before), o.variance.auxiliary);
};
const Sides estimate_variance = [](const Observed& o) {
  return std::pair(estimate_noise(o.a, o.before), o.variance.estimate);
};
const Sides average = [](const Observed& o) {
  return std::pair(averaging_error(o.a, o.steps, o.before), o.after.average);
};
/// With Phi+ - Phi + alpha/2 ||grad Phi||^2 on the side of the exact value.
const Sides decrease = [](const Observed& o) {
  const auto weights = potential(o.a, o.steps);
  const Real half = o.steps.alpha / 2;
  return std::pair(weights(o.before) + half * noise_floor(o.a, o.steps),
                   o.ascent + half * o.gradient + weights(o.after));
};

TEST(ProjectedDescent, bounds_the_exact_mean_square) { expect_bound(fixed); }
TEST(ProjectedDescent, is_attained) { EXPECT_LT(slack(fixed).least, 1 + 1e-9); }
TEST(ProjectedDescent, refutes_planted_faults) {
  EXPECT_FALSE(refuted(fixed, [](Observed&) {}));
  EXPECT_TRUE(refuted(fixed, [](Observed& o) { o.a.rho = 1; })) << "rho missing";
  EXPECT_TRUE(refuted(fixed, [](Observed& o) { o.a.variance.lower_gradient *= 0.999; }));
  EXPECT_TRUE(refuted(fixed, [](Observed& o) { o.a.constants.mu_g *= 1.01; })) << "a contraction faster by 1 %";
}
TEST(LowerTracking, bounds_the_exact_mean_square) { expect_bound(tracking); }
TEST(LowerTracking, refutes_planted_faults) {
  EXPECT_TRUE(refuted(tracking, [](Observed& o) { o.a.rho = 1; })) << "rho missing";
  EXPECT_TRUE(refuted(tracking, [](Observed& o) { o.steps.alpha = 0; })) << "the drift missing";
  EXPECT_TRUE(refuted(tracking, [](Observed& o) { o.a.variance.lower_gradient = 0; })) << "the noise missing";
  EXPECT_TRUE(refuted(tracking, [](Observed& o) { o.a.constants.mu_g *= 5; })) << "a contraction five times as fast";
}
TEST(OracleNoise, bounds_the_exact_variance_of_the_step_of_the_auxiliary_variable) {
  expect_bound(auxiliary_variance);
  EXPECT_TRUE(refuted(auxiliary_variance, [](Observed& o) { o.a.omega = 0; })) << "omega missing";
  EXPECT_TRUE(refuted(auxiliary_variance, [](Observed& o) { o.a.variance.hessian = 0; }));
  EXPECT_TRUE(refuted(auxiliary_variance, [](Observed& o) { o.a.variance.upper_gradient_lower *= 0.49; }));
  EXPECT_TRUE(refuted(auxiliary_variance, [](Observed& o) { o.before.auxiliary = 0; })) << "only the noise at Z*";
}
TEST(OracleNoise, bounds_the_exact_variance_of_the_hypergradient_estimate) {
  expect_bound(estimate_variance);
  EXPECT_TRUE(refuted(estimate_variance, [](Observed& o) { o.a.rho = 1; })) << "rho missing";
  EXPECT_TRUE(refuted(estimate_variance, [](Observed& o) { o.a.variance.cross = 0; }));
  EXPECT_TRUE(refuted(estimate_variance, [](Observed& o) { o.a.variance.upper_gradient_upper *= 0.49; }));
  EXPECT_TRUE(refuted(estimate_variance, [](Observed& o) { o.before.auxiliary = 0; })) << "only the noise at Z*";
}
TEST(AuxiliaryContraction, bounds_the_exact_mean_square) { expect_bound(auxiliary); }
TEST(AuxiliaryContraction, has_a_smaller_floor_for_one_sided) { expect_bound(auxiliary_one_sided); }
TEST(AuxiliaryContraction, refutes_planted_faults) {
  EXPECT_TRUE(refuted(auxiliary, [](Observed& o) { o.a.omega = 0; })) << "omega missing";
  EXPECT_TRUE(refuted(auxiliary, [](Observed& o) { o.a.rho = 1, o.a.omega = 0; })) << "as in full space";
  EXPECT_TRUE(refuted(auxiliary, [](Observed& o) { o.a.variance.hessian = 0; })) << "the Hessian's noise missing";
  EXPECT_TRUE(refuted(auxiliary, [](Observed& o) { o.a.constants.L_g2 = 0; })) << "L_g2 missing";
  EXPECT_TRUE(refuted(auxiliary, [](Observed& o) { o.steps.alpha = 0; })) << "the drift missing";
  EXPECT_TRUE(refuted(auxiliary, [](Observed& o) { o.before.lower = 0; })) << "the error of Y missing";
  EXPECT_TRUE(refuted(
      [](const Observed& o) {
        return std::pair(auxiliary_contraction(o.a, o.steps, o.before, auxiliary_floor_one_sided(o.a)),
                         o.after.auxiliary);
      },
      [](Observed&) {}))
      << "the floor of one_sided for every action";
}
TEST(AveragingError, bounds_the_exact_mean_square) { expect_bound(average); }
TEST(AveragingError, refutes_planted_faults) {
  EXPECT_TRUE(refuted(average, [](Observed& o) { o.a.rho = 1; })) << "rho missing";
  EXPECT_TRUE(refuted(average, [](Observed& o) { o.a.variance.cross = 0; })) << "the cross term's noise missing";
  EXPECT_TRUE(refuted(average, [](Observed& o) { o.a.variance.upper_gradient_upper = 0; }));
  EXPECT_TRUE(refuted(average, [](Observed& o) { o.steps.alpha = 0; })) << "the drift missing";
  EXPECT_TRUE(refuted(average, [](Observed& o) { o.before.auxiliary = 0; })) << "the error of Z missing";
  EXPECT_TRUE(refuted(average, [](Observed& o) { o.before.lower = 0; })) << "the error of Y missing";
}
TEST(PotentialDecrease, bounds_the_exact_mean) { expect_bound(decrease); }

TEST(PotentialDecrease, refutes_planted_faults) {
  const auto with = [](const Fault& fault, Real gradients) -> Sides {  // the fault in N alone
    return [=](const Observed& o) {
      Observed wrong = o;
      fault(wrong);
      const auto weights = potential(o.a, o.steps);
      const Real half = o.steps.alpha / 2;
      return std::pair(weights(o.before) + half * noise_floor(wrong.a, o.steps),
                       o.ascent + gradients * half * o.gradient + weights(o.after));
    };
  };
  EXPECT_TRUE(slack(with([](Observed&) {}, 1)).holds());
  EXPECT_FALSE(slack(with([](Observed&) {}, 4)).holds()) << "2 alpha ||grad Phi||^2 gained";
  EXPECT_FALSE(slack(with([](Observed& o) { o.a.variance = {}; }, 1)).holds()) << "sampling noise missing";
  EXPECT_FALSE(slack(with([](Observed& o) { o.a.rho = 1, o.a.omega = 0; }, 1)).holds()) << "as in full space";
}

// Lipschitz constants.

struct Ratios {
  Slack lower, auxiliary, hypergradient;
};
Ratios lipschitz_slack(const Fault& fault) {
  Ratios found;
  const std::vector<Shape> shapes = {{1, 300, 0, 1, false, 0},
                                     {100, 1, 0, 1, false, 0},
                                     {1, 1, 0, 1, false, 0},
                                     {2, 1, 5, 1e-3, true, 0},
                                     {30, 0.2, 10, 1, true, 0}};
  for (const Shape& shape : shapes)
    for (std::uint64_t number = 0; number < 20; ++number) {
      const Stream stream = Stream(11).fork(number);
      const Instance problem = instance(stream, 3, number % 2 == 0 ? 1 : 3, shape);
      Observed o{};
      o.a = problem.assumptions(problem.b.norm());
      fault(o);
      const auto bound = hypergradient_lipschitz(o.a);
      for (const Real distance : {1e-2, 1.0, 30.0}) {
        const Vec x = gaussian(stream.fork("x"), problem.C.rows());
        const Vec to = x + distance * gaussian(stream.fork("to"), x.size());
        const auto a = problem.at(x), b = problem.at(to);
        const Real moved = (x - to).norm();
        found.lower.see(bound.lower_solution, (a.y - b.y).norm() / moved, "");
        found.auxiliary.see(bound.auxiliary_solution, (a.z - b.z).norm() / moved, "");
        found.hypergradient.see(bound.hypergradient, (a.hypergradient - b.hypergradient).norm() / moved, "");
      }
    }
  return found;
}
TEST(HypergradientLipschitz, bounds_the_differences) {
  const Ratios found = lipschitz_slack([](Observed&) {});
  EXPECT_TRUE(found.lower.holds() && found.auxiliary.holds() && found.hypergradient.holds());
  EXPECT_LT(found.lower.least, 1.01) << "L_Y is attained up to any factor";
  const std::string text = "Y* " + std::to_string(found.lower.least) + ", Z* " + std::to_string(found.auxiliary.least) +
                           ", grad Phi " + std::to_string(found.hypergradient.least);
  RecordProperty("least_slack", text);
  std::cout << "least slack " << text << "\n";
}
TEST(HypergradientLipschitz, refutes_planted_faults) {
  EXPECT_FALSE(lipschitz_slack([](Observed& o) { o.a.constants.L_g1 *= 0.98; }).lower.holds());
  const Ratios without = lipschitz_slack([](Observed& o) { o.a.constants.L_g2 = 0; });
  EXPECT_FALSE(without.auxiliary.holds()) << "L_g2 missing";
  EXPECT_FALSE(without.hypergradient.holds()) << "L_g2 missing";
  EXPECT_FALSE(lipschitz_slack([](Observed& o) { o.a.constants.L_f1 /= 4; }).auxiliary.holds());
}

// omega = kappa - 1.

TEST(SubspaceVariance, bounds_the_exact_variance_for_every_tangent) {
  Slack found, without_one;
  for (const Blocks& blocks : all_blocks())
    for (const std::string known : action_kind_names) {
      if (!allows(action_kind(known), blocks)) continue;
      const Index n = blocks.full().size();
      const Real omega = subspace_variance<Real>(action_kind(known), blocks).omega;
      for (const SamplerKind sampler : {SamplerKind::haar, SamplerKind::coordinates})
        for (const std::uint64_t seed : {1, 2, 3}) {
          Mat h = gaussian(Stream(seed), n, n);
          if (seed == 2) h = h.householderQr().householderQ();
          if (seed == 3) h = Mat::Identity(n, n);
          const Mat variance = second_moment_form<Real>({action_kind(known), sampler, blocks}, h) - h.transpose() * h;
          const Real worst =
              Eigen::SelfAdjointEigenSolver<Mat>(variance).eigenvalues().maxCoeff() / (norm(h) * norm(h));
          found.see(omega + 1e-12, worst, known);
          without_one.see(omega * 0.99 + 1e-12, worst, known);
        }
    }
  EXPECT_TRUE(found.holds()) << found.least << " " << found.where;
  EXPECT_FALSE(without_one.holds()) << "planted fault: a hundredth too small";
  EXPECT_THROW((void)subspace_variance<Real>(ActionKind::plain, Blocks({{4, 1, 2}})), ArgumentError);
  EXPECT_EQ(subspace_variance<rational>(ActionKind::plain, Blocks({{4, 1, 4}})).omega, 0);
  EXPECT_EQ(subspace_variance<rational>(ActionKind::one_sided, Blocks({{8, 1, 1}, {3, 2, 2}})).omega, 7);
}

}  // namespace bros::one_iteration::bounds_test
