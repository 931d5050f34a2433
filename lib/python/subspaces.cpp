// Where a method moves, and how it acts with the Hessian.
#include "own.hpp"

#include <bros/compiled.hpp>
#include <bros/problem/dense_hessian.hpp>

#include <memory>
#include <utility>

namespace bros::python {

namespace {

template <class Kinds>
py::tuple names(const Kinds& kinds) {
  py::list list;
  for (const auto& kind : kinds) list.append(kind.name);
  return py::tuple(list);
}

BlockVector<double> restrict_to(const Subspace<double>& p, const BlockVector<double>& y) {
  BlockVector<double> storage(p.blocks().projected());
  return restricted(p, y, storage);
}
BlockVector<double> lift(const Subspace<double>& p, const BlockVector<double>& w) {
  BlockVector<double> y(p.blocks().full());
  lift_add(p, 1.0, w, y);
  return y;
}
py::array basis(const Subspace<double>& p, Index l) {
  const Block& b = p.blocks()[l];
  Matrix<double> columns = Matrix<double>::Zero(b.rows, b.rank);
  p.lift_block(l, 1.0, Matrix<double>(Matrix<double>::Identity(b.rank, b.rank)), columns);
  return to_array(columns);
}

py::object apply(OwnedAction& self, const py::object& hessian, const py::object& z) {
  const Subspace<double>& p = self.p();
  const Index n = p.blocks().full().size();
  const Matrix<double> h = matrix("hessian", hessian, n, n);
  const BlockVector<double> at = block_vector("z", z, p.blocks().full());
  DenseHessian<double> oracle(p, h);
  oracle.act(self.action->ask(p, at));
  return to_array(lift(p, self.action->hessian()));
}

}  // namespace

OwnedAction::OwnedAction(const py::object& given, py::object of) : subspace(std::move(of)), own(py::none()) {
  if (is_own_action(given))
    own = given, action = own_action(own, p());
  else
    action = make_action<double>(text("action", given), p());
}

void bind_subspaces(py::module_& m) {
  m.def(
      "samplers", [] { return names(subspace_list<double>()); }, R"(samplers()
--

The names of the samplers.

>>> bros.samplers()
('full', 'haar', 'coordinates', 'hadamard')
)");
  m.def(
      "actions", [] { return names(action_list<double>()); }, R"(actions()
--

The names of the Hessian actions.

>>> "biprobe" in bros.actions()
True
)");

  py::class_<Subspace<double>>(m, "Subspace", R"(Subspace(sampler, blocks)
--

A random subspace of every block: P = (P_1, .., P_L), P_l rows x rank with P_l' P_l = (rows/rank) I and E[P_l P_l'] = I. The
object holds one realisation, a fixed one at first; draw() replaces it.

sampler   a name of samplers(), or an OwnSampler
blocks    Blocks, or what makes one
Requires  a known name; for hadamard, rows that are powers of two [ValueError]
Cost      haar stores P; draw 2 rows rank^2 operations, restrict and lift 2 rows rank cols. The others never form P.
Source    docs/theory/estimators.md

>>> p = bros.Subspace("haar", (6, 2, 3))
>>> p.draw(bros.Stream(1))
>>> w = p.restrict(np.ones((6, 2)))
>>> w.shape, np.allclose(p.restrict(p.lift(w)), 2 * w)
((3, 2), True)
)")
      .def(py::init([](const py::object& sampler, const py::object& blocks) {
             const Blocks shapes = blocks_from(blocks);
             return is_own_sampler(sampler) ? own_subspace(sampler, shapes)
                                            : make_subspace<double>(text("sampler", sampler), shapes);
           }),
           py::arg("sampler"), py::arg("blocks"))
      .def_property_readonly("name", &Subspace<double>::name, "The name of the sampler.")
      .def_property_readonly("blocks", &Subspace<double>::blocks, "The shapes; in the full space rank = rows.")
      .def_property_readonly("is_full", &Subspace<double>::is_full, "Whether P is the identity.")
      .def(
          "draw", [](Subspace<double>& p, const py::object& stream) { p.draw(stream_from("stream", stream)); },
          py::arg("stream"), R"(draw($self, stream)
--

A fresh realisation, all blocks independent of each other: a function of the stream alone.

>>> p = bros.Subspace("coordinates", (4, 1, 2))
>>> p.draw(7)
>>> float(p.basis(0).max() ** 2)
2.0000000000000004
)")
      .def(
          "restrict",
          [](const Subspace<double>& p, const py::object& y) {
            return to_array(restrict_to(p, block_vector("y", y, p.blocks().full())));
          },
          py::arg("y"), R"(restrict($self, y)
--

P' y: new arrays rank x cols, for arrays rows x cols.

>>> bros.Subspace("full", (2, 1, 1)).restrict([[1], [2]])
array([[1.],
       [2.]])
)")
      .def(
          "lift",
          [](const Subspace<double>& p, const py::object& w) {
            return to_array(lift(p, block_vector("w", w, p.blocks().projected())));
          },
          py::arg("w"), R"(lift($self, w)
--

P w: new arrays rows x cols, for arrays rank x cols.

>>> bros.Subspace("hadamard", (4, 1, 1)).lift([[1]]).shape
(4, 1)
)")
      .def(
          "basis",
          [](const Subspace<double>& p, const py::object& block) {
            return basis(p, whole("block", block, 0, p.blocks().count() - 1));
          },
          py::arg("block") = 0, R"(basis($self, block=0)
--

P_l of that block as a new array rows x rank.

>>> p = bros.Subspace("haar", (5, 1, 2)); p.draw(1)
>>> np.allclose(p.basis().T @ p.basis(), 5 / 2 * np.eye(2))
True
)")
      .def(
          "clone", [](const Subspace<double>& p) { return p.clone(); }, R"(clone($self)
--

Another object of the same kind, shapes and realisation.

>>> p = bros.Subspace("haar", (5, 1, 2))
>>> q = p.clone(); q.draw(1)
>>> bool((p.basis() == q.basis()).all())
False
)")
      .def("__repr__", [](const Subspace<double>& p) {
        return "Subspace('" + std::string(p.name()) + "', " + py::repr(py::cast(p.blocks())).cast<std::string>() + ")";
      });

