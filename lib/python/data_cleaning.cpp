// Hyper-data cleaning, on images that the caller brings.
#include "convert.hpp"

#include <bros/compiled.hpp>
#include <bros/problem/data_cleaning.hpp>

#include <pybind11/stl.h>

#include <memory>
#include <utility>

namespace bros::python {

namespace {

/// Whole numbers from 0 to 255.
std::uint8_t byte_from(const char* field, double value) {
  require(value >= 0 && value <= 255 && value == std::floor(value), field, value, "whole numbers from 0 to 255");
  return static_cast<std::uint8_t>(value);
}

/// One image a row; images of two axes are read row by row.
LabelledImages images_from(const py::object& images, const py::object& labels) {
  auto rows = real_array("images", images);
  if (rows.ndim() > 2) rows = rows.reshape({rows.shape(0), py::ssize_t{-1}});
  const Matrix<double> numbers = matrix("images", rows);
  const Vector<double> given = vector("labels", labels);
  LabelledImages data{Matrix<std::uint8_t>(numbers.cols(), numbers.rows()), {}};
  for (Index i = 0; i < numbers.rows(); ++i)
    for (Index j = 0; j < numbers.cols(); ++j) data.images(j, i) = byte_from("images", numbers(i, j));
  for (const double label : given) data.labels.push_back(byte_from("labels", label));
  return data;
}

Sampling sampling_of(const py::object& value) {
  const std::string name = text("sampling", value);
  for (const Sampling sampling : {Sampling::iid, Sampling::cyclic, Sampling::reshuffled, Sampling::slots})
    if (name == to_string(sampling)) return sampling;
  require(false, "sampling", name, "must be one of iid, cyclic, reshuffled, slots");
  return Sampling::iid;
}

}  // namespace

void bind_data_cleaning(py::module_& m) {
  using Cleaning = DataCleaning<double>;
  py::class_<Cleaning, Problem<double>, std::shared_ptr<Cleaning>>(
      m, "DataCleaning",
      R"(DataCleaning(images, labels, training, validation, rank, classes=10, batch=32, sampling='iid', mu=0.05,
             feature_scale=0.25, share=0.4, seed=1)
--

Hyper-data cleaning with softmax regression: one weight sigmoid(x_i) a training sample, some of which carry wrong labels.

    g(x, Y) = 1/N sum_i sigmoid(x_i) loss_i(Y) + mu/2 |Y|^2      over training samples
    f(x, Y) = 1/M sum_j loss_j(Y)                                over validation samples, all as they came
    loss_i(Y) the cross-entropy of softmax(Y'a_i) with the label, a_i = feature_scale * image_i / 255

images    count x features (or count x height x width) of whole numbers from 0 to 255
labels    count whole numbers below classes
training, validation  N, the first images, and M, those that follow them
rank      of the subspaces of Y, one block features x classes
batch     samples of each level an evaluation
sampling  "iid", "cyclic", "reshuffled", "slots"
share     of the training labels that is replaced by wrong ones, by `seed`, a seed or a Stream
Requires  as many images as that, 1 <= rank <= features, 0 <= share <= 1, mu, feature_scale > 0 [ValueError]
Source    DataCleaning in C++; the experiment usual since Franceschi et al. (2017)

>>> rng = np.random.default_rng(1)
>>> labels = rng.integers(3, size=60)
>>> images = np.clip(40 + 150 * (np.arange(12) % 3 == labels[:, None]) + rng.normal(scale=20, size=(60, 12)), 0, 255)
>>> p = bros.DataCleaning(images.round(), labels, training=40, validation=20, rank=6, classes=3)
>>> len(p.corrupted), p.dim_upper, p.blocks
(16, 40, Blocks([(12, 3, 6)]))
>>> method = bros.make_method(p, "full-tangent")
>>> trace = bros.run(method, bros.Steps(20.0, 0.2, 0.2, 0.5), 4000, every=4000)
>>> wrong = np.isin(np.arange(40), p.corrupted)
>>> bool(method.x[wrong].max() < method.x[~wrong].mean())
True
)")
      .def(py::init([](const py::object& images, const py::object& labels, const py::object& training,
                       const py::object& validation, const py::object& rank, const py::object& classes,
                       const py::object& batch, const py::object& sampling, const py::object& mu,
                       const py::object& scale, const py::object& share, const py::object& seed) {
             constexpr auto most = std::int64_t{1} << 31;
             CleaningSettings<double> settings;
             settings.training = whole("training", training, 0, most);
             settings.validation = whole("validation", validation, 0, most);
             settings.rank = whole("rank", rank, 0, most);
             settings.classes = whole("classes", classes, 0, most);
             settings.batch = whole("batch", batch, 0, most);
             settings.sampling = sampling_of(sampling);
             settings.mu = number("mu", mu);
             settings.feature_scale = number("feature_scale", scale);
             settings.share = number("share", share);
             return std::make_shared<Cleaning>(images_from(images, labels), settings, stream_from("seed", seed));
           }),
           py::arg("images"), py::arg("labels"), py::arg("training"), py::arg("validation"), py::arg("rank"),
           py::arg("classes") = 10, py::arg("batch") = 32, py::arg("sampling") = "iid", py::arg("mu") = 0.05,
           py::arg("feature_scale") = 0.25, py::arg("share") = 0.4, py::arg("seed") = 1)
      .def_property_readonly("corrupted", &Cleaning::corrupted,
                             "The training samples with wrong labels, ascending: a list.")
      .def_property_readonly(
          "labels",
          [](const Cleaning& p) {
            py::list labels;
            for (Index i = 0; i < p.settings().training; ++i) labels.append(int{p.label(i)});
            return labels;
          },
          "The labels that the training samples are given, the wrong ones among them: a list.")
      .def("__repr__", [](const Cleaning& p) {
        return "<DataCleaning with " + std::to_string(p.settings().training) + " training and " +
               std::to_string(p.settings().validation) + " validation samples>";
      });
}

}  // namespace bros::python
