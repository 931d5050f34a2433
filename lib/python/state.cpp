// Where a method stands, as a value that can be kept in a file.
#include "convert.hpp"

#include <bros/method/method.hpp>

#include <utility>

namespace bros::python {

namespace {

py::object lower(const BlockVector<double>& v) { return v.size() == 0 ? py::object(py::none()) : to_array(v); }

py::list blocks_of(const BlockVector<double>& v) {
  py::list list;
  for (Index l = 0; l < v.layout().count(); ++l) list.append(to_array(Matrix<double>(v.block(l))));
  return list;
}
BlockVector<double> from_blocks(const char* field, const py::object& list) {
  std::vector<Matrix<double>> blocks;
  for (const py::object& block : parts(field, list, 0, std::size_t{1} << 31, "a list of arrays"))
    blocks.push_back(matrix(field, block, -1, -1, true));
  if (blocks.empty()) return {};
  std::vector<std::pair<Index, Index>> shapes;
  for (const auto& block : blocks) shapes.emplace_back(block.rows(), block.cols());
  BlockVector<double> v{Layout(std::move(shapes))};
  for (std::size_t l = 0; l < blocks.size(); ++l) v.block(static_cast<Index>(l)) = blocks[l];
  return v;
}

py::tuple to_parts(const State<double>& s) {
  py::list memories;
  for (const auto& memory : s.memories) memories.append(to_array(memory));
  const OracleCounts& c = s.counts;
  return py::make_tuple(to_array(s.x), blocks_of(s.y), blocks_of(s.z), to_array(s.h), blocks_of(s.velocity),
                        py::make_tuple(c.iterations, c.samples, c.evaluations, c.hessian_actions, c.cross_actions),
                        memories);
}
State<double> from_parts(const py::tuple& t) {
  const auto part = parts("state", t, 7, 7, "what a State was pickled to");
  const auto counts = parts("counts", part[5], 5, 5, "five numbers");
  const auto count = [&](std::size_t i) { return counts[i].cast<std::uint64_t>(); };
  State<double> s{
      vector("x", part[0]), from_blocks("y", part[1]),        from_blocks("z", part[2]),
      vector("h", part[3]), from_blocks("velocity", part[4]), {count(0), count(1), count(2), count(3), count(4)}};
  for (const py::object& memory : parts("memories", part[6], 0, 64, "a list of arrays"))
    s.memories.push_back(matrix("memories", memory, -1, -1, true));
  return s;
}

}  // namespace

void bind_state(py::module_& m) {
  using Kept = State<double>;
  py::class_<Kept>(
      m, "State",
      R"(Where a method stands: with make_method's arguments and the steps to come, all that its future depends on.

It comes from Method.state(), goes to Method.restore(), and can be pickled. It holds copies.
)")
      .def_property_readonly(
          "x", [](const Kept& s) { return to_array(s.x); }, "x: a new array of dim_upper.")
      .def_property_readonly(
          "y", [](const Kept& s) { return to_array(s.y); }, "Y: a vector of the lower space.")
      .def_property_readonly(
          "z", [](const Kept& s) { return lower(s.z); }, "Z, or Y' of the penalty methods; None where there is none.")
      .def_property_readonly(
          "h", [](const Kept& s) { return to_array(s.h); }, "What x moves along: an array, empty where it is not kept.")
      .def_property_readonly(
          "velocity", [](const Kept& s) { return lower(s.velocity); }, "Of Y, None without momentum.")
      .def_readonly("counts", &Kept::counts, "What it has used so far: OracleCounts.")
      .def("__repr__",
           [](const Kept& s) { return "<State after " + std::to_string(s.counts.iterations) + " iterations>"; })
      .def(py::pickle(&to_parts, &from_parts));
}

}  // namespace bros::python
