// Rate studies: those of check/rate_study.hpp.
#include "methods.hpp"

#include <bros/check/rate_study.hpp>
#include <bros/evidence/palette.hpp>

#include <string>
#include <utility>
#include <vector>

namespace bros::python {

namespace {

/// make_method's arguments but for problem and key, from a dict.
MethodMaker maker_from_dict(const std::string& label, const py::object& problem, const py::dict& arguments) {
  const auto at = [&](const char* name, py::object otherwise) {
    return arguments.contains(name) ? py::object(arguments[name]) : std::move(otherwise);
  };
  for (const auto& [key, value] : arguments) {
    const std::string name = text("methods: the name of an argument", key);
    bool known = false;
    for (const char* argument :
         {"method", "sampler", "action", "inner", "neumann", "eta", "order", "directions", "difference", "radius"})
      known = known || name == argument;
    if (!known)
      raise_type(("methods['" + label + "']").c_str(), key, "is not an argument of make_method that a study allows");
  }
  const py::none none;
  return maker_from(problem, at("method", py::str("bros")), at("sampler", none), at("action", none), at("inner", none),
                    at("neumann", none), at("eta", none), at("order", none), at("directions", none),
                    at("difference", none), at("radius", none));
}

/// "auto" is the study's own; Steps are over sqrt(K); a function says the steps of a run of K iterations.
ScheduleFor schedules_from(const py::object& steps) {
  if (PyUnicode_Check(steps.ptr())) {
    require(text("steps", steps) == "auto", "steps", text("steps", steps),
            "must be \"auto\", Steps, or a function K -> Steps");
    return {};
  }
  if (py::isinstance<Steps<double>>(steps)) return over_root(steps_from("steps", steps));
  if (!PyCallable_Check(steps.ptr())) raise_type("steps", steps, "must be \"auto\", Steps, or a function K -> Steps");
  return [function = hold(steps)](std::uint64_t horizon) {
    const py::gil_scoped_acquire lock;
    return schedule_from((*function)(horizon));
  };
}

std::vector<std::uint64_t> horizons_from(const py::object& value) {
  std::vector<std::uint64_t> horizons;
  for (const py::handle horizon : value) horizons.push_back(horizon_from(horizon, "horizons"));
  return horizons;
}

py::tuple study(const py::object& problem, const py::list& methods, const py::object& horizons, const py::object& seeds,
                const py::object& steps, const py::object& key, const py::object& confidence) {
  RateSettings settings;
  settings.horizons = horizons_from(horizons);
  settings.seeds = static_cast<std::size_t>(whole("seeds", seeds, 2, std::int64_t{1} << 31));
  settings.key = static_cast<std::uint64_t>(whole("key", key, 0, std::numeric_limits<std::int64_t>::max()));
  settings.confidence = number("confidence", confidence);
  Interruption interrupted;
  settings.at_every_iterate = [&] { interrupted(); };
  const ScheduleFor schedule = schedules_from(steps);
  std::vector<RateMethod> of;
  for (const py::handle named : methods) {
    const auto pair = py::reinterpret_borrow<py::tuple>(named);
    const std::string label = text("methods", pair[0]);
    const MethodMaker maker = maker_from_dict(label, problem, pair[1].cast<py::dict>());
    of.push_back({label, maker.settings, schedule, maker});
  }
  const Problem<double>& given = problem_from(problem);
  RateOutcome outcome;
  {
    const py::gil_scoped_release unlocked;
    outcome = rate_study(given, of, settings);
  }
  py::list rows;
  for (const MethodRate& rate : outcome.methods) {
    Matrix<double> by_seed(static_cast<Index>(rate.by_seed.size()), static_cast<Index>(settings.horizons.size()));
    for (Index s = 0; s < by_seed.rows(); ++s)
      for (Index l = 0; l < by_seed.cols(); ++l)
        by_seed(s, l) = rate.by_seed[static_cast<std::size_t>(s)][static_cast<std::size_t>(l)];
    py::list mean;
    for (const Interval& interval : rate.mean) mean.append(interval);
    const double none = std::numeric_limits<double>::quiet_NaN();
    const Interval nothing{none, none, none};
    rows.append(py::make_tuple(rate.label, to_array(by_seed), mean, rate.finite() ? rate.slope : nothing,
                               rate.finite() ? rate.sample_exponent() : nothing));
  }
  py::list notes;
  for (const std::string& note : outcome.notes) notes.append(note);
  return py::make_tuple(outcome.quantity, rows, notes);
}

}  // namespace

void bind_rates(py::module_& m) {
  m.def("_rate_study", study, py::arg("problem"), py::arg("methods"), py::arg("horizons"), py::arg("seeds"),
        py::arg("steps"), py::arg("key"), py::arg("confidence"),
        "_rate_study(problem, methods, horizons, seeds, steps, key, confidence)\n--\n\nWhat rate_study calls.");
  py::list palette;
  for (const char* colour : plots::palette) palette.append(colour);
  m.attr("_palette") = py::tuple(palette);
}

}  // namespace bros::python
