// The problems that the library has, and what every problem answers.
#include "convert.hpp"

#include <bros/compiled.hpp>
#include <bros/problem/io/public_quadratic.hpp>
#include <bros/problem/io/quadratic_json.hpp>
#include <bros/problem/zero_chain.hpp>

#include <memory>
#include <utility>
#include <vector>

namespace bros::python {

namespace {

py::object named_tuple(const char* name, const char* fields, const char* doc) {
  py::object type = py::module_::import("collections").attr("namedtuple")(name, fields, py::arg("module") = "bros");
  type.attr("__doc__") = doc;
  return type;
}
py::object in_core(const char* name) { return py::module_::import("bros._core").attr(name); }

py::object exact_at(const Problem<double>& problem, const py::object& x) {
  const Vector<double> at = vector("x", x, problem.dim_upper());
  std::unique_ptr<Exact<double>> exact;
  {
    const py::gil_scoped_release unlocked;
    exact = problem.exact();
    if (exact) exact->at(at);
  }
  require(exact != nullptr, "problem", "without exact()", "a problem that knows its hypergradient");
  return in_core("Exact")(exact->phi(), to_array(exact->hypergradient()), to_array(exact->lower_solution()),
                          to_array(exact->auxiliary_solution()));
}

py::object evaluate(const Problem<double>& problem, const py::object& x, const py::object& y, const py::object& sample,
                    const py::object& subspace, const py::object& tangents) {
  const Vector<double> at_x = vector("x", x, problem.dim_upper());
  const BlockVector<double> at_y = block_vector("y", y, problem.blocks().full());
  if (!sample.is_none() && !py::isinstance<Sample>(sample)) raise_type("sample", sample, "must be a Sample, or None");
  const Sample drawn = sample.is_none() ? Sample{0, Stream(0)} : sample.cast<Sample>();
  std::unique_ptr<Subspace<double>> p = std::make_unique<Full<double>>(problem.blocks());
  if (!subspace.is_none()) {
    if (!py::isinstance<Subspace<double>>(subspace)) raise_type("subspace", subspace, "must be a Subspace, or None");
    p = subspace.cast<const Subspace<double>&>().clone();
    require(p->blocks().full() == problem.blocks().full(), "subspace.blocks", "of other shapes",
            "those of the problem");
  }
  if (!PyList_Check(tangents.ptr()) && !PyTuple_Check(tangents.ptr()))
    raise_type("tangents", tangents, "must be a list of vectors of the lower space");
  const auto given = py::reinterpret_borrow<py::sequence>(tangents);
  const std::size_t count = given.size();
  std::vector<BlockVector<double>> t, hessian(count, BlockVector<double>(p->blocks().projected()));
  std::vector<Vector<double>> cross(count, Vector<double>::Zero(problem.dim_upper()));
  for (std::size_t i = 0; i < count; ++i)
    t.push_back(
        block_vector(("tangents[" + std::to_string(i) + "]").c_str(), py::object(given[i]), problem.blocks().full()));
  std::vector<Along<double>> along;
  for (std::size_t i = 0; i < count; ++i) along.push_back({tangent(t[i]), &hessian[i], &cross[i]});

  std::unique_ptr<Oracle<double>> oracle;
  const bool lower_upper = problem.knows_lower_gradient_upper();
  {
    const py::gil_scoped_release unlocked;
    oracle = problem.oracle(*p);
    oracle->evaluate({at_x, at_y, drawn}, Request<double>{along, lower_upper});
  }
  py::list h, c;
  for (std::size_t i = 0; i < count; ++i) h.append(to_array(hessian[i])), c.append(to_array(cross[i]));
  return in_core("Evaluation")(to_array(oracle->lower_gradient()), to_array(oracle->upper_gradient_lower()),
                               to_array(oracle->upper_gradient_upper()),
                               lower_upper ? py::object(to_array(oracle->lower_gradient_upper())) : py::none(), h, c);
}

/// The value of a key, and the complaint about keys that mean nothing.
py::object at_key(const py::dict& dict, const char* key) {
  return dict.contains(key) ? py::object(dict[key]) : py::none();
}
void only_keys(const char* field, const py::dict& dict, const std::vector<std::string>& allowed) {
  std::string list;
  for (const std::string& name : allowed) list += (list.empty() ? "" : ", ") + name;
  for (const auto& [key, value] : dict) {
    bool known = false;
    for (const std::string& name : allowed)
      known = known || (PyUnicode_Check(key.ptr()) && key.cast<std::string>() == name);
    if (!known) raise_value(field, key, "keys are " + list);
  }
}
py::dict as_dict(const char* field, const py::object& value) {
  if (value.is_none()) return {};
  if (!PyDict_Check(value.ptr())) raise_type(field, value, "must be a dict");
  return py::reinterpret_borrow<py::dict>(value);
}
Matrix<double> matrix_or_zero(const char* field, const py::object& value, Index rows, Index cols) {
  return value.is_none() ? Matrix<double>(Matrix<double>::Zero(rows, cols)) : matrix(field, value, rows, cols);
}
Vector<double> vector_or_zero(const char* field, const py::object& value, Index size) {
  return value.is_none() ? Vector<double>(Vector<double>::Zero(size)) : vector(field, value, size);
}
std::vector<Block> list_of(const Blocks& blocks) { return {blocks.begin(), blocks.end()}; }
Vector<double> y0_from(const py::object& y0, const Blocks& blocks) {
  if (y0.is_none()) return Vector<double>::Zero(blocks.full().size());
  return block_vector("y0", y0, blocks.full()).flat();
}
Index batch_from(const py::object& batch) { return whole("batch", batch, 1, std::int64_t{1} << 31); }

std::shared_ptr<Quadratic<double>> quadratic(const py::object& blocks, const py::object& A, const py::object& C,
                                             const py::object& a, const py::object& F, const py::object& K,
                                             const py::object& H, const py::object& f, const py::object& h,
                                             const py::object& noise, const py::object& x0, const py::object& y0,
                                             const py::object& batch) {
  const Blocks shapes = blocks_from(blocks);
  const Index n = shapes.full().size();
  QuadraticData<double> data;
  data.lower.A = matrix("A", A, n, n);
  data.lower.C = matrix("C", C, -1, n);
  const Index d = data.lower.C.rows();
  require(d >= 1, "C.rows", d, "at least 1: the dimension of x");
  data.lower.a = vector_or_zero("a", a, n);
  data.upper = {matrix_or_zero("F", F, n, n), matrix_or_zero("K", K, d, n), matrix_or_zero("H", H, d, d),
                vector_or_zero("f", f, n), vector_or_zero("h", h, d)};
  const py::dict levels = as_dict("noise", noise);
  only_keys("noise", levels, {"lower_gradient", "hessian", "cross", "upper_gradient_lower", "upper_gradient_upper"});
  const auto level = [&](const char* key) {
    const py::object value = at_key(levels, key);
    return value.is_none() ? 0.0 : number((std::string("noise.") + key).c_str(), value);
  };
  data.noise = {level("lower_gradient"), level("hessian"), level("cross"), level("upper_gradient_lower"),
                level("upper_gradient_upper")};
  data.blocks = list_of(shapes);
  data.x0 = vector_or_zero("x0", x0, d);
  data.y0 = y0_from(y0, shapes);
  return std::make_shared<Quadratic<double>>(std::move(data), batch_from(batch));
}

std::shared_ptr<Quadratic<double>> quadratic_from_file(const py::object& file, const py::object& batch) {
  const auto path = py::module_::import("os").attr("fspath")(file);
  return std::make_shared<Quadratic<double>>(read_quadratic<double>(text("file", path)), batch_from(batch));
}

constexpr const char* letters[] = {"p", "q", "u", "w", "a", "b"};

/// One sample a row becomes one a column; a factor that is not named is 0.
RankOneFactors<double> factors_of(const char* level, const py::dict& given, Index d, Index n) {
  only_keys(level, given, {std::begin(letters), std::end(letters)});
  Index samples = -1;
  const auto factor = [&](const char* letter, Index dim) -> Matrix<double> {
    const py::object value = at_key(given, letter);
    if (value.is_none()) return {};
    const Matrix<double> rows = matrix((std::string(level) + "." + letter).c_str(), value, samples, dim);
    samples = rows.rows();
    return rows.transpose();
  };
  RankOneFactors<double> f{factor("p", d), factor("q", n), factor("u", d),
                           factor("w", n), factor("a", n), factor("b", d)};
  require(samples >= 1, level, samples < 0 ? "{}" : "no samples", "at least one factor with at least one sample");
  for (const auto& [m, dim] :
       {std::pair<Matrix<double>*, Index>{&f.p, d}, {&f.q, n}, {&f.u, d}, {&f.w, n}, {&f.a, n}, {&f.b, d}})
    if (m->size() == 0) m->setZero(dim, samples);
  return f;
}

Sampling sampling_from(const py::object& value) {
  const std::string name = text("sampling", value);
  for (const Sampling sampling : {Sampling::iid, Sampling::cyclic, Sampling::reshuffled, Sampling::slots})
    if (name == to_string(sampling)) return sampling;
  require(false, "sampling", name, "must be one of iid, cyclic, reshuffled, slots");
  return Sampling::iid;
}

std::shared_ptr<FiniteSumQuadratic<double>> finite_sum(const py::object& blocks, const py::object& lower,
                                                       const py::object& upper, const py::object& dim_upper,
                                                       const py::object& batch, const py::object& sampling,
                                                       const py::object& x0, const py::object& y0) {
  const Blocks shapes = blocks_from(blocks);
  const Index n = shapes.full().size(), d = whole("dim_upper", dim_upper, 1, std::int64_t{1} << 31);
  FiniteSumData<double> data;
  data.lower = factors_of("lower", as_dict("lower", lower), d, n);
  data.upper = factors_of("upper", as_dict("upper", upper), d, n);
  data.blocks = list_of(shapes);
  data.x0 = vector_or_zero("x0", x0, d);
  data.y0 = y0_from(y0, shapes);
  return std::make_shared<FiniteSumQuadratic<double>>(std::move(data), batch_from(batch), sampling_from(sampling));
}

ZeroChainSettings<double> settings_of(const py::object& length, const py::object& rank, const py::object& reveal,
                                      const py::object& lambda, const py::object& mu) {
  constexpr auto most = std::int64_t{1} << 31;
  return {whole("length", length, 0, most), whole("rank", rank, 0, most), number("reveal", reveal),
          number("lambda_", lambda), number("mu", mu)};
}

std::string described(const char* kind, const Problem<double>& problem) {
  return "<" + std::string(kind) + " with " + py::repr(py::cast(problem.blocks())).cast<std::string>() +
         ", dim_upper " + std::to_string(problem.dim_upper()) + ">";
}

}  // namespace

void bind_problems(py::module_& m) {
  m.attr("Exact") =
      named_tuple("Exact", "phi hypergradient lower_solution auxiliary_solution",
                  "Phi(x), its gradient (an array of dim_upper), Y*(x) and Z*(x) (vectors of the lower space).");
  m.attr("Evaluation") = named_tuple(
      "Evaluation", "lower_gradient upper_gradient_lower upper_gradient_upper lower_gradient_upper hessian cross",
      "grad_Y g and grad_Y f, grad_x f and grad_x g (None where it is not known), and for each tangent T the products "
      "D_YY g [T] and D_xY g [T]. On a subspace P, what has the shape of Y is restricted: P' times it.");

  py::class_<Constants<double>>(m, "Constants", R"(Constants(mu_g, L_g1, L_g2, L_f0, L_f1)
--

The constants of the standard assumptions: Y -> g(x, Y) is mu_g-strongly convex, grad g is L_g1-Lipschitz and its second
derivatives L_g2-Lipschitz, ||grad_Y f|| <= L_f0 (inf where it has no bound), grad f is L_f1-Lipschitz.

>>> bros.counterexample().constants.mu_g
1.0
)")
      .def(py::init([](const py::object& mu, const py::object& g1, const py::object& g2, const py::object& f0,
                       const py::object& f1) {
             return Constants<double>{number("mu_g", mu), number("L_g1", g1), number("L_g2", g2), number("L_f0", f0),
                                      number("L_f1", f1)};
           }),
           py::arg("mu_g"), py::arg("L_g1"), py::arg("L_g2"), py::arg("L_f0"), py::arg("L_f1"))
      .def_readonly("mu_g", &Constants<double>::mu_g, "Strong convexity of g in Y.")
      .def_readonly("L_g1", &Constants<double>::L_g1, "Lipschitz constant of grad g.")
      .def_readonly("L_g2", &Constants<double>::L_g2, "Lipschitz constant of the second derivatives of g.")
      .def_readonly("L_f0", &Constants<double>::L_f0, "Bound of ||grad_Y f||.")
      .def_readonly("L_f1", &Constants<double>::L_f1, "Lipschitz constant of grad f.")
      .def_property_readonly(
          "kappa", [](const Constants<double>& c) { return c.kappa(); }, "The largest of them over mu_g.")
      .def("__repr__", [](const Constants<double>& c) {
        TextStream out;
        out << "Constants(mu_g=" << c.mu_g << ", L_g1=" << c.L_g1 << ", L_g2=" << c.L_g2 << ", L_f0=" << c.L_f0
            << ", L_f1=" << c.L_f1 << ")";
        return out.str();
      });

  py::class_<Problem<double>, std::shared_ptr<Problem<double>>>(
      m, "Problem", R"(A stochastic bilevel problem: min over x of f(x, Y*(x)), Y*(x) the minimiser of g(x, .).

Quadratic, FiniteSum and ZeroChain are problems; one's own is a subclass of FullSpaceProblem.
)")
      .def_property_readonly("blocks", &Problem<double>::blocks,
                             "The shapes of Y and the ranks of its subspaces: Blocks.")
      .def_property_readonly("dim_upper", &Problem<double>::dim_upper, "dim(x).")
      .def_property_readonly(
          "x0", [](const Problem<double>& p) { return to_array(p.x0()); },
          "Where runs start: a new array of dim_upper.")
      .def_property_readonly(
          "y0", [](const Problem<double>& p) { return to_array(p.y0()); },
          "Where runs start: a vector of the lower space.")
      .def_property_readonly("samples_per_evaluation", &Problem<double>::samples_per_evaluation,
                             "Samples that one evaluation draws, both levels together.")
      .def_property_readonly(
          "constants",
          [](const Problem<double>& p) {
            const auto constants = p.constants();
            return constants ? py::cast(*constants) : py::object(py::none());
          },
          "Constants, or None where they are not known.")
      .def("exact", exact_at, py::arg("x"), R"(exact($self, x)
--

The hypergradient without sampling: Exact(phi, hypergradient, lower_solution, auxiliary_solution) at x.

x         dim_upper numbers, finite
Raises    ValueError for a problem that does not know it
Cost      of a Quadratic one Cholesky factorisation of dim(Y)

>>> bros.counterexample().exact([-1.0]).hypergradient
array([0.])
)")
      .def("evaluate", evaluate, py::arg("x"), py::arg("y"), py::arg("sample") = py::none(),
           py::arg("subspace") = py::none(), py::arg("tangents") = py::list(),
           R"(evaluate($self, x, y, sample=None, subspace=None, tangents=[])
--

The gradients at one point and sample, and the products along tangents: an Evaluation.

x, y      dim_upper numbers; a vector of the lower space; finite
sample    a Sample; None: Sample(0, Stream(0))
subspace  a Subspace of the shapes of the problem, on which answers in Y are restricted; None: the full space
tangents  a list of vectors of the lower space
Random    what the problem draws from the sample

>>> e = bros.counterexample().evaluate([0.0], [[1], [1], [1]], tangents=[[[1], [0], [0]]])
>>> e.lower_gradient.ravel(), e.hessian[0].ravel(), e.cross[0]
(array([1., 2., 3.]), array([1., 0., 0.]), array([-1.]))
)");

  py::class_<Quadratic<double>, Problem<double>, std::shared_ptr<Quadratic<double>>>(
      m, "Quadratic",
      R"(Quadratic(blocks, A, C, a=None, F=None, K=None, H=None, f=None, h=None, noise=None, x0=None, y0=None, batch=1)
--

A quadratic bilevel problem with Gaussian noise, y = vec(Y) (Blocks.vec):
    g(x, y) = 1/2 y'Ay + x'Cy + a'y        f(x, y) = 1/2 y'Fy + x'Ky + 1/2 x'Hx + f'y + h'x

blocks    Blocks, or what makes one
A, F      dim(y) x dim(y); A positive definite, F symmetric; C, K dim(x) x dim(y); H dim(x) x dim(x), symmetric;
          a, f dim(y); h dim(x). None is 0.
noise     dict of the standard deviations of each entry of one sample's "lower_gradient", "hessian", "cross",
          "upper_gradient_lower", "upper_gradient_upper"; the Hessian's noise is symmetric, on its diagonal sqrt(2) times it
x0, y0    the start: dim(x) numbers, a vector of the lower space; None is 0
batch     samples an evaluation: noise of 1/batch of the variance
Requires  these shapes, finite numbers [ValueError]; real numbers [TypeError]. Arrays are copied.
Cost      an evaluation: a few products with A, C, F, K, H

>>> p = bros.Quadratic((2, 1, 1), A=[[2, 0], [0, 1]], C=[[1, 0]], H=[[1]], f=[1, 1])
>>> p.exact([0.0]).hypergradient
array([-0.5])
)")
      .def(py::init(&quadratic), py::arg("blocks"), py::arg("A"), py::arg("C"), py::arg("a") = py::none(),
           py::arg("F") = py::none(), py::arg("K") = py::none(), py::arg("H") = py::none(), py::arg("f") = py::none(),
           py::arg("h") = py::none(), py::arg("noise") = py::none(), py::arg("x0") = py::none(),
           py::arg("y0") = py::none(), py::arg("batch") = 1)
      .def_static("read", quadratic_from_file, py::arg("file"), py::arg("batch") = 1, R"(read(file, batch=1)
--

The problem of a JSON file as `bros run --problem quadratic --file` takes it (docs/examples/quadratic.json).

Raises    ValueError that names the field, such as lower.A[2][0]

>>> bros.Quadratic.read("no such file")
Traceback (most recent call last):
ValueError: file = no such file: must be a readable file
)")
      .def("__repr__", [](const Quadratic<double>& p) { return described("Quadratic", p); });

  py::class_<FiniteSumQuadratic<double>, Problem<double>, std::shared_ptr<FiniteSumQuadratic<double>>>(
      m, "FiniteSum", R"(FiniteSum(blocks, lower, upper, dim_upper, batch=1, sampling='iid', x0=None, y0=None)
--

A finite sum of rank-one samples, taken in minibatches. Each level is the mean over its samples i of
    1/2 (q_i'y)^2 + 1/2 (p_i'x)^2 + (u_i'x)(w_i'y) + a_i'y + b_i'x,    y = vec(Y)  (Blocks.vec)

lower, upper  dicts of the factors, one sample a row: "p", "u", "b" samples x dim_upper; "q", "w", "a" samples x dim(y); what
          is left out is 0. The levels may have different numbers of samples.
batch     samples of each level an evaluation
sampling  "iid" (with replacement: what the theorem assumes), "cyclic", "reshuffled", "slots" (a fixed minibatch at random)
x0, y0    the start; None is 0
Requires  these shapes, finite numbers, the mean of q q' positive definite at the lower level, 1 <= batch <= samples
          [ValueError]. Arrays are copied.
Source    FiniteSumQuadratic in C++

>>> q = np.eye(3)
>>> p = bros.FiniteSum((3, 1, 2), lower={"q": q, "u": np.ones((3, 1)), "w": -q}, upper={"a": q}, dim_upper=1)
>>> p.samples_per_evaluation, p.exact([0.0]).hypergradient
(2, array([1.]))
)")
      .def(py::init(&finite_sum), py::arg("blocks"), py::arg("lower"), py::arg("upper"), py::arg("dim_upper"),
           py::arg("batch") = 1, py::arg("sampling") = "iid", py::arg("x0") = py::none(), py::arg("y0") = py::none())
      .def_property_readonly(
          "means", [](const FiniteSumQuadratic<double>& p) { return std::make_shared<Quadratic<double>>(p.means()); },
          "The Quadratic that the sums are, without noise.")
      .def("__repr__", [](const FiniteSumQuadratic<double>& p) { return described("FiniteSum", p); });

  py::class_<ZeroChain<double>, Problem<double>, std::shared_ptr<ZeroChain<double>>>(
      m, "ZeroChain", R"(ZeroChain(length=16, rank=8, reveal=0.125, lambda_=1.0, mu=1.0)
--

The hard instance: f(x, y) = lambda^2 F_T(y / lambda), g(x, y) = mu/2 |y - x|^2, where a sample of grad_y f shows the next
entry of the chain with probability `reveal`. No zero-respecting method is faster than order eps^-2 on it.

length    T >= 2;  rank of the subspaces of Y, one block T x 1;  0 < reveal <= 1;  lambda_, mu > 0 [ValueError]
Source    docs/theory/zero_chain.md; Arjevani et al. (2023)

>>> float(np.linalg.norm(bros.ZeroChain(length=4, rank=2).exact(np.zeros(4)).hypergradient)) > 1
True
)")
      .def(py::init([](const py::object& length, const py::object& rank, const py::object& reveal,
                       const py::object& lambda, const py::object& mu) {
             return std::make_shared<ZeroChain<double>>(settings_of(length, rank, reveal, lambda, mu));
           }),
           py::arg("length") = 16, py::arg("rank") = 8, py::arg("reveal") = 0.125, py::arg("lambda_") = 1.0,
           py::arg("mu") = 1.0)
      .def_property_readonly(
          "reveal", [](const ZeroChain<double>& p) { return p.settings().reveal; }, "p.")
      .def_property_readonly("noise_variance", &ZeroChain<double>::noise_variance,
                             "lambda^2 e^3 (1 - p) / p: a bound of the variance of a sample of grad_y f.")
      .def("__repr__", [](const ZeroChain<double>& p) { return described("ZeroChain", p); });

  m.def(
      "counterexample", [] { return std::make_shared<Quadratic<double>>(counterexample<double>()); },
      R"(counterexample()
--

The noiseless Quadratic on which the naive projection fails: x* = -1, and the naive mean tends to -20/39.

Source    arXiv 2605.10288; the instance is a reconstruction

>>> bros.counterexample().exact([-1.0]).phi
-0.5
)");
  m.def(
      "rate_instance", [] { return std::make_shared<Quadratic<double>>(rate_instance<double>()); }, R"(rate_instance()
--

The noisy Quadratic on which the K^(-1/2) law is measured: m = 6, r = 3, dim(x) = 2.

>>> bros.rate_instance().blocks
Blocks([(6, 1, 3)])
)");
  m.def(
      "gaussian_finite_sum",
      [](const py::object& stream, const py::object& blocks, const py::object& d, const py::object& count,
         const py::object& batch) {
        return std::make_shared<FiniteSumQuadratic<double>>(
            gaussian_finite_sum<double>(stream_from("stream", stream), list_of(blocks_from(blocks)),
                                        whole("dim_upper", d, 1, std::int64_t{1} << 31),
                                        whole("count", count, 1, std::int64_t{1} << 31)),
            batch_from(batch));
      },
      py::arg("stream"), py::arg("blocks"), py::arg("dim_upper"), py::arg("count"), py::arg("batch") = 1,
      R"(gaussian_finite_sum(stream, blocks, dim_upper, count, batch=1)
--

A FiniteSum of `count` samples a level with standard normal factors, for tests and timings.

Requires  count >= dim(Y) [ValueError]

>>> bros.gaussian_finite_sum(1, (4, 1, 2), dim_upper=2, count=16).dim_upper
2
)");
  m.def(
      "zero_chain_for",
      [](const py::object& gap, const py::object& sigma, const py::object& eps) {
        return std::make_shared<ZeroChain<double>>(
            zero_chain_for(number("gap", gap), number("sigma", sigma), number("eps", eps)));
      },
      py::arg("gap"), py::arg("sigma"), py::arg("eps"), R"(zero_chain_for(gap, sigma, eps)
--

The ZeroChain that hides stationarity eps: Phi(0) - inf Phi <= gap, variance of the samples at most sigma^2.

>>> bros.zero_chain_for(gap=12.0, sigma=8.0, eps=0.125).dim_upper > 2
True
)");
  m.def(
      "public_quadratic",
      [](const py::object& folder, const py::object& rank, const py::object& batch) {
        const auto path = py::module_::import("os").attr("fspath")(folder);
        return std::make_shared<FiniteSumQuadratic<double>>(
            public_quadratic<double>(text("folder", path), whole("rank", rank, 1, 100)), batch_from(batch));
      },
      py::arg("folder"), py::arg("rank"), py::arg("batch") = 1, R"(public_quadratic(folder, rank, batch=1)
--

The simulated quadratic of benchopt/benchmark_bilevel, default parameters, as a FiniteSum: dim(x) = dim(y) = 100, 1024
samples a level.

folder    with the four matrices of docs/data/quadratic_2442
Raises    ValueError that names the file
Cost      a fifth of a second

>>> bros.public_quadratic("nowhere", rank=50)
Traceback (most recent call last):
ValueError: nowhere/...f64 = not readable: a file of float64 samples of dimension 100
)");
}

}  // namespace bros::python
