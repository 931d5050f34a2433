// What everything else is said in: blocks, streams, samples.
#include "convert.hpp"

#include <bros/problem/problem.hpp>

#include <pybind11/stl.h>

namespace bros::python {

namespace {

std::string text_of_blocks(const Blocks& blocks) {
  std::string list;
  for (const Block& b : blocks)
    list += (list.empty() ? "(" : ", (") + std::to_string(b.rows) + ", " + std::to_string(b.cols) + ", " +
            std::to_string(b.rank) + ")";
  return "Blocks([" + list + "])";
}

Stream fork(const Stream& stream, py::handle tag) {
  return PyUnicode_Check(tag.ptr())
             ? stream.fork(text("tag", tag))
             : stream.fork(static_cast<std::uint64_t>(whole("tag", tag, 0, std::numeric_limits<std::int64_t>::max())));
}

/// numpy's Philox4x64 increments its counter before it draws: from 2^256 - 1 its first word is word 0 of the stream.
py::object generator(const Stream& stream) {
  const auto random = py::module_::import("numpy.random");
  const auto [low, high] = stream.key();
  const py::int_ key = py::int_(low) + (py::int_(high) << py::int_(64)),
                 last = (py::int_(1) << py::int_(256)) - py::int_(1);
  return random.attr("Generator")(random.attr("Philox")(py::arg("key") = key, py::arg("counter") = last));
}

Vector<double> gaussians(const Stream& stream, py::handle size) {
  Vector<double> out(whole("size", size, 0, std::int64_t{1} << 31));
  fill_gaussian<double>(stream, out);
  return out;
}

}  // namespace

void bind_core(py::module_& m) {
  py::class_<Blocks>(m, "Blocks", R"(Blocks(blocks)
--

The blocks of the lower variable Y = (Y_1, .., Y_L): Y_l is rows x cols and moves in a subspace of dimension rank of its rows.

blocks    (rows, cols, rank), or a list of such. Wherever blocks are asked for, that will do in place of a Blocks.
Requires  rows, cols >= 1 and 1 <= rank <= rows [ValueError]

A vector of the lower space (Y, Z, a gradient) is an array rows x cols if there is one block, a list of such arrays if
there are several. vec() puts its numbers one after another: column by column, block after block, in float64.

>>> b = bros.Blocks([(3, 1, 2), (2, 2, 1)])
>>> b.size, b.projected_size
(7, 4)
>>> b.vec([[[1], [2], [3]], [[4, 6], [5, 7]]])
array([1., 2., 3., 4., 5., 6., 7.])
)")
      .def(py::init([](const py::object& blocks) { return blocks_from(blocks); }), py::arg("blocks"))
      .def("__len__", [](const Blocks& b) { return b.count(); })
      .def("__getitem__",
           [](const Blocks& b, Index l) {
             if (l < 0 || l >= b.count())
               throw py::index_error("block = " + std::to_string(l) + ": below " + std::to_string(b.count()));
             return py::make_tuple(b[l].rows, b[l].cols, b[l].rank);
           })
      .def(
          "__eq__", [](const Blocks& a, const Blocks& b) { return a == b; }, py::is_operator())
      .def("__repr__", text_of_blocks)
      .def_property_readonly(
          "size", [](const Blocks& b) { return b.full().size(); }, "dim(Y): the sum of rows x cols.")
      .def_property_readonly(
          "projected_size", [](const Blocks& b) { return b.projected().size(); }, "The sum of rank x cols.")
      .def(
          "vec", [](const Blocks& b, const py::object& y) { return to_array(block_vector("y", y, b.full()).flat()); },
          py::arg("y"), R"(vec($self, y)
--

The numbers of y one after another, column by column and block after block: a new array of `size`.

>>> bros.Blocks((2, 2, 1)).vec([[1, 3], [2, 4]])
array([1., 2., 3., 4.])
)")
      .def(
          "unvec",
          [](const Blocks& b, const py::object& v) {
            BlockVector<double> y(b.full());
            y.flat() = vector("v", v, b.full().size());
            return to_array(y);
          },
          py::arg("v"), R"(unvec($self, v)
--

The inverse of vec: new arrays rows x cols.

>>> bros.Blocks((2, 2, 1)).unvec([1, 2, 3, 4])
array([[1., 3.],
       [2., 4.]])
)");

  py::class_<Stream>(m, "Stream", R"(Stream(seed)
--

A counter-based random stream (Philox4x64-10), a value: equal streams give equal numbers, in Python and in C++, on every
machine. fork() gives independent streams; a draw is a function of the stream and changes nothing.

seed      a whole number from 0 to 2^64 - 1. Wherever a stream or a key is asked for, a number will do.
Source    Salmon, Moraes, Dror, Shaw (2011); Random123

>>> s = bros.Stream(1)
>>> s.fork("subspace").fork(7) == s.fork("subspace").fork(7)
True
>>> s.gaussians(2) == s.gaussians(3)[:2]
array([ True,  True])
)")
      .def(py::init([](const py::object& seed) { return stream_from("seed", seed); }), py::arg("seed"))
      .def("fork", fork, py::arg("tag"), R"(fork($self, tag)
--

The stream of this one that a number or a name selects.

>>> bros.Stream(1).fork("sample") == bros.Stream(1).fork("action")
False
)")
      .def(
          "words",
          [](const Stream& s, const py::object& i) {
            return s.words(static_cast<std::uint64_t>(whole("i", i, 0, std::numeric_limits<std::int64_t>::max())));
          },
          py::arg("i"), R"(words($self, i)
--

The 64-bit words 4 i .. 4 i + 3 of the stream, as numbers.

>>> len(bros.Stream(0).words(0))
4
)")
      .def(
          "gaussians", [](const Stream& s, const py::object& size) { return to_array(gaussians(s, size)); },
          py::arg("size"), R"(gaussians($self, size)
--

`size` independent standard normals, the very ones that the library draws from this stream.

Random    the first `size` words

>>> bros.Stream(1).gaussians(3).shape
(3,)
)")
      .def("generator", generator, R"(generator($self)
--

A numpy.random.Generator on this stream: its words are those of the stream.

>>> rng = bros.Stream(1).fork("data").generator()
>>> rng.normal(size=2).shape
(2,)
)")
      .def_property_readonly("key", &Stream::key, "The two words that the stream is a function of.")
      .def(
          "__eq__", [](const Stream& a, const Stream& b) { return a == b; }, py::is_operator())
      .def("__hash__", [](const Stream& s) { return py::hash(py::cast(s.key())); })
      .def("__repr__", [](const Stream& s) {
        const auto [low, high] = s.key();
        return high == 0 ? "Stream(" + std::to_string(low) + ")"
                         : "<Stream with key (" + std::to_string(low) + ", " + std::to_string(high) + ")>";
      });

  py::class_<Sample>(m, "Sample", R"(Sample(index, stream)
--

Which sample an evaluation takes: its number in the run, and the run's sample stream.

>>> bros.Sample(3, bros.Stream(1)).own == bros.Stream(1).fork(3)
True
)")
      .def(py::init([](const py::object& index, const py::object& stream) {
             return Sample{
                 static_cast<std::uint64_t>(whole("index", index, 0, std::numeric_limits<std::int64_t>::max())),
                 stream_from("stream", stream)};
           }),
           py::arg("index"), py::arg("stream"))
      .def_readonly("index", &Sample::index, "The number of the sample in the run.")
      .def_readonly("stream", &Sample::stream, "The run's sample stream, the same for all samples.")
      .def_property_readonly(
          "own", [](const Sample& s) { return s.stream.fork(s.index); },
          "stream.fork(index): what a problem of one's own draws this sample from.")
      .def("__repr__", [](const Sample& s) { return "<Sample " + std::to_string(s.index) + ">"; });
}

}  // namespace bros::python
