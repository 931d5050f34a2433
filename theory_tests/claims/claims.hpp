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
void one_sided_vanishing(EvidenceLog&);
void hypergradient_formula(EvidenceLog&);
void oracles(EvidenceLog&);
void recursion(EvidenceLog&);
void counterexample(EvidenceLog&);
void full_space(EvidenceLog&);
void schedules(EvidenceLog&);
void subspace_variance(EvidenceLog&);
void oracle_noise(EvidenceLog&);
void hypergradient_lipschitz(EvidenceLog&);
void projected_descent(EvidenceLog&);
void lower_tracking(EvidenceLog&);
void auxiliary_contraction(EvidenceLog&);
void averaging_error(EvidenceLog&);
void potential_decrease(EvidenceLog&);
void rate(EvidenceLog&);
void sample_complexity(EvidenceLog&);
void same_order_as_ma_soba(EvidenceLog&);
void moment_recursion(EvidenceLog&);
void moment_measured(EvidenceLog&);
void mean_square_threshold(EvidenceLog&);
void rate_constants(EvidenceLog&);
void zero_chain_gap(EvidenceLog&);
void zero_chain_lipschitz(EvidenceLog&);
void zero_chain_support(EvidenceLog&);
void zero_chain_slope(EvidenceLog&);
void zero_chain_oracle(EvidenceLog&);
void zero_respecting(EvidenceLog&);
void zero_chain_lower(EvidenceLog&);
void streams(EvidenceLog&);

/// Parts of biprobe-unbiased and naive-bias: what is sampled on Haar subspaces.
void biprobe_unbiased_on_haar(EvidenceLog&);
void naive_bias_on_haar(EvidenceLog&);
/// Of potential-decrease: what follows from the lemmas, for all constants.
void potential_decrease_from_the_lemmas(EvidenceLog&);
#ifdef BROS_WITH_MPFR
/// Of rate, moment-recursion and mean-square-threshold: what is enclosed in intervals.
void enclosed_rate(EvidenceLog&);
void enclosed_moments(EvidenceLog&);
void enclosed_threshold(EvidenceLog&, double threshold);  ///< of biprobe on the counterexample, (1, 4, 4, 8)
#endif

/// All of them, in the order of the documentation.
const std::vector<Claim>& all();

}  // namespace bros::claims
