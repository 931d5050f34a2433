#pragma once

#include <bros/core/error.hpp>

namespace bros::sweep {

/// exact.at(x), and an error rather than a number where an iterative solver stopped short of its accuracy.
template <class Exact, class X>
void solve_at(Exact& exact, const X& x) {
  exact.at(x);
  if constexpr (requires { exact.accuracy().reached; })
    require(exact.accuracy().reached, "hypergradient", "not solved",
            "the inner problems must be solved to their stated accuracy; x or the data may be too extreme");
}

}  // namespace bros::sweep
