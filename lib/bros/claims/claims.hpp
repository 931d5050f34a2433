// The claims of the theory: each function gathers the evidence for one. `bros verify`, the test suite and the planted
// faults all call these.
#pragma once

#include <bros/evidence/claim.hpp>

#include <vector>

namespace bros::claims {

void haar_first(EvidenceLog&);
void haar_second(EvidenceLog&);
void haar_column(EvidenceLog&);
void haar_pair(EvidenceLog&);
void haar_moments(EvidenceLog&);
void haar_law(EvidenceLog&);
void weights(EvidenceLog&);
void rank_one_impossible(EvidenceLog&);
void subset_samplers(EvidenceLog&);
void biprobe_unbiased(EvidenceLog&);
void naive_bias(EvidenceLog&);
void estimator_variance(EvidenceLog&);
void minimax_action(EvidenceLog&);
void shared_subspace_bound(EvidenceLog&);
void rotated_weights(EvidenceLog&);
void seven_planes(EvidenceLog&);
void one_sided_vanishing(EvidenceLog&);
void full_tangent(EvidenceLog&);
void full_tangent_linear(EvidenceLog&);
void hypergradient_formula(EvidenceLog&);
void oracles(EvidenceLog&);
void recursion(EvidenceLog&);
void counterexample(EvidenceLog&);
void full_space(EvidenceLog&);
void schedules(EvidenceLog&);
void streams(EvidenceLog&);

namespace lemmas {
void subspace_variance(EvidenceLog&);
void oracle_noise(EvidenceLog&);
void hypergradient_lipschitz(EvidenceLog&);
void projected_descent(EvidenceLog&);
void lower_tracking(EvidenceLog&);
void auxiliary_contraction(EvidenceLog&);
void averaging_error(EvidenceLog&);
void potential_decrease(EvidenceLog&);
}  // namespace lemmas
namespace rates {
void decrease_from_the_lemmas(EvidenceLog&);  ///< a part of potential-decrease: for all constants
void rate(EvidenceLog&);
void with_quadratic_f(EvidenceLog&);  ///< a part of rate: where grad_Y f is not bounded
void sample_complexity(EvidenceLog&);
void same_order_as_ma_soba(EvidenceLog&);
}  // namespace rates
namespace price {
void price_is_rho(EvidenceLog&);
void price_lower(EvidenceLog&);
}  // namespace price
namespace decaying {
void decaying_steps(EvidenceLog&);
}
namespace conditioning {
void condition_number(EvidenceLog&);
}
namespace batches {
void batch_floor(EvidenceLog&);
}
namespace exact_curves {
void moment_recursion(EvidenceLog&);
}
namespace measured_runs {
void moment_measured(EvidenceLog&);
}
namespace constant_steps {
void mean_square_threshold(EvidenceLog&);
void rate_constants(EvidenceLog&);
}  // namespace constant_steps
namespace zero_chain_facts {
void gap(EvidenceLog&);
void lipschitz(EvidenceLog&);
void support(EvidenceLog&);
void slope(EvidenceLog&);
void oracle(EvidenceLog&);
}  // namespace zero_chain_facts
namespace zero_chain_runs {
void zero_respecting(EvidenceLog&);
void lower(EvidenceLog&);
}  // namespace zero_chain_runs
namespace rotated_chain {
void oracle(EvidenceLog&);
void chain(EvidenceLog&);
}  // namespace rotated_chain

/// Parts of biprobe-unbiased and naive-bias: what is sampled on Haar subspaces.
void biprobe_unbiased_on_haar(EvidenceLog&);
void naive_bias_on_haar(EvidenceLog&);
/// Parts of rate, decaying-steps and mean-square-threshold, in intervals; only with MPFR.
namespace enclosed {
void rate(EvidenceLog&);
void decaying_steps(EvidenceLog&);
void threshold(EvidenceLog&, double threshold);  ///< of biprobe on the counterexample, (1, 4, 4, 8)
}  // namespace enclosed

/// All of them, in the order of the documentation.
[[gnu::visibility("default")]] const std::vector<Claim>& all();

/// The statistical tests among their evidence, as they were declared.
[[gnu::visibility("default")]] const std::vector<StatisticalTest>& tests();

}  // namespace bros::claims
