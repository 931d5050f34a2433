// The closed forms that the lemmas are held against: every subset and both signs of a sample, one by one.
#include <bros/claims/bounds_instance.hpp>

#include <gtest/gtest.h>

#include <bit>
#include <utility>
#include <vector>

namespace bros::bounds_instance_test {

using namespace one_iteration;

struct Outcome {
  Vec kept;  // m/r for the rows in the subset, 0 for the others: the diagonal of Q
  Real sign;
};
std::vector<Outcome> outcomes(const Blocks& blocks) {
  std::vector<Vec> all = {Vec(0)};
  for (const Block& block : blocks) {
    std::vector<Vec> longer;
    for (unsigned subset = 0; subset < (1U << block.rows); ++subset) {
      if (std::popcount(subset) != block.rank) continue;
      Vec rows(block.rows * block.cols);
      for (Index i = 0; i < rows.size(); ++i)
        rows[i] = (subset >> (i % block.rows)) % 2 * Real(block.rows) / Real(block.rank);
      for (const Vec& begun : all) longer.push_back((Vec(begun.size() + rows.size()) << begun, rows).finished());
    }
    all = std::move(longer);
  }
  std::vector<Outcome> made;
  for (const Vec& kept : all)
    for (const Real sign : {-1.0, 1.0}) made.push_back({kept, sign});
  return made;
}

/// One iteration of `one_sided`, or of `exact_weights` written out with its weights, on one block of one column.
one_iteration::State step(const Instance& problem, ActionKind action, const Blocks& blocks,
                          const one_iteration::State& from, const Steps<Real>& steps, const Outcome& outcome) {
  const auto& [ng, nH, nC, nb, nx] = problem.noise;
  const auto [kept, sign] = outcome;
  const Mat q = kept.asDiagonal(), hessian = problem.hessian(from.y) + sign * nH;
  const int m = static_cast<int>(blocks[0].rows), r = static_cast<int>(blocks[0].rank);
  Mat weighted_hessian = hessian;
  if (action == ActionKind::exact_weights) {
    weighted_hessian *= off_diagonal_weight<Real>(m, r);
    weighted_hessian.diagonal() = diagonal_weight<Real>(m, r) * hessian.diagonal();
  }
  const Vec estimate =
      action == ActionKind::one_sided ? Vec(q * hessian * from.z) : Vec(q * weighted_hessian * q * from.z);
  const Vec along = full_cross(action) ? from.z : Vec(q * from.z);
  const Vec d = problem.upper_gradient_upper(from.x, from.y) + sign * nx - (problem.C + sign * nC) * along;
  return {from.x - steps.alpha * from.h,
          from.y - steps.beta * (q * (problem.lower_gradient(from.x, from.y) + sign * ng)),
          from.z - steps.gamma * (estimate - q * (problem.upper_gradient_lower(from.x, from.y) + sign * nb)),
          from.h + steps.theta * (d - from.h)};
}

TEST(ExactMoments, of_one_iteration_are_those_of_all_its_outcomes) {
  for (const auto& [action, blocks] : {std::pair(ActionKind::one_sided, Blocks({{4, 1, 1}, {2, 2, 2}, {3, 1, 2}})),
                                       std::pair(ActionKind::exact_weights, Blocks({{5, 1, 2}})),
                                       std::pair(ActionKind::exact_weights, Blocks({{4, 1, 4}}))}) {
    const Stream stream(7);
    const Instance problem = instance(stream, blocks.full().size(), 2, {10, 1, 1, 1, false, 1});
    const one_iteration::State from = state(problem, stream.fork("state"), 4);
    const Steps<Real> steps{0.3, 0.2, 0.1, 0.4};
    const Iteration<Real> closed =
        observe(problem, from, steps, VariancesAt(problem, {action, SamplerKind::coordinates, blocks})(from),
                problem.assumptions(1));
    Errors<Real> mean;
    const auto all = outcomes(blocks);
    for (const Outcome& outcome : all) {
      const one_iteration::State to = step(problem, action, blocks, from, steps, outcome);
      const auto then = problem.at(to.x);
      mean.lower += (to.y - then.y).squaredNorm() / Real(all.size());
      mean.auxiliary += (to.z - then.z).squaredNorm() / Real(all.size());
      mean.average += (to.h - then.hypergradient).squaredNorm() / Real(all.size());
    }
    EXPECT_NEAR(closed.after.lower / mean.lower, 1, 1e-12) << name(action);
    EXPECT_NEAR(closed.after.auxiliary / mean.auxiliary, 1, 1e-12) << name(action);
    EXPECT_NEAR(closed.after.average / mean.average, 1, 1e-12) << name(action);
  }
}

}  // namespace bros::bounds_instance_test
