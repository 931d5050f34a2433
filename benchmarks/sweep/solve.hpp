#pragma once

#include <stdexcept>

namespace bros::sweep {

/// exact.at(x), and an error rather than a number where an iterative solver stopped short of its accuracy.
template <class Exact, class X>
void solve_at(Exact& exact, const X& x) {
  exact.at(x);
  if constexpr (requires { exact.accuracy().reached; })
    if (!exact.accuracy().reached)
      throw std::runtime_error(
          "the hypergradient could not be solved to its stated accuracy: x has become too extreme");
}

}  // namespace bros::sweep
