// Problems that are written in Python: the lock is taken for the calls into Python and for nothing else.
#include "convert.hpp"

#include <bros/compiled.hpp>

#include <array>
#include <memory>
#include <utility>
#include <vector>

namespace bros::python {

namespace {

class OwnProblem final : public FullSpaceProblem<double> {
 public:
  OwnProblem(const Blocks& shapes, Index dim_upper, Vector<double> x0, BlockVector<double> y0, Index samples)
      : FullSpaceProblem({shapes.begin(), shapes.end()}, dim_upper),
        x0_(std::move(x0)),
        y0_(std::move(y0)),
        samples_(samples) {
    require_start(*this, x0_, y0_);
  }
  [[nodiscard]] Vector<double> x0() const override { return x0_; }
  [[nodiscard]] BlockVector<double> y0() const override { return y0_; }
  [[nodiscard]] Index samples_per_evaluation() const override { return samples_; }

  void gradients(const Point<double>& at, Gradients<double>& out) const override {
    const py::gil_scoped_acquire lock;
    const py::object answer = self().attr("gradients")(to_array(at.x), to_array(at.y), at.sample);
    const auto g = parts("gradients", answer, 3, 4, "(grad_Y g, grad_Y f, grad_x f), or these and grad_x g");
    fill("gradients: lower_gradient", g[0], out.lower_gradient, true);
    fill("gradients: upper_gradient_lower", g[1], out.upper_gradient_lower, true);
    fill("gradients: upper_gradient_upper", g[2], out.upper_gradient_upper, true);
    if (g.size() == 4) fill("gradients: lower_gradient_upper", g[3], out.lower_gradient_upper, true);
  }
  void products(const Point<double>& at, const BlockVector<double>& t, BlockVector<double>& hessian,
                Vector<double>& cross) const override {
    const py::gil_scoped_acquire lock;
    const auto p = call_products(at, to_array(t));
    fill("products: hessian", p[0], hessian, true);
    fill("products: cross", p[1], cross, true);
  }
  /// products() along all tangents at once: arrays with one axis more, in front.
  void products(const Point<double>& at, const std::vector<BlockVector<double>>& t,
                std::vector<BlockVector<double>>& hessian, std::vector<Vector<double>>& cross, bool any_number) const {
    const py::gil_scoped_acquire lock;
    const auto p = call_products(at, stacked(t));
    unstack("products: hessian", p[0], hessian, any_number);
    const py::array_t<double> c = real_array("products: cross", p[1]);
    const auto count = static_cast<py::ssize_t>(t.size());
    if (c.ndim() != 2 || c.shape(0) != count || c.shape(1) != dim_upper())
      raise_value("products: cross", c,
                  "must be an array " + std::to_string(count) + " x " + std::to_string(dim_upper()));
    for (py::ssize_t i = 0; i < count; ++i)
      fill("products: cross", c[py::int_(i)], cross[static_cast<std::size_t>(i)], any_number);
  }

  [[nodiscard]] std::unique_ptr<bros::Oracle<double>> oracle(const Subspace<double>& p) const override;
  [[nodiscard]] std::unique_ptr<bros::Exact<double>> exact() const override;

 private:
  class BatchedOracle;
  class OwnExact;

  [[nodiscard]] py::object self() const { return py::cast(this, py::return_value_policy::reference); }
  [[nodiscard]] std::vector<py::object> call_products(const Point<double>& at, const py::object& t) const {
    const py::object answer = self().attr("products")(to_array(at.x), to_array(at.y), t, at.sample);
    return parts("products", answer, 2, 2, "(D_YY g [t], D_xY g [t])");
  }
  [[nodiscard]] py::object stacked(const std::vector<BlockVector<double>>& t) const {
    const Layout& layout = blocks().full();
    py::list list;
    for (Index l = 0; l < layout.count(); ++l) {
      const Index size = layout.rows(l) * layout.cols(l);
      constexpr auto number = static_cast<py::ssize_t>(sizeof(double));
      py::array_t<double> stack({static_cast<py::ssize_t>(t.size()), layout.rows(l), layout.cols(l)},
                                {number * size, number, number * layout.rows(l)});
      for (std::size_t i = 0; i < t.size(); ++i)
        std::copy_n(t[i].flat().data() + layout.offset(l), size, stack.mutable_data() + static_cast<Index>(i) * size);
      list.append(std::move(stack));
    }
    return layout.count() == 1 ? py::object(list[0]) : py::object(list);
  }
  void unstack(const char* field, const py::object& value, std::vector<BlockVector<double>>& out,
               bool any_number) const {
    const Layout& layout = blocks().full();
    const auto arrays = layout.count() == 1 ? std::vector<py::object>{value}
                                            : parts(field, value, static_cast<std::size_t>(layout.count()),
                                                    static_cast<std::size_t>(layout.count()), "one array a block");
    std::vector<py::array_t<double>> stacks;
    for (Index l = 0; l < layout.count(); ++l) {
      stacks.push_back(real_array(field, arrays[static_cast<std::size_t>(l)]));
      const auto& s = stacks.back();
      if (s.ndim() != 3 || s.shape(0) != static_cast<py::ssize_t>(out.size()) || s.shape(1) != layout.rows(l) ||
          s.shape(2) != layout.cols(l))
        raise_value(field, s,
                    "must be an array " + std::to_string(out.size()) + " x " + std::to_string(layout.rows(l)) + " x " +
                        std::to_string(layout.cols(l)));
    }
    for (std::size_t i = 0; i < out.size(); ++i) {
      py::list one;
      for (const auto& stack : stacks) one.append(stack[py::int_(i)]);
      fill(field, layout.count() == 1 ? py::object(one[0]) : py::object(one), out[i], any_number);
    }
  }

