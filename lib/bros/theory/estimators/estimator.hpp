// An estimator of the Hessian action as a sum of delta tensors: action and sampler together.
#pragma once

#include <bros/theory/estimators/basis_moments.hpp>
#include <bros/theory/estimators/probe_weights.hpp>

#include <array>
#include <vector>

namespace bros {

/// Hhat[Z] lifted by P: an action, the sampler of its subspaces, and the shapes.
/// Math:     Hhat[Z] = sum_ij w_ij (I (x) p_i p_i^T) H (I (x) p_j p_j^T) vec(Z), i and j over the columns of all
///           blocks, w as in ProbeWeights; p is sqrt(m/r) times a column of a random orthogonal basis. Two columns of
///           one subspace are different columns of one basis; the right columns of `decoupled` have a basis of their
///           own, those of `one_sided` too, with rank m, so that their sum is the identity
/// Requires: what the action requires of the ranks [-> ArgumentError]
struct Estimator {
  ActionKind action;
  SamplerKind sampler;
  Blocks blocks;
};

namespace detail {

/// Calls visit(addresses) for every value of the classes of `slots`.
/// Shapes:   extent[s] the range of slot s, the same within a class; strides[s] what a unit of slot s adds to each
///           address
template <std::size_t Addresses, class Visit>
void for_each_assignment(const SetPartition& slots, const std::vector<Index>& extent,
                         const std::vector<std::array<Index, Addresses>>& strides, const Visit& visit) {
  std::vector<Index> range(slots.classes());
  std::vector<std::array<Index, Addresses>> step(slots.classes(), std::array<Index, Addresses>{});
  for (std::size_t s = 0; s < slots.size(); ++s) {
    range[slots[s]] = extent[s];
    for (std::size_t a = 0; a < Addresses; ++a) step[slots[s]][a] += strides[s][a];
  }
  const auto loop = [&](const auto& self, std::size_t c, std::array<Index, Addresses> address) -> void {
    if (c == range.size()) return visit(address);
    for (Index value = 0; value < range[c]; ++value) {
      self(self, c + 1, address);
      for (std::size_t a = 0; a < Addresses; ++a) address[a] += step[c][a];
    }
  };
  loop(loop, 0, {});
}

/// A column p_s of the sum that an estimator is: which block it belongs to, and on which side of H it stands.
struct Place {
  Index block;
  bool left;
};

/// Expands E[weight . (p_1 p_1^T) (x) .. (x) (p_q p_q^T)], summed over all columns, in delta tensors.
class EstimatorExpansion {
 public:
  explicit EstimatorExpansion(const Estimator& e) : e_(e), basis_(e.sampler), weights_(e.action, e.blocks) {}
  [[nodiscard]] const ProbeWeights& weights() const { return weights_; }

  /// Math:     sum over which columns agree (a partition of the q places that keeps bases apart) of
  ///           (number of such columns) x weight(partition) x prod over bases of basis_moment x prod_s m_s/r_s
  template <class Weight>
  [[nodiscard]] std::vector<DeltaTerm> operator()(const std::vector<Place>& places, const Weight& weight) {
    std::vector<std::size_t> basis;
    rational scale = 1;
    for (const Place& p : places) {
      basis.push_back(basis_of(p));
      scale *= rational(rows(p)) / rank(p);
    }
    const SetPartition bases(basis);
    std::map<SetPartition, rational> sum;
    for (const SetPartition& columns : set_partitions(places.size())) {
      if (!refines(columns, bases)) continue;
      const rational factor = scale * tuples(places, bases, columns);
      if (factor == 0) continue;
      const rational mean_weight = factor * weight(columns);
      for (const DeltaTerm& term : product(places, bases, columns))
        sum.emplace(term.slots, rational(0)).first->second += mean_weight * term.coefficient;
    }
    std::vector<DeltaTerm> terms;
    for (const auto& [slots, coefficient] : sum)
      if (coefficient != 0) terms.push_back({slots, coefficient});
    return terms;
  }

 private:
  [[nodiscard]] const Block& block(const Place& p) const { return e_.blocks[p.block]; }
  [[nodiscard]] int rows(const Place& p) const { return static_cast<int>(block(p).rows); }
  [[nodiscard]] int rank(const Place& p) const {
    return e_.action == ActionKind::one_sided && !p.left ? rows(p) : static_cast<int>(block(p).rank);
  }
  [[nodiscard]] std::size_t basis_of(const Place& p) const {
    const bool two = e_.action == ActionKind::one_sided || e_.action == ActionKind::decoupled;
    return 2 * static_cast<std::size_t>(p.block) + (two && p.left ? 1 : 0);
  }
  /// r (r-1) .. for the different columns of each basis.
  [[nodiscard]] rational tuples(const std::vector<Place>& places, const SetPartition& bases,
                                const SetPartition& columns) const {
    rational count = 1;
    std::vector<int> taken(bases.classes(), 0);
    std::size_t met = 0;
    for (std::size_t s = 0; s < places.size(); ++s) {
      if (columns[s] < met) continue;
      ++met;
      count *= rank(places[s]) - taken[bases[s]]++;
    }
    return count;
  }
  /// The product of basis_moment over the bases, each in its own slots.
  std::vector<DeltaTerm> product(const std::vector<Place>& places, const SetPartition& bases,
                                 const SetPartition& columns) {
    struct Partial {
      std::vector<std::size_t> labels;
      rational coefficient;
    };
    std::vector<Partial> partial{{std::vector<std::size_t>(2 * places.size()), rational(1)}};
    for (std::size_t b = 0; b < bases.classes(); ++b) {
      std::vector<std::size_t> mine, own_columns;
      for (std::size_t s = 0; s < places.size(); ++s)
        if (bases[s] == b) mine.push_back(s), own_columns.push_back(columns[s]);
      std::vector<Partial> longer;
      for (const DeltaTerm& term : basis_(rows(places[mine[0]]), SetPartition(own_columns)))
        for (Partial next : partial) {
          for (std::size_t i = 0; i < 2 * mine.size(); ++i)
            next.labels[2 * mine[i / 2] + i % 2] = 2 * places.size() * b + term.slots[i];
          next.coefficient *= term.coefficient;
          longer.push_back(std::move(next));
        }
      partial = std::move(longer);
    }
    std::vector<DeltaTerm> terms;
    for (const Partial& p : partial) terms.push_back({SetPartition(p.labels), p.coefficient});
    return terms;
  }

  const Estimator& e_;
  BasisMoments basis_;
  ProbeWeights weights_;
};

}  // namespace detail

}  // namespace bros
