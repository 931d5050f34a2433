// The samplers as inputs of properties: all of them at one scalar, with sizes they allow, drawn.
#pragma once

#include "generators.hpp"

#include <bros/subspace/coordinates.hpp>
#include <bros/subspace/full.hpp>
#include <bros/subspace/haar.hpp>
#include <bros/subspace/hadamard.hpp>

#include <string_view>

namespace bros::property {

/// f.operator()<P>() for every sampler P that exists at the scalar S.
template <Scalar S, class F>
void for_each_sampler(const F& f) {
  f.template operator()<Full<S>>();
  f.template operator()<Coordinates<S>>();
  f.template operator()<Hadamard<S>>();
  if constexpr (RealScalar<S>) f.template operator()<Haar<S>>();
}

/// Sizes that P allows; smaller ones for exact scalars, whose products grow.
template <Subspace P>
[[nodiscard]] Sizes sizes_for() {
  Sizes sizes;
  if constexpr (is_exact<typename P::Scalar>) sizes = {.blocks = 2, .rows = 4, .cols = 2};
  sizes.power_of_two = std::string_view(P::name) == "hadamard";
  return sizes;
}

/// A sampler with generated blocks, at its first realisation or at a drawn one.
template <Subspace P>
[[nodiscard]] P any_subspace(const Sizes& sizes = sizes_for<P>(),
                             const ActionTraits& traits = {"any", true, 1, false}) {
  P p{Blocks(*block_structures(sizes, traits).as("blocks"))};
  const std::uint64_t key = *keys().as("key of the subspace");
  if (key % 8 != 0) p.draw(Stream(key));
  return p;
}

/// Most rows of a block.
[[nodiscard]] inline double most_rows(const Blocks& blocks) {
  Index rows = 0;
  for (const Block& b : blocks) rows = std::max(rows, b.rows);
  return static_cast<double>(rows);
}

/// How many roundings an entry of P has behind it.
/// Math:     Haar: r reflections are accumulated, each of a vector of at most m entries: m for its norm, m for scaling
///           it, m for the dot product, some m for its part of the compact WY factor: at most 6 m + 10 in a chain
///           (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., Lemma 19.3). Others: scales only.
template <Subspace P>
[[nodiscard]] double operations_of_basis(const Blocks& blocks) {
  if (std::string_view(P::name) != "haar") return 4;
  double most = 0;
  for (const Block& b : blocks) most = std::max(most, static_cast<double>(b.rank * (6 * b.rows + 10)));
  return most;
}

/// P_l as a matrix: what lift_block makes of the identity.
template <Subspace P>
[[nodiscard]] Matrix<typename P::Scalar> basis_of(const P& p, Index l) {
  using S = typename P::Scalar;
  const Block& b = p.blocks()[l];
  const Matrix<S> identity = Matrix<S>::Identity(b.rank, b.rank);
  Matrix<S> basis = Matrix<S>::Zero(b.rows, b.rank);
  p.lift_block(l, S(1), identity, basis);
  return basis;
}

}  // namespace bros::property
