// The step sizes of an iteration, and of a run.
#include "methods.hpp"

#include <cmath>
#include <utility>

namespace bros::python {

namespace {

std::string described(const Steps<double>& s) {
  TextStream out;
  out << "Steps(alpha=" << s.alpha << ", beta=" << s.beta << ", gamma=" << s.gamma << ", theta=" << s.theta;
  if (s.momentum != 0) out << ", momentum=" << s.momentum;
  if (s.lambda != 1) out << ", lambda_=" << s.lambda;
  out << ")";
  return out.str();
}

}  // namespace

Steps<double> suggested(const Problem<double>& problem, std::uint64_t horizon, const MethodSettings& settings,
                        const Stream& stream) {
  const py::gil_scoped_release unlocked;
  return suggest_steps<double>(problem, horizon, settings, stream)(0);
}

void bind_steps(py::module_& m) {
  py::class_<Steps<double>>(m, "Steps", R"(Steps(alpha, beta, gamma, theta=1.0, momentum=0.0, lambda_=1.0)
--

The step sizes of one iteration: alpha for x, beta for Y, gamma for Z, theta for the average h; the momentum of Y, which is 0
in every theorem; lambda_, the multiplier of g in the penalty methods. What a method does not use has no effect.

Whoever runs with them requires alpha, beta, gamma, lambda_ > 0, 0 < theta <= 1, 0 <= momentum < 1, all finite [ValueError];
the constants c of steps c / sqrt(K) may have a larger theta.

>>> bros.Steps(0.1, beta=0.2, gamma=0.2, theta=0.5)
Steps(alpha=0.1, beta=0.2, gamma=0.2, theta=0.5)
)")
      .def(py::init([](const py::object& alpha, const py::object& beta, const py::object& gamma,
                       const py::object& theta, const py::object& momentum, const py::object& lambda) {
             const Steps<double> steps{number("alpha", alpha), number("beta", beta),         number("gamma", gamma),
                                       number("theta", theta), number("momentum", momentum), number("lambda_", lambda)};
             Steps<double> but_theta = steps;
             if (steps.theta > 1 && std::isfinite(steps.theta)) but_theta.theta = 1;
             require_steps(but_theta);
             return steps;
           }),
           py::arg("alpha"), py::arg("beta"), py::arg("gamma"), py::arg("theta") = 1.0, py::arg("momentum") = 0.0,
           py::arg("lambda_") = 1.0)
      .def_readonly("alpha", &Steps<double>::alpha, "Of x.")
      .def_readonly("beta", &Steps<double>::beta, "Of Y.")
      .def_readonly("gamma", &Steps<double>::gamma, "Of Z.")
      .def_readonly("theta", &Steps<double>::theta, "Of the average h.")
      .def_readonly("momentum", &Steps<double>::momentum, "Of Y.")
      .def_readonly("lambda_", &Steps<double>::lambda, "The multiplier of g in penalty methods.")
      .def(
          "__eq__",
          [](const Steps<double>& a, const Steps<double>& b) {
            return a.alpha == b.alpha && a.beta == b.beta && a.gamma == b.gamma && a.theta == b.theta &&
                   a.momentum == b.momentum && a.lambda == b.lambda;
          },
          py::is_operator())
      .def("__repr__", [](const Steps<double>& s) { return described(s); });

  m.def(
      "horizon_schedule",
      [](const py::object& c, const py::object& horizon) {
        return horizon_schedule<double>(steps_from("c", c), horizon_from(horizon))(0);
      },
      py::arg("c"), py::arg("horizon"), R"(horizon_schedule(c, horizon)
--

What the theorem wants: the Steps c / sqrt(horizon), momentum and lambda_ as they are.

Requires  theta <= 1 after it [ValueError]

>>> bros.horizon_schedule(bros.Steps(0.4, 2, 2, 4), 16)
Steps(alpha=0.1, beta=0.5, gamma=0.5, theta=1)
)");
  py::class_<DecayingSchedule<double>>(m, "DecayingSchedule", R"(DecayingSchedule(c, exponent)
--

Decaying steps c (k + 1)^-exponent, for runs whose horizon is not known; theta is held at 1 while it would exceed it. The
object is a function k -> Steps.

Requires  c > 0, 0 <= exponent <= 1 [ValueError]

>>> bros.DecayingSchedule(bros.Steps(0.4, 2, 2, 0.5), 0.5)(3)
Steps(alpha=0.2, beta=1, gamma=1, theta=0.25)
)")
      .def(py::init([](const py::object& c, const py::object& exponent) {
             return DecayingSchedule<double>(steps_from("c", c), number("exponent", exponent));
           }),
           py::arg("c"), py::arg("exponent"))
      .def(
          "__call__",
          [](const DecayingSchedule<double>& s, const py::object& k) {
            return s(static_cast<std::uint64_t>(whole("k", k, 0, std::numeric_limits<std::int64_t>::max())));
          },
          py::arg("k"));

  m.def(
      "suggest_steps",
      [](const py::object& problem, const py::object& horizon, const py::object& method, const py::object& sampler,
         const py::object& key) {
        const py::none none;
        const MethodMaker maker = maker_from(problem, method, sampler, none, none, none, none);
        return suggested(maker.of, horizon_from(horizon), maker.settings, stream_from("key", key));
      },
      py::arg("problem"), py::arg("horizon"), py::arg("method") = "bros", py::arg("sampler") = py::none(),
      py::arg("key") = 0,
      R"(suggest_steps(problem, horizon, method='bros', sampler=None, key=0)
--

Constant Steps to begin with, from estimates of the curvature at the start: a starting point and no guarantee.

Math      e = min(1/2, 10 / sqrt(K)), beta = gamma = e / (rho L), theta = e, alpha in the form of the theorem's; rho = max m/r
Requires  estimates that are positive and finite [ValueError]
Random    key.fork("curvature")
Cost      200 evaluations in the full space

>>> bros.suggest_steps(bros.counterexample(), 100000).theta
0.03162277660168379
)");
}

}  // namespace bros::python
