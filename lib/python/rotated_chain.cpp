// The zero chain in directions that no method knows.
#include "convert.hpp"

#include <bros/compiled.hpp>
#include <bros/problem/rotated_chain.hpp>

#include <memory>

namespace bros::python {

void bind_rotated_chain(py::module_& m) {
  using Chain = RotatedChain<double>;
  py::class_<Chain, Problem<double>, std::shared_ptr<Chain>>(
      m, "RotatedChain",
      R"(RotatedChain(length=16, dimension=64, rank=8, reveal=0.125, lambda_=1.0, mu=1.0, rotation=0)
--

The ZeroChain in `length` random orthonormal directions U of R^dimension, which no method knows: a hard instance for methods that
mix coordinates too. f(x, y) = lambda^2 F_T(U'y / lambda), g(x, y) = mu/2 |y - x|^2.

length    T >= 2;  dimension >= length, of x and of y;  rank of the subspaces of Y, one block dimension x 1
reveal    0 < reveal <= 1;  lambda_, mu > 0
rotation  a seed or a Stream: U is a function of it
Requires  that [ValueError]
Source    docs/theory/zero_chain.md

>>> p = bros.RotatedChain(length=4, dimension=12, rank=3)
>>> u = p.directions
>>> np.allclose(u.T @ u, np.eye(4)), float(np.linalg.norm(p.exact(np.zeros(12)).hypergradient)) > 1
(True, True)
)")
      .def(py::init([](const py::object& length, const py::object& dimension, const py::object& rank,
                       const py::object& reveal, const py::object& lambda, const py::object& mu,
                       const py::object& rotation) {
             constexpr auto most = std::int64_t{1} << 31;
             RotatedChainSettings<double> settings;
             settings.chain = {whole("length", length, 0, most), whole("rank", rank, 0, most), number("reveal", reveal),
                               number("lambda_", lambda), number("mu", mu)};
             settings.dimension = whole("dimension", dimension, 0, most);
             return std::make_shared<Chain>(settings, stream_from("rotation", rotation));
           }),
           py::arg("length") = 16, py::arg("dimension") = 64, py::arg("rank") = 8, py::arg("reveal") = 0.125,
           py::arg("lambda_") = 1.0, py::arg("mu") = 1.0, py::arg("rotation") = 0)
      .def_property_readonly(
          "directions", [](const Chain& p) { return to_array(p.directions()); },
          "U: an array dimension x length, with orthonormal columns.")
      .def_property_readonly(
          "reveal", [](const Chain& p) { return p.settings().chain.reveal; }, "p.")
      .def_property_readonly("noise_variance", &Chain::noise_variance,
                             "lambda^2 e^3 (1 - p) / p: a bound of the variance of a sample of grad_y f.")
      .def("__repr__", [](const Chain& p) {
        return "<RotatedChain of length " + std::to_string(p.settings().chain.length) + " in dimension " +
               std::to_string(p.settings().dimension) + ">";
      });
}

}  // namespace bros::python
