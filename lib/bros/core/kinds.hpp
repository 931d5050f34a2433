// Lists of kinds: what is chosen by a name at run time is looked up here, and the message names the whole list.
#pragma once

#include <bros/core/error.hpp>

#include <string>

namespace bros {

/// The names of a list of kinds: "a, b, c".
template <class Kinds>
[[nodiscard]] std::string names_of(const Kinds& kinds) {
  std::string names;
  for (const auto& kind : kinds) names += (names.empty() ? "" : ", ") + std::string(kind.name);
  return names;
}

/// The kind of that name in a list.   Requires: a name that is in it [-> ArgumentError, naming `field` and the list]
template <class Kinds>
[[nodiscard]] const auto& kind_named(const Kinds& kinds, const char* field, const std::string& name) {
  for (const auto& kind : kinds)
    if (name == kind.name) return kind;
  require(false, field, name, "must be one of " + names_of(kinds));
  return kinds[0];
}

}  // namespace bros
