// Softmax regression twice: as a problem of the library, and as a network of one layer.
#include "../support/data_cleaning_reference.hpp"
#include "../support/resumed.hpp"
#include "networks.hpp"

#include <bros/method/make.hpp>

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
Names differing(const std::string& sampler, double wrong) {
  const auto library = library_problem();
  const Network network = network_problem(library, wrong);
  const auto p = make_subspace<double>(sampler, library.blocks()), second = p->clone();
  p->draw(Stream(1)), second->draw(Stream(2));
  const auto x = cleaning::gaussian<double>(training, "x");
  auto y = cleaning::gaussian_blocks<double>(library.blocks().full(), "y");
  y.flat() *= 0.1;
  const auto expected = library.oracle(*p), answered = network.oracle(*p);
  const Sample sample{3, Stream(4)};
  return cleaning::disagreements(cleaning::answers(*answered, *p, *second, x, y, sample),
                                 cleaning::answers(*expected, *p, *second, x, y, sample), rounding);
}

TEST(NetworkAdapter, gives_what_the_problem_of_the_library_gives_on_every_subspace) {
  for (const auto& kind : subspace_list<double>()) EXPECT_EQ(differing(kind.name, 1), Names{}) << kind.name;
}

TEST(NetworkAdapter, a_loss_that_is_off_by_a_billionth_is_told) {
  const Names all{"lower_gradient", "hessian",    "hessian_full",        "hessian_mixed",
                  "cross",          "cross_full", "lower_gradient_upper"};
  EXPECT_EQ(differing("full", 1 + 1e-9), all);
  EXPECT_EQ(differing("coordinates", 1 + 1e-9), all);
}

void expect_the_lower_level_of_an_evaluation(const std::string& sampler) {
  const auto library = library_problem();
  const Network network = network_problem(library);
  const auto p = make_subspace<double>(sampler, library.blocks());
  p->draw(Stream(1));
  const auto x = cleaning::gaussian<double>(training, "x");
  const auto y = cleaning::gaussian_blocks<double>(library.blocks().full(), "y");
  Network::Oracle both(network, *p), alone(network, *p);
  both.evaluate({x, y, {3, Stream(4)}}, {});
  alone.evaluate_lower({x, y, {3, Stream(4)}});
  EXPECT_LE((alone.lower_gradient().flat() - both.lower_gradient().flat()).norm(),
            rounding * both.lower_gradient().flat().norm());
  EXPECT_NEAR(alone.lower_loss(), both.lower_loss(), rounding * both.lower_loss());
  EXPECT_EQ(alone.samples(), 16);
  EXPECT_EQ(both.samples(), 32);
  alone.evaluate_lower({x, y, {4, Stream(4)}});
  EXPECT_NE(alone.lower_loss(), both.lower_loss());
}

TEST(NetworkAdapter, the_lower_level_alone_is_that_of_an_evaluation) {
  expect_the_lower_level_of_an_evaluation("full");
  expect_the_lower_level_of_an_evaluation("coordinates");
}

/// How far a run of the network is from that of the library's problem after 40 iterations, relative to the largest
/// entry of x, Y, Z (or Y') and h each, of those that the method has.
double distance_of_runs(const MethodSettings& settings, double wrong = 1) {
  const auto library = library_problem();
  const Network network = network_problem(library, wrong);
  const auto expected = make_method<double>(library, settings, Stream(5)),
             answered = make_method<double>(network, settings, Stream(5));
  answered->restore(expected->state());  // the network begins elsewhere by itself
  const Steps<double> steps{.alpha = .5, .beta = .02, .gamma = .02, .theta = .2, .lambda = 10};
  for (int k = 0; k < 40; ++k) expected->step(steps), answered->step(steps);
  const auto distance = [](const Vector<double>& a, const Vector<double>& b) {
    return b.size() == 0 ? 0 : (a - b).cwiseAbs().maxCoeff() / b.cwiseAbs().maxCoeff();
  };
  EXPECT_TRUE(expected->finite());
  const State<double> to = expected->state(), is = answered->state();
  return std::max({distance(is.x, to.x), distance(is.y.flat(), to.y.flat()), distance(is.z.flat(), to.z.flat()),
                   distance(is.h, to.h)});
}

TEST(NetworkAdapter, runs_of_every_kind_go_where_those_of_the_library_go) {
  const MethodSettings one_sided{.sampler = "coordinates", .action = "one_sided"}, f2sa{.method = "f2sa"};
  for (const MethodSettings& settings :
       {MethodSettings{.method = "ma-soba"}, one_sided, MethodSettings{.sampler = "haar", .action = "biprobe"},
        MethodSettings{.sampler = "hadamard", .action = "balanced"},
        MethodSettings{.sampler = "coordinates", .action = "decoupled"}, MethodSettings{.method = "naive"}, f2sa,
        MethodSettings{.method = "pbgd"}, MethodSettings{.method = "bome"}})
    EXPECT_LE(distance_of_runs(settings), rounding)
        << settings.method << " " << settings.sampler << " " << settings.action;
  EXPECT_GT(distance_of_runs(one_sided, 1 + 1e-9), rounding);
  EXPECT_GT(distance_of_runs(f2sa, 1 + 1e-9), rounding);
}

TEST(NetworkAdapter, a_resumed_run_in_parts_has_the_bits_of_one_that_was_not_interrupted) {
  const Network problem(networks::perceptron_task<double>({12, 8, 4}, 40), {.batch = 16, .ridge = 0.1, .at_once = 5},
                        Stream(13));
  const auto ma_soba = [&] { return make_method<double>(problem, {.method = "ma-soba"}, Stream(1)); };
  const auto one_sided = [&] {
    return make_method<double>(problem, {.sampler = "coordinates", .action = "one_sided"}, Stream(1));
  };
  for (const double momentum : {0., .5}) {
    EXPECT_TRUE(resumes<double>(ma_soba, as_it_is, momentum));
    EXPECT_TRUE(resumes<double>(one_sided, as_it_is, momentum));
  }
  EXPECT_FALSE(resumes<double>(one_sided, [](State<double>& s) { s.x[0] += 1e-15; }));
  EXPECT_FALSE(resumes<double>(
      one_sided, [](State<double>& s) { s.velocity = {}; }, .5));
}

}  // namespace bros::adapter_test
