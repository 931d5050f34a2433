// Problems in doubles, carried over to an exact or an enclosing scalar.
#pragma once

#include <bros/core/multiprecision.hpp>
#include <bros/problem/quadratic.hpp>

namespace bros {

/// The data of a problem in doubles, in another scalar: each entry is the double itself, or encloses it.
/// Shapes:   as the argument; the noise levels are left at 0
template <FieldScalar S>
[[nodiscard]] QuadraticData<S> noiseless_data(const QuadraticData<double>& d) {
  const auto convert = [](const auto& from, auto& to) {
    to.resize(from.rows(), from.cols());
    for (Index j = 0; j < from.cols(); ++j)
      for (Index i = 0; i < from.rows(); ++i) to(i, j) = S(rational(from(i, j)));
  };
  QuadraticData<S> data;
  convert(d.lower.A, data.lower.A), convert(d.lower.C, data.lower.C), convert(d.lower.a, data.lower.a);
  convert(d.upper.F, data.upper.F), convert(d.upper.K, data.upper.K), convert(d.upper.H, data.upper.H);
  convert(d.upper.f, data.upper.f), convert(d.upper.h, data.upper.h);
  convert(d.x0, data.x0), convert(d.y0, data.y0);
  data.blocks = d.blocks;
  return data;
}

}  // namespace bros
