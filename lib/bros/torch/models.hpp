// Networks that tasks and measurements share.
#pragma once

#include <bros/torch/activations.hpp>
#include <bros/torch/layers.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace bros::network {

/// Linear layers with relu between them.
/// Shapes:   sizes: inputs, hidden.., outputs; forward: any x inputs -> the same x outputs
class PerceptronImpl : public ::torch::nn::Module {
 public:
  explicit PerceptronImpl(const std::vector<Index>& sizes) {
    for (std::size_t i = 0; i + 1 < sizes.size(); ++i)
      layers_.push_back(register_module("layer" + std::to_string(i), Linear(sizes[i], sizes[i + 1])));
  }
  /// The logits of x.
  [[nodiscard]] Tensor forward(Tensor x) const {
    for (std::size_t i = 0; i < layers_.size(); ++i) x = layers_[i]->forward(i == 0 ? x : lean::relu(x));
    return x;
  }

 private:
  std::vector<Linear> layers_;
};

/// Self-attention with `heads` heads; causal: a token sees itself and those before it.
/// Shapes:   forward: batch x tokens x width -> the same; heads divides width
class SelfAttentionImpl : public ::torch::nn::Module {
 public:
  SelfAttentionImpl(Index width, Index heads, bool causal) : width_(width), heads_(heads), causal_(causal) {
    require(heads >= 1 && width % heads == 0, "heads", heads, "a divisor of the width, " + std::to_string(width));
    inputs_ = register_module("inputs", Linear(width, 3 * width));
    output_ = register_module("output", Linear(width, width));
  }
  /// What the module makes of x.
  [[nodiscard]] Tensor forward(const Tensor& x) const {
    const std::int64_t batch = x.size(0), tokens = x.size(1), depth = width_ / heads_;
    const Tensor heads = inputs_->forward(x).view({batch, tokens, 3, heads_, depth}).permute({2, 0, 3, 1, 4});
    Tensor scores = at::matmul(heads[0], heads[1].transpose(-2, -1)) / std::sqrt(static_cast<double>(depth));
    if (causal_) {
      const Tensor later = at::ones({tokens, tokens}, at::kBool).triu(1);
      scores = scores.masked_fill(later, -std::numeric_limits<double>::infinity());
    }
    const Tensor seen = at::matmul(scores.softmax(-1), heads[2]);
    return output_->forward(seen.transpose(1, 2).reshape({batch, tokens, width_}));
  }

 private:
  Index width_, heads_;
  bool causal_;
  Linear inputs_{nullptr}, output_{nullptr};
};
TORCH_MODULE(Perceptron);
TORCH_MODULE(SelfAttention);

/// x + attention(norm(x)), then the same with two linear layers and gelu between them.
/// Shapes:   forward: batch x tokens x width -> the same
class TransformerBlockImpl : public ::torch::nn::Module {
 public:
  TransformerBlockImpl(Index width, Index heads, Index hidden, bool causal = false) {
    attention_norm_ = register_module("attention_norm", LayerNorm(width));
    attention_ = register_module("attention", SelfAttention(width, heads, causal));
    hidden_norm_ = register_module("hidden_norm", LayerNorm(width));
    hidden_ = register_module("hidden", Linear(width, hidden));
    output_ = register_module("output", Linear(hidden, width));
  }
  /// What the module makes of x.
  [[nodiscard]] Tensor forward(const Tensor& x) const {
    const Tensor y = x + attention_->forward(attention_norm_->forward(x));
    return y + output_->forward(lean::gelu(hidden_->forward(hidden_norm_->forward(y))));
  }

 private:
  LayerNorm attention_norm_{nullptr}, hidden_norm_{nullptr};
  SelfAttention attention_{nullptr};
  Linear hidden_{nullptr}, output_{nullptr};
};
TORCH_MODULE(TransformerBlock);

/// A vision transformer: patches, positions, blocks, a norm, the mean over tokens and a linear head.
/// Shapes:   forward: batch x tokens x patch (numbers of a patch) -> batch x classes
struct VisionShape {
  Index tokens = 16, patch = 49, width = 256, heads = 4, hidden = 1024, depth = 4, classes = 10;
};
/// The module of this shape.
class VisionTransformerImpl : public ::torch::nn::Module {
 public:
  explicit VisionTransformerImpl(const VisionShape& s) {
    patch_ = register_module("patch", Linear(s.patch, s.width));
    positions_ = register_module(
        "positions", Parameter(std::vector<std::int64_t>{s.tokens, s.width}, Beginning{Beginning::Law::normal, 0.02}));
    for (Index i = 0; i < s.depth; ++i)
      blocks_.push_back(register_module("block" + std::to_string(i), TransformerBlock(s.width, s.heads, s.hidden)));
    norm_ = register_module("norm", LayerNorm(s.width));
    head_ = register_module("head", Linear(s.width, s.classes));
  }
  /// The logits of these patches.
  [[nodiscard]] Tensor forward(const Tensor& patches) const {
    Tensor x = patch_->forward(patches) + positions_->forward();
    for (const auto& block : blocks_) x = block->forward(x);
    return head_->forward(norm_->forward(x).mean(1));
  }

 private:
  Linear patch_{nullptr}, head_{nullptr};
  Parameter positions_{nullptr};
  std::vector<TransformerBlock> blocks_;
  LayerNorm norm_{nullptr};
};
TORCH_MODULE(VisionTransformer);

}  // namespace bros::network
