#pragma once

#include <bros/problem/problem.hpp>

#include <stdexcept>

namespace bros {

/// exact.at(x), and an error rather than a number where an iterative solver stopped short of its accuracy.
/// Throws: std::runtime_error
template <class S>
void solve_at(Exact<S>& exact, const Vector<S>& x) {
  exact.at(x);
  if (!exact.accurate())
    throw std::runtime_error("the hypergradient could not be solved to its stated accuracy: x has become too extreme");
}

}  // namespace bros
