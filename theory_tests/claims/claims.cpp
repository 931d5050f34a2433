#include "claims.hpp"

namespace bros::claims {

const std::vector<Claim>& all() {
  static const std::vector<Claim> claims = {
      {"haar-first", "E||Q v||^2 = (m/r) ||v||^2 for Q = P P^T, P Haar", "theory/estimators.md#haar-first",
       "bros/theory/moments.hpp", haar_first},
      {"haar-second", "E[Q A Q] = (m/r)^2 (c1 A + c2 A^T + c2 tr(A) I), also block by block for n > 1",
       "theory/estimators.md#haar-second", "bros/theory/moments.hpp", haar_second},
      {"haar-column",
       "E[p p^T A p p^T] = m / (r^2 (m+2)) (A + A^T + tr(A) I), and the pairs of columns that go with it",
       "theory/estimators.md#haar-column", "bros/theory/moments.hpp", haar_column},
      {"haar-moments", "moments of V up to degree eight are those of orthogonal Weingarten calculus, also for m < 4",
       "theory/estimators.md#haar-moments", "bros/theory/weingarten.hpp", haar_moments},
      {"haar-law", "the sampler draws V uniformly from the Stiefel manifold", "theory/estimators.md#haar-law",
       "bros/subspace/haar.hpp", haar_law},
      {"naive-bias", "the mean of the plain action is not H but what the second moments give",
       "theory/estimators.md#naive-bias", "bros/action/plain.hpp", naive_bias},
      {"weights",
       "sum W_ij p_i p_i^T H p_j p_j^T has mean H for every H if, and with one weight on and one off the diagonal only "
       "if, W_ij = r(m-1)/(m(r-1)), W_ii = r/m",
       "theory/estimators.md#weights", "bros/theory/weights.hpp", weights},
      {"subset-samplers", "the weights serve every uniform subset of an orthogonal basis",
       "theory/estimators.md#subset-samplers", "bros/subspace/hadamard.hpp", subset_samplers},
      {"rank-one-impossible", "with r = 1 nothing linear inside the subspace is unbiased for every H",
       "theory/estimators.md#rank-one-impossible", "bros/theory/moments.hpp", rank_one_impossible},
      {"biprobe-unbiased", "E[P Hhat[Z]] = H[Z] for every action that says so, block structure, n and H",
       "theory/estimators.md#biprobe-unbiased", "bros/action/two_probe.hpp", biprobe_unbiased},
      {"estimator-variance",
       "E||Hhat[Z]||^2 of every action is known exactly, ordered and bounded; it is not at most 2 ||HZ||^2",
       "theory/estimators.md#estimator-variance", "bros/theory/variance.hpp", estimator_variance},
      {"one-sided-vanishing",
       "the update of Z by the one-sided action has no noise at the solution; E||QHZ||^2 = (m/r) ||HZ||^2 on a block",
       "theory/estimators.md#one-sided-vanishing", "bros/action/one_sided.hpp", one_sided_vanishing},
      {"hypergradient-formula", "grad Phi = grad_x f - D_xY g [Z*], D_YY g [Z*] = grad_Y f at (x, Y*(x))",
       "theory/estimators.md#hypergradient-formula", "bros/problem/quadratic.hpp", hypergradient_formula},
      {"oracles", "gradients, actions, projections and samples of the library's problems agree with each other",
       "guarantees.md", "bros/evidence/check_problem.hpp", oracles},
      {"recursion", "an iteration of the single loop is the recursion of the theory, in its order",
       "theory/estimators.md#recursion", "bros/method/single_loop.hpp", recursion},
      {"full-space", "BROS in the full space is MA-SOBA", "theory/estimators.md#full-space", "bros/method/methods.hpp",
       full_space},
#ifdef BROS_WITH_MPFR
      {"counterexample",
       "on the noiseless instance, steps (1, 4, 4, 8)/sqrt(K), K = 16384: the naive method is at (19/39)^2 or above in "
       "mean "
       "square, BROS below a thousandth with one_sided and below a hundredth with biprobe; the naive mean tends to "
       "-20/39",
       "theory/estimators.md#counterexample", "bros/verified/counterexample.hpp", counterexample},
#endif
      {"schedules", "steps are c / sqrt(K), or c / sqrt(k + 1) with theta at most 1; none grows",
       "theory/estimators.md#schedules", "bros/method/schedule.hpp", schedules},
      {"streams", "streams are Philox4x64-10, and subsets, signs, uniforms and normals have their laws",
       "theory/estimators.md#streams", "bros/core/stream.hpp", streams},
  };
  return claims;
}

}  // namespace bros::claims
