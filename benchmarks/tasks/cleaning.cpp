// Hyper-data cleaning: a linear and a two-layer network on images of which 40 % have wrong labels.
#include "reweighting.hpp"

#include <bros/torch/models.hpp>

namespace bros::tasks {

namespace {

Classifier perceptron(const std::vector<Index>& sizes) {
  network::Perceptron net(sizes);
  return {net.ptr(), [net](const Tensor& pixels) mutable { return net->forward(pixels); }};
}

Tuning linear_tuning(const Arm& arm) { return {{upper_step(arm, 100), 0.02F, 0.02F, 0.1F}, 10}; }

Tuning two_layer_tuning(const Arm& arm) { return {{upper_step(arm, 100), 0.05F, 0.05F, 0.1F}, 10}; }

}  // namespace

std::vector<Study> cleaning(const Setting& setting) {
  const bool quick = setting.quick;
  const auto reweighting =
      std::make_shared<const Reweighting>(setting, ReweightingSettings{.pool = quick ? 6000 : 60000,
                                                                       .training = quick ? 1000 : 5000,
                                                                       .validation = quick ? 500 : 1000,
                                                                       .test = quick ? 2000 : 10000,
                                                                       .batch = quick ? 64 : 128,
                                                                       .ridge = 1e-2});
  const auto study = [&](std::string name, std::string title, std::uint64_t horizon, std::vector<Index> sizes,
                         Tuning (*tuning)(const Arm&)) {
    return Study{"cleaning_" + name,
                 title,
                 Reweighting::metrics(),
                 horizon,
                 {},
                 0,
                 [reweighting, sizes](const Stream& seed, const Arm& arm) {
                   return reweighting->instance(seed, perceptron(sizes), network::rank_share(arm.share));
                 },
                 tuning};
  };
  const Index hidden = quick ? 128 : 512;
  return {study("linear", "Cleaning, linear network 784-10", quick ? 150 : 1000, {784, 10}, linear_tuning),
          study("two_layer", "Cleaning, two-layer network 784-" + std::to_string(hidden) + "-10", quick ? 100 : 600,
                {784, hidden, 10}, two_layer_tuning)};
}

}  // namespace bros::tasks
