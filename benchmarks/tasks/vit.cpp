// A small vision transformer on images with wrong labels and classes of unequal size.
#include "reweighting.hpp"

#include <bros/torch/models.hpp>

namespace bros::tasks {

namespace {

/// Images of 28 x 28 pixels as 16 tokens, patches of 7 x 7.
Tensor patches(const Tensor& pixels) {
  constexpr std::int64_t across = 4, patch = 7;
  return pixels.view({-1, across, patch, across, patch}).transpose(2, 3).reshape({-1, across * across, patch * patch});
}

Tuning tuning(const Arm& arm) { return {{upper_step(arm, 100), 0.1F, 0.1F, 0.1F}, 10}; }

}  // namespace

std::vector<Study> vit(const Setting& setting) {
  const bool quick = setting.quick;
  const auto reweighting =
      std::make_shared<const Reweighting>(setting, ReweightingSettings{.pool = quick ? 6000 : 60000,
                                                                       .training = quick ? 1000 : 5000,
                                                                       .validation = quick ? 500 : 1000,
                                                                       .test = quick ? 500 : 5000,
                                                                       .imbalance = 10,
                                                                       .batch = quick ? 16 : 64,
                                                                       .ridge = 1e-2});
  return {Study{"vit",
                "Vision transformer, 40 % wrong labels, classes of unequal size",
                Reweighting::metrics(),
                std::uint64_t{quick ? 60U : 600U},
                {},
                0,
                [reweighting, quick](const Stream& seed, const Arm& arm) {
                  network::VisionShape shape{.width = 64, .heads = 4, .hidden = 128, .depth = 2};
                  if (quick) shape = {.width = 32, .heads = 2, .hidden = 64, .depth = 1};
                  const network::VisionTransformer net(shape);
                  return reweighting->instance(
                      seed, {net.ptr(), [net](const Tensor& pixels) { return net->forward(patches(pixels)); }},
                      network::rank_share(arm.share));
                },
                tuning}};
}

}  // namespace bros::tasks
