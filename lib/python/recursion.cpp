// Exact moments of whole runs on quadratic problems: curves, plateaus, rate constants, thresholds.
#include "convert.hpp"

#include <bros/compiled.hpp>
#include <bros/compiled_theory.hpp>
#include <bros/theory/recursion/step_family.hpp>

#include <memory>
#include <utility>
#include <vector>

namespace bros::python {

namespace {

/// The estimator and the averaging of a single loop, by its name.
std::pair<Estimator, Averaging> single_loop_named(const std::string& method, const std::string& sampler,
                                                  const std::string& action, const Blocks& blocks) {
  const MethodTraits& traits = kind_named(method_list<double>(), "method", method);
  require(traits.acts_by != nullptr || traits.action, "method", method,
          "a single loop: bros, full-tangent, naive, ma-soba or soba");
  const Averaging averaging = traits.theta ? Averaging::moving : Averaging::none;
  if (!traits.sampler) return {full_space(blocks), averaging};
  return {Estimator{action_kind(traits.acts_by ? traits.acts_by : action), sampler_kind(sampler), blocks}, averaging};
}

MomentRecursion<double> recursion_of(const py::object& problem, const py::object& method, const py::object& sampler,
                                     const py::object& action) {
  if (!py::isinstance<Quadratic<double>>(problem))
    raise_type("problem", problem, "must be a Quadratic: of others the moments are not known");
  const auto& of = problem.cast<const Quadratic<double>&>();
  const auto [estimator, averaging] =
      single_loop_named(text("method", method), text("sampler", sampler), text("action", action), of.blocks());
  const py::gil_scoped_release unlocked;
  return MomentRecursion<double>(of.data(), estimator, averaging, of.samples_per_evaluation());
}

Steps<double> constant_steps(const py::object& value) {
  const Steps<double> steps = steps_from("steps", value);
  require_steps(steps);
  return steps;
}
double scale_from(const py::object& value) {
  const double scale = number("scale", value);
  require(scale > 0 && scale <= std::numeric_limits<double>::max(), "scale", scale, "positive and finite");
  return scale;
}
Matrix<double> moments_from(const MomentRecursion<double>& r, const py::object& value) {
  return matrix("moments", value, r.size(), r.size());
}

py::array curve(const MomentRecursion<double>& r, const py::object& steps, const py::object& until) {
  const std::uint64_t horizon = horizon_from(until);
  const Schedule<double> schedule = schedule_from(steps);
  std::vector<double> values;
  {
    const py::gil_scoped_release unlocked;
    Interruption interrupted;
    Matrix<double> moments = r.start();
    for (std::uint64_t k = 0;; ++k) {
      values.push_back(r.squared_gradient(moments));
      if (k == horizon) break;
      interrupted();
      moments = r.step(moments, schedule(k));
    }
  }
  return py::array_t<double>(static_cast<py::ssize_t>(values.size()), values.data());
}

}  // namespace

void bind_recursion(py::module_& m) {
  py::class_<MomentRecursion<double>>(m, "MomentRecursion",
                                      R"(MomentRecursion(problem, method='bros', sampler='haar', action='biprobe')
--

E[s s'], s = (x, vec Y, vec Z, h, 1), of a single loop on a Quadratic, iteration by iteration, without sampling error.

problem   a Quadratic, with its batch
method    bros, full-tangent, naive, ma-soba or soba (of which s has no h)
sampler   haar or coordinates, where the method takes one;  action  of bros
Requires  that [ValueError, TypeError]
Ensures   exact but for rounding
Cost      construction 105 dim(Y)^4 multiplications; a step 4 size^3
Source    docs/theory/exact_curves.md

>>> r = bros.theory.MomentRecursion(bros.counterexample(), "full-tangent")
>>> curve = r.curve(bros.Steps(0.1, 0.2, 0.2, 0.5), 1000)
>>> curve.shape, bool(curve[-1] < 1e-9)
((1001,), True)
)")
      .def(py::init(&recursion_of), py::arg("problem"), py::arg("method") = "bros", py::arg("sampler") = "haar",
           py::arg("action") = "biprobe")
      .def_property_readonly("size", &MomentRecursion<double>::size, "dim(s).")
      .def(
          "start", [](const MomentRecursion<double>& r) { return to_array(r.start()); }, R"(start($self)
--

The moments of the start x0, y0, Z = 0, h = 0: size x size.

>>> bros.theory.MomentRecursion(bros.counterexample()).start()[-1, -1]
1.0
)")
      .def(
          "step",
          [](const MomentRecursion<double>& r, const py::object& moments, const py::object& steps) {
            return to_array(r.step(moments_from(r, moments), constant_steps(steps)));
          },
          py::arg("moments"), py::arg("steps"), R"(step($self, moments, steps)
--

The moments after one more iteration: a new array size x size.

>>> r = bros.theory.MomentRecursion(bros.counterexample())
>>> r.step(r.start(), bros.Steps(0.1, 0.1, 0.1)).shape == (r.size, r.size)
True
)")
      .def(
          "squared_gradient",
          [](const MomentRecursion<double>& r, const py::object& moments) {
            return r.squared_gradient(moments_from(r, moments));
          },
          py::arg("moments"), R"(squared_gradient($self, moments)
--

E||grad Phi(x)||^2.

>>> r = bros.theory.MomentRecursion(bros.counterexample())
>>> r.squared_gradient(r.start())
1.0
)")
      .def(
          "mean",
          [](const MomentRecursion<double>& r, const py::object& moments) {
            return to_array(r.mean(moments_from(r, moments)));
          },
          py::arg("moments"), R"(mean($self, moments)
--

E[s].

>>> r = bros.theory.MomentRecursion(bros.counterexample())
>>> r.mean(r.start())[-1]
1.0
)")
      .def("curve", curve, py::arg("steps"), py::arg("horizon"), R"(curve($self, steps, horizon)
--

E||grad Phi(x^k)||^2 for k = 0 .. horizon: horizon + 1 numbers.

steps     Steps; a DecayingSchedule; a function k -> Steps
Cost      horizon steps; without the interpreter's lock, Ctrl-C ends it

>>> bros.theory.MomentRecursion(bros.counterexample(), "naive").curve(bros.Steps(0.1, 0.1, 0.1), 2)[0]
1.0
)")
      .def(
          "mean_squared_gradient",
          [](const MomentRecursion<double>& r, const py::object& steps, const py::object& until) {
            const std::uint64_t horizon = horizon_from(until);
            const Steps<double> constant = constant_steps(steps);
            const py::gil_scoped_release unlocked;
            return run_moments<double>(MomentOperator<double>(r, constant), 1.0, horizon).mean_squared_gradient;
          },
          py::arg("steps"), py::arg("horizon"), R"(mean_squared_gradient($self, steps, horizon)
--

The mean of E||grad Phi(x^k)||^2 over k = 0 .. horizon - 1, with constant Steps.

Cost      log2(horizon) products of p x p matrices, p = size (size + 1) / 2

>>> r = bros.theory.MomentRecursion(bros.counterexample(), "naive")
>>> steps = bros.Steps(0.1, 0.1, 0.1)
>>> bool(np.isclose(r.mean_squared_gradient(steps, 10), r.curve(steps, 9).mean()))
True
)")
      .def(
          "best_steps",
          [](const MomentRecursion<double>& r, const py::object& until, const py::object& start) {
            const std::uint64_t horizon = horizon_from(until);
            const Steps<double> from = constant_steps(start);
            BestSteps<double> best;
            {
              const py::gil_scoped_release unlocked;
              best = best_steps<double>(r, horizon, from);
            }
            return py::make_tuple(best.steps, best.mean);
          },
          py::arg("horizon"), py::arg("start"), R"(best_steps($self, horizon, start)
--

(Steps, mean): constant steps near `start` at which mean_squared_gradient is least for that horizon: a local least value.

Requires  `start` with a finite mean [ValueError].   Cost: some tenths of a second

>>> r = bros.theory.MomentRecursion(bros.counterexample(), "full-tangent")
>>> steps, mean = r.best_steps(64, bros.Steps(0.1, 0.1, 0.1, 0.5))
>>> mean < r.mean_squared_gradient(bros.Steps(0.1, 0.1, 0.1, 0.5), 64)
True
)");

  py::class_<RateConstants<double>>(m, "RateConstants",
                                    "What the mean of E||grad Phi||^2 over K iterations comes to with steps c / "
                                    "sqrt(K): plateau + (floor + transient) / sqrt(K).")
      .def_readonly("plateau", &RateConstants<double>::plateau,
                    "||grad Phi||^2 where the mean dynamics rest: 0 for an unbiased action.")
      .def_readonly("floor", &RateConstants<double>::floor, "What noise and subspaces cost.")
      .def_readonly("transient", &RateConstants<double>::transient, "Of the way from the start.")
      .def_property_readonly("limit", &RateConstants<double>::limit,
                             "floor + transient: the limit of sqrt(K) (mean - plateau).")
      .def("__repr__", [](const RateConstants<double>& c) {
        TextStream out;
        out << "RateConstants(plateau=" << c.plateau << ", floor=" << c.floor << ", transient=" << c.transient << ")";
        return out.str();
      });

  py::class_<MeanSquareStability<double>>(m, "MeanSquareStability", R"(MeanSquareStability(recursion, steps)
--

Mean-square stability of a method on a Quadratic with the constant steps e c, e > 0, for all e at once.

recursion a MomentRecursion;  steps  c: Steps
Cost      one LU of p x p, p = size (size + 1) / 2
Source    docs/theory/exact_curves.md

>>> r = bros.theory.MomentRecursion(bros.rate_instance(), "bros")
>>> s = bros.theory.MeanSquareStability(r, bros.Steps(0.4, 2, 2, 4))
>>> s.hurwitz, 0 < s.threshold() < 1
(True, True)
>>> abs(s.rate_constants().plateau) < 1e-12
True
)")
      .def(py::init([](const MomentRecursion<double>& r, const py::object& steps) {
             const Steps<double> c = steps_from("steps", steps);
             const py::gil_scoped_release unlocked;
             return std::make_unique<MeanSquareStability<double>>(r, c);
           }),
           py::arg("recursion"), py::arg("steps"))
      .def_property_readonly("hurwitz", &MeanSquareStability<double>::hurwitz,
                             "Whether the means are stable for small steps.")
      .def(
          "spectral_radius",
          [](const MeanSquareStability<double>& s, const py::object& scale) {
            return s.spectral_radius(scale_from(scale));
          },
          py::arg("scale"), R"(spectral_radius($self, scale)
--

Of the recursion of the second moments with steps scale c: below 1 they converge to a limit that does not depend on the start.

>>> r = bros.theory.MomentRecursion(bros.counterexample(), "ma-soba")
>>> bros.theory.MeanSquareStability(r, bros.Steps(0.4, 1, 1, 1)).spectral_radius(0.1) < 1
True
)")
      .def(
          "threshold",
          [](const MeanSquareStability<double>& s) {
            const py::gil_scoped_release unlocked;
            return s.threshold();
          },
          R"(threshold($self)
--

The supremum of the scales e for which steps e c are stable in mean square; 0 if none is.

>>> r = bros.theory.MomentRecursion(bros.counterexample(), "ma-soba")
>>> s = bros.theory.MeanSquareStability(r, bros.Steps(0.4, 1, 1, 1))
>>> s.spectral_radius(0.99 * s.threshold()) < 1 < s.spectral_radius(1.01 * s.threshold())
True
)")
      .def(
          "stationary",
          [](const MeanSquareStability<double>& s, const py::object& scale) {
            return to_array(s.stationary(scale_from(scale)));
          },
          py::arg("scale"), R"(stationary($self, scale)
--

E[s s'] for k to infinity with steps scale c: size x size.

Requires  scale < threshold() [not checked]

>>> r = bros.theory.MomentRecursion(bros.rate_instance())
>>> bros.theory.MeanSquareStability(r, bros.Steps(0.4, 2, 2, 4)).stationary(0.02).shape == (r.size, r.size)
True
)")
      .def(
          "stationary_squared_gradient",
          [](const MeanSquareStability<double>& s, const py::object& scale) {
            return s.stationary_squared_gradient(scale_from(scale));
          },
          py::arg("scale"), R"(stationary_squared_gradient($self, scale)
--

The plateau: E||grad Phi(x^k)||^2 for k to infinity with steps scale c. As stationary.

>>> r = bros.theory.MomentRecursion(bros.counterexample(), "naive")
>>> s = bros.theory.MeanSquareStability(r, bros.Steps(0.4, 1, 1, 1))
>>> abs(s.stationary_squared_gradient(1e-6) - (19 / 39)**2) < 1e-4
True
)")
      .def(
          "rate_constants", [](const MeanSquareStability<double>& s) { return s.rate_constants(); },
          R"(rate_constants($self)
--

RateConstants of steps c / sqrt(K).

Requires  hurwitz [ValueError]

>>> r = bros.theory.MomentRecursion(bros.counterexample(), "naive")
>>> abs(bros.theory.MeanSquareStability(r, bros.Steps(0.4, 1, 1, 1)).rate_constants().plateau - (19 / 39)**2) < 1e-12
True
)");
}

}  // namespace bros::python
