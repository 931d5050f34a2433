// Softmax regression twice: as a problem of the library, and as a network of one layer.
#include "../data_cleaning_reference.hpp"
#include "../resumed.hpp"
#include "networks.hpp"

#include <bros/action/any.hpp>
#include <bros/method/bome.hpp>
#include <bros/method/f2sa.hpp>
#include <bros/method/methods.hpp>
#include <bros/method/pbgd.hpp>

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
  const Names all{"lower_gradient",       "hessian_action", "hessian_action_full",
                  "hessian_action_mixed", "cross_action",   "lower_gradient_upper"};
  EXPECT_EQ(differing<Full<double>>(1 + 1e-9), all);
  EXPECT_EQ(differing<Coordinates<double>>(1 + 1e-9), all);
}

template <class P>
void expect_the_lower_level_of_an_evaluation() {
  const auto library = library_problem();
  const Network network = network_problem(library);
  P p(library.blocks());
  p.draw(Stream(1));
  const auto x = cleaning::gaussian<double>(training, "x");
  const auto y = cleaning::gaussian_blocks<double>(library.blocks().full(), "y");
  Network::Linearisation<P> both(network, p), alone(network, p);
  both.evaluate(x, y, {3, Stream(4)});
  alone.evaluate_lower(x, y, {3, Stream(4)});
  EXPECT_LE((alone.lower_gradient().flat() - both.lower_gradient().flat()).norm(),
            rounding * both.lower_gradient().flat().norm());
  EXPECT_NEAR(alone.lower_loss(), both.lower_loss(), rounding * both.lower_loss());
  EXPECT_EQ(alone.samples(), 16);
  EXPECT_EQ(both.samples(), 32);
  alone.evaluate_lower(x, y, {4, Stream(4)});
  EXPECT_NE(alone.lower_loss(), both.lower_loss());
}

TEST(NetworkAdapter, the_lower_level_alone_is_that_of_an_evaluation) {
  expect_the_lower_level_of_an_evaluation<Full<double>>();
  expect_the_lower_level_of_an_evaluation<Coordinates<double>>();
}

/// How far a run of the network is from that of the library's problem after 40 iterations, relative to the largest
/// entry of x, Y, Z (or Y') and h each, of those that the method has.
template <template <class> class Method>
double distance_of_runs(double wrong = 1) {
  const auto library = library_problem();
  const Network network = network_problem(library, wrong);
  Method<DataCleaning<double>> expected(library, Stream(5));
  Method<Network> answered(network, Stream(5));
  auto start = expected.state();
  answered.restore(start);  // the network begins elsewhere by itself
  constexpr bool is_penalty = requires(PenaltySteps<double> steps) { expected.step(steps); };
  const std::conditional_t<is_penalty, PenaltySteps<double>, Steps<double>> steps{.5, .02, .02, is_penalty ? 10 : .2};
  for (int k = 0; k < 40; ++k) expected.step(steps), answered.step(steps);
  const auto distance = [](const Vector<double>& a, const Vector<double>& b) {
    return b.size() == 0 ? 0 : (a - b).cwiseAbs().maxCoeff() / b.cwiseAbs().maxCoeff();
  };
  EXPECT_TRUE(expected.finite());
  const State<double> to = expected.state(), is = answered.state();
  return std::max({distance(is.x, to.x), distance(is.y.flat(), to.y.flat()), distance(is.z.flat(), to.z.flat()),
                   distance(is.h, to.h)});
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
template <class Problem>
using BomeOfTenSteps = Bome<Problem>;

TEST(NetworkAdapter, runs_of_every_kind_go_where_those_of_the_library_go) {
  EXPECT_LE(distance_of_runs<MaSoba>(), rounding);
  EXPECT_LE(distance_of_runs<CoordinatesOneSided>(), rounding);
  EXPECT_LE(distance_of_runs<HaarBiprobe>(), rounding);
  EXPECT_LE(distance_of_runs<HadamardBalanced>(), rounding);
  EXPECT_LE(distance_of_runs<CoordinatesDecoupled>(), rounding);
  EXPECT_LE(distance_of_runs<NaiveHaar>(), rounding);
  EXPECT_LE(distance_of_runs<F2sa>(), rounding);
  EXPECT_LE(distance_of_runs<Pbgd>(), rounding);
  EXPECT_LE(distance_of_runs<BomeOfTenSteps>(), rounding);
  EXPECT_GT(distance_of_runs<CoordinatesOneSided>(1 + 1e-9), rounding);
  EXPECT_GT(distance_of_runs<F2sa>(1 + 1e-9), rounding);
}

TEST(NetworkAdapter, a_resumed_run_in_parts_has_the_bits_of_one_that_was_not_interrupted) {
  const Network problem(networks::perceptron_task<double>({12, 8, 4}, 40), {.batch = 16, .ridge = 0.1, .at_once = 5},
                        Stream(13));
  using Loop = CoordinatesOneSided<Network>;
  for (const double momentum : {0., .5}) {
    EXPECT_TRUE(resumes<MaSoba<Network>>(problem, as_it_is, momentum));
    EXPECT_TRUE(resumes<Loop>(problem, as_it_is, momentum));
  }
  EXPECT_FALSE(resumes<Loop>(problem, [](State<double>& s) { s.x[0] += 1e-15; }));
  EXPECT_FALSE(resumes<Loop>(
      problem, [](State<double>& s) { s.velocity = {}; }, .5));
}

}  // namespace bros::adapter_test
