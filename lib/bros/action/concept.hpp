// How a method acts with the Hessian: what an action may ask, and what it must state.
#pragma once

#include <bros/subspace/concept.hpp>

#include <string>

namespace bros {

/// Answers Hessian actions projected on the subspace P of one evaluation: out = P^T H P W.
template <class O, class S>
concept HessianOracle = requires(O& oracle, const BlockVector<S>& w, BlockVector<S>& out) {
  oracle.hessian_action(w, out);
};

/// Also takes a tangent Z of the full space: out = P^T H Z (forward over reverse). `one_sided` asks for it.
template <class O, class S>
concept FullTangentOracle = HessianOracle<O, S> && requires(O& oracle, const BlockVector<S>& z, BlockVector<S>& out) {
  oracle.hessian_action_full(z, out);
};

/// Also takes a tangent in a second subspace Q: out = P^T H Q W. `decoupled` asks for it.
template <class O, class P>
concept MixedOracle = HessianOracle<O, typename P::Scalar> &&
    requires(O& oracle, const P& second, const BlockVector<typename P::Scalar>& w,
             BlockVector<typename P::Scalar>& out) {
  oracle.hessian_action_mixed(second, w, out);
};

/// What an action states about itself.
struct ActionTraits {
  const char* name;
  bool unbiased;               ///< E[P Hhat[Z]] = H[Z] for every linear H, symmetric or not, given Z
  Index smallest_rank;         ///< of a block that is really projected (rank < rows)
  bool even_rank;              ///< whether the rank of such a block must be even
  bool full_tangents = false;  ///< whether it asks for actions along tangents outside of the method's own subspace
};

/// An estimator of the Hessian action: writes B in R^{r x n} per block with P B an estimate of H[Z].
/// Like a subspace, an action holds one realisation of its own randomness, if it has any.
///   A(blocks), A::traits      requires ranks that the traits allow [-> ArgumentError]
///   hessian_actions()         how many Hessian actions one apply() costs, with these blocks
///   draw(stream)              a fresh realisation, a function of the stream's key alone
///   apply(oracle, P, Z, W, out)   W = P^T Z; whether the oracle answers enough is checked when apply is compiled
template <class A>
concept Action = std::constructible_from<A, const Blocks&> && requires(A a, const A c, const Stream& stream) {
  { A::traits } -> std::convertible_to<ActionTraits>;
  { c.hessian_actions() } -> std::convertible_to<Index>;
  a.draw(stream);
};

/// Whether it asks for hessian_action_full or hessian_action_mixed.
template <Action A>
[[nodiscard]] bool asks_full_tangents(const A& action) {
  if constexpr (requires { action.full_tangents(); })
    return action.full_tangents();
  else
    return A::traits.full_tangents;
}

/// Throws ArgumentError unless every projected block has a rank that the action allows.
inline void require_ranks(const Blocks& blocks, const ActionTraits& traits) {
  const std::string who = std::string(" for the ") + traits.name + " action (or the rows of the block: no projection)";
  for (const Block& b : blocks) {
    if (b.rank == b.rows) continue;
    require(b.rank >= traits.smallest_rank, "block.rank", b.rank,
            "at least " + std::to_string(traits.smallest_rank) + who);
    require(!traits.even_rank || b.rank % 2 == 0, "block.rank", b.rank, "even" + who);
  }
}

/// Whether some block is really projected, so that a correction is needed at all.
[[nodiscard]] inline bool any_projected(const Blocks& blocks) {
  for (const Block& b : blocks)
    if (b.rank < b.rows) return true;
  return false;
}

}  // namespace bros
