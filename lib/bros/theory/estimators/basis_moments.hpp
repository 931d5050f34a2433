// Moments of the columns of a random orthogonal basis: one expansion for every sampler.
#pragma once

#include <bros/theory/estimators/weingarten.hpp>

#include <map>
#include <utility>
#include <vector>

namespace bros {

/// The samplers whose moments are known: columns of a Haar matrix, or a uniformly random subset of the unit vectors.
enum class SamplerKind { haar, coordinates };

/// Its name in the list of samplers.
[[nodiscard]] inline const char* name(SamplerKind sampler) {
  return sampler == SamplerKind::haar ? "haar" : "coordinates";
}
/// Requires: "haar" or "coordinates" [-> ArgumentError]
[[nodiscard]] inline SamplerKind sampler_kind(const std::string& sampler) {
  require(sampler == "haar" || sampler == "coordinates", "sampler", sampler, "must be one of haar, coordinates");
  return sampler == "haar" ? SamplerKind::haar : SamplerKind::coordinates;
}

/// A multiple of delta_slots: the tensor that is `coefficient` where all indices of a class agree, 0 elsewhere.
struct DeltaTerm {
  SetPartition slots;
  rational coefficient;
};

/// E[v_{c_1} v_{c_1}^T (x) .. (x) v_{c_q} v_{c_q}^T] as a sum of delta tensors, where v_1, v_2, .. are different
/// columns of the random orthogonal m x m basis, and the classes of `columns` say which of c_1 .. c_q agree.
/// Math:     haar: sum_p x_p delta_p over pairings, x = Wg b, b_q = [c constant on the pairs of q];
///           coordinates: the rows of different columns are a uniformly random tuple of distinct rows, so
///           [rows distinct] / (m (m-1) ..), and [distinct] = sum over coarser partitions of moebius delta
/// Shapes:   factor s has the slots 2s and 2s+1; at most 4 factors, at most m classes [-> ArgumentError]
/// Ensures:  exact; the rank does not enter: any r columns have the moments of the first r
[[nodiscard]] inline std::vector<DeltaTerm> basis_moment(SamplerKind sampler, int m, const SetPartition& columns) {
  require(static_cast<int>(columns.classes()) <= m, "basis_moment.columns", columns.classes(),
          "at most m = " + std::to_string(m) + " different columns");
  std::vector<DeltaTerm> terms;
  if (sampler == SamplerKind::haar) {
    const auto& all = pairing_table(columns.size()).pairings;
    std::vector<rational> b;
    for (const SetPartition& q : all) b.emplace_back(refines(q, doubled(columns)) ? 1 : 0);
    const auto x = pairing_coefficients(columns.size(), m, b);
    for (std::size_t p = 0; p < all.size(); ++p)
      if (x[p] != 0) terms.push_back({all[p], x[p]});
  } else {
    rational tuples = 1;
    for (int c = 0; c < static_cast<int>(columns.classes()); ++c) tuples *= m - c;
    for (const SetPartition& rows : set_partitions(columns.size()))
      if (refines(columns, rows)) terms.push_back({doubled(rows), moebius(columns, rows) / tuples});
  }
  return terms;
}

/// basis_moment of one sampler, each computed once.
class BasisMoments {
 public:
  explicit BasisMoments(SamplerKind sampler) : sampler_(sampler) {}
  /// basis_moment, computed once for each argument.
  const std::vector<DeltaTerm>& operator()(int m, const SetPartition& columns) {
    const auto key = std::make_pair(m, columns);
    const auto known = known_.find(key);
    if (known != known_.end()) return known->second;
    return known_.emplace(key, basis_moment(sampler_, m, columns)).first->second;
  }

 private:
  SamplerKind sampler_;
  std::map<std::pair<int, SetPartition>, std::vector<DeltaTerm>> known_;
};

}  // namespace bros
