// Checks of a problem, and statistics of measurements.
#include "convert.hpp"

#include <bros/check/check_problem.hpp>
#include <bros/compiled.hpp>
#include <bros/evidence/slope_fit.hpp>

#include <pybind11/stl.h>

#include <vector>

namespace bros::python {

namespace {

CheckReport check(const py::object& problem, const py::object& seed, const py::object& spread, const py::object& probes,
                  const py::object& derivatives, const py::object& stochastic) {
  if (!py::isinstance<Problem<double>>(problem)) raise_type("problem", problem, "must be a Problem");
  const auto& of = problem.cast<const Problem<double>&>();
  CheckSettings settings;
  settings.seed = static_cast<std::uint64_t>(whole("seed", seed, 0, std::numeric_limits<std::int64_t>::max()));
  settings.spread = number("spread", spread);
  settings.probes = whole("probes", probes, 0, std::int64_t{1} << 31);
  const std::string kind = text("derivatives", derivatives);
  require(kind == "of_each_sample" || kind == "in_the_mean", "derivatives", kind,
          "must be of_each_sample or in_the_mean");
  settings.derivatives = kind == "in_the_mean" ? Derivatives::in_the_mean : Derivatives::of_each_sample;
  if (!stochastic.is_none()) settings.stochastic = truth("stochastic", stochastic);
  const py::gil_scoped_release unlocked;
  return check_problem<double>(of, settings);
}

Interval slope(const py::object& horizons, const py::object& by_seed, const py::object& level) {
  const Vector<double> x = vector("horizons", horizons);
  const Matrix<double> y = matrix("by_seed", by_seed, -1, x.size());
  std::vector<std::vector<double>> rows;
  for (Index s = 0; s < y.rows(); ++s) {
    const Vector<double> row = y.row(s).transpose();
    rows.emplace_back(row.data(), row.data() + row.size());
  }
  return log_log_slope({x.data(), static_cast<std::size_t>(x.size())}, rows, number("level", level));
}

}  // namespace

void bind_check(py::module_& m) {
  py::class_<Finding>(m, "Finding", "One comparison of what a problem answers with what it should.")
      .def_readonly("quantity", &Finding::quantity, "Whose answer it is.")
      .def_readonly("check", &Finding::check, "What it should be.")
      .def_readonly("ok", &Finding::ok, "Whether it is.")
      .def_readonly("deviation", &Finding::deviation, "At the entry that exceeds its tolerance by most.")
      .def_readonly("tolerance", &Finding::tolerance, "There.")
      .def_readonly("hint", &Finding::hint, "What the deviations suggest; empty if nothing.")
      .def("__str__", &Finding::text)
      .def("__repr__",
           [](const Finding& f) { return "<Finding: " + f.quantity + (f.ok ? " is " : " is not ") + f.check + ">"; });
  py::class_<CheckReport>(m, "CheckReport", "What check_problem found. str() says it in words.")
      .def_property_readonly("ok", &CheckReport::ok, "Whether there are findings, and all of them are ok.")
      .def_property_readonly("findings", &CheckReport::findings, "A list of Finding.")
      .def_property_readonly("failures", &CheckReport::failures, "Those that are not ok.")
      .def_property_readonly("notes", &CheckReport::notes, "How it was checked: a list of str.")
      .def("__str__", &CheckReport::text)
      .def("__repr__", [](const CheckReport& r) {
        return "<CheckReport: " + std::to_string(r.findings().size() - r.failures().size()) + " of " +
               std::to_string(r.findings().size()) + " checks hold>";
      });
  m.def("check_problem", check, py::arg("problem"), py::arg("seed") = 2024, py::arg("spread") = 1.0,
        py::arg("probes") = 48, py::arg("derivatives") = "of_each_sample", py::arg("stochastic") = py::none(),
        R"(check_problem(problem, seed=2024, spread=1.0, probes=48, derivatives='of_each_sample', stochastic=None)
--

Checks a problem against itself, and says in words what is wrong and where: shapes and finiteness, samples, history, linear
products, projections, derivatives against differences, exact() against both. Returns a CheckReport.

seed      of points, tangents, subspaces and samples
spread    points are x0, y0 plus so many standard normals
probes    so many entries of Y and of x are moved one by one
derivatives  'in_the_mean' where noise is added to each quantity by itself, as Quadratic does: then only means are derivatives
stochastic   what the problem claims to be; None: nothing
Undetectable  a term of g in x alone, where grad_x g is not given
Cost      about 8 (probes of Y + probes of x) evaluations in the full space, 130 on each subspace

>>> report = bros.check_problem(bros.counterexample())
>>> report.ok, report.failures
(True, [])
)");
  py::class_<Interval>(m, "Interval", R"(Interval(value, low, high)
--

An estimate with its confidence interval.

>>> bros.Interval(2, low=1, high=3).contains(2.5)
True
)")
      .def(py::init([](const py::object& value, const py::object& low, const py::object& high) {
             return Interval{number("value", value), number("low", low), number("high", high)};
           }),
           py::arg("value"), py::arg("low"), py::arg("high"))
      .def_readonly("value", &Interval::value, "The estimate.")
      .def_readonly("low", &Interval::low, "The lower end.")
      .def_readonly("high", &Interval::high, "The upper end.")
      .def(
          "contains", [](const Interval& i, const py::object& x) { return i.contains(number("x", x)); }, py::arg("x"),
          "contains($self, x)\n--\n\nWhether low <= x <= high.")
      .def("__repr__", [](const Interval& i) {
        TextStream out;
        out << "Interval(" << i.value << ", low=" << i.low << ", high=" << i.high << ")";
        return out.str();
      });
  m.def(
      "mean_interval",
      [](const py::object& values, const py::object& level) {
        const Vector<double> v = vector("values", values);
        return mean_interval({v.data(), static_cast<std::size_t>(v.size())}, number("level", level));
      },
      py::arg("values"), py::arg("level") = 0.95, R"(mean_interval(values, level=0.95)
--

The mean of independent values with Student's t Interval.

Requires  at least 2 finite values, 0 < level < 1 [ValueError]

>>> bros.mean_interval([1, 2, 3])
Interval(2, low=-0.484138, high=4.48414)
)");
  m.def("log_log_slope", slope, py::arg("horizons"), py::arg("by_seed"), py::arg("level") = 0.95,
        R"(log_log_slope(horizons, by_seed, level=0.95)
--

The slope of log E against log K, E(K) the mean over seeds, with the delete-one jackknife over seeds and Student's t quantile:
an Interval.

horizons  K: at least 2 positive numbers, not all equal
by_seed   seeds x horizons: positive, finite; at least 2 seeds
Requires  that, 0 < level < 1 [ValueError]

>>> bros.log_log_slope([1, 4, 16], [[1, 0.5, 0.25], [2, 1, 0.5]]).value
-0.5
)");
}

}  // namespace bros::python