  Vector<double> x0_;
  BlockVector<double> y0_;
  Index samples_;
};

/// Asks for the products along all tangents of an evaluation in one call.
class OwnProblem::BatchedOracle final : public FullSpaceOracle<double> {
 public:
  BatchedOracle(const OwnProblem& problem, const Subspace<double>& p)
      : FullSpaceOracle<double>(p, problem.dim_upper()), problem_(problem) {}

  void evaluate(const Point<double>& at, const Request<double>& request = {}) override {
    const std::size_t count = request.along.size();
    const Layout& layout = problem_.blocks().full();
    tangents_.resize(count, BlockVector<double>(layout)), hessian_.resize(count, BlockVector<double>(layout));
    cross_.resize(count, Vector<double>::Zero(problem_.dim_upper()));
    for (std::size_t i = 0; i < count; ++i) {
      const BlockVector<double>& t = lifted(request.along[i].tangent, room_);
      tangents_[i].flat() = t.flat();
    }
    next_ = 0;
    FullSpaceOracle<double>::evaluate(at, request);
  }
  using FullSpaceOracle<double>::evaluate;
  [[nodiscard]] Index samples() const override { return problem_.samples_per_evaluation(); }

 private:
  void differentiate(const Point<double>& at, bool, Gradients<double>& out) override {
    problem_.gradients(at, out);
    for (const auto& [field, v] :
         {std::pair<const char*, const Vector<double>&>{"gradients: lower_gradient", out.lower_gradient.flat()},
          {"gradients: upper_gradient_lower", out.upper_gradient_lower.flat()},
          {"gradients: upper_gradient_upper", out.upper_gradient_upper}})
      if (first_ && !all_finite<double>(v))
        require(false, field, "not finite", "finite numbers in the first evaluation");
    if (!tangents_.empty()) problem_.products(at, tangents_, hessian_, cross_, !first_);
    first_ = first_ && tangents_.empty();
  }
  void multiply(const Point<double>&, const BlockVector<double>&, BlockVector<double>* hessian,
                Vector<double>* cross) override {
    if (hessian) hessian->flat() = hessian_[next_].flat();
    if (cross) *cross = cross_[next_];
    ++next_;
  }

  const OwnProblem& problem_;
  std::vector<BlockVector<double>> tangents_, hessian_;
  std::vector<Vector<double>> cross_;
  BlockVector<double> room_;
  std::size_t next_ = 0;
  bool first_ = true;
};

class OwnProblem::OwnExact final : public bros::Exact<double> {
 public:
  explicit OwnExact(const OwnProblem& problem)
      : problem_(problem), hypergradient_(problem.dim_upper()), y_(problem.blocks().full()), z_(y_) {}
  void at(const Vector<double>& x) override {
    const py::gil_scoped_acquire lock;
    const py::object answer = problem_.self().attr("exact")(to_array(x));
    const auto e = parts("exact", answer, 4, 4, "(phi, hypergradient, lower_solution, auxiliary_solution)");
    phi_ = number("exact: phi", e[0]);
    fill("exact: hypergradient", e[1], hypergradient_, true);
    fill("exact: lower_solution", e[2], y_, true);
    fill("exact: auxiliary_solution", e[3], z_, true);
  }
  [[nodiscard]] const double& phi() const override { return phi_; }
  [[nodiscard]] const Vector<double>& hypergradient() const override { return hypergradient_; }
  [[nodiscard]] const BlockVector<double>& lower_solution() const override { return y_; }
  [[nodiscard]] const BlockVector<double>& auxiliary_solution() const override { return z_; }

