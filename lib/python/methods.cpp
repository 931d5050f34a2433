// Methods: an iterate that moves by one iteration at a time.
#include "methods.hpp"

#include "own.hpp"

#include <optional>
#include <utility>

namespace bros::python {

namespace {

std::optional<Index> count_from(const char* field, const py::object& value) {
  if (value.is_none()) return {};
  return whole(field, value, 0, std::int64_t{1} << 31);
}

const MethodEntry<double>& entry_of(const std::string& method) {
  return kind_named(method_list<double>(), "method", method);
}

std::unique_ptr<OwnedMethod> make(const py::object& problem, const py::object& method, const py::object& sampler,
                                  const py::object& action, const py::object& key, const py::object& inner,
                                  const py::object& neumann, const py::object& eta, const py::object& order,
                                  const py::object& directions, const py::object& difference,
                                  const py::object& radius) {
  const MethodMaker maker =
      maker_from(problem, method, sampler, action, inner, neumann, eta, order, directions, difference, radius);
  return std::make_unique<OwnedMethod>(OwnedMethod{problem, maker.of, maker.settings, maker(stream_from("key", key))});
}

}  // namespace

const Problem<double>& problem_from(const py::object& problem) {
  if (!py::isinstance<Problem<double>>(problem)) raise_type("problem", problem, "must be a Problem");
  return problem.cast<const Problem<double>&>();
}

MethodMaker maker_from(const py::object& problem, const py::object& method, const py::object& sampler,
                       const py::object& action, const py::object& inner, const py::object& neumann,
                       const py::object& eta, const py::object& order, const py::object& directions,
                       const py::object& difference, const py::object& radius) {
  MethodMaker maker{problem_from(problem), {}};
  MethodSettings& settings = maker.settings;
  settings.method = text("method", method);
  const MethodTraits& takes = entry_of(settings.method);
  const auto only_if = [&](bool taken, const char* field, const py::object& value) {
    if (!value.is_none() && !taken) raise_value(field, value, "is not taken by the method " + settings.method);
    return !value.is_none();
  };
  if (only_if(takes.sampler, "sampler", sampler)) {
    if (py::isinstance<Subspace<double>>(sampler)) {
      const auto& p = sampler.cast<const Subspace<double>&>();
      require(p.blocks().full() == maker.of.blocks().full(), "sampler.blocks", "of other shapes",
              "those of the problem");
      maker.sampler = hold(sampler);
      for (const auto& kind : subspace_list<double>())
        if (std::string(kind.name) == p.name()) settings.sampler = kind.name;  // what suggest_steps knows
    } else if (is_own_sampler(sampler)) {
      maker.sampler = hold(sampler);
    } else {
      settings.sampler = text("sampler", sampler);
    }
  }
  if (only_if(takes.action, "action", action)) {
    py::object given = action;
    if (py::isinstance<OwnedAction>(action)) {
      const auto& owned = action.cast<const OwnedAction&>();
      given = owned.own.is_none() ? py::object(py::str(owned.action->traits().name)) : owned.own;
    }
    if (is_own_action(given))
      maker.action = hold(given);
    else if (PyUnicode_Check(given.ptr()))
      settings.action = text("action", given);
    else
      raise_type("action", given, "must be a name, an Action or an OwnAction");
  }
  if (only_if(takes.inner.has_value(), "inner", inner)) settings.inner = count_from("inner", inner);
  if (only_if(takes.neumann.has_value(), "neumann", neumann)) settings.neumann = count_from("neumann", neumann);
  if (only_if(takes.eta.has_value(), "eta", eta)) settings.eta = number("eta", eta);
  if (only_if(takes.order.has_value(), "order", order)) settings.order = count_from("order", order);
  if (only_if(takes.directions.has_value(), "directions", directions))
    settings.directions = count_from("directions", directions);
  if (only_if(takes.difference.has_value(), "difference", difference))
    settings.difference = number("difference", difference);
  if (only_if(takes.radius.has_value(), "radius", radius)) settings.radius = number("radius", radius);
  return maker;
}

std::unique_ptr<Method<double>> MethodMaker::operator()(const Stream& stream) const {
  if (!sampler && !action) return make_method<double>(of, settings, stream);
  const py::gil_scoped_acquire lock;
  std::unique_ptr<Subspace<double>> p;
  if (!sampler)
    p = make_subspace<double>(settings.sampler, of.blocks());
  else if (is_own_sampler(*sampler))
    p = own_subspace(*sampler, of.blocks());
  else
    p = sampler->cast<const Subspace<double>&>().clone();
  const MethodTraits& takes = entry_of(settings.method);
  auto acts = action ? own_action(*action, *p) : make_action(takes.acts_by ? takes.acts_by : settings.action, *p);
  return std::make_unique<SingleLoop<double>>(of, stream, std::move(p), std::move(acts));
}

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
      .def(
          "state", [](const OwnedMethod& s) { return s.method->state(); }, R"(state($self)
--

Where it stands: a State, for restore().

>>> method = bros.make_method(bros.counterexample(), "full-tangent")
>>> method.state().counts.iterations
0
)")
      .def(
          "restore",
          [](OwnedMethod& s, const py::object& state) {
            if (!py::isinstance<State<double>>(state)) raise_type("state", state, "must be a State");
            const Running running(s);
            s.method->restore(state.cast<const State<double>&>());
          },
          py::arg("state"), R"(restore($self, state)
--

Goes on from there: to the bits that a method reaches that was not stopped.

state     of a method with equal arguments
Requires  shapes of this method [ValueError]

>>> steps = bros.Steps(0.05, 0.1, 0.1)
>>> a, b = (bros.make_method(bros.counterexample(), "bros", key=3) for _ in range(2))
>>> trace = bros.run(a, steps, 10)
>>> b.restore(a.state())
>>> trace = bros.run(a, steps, 20), bros.run(b, steps, 20)
>>> bool(a.x[0] == b.x[0])
True
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

sampler   of bros, full-tangent, naive: a name of samplers(), None for haar; an OwnSampler; or a Subspace of the problem's
          shapes, which may have other ranks
action    of bros: a name of actions(), None for biprobe; an Action; or an OwnAction
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
}

}  // namespace bros::python
