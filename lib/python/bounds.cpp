// The theorem's constants, of docs/theory/convergence.md, and those of docs/theory/price.md for the full tangent.
#include "convert.hpp"

#include <bros/compiled_theory.hpp>
#include <bros/theory/recursion/full_tangent_bounds.hpp>

#include <cmath>
#include <utility>

namespace bros::python {

namespace {

using A = Assumptions<double>;

double at_least(const char* field, const py::object& value, double least) {
  const double x = number(field, value);
  require(x >= least && x <= std::numeric_limits<double>::max(), field, x,
          "finite and at least " + bros::text_of(least, 6));
  return x;
}
double positive(const char* field, const py::object& value) {
  const double x = number(field, value);
  require(x > 0 && x <= std::numeric_limits<double>::max(), field, x, "positive and finite");
  return x;
}

A assumptions(const py::object& mu, const py::object& g1, const py::object& f1, const py::object& f0,
              const py::object& g2, const py::object& variance) {
  A a{{positive("mu_g", mu), 0, at_least("L_g2", g2, 0), at_least("L_f0", f0, 0), positive("L_f1", f1)}};
  a.constants.L_g1 = at_least("L_g1", g1, a.constants.mu_g);
  if (!variance.is_none()) {
    if (!PyDict_Check(variance.ptr())) raise_type("variance", variance, "must be a dict");
    const std::pair<const char*, double*> fields[] = {{"lower_gradient", &a.variance.lower_gradient},
                                                      {"hessian", &a.variance.hessian},
                                                      {"cross", &a.variance.cross},
                                                      {"upper_gradient_lower", &a.variance.upper_gradient_lower},
                                                      {"upper_gradient_upper", &a.variance.upper_gradient_upper}};
    for (const auto& [key, value] : py::reinterpret_borrow<py::dict>(variance)) {
      double* into = nullptr;
      for (const auto& [field, where] : fields)
        if (PyUnicode_Check(key.ptr()) && key.cast<std::string>() == field) into = where;
      if (into == nullptr)
        raise_value("variance", key,
                    "keys are lower_gradient, hessian, cross, upper_gradient_lower, upper_gradient_upper");
      *into = at_least("variance", py::reinterpret_borrow<py::object>(value), 0);
    }
  }
  return a;
}

Start<double> start_of(const py::object& gap, const py::object& lower, const py::object& auxiliary,
                       const py::object& average) {
  return {at_least("gap", gap, 0),
          {at_least("lower", lower, 0), at_least("auxiliary", auxiliary, 0), at_least("average", average, 0), 0}};
}

}  // namespace

void bind_bounds(py::module_& m) {
  py::class_<A>(m, "Assumptions", R"(Assumptions(mu_g, L_g1, L_f1, L_f0=0.0, L_g2=0.0, variance=None)
--

What the theorem assumes, as numbers; in the full space (MA-SOBA) until with_action() is asked for.

mu_g, L_g1, L_f1, L_f0, L_g2  as Constants; L_f0 bounds grad_Y f at (x, Y*(x)) only
variance  dict of E||noise||^2 of one sample's "lower_gradient", "hessian", "cross" (of these two the largest E||N v||^2 over
          ||v|| = 1), "upper_gradient_lower", "upper_gradient_upper"; what is left out is 0
Requires  mu_g, L_f1 > 0, L_g1 >= mu_g, the rest >= 0, finite [ValueError]
Source    docs/theory/convergence.md

>>> a = bros.bounds.Assumptions(mu_g=1, L_g1=2, L_f1=1, L_f0=1, variance={"lower_gradient": 1})
>>> a.with_action("one_sided", (6, 1, 3)).rho
2.0
)")
      .def(py::init(&assumptions), py::arg("mu_g"), py::arg("L_g1"), py::arg("L_f1"), py::arg("L_f0") = 0.0,
           py::arg("L_g2") = 0.0, py::arg("variance") = py::none())
      .def(
          "with_action",
          [](const A& a, const py::object& action, const py::object& blocks) {
            return with_action(a, action_kind(text("action", action)), blocks_from(blocks));
          },
          py::arg("action"), py::arg("blocks"), R"(with_action($self, action, blocks)
--

The same on subspaces: rho = max m/r, and omega of the action on these blocks.

Requires  ranks that the action allows, an unbiased action [ValueError]

>>> bros.bounds.Assumptions(1, 2, 1).with_action("biprobe", (6, 1, 3)).omega > 0
True
)")
      .def_readonly("rho", &A::rho, "E||P P' v||^2 <= rho ||v||^2.")
      .def_readonly("omega", &A::omega, "E||Hhat[Z] - H Z||^2 <= omega (||H|| ||Z||)^2.")
      .def_readonly("full_tangent", &A::full_tangent, "Whether both products are along Z.")
      .def_readonly("constants", &A::constants, "Constants.")
      .def_property_readonly("condition", &A::condition, "q = L_g1 / mu_g.")
      .def("__repr__", [](const A& a) {
        TextStream out;
        out << "<Assumptions: mu_g " << a.constants.mu_g << ", L_g1 " << a.constants.L_g1 << ", rho " << a.rho
            << ", omega " << a.omega << ">";
        return out.str();
      });

