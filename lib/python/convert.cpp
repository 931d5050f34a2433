#include "convert.hpp"

#include <chrono>
#include <cmath>
#include <utility>
#include <vector>

namespace bros::python {

namespace {

std::string shape_of(const py::array& a) {
  std::string shape;
  for (py::ssize_t i = 0; i < a.ndim(); ++i) shape += (i ? " x " : "") + std::to_string(a.shape(i));
  return a.ndim() == 0 ? "a single number" : "an array " + shape + (a.ndim() == 1 ? " long" : "");
}

std::string described(py::handle value) {
  try {
    if (py::isinstance<py::array>(value)) {
      const auto a = py::reinterpret_borrow<py::array>(value);
      return shape_of(a) + " of " + py::str(a.dtype()).cast<std::string>();
    }
    return shown(py::repr(value).cast<std::string>());
  } catch (py::error_already_set&) {
    return std::string("a ") + Py_TYPE(value.ptr())->tp_name;
  }
}

bool is_bool(py::handle value) {
  return PyBool_Check(value.ptr()) || std::string(Py_TYPE(value.ptr())->tp_name) == "numpy.bool_";
}

constexpr double largest_whole = 0x1p53;

/// Copies a x b numbers with the array's own strides, from its entry `offset` on.
bool copy(const py::array_t<double>& from, double* to, Index rows, Index cols, bool any_number) {
  const auto* bytes = reinterpret_cast<const char*>(from.data());
  const py::ssize_t down = from.strides(0), right = from.ndim() > 1 ? from.strides(1) : 0;
  bool good = true;
  for (Index j = 0; j < cols; ++j)
    for (Index i = 0; i < rows; ++i) {
      const double value = *reinterpret_cast<const double*>(bytes + i * down + j * right);
      good = good && std::isfinite(value);
      to[i + j * rows] = value;
    }
  return good || any_number;
}

void fill_block(const char* field, py::handle value, double* to, Index rows, Index cols, bool any_number) {
  const py::array_t<double> a = real_array(field, value);
  if (a.ndim() != 2 || a.shape(0) != rows || a.shape(1) != cols)
    raise_value(field, a, "must be an array " + std::to_string(rows) + " x " + std::to_string(cols));
  if (!copy(a, to, rows, cols, any_number)) require(false, field, "not finite", "finite numbers");
}

}  // namespace

void raise_type(const char* field, py::handle value, const std::string& allowed) {
  throw py::type_error(std::string(field) + " = " + described(value) + ": " + allowed);
}
void raise_value(const char* field, py::handle value, const std::string& allowed) {
  throw py::value_error(std::string(field) + " = " + described(value) + ": " + allowed);
}

Held hold(py::object object) {
  return {new py::object(std::move(object)), [](py::object* held) {
            const py::gil_scoped_acquire lock;
            delete held;
          }};
}

double number(const char* field, py::handle value) {
  const bool none = is_bool(value) || (py::isinstance<py::array>(value) && value.cast<py::array>().ndim() > 0);
  const double result = none ? 0 : PyFloat_AsDouble(value.ptr());
  if (none || PyErr_Occurred()) {
    PyErr_Clear();
    raise_type(field, value, "must be a real number");
  }
  return result;
}

std::int64_t whole(const char* field, py::handle value, std::int64_t least, std::int64_t most) {
  if (is_bool(value) || !PyIndex_Check(value.ptr()) || py::isinstance<py::array>(value))
    raise_type(field, value, "must be a whole number");
  const auto index = py::reinterpret_steal<py::object>(PyNumber_Index(value.ptr()));
  if (!index) throw py::error_already_set();
  int overflow = 0;
  const long long result = PyLong_AsLongLongAndOverflow(index.ptr(), &overflow);
  if (overflow != 0 || result < least || result > most)
    raise_value(field, value,
                least == 0 && most == std::numeric_limits<std::int64_t>::max()
                    ? "must be at least 0"
                    : "must be between " + std::to_string(least) + " and " + std::to_string(most));
  return result;
}
std::uint64_t horizon_from(py::handle value, const char* field) {
  return static_cast<std::uint64_t>(whole(field, value, 1, std::int64_t{1} << 53));
}
bool truth(const char* field, py::handle value) {
  if (!is_bool(value)) raise_type(field, value, "must be True or False");
  return PyObject_IsTrue(value.ptr()) == 1;
}
std::string text(const char* field, py::handle value) {
  if (!PyUnicode_Check(value.ptr())) raise_type(field, value, "must be a str");
  return value.cast<std::string>();
}

py::array_t<double> real_array(const char* field, py::handle value) {
  if (py::isinstance<py::array_t<double>>(value)) return py::reinterpret_borrow<py::array_t<double>>(value);
  const auto array = py::array::ensure(value);
  if (!array) raise_value(field, value, "must be an array of real numbers, all rows of one length");
  const char kind = array.dtype().kind();
  const bool fits = (kind == 'f' && array.itemsize() <= 8) || kind == 'i' || kind == 'u';
  if (!fits) raise_type(field, array, "must be real numbers that float64 holds: float16 to float64, or whole numbers");
  const auto result = py::array_t<double, py::array::forcecast>::ensure(array);
  if (!result) throw py::error_already_set();
  if (kind != 'f' && array.itemsize() == 8) {
    Vector<double> flat(result.size());
    const auto ravelled = result.attr("ravel")().cast<py::array_t<double>>();
    for (Index i = 0; i < flat.size(); ++i)
      if (!(std::abs(ravelled.at(i)) < largest_whole)) raise_value(field, array, "whole numbers must be below 2^53");
  }
  return result;
}

Vector<double> vector(const char* field, py::handle value, Index size) {
  const py::array_t<double> a = real_array(field, value);
  if (a.ndim() != 1 || (size >= 0 && a.shape(0) != size))
    raise_value(field, a, "must be an array " + (size >= 0 ? std::to_string(size) + " long" : "of one axis"));
  Vector<double> v(a.shape(0));
  if (!copy(a, v.data(), v.size(), 1, false)) require(false, field, "not finite", "finite numbers");
  return v;
}

Matrix<double> matrix(const char* field, py::handle value, Index rows, Index cols, bool any_number) {
  const py::array_t<double> a = real_array(field, value);
  const auto any = [](Index n, const char* letter) { return n < 0 ? std::string(letter) : std::to_string(n); };
  if (a.ndim() != 2 || (rows >= 0 && a.shape(0) != rows) || (cols >= 0 && a.shape(1) != cols))
    raise_value(field, a, "must be an array " + any(rows, "rows") + " x " + any(cols, "columns"));
  Matrix<double> m(a.shape(0), a.shape(1));
  if (!copy(a, m.data(), m.rows(), m.cols(), any_number)) require(false, field, "not finite", "finite numbers");
  return m;
}

py::object not_implemented(const py::object& self, const char* signature, const char* base) {
  const std::string name = py::type::of(self).attr("__name__").cast<std::string>() + "." + signature;
  PyErr_SetString(PyExc_NotImplementedError, (name + ": must be defined, see bros." + base).c_str());
  throw py::error_already_set();
}

std::vector<py::object> parts(const char* function, const py::object& value, std::size_t least, std::size_t most,
                              const char* allowed) {
  if (!PyTuple_Check(value.ptr()) && !PyList_Check(value.ptr()))
    raise_type(function, value, std::string("must return ") + allowed);
  const auto sequence = py::reinterpret_borrow<py::sequence>(value);
  if (sequence.size() < least || sequence.size() > most)
    raise_value(function, value, std::string("must return ") + allowed);
  std::vector<py::object> list;
  for (std::size_t i = 0; i < sequence.size(); ++i) list.emplace_back(sequence[i]);
  return list;
}

void fill(const char* field, py::handle value, Vector<double>& out, bool any_number) {
  const py::array_t<double> a = real_array(field, value);
  if (a.ndim() != 1 || a.shape(0) != out.size())
    raise_value(field, a, "must be an array " + std::to_string(out.size()) + " long");
  if (!copy(a, out.data(), out.size(), 1, any_number)) require(false, field, "not finite", "finite numbers");
}

void fill(const char* field, py::handle value, BlockVector<double>& out, bool any_number) {
  const Layout& layout = out.layout();
  double* const to = out.flat().data();
  if (layout.count() == 1) return fill_block(field, value, to, layout.rows(0), layout.cols(0), any_number);
  if (!PyList_Check(value.ptr()) && !PyTuple_Check(value.ptr()))
    raise_type(field, value, "must be a list of arrays, one a block: " + std::to_string(layout.count()));
  const auto list = py::reinterpret_borrow<py::sequence>(value);
  if (static_cast<Index>(list.size()) != layout.count())
    raise_value(field, value, "must be as many arrays as blocks: " + std::to_string(layout.count()));
  for (Index l = 0; l < layout.count(); ++l) {
    const std::string name = std::string(field) + "[" + std::to_string(l) + "]";
    fill_block(name.c_str(), py::object(list[static_cast<std::size_t>(l)]), to + layout.offset(l), layout.rows(l),
               layout.cols(l), any_number);
  }
}

BlockVector<double> block_vector(const char* field, py::handle value, const Layout& layout) {
  BlockVector<double> y(layout);
  fill(field, value, y);
  return y;
}

py::array_t<double> to_array(const Vector<double>& v) { return py::array_t<double>(v.size(), v.data()); }
py::array_t<double> to_array(const Matrix<double>& m) {
  constexpr auto number = static_cast<py::ssize_t>(sizeof(double));
  return py::array_t<double>({m.rows(), m.cols()}, {number, number * m.rows()}, m.data());
}
py::object to_array(const BlockVector<double>& y) {
  const auto block = [&](Index l) {
    constexpr auto number = static_cast<py::ssize_t>(sizeof(double));
    const auto view = y.block(l);
    return py::array_t<double>({view.rows(), view.cols()}, {number, number * view.rows()}, view.data());
  };
  if (y.layout().count() == 1) return block(0);
  py::list list;
  for (Index l = 0; l < y.layout().count(); ++l) list.append(block(l));
  return list;
}

Blocks blocks_from(py::handle value) {
  constexpr const char* allowed = "must be (rows, cols, rank), or a list of such, one a block";
  if (py::isinstance<Blocks>(value)) return value.cast<Blocks>();
  const auto is_list = [](py::handle h) { return PyList_Check(h.ptr()) || PyTuple_Check(h.ptr()); };
  if (!is_list(value)) raise_type("blocks", value, allowed);
  const auto block = [&](py::handle given) {
    if (!is_list(given) || py::len(given) != 3) raise_value("blocks", given, allowed);
    const auto size = [&](const char* field, py::size_t i) {
      return static_cast<Index>(whole(field, given[py::int_(i)], 0, std::int64_t{1} << 31));
    };
    return Block{size("block.rows", 0), size("block.cols", 1), size("block.rank", 2)};
  };
  std::vector<Block> blocks;
  if (py::len(value) == 3 && PyIndex_Check(py::object(value[py::int_(0)]).ptr()))
    blocks.push_back(block(value));
  else
    for (const py::handle given : value) blocks.push_back(block(given));
  return Blocks(std::move(blocks));
}

Stream stream_from(const char* field, py::handle value) {
  if (py::isinstance<Stream>(value)) return value.cast<Stream>();
  if (is_bool(value) || !PyIndex_Check(value.ptr())) raise_type(field, value, "must be a whole number, or a Stream");
  const auto index = py::reinterpret_steal<py::object>(PyNumber_Index(value.ptr()));
  if (!index) throw py::error_already_set();
  const std::uint64_t seed = PyLong_AsUnsignedLongLong(index.ptr());
  if (PyErr_Occurred()) {
    PyErr_Clear();
    raise_value(field, value, "must be between 0 and 2^64 - 1");
  }
  return Stream(seed);
}

Steps<double> steps_from(const char* field, py::handle value) {
  if (!py::isinstance<Steps<double>>(value)) raise_type(field, value, "must be Steps");
  return value.cast<Steps<double>>();
}
Schedule<double> schedule_from(py::handle steps) {
  if (py::isinstance<Steps<double>>(steps)) return ConstantSchedule<double>(steps.cast<Steps<double>>());
  if (py::isinstance<DecayingSchedule<double>>(steps)) return steps.cast<DecayingSchedule<double>>();
  if (!PyCallable_Check(steps.ptr()))
    raise_type("steps", steps,
               "must be Steps, a DecayingSchedule, a function k -> Steps, or, where a problem is known, \"auto\"");
  return [function = hold(py::reinterpret_borrow<py::object>(steps))](std::uint64_t k) {
    const py::gil_scoped_acquire lock;
    const py::object at = (*function)(k);
    const Steps<double> result = steps_from("steps(k)", at);
    require_steps(result);
    return result;
  };
}

void Interruption::operator()() {
  using namespace std::chrono;
  const std::int64_t now = duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
  if (now < next_) return;
  next_ = now + 50;
  const py::gil_scoped_acquire lock;
  if (PyErr_CheckSignals() != 0) throw py::error_already_set();
}

}  // namespace bros::python
