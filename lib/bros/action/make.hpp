// The actions that the library knows by name: the one list that commands, studies, tests and messages read.
#pragma once

#include <bros/action/balanced.hpp>
#include <bros/action/biprobe.hpp>
#include <bros/action/centred.hpp>
#include <bros/action/decoupled.hpp>
#include <bros/action/exact_weights.hpp>
#include <bros/action/one_sided.hpp>
#include <bros/action/plain.hpp>
#include <bros/core/kinds.hpp>

#include <memory>
#include <span>
#include <string>

namespace bros {

/// One kind of action.
template <Scalar S>
struct ActionEntry : ActionTraits {
  /// One for a method that moves in p.
  std::unique_ptr<Action<S>> (*make)(const Subspace<S>& p);
};

namespace detail {
template <class A, Scalar S>
inline constexpr ActionEntry<S> action_entry{
    A::kind, [](const Subspace<S>& p) -> std::unique_ptr<Action<S>> { return std::make_unique<A>(p); }};
}  // namespace detail

/// Every kind; a new action is one line here.
template <Scalar S>
[[nodiscard]] std::span<const ActionEntry<S>> action_list() {
  static constexpr ActionEntry<S> all[] = {
      detail::action_entry<Plain<S>, S>,        detail::action_entry<Biprobe<S>, S>,
      detail::action_entry<Balanced<S>, S>,     detail::action_entry<Centred<S>, S>,
      detail::action_entry<Decoupled<S>, S>,    detail::action_entry<OneSided<S>, S>,
      detail::action_entry<ExactWeights<S>, S>,
  };
  return all;
}

/// An action by its name, for a method that moves in p.
/// Requires: a name among action_list, and ranks that the action allows [-> ArgumentError]
template <Scalar S>
[[nodiscard]] std::unique_ptr<Action<S>> make_action(const std::string& name, const Subspace<S>& p) {
  return kind_named(action_list<S>(), "action", name).make(p);
}

}  // namespace bros
