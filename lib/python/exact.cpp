#include "exact.hpp"

#include <string>

namespace bros::python {

namespace {

using Integer = boost::multiprecision::cpp_int;

py::object int_from(const Integer& value) {  // in hexadecimal: Python limits decimal texts to 4300 digits
  const bool negative = value < 0;
  const std::string digits = Integer(abs(value)).str(0, std::ios_base::hex);
  const auto magnitude = py::reinterpret_steal<py::object>(PyLong_FromString(digits.c_str(), nullptr, 16));
  if (!magnitude) throw py::error_already_set();
  return negative ? py::reinterpret_steal<py::object>(PyNumber_Negative(magnitude.ptr())) : magnitude;
}
Integer integer_from(py::handle value) {
  const auto whole = py::reinterpret_steal<py::object>(PyNumber_Index(value.ptr()));
  if (!whole) throw py::error_already_set();
  const std::string digits = py::str(py::module_::import("builtins").attr("hex")(whole));
  return digits[0] == '-' ? Integer(-Integer(digits.substr(1))) : Integer(digits);
}
bool is_exact_number(py::handle value) {
  return !PyBool_Check(value.ptr()) && py::hasattr(value, "numerator") && py::hasattr(value, "denominator");
}
rational rational_from(py::handle value) {
  return rational(integer_from(value.attr("numerator")), integer_from(value.attr("denominator")));
}

}  // namespace

py::object fraction_from(const rational& q) {
  const py::object fraction = py::module_::import("fractions").attr("Fraction");
  return fraction(int_from(Integer(numerator(q))), int_from(Integer(denominator(q))));
}

py::object fractions_from(const Matrix<rational>& m) {
  py::object array =
      py::module_::import("numpy").attr("empty")(py::make_tuple(m.rows(), m.cols()), py::arg("dtype") = "object");
  for (Index i = 0; i < m.rows(); ++i)
    for (Index j = 0; j < m.cols(); ++j) array[py::make_tuple(i, j)] = fraction_from(m(i, j));
  return array;
}

bool is_exact(py::handle value) {
  const auto array = py::array::ensure(value);
  if (!array) return false;
  const char kind = array.dtype().kind();
  if (kind == 'i' || kind == 'u') return true;
  if (kind != 'O') return false;
  for (const py::handle entry : array.attr("ravel")())
    if (!is_exact_number(entry)) return false;
  return true;
}

Matrix<rational> exact_matrix(const char* field, py::handle value, Index rows, Index cols) {
  const auto array = py::array::ensure(value);
  const auto any = [](Index n, const char* letter) { return n < 0 ? std::string(letter) : std::to_string(n); };
  if (!array || array.ndim() != 2 || (rows >= 0 && array.shape(0) != rows) || (cols >= 0 && array.shape(1) != cols))
    raise_value(field, value, "must be an array " + any(rows, "rows") + " x " + any(cols, "columns"));
  Matrix<rational> m(array.shape(0), array.shape(1));
  for (Index i = 0; i < m.rows(); ++i)
    for (Index j = 0; j < m.cols(); ++j) m(i, j) = rational_from(py::object(array[py::make_tuple(i, j)]));
  return m;
}

}  // namespace bros::python
