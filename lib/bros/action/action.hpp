// How a method acts with the Hessian: along which tangents, and how the answers combine.
#pragma once

#include <bros/problem/problem.hpp>

#include <span>
#include <string>
#include <vector>

namespace bros {

/// What a kind of action states about itself.
struct ActionTraits {
  const char* name;  ///< by which make_action knows it
  bool unbiased;     ///< E[P Hhat[Z]] = H[Z] for every linear H, symmetric or not, given Z; `plain`: in the full space
  Index smallest_rank;         ///< of a block that is really projected (rank < rows)
  bool even_rank;              ///< whether the rank of such a block must be even
  bool full_tangents = false;  ///< whether it takes tangents outside of the method's own subspace
  bool full_cross = false;     ///< whether the cross term is D_xY g [Z] itself; else it is along P P^T Z
};

/// An estimator of the Hessian action in a subspace, and of the cross term. Like a subspace, an action holds one
/// realisation of its own randomness, if it has any. One iteration is
///   draw(stream)              a fresh realisation, a function of the stream's key alone
///   ask(P, Z)                 the tangents along which an oracle on P is to act, and where its answers go
///   hessian(), cross()        B in R^{r x n} per block with P B an estimate of H[Z], and an estimate of D_xY g [Z],
///                             from these answers
/// Random:   nothing but in draw()
template <Scalar S>
class Action {
 public:
  virtual ~Action() = default;
  Action(const Action&) = delete;  // what is asked points into it
  Action& operator=(const Action&) = delete;

  /// What the action is and asks.
  [[nodiscard]] virtual const ActionTraits& traits() const = 0;
  /// How many Hessian actions one iteration costs, with these blocks.
  [[nodiscard]] virtual Index hessian_actions() const { return 1; }
  /// A fresh realisation, a function of the stream's key alone; nothing where the action has no randomness of its own.
  virtual void draw(const Stream&) {}
  /// Requires: P and Z stay as they are until the oracle has answered [NOT checked]
  [[nodiscard]] virtual std::span<const Along<S>> ask(const Subspace<S>& p, const BlockVector<S>& z) = 0;
  /// To be called once an iteration, after the oracle has answered; the caller may overwrite what it refers to.
  [[nodiscard]] virtual BlockVector<S>& hessian() { return hessian_; }
  /// C, an estimate of D_xY g [Z], in R^d.
  [[nodiscard]] const Vector<S>& cross() const { return cross_; }

 protected:
  explicit Action(const Blocks& blocks) : hessian_(blocks.projected()) {}

  /// The tangent P P^T Z: W = P^T Z in P, or Z itself in the full space.
  [[nodiscard]] Tangent<S> projected(const Subspace<S>& p, const BlockVector<S>& z) {
    if (w_.size() == 0) w_ = projected_storage(p);
    return tangent(p, restricted(p, z, w_));
  }

  BlockVector<S> w_, hessian_;
  Vector<S> cross_;
};

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
