// What a method uses of the settings it is made with, and what stands in the place of the rest.
#pragma once

#include <bros/method/make.hpp>

#include <string>
#include <vector>

namespace bros::studies {

[[nodiscard]] inline const MethodTraits& traits_of(const MethodSettings& settings) {
  return kind_named(method_list<double>(), "method", settings.method);
}

[[nodiscard]] inline std::string used_sampler(const MethodSettings& settings) {
  return traits_of(settings).sampler ? settings.sampler : Full<double>::kind;
}

/// "none" without second derivatives.
[[nodiscard]] inline std::string used_action(const MethodSettings& settings) {
  const MethodTraits& method = traits_of(settings);
  if (method.action) return settings.action;
  if (method.acts_by) return method.acts_by;
  return method.lower_gradient_upper ? "none" : Plain<double>::kind.name;
}

/// Of the blocks of the problem.
[[nodiscard]] inline std::vector<Index> used_ranks(const MethodSettings& settings, const Blocks& blocks) {
  const bool full = used_sampler(settings) == Full<double>::kind;
  std::vector<Index> ranks;
  for (const Block& b : blocks) ranks.push_back(full ? b.rows : b.rank);
  return ranks;
}

}  // namespace bros::studies
