// Samplers that are written in Python: what they draw is a value, so that copies of a subspace share it.
#include "own.hpp"

#include <cmath>
#include <utility>

namespace bros::python {

namespace {

/// The base of samplers in Python, which has nothing of its own.
struct OwnSampler {};

std::string name_of(const py::object& sampler) { return py::type::of(sampler).attr("__name__").cast<std::string>(); }

class SubspaceInPython final : public Subspace<double> {
 public:
  SubspaceInPython(const py::object& sampler, const Blocks& blocks)
      : Subspace<double>(blocks), name_(name_of(sampler)), sampler_(hold(sampler)) {
    draw(Stream(0));
    for (Index l = 0; l < blocks.count(); ++l) require_scale(l);
  }
  [[nodiscard]] const char* name() const override { return name_.c_str(); }
  void draw(const Stream& stream) override {
    const py::gil_scoped_acquire lock;
    drawn_ = hold(sampler_->attr("draw")(blocks(), stream));
  }
  void restrict_block(Index l, const ConstMatrixView<double>& in, MatrixView<double> out) const override {
    const py::gil_scoped_acquire lock;
    out = ask("restrict", l, in, blocks()[l].rank);
  }
  void lift_block(Index l, const double& scale, const ConstMatrixView<double>& b, MatrixView<double> y) const override {
    const py::gil_scoped_acquire lock;
    y += scale * ask("lift", l, b, blocks()[l].rows);
  }
  [[nodiscard]] std::unique_ptr<Subspace<double>> clone() const override {
    return std::make_unique<SubspaceInPython>(*this);
  }

 private:
  [[nodiscard]] Matrix<double> ask(const char* function, Index l, const Matrix<double>& in, Index rows) const {
    return matrix(function, sampler_->attr(function)(*drawn_, l, to_array(in)), rows, in.cols(), true);
  }
  /// P' P = (m / r) I, by both functions; that either is what the other is the transpose of is seen where it fails.
  void require_scale(Index l) const {
    const Block& block = blocks()[l];
    const Matrix<double> unit = Matrix<double>::Identity(block.rank, block.rank), p = ask("lift", l, unit, block.rows);
    const double factor = gram_factor<double>(block), off = (p.transpose() * p - factor * unit).cwiseAbs().maxCoeff(),
                 other = (ask("restrict", l, p, block.rank) - factor * unit).cwiseAbs().maxCoeff();
    require(off <= 1e-9 * factor, "lift: P' P", "not (rows/rank) I", "(rows/rank) I: every column of P that long");
    require(other <= 1e-9 * factor, "restrict", "not the transpose of lift", "P' x, where lift is P b");
  }

  std::string name_;
  Held sampler_, drawn_;
};

}  // namespace

bool is_own_sampler(py::handle value) { return py::isinstance<OwnSampler>(value); }
std::unique_ptr<Subspace<double>> own_subspace(const py::object& sampler, const Blocks& blocks) {
  return std::make_unique<SubspaceInPython>(sampler, blocks);
}

void bind_own_sampler(py::module_& m) {
  py::class_<OwnSampler>(m, "OwnSampler", R"(OwnSampler()
--

A sampler of one's own: a subclass that says what a realisation is, and multiplies with it. It stands where a name of samplers()
may: make_method(problem, 'full-tangent', sampler=..), Subspace(.., blocks).

The subclass defines
    draw(blocks, stream)     -> a realisation of P, anything; a function of the stream alone, blocks independent of each other
    restrict(drawn, l, x)    -> P_l' x, an array rank x k, of an array rows x k, any k
    lift(drawn, l, b)        -> P_l b, an array rows x k, of an array rank x k

Math      P_l' P_l = (rows/rank) I and E[P_l P_l'] = I: all that one_sided (full-tangent) and decoupled ask. The sign corrections
          (biprobe, ..) ask for the moments of haar, coordinates or hadamard besides
Requires  answers of these shapes; P_l' P_l = (rows/rank) I in the realisation of Stream(0) [ValueError]; the rest [not checked]
Raises    what the functions raise comes out of run(); the iteration may be half done: go on from a state()

>>> class Consecutive(bros.OwnSampler):
...     "rank consecutive rows, the first one uniformly random, cyclically"
...     def draw(self, blocks, stream):
...         rng = stream.generator()
...         return [((rng.integers(m) + np.arange(r)) % m, m) for m, _, r in blocks]
...     def restrict(self, drawn, l, x):
...         rows, m = drawn[l]
...         return np.sqrt(m / len(rows)) * x[rows]
...     def lift(self, drawn, l, b):
...         rows, m = drawn[l]
...         y = np.zeros((m, b.shape[1])); y[rows] = np.sqrt(m / len(rows)) * b
...         return y
>>> method = bros.make_method(bros.counterexample(), "full-tangent", sampler=Consecutive())
>>> bros.run(method, "auto", 3000).status
'horizon_reached'
)")
      .def(py::init<>())
      .def(
          "draw",
          [](const py::object& self, const py::args&) {
            return not_implemented(self, "draw(blocks, stream)", "OwnSampler");
          },
          "draw($self, blocks, stream)\n--\n\nTo be defined: a realisation.")
      .def(
          "restrict",
          [](const py::object& self, const py::args&) {
            return not_implemented(self, "restrict(drawn, l, x)", "OwnSampler");
          },
          "restrict($self, drawn, l, x)\n--\n\nTo be defined: P_l' x.")
      .def(
          "lift",
          [](const py::object& self, const py::args&) {
            return not_implemented(self, "lift(drawn, l, b)", "OwnSampler");
          },
          "lift($self, drawn, l, b)\n--\n\nTo be defined: P_l b.");
}

}  // namespace bros::python
