// Layers whose parameters are blocks of Y (or of x), for use inside any torch::nn::Module.
#pragma once

#include <bros/core/stream.hpp>
#include <bros/torch/linear_function.hpp>

#include <torch/nn/module.h>
#include <torch/nn/modules/dropout.h>
#include <torch/nn/pimpl.h>

#include <cmath>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace bros::network {

/// How the entries of a block begin: all equal to `size`, uniform on (-size, size), or normal of that deviation.
struct Beginning {
  /// Which of the three.
  enum class Law { constant, uniform, normal } law = Law::constant;
  double size = 0;
};

/// One block as a layer asks for it. A block of one row is kept whole; the rows of others may be projected.
struct BlockSpec {
  std::string name;
  Index rows, cols;
  Beginning beginning;
};

/// Base of what holds parameters. It owns no numbers: they are those of the evaluation in which it is asked.
class Layer {
 public:
  virtual ~Layer() = default;
  /// Its blocks.
  [[nodiscard]] virtual std::vector<BlockSpec> blocks() const = 0;
  /// Where its blocks begin among those of Y, or of x.
  void place(bool upper, std::size_t first) { upper_ = upper, first_ = first; }

 protected:
  Layer() = default;
  Layer(const Layer&) = default;
  Layer& operator=(const Layer&) = default;
  /// A block's present value and tangent.   Requires: within a loss or NetworkProblem::with [-> ArgumentError]
  [[nodiscard]] Slot& slot(std::size_t block) const {
    if (current_slots == nullptr)
      require(false, "layer", "evaluated outside of its problem",
              "forward() within a loss or NetworkProblem::with only");
    return (upper_ ? current_slots->upper : current_slots->lower)[first_ + block];
  }

 private:
  bool upper_ = false;
  std::size_t first_ = 0;
};

/// X Y + 1 b^T, Y the block `weight`, inputs x outputs, of which the rows may be projected; b kept whole.
/// Shapes:   forward: any x inputs -> the same x outputs
class LinearImpl : public ::torch::nn::Module, public Layer {
 public:
  LinearImpl(Index inputs, Index outputs, bool bias = true) : inputs_(inputs), outputs_(outputs), bias_(bias) {}
  [[nodiscard]] std::vector<BlockSpec> blocks() const override {
    const Beginning beginning{Beginning::Law::uniform, 1 / std::sqrt(static_cast<double>(inputs_))};
    std::vector<BlockSpec> all{{"weight", inputs_, outputs_, beginning}};
    if (bias_) all.push_back({"bias", 1, outputs_, beginning});
    return all;
  }
  /// What the layer makes of x.
  [[nodiscard]] Tensor forward(const Tensor& x) const {
    std::vector<std::int64_t> sizes = x.sizes().vec();
    sizes.back() = outputs_;
    Tensor out = linear(x.reshape({-1, inputs_}), slot(0));
    if (bias_) out.add_(slot(1).value.view({outputs_}));
    return out.view(sizes);
  }

 private:
  Index inputs_, outputs_;
  bool bias_;
};

/// Rows of Y picked by indices; Y is vocabulary x width, of which the rows may be projected.
/// Shapes:   forward: indices of any shape -> that shape x width
class EmbeddingImpl : public ::torch::nn::Module, public Layer {
 public:
  EmbeddingImpl(Index vocabulary, Index width, double deviation = 1)
      : vocabulary_(vocabulary), width_(width), deviation_(deviation) {}
  [[nodiscard]] std::vector<BlockSpec> blocks() const override {
    return {{"weight", vocabulary_, width_, {Beginning::Law::normal, deviation_}}};
  }
  /// The rows of these indices.
  [[nodiscard]] Tensor forward(const Tensor& indices) const {
    std::vector<std::int64_t> sizes = indices.sizes().vec();
    sizes.push_back(width_);
    return linear(indices.reshape({-1}), slot(0)).view(sizes);
  }

 private:
  Index vocabulary_, width_;
  double deviation_;
};

