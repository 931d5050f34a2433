// The claims of the theory: each function gathers the evidence for one. `bros verify`, the test suite and the planted
// faults all call these.
#pragma once

#include <bros/evidence/claim.hpp>

#include <vector>

namespace bros::claims {

void haar_first(EvidenceLog&);
void haar_second(EvidenceLog&);
void haar_column(EvidenceLog&);
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
void streams(EvidenceLog&);

/// Parts of biprobe-unbiased and naive-bias: what is sampled on Haar subspaces.
void biprobe_unbiased_on_haar(EvidenceLog&);
void naive_bias_on_haar(EvidenceLog&);

/// All of them, in the order of the documentation.
const std::vector<Claim>& all();

}  // namespace bros::claims