  py::class_<OwnedAction>(m, "Action", R"(Action(action, subspace)
--

An estimator of the Hessian action H[Z] with products inside a subspace: apply() gives P Hhat[Z], whose mean over draws of
the subspace and of the action is H[Z] if the action is unbiased.

action    a name of actions(), or an OwnAction
subspace  a Subspace: the action uses its present realisation
Requires  ranks that the action allows [ValueError]
Source    docs/theory/estimators.md

>>> p = bros.Subspace("haar", (3, 1, 2))
>>> a = bros.Action("biprobe", p)
>>> h, z, mean = np.diag([1., 2, 3]), np.ones((3, 1)), np.zeros((3, 1))
>>> for k in range(4000):
...     p.draw(bros.Stream(1).fork(k)); a.draw(bros.Stream(2).fork(k))
...     mean += a.apply(h, z) / 4000
>>> bool(abs(mean - h @ z).max() < 0.2)
True
)")
      .def(py::init([](const py::object& action, const py::object& subspace) {
             if (!py::isinstance<Subspace<double>>(subspace)) raise_type("subspace", subspace, "must be a Subspace");
             return std::make_unique<OwnedAction>(action, subspace);
           }),
           py::arg("action"), py::arg("subspace"))
      .def_property_readonly(
          "name", [](const OwnedAction& a) { return a.action->traits().name; }, "The name of the action.")
      .def_property_readonly(
          "unbiased", [](const OwnedAction& a) { return a.action->traits().unbiased; }, "Whether E[P Hhat[Z]] = H[Z].")
      .def_property_readonly(
          "hessian_actions", [](const OwnedAction& a) { return a.action->hessian_actions(); },
          "Hessian actions that one application costs.")
      .def_property_readonly(
          "subspace", [](const OwnedAction& a) { return a.subspace; }, "The subspace it is for.")
      .def(
          "draw", [](OwnedAction& a, const py::object& stream) { a.action->draw(stream_from("stream", stream)); },
          py::arg("stream"), R"(draw($self, stream)
--

A fresh realisation of the action's own randomness (signs, a second subspace), a function of the stream alone.

>>> a = bros.Action("one_sided", bros.Subspace("haar", (3, 1, 1)))
>>> a.draw(1)  # one_sided has none
)")
      .def("apply", apply, py::arg("hessian"), py::arg("z"), R"(apply($self, hessian, z)
--

P Hhat[Z], the estimate of H[Z] in the full space: new arrays of the shapes of z.

hessian   dim(Y) x dim(Y) over vec(Y), symmetric or not
z         a vector of the lower space
Random    nothing: draw() the subspace and the action before
Cost      hessian_actions products with the matrix

>>> a = bros.Action("plain", bros.Subspace("full", (2, 1, 2)))
>>> a.apply([[2, 0], [0, 3]], [[1], [1]])
array([[2.],
       [3.]])
)")
      .def("__repr__", [](const OwnedAction& a) {
        return "Action('" + std::string(a.action->traits().name) + "', " + py::repr(a.subspace).cast<std::string>() +
               ")";
      });
}

}  // namespace bros::python
