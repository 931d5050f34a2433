// Networks pass the check of problems, and their losses the check of differences; losses that are no functions do not.
#include "networks.hpp"

#include <bros/check/check_problem.hpp>

#include <gtest/gtest.h>

namespace bros::check_networks_test {

using namespace networks;
using Network = NetworkProblem<double>;

NetworkSettings settings() { return {.rank = network::rank_share(0.5), .batch = 3, .ridge = 0.1}; }

// Far from the beginning the losses are saturated: 1 - p cancels, which turning an input by an ulp does not show.
constexpr double spread = 0.25;

TEST(CheckNetworks, passes_two_layers_a_language_model_and_a_hyper_representation) {
  // rows are powers of two, so that hadamard is checked as well
  for (const NetworkTask& task : {perceptron_task<double>({8, 16, 3}, 6), language_task<double>(8, 5, 4, 2, 6),
                                  representation_task<double>(4, 8, 3, 6)}) {
    const CheckReport report =
        check_problem(Network(task, settings(), Stream(1)), {.spread = spread, .probes = 40, .stochastic = true});
    EXPECT_TRUE(report.ok()) << report.text();
  }
}

/// What is wrong first, where `plant` has changed the task of a network of two layers.
template <class Plant>
std::string first_failure(const Plant& plant) {
  NetworkTask task = perceptron_task<double>({8, 16, 3}, 6);
  plant(task);
  const auto failures = check_problem(Network(task, settings(), Stream(1)), {.spread = spread, .probes = 8}).failures();
  return failures.empty() ? "" : failures[0].quantity + " is not " + failures[0].check;
}

TEST(CheckNetworks, losses_that_are_not_functions_of_x_and_the_layers_are_found) {
  EXPECT_EQ(first_failure([](NetworkTask&) {}), "");
  EXPECT_EQ(first_failure([](NetworkTask& task) {
              task.lower_loss = [calls = std::make_shared<int>(0), loss = task.lower_loss](
                                    const Tensor& x, const Tensor& s) { return loss(x, s) * ++*calls; };
            }),
            "lower_gradient is not what a new object answers, bit for bit");
  EXPECT_EQ(first_failure([](NetworkTask& task) {
              task.lower_loss = [loss = task.lower_loss](const Tensor& x, const Tensor& s) {
                return loss(x.detach(), s);
              };
            }),
            "cross_action is not the transpose of the change of lower_gradient in x");
  EXPECT_EQ(first_failure([](NetworkTask& task) {
              task.lower_loss = [loss = task.lower_loss](const Tensor& x, const Tensor& s) {
                const Tensor value = loss(x, s);
                return value * value.detach();
              };
            }),
            "hessian_action is not the change of lower_gradient along Y");
}

/// Two layers with tanh between them: differences must not cross kinks.
NetworkTask smooth_task() {
  network::Linear first(6, 7), second(7, 3);
  const auto module = std::make_shared<::torch::nn::Module>();
  module->register_module("first", first), module->register_module("second", second);
  const Tensor features = made_up<double>({12, 6}, "features");
  return weighted(
      module, [=](const Tensor& s) { return second->forward(first->forward(features.index_select(0, s)).tanh()); },
      made_up_indices({12}, 3, "labels"), 6, 6);
}

/// The largest deviation of what an evaluation answers from differences of the minibatch losses at B = 0, relative to
/// the largest entry of each answer.
double deviation_from_differences(const std::string& sampler, const NetworkTask& task, double step) {
  NetworkSettings all = settings();
  all.batch = 6, all.sampling = Sampling::cyclic, all.ridge = 0;
  const Network problem(task, all, Stream(1));
  const auto subspace = make_subspace<double>(sampler, problem.blocks());
  subspace->draw(Stream(2));
  const Subspace<double>& p = *subspace;
  Network::Oracle oracle(problem, p), moved(problem, p);
  const auto direction = [](Index size, std::string_view name) {
    Vector<double> v(size);
    fill_gaussian<double>(Stream(3).fork(name), v);
    return Vector<double>(v.normalized());
  };
  const Vector<double> x = problem.x0() + direction(problem.dim_upper(), "x");
  const BlockVector<double> y = problem.y0();
  const Sample sample{0, Stream(4)};
  BlockVector<double> w(p.blocks().projected()), out = w;
  w.flat() = direction(w.size(), "w");
  Vector<double> cross;
  oracle.evaluate({x, y, sample}, {{tangent(p, w), &out, &cross}});
  // a function of B and x, each moved along one direction by multiples of the step: losses at so many places
  struct Losses {
    double lower, upper;
  };
  const auto at = [&](const BlockVector<double>& b, double s, const Vector<double>& dx, double t) {
    BlockVector<double> to = y;
    lift_add(p, s * step, b, to);
    const Vector<double> upper = x + t * step * dx;
    moved.evaluate({upper, to, sample}, {});
    return Losses{moved.lower_loss(), moved.upper_loss()};
  };
  double worst = 0;
  const auto compare = [&](double answered, double difference, double scale) {
    worst = std::max(worst, std::abs(answered - difference) / scale);
  };
  const Vector<double> none = Vector<double>::Zero(x.size());
  BlockVector<double> b(p.blocks().projected());
  for (Index k = 0; k < 6; ++k) {
    b.flat() = direction(b.size(), std::to_string(k));
    const Losses plus = at(b, 1, none, 0), minus = at(b, -1, none, 0), ahead = at(b, 2, none, 0),
                 behind = at(b, -2, none, 0);
    const auto slope = [&](auto part) {  // of fourth order
      return (8 * (plus.*part - minus.*part) - (ahead.*part - behind.*part)) / (12 * step);
    };
    compare(oracle.lower_gradient().flat().dot(b.flat()), slope(&Losses::lower), oracle.lower_gradient().flat().norm());
    compare(oracle.upper_gradient_lower().flat().dot(b.flat()), slope(&Losses::upper),
            oracle.upper_gradient_lower().flat().norm());
    BlockVector<double> sum = b, difference = b;  // along (b + w, b - w): <b, H w> by polarisation
    sum.flat() += w.flat(), difference.flat() -= w.flat();
    const double centre = at(b, 0, none, 0).lower;
    const auto curvature = [&](const BlockVector<double>& d) {
      const auto second = [&](double s) { return at(d, s, none, 0).lower + at(d, -s, none, 0).lower - 2 * centre; };
      return (16 * second(1) - second(2)) / (12 * step * step);
    };
    compare(out.flat().dot(b.flat()), (curvature(sum) - curvature(difference)) / 4, out.flat().norm());
    const Vector<double> dx = direction(x.size(), std::to_string(k) + "x");
    const auto mixed = [&](double s) {
      return (at(w, s, dx, s).lower - at(w, s, dx, -s).lower - at(w, -s, dx, s).lower + at(w, -s, dx, -s).lower);
    };
    compare(cross.dot(dx), (16 * mixed(1) - mixed(2)) / (48 * step * step), cross.norm());
  }
  return worst;
}

TEST(CheckNetworks, gradients_and_actions_are_differences_of_the_losses) {
  // errors of fourth-order differences at this step: about step^4, and eps / step^2 by rounding
  constexpr double step = 2e-3, tolerance = 1e-8;
  for (const NetworkTask& task : {smooth_task(), language_task<double>(6, 5, 4, 2, 6)}) {
    EXPECT_LE(deviation_from_differences("full", task, step), tolerance);
    EXPECT_LE(deviation_from_differences("haar", task, step), tolerance);
    EXPECT_LE(deviation_from_differences("coordinates", task, step), tolerance);
  }
  EXPECT_GT(deviation_from_differences("haar", smooth_task(), 100 * step), tolerance)
      << "differences at a step at which they are not derivatives";
}

}  // namespace bros::check_networks_test
