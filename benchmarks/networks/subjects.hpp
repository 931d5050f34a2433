// The networks whose memory and speed are measured, on made-up data: neither depends on what the numbers are.
#pragma once

#include <bros/torch/models.hpp>
#include <bros/torch/problem.hpp>

#include <memory>
#include <string>
#include <vector>

namespace bros::networks {

using network::NetworkProblem;
using network::NetworkSettings;
using network::NetworkTask;
using network::Tensor;

/// A vision transformer: patches, positions, blocks, the mean over tokens.
struct VisionShape {
  Index tokens = 16, patch = 49, width = 256, heads = 4, hidden = 1024, depth = 4, classes = 10;
};
class VisionTransformerImpl : public ::torch::nn::Module {
 public:
  explicit VisionTransformerImpl(const VisionShape& s) {
    patch_ = register_module("patch", network::Linear(s.patch, s.width));
    positions_ =
        register_module("positions", network::Parameter(std::vector<std::int64_t>{s.tokens, s.width},
                                                        network::Beginning{network::Beginning::Law::normal, 0.02}));
    for (Index i = 0; i < s.depth; ++i)
      blocks_.push_back(
          register_module("block" + std::to_string(i), network::TransformerBlock(s.width, s.heads, s.hidden)));
    norm_ = register_module("norm", network::LayerNorm(s.width));
    head_ = register_module("head", network::Linear(s.width, s.classes));
  }
  [[nodiscard]] Tensor forward(const Tensor& patches) const {
    Tensor x = patch_->forward(patches) + positions_->forward();
    for (const auto& block : blocks_) x = block->forward(x);
    return head_->forward(norm_->forward(x).mean(1));
  }

 private:
  network::Linear patch_{nullptr}, head_{nullptr};
  network::Parameter positions_{nullptr};
  std::vector<network::TransformerBlock> blocks_;
  network::LayerNorm norm_{nullptr};
};
TORCH_MODULE(VisionTransformer);

/// Lower losses weighted by sigmoid(x_i), in float: `inputs` are the shape of one sample.
template <class Net>
NetworkTask weighted_task(const Net& net, std::vector<std::int64_t> inputs, Index classes, Index samples) {
  inputs.insert(inputs.begin(), 2 * samples);
  const Tensor data = at::ones(inputs).cumsum(0).remainder(7).div_(7),
               labels = at::arange(2 * samples).remainder(classes);
  const auto losses = [=](const Tensor& s) {
    return at::cross_entropy_loss(net->forward(data.index_select(0, s)), labels.index_select(0, s), {},
                                  at::Reduction::None);
  };
  return {.lower_module = net.ptr(),
          .dim_upper = samples,
          .lower_loss = [=](const Tensor& x,
                            const Tensor& s) { return (x.index_select(0, s).sigmoid() * losses(s)).mean(); },
          .upper_loss = [=](const Tensor&, const Tensor& s) { return losses(s + samples).mean(); },
          .lower_samples = samples,
          .upper_samples = samples};
}
inline NetworkTask perceptron_task(const std::vector<Index>& sizes, Index samples) {
  return weighted_task(network::Perceptron(sizes), {sizes.front()}, sizes.back(), samples);
}
inline NetworkTask vision_task(const VisionShape& shape, Index samples) {
  return weighted_task(VisionTransformer(shape), {shape.tokens, shape.patch}, shape.classes, samples);
}

}  // namespace bros::networks