  m.def(
      "step_constants", [](const A& a) { return step_constants(a); }, py::arg("assumptions"),
      R"(step_constants(assumptions)
--

Steps c such that c / sqrt(K) are admitted by the theorem for every K >= 1.   Source: docs/theory/convergence.md, rate

>>> a = bros.bounds.Assumptions(mu_g=1, L_g1=2, L_f1=1, L_f0=1)
>>> bros.bounds.admits(a, bros.bounds.step_constants(a))
True
)");
  m.def(
      "admits", [](const A& a, const py::object& steps) { return admits(a, steps_from("steps", steps)); },
      py::arg("assumptions"), py::arg("steps"), R"(admits(assumptions, steps)
--

Whether the steps satisfy all that the theorem asks of them.

>>> bros.bounds.admits(bros.bounds.Assumptions(1, 2, 1), bros.Steps(10, 10, 10, 1))
False
)");
  m.def(
      "noise_floor", [](const A& a, const py::object& steps) { return noise_floor(a, steps_from("steps", steps)); },
      py::arg("assumptions"), py::arg("steps"), R"(noise_floor(assumptions, steps)
--

N: what the noise leaves of the mean of E||grad Phi||^2 with constant steps, an upper bound.

>>> bros.bounds.noise_floor(bros.bounds.Assumptions(1, 2, 1), bros.Steps(0.01, 0.1, 0.1))
0.0
)");
  m.def(
      "rate",
      [](const A& a, const py::object& steps, const py::object& horizon, const py::object& gap, const py::object& lower,
         const py::object& auxiliary, const py::object& average) {
        return rate(a, steps_from("steps", steps), start_of(gap, lower, auxiliary, average),
                    static_cast<double>(horizon_from(horizon)));
      },
      py::arg("assumptions"), py::arg("steps"), py::arg("horizon"), py::arg("gap"), py::arg("lower") = 0.0,
      py::arg("auxiliary") = 0.0, py::arg("average") = 0.0,
      R"(rate(assumptions, steps, horizon, gap, lower=0.0, auxiliary=0.0, average=0.0)
--

An upper bound of the mean of E||grad Phi(x^k)||^2 over k < horizon, with constant steps that are admitted [not checked].

gap       Phi(x^0) - inf Phi;  lower, auxiliary, average  ||Y - Y*||^2, ||Z - Z*||^2, ||h - grad Phi||^2 at the start
Source    docs/theory/convergence.md, rate

>>> a = bros.bounds.Assumptions(mu_g=1, L_g1=2, L_f1=1, L_f0=1)
>>> c = bros.bounds.step_constants(a)
>>> bros.bounds.rate(a, c, 1000, gap=1) == bros.bounds.rate_constant(a, c, gap=1) / 1000
True
)");
  m.def(
      "rate_constant",
      [](const A& a, const py::object& c, const py::object& gap, const py::object& lower, const py::object& auxiliary,
         const py::object& average) {
        return rate_constant(a, steps_from("steps", c), start_of(gap, lower, auxiliary, average));
      },
      py::arg("assumptions"), py::arg("c"), py::arg("gap"), py::arg("lower") = 0.0, py::arg("auxiliary") = 0.0,
      py::arg("average") = 0.0, R"(rate_constant(assumptions, c, gap, lower=0.0, auxiliary=0.0, average=0.0)
--

C such that with steps c / sqrt(K) the mean of E||grad Phi||^2 over K iterations is at most C / sqrt(K). As rate.

>>> a = bros.bounds.Assumptions(mu_g=1, L_g1=1, L_f1=1)
>>> bros.bounds.rate_constant(a, bros.bounds.step_constants(a), gap=1) > 0
True
)");
  m.def(
      "sample_complexity",
      [](const py::object& constant, const py::object& epsilon) {
        return sample_complexity<double>(positive("rate_constant", constant), positive("epsilon", epsilon));
      },
      py::arg("rate_constant"), py::arg("epsilon"), R"(sample_complexity(rate_constant, epsilon)
--

(C / epsilon)^2: iterations, one sample each, after which the mean of E||grad Phi||^2 is at most epsilon.

>>> bros.bounds.sample_complexity(2, 0.5)
16.0
)");
  m.def(
      "full_tangent_step_constants", [](const A& a) { return full_tangent::step_constants(a); }, py::arg("assumptions"),
      R"(full_tangent_step_constants(assumptions)
--

As step_constants, of the proof in which rho enters through rho beta and rho gamma alone.   Source: docs/theory/price.md

>>> a = bros.bounds.Assumptions(mu_g=1, L_g1=2, L_f1=1).with_action("one_sided", (6, 1, 3))
>>> c = bros.bounds.full_tangent_step_constants(a)
>>> bros.bounds.full_tangent_admits(a, c)
True
)");
  m.def(
      "full_tangent_admits",
      [](const A& a, const py::object& steps) { return full_tangent::admits(a, steps_from("steps", steps)); },
      py::arg("assumptions"), py::arg("steps"), R"(full_tangent_admits(assumptions, steps)
--

As admits, of docs/theory/price.md.

>>> bros.bounds.full_tangent_admits(bros.bounds.Assumptions(1, 2, 1), bros.Steps(10, 10, 10, 1))
False
)");
  m.def(
      "full_tangent_rate_constant",
      [](const A& a, const py::object& c, const py::object& gap, const py::object& lower, const py::object& auxiliary,
         const py::object& average) {
        return full_tangent::rate_parts(a, steps_from("steps", c), start_of(gap, lower, auxiliary, average)).constant();
      },
      py::arg("assumptions"), py::arg("c"), py::arg("gap"), py::arg("lower") = 0.0, py::arg("auxiliary") = 0.0,
      py::arg("average") = 0.0,
      R"(full_tangent_rate_constant(assumptions, c, gap, lower=0.0, auxiliary=0.0, average=0.0)
--

As rate_constant, of docs/theory/price.md.

>>> a = bros.bounds.Assumptions(mu_g=1, L_g1=1, L_f1=1)
>>> bros.bounds.full_tangent_rate_constant(a, bros.bounds.full_tangent_step_constants(a), gap=1) > 0
True
)");
}

}  // namespace bros::python
