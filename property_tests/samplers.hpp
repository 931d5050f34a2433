// The samplers as inputs of properties: every kind that the library lists, with sizes it allows, drawn.
#pragma once

#include "generators.hpp"

#include <bros/subspace/make.hpp>

#include <string_view>

namespace bros::property {

/// A kind of sampler that is in no list.
template <class P, Scalar S = double>
inline constexpr SubspaceEntry<S> sampler_of = detail::subspace_entry<P, S>;

template <Scalar S>
[[nodiscard]] const SubspaceEntry<S>& sampler_named(const std::string& name) {
  return kind_named(subspace_list<S>(), "sampler", name);
}
/// f(sampler) for every one that the library lists.
template <Scalar S, class F>
void for_each_sampler(const F& f) {
  for (const SubspaceEntry<S>& kind : subspace_list<S>()) {
    SCOPED_TRACE(kind.name);
    f(kind);
  }
}

/// Everything as P does it: planted faults derive from it, and change one thing.
template <class Fault, class P, Scalar S = double>
class Altered : public Subspace<S> {
 public:
  static constexpr const char* kind = P::kind;
  explicit Altered(const Blocks& blocks) : Subspace<S>(P(blocks).blocks()), p_(blocks) {}
  [[nodiscard]] const char* name() const override { return kind; }
  [[nodiscard]] bool is_full() const override { return p_.is_full(); }
  void draw(const Stream& stream) override { p_.draw(stream); }
  void restrict_block(Index l, const ConstMatrixView<S>& in, MatrixView<S> out) const override {
    p_.restrict_block(l, in, out);
  }
  void lift_block(Index l, const S& scale, const ConstMatrixView<S>& b, MatrixView<S> y) const override {
    p_.lift_block(l, scale, b, y);
  }
  [[nodiscard]] std::unique_ptr<Subspace<S>> clone() const override {
    return std::make_unique<Fault>(static_cast<const Fault&>(*this));
  }

 private:
  P p_;
};

/// Sizes that a sampler allows, found by trying; smaller ones for exact scalars, whose products grow.
template <Scalar S>
[[nodiscard]] Sizes sizes_for(const SubspaceEntry<S>& sampler) {
  Sizes sizes;
  if constexpr (is_exact<S>) sizes = {.blocks = 2, .rows = 4, .cols = 2};
  try {
    (void)sampler.make(Blocks({{3, 1, 2}}));
  } catch (const ArgumentError&) {
    sizes.power_of_two = true;
  }
  return sizes;
}

/// A subspace with generated blocks, at its first realisation or at a drawn one.
template <Scalar S>
[[nodiscard]] std::unique_ptr<Subspace<S>> any_subspace(const SubspaceEntry<S>& sampler, const Sizes& sizes,
                                                        const ActionTraits& traits = any_rank) {
  auto p = sampler.make(Blocks(*block_structures(sizes, traits).as("blocks")));
  const std::uint64_t key = *keys().as("key of the subspace");
  if (key % 8 != 0) p->draw(Stream(key));
  return p;
}
template <Scalar S>
[[nodiscard]] std::unique_ptr<Subspace<S>> any_subspace(const SubspaceEntry<S>& sampler,
                                                        const ActionTraits& traits = any_rank) {
  return any_subspace(sampler, sizes_for(sampler), traits);
}

/// Most rows of a block.
[[nodiscard]] inline double most_rows(const Blocks& blocks) {
  Index rows = 0;
  for (const Block& b : blocks) rows = std::max(rows, b.rows);
  return static_cast<double>(rows);
}

/// Whether P holds nothing but a scale: no entry of it is computed.
[[nodiscard]] inline bool is_a_scale(std::string_view sampler) {
  return sampler == "full" || sampler == "coordinates" || sampler == "hadamard";
}
/// How many roundings an entry of P has behind it.
/// Math:     Haar: r reflections are accumulated, each of a vector of at most m entries: m for its norm, m for scaling
///           it, m for the dot product, some m for its part of the compact WY factor: at most 6 m + 10 in a chain
///           (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., Lemma 19.3). A sampler that is not known
///           here is given as many.
[[nodiscard]] inline double operations_of_basis(std::string_view sampler, const Blocks& blocks) {
  if (is_a_scale(sampler)) return 4;
  double most = 0;
  for (const Block& b : blocks) most = std::max(most, static_cast<double>(b.rank * (6 * b.rows + 10)));
  return most;
}

/// P_l as a matrix: what lift_block makes of the identity.
template <Scalar S>
[[nodiscard]] Matrix<S> basis_of(const Subspace<S>& p, Index l) {
  const Block& b = p.blocks()[l];
  const Matrix<S> identity = Matrix<S>::Identity(b.rank, b.rank);
  Matrix<S> basis = Matrix<S>::Zero(b.rows, b.rank);
  p.lift_block(l, S(1), identity, basis);
  return basis;
}

}  // namespace bros::property
