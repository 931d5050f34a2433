// Methods as Python holds them, and what makes one from arguments.
#pragma once

#include "convert.hpp"

#include <bros/compiled.hpp>

#include <memory>
#include <stdexcept>

namespace bros::python {

/// A method, and the problem that it refers to.
struct OwnedMethod {
  py::object problem;  // keeps what `of` refers to alive, a subclass in Python among them
  const Problem<double>& of;
  MethodSettings settings;
  std::unique_ptr<Method<double>> method;
  bool running = false;  // read and written with the interpreter's lock
};

/// A method is run by one caller at a time, which a second thread or a function of its own problem could forget.
class Running {
 public:
  explicit Running(OwnedMethod& method) : method_(method) {
    if (method_.running) throw std::runtime_error("the method is running already: in another thread, or further up");
    method_.running = true;
  }
  ~Running() { method_.running = false; }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

 private:
  OwnedMethod& method_;
};

/// What make_method is told, without the key: one of it makes any number of methods, with or without the interpreter's
/// lock.
struct MethodMaker {
  const Problem<double>& of;
  MethodSettings settings;
  Held sampler = {}, action = {};  ///< where they are objects and not names; null otherwise

  [[nodiscard]] std::unique_ptr<Method<double>> operator()(const Stream& stream) const;
};
/// Requires: what make_method requires, but for the ranks [-> TypeError, ValueError]
[[nodiscard]] MethodMaker maker_from(const py::object& problem, const py::object& method, const py::object& sampler,
                                     const py::object& action, const py::object& inner, const py::object& neumann,
                                     const py::object& eta, const py::object& order = py::none(),
                                     const py::object& directions = py::none(),
                                     const py::object& difference = py::none(), const py::object& radius = py::none());
[[nodiscard]] const Problem<double>& problem_from(const py::object& problem);

/// suggest_steps, without the interpreter's lock.
[[nodiscard]] Steps<double> suggested(const Problem<double>& problem, std::uint64_t horizon,
                                      const MethodSettings& settings, const Stream& stream);

}  // namespace bros::python
