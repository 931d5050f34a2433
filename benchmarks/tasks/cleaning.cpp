// Hyper-data cleaning: a linear and a two-layer network on images of which 40 % have wrong labels.
#include "reweighting.hpp"

#include <bros/torch/models.hpp>

namespace bros::tasks {

namespace {

Classifier perceptron(const std::vector<Index>& sizes) {
  network::Perceptron net(sizes);
  return {net.ptr(), [net](const Tensor& pixels) mutable { return net->forward(pixels); }};
}

}  // namespace

std::vector<Experiment> cleaning(const Setting& setting) {
  const bool quick = setting.quick;
  const auto reweighting =
      std::make_shared<const Reweighting>(setting, ReweightingSettings{.pool = quick ? 6000 : 60000,
                                                                       .training = quick ? 1000 : 5000,
                                                                       .validation = quick ? 500 : 1000,
                                                                       .test = quick ? 2000 : 5000,
                                                                       .batch = quick ? 64 : 256,
                                                                       .ridge = 1e-2,
                                                                       .at_once = quick ? 0 : 64});
  const auto experiment = [&](std::string name, std::string title, std::uint64_t horizon, std::vector<Index> sizes,
                              LowerSteps lower) {
    return Experiment{"cleaning_" + name,
                      title,
                      Reweighting::metrics(),
                      horizon,
                      {},
                      0,
                      [reweighting, sizes](const Stream& seed, const Variant& variant) {
                        return reweighting->instance(seed, perceptron(sizes), network::rank_share(variant.share));
                      },
                      [lower](const Variant& variant) { return tuned_steps(variant, 100, lower); },
                      reweighting->fewest_samples(),
                      reweighting->batch()};
  };
  const Index hidden = quick ? 128 : 1024;
  return {experiment("linear", "Cleaning, linear network 784-10", quick ? 150 : 2000, {784, 10},
                     {.1F, .05F, .4F, .1F, .05F, .1F}),
          experiment("two_layer", "Cleaning, two-layer network 784-" + std::to_string(hidden) + "-10",
                     quick ? 100 : 1000, {784, hidden, 10}, {.4F, .4F, .8F, .8F, .4F, .8F})};
}

}  // namespace bros::tasks
