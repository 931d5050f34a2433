// Runs of a method, and what they record.
#include "methods.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace bros::python {

namespace {

Schedule<double> schedule_for(const OwnedMethod& method, const py::object& steps, std::uint64_t horizon) {
  if (!PyUnicode_Check(steps.ptr())) return schedule_from(steps);
  const std::string name = text("steps", steps);
  require(name == "auto", "steps", name, "must be \"auto\", Steps, a DecayingSchedule or a function k -> Steps");
  return ConstantSchedule<double>(suggested(method.of, horizon, method.settings, Stream(0)));
}

/// What a run records, one row an iterate that was looked at.
struct Trace {
  std::string status;
  py::array_t<std::uint64_t> iteration, samples;
  py::array_t<double> x, phi, squared_gradient;
};

/// What an observer in Python wants next.
Next asked(const py::object& observe, OwnedMethod& self) {
  const py::gil_scoped_acquire lock;
  const py::object answer = observe(py::cast(&self, py::return_value_policy::reference));
  if (answer.is_none()) return Next::go_on;
  const std::string wanted = text("observe: returned", answer);
  if (wanted == "converged") return Next::converged;
  require(wanted == "stop", "observe: returned", wanted, "None, \"converged\" or \"stop\"");
  return Next::stop;
}

Trace run_traced(OwnedMethod& self, const py::object& steps, const py::object& until, const py::object& every,
                 const py::object& observe) {
  const std::uint64_t horizon = horizon_from(until);
  const std::uint64_t apart =
      every.is_none() ? std::max<std::uint64_t>(1, horizon / 1000) : horizon_from(every, "every");
  if (!observe.is_none() && !PyCallable_Check(observe.ptr()))
    raise_type("observe", observe, "must be None, or a function of the method");
  const Running running(self);
  const Schedule<double> schedule = schedule_for(self, steps, horizon);
  std::vector<std::uint64_t> iteration, samples;
  std::vector<double> x, phi, gradient;
  RunResult result{};
  {
    const py::gil_scoped_release unlocked;
    const auto exact = self.of.exact();
    Interruption interrupted;
    result = run(*self.method, schedule, horizon, [&](const Method<double>& method, bool last) {
      interrupted();
      const Next next = observe.is_none() ? Next::go_on : asked(observe, self);
      const std::uint64_t k = method.counts().iterations;
      if (k % apart != 0 && !last && next == Next::go_on) return next;
      iteration.push_back(k);
      samples.push_back(method.counts().samples);
      x.insert(x.end(), method.x().data(), method.x().data() + method.x().size());
      if (!exact) return next;
      exact->at(method.x());
      phi.push_back(exact->phi());
      gradient.push_back(exact->hypergradient().squaredNorm());
      return std::isfinite(gradient.back()) ? next : Next::not_finite;
    });
  }
  const auto count = static_cast<py::ssize_t>(iteration.size());
  const auto column = [&](const std::vector<double>& values) {
    if (!values.empty() || count == 0) return py::array_t<double>(count, values.data());
    return py::array_t<double>(count, std::vector<double>(iteration.size(), std::nan("")).data());
  };
  return {std::string(to_string(result.status)),
          py::array_t<std::uint64_t>(count, iteration.data()),
          py::array_t<std::uint64_t>(count, samples.data()),
          py::array_t<double>({count, static_cast<py::ssize_t>(self.of.dim_upper())}, x.data()),
          column(phi),
          column(gradient)};
}

double mean_over_run(OwnedMethod& self, const py::object& steps, const py::object& until) {
  const std::uint64_t horizon = horizon_from(until);
  require(self.method->counts().iterations == 0, "method.counts.iterations", self.method->counts().iterations,
          "0: a method that has not moved");
  const Running running(self);
  const Schedule<double> schedule = schedule_for(self, steps, horizon);
  const py::gil_scoped_release unlocked;
  const auto exact = self.of.exact();
  require(exact != nullptr, "problem", "without exact()", "a problem that knows its hypergradient");
  MeanSquareGradient<double> mean(*exact);
  Interruption interrupted;
  const RunResult result = run(*self.method, schedule, horizon, [&](const Method<double>& method, bool last) {
    interrupted();
    mean(method, last);
  });
  const double value = result.status == Status::horizon_reached ? mean.mean() : std::numeric_limits<double>::infinity();
  return std::isfinite(value) ? value : std::numeric_limits<double>::infinity();
}

}  // namespace

void bind_runs(py::module_& m) {
  py::class_<Trace>(m, "Trace", R"(What run() saw, one row an iterate that it looked at.
)")
      .def_readonly(
          "status", &Trace::status,
          "'horizon_reached', 'not_finite' (the steps are too large), or what observe wanted: 'converged', 'stopped'.")
      .def_readonly("iteration", &Trace::iteration, "k: uint64, rows long.")
      .def_readonly("samples", &Trace::samples, "Samples drawn until then: uint64, rows long.")
      .def_readonly("x", &Trace::x, "x^k: rows x dim_upper.")
      .def_readonly("phi", &Trace::phi, "Phi(x^k): rows long; NaN where the problem has no exact().")
      .def_readonly("squared_gradient", &Trace::squared_gradient,
                    "||grad Phi(x^k)||^2: rows long; NaN where the problem has no exact().")
      .def("__len__", [](const Trace& t) { return t.iteration.size(); })
      .def("__repr__", [](const Trace& t) {
        return "<Trace of " + std::to_string(t.iteration.size()) + " iterates, " + t.status + ">";
      });

  m.def("run", run_traced, py::arg("method"), py::arg("steps"), py::arg("horizon"), py::arg("every") = py::none(),
        py::arg("observe") = py::none(),
        R"(run(method, steps, horizon, every=None, observe=None)
--

Moves the method until it has made `horizon` iterations in all, and returns a Trace: the iterates whose
numbers are multiples of `every`, and the last.

steps     Steps; a DecayingSchedule; a function k -> Steps; "auto": suggest_steps for this problem, method and horizon
horizon   at least 1
every     iterations between two rows; None: as many as give 1000 rows
observe   a function, called as observe(method) at every iterate 0 .. horizon; it may look at the method and not move it. What it
          returns: None to go on; "converged" or "stop" to end the run there
Raises    ValueError and TypeError for arguments; what observe and what is written in
          Python raise; KeyboardInterrupt. The method can be run on.
Cost      the iterations, and one exact() a row. The interpreter's lock is released.

>>> method = bros.make_method(bros.counterexample(), "full-tangent", key=1)
>>> trace = bros.run(method, "auto", 100000)
>>> trace.status, trace.x[-1].round(6)
('horizon_reached', array([-1.]))
>>> def near(method):
...     return "converged" if abs(method.x[0] + 1) < 0.01 else None
>>> bros.run(bros.make_method(bros.counterexample(), "full-tangent"), "auto", 100000, observe=near).status
'converged'
)");
  m.def("mean_squared_gradient", mean_over_run, py::arg("method"), py::arg("steps"), py::arg("horizon"),
        R"(mean_squared_gradient(method, steps, horizon)
--

Runs a method that has not moved, and returns the mean of ||grad Phi(x^k)||^2 over k = 0 .. horizon - 1, which the theorem
bounds; inf if the run did not stay finite.

steps     as in run()
Requires  a problem with exact() [ValueError]
Cost      the iterations, and one exact() each

>>> method = bros.make_method(bros.rate_instance(), "ma-soba")
>>> 0 < bros.mean_squared_gradient(method, "auto", 500) < 1
True
)");
}

}  // namespace bros::python