/// Normalisation over the last dimension, with a factor and a shift that are kept whole.
class LayerNormImpl : public ::torch::nn::Module, public Layer {
 public:
  explicit LayerNormImpl(Index width, double eps = 1e-5) : width_(width), eps_(eps) {}
  [[nodiscard]] std::vector<BlockSpec> blocks() const override {
    return {{"weight", 1, width_, {Beginning::Law::constant, 1}}, {"bias", 1, width_, {}}};
  }
  /// What the layer makes of x.
  [[nodiscard]] Tensor forward(const Tensor& x) const {
    return at::layer_norm(x, {width_}, slot(0).value.view({width_}), slot(1).value.view({width_}), eps_);
  }

 private:
  Index width_;
  double eps_;
};

/// Free numbers of any shape, kept whole: a class token, positions, a temperature.
class ParameterImpl : public ::torch::nn::Module, public Layer {
 public:
  explicit ParameterImpl(std::vector<std::int64_t> sizes, Beginning beginning = {})
      : sizes_(std::move(sizes)), beginning_(beginning) {}
  [[nodiscard]] std::vector<BlockSpec> blocks() const override {
    Index count = 1;
    for (const std::int64_t size : sizes_) count *= size;
    return {{"value", 1, count, beginning_}};
  }
  [[nodiscard]] Tensor forward() const { return slot(0).value.view(sizes_); }

 private:
  std::vector<std::int64_t> sizes_;
  Beginning beginning_;
};

TORCH_MODULE(Linear);
TORCH_MODULE(Embedding);
TORCH_MODULE(LayerNorm);
TORCH_MODULE(Parameter);

/// The blocks of every layer in `module`, in the order of registration, named by their paths ("encoder.0.weight"); each
/// layer is told its place.
/// Requires: parameters only in layers of this header; no buffers and no random layers, with which an evaluation would
///           not be a function of its arguments [-> ArgumentError that names the first module that is not so]
[[nodiscard]] inline std::vector<BlockSpec> place_layers(::torch::nn::Module& module, bool upper) {
  std::vector<BlockSpec> all;
  std::set<const ::torch::nn::Module*> seen;  // a module may be registered more than once, to share its weights
  const auto visit = [&](const std::string& path, ::torch::nn::Module& at) {
    if (!seen.insert(&at).second) return;
    const std::string where = path.empty() ? "module" : path;
    const auto refuse = [&](bool holds, const std::string& allowed) {
      require(holds, where.c_str(), at.name(), allowed);
    };
    if (auto* layer = dynamic_cast<Layer*>(&at)) {
      layer->place(upper, all.size());
      for (BlockSpec& block : layer->blocks()) {
        if (!path.empty()) block.name = path + "." + block.name;
        all.push_back(std::move(block));
      }
    }
    refuse(at.parameters(false).empty(),
           "it is not supported: parameters are held by Linear, Embedding, LayerNorm and Parameter of bros::network");
    refuse(at.buffers(false).empty(), "it is not supported: it has buffers, a memory of earlier evaluations");
    using namespace ::torch::nn;
    const bool random = dynamic_cast<DropoutImpl*>(&at) || dynamic_cast<Dropout2dImpl*>(&at) ||
                        dynamic_cast<Dropout3dImpl*>(&at) || dynamic_cast<AlphaDropoutImpl*>(&at) ||
                        dynamic_cast<FeatureAlphaDropoutImpl*>(&at);
    refuse(!random, "it is not supported: its randomness is not that of the sample");
  };
  visit("", module);
  for (const auto& child : module.named_modules("", false)) visit(child.key(), *child.value());
  return all;
}

/// The beginning of a block.   Random: `out.size()` uniforms or normals of the stream
template <NetworkScalar S>
void fill(const Beginning& beginning, const Stream& stream, Eigen::Ref<Vector<S>> out) {
  const S size = static_cast<S>(beginning.size);
  switch (beginning.law) {
    case Beginning::Law::constant:
      out.setConstant(size);
      break;
    case Beginning::Law::uniform:
      for (Index i = 0; i < out.size(); ++i)
        out[i] = size * (2 * uniform<S>(stream, static_cast<std::uint64_t>(i)) - 1);
      break;
    case Beginning::Law::normal:
      fill_gaussian<S>(stream, out);
      out *= size;
  }
}

}  // namespace bros::network
