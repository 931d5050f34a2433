// Between numpy and the library: what comes from Python is checked and copied, and complaints name the field, its value
// and what is allowed.
#pragma once

#include <bros/method/schedule.hpp>
#include <bros/subspace/subspace.hpp>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace bros::python {

namespace py = pybind11;

/// "field = value: allowed", the value as repr shows it, an array by its shape and dtype.
[[noreturn]] void raise_type(const char* field, py::handle value, const std::string& allowed);
[[noreturn]] void raise_value(const char* field, py::handle value, const std::string& allowed);

/// An object that may be copied and dropped without the interpreter's lock.
using Held = std::shared_ptr<py::object>;
[[nodiscard]] Held hold(py::object object);

/// Requires: a real number; bool is none [-> TypeError]
[[nodiscard]] double number(const char* field, py::handle value);
/// Requires: a whole number [-> TypeError] between `least` and `most` [-> ValueError]
[[nodiscard]] std::int64_t whole(const char* field, py::handle value, std::int64_t least, std::int64_t most);
[[nodiscard]] std::uint64_t horizon_from(py::handle value, const char* field = "horizon");
[[nodiscard]] bool truth(const char* field, py::handle value);
/// Requires: a str [-> TypeError]
[[nodiscard]] std::string text(const char* field, py::handle value);

/// An array of float64 with the values of `value`, without loss: float16 to float64, whole numbers below 2^53, nested
/// lists. Requires: that [-> TypeError, or ValueError for whole numbers that a double cannot hold and ragged lists]
[[nodiscard]] py::array_t<double> real_array(const char* field, py::handle value);
/// A copy.   Requires: real_array, the shape unless it is negative, finite entries [-> ValueError]
[[nodiscard]] Vector<double> vector(const char* field, py::handle value, Index size = -1);
[[nodiscard]] Matrix<double> matrix(const char* field, py::handle value, Index rows = -1, Index cols = -1,
                                    bool any_number = false);
/// Raises NotImplementedError: a function that a subclass of `base` must define.
[[nodiscard]] py::object not_implemented(const py::object& self, const char* signature, const char* base);
/// The parts of a tuple or a list that a function returned.
/// Requires: such, with `least` to `most` parts [-> TypeError, ValueError]
[[nodiscard]] std::vector<py::object> parts(const char* function, const py::object& value, std::size_t least,
                                            std::size_t most, const char* allowed);

/// A vector of the lower space as Python sees it: one block is an array rows x cols, several are a list of such.
/// Requires: finite entries, unless `any_number` [-> ValueError]
void fill(const char* field, py::handle value, BlockVector<double>& out, bool any_number = false);
void fill(const char* field, py::handle value, Vector<double>& out, bool any_number = false);
[[nodiscard]] BlockVector<double> block_vector(const char* field, py::handle value, const Layout& layout);

/// New arrays.
[[nodiscard]] py::array_t<double> to_array(const Vector<double>& v);
[[nodiscard]] py::array_t<double> to_array(const Matrix<double>& m);
[[nodiscard]] py::object to_array(const BlockVector<double>& y);

/// Blocks, a tuple (rows, cols, rank), or a list of such.
[[nodiscard]] Blocks blocks_from(py::handle value);
/// A Stream, or the whole number that seeds one.
[[nodiscard]] Stream stream_from(const char* field, py::handle value);

/// Requires: Steps [-> TypeError]; nothing of their sizes
[[nodiscard]] Steps<double> steps_from(const char* field, py::handle value);
/// Steps, a schedule object, or a function of k; "auto" is left to whoever knows the problem.
[[nodiscard]] Schedule<double> schedule_from(py::handle steps);

/// Lets Ctrl-C end a loop that runs without the interpreter's lock: to be called once a turn.
class Interruption {
 public:
  void operator()();

 private:
  std::int64_t next_ = 0;
};

void bind_core(py::module_& m);
void bind_subspaces(py::module_& m);
void bind_problems(py::module_& m);
void bind_rotated_chain(py::module_& m);
void bind_data_cleaning(py::module_& m);
void bind_own_problem(py::module_& m);
void bind_own_sampler(py::module_& m);
void bind_own_action(py::module_& m);
void bind_steps(py::module_& m);
void bind_methods(py::module_& m);
void bind_state(py::module_& m);
void bind_runs(py::module_& m);
void bind_rates(py::module_& m);
void bind_estimators(py::module_& m);
void bind_recursion(py::module_& m);
void bind_bounds(py::module_& m);
void bind_check(py::module_& m);

}  // namespace bros::python
