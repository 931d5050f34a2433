// Actions that are written in Python: which tangents they take, and how the answers combine.
#include "own.hpp"

#include <utility>
#include <vector>

namespace bros::python {

namespace {

/// The base of actions in Python, which has nothing of its own.
struct OwnAction {};

class ActionInPython final : public Action<double> {
 public:
  ActionInPython(const py::object& action, const Subspace<double>& p)
      : Action<double>(p.blocks()),
        name_(py::type::of(action).attr("__name__").cast<std::string>()),
        traits_{name_.c_str(), truth("unbiased", action.attr("unbiased")),
                whole("smallest_rank", action.attr("smallest_rank"), 1, std::int64_t{1} << 31),
                truth("even_rank", action.attr("even_rank")), true},
        action_(hold(action)),
        kind_(hold(py::cast(p.clone()))) {
    require_ranks(p.blocks(), traits_);
    draw(Stream(0));
    ask(p, BlockVector<double>(p.blocks().full()));  // how many tangents there are
  }
  ActionInPython(const ActionInPython&) = delete;

  [[nodiscard]] const ActionTraits& traits() const override { return traits_; }
  [[nodiscard]] Index hessian_actions() const override { return static_cast<Index>(asked_.size()); }
  void draw(const Stream& stream) override {
    const py::gil_scoped_acquire lock;
    drawn_ = hold(action_->attr("draw")(*kind_, stream));
  }
  std::span<const Along<double>> ask(const Subspace<double>& p, const BlockVector<double>& z) override {
    const py::gil_scoped_acquire lock;
    here_ = hold(py::cast(p.clone()));
    given_ = hold(action_->attr("tangents")(*here_, to_array(z), *drawn_));
    const auto list = parts("tangents", *given_, 1, 64, "a list of 1 to 64 tangents");
    tangents_.resize(list.size()), hessians_.resize(list.size(), BlockVector<double>(p.blocks().projected()));
    crosses_.resize(list.size()), asked_.resize(list.size());
    for (std::size_t i = 0; i < list.size(); ++i)
      asked_[i] = {tangent_from(list[i], p, tangents_[i]), &hessians_[i], &crosses_[i]};
    return asked_;
  }
  BlockVector<double>& hessian() override {
    const py::gil_scoped_acquire lock;
    py::list h, c;
    for (const auto& answer : hessians_) h.append(to_array(answer));
    for (const auto& answer : crosses_) c.append(to_array(answer));
    const auto answer = parts("combine", action_->attr("combine")(*here_, h, c, *drawn_), 2, 2, "(hessian, cross)");
    cross_.resize(crosses_.front().size());
    fill("combine: hessian", answer[0], hessian_, true);
    fill("combine: cross", answer[1], cross_, true);
    return hessian_;
  }

 private:
  /// A vector of the lower space, or (Subspace, w) for P w.
  [[nodiscard]] Tangent<double> tangent_from(const py::object& value, const Subspace<double>& p,
                                             BlockVector<double>& storage) const {
    const bool pair = (PyTuple_Check(value.ptr()) || PyList_Check(value.ptr())) && py::len(value) == 2 &&
                      py::isinstance<Subspace<double>>(value[py::int_(0)]);
    if (!pair) {
      storage = block_vector("tangents", value, p.blocks().full());
      return tangent(storage);
    }
    const py::object of = value[py::int_(0)];
    const Subspace<double>& q = of.is(*here_) ? p : of.cast<const Subspace<double>&>();
    require(q.blocks().full() == p.blocks().full(), "tangents: subspace.blocks", "of other shapes",
            "those of the problem");
    storage = BlockVector<double>(q.blocks().projected());
    fill("tangents: w", value[py::int_(1)], storage, true);
    return tangent(q, storage);
  }

  std::string name_;
  ActionTraits traits_;
  Held action_, kind_, drawn_, here_, given_;  // given_ keeps subspaces alive until the oracle has answered
  std::vector<BlockVector<double>> tangents_, hessians_;
  std::vector<Vector<double>> crosses_;
  std::vector<Along<double>> asked_;
};

}  // namespace

bool is_own_action(py::handle value) { return py::isinstance<OwnAction>(value); }
std::unique_ptr<Action<double>> own_action(const py::object& action, const Subspace<double>& p) {
  return std::make_unique<ActionInPython>(action, p);
}

void bind_own_action(py::module_& m) {
  py::class_<OwnAction> own(m, "OwnAction", R"(OwnAction()
--

An action of one's own: a subclass that says along which tangents the oracle acts, and how the answers combine to an estimate of
H[Z]. It stands where a name of actions() may: make_method(problem, 'bros', action=..), Action(.., subspace).

The subclass defines
    tangents(p, z, drawn)          -> a list of tangents: vectors of the lower space, or pairs (Subspace, w) for P w
    combine(p, hessian, cross, drawn)  -> (B, c): P B estimates H[z] and c estimates D_xY g [z]
and may define
    draw(p, stream)                -> what it needs of randomness, anything: a function of the stream alone. p is a Subspace of the
                                      method's kind, to be cloned and drawn from. As it is: None
    unbiased = True, smallest_rank = 1, even_rank = False    what it states, and the ranks it allows
p is the method's subspace as it is drawn now. hessian has P' H[T] (rank x cols) and cross has D_xY g [T] for each tangent T.

Cost      one Hessian action a tangent; a pair is cheaper where the problem knows the subspace
Requires  answers of these shapes, the same number of tangents at all times [ValueError]; E[P B] = H[z] [not checked]
Raises    what the functions raise comes out of run(), and the method stands where its last iteration left it

>>> class Halves(bros.OwnAction):
...     "Half of one_sided and half of decoupled."
...     def draw(self, p, stream):
...         q = p.clone(); q.draw(stream)
...         return q
...     def tangents(self, p, z, q):
...         return [z, (q, q.restrict(z))]
...     def combine(self, p, hessian, cross, q):
...         return (hessian[0] + hessian[1]) / 2, (cross[0] + cross[1]) / 2
>>> method = bros.make_method(bros.counterexample(), "bros", action=Halves())
>>> bros.run(method, "auto", 3000).status, method.counts.hessian_actions
('horizon_reached', 6000)
)");
  own.def(py::init<>())
      .def(
          "draw", [](const py::object&, const py::args&) { return py::none(); },
          "draw($self, p, stream)\n--\n\nA realisation of the action's own randomness: None unless it is defined.")
      .def(
          "tangents",
          [](const py::object& self, const py::args&) {
            return not_implemented(self, "tangents(p, z, drawn)", "OwnAction");
          },
          "tangents($self, p, z, drawn)\n--\n\nTo be defined: a list of tangents.")
      .def(
          "combine",
          [](const py::object& self, const py::args&) {
            return not_implemented(self, "combine(p, hessian, cross, drawn)", "OwnAction");
          },
          "combine($self, p, hessian, cross, drawn)\n--\n\nTo be defined: (B, c).");
  own.attr("unbiased") = true, own.attr("smallest_rank") = 1, own.attr("even_rank") = false;
}

}  // namespace bros::python
