// Between Python's Fraction and the library's rational, and the rule which of rational and double a call is in: whole
// numbers and Fractions are exact, one float among them makes all of it double.
#pragma once

#include "convert.hpp"

#include <bros/core/multiprecision.hpp>

namespace bros::python {

[[nodiscard]] py::object fraction_from(const rational& q);
/// A new array of Fractions.
[[nodiscard]] py::object fractions_from(const Matrix<rational>& m);
/// A Fraction or a float, or a new array of such.
template <class Value>
[[nodiscard]] py::object to_python(const Value& value) {
  if constexpr (std::same_as<Value, rational>)  // no overloads: Boost's numbers ask whether a matrix converts to them
    return fraction_from(value);
  else if constexpr (std::same_as<Value, double>)
    return py::float_(value);
  else if constexpr (std::same_as<Value, Matrix<rational>>)
    return fractions_from(value);
  else
    return to_array(value);
}

/// Whether all numbers of an array are whole or Fractions.
[[nodiscard]] bool is_exact(py::handle array);
/// Requires: is_exact, the shape unless it is negative [-> ValueError]
[[nodiscard]] Matrix<rational> exact_matrix(const char* field, py::handle value, Index rows, Index cols);

template <class S>
[[nodiscard]] Matrix<S> matrix_of(const char* field, py::handle value, Index rows = -1, Index cols = -1) {
  if constexpr (std::same_as<S, rational>)
    return exact_matrix(field, value, rows, cols);
  else
    return matrix(field, value, rows, cols);
}

}  // namespace bros::python
