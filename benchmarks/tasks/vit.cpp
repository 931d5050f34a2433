// A small vision transformer on images with wrong labels and classes of unequal size.
#include "reweighting.hpp"

#include <bros/torch/models.hpp>

namespace bros::tasks {

namespace {

/// Images of 28 x 28 pixels as 4 tokens, patches of 14 x 14.
Tensor patches(const Tensor& pixels) {
  constexpr std::int64_t across = 2, patch = 14;
  return pixels.view({-1, across, patch, across, patch}).transpose(2, 3).reshape({-1, across * across, patch * patch});
}

}  // namespace

std::vector<Experiment> vit(const Setting& setting) {
  const bool quick = setting.quick;
  const auto reweighting =
      std::make_shared<const Reweighting>(setting, ReweightingSettings{.pool = quick ? 6000 : 60000,
                                                                       .training = quick ? 1000 : 2000,
                                                                       .validation = quick ? 500 : 1000,
                                                                       .test = quick ? 500 : 2000,
                                                                       .imbalance = 10,
                                                                       .batch = 16,
                                                                       .ridge = 1e-2,
                                                                       .at_once = 8});
  return {Experiment{"vit",
                     "Vision transformer, 40 % wrong labels, unequal classes",
                     Reweighting::metrics(),
                     std::uint64_t{quick ? 60U : 800U},
                     {},
                     0,
                     [reweighting, quick](const Stream& seed, const Variant& variant) {
                       network::VisionShape shape{
                           .tokens = 4, .patch = 196, .width = 192, .heads = 4, .hidden = 384, .depth = 1};
                       if (quick) shape.width = 32, shape.heads = 2, shape.hidden = 64;
                       const network::VisionTransformer net(shape);
                       return reweighting->instance(
                           seed, {net.ptr(), [net](const Tensor& pixels) { return net->forward(patches(pixels)); }},
                           network::rank_share(variant.share));
                     },
                     [](const Variant& variant) {
                       return tuned_steps(variant, 100, {.05F, .05F, .1F, .1F, .2F, .1F});
                     },
                     reweighting->fewest_samples(),
                     reweighting->batch()}};
}

}  // namespace bros::tasks
