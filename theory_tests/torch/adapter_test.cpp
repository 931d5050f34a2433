// Softmax regression twice: as a problem of the library, and as a network of one layer.
#include "../data_cleaning_reference.hpp"
#include "networks.hpp"

#include <bros/action/any.hpp>
#include <bros/method/methods.hpp>

#include <gtest/gtest.h>

namespace bros::adapter_test {

using cleaning::Answers;
using Names = std::vector<std::string>;
using network::NetworkProblem;
using network::Tensor;
using Network = NetworkProblem<double>;

constexpr Index features = 1024, classes = 10, rank = 256, training = 40, validation = 30;
constexpr double rounding = 1e-11;  // sums of 1024 terms, and 40 iterations that hand their errors on

DataCleaning<double> library_problem() {
  CleaningSettings<double> settings{.training = training,
                                    .validation = validation,
                                    .classes = classes,
                                    .rank = rank,
                                    .batch = 16,
                                    .mu = 0.1,
                                    .feature_scale = 0.25};
  return {cleaning::made_up_images(features, training + validation, classes, 11), settings, Stream(12)};
}

/// The same data through a layer without bias; `wrong` is a factor of the lower loss.
Network network_problem(const DataCleaning<double>& same, double wrong = 1) {
  network::Linear layer(features, classes, false);
  const Tensor images = at::empty({training + validation, features}, at::kDouble);
  const Tensor labels = at::empty({training + validation}, at::kLong);
  for (Index i = 0; i < training + validation; ++i) {
    same.copy_features(i, Eigen::Map<Vector<double>>(images.data_ptr<double>() + i * features, features));
    labels.data_ptr<std::int64_t>()[i] = same.label(i);
  }
  auto task = networks::weighted(
      layer.ptr(), [=](const Tensor& s) { return layer->forward(images.index_select(0, s)); }, labels, training,
      validation);
  task.lower_loss = [wrong, loss = task.lower_loss](const Tensor& x, const Tensor& s) { return wrong * loss(x, s); };
  return {task, {.rank = [](const auto&) { return rank; }, .batch = 16, .ridge = same.settings().mu}, Stream(13)};
}

/// What of an evaluation is not what the library's own problem says.
template <class P>
Names differing(double wrong) {
  const auto library = library_problem();
  const Network network = network_problem(library, wrong);
  P p(library.blocks()), second(library.blocks());
  p.draw(Stream(1)), second.draw(Stream(2));
  const auto x = cleaning::gaussian<double>(training, "x");
  auto y = cleaning::gaussian_blocks<double>(library.blocks().full(), "y");
  y.flat() *= 0.1;
  DataCleaning<double>::Linearisation<P> expected(library, p);
  Network::Linearisation<P> answered(network, p);
  const Sample sample{3, Stream(4)};
  return cleaning::disagreements(cleaning::answers(answered, p, second, x, y, sample),
                                 cleaning::answers(expected, p, second, x, y, sample), rounding);
}

TEST(NetworkAdapter, gives_what_the_problem_of_the_library_gives_on_every_subspace) {
  EXPECT_EQ(differing<Full<double>>(1), Names{});
  EXPECT_EQ(differing<Coordinates<double>>(1), Names{});
  EXPECT_EQ(differing<Haar<double>>(1), Names{});
  EXPECT_EQ(differing<Hadamard<double>>(1), Names{});
}

TEST(NetworkAdapter, a_loss_that_is_off_by_a_billionth_is_told) {
  const Names all{"lower_gradient", "hessian_action", "hessian_action_full", "hessian_action_mixed", "cross_action"};
  EXPECT_EQ(differing<Full<double>>(1 + 1e-9), all);
  EXPECT_EQ(differing<Coordinates<double>>(1 + 1e-9), all);
}

/// How far a run of the network is from that of the library's problem after 40 iterations, relative to the largest
/// entry of x, Y, Z and h each.
template <template <class> class Method>
double distance_of_runs(double wrong = 1) {
  const auto library = library_problem();
  const Network network = network_problem(library, wrong);
  Method<DataCleaning<double>> expected(library, Stream(5));
  Method<Network> answered(network, Stream(5));
  auto start = expected.state();
  answered.restore(start);  // the network begins elsewhere by itself
  const Steps<double> steps{.5, .02, .02, .2};
  for (int k = 0; k < 40; ++k) expected.step(steps), answered.step(steps);
  const auto distance = [](const Vector<double>& a, const Vector<double>& b) {
    return (a - b).cwiseAbs().maxCoeff() / b.cwiseAbs().maxCoeff();
  };
  EXPECT_TRUE(expected.finite());
  return std::max({distance(answered.x(), expected.x()), distance(answered.y().flat(), expected.y().flat()),
                   distance(answered.z().flat(), expected.z().flat()), distance(answered.h(), expected.h())});
}
template <class Problem>
using CoordinatesOneSided = Bros<Problem, Coordinates<double>>;
template <class Problem>
using HaarBiprobe = Bros<Problem, Haar<double>, Biprobe<Haar<double>>>;
template <class Problem>
using HadamardBalanced = Bros<Problem, Hadamard<double>, Balanced<Hadamard<double>>>;
template <class Problem>
using CoordinatesDecoupled = Bros<Problem, Coordinates<double>, Decoupled<Coordinates<double>>>;
template <class Problem>
using NaiveHaar = Naive<Problem>;

TEST(NetworkAdapter, runs_of_every_kind_go_where_those_of_the_library_go) {
  EXPECT_LE(distance_of_runs<MaSoba>(), rounding);
  EXPECT_LE(distance_of_runs<CoordinatesOneSided>(), rounding);
  EXPECT_LE(distance_of_runs<HaarBiprobe>(), rounding);
  EXPECT_LE(distance_of_runs<HadamardBalanced>(), rounding);
  EXPECT_LE(distance_of_runs<CoordinatesDecoupled>(), rounding);
  EXPECT_LE(distance_of_runs<NaiveHaar>(), rounding);
  EXPECT_GT(distance_of_runs<CoordinatesOneSided>(1 + 1e-9), rounding);
}

}  // namespace bros::adapter_test
