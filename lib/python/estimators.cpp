// Moments of random subspaces, and of every estimator of the Hessian action, exactly.
#include "exact.hpp"

#include <bros/compiled_theory.hpp>
#include <bros/theory/estimators/moments.hpp>
#include <bros/theory/estimators/variance.hpp>
#include <bros/theory/estimators/variance_bounds.hpp>
#include <bros/theory/estimators/weingarten.hpp>

#include <utility>
#include <vector>

namespace bros::python {

namespace {

int size_from(const char* field, const py::object& value) { return static_cast<int>(whole(field, value, 0, 1 << 30)); }

/// f(A, m, r) of moments.hpp, in the numbers that A is of.
template <class OfDouble, class OfRational>
py::object of_matrix(const py::object& A, const py::object& m, const py::object& r, const OfDouble& d,
                     const OfRational& q) {
  const int rows = size_from("m", m), rank = size_from("r", r);
  require(rows >= 1, "m", rows, "at least 1");
  if (is_exact(A)) return to_python(q(matrix_of<rational>("A", A), rows, rank));
  return to_python(d(matrix_of<double>("A", A), rows, rank));
}

/// z as vec(Z): a vector of the lower space, or of an exact one the same with Fractions.
template <class S>
Vector<S> tangent_of(const Blocks& blocks, const py::object& z) {
  if constexpr (std::same_as<S, double>) {
    return block_vector("z", z, blocks.full()).flat();
  } else {
    Vector<S> v(blocks.full().size());
    for (Index l = 0; l < blocks.count(); ++l) {
      const py::object block =
          blocks.count() == 1 ? z : py::object(py::reinterpret_borrow<py::sequence>(z)[static_cast<std::size_t>(l)]);
      const Matrix<S> m = exact_matrix("z", block, blocks[l].rows, blocks[l].cols);
      for (Index j = 0; j < m.cols(); ++j)
        for (Index i = 0; i < m.rows(); ++i) v[blocks.full().offset(l) + j * m.rows() + i] = m(i, j);
    }
    return v;
  }
}
bool is_exact_tangent(const Blocks& blocks, const py::object& z) {
  if (blocks.count() == 1) return is_exact(z);
  if ((!PyList_Check(z.ptr()) && !PyTuple_Check(z.ptr())) || static_cast<Index>(py::len(z)) != blocks.count())
    raise_type("z", z, "must be a list of arrays, one a block: " + std::to_string(blocks.count()));
  for (const py::handle block : z)
    if (!is_exact(block)) return false;
  return true;
}

/// call(estimator, H) or call(estimator, H, z) in the numbers that H and z are of; a C++ loop without the lock.
template <class Call>
py::object of_hessian(const Estimator& e, const py::object& hessian, const Call& call) {
  const Index n = e.blocks.full().size();
  const auto in = [&]<class S>(S) {
    const Matrix<S> h = matrix_of<S>("hessian", hessian, n, n);
    Matrix<S> result;
    {
      const py::gil_scoped_release unlocked;
      result = call(e, h);
    }
    return to_python(result);
  };
  return is_exact(hessian) ? in(rational()) : in(double());
}
template <class Call>
py::object of_tangent(const Estimator& e, const py::object& hessian, const py::object& z, const Call& call) {
  const Index n = e.blocks.full().size();
  const auto in = [&]<class S>(S) {
    const Matrix<S> h = matrix_of<S>("hessian", hessian, n, n);
    const Vector<S> at = tangent_of<S>(e.blocks, z);
    decltype(call(e, h, at)) result;
    {
      const py::gil_scoped_release unlocked;
      result = call(e, h, at);
    }
    return to_python(result);
  };
  return is_exact(hessian) && is_exact_tangent(e.blocks, z) ? in(rational()) : in(double());
}

std::vector<std::size_t> labels(const char* field, const py::object& value) {
  if (!PyList_Check(value.ptr()) && !PyTuple_Check(value.ptr()))
    raise_type(field, value, "must be a list of whole numbers");
  std::vector<std::size_t> list;
  for (const py::handle label : value)
    list.push_back(static_cast<std::size_t>(whole(field, label, 0, std::int64_t{1} << 31)));
  return list;
}
py::list list_of(const std::vector<rational>& values) {
  py::list list;
  for (const rational& q : values) list.append(to_python(q));
  return list;
}

void bind_moments(py::module_& m) {
  m.def(
      "haar_coefficients",
      [](const py::object& rows, const py::object& r) {
        const auto c = haar_coefficients<rational>(size_from("m", rows), size_from("r", r));
        return py::make_tuple(to_python(c.c1), to_python(c.c2));
      },
      py::arg("m"), py::arg("r"), R"(haar_coefficients(m, r)
--

(c1, c2) of E[Q A Q] = c1 A + c2 A' + c2 tr(A) I, Q = V V', V uniform among m x r with V'V = I: Fractions.

Requires  1 <= r <= m [ValueError].   Source: docs/theory/estimators.md, haar-second

>>> bros.theory.haar_coefficients(3, 2)
(Fraction(2, 5), Fraction(1, 15))
)");
  m.def(
      "haar_first",
      [](const py::object& rows, const py::object& r) {
        return to_python(haar_first<rational>(size_from("m", rows), size_from("r", r)));
      },
      py::arg("m"), py::arg("r"), R"(haar_first(m, r)
--

E||P P' v||^2 / ||v||^2 = m / r, a Fraction: the factor by which a projection multiplies variance.

>>> bros.theory.haar_first(3, 2)
Fraction(3, 2)
)");
  m.def(
      "haar_second",
      [](const py::object& A, const py::object& rows, const py::object& r) {
        return of_matrix(A, rows, r, haar_second<double>, haar_second<rational>);
      },
      py::arg("A"), py::arg("m"), py::arg("r"), R"(haar_second(A, m, r)
--

The mean E[(I x Q) A (I x Q)] of the uncorrected Hessian action on one block, Q = P P', P Haar.

A         n m x n m over vec(Y); of whole numbers or Fractions the result is exact, an array of Fractions; else float64
Requires  1 <= r <= m, dimensions multiples of m [ValueError].   Source: the moment lemma of arXiv 2605.10288, as reconstructed

>>> bros.theory.haar_second(np.diag([1, 2, 3]), 3, 2)[0, 0]
Fraction(39, 20)
)");
  m.def(
      "haar_column",
      [](const py::object& A, const py::object& rows, const py::object& r) {
        return of_matrix(A, rows, r, haar_column<double>, haar_column<rational>);
      },
      py::arg("A"), py::arg("m"), py::arg("r"), R"(haar_column(A, m, r)
--

E[p p' A p p'] = m / (r^2 (m + 2)) (A + A' + tr(A) I), p one column of P. As haar_second.

>>> bros.theory.haar_column([[1, 0], [0, 1]], 2, 1)[0, 0]
Fraction(2, 1)
)");
  m.def(
      "haar_pair",
      [](const py::object& A, const py::object& rows, const py::object& r) {
        return of_matrix(A, rows, r, haar_pair<double>, haar_pair<rational>);
      },
      py::arg("A"), py::arg("m"), py::arg("r"), R"(haar_pair(A, m, r)
--

E[p p' A q q'], p and q two different columns of P. As haar_second; r >= 2.

>>> bros.theory.haar_pair([[1, 0], [0, 1]], 2, 2)[0, 0]
Fraction(0, 1)
)");
  m.def(
      "weingarten",
      [](const py::object& k, const py::object& rows) {
        return list_of(weingarten(static_cast<std::size_t>(size_from("k", k)), size_from("m", rows)));
      },
      py::arg("k"), py::arg("m"), R"(weingarten(k, m)
--

The Weingarten function of O(m): a list of Fractions, one for each type of two pairings of 2k slots, that of equal ones first.

Requires  k <= 4, m >= 1 [ValueError].   Source: Collins and Sniady (2006); docs/theory/estimators.md

>>> bros.theory.weingarten(1, 3)
[Fraction(1, 3)]
)");
  m.def(
      "projection_moment",
      [](const py::object& k, const py::object& rows, const py::object& r) {
        return list_of(
            projection_moment(static_cast<std::size_t>(size_from("k", k)), size_from("m", rows), size_from("r", r)));
      },
      py::arg("k"), py::arg("m"), py::arg("r"), R"(projection_moment(k, m, r)
--

The coefficients of E[Q x .. x Q] (k factors, Q = V V', V Haar m x r) on the types of pairings: a list of Fractions.

Requires  k <= 4, 1 <= r <= m [ValueError]

>>> sorted(bros.theory.projection_moment(2, 3, 2)) == sorted(bros.theory.haar_coefficients(3, 2))
True
)");
  m.def(
      "haar_monomial",
      [](const py::object& rows_of, const py::object& rows, const py::object& columns) {
        return to_python(haar_monomial(size_from("m", rows_of), labels("rows", rows), labels("columns", columns)));
      },
      py::arg("m"), py::arg("rows"), py::arg("columns"), R"(haar_monomial(m, rows, columns)
--

E[prod_s V[rows[s], columns[s]]] for V Haar in O(m): a Fraction.

rows, columns  lists of equal length, at most 8; any labels, equal where the indices are

>>> bros.theory.haar_monomial(3, [0, 0], [1, 1])
Fraction(1, 3)
)");
}

}  // namespace

void bind_estimators(py::module_& m) {
  bind_moments(m);
  py::class_<Estimator>(m, "Estimator", R"(Estimator(action, sampler, blocks)
--

Hhat[Z] lifted by P: an action, the sampler of its subspaces, and the shapes.

action    a name of actions(), or biprobe_single_block
sampler   haar or coordinates: those whose moments are known
Requires  ranks that the action allows, checked where it is used [ValueError]

>>> bros.theory.Estimator("biprobe", "haar", (3, 1, 2))
Estimator('biprobe', 'haar', Blocks([(3, 1, 2)]))
)")
      .def(py::init([](const py::object& action, const py::object& sampler, const py::object& blocks) {
             Estimator e{action_kind(text("action", action)), sampler_kind(text("sampler", sampler)),
                         blocks_from(blocks)};
             (void)ProbeWeights(e.action, e.blocks);
             return e;
           }),
           py::arg("action"), py::arg("sampler"), py::arg("blocks"))
      .def_property_readonly(
          "action", [](const Estimator& e) { return name(e.action); }, "The name of the action.")
      .def_property_readonly(
          "sampler", [](const Estimator& e) { return name(e.sampler); }, "The name of the sampler.")
      .def_readonly("blocks", &Estimator::blocks, "The shapes.")
      .def("__repr__", [](const Estimator& e) {
        return std::string("Estimator('") + name(e.action) + "', '" + name(e.sampler) + "', " +
               py::repr(py::cast(e.blocks)).cast<std::string>() + ")";
      });
  m.def(
      "mean_action",
      [](const Estimator& e, const py::object& h) {
        return of_hessian(e, h, [](const Estimator& of, const auto& a) { return mean_action(of, a); });
      },
      py::arg("estimator"), py::arg("hessian"), R"(mean_action(estimator, hessian)
--

E[Hhat]: the Hessian itself for every unbiased action. Arguments and exactness as second_moment; dim(Y) x dim(Y).

>>> h = np.diag([1, 2, 3])
>>> bool((bros.theory.mean_action(bros.theory.Estimator("biprobe", "haar", (3, 1, 2)), h) == h).all())
True
)");
  m.def(
      "second_moment_form",
      [](const Estimator& e, const py::object& h) {
        return of_hessian(e, h, [](const Estimator& of, const auto& a) { return second_moment_form(of, a); });
      },
      py::arg("estimator"), py::arg("hessian"), R"(second_moment_form(estimator, hessian)
--

F = E[Hhat' Hhat], so that E||Hhat[Z]||^2 = vec(Z)' F vec(Z) for every Z. As second_moment; dim(Y) x dim(Y).

Cost      15 dim(Y)^3 multiplications

>>> bros.theory.second_moment_form(bros.theory.Estimator("biprobe", "haar", (3, 1, 2)), np.diag([1, 2, 3]))[0, 0]
Fraction(96, 35)
)");
  const auto second = [](const Estimator& e, const py::object& h, const py::object& z) {
    return of_tangent(e, h, z,
                      [](const Estimator& of, const auto& a, const auto& t) { return second_moment(of, a, t); });
  };
  m.def("second_moment", second, py::arg("estimator"), py::arg("hessian"), py::arg("z"),
        R"(second_moment(estimator, hessian, z)
--

E||Hhat[Z]||^2, without sampling.

hessian   dim(Y) x dim(Y) over vec(Y), symmetric or not
z         a vector of the lower space
          Whole numbers and Fractions in both: a Fraction, exactly. A float among them: a float.
Requires  these sizes [ValueError]; an Estimator [TypeError]
Cost      n dim(Y)^2 products for each of at most 15 terms; rationals fifty times that. Ctrl-C waits for the end.
Source    docs/theory/estimators.md, estimator-variance

>>> e = bros.theory.Estimator("biprobe", "haar", (3, 1, 2))
>>> bros.theory.second_moment(e, np.diag([1, 2, 3]), [[1], [0], [0]])
Fraction(96, 35)
)");
  m.def(
      "variance",
      [](const Estimator& e, const py::object& h, const py::object& z) {
        return of_tangent(e, h, z,
                          [](const Estimator& of, const auto& a, const auto& t) { return variance(of, a, t); });
      },
      py::arg("estimator"), py::arg("hessian"), py::arg("z"), R"(variance(estimator, hessian, z)
--

E||Hhat[Z] - E Hhat[Z]||^2. As second_moment.

>>> e = bros.theory.Estimator("one_sided", "haar", (3, 1, 2))
>>> bros.theory.variance(e, np.diag([1, 2, 3]), [[1], [0], [0]])
Fraction(1, 2)
)");
  m.def(
      "mean_squared_error",
      [](const Estimator& e, const py::object& h, const py::object& z) {
        return of_tangent(
            e, h, z, [](const Estimator& of, const auto& a, const auto& t) { return mean_squared_error(of, a, t); });
      },
      py::arg("estimator"), py::arg("hessian"), py::arg("z"), R"(mean_squared_error(estimator, hessian, z)
--

E||Hhat[Z] - H[Z]||^2: the variance, and for 'plain' the squared bias too. As second_moment.

>>> e = bros.theory.Estimator("plain", "haar", (3, 1, 2))
>>> z = [[1], [0], [0]]
>>> bros.theory.mean_squared_error(e, np.diag([1, 2, 3]), z) > bros.theory.variance(e, np.diag([1, 2, 3]), z)
True
)");
  m.def(
      "relative_variance",
      [](const Estimator& e, const py::object& h, const py::object& z) {
        return of_tangent(
            e, h, z, [](const Estimator& of, const auto& a, const auto& t) { return relative_variance(of, a, t); });
      },
      py::arg("estimator"), py::arg("hessian"), py::arg("z"), R"(relative_variance(estimator, hessian, z)
--

mean_squared_error / ||H Z||^2. As second_moment; H Z != 0 [ValueError].

>>> e = bros.theory.Estimator("one_sided", "haar", (6, 1, 2))
>>> bros.theory.relative_variance(e, np.eye(6, dtype=int), np.ones((6, 1), dtype=int))
Fraction(2, 1)
)");
  m.def(
      "covariance",
      [](const Estimator& e, const py::object& h, const py::object& z) {
        return of_tangent(e, h, z,
                          [](const Estimator& of, const auto& a, const auto& t) { return covariance(of, a, t); });
      },
      py::arg("estimator"), py::arg("hessian"), py::arg("z"), R"(covariance(estimator, hessian, z)
--

The covariance matrix of vec(Hhat[Z]), dim(Y) x dim(Y). As second_moment.

Cost      105 (max m)^2 dim(Y)^2 multiplications

>>> e = bros.theory.Estimator("one_sided", "haar", (3, 1, 2))
>>> sum(bros.theory.covariance(e, np.diag([1, 2, 3]), [[1], [0], [0]]).diagonal())
Fraction(1, 2)
)");
  m.def(
      "second_moment_bound",
      [](const py::object& action, const py::object& blocks) {
        return to_python(second_moment_bound(action_kind(text("action", action)), blocks_from(blocks)));
      },
      py::arg("action"), py::arg("blocks"), R"(second_moment_bound(action, blocks)
--

An upper bound, a Fraction, of E||Hhat[Z]||^2 over ||H|| <= 1, ||Z|| <= 1, for every sampler of subsets of orthogonal bases.

Requires  ranks that the action allows [ValueError].   Source: docs/theory/estimators.md

>>> bros.theory.second_moment_bound("one_sided", (3, 1, 2))
Fraction(3, 2)
)");
}

}  // namespace bros::python
