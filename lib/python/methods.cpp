// Methods, their steps, and runs of them.
#include "convert.hpp"

#include <bros/compiled.hpp>

#include <cmath>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace bros::python {

namespace {

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

std::optional<Index> count_from(const char* field, const py::object& value) {
  if (value.is_none()) return {};
  return whole(field, value, 0, std::int64_t{1} << 31);
}

/// A name, or the name of an Action.
std::string action_from(const py::object& value) {
  if (PyUnicode_Check(value.ptr())) return text("action", value);
  if (!py::isinstance(value, py::module_::import("bros._core").attr("Action")))
    raise_type("action", value, "must be a name or an Action");
  return value.attr("name").cast<std::string>();
}

const MethodEntry<double>& entry_of(const std::string& method) {
  return kind_named(method_list<double>(), "method", method);
}

MethodSettings settings_from(const py::object& method, const py::object& sampler, const py::object& action,
                             const py::object& inner, const py::object& neumann, const py::object& eta,
                             const py::object& order = py::none(), const py::object& directions = py::none(),
                             const py::object& difference = py::none(), const py::object& radius = py::none()) {
  MethodSettings settings;
  settings.method = text("method", method);
  const MethodTraits& takes = entry_of(settings.method);
  const auto only_if = [&](bool taken, const char* field, const py::object& value) {
    if (!value.is_none() && !taken) raise_value(field, value, "is not taken by the method " + settings.method);
    return !value.is_none();
  };
  if (only_if(takes.sampler, "sampler", sampler))
    settings.sampler = py::isinstance<Subspace<double>>(sampler) ? sampler.cast<const Subspace<double>&>().name()
                                                                 : text("sampler", sampler);
  if (only_if(takes.action, "action", action)) settings.action = action_from(action);
  if (only_if(takes.inner.has_value(), "inner", inner)) settings.inner = count_from("inner", inner);
  if (only_if(takes.neumann.has_value(), "neumann", neumann)) settings.neumann = count_from("neumann", neumann);
  if (only_if(takes.eta.has_value(), "eta", eta)) settings.eta = number("eta", eta);
  if (only_if(takes.order.has_value(), "order", order)) settings.order = count_from("order", order);
  if (only_if(takes.directions.has_value(), "directions", directions))
    settings.directions = count_from("directions", directions);
  if (only_if(takes.difference.has_value(), "difference", difference))
    settings.difference = number("difference", difference);
  if (only_if(takes.radius.has_value(), "radius", radius)) settings.radius = number("radius", radius);
  return settings;
}

const Problem<double>& problem_from(const py::object& problem) {
  if (!py::isinstance<Problem<double>>(problem)) raise_type("problem", problem, "must be a Problem");
  return problem.cast<const Problem<double>&>();
}

std::unique_ptr<OwnedMethod> make(const py::object& problem, const py::object& method, const py::object& sampler,
                                  const py::object& action, const py::object& key, const py::object& inner,
                                  const py::object& neumann, const py::object& eta, const py::object& order,
                                  const py::object& directions, const py::object& difference,
                                  const py::object& radius) {
  const Problem<double>& of = problem_from(problem);
  const MethodSettings settings =
      settings_from(method, sampler, action, inner, neumann, eta, order, directions, difference, radius);
  const Stream stream = stream_from("key", key);
  auto made = std::make_unique<OwnedMethod>(OwnedMethod{problem, of, settings, nullptr});
  if (py::isinstance<Subspace<double>>(sampler)) {  // ranks of its own
    const auto& p = sampler.cast<const Subspace<double>&>();
    require(p.blocks().full() == of.blocks().full(), "sampler.blocks", "of other shapes", "those of the problem");
    const MethodTraits& takes = entry_of(settings.method);
    made->method = make_single_loop<double>(of, stream, p.clone(), takes.acts_by ? takes.acts_by : settings.action);
  } else {
    made->method = make_method<double>(of, settings, stream);
  }
  return made;
}

Steps<double> suggested(const Problem<double>& problem, std::uint64_t horizon, const MethodSettings& settings,
                        const Stream& stream) {
  const py::gil_scoped_release unlocked;
  return suggest_steps<double>(problem, horizon, settings, stream)(0);
}
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

Trace run_traced(OwnedMethod& self, const py::object& steps, const py::object& until, const py::object& every) {
  const std::uint64_t horizon = horizon_from(until);
  const std::uint64_t apart =
      every.is_none() ? std::max<std::uint64_t>(1, horizon / 1000) : horizon_from(every, "every");
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
      const std::uint64_t k = method.counts().iterations;
      if (k % apart != 0 && !last) return Next::go_on;
      iteration.push_back(k);
      samples.push_back(method.counts().samples);
      x.insert(x.end(), method.x().data(), method.x().data() + method.x().size());
      if (!exact) return Next::go_on;
      exact->at(method.x());
      phi.push_back(exact->phi());
      gradient.push_back(exact->hypergradient().squaredNorm());
      return std::isfinite(gradient.back()) ? Next::go_on : Next::not_finite;
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

std::string described(const Steps<double>& s) {
  TextStream out;
  out << "Steps(alpha=" << s.alpha << ", beta=" << s.beta << ", gamma=" << s.gamma << ", theta=" << s.theta;
  if (s.momentum != 0) out << ", momentum=" << s.momentum;
  if (s.lambda != 1) out << ", lambda_=" << s.lambda;
  out << ")";
  return out.str();
}
}  // namespace

void bind_methods(py::module_& m) {
  m.def(
      "methods",
      [] {
        py::list list;
        for (const auto& kind : method_list<double>()) list.append(kind.name);
        return py::tuple(list);
      },
      R"(methods()
--

The names of the methods.

>>> bros.methods()[:4]
('bros', 'full-tangent', 'naive', 'ma-soba')
)");

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
        const Problem<double>& of = problem_from(problem);
        const MethodSettings settings = settings_from(method, sampler, py::none(), py::none(), py::none(), py::none());
        return suggested(of, horizon_from(horizon), settings, stream_from("key", key));
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

  py::class_<OracleCounts>(m, "OracleCounts", "What a run has used so far.")
      .def_readonly("iterations", &OracleCounts::iterations, "Iterations.")
      .def_readonly("samples", &OracleCounts::samples, "Samples, both levels together.")
      .def_readonly("evaluations", &OracleCounts::evaluations, "Evaluations.")
      .def_readonly("hessian_actions", &OracleCounts::hessian_actions, "Hessian actions.")
      .def_readonly("cross_actions", &OracleCounts::cross_actions, "Cross actions.")
      .def("__repr__", [](const OracleCounts& c) {
        TextStream out;
        out << "OracleCounts(iterations=" << c.iterations << ", samples=" << c.samples
            << ", evaluations=" << c.evaluations << ", hessian_actions=" << c.hessian_actions
            << ", cross_actions=" << c.cross_actions << ")";
        return out.str();
      });

  py::class_<OwnedMethod>(
      m, "Method", R"(A method on one problem, made by make_method: an iterate that moves by one iteration at a time.

After k iterations its state is a function of make_method's arguments and the steps alone. One caller at a time may move it: a
second one, in another thread or in a function of its own problem, gets a RuntimeError.
)")
      .def_property_readonly(
          "name", [](const OwnedMethod& s) { return s.settings.method; }, "The name of the method.")
      .def_property_readonly(
          "problem", [](const OwnedMethod& s) { return s.problem; }, "The problem.")
      .def_property_readonly(
          "x", [](const OwnedMethod& s) { return to_array(s.method->x()); }, "x: a new array of dim_upper.")
      .def_property_readonly(
          "y", [](const OwnedMethod& s) { return to_array(s.method->y()); }, "Y: a vector of the lower space.")
      .def_property_readonly(
          "z",
          [](const OwnedMethod& s) -> py::object {
            return s.method->z().size() == 0 ? py::object(py::none()) : to_array(s.method->z());
          },
          "Z, or Y' of the penalty methods: a vector of the lower space, or None.")
      .def_property_readonly(
          "h", [](const OwnedMethod& s) { return to_array(s.method->h()); },
          "What x moves along: an array of dim_upper, or an empty one.")
      .def_property_readonly(
          "counts", [](const OwnedMethod& s) { return s.method->counts(); }, "What it has used so far: OracleCounts.")
      .def_property_readonly(
          "finite", [](const OwnedMethod& s) { return s.method->finite(); }, "Whether x, Y, Z and h are all finite.")
      .def(
          "step",
          [](OwnedMethod& s, const py::object& steps) {
            const Steps<double> of = steps_from("steps", steps);
            require_steps(of);
            const Running running(s);
            const py::gil_scoped_release unlocked;
            s.method->step(of);
          },
          py::arg("steps"), R"(step($self, steps)
--

One iteration.

Random    fork("subspace").fork(k), fork("action").fork(k) and the sample k of fork("sample") of the method's key, for single loops

>>> method = bros.make_method(bros.counterexample(), "ma-soba")
>>> method.step(bros.Steps(0.1, 0.1, 0.1))
>>> method.counts.iterations
1
)")
      .def("__repr__", [](const OwnedMethod& s) {
        return "<Method " + s.settings.method + " after " + std::to_string(s.method->counts().iterations) +
               " iterations>";
      });

  m.def("make_method", make, py::arg("problem"), py::arg("method") = "bros", py::arg("sampler") = py::none(),
        py::arg("action") = py::none(), py::arg("key") = 1, py::arg("inner") = py::none(),
        py::arg("neumann") = py::none(), py::arg("eta") = py::none(), py::arg("order") = py::none(),
        py::arg("directions") = py::none(), py::arg("difference") = py::none(), py::arg("radius") = py::none(),
        R"(make_method(problem, method='bros', sampler=None, action=None, key=1, inner=None, neumann=None, eta=None,
            order=None, directions=None, difference=None, radius=None)
--

A Method on a problem, by its name: methods(). Use 'full-tangent'; 'bros' is the paper's.

sampler   of bros, full-tangent, naive: a name of samplers(), None for haar; or a Subspace of the problem's shapes, which may
          have other ranks
action    of bros: a name of actions(), None for biprobe; or an Action
key       a seed or a Stream: methods with equal keys see the same samples and the same subspaces
inner, neumann, eta  of the methods with inner loops; None: their defaults
order     of f2sa-p: of its difference in 1 / lambda
directions  of hf-zoba: how many an iteration
difference, radius  of fdehbo and hf-zoba: the length of their differences, in Z; of fdehbo: the largest norm of Z
Requires  known names, ranks that sampler and action allow, nothing that the method does not take [ValueError]

>>> bros.make_method(bros.counterexample(), "bros", sampler="coordinates", action="balanced")
<Method bros after 0 iterations>
>>> bros.make_method(bros.counterexample(), "bros", action="best")
Traceback (most recent call last):
ValueError: action = best: must be one of plain, biprobe, balanced, centred, decoupled, one_sided, exact_weights
)");

  py::class_<Trace>(m, "Trace", R"(What run() saw, one row an iterate that it looked at.
)")
      .def_readonly("status", &Trace::status, "'horizon_reached' or 'not_finite' (the steps are too large).")
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
        R"(run(method, steps, horizon, every=None)
--

Moves the method until it has made `horizon` iterations in all, and returns a Trace: the iterates whose
numbers are multiples of `every`, and the last.

steps     Steps; a DecayingSchedule; a function k -> Steps; "auto": suggest_steps for this problem, method and horizon
horizon   at least 1
every     iterations between two rows; None: as many as give 1000 rows
Raises    ValueError and TypeError for arguments; what a problem of one's own raises; KeyboardInterrupt. The method can be run on.
Cost      the iterations, and one exact() a row. The interpreter's lock is released.

>>> method = bros.make_method(bros.counterexample(), "full-tangent", key=1)
>>> trace = bros.run(method, "auto", 100000)
>>> trace.status, trace.x[-1].round(6)
('horizon_reached', array([-1.]))
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