 private:
  const OwnProblem& problem_;
  double phi_ = 0;
  Vector<double> hypergradient_;
  BlockVector<double> y_, z_;
};

std::unique_ptr<bros::Oracle<double>> OwnProblem::oracle(const Subspace<double>& p) const {
  const py::gil_scoped_acquire lock;
  if (truth("batched", self().attr("batched"))) return std::make_unique<BatchedOracle>(*this, p);
  return FullSpaceProblem<double>::oracle(p);
}
std::unique_ptr<bros::Exact<double>> OwnProblem::exact() const {
  const py::gil_scoped_acquire lock;
  const py::object mine = py::type::of(self()).attr("exact"), none = py::type::of<OwnProblem>().attr("exact");
  if (mine.is(none)) return nullptr;
  return std::make_unique<OwnExact>(*this);
}

}  // namespace

void bind_own_problem(py::module_& m) {
  py::class_<OwnProblem, Problem<double>, std::shared_ptr<OwnProblem>> own(
      m, "FullSpaceProblem", R"(FullSpaceProblem(blocks, dim_upper, x0=None, y0=None, samples_per_evaluation=1)
--

A problem of one's own: a subclass with two functions in the full space. The library restricts and lifts, so that it runs with
every method, sampler, action and check.

blocks    Blocks, or what makes one;  dim_upper  dim(x)
x0, y0    the start; None is 0
samples_per_evaluation  what counts as drawn

The subclass defines
    gradients(x, y, sample)    -> (grad_Y g, grad_Y f, grad_x f), or these and grad_x g (methods without second derivatives)
    products(x, y, t, sample)  -> (D_YY g [t], D_xY g [t])
and may define
    exact(x)                   -> (Phi(x), its gradient, Y*(x), Z*(x)), for traces and rate studies
    batched = True             t has an axis more, in front, for all tangents of an evaluation at once, and so have both
                               answers: one call in place of up to three, and one numpy operation for all
x is an array of dim_upper; y, t, grad_Y, D_YY g [t], Y*, Z* are vectors of the lower space (Blocks): arrays rows x cols, or a
list of them. What is handed over are copies, that may be kept; what is returned is copied.

Random    functions may be random: they draw from sample.own, and are then the same functions of their arguments
Requires  answers of these shapes [ValueError], finite in the first evaluation [ValueError]; symmetric D_YY g, g strongly convex
          in Y [not checked: see check_problem]
Raises    what the functions raise comes out of run() with its traceback; the method stands where its last whole iteration
          left it, one with inner iterations within one
Cost      10 to 15 microseconds an iteration with small arrays, numpy's calls among them
          (docs/performance.md). The interpreter's lock is held in the functions alone.

>>> class Shrinkage(bros.FullSpaceProblem):
...     "g = 1/2 |Y - M|^2 + e^x/2 |Y|^2,  f = 1/2 |Y - T|^2 + x^2/2"
...     def __init__(self):
...         super().__init__((6, 2, 3), dim_upper=1)
...         self.m = bros.Stream(7).gaussians(12).reshape(6, 2)
...     def gradients(self, x, y, sample):
...         return y - self.m + np.exp(x) * y, y - 0.4 * self.m, x
...     def products(self, x, y, t, sample):
...         return (1 + np.exp(x)) * t, np.exp(x) * np.sum(y * t)
>>> problem = Shrinkage()
>>> bros.check_problem(problem).ok
True
>>> method = bros.make_method(problem, "full-tangent")
>>> bros.run(method, "auto", 2000).status
'horizon_reached'
>>> round(float(method.x[0]), 3)
0.151
)");
  own.def(py::init([](const py::object& blocks, const py::object& dim_upper, const py::object& x0, const py::object& y0,
                      const py::object& samples) {
            constexpr auto most = std::int64_t{1} << 31;
            const Blocks shapes = blocks_from(blocks);
            const Index d = whole("dim_upper", dim_upper, 1, most);
            return std::make_shared<OwnProblem>(
                shapes, d, x0.is_none() ? Vector<double>(Vector<double>::Zero(d)) : vector("x0", x0, d),
                y0.is_none() ? BlockVector<double>(shapes.full()) : block_vector("y0", y0, shapes.full()),
                whole("samples_per_evaluation", samples, 1, most));
          }),
          py::arg("blocks"), py::arg("dim_upper"), py::arg("x0") = py::none(), py::arg("y0") = py::none(),
          py::arg("samples_per_evaluation") = 1)
      .def(
          "gradients",
          [](const py::object& self, const py::args&) {
            return not_implemented(self, "gradients(x, y, sample)", "FullSpaceProblem");
          },
          "gradients($self, x, y, sample)\n--\n\nTo be defined: (grad_Y g, grad_Y f, grad_x f), or these and grad_x g.")
      .def(
          "products",
          [](const py::object& self, const py::args&) {
            return not_implemented(self, "products(x, y, t, sample)", "FullSpaceProblem");
          },
          "products($self, x, y, t, sample)\n--\n\nTo be defined: (D_YY g [t], D_xY g [t]).");
  own.attr("batched") = false;
}

}  // namespace bros::python
