// The samplers that the library knows by name: the one list that commands, studies, tests and messages read.
#pragma once

#include <bros/core/kinds.hpp>
#include <bros/subspace/coordinates.hpp>
#include <bros/subspace/full.hpp>
#include <bros/subspace/haar.hpp>
#include <bros/subspace/hadamard.hpp>

#include <memory>
#include <span>
#include <string>

namespace bros {

/// One kind of sampler.
template <Scalar S>
struct SubspaceEntry {
  const char* name;  ///< by which make_subspace knows it
  /// One of these shapes and ranks.
  std::unique_ptr<Subspace<S>> (*make)(const Blocks& blocks);
};

namespace detail {
template <class P, Scalar S>
inline constexpr SubspaceEntry<S> subspace_entry{
    P::kind, [](const Blocks& blocks) -> std::unique_ptr<Subspace<S>> { return std::make_unique<P>(blocks); }};
}  // namespace detail

/// Every kind that exists in S; a new sampler is one line here, or two if surds have it too.
template <Scalar S>
[[nodiscard]] std::span<const SubspaceEntry<S>> subspace_list() {
  using detail::subspace_entry;
  if constexpr (RealScalar<S>) {
    static constexpr SubspaceEntry<S> all[] = {subspace_entry<Full<S>, S>, subspace_entry<Haar<S>, S>,
                                               subspace_entry<Coordinates<S>, S>, subspace_entry<Hadamard<S>, S>};
    return all;
  } else {
    static constexpr SubspaceEntry<S> all[] = {subspace_entry<Full<S>, S>, subspace_entry<Coordinates<S>, S>,
                                               subspace_entry<Hadamard<S>, S>};
    return all;
  }
}

/// A sampler by its name.
/// Requires: a name among subspace_list, and what that sampler requires of the blocks [-> ArgumentError]
template <Scalar S>
[[nodiscard]] std::unique_ptr<Subspace<S>> make_subspace(const std::string& name, const Blocks& blocks) {
  return kind_named(subspace_list<S>(), "sampler", name).make(blocks);
}

}  // namespace bros
