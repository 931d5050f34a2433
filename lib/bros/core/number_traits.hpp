// Eigen's traits of scalars that it knows nothing about.
#pragma once

#include <Eigen/Core>

namespace bros {

/// Base of Eigen::NumTraits<S> for a real field S that is its own literal and that no packet holds.
/// Shapes:   `cost`: of a multiplication, in units of one of double; an addition a tenth of it
template <class S, int cost>
struct FieldNumTraits : Eigen::GenericNumTraits<S> {
  using Real = S;
  using NonInteger = S;
  using Nested = S;
  using Literal = S;
  enum {
    IsComplex = 0,
    IsInteger = 0,
    IsSigned = 1,
    RequireInitialization = 1,
    ReadCost = 10,
    AddCost = cost / 10,
    MulCost = cost
  };
};

}  // namespace bros
