#include "convert.hpp"

#include <bros/bros.hpp>

PYBIND11_MODULE(_core, m) {
  namespace python = bros::python;
  pybind11::options options;
  options.disable_function_signatures();
  m.doc() = "The compiled part of bros: import bros, not this.";
  m.attr("__version__") = BROS_VERSION;
  python::bind_core(m);
  python::bind_subspaces(m);
  python::bind_problems(m);
  python::bind_rotated_chain(m);
  python::bind_data_cleaning(m);
  python::bind_own_problem(m);
  python::bind_own_sampler(m);
  python::bind_own_action(m);
  python::bind_steps(m);
  python::bind_methods(m);
  python::bind_state(m);
  python::bind_runs(m);
  python::bind_rates(m);
  python::bind_estimators(m);
  python::bind_recursion(m);
  python::bind_bounds(m);
  python::bind_check(m);
}
