// A small vision transformer on images with wrong labels and classes of unequal size.
#include "reweighting.hpp"

#include <bros/torch/models.hpp>

namespace bros::tasks {

namespace {

constexpr Index side = 28, patch = 7, patches = (side / patch) * (side / patch);

/// Patches of 7 x 7 pixels as 16 tokens; blocks; the mean of what they give; classes.
class VisionTransformerImpl : public ::torch::nn::Module {
 public:
  VisionTransformerImpl(Index width, Index heads, Index hidden, Index depth) {
    embedding_ = register_module("embedding", network::Linear(patch * patch, width));
    position_ =
        register_module("position", network::Parameter(std::vector<std::int64_t>{patches, width},
                                                       network::Beginning{network::Beginning::Law::normal, 0.02}));
    for (Index i = 0; i < depth; ++i)
      blocks_.push_back(register_module("block" + std::to_string(i), network::TransformerBlock(width, heads, hidden)));
    norm_ = register_module("norm", network::LayerNorm(width));
    head_ = register_module("head", network::Linear(width, 10));
  }
  Tensor forward(const Tensor& pixels) {
    const std::int64_t n = pixels.size(0), across = side / patch;
    const Tensor tokens =
        pixels.view({n, across, patch, across, patch}).transpose(2, 3).reshape({n, patches, patch * patch});
    Tensor y = embedding_->forward(tokens) + position_->forward();
    for (auto& block : blocks_) y = block->forward(y);
    return head_->forward(norm_->forward(y).mean(1));
  }

 private:
  network::Linear embedding_{nullptr}, head_{nullptr};
  network::Parameter position_{nullptr};
  std::vector<network::TransformerBlock> blocks_;
  network::LayerNorm norm_{nullptr};
};
TORCH_MODULE(VisionTransformer);

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
                  VisionTransformer net = quick ? VisionTransformer(32, 2, 64, 1) : VisionTransformer(64, 4, 128, 2);
                  return reweighting->instance(
                      seed, {net.ptr(), [net](const Tensor& pixels) mutable { return net->forward(pixels); }},
                      network::rank_share(arm.share));
                },
                tuning}};
}

}  // namespace bros::tasks
