#include <bros/claims/claims.hpp>
#include <bros/claims/declared.hpp>

namespace bros::claims {

const std::vector<Claim>& all() {
  static const std::vector<Claim> claims = {
      {"haar-first", "E||Q v||^2 = (m/r) ||v||^2 for Q = P P^T, P Haar", "theory/estimators.md#haar-first",
       "bros/theory/estimators/moments.hpp", haar_first},
      {"haar-second", "E[Q A Q] = (m/r)^2 (c1 A + c2 A^T + c2 tr(A) I), also block by block for n > 1",
       "theory/estimators.md#haar-second", "bros/theory/estimators/moments.hpp", haar_second},
      {"haar-column", "E[p p^T A p p^T] = m / (r^2 (m+2)) (A + A^T + tr(A) I)", "theory/estimators.md#haar-column",
       "bros/theory/estimators/moments.hpp", haar_column},
      {"haar-pair", "E[p p^T A q q^T] = (m/r)^2 ((m+1) A - A^T - tr(A) I) / (m (m-1) (m+2)) for two columns",
       "theory/estimators.md#haar-pair", "bros/theory/estimators/moments.hpp", haar_pair},
      {"haar-moments", "moments of V up to degree eight are those of orthogonal Weingarten calculus, also for m < 4",
       "theory/estimators.md#haar-moments", "bros/theory/estimators/weingarten.hpp", haar_moments},
      {"haar-law", "the sampler draws V uniformly from the Stiefel manifold", "theory/estimators.md#haar-law",
       "bros/subspace/haar.hpp", haar_law},
      {"naive-bias", "the mean of the plain action is not H but what the second moments give",
       "theory/estimators.md#naive-bias", "bros/action/plain.hpp", naive_bias},
      {"weights",
       "sum W_ij p_i p_i^T H p_j p_j^T has mean H for every H if, and with one weight on and one off the diagonal only "
       "if, W_ij = r(m-1)/(m(r-1)), W_ii = r/m",
       "theory/estimators.md#weights", "bros/action/weights.hpp", weights},
      {"subset-samplers", "the weights serve every uniform subset of an orthogonal basis",
       "theory/estimators.md#subset-samplers", "bros/subspace/hadamard.hpp", subset_samplers},
      {"rank-one-impossible", "with r = 1 nothing linear inside the subspace is unbiased for every H",
       "theory/estimators.md#rank-one-impossible", "bros/theory/estimators/moments.hpp", rank_one_impossible},
      {"biprobe-unbiased", "E[P Hhat[Z]] = H[Z] for every action that says so, block structure, n and H",
       "theory/estimators.md#biprobe-unbiased", "bros/action/two_probe.hpp", biprobe_unbiased},
      {"estimator-variance",
       "E||Hhat[Z]||^2 of every action is known exactly, ordered and bounded; it is not at most 2 ||HZ||^2",
       "theory/estimators.md#estimator-variance", "bros/theory/estimators/variance.hpp", estimator_variance},
      {"minimax-action",
       "an estimator that is linear in V1^T H V2 and unbiased for every H has E||T||^2 >= m^2 / (r1 r2) at some ||H||, "
       "||z|| <= 1; decoupled attains (m/r)^2, one_sided m/r",
       "theory/minimax.md#minimax-action", "bros/theory/estimators/minimax_bounds.hpp", minimax_action},
      {"shared-subspace-bound",
       "one shared subspace: E||T||^2 >= tr(S^-1) / m^2 at some ||H||, ||z|| <= 1; of all samplers Haar has the least "
       "of these bounds",
       "theory/minimax.md#shared-subspace-bound", "bros/theory/estimators/minimax_bounds.hpp", shared_subspace_bound},
      {"rotated-weights",
       "exact_weights averaged over all bases of the subspace: unbiased on Haar, its second moment exact, 66/35 on the "
       "instance",
       "theory/minimax.md#rotated-weights", "bros/theory/estimators/rotated.hpp", rotated_weights},
      {"one-sided-vanishing",
       "the update of Z by the one-sided action has no noise at the solution; E||QHZ||^2 = (m/r) ||HZ||^2 on a block",
       "theory/estimators.md#one-sided-vanishing", "bros/action/one_sided.hpp", one_sided_vanishing},
      {"full-tangent",
       "with both products along Z: unbiased given the past, D with the variance of MA-SOBA's, and without sampling "
       "noise nothing random at the solution",
       "theory/full_tangent.md#full-tangent", "bros/action/one_sided.hpp", full_tangent},
      {"full-tangent-linear",
       "with both products along Z, without sampling noise, on quadratic problems: (x, Y, Z, h) converges linearly in "
       "mean square with constant steps below the threshold",
       "theory/full_tangent.md#full-tangent-linear", "bros/theory/recursion/mean_square_stability.hpp",
       full_tangent_linear},
      {"hypergradient-formula", "grad Phi = grad_x f - D_xY g [Z*], D_YY g [Z*] = grad_Y f at (x, Y*(x))",
       "theory/estimators.md#hypergradient-formula", "bros/problem/quadratic.hpp", hypergradient_formula},
      {"oracles",
       "gradients, actions, projections and samples of quadratics and finite sums agree with each other; other "
       "problems: "
       "CheckProblem.passes_every_problem_of_the_library",
       "guarantees.md", "bros/check/check_problem.hpp", oracles},
      {"recursion", "an iteration of the single loop is the recursion of the theory, in its order",
       "theory/estimators.md#recursion", "bros/method/single_loop.hpp", recursion},
      {"full-space", "BROS in the full space is MA-SOBA", "theory/estimators.md#full-space", "bros/method/make.hpp",
       full_space},
      {"seven-planes",
       "seven planes of R^3 have the first two moments of Haar's continuum: E[Q H Q] is the same for every H",
       "theory/estimators.md#seven-planes", "bros/claims/seven_planes.hpp", seven_planes},
#ifdef BROS_WITH_MPFR
      {"counterexample",
       "on the noiseless instance, steps (1, 4, 4, 8)/sqrt(K), K = 16384: the naive method is above (19/39)^2 in mean "
       "square, BROS below a hundredth, the full tangent below 1e-40; the naive mean tends to -20/39",
       "theory/estimators.md#counterexample", "bros/verified/counterexample.hpp", counterexample},
#endif
      {"subspace-variance",
       "E||Hhat[Z] - HZ||^2 <= omega ||H||^2 ||Z||^2 with omega = kappa - 1, kappa the bound of estimator-variance",
       "theory/convergence.md#subspace-variance", "bros/theory/recursion/bounds.hpp", lemmas::subspace_variance},
      {"oracle-noise",
       "the directions of Z and h have variances of at most 4 Lambda z + 4 (rho - 1) L_f1^2 y + S_Z and 2 Gamma z + "
       "S_D",
       "theory/convergence.md#oracle-noise", "bros/theory/recursion/bounds.hpp", lemmas::oracle_noise},
      {"hypergradient-lipschitz", "Y*, Z* and grad Phi are Lipschitz with constants q, A (1 + q) / mu and A (1 + q)^2",
       "theory/convergence.md#hypergradient-lipschitz", "bros/theory/recursion/bounds.hpp",
       lemmas::hypergradient_lipschitz},
      {"projected-descent",
       "E||Y+ - Y*(x)||^2 <= (1 - 2 beta mu L / (mu + L)) y + beta^2 rho sigma_g^2 for beta <= 2 / (rho (mu + L))",
       "theory/convergence.md#projected-descent", "bros/theory/recursion/bounds.hpp", lemmas::projected_descent},
      {"lower-tracking",
       "E||Y+ - Y*(x+)||^2 <= (1 - beta mu / 2) y + 2 L_Y^2 alpha^2 / (beta mu) ||h||^2 + beta^2 rho sigma_g^2",
       "theory/convergence.md#lower-tracking", "bros/theory/recursion/bounds.hpp", lemmas::lower_tracking},
      {"auxiliary-contraction",
       "E||Z+ - Z*(x+)||^2 <= (1 - gamma mu / 2) z + 5 gamma A^2 / (2 mu) y + 2 L_Z^2 alpha^2 / (gamma mu) ||h||^2 + "
       "gamma^2 S_Z, and with a smaller floor for one_sided",
       "theory/convergence.md#auxiliary-contraction", "bros/theory/recursion/bounds.hpp",
       lemmas::auxiliary_contraction},
      {"averaging-error",
       "E||h+ - grad Phi(x+)||^2 <= (1 - theta) u + 4 theta A^2 y + 5 theta L^2 z + 2 L_Phi^2 alpha^2 / theta ||h||^2 "
       "+ "
       "theta^2 S_D",
       "theory/convergence.md#averaging-error", "bros/theory/recursion/bounds.hpp", lemmas::averaging_error},
      {"potential-decrease",
       "E Psi+ <= Psi - alpha/2 ||grad Phi||^2 + alpha/2 N for Psi = Phi + c_u u + c_z z + c_y y and steps with (S)",
       "theory/convergence.md#potential-decrease", "bros/theory/recursion/bounds.hpp", lemmas::potential_decrease},
      {"rate", "(1/K) sum_k E||grad Phi(x^k)||^2 <= C / sqrt(K) for every K, C explicit", "theory/convergence.md#rate",
       "bros/theory/recursion/bounds.hpp", rates::rate},
      {"decaying-steps",
       "sum e_k E||grad Phi(x^k)||^2 / sum e_k <= (C_start + C_noise sum e_k^2) / sum e_k for steps e_k c, 0 < e_k <= "
       "1; O(log K / sqrt(K)) for e_k = (k+1)^(-1/2), no horizon needed",
       "theory/convergence.md#decaying-steps", "bros/theory/recursion/decaying_steps.hpp", decaying::decaying_steps},
      {"sample-complexity", "(C / epsilon)^2 samples suffice for E||grad Phi||^2 <= epsilon: O(epsilon^-2)",
       "theory/convergence.md#sample-complexity", "bros/theory/recursion/bounds.hpp", rates::sample_complexity},
      {"same-order-as-ma-soba", "with steps (11) for both, C of BROS is at most 1 + omega + 21/160 times C of MA-SOBA",
       "theory/convergence.md#same-order-as-ma-soba", "bros/theory/recursion/bounds.hpp", rates::same_order_as_ma_soba},
      {"price-is-rho",
       "full tangent: steps of MA-SOBA over rho for x, Y, Z give rho C_start + C_noise, for K large enough; with "
       "noise, at "
       "the best common factor of the steps, the bound on the samples grows by rho = m/r at most",
       "theory/price.md#price-is-rho", "bros/theory/recursion/full_tangent_bounds.hpp", price::price_is_rho},
      {"price-lower", "k moves inside fresh r-dimensional subspaces leave at least (1 - r/m)^k of E||Y - Y*||^2",
       "theory/price.md#price-lower", "bros/theory/recursion/full_tangent_bounds.hpp", price::price_lower},
      {"condition-number",
       "steps (11), everything but mu of order one: C grows as kappa^5, and as kappa^4 if L_g2 = 0; with the best c "
       "and "
       "no other error than the gap as kappa^(9/2) and kappa^3",
       "theory/convergence.md#condition-number", "bros/theory/recursion/bounds.hpp", conditioning::condition_number},
      {"moment-recursion",
       "on quadratic problems E[s s'] of s = (x, Y, Z, h, 1) obeys an exact linear recursion, for every method, "
       "action, "
       "sampler and noise",
       "theory/exact_curves.md#moment-recursion", "bros/theory/recursion/moment_recursion.hpp",
       exact_curves::moment_recursion},
      {"moment-measured", "runs of the library agree with the exact curve", "theory/exact_curves.md#moment-measured",
       "bros/theory/recursion/moment_recursion.hpp", measured_runs::moment_measured},
      {"mean-square-threshold",
       "the second moments converge to a limit that does not depend on the start for steps e c with e < 1 / "
       "rho(-T_1^-1 "
       "T_2), and for no others",
       "theory/exact_curves.md#mean-square-threshold", "bros/theory/recursion/mean_square_stability.hpp",
       constant_steps::mean_square_threshold},
      {"rate-constants", "sqrt(K) ((1/K) sum_k E||grad Phi(x^k)||^2 - plateau) tends to floor + transient",
       "theory/exact_curves.md#rate-constants", "bros/theory/recursion/mean_square_stability.hpp",
       constant_steps::rate_constants},
      {"batch-floor",
       "the floor of a run with batches of B samples is floor(inf) + (floor(1) - floor(inf)) / B; floor(inf) is noise "
       "of the subspaces alone, 0 in full space and positive for two-sided actions",
       "theory/exact_curves.md#batch-floor", "bros/theory/recursion/moment_recursion.hpp", batches::batch_floor},
      {"zero-chain-gap", "F_T(0) - inf F_T = sqrt(2 pi e) (1/2 + e (T - 1)) < 12 T",
       "theory/zero_chain.md#zero-chain-gap", "bros/problem/zero_chain.hpp", zero_chain_facts::gap},
      {"zero-chain-lipschitz", "grad F_T is Lipschitz with a constant below 152, its entries are below 23",
       "theory/zero_chain.md#zero-chain-lipschitz", "bros/problem/zero_chain.hpp", zero_chain_facts::lipschitz},
      {"zero-chain-support", "entry i of grad F_T(a) is 0 for i > prog_1/2(a) + 1",
       "theory/zero_chain.md#zero-chain-support", "bros/problem/zero_chain.hpp", zero_chain_facts::support},
      {"zero-chain-slope", "prog_1(a) < T implies |grad F_T(a)| > 1", "theory/zero_chain.md#zero-chain-slope",
       "bros/problem/zero_chain.hpp", zero_chain_facts::slope},
      {"zero-chain-oracle",
       "a sample of grad_y f is unbiased, has a variance of at most lambda^2 e^3 (1 - p) / p and shows one entry more, "
       "or "
       "none",
       "theory/zero_chain.md#zero-chain-oracle", "bros/problem/zero_chain.hpp", zero_chain_facts::oracle},
      {"zero-respecting",
       "supp Z^k <= S_k, supp h^k <= S_(k-1), supp x^k <= S_(k-2), supp Y^k <= S_(k-3) on every run of MA-SOBA, and of "
       "BROS on coordinate subspaces",
       "theory/zero_chain.md#zero-respecting", "bros/problem/zero_chain.hpp", zero_chain_runs::zero_respecting},
      {"zero-chain-lower", "E|grad Phi(x^k)|^2 > eps for k <= T / (2p), of order gap sigma^2 eps^-2",
       "theory/zero_chain.md#zero-chain-lower", "bros/problem/zero_chain.hpp", zero_chain_runs::lower},
      {"rotated-oracle",
       "a sample of the rotated chain is unbiased, and shows the columns of U up to its progress and its coin alone",
       "theory/zero_chain.md#rotated-oracle", "bros/problem/rotated_chain.hpp", rotated_chain::oracle},
      {"rotated-chain",
       "on subspaces drawn without a look at the run prog_1/4(U^T x^k / lambda) <= S_{k-2} and prog_1/4(U^T Y^k / "
       "lambda) <= S_{k-3}, but with probability 2 T K (1 - 1/(16 R^2))^((d-T)/2), while what is outside the columns "
       "seen is at most lambda R long",
       "theory/zero_chain.md#rotated-chain", "bros/problem/rotated_chain.hpp", rotated_chain::chain},
      {"schedules", "steps are c / sqrt(K), or c / sqrt(k + 1) with theta at most 1; none grows",
       "theory/estimators.md#schedules", "bros/method/schedule.hpp", schedules},
      {"streams", "streams are Philox4x64-10, and subsets, signs, uniforms and normals have their laws",
       "theory/estimators.md#streams", "bros/core/stream.hpp", streams},
  };
  return claims;
}

const std::vector<StatisticalTest>& tests() { return suite_account().tests(); }

}  // namespace bros::claims
