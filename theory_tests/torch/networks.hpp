// Small networks on made-up data, for the tests of the adapter.
#pragma once

#include <bros/torch/models.hpp>
#include <bros/torch/problem.hpp>

#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace bros::networks {

using network::Loss;
using network::NetworkProblem;
using network::NetworkSettings;
using network::NetworkTask;
using network::Tensor;

/// Rows of normals, or indices below `classes`: functions of the name alone.
template <class S>
Tensor made_up(at::IntArrayRef sizes, std::string_view name) {
  const Tensor out = at::empty(sizes, network::scalar_type<S>);
  Vector<S> draws(out.numel());
  fill_gaussian<S>(bros::Stream(41).fork(name), draws);
  std::copy(draws.data(), draws.data() + draws.size(), out.data_ptr<S>());
  return out;
}
inline Tensor made_up_indices(at::IntArrayRef sizes, Index below, std::string_view name) {
  const Tensor out = at::empty(sizes, at::kLong);
  BoundedDraws draws(bros::Stream(42).fork(name));
  for (std::int64_t i = 0; i < out.numel(); ++i)
    out.data_ptr<std::int64_t>()[i] = static_cast<std::int64_t>(draws.below(static_cast<std::uint64_t>(below)));
  return out;
}

/// The logits of so many samples.
using Logits = std::function<Tensor(const Tensor& samples)>;

/// Cross-entropies of the samples' labels: the lower ones weighted by sigmoid(x_i), the upper ones not.
inline NetworkTask weighted(std::shared_ptr<::torch::nn::Module> module, const Logits& logits, const Tensor& labels,
                            Index training, Index validation) {
  const auto losses = [=](const Tensor& samples) {
    return at::cross_entropy_loss(logits(samples), labels.index_select(0, samples), {}, at::Reduction::None);
  };
  return network::reweighting_task(std::move(module), losses, training, validation);
}

/// A perceptron on normals.
template <class S>
NetworkTask perceptron_task(const std::vector<Index>& sizes, Index samples) {
  network::Perceptron net(sizes);
  const Tensor features = made_up<S>({2 * samples, sizes.front()}, "features");
  return weighted(
      net.ptr(), [=](const Tensor& s) { return net->forward(features.index_select(0, s)); },
      made_up_indices({2 * samples}, sizes.back(), "labels"), samples, samples);
}

/// A causal language model of one transformer block: an embedding, positions, attention, the head; x weighs samples.
struct LanguageModelImpl : ::torch::nn::Module {
  LanguageModelImpl(Index vocabulary, Index tokens, Index width, Index heads)
      : embedding(register_module("embedding", network::Embedding(vocabulary, width))),
        positions(
            register_module("positions", network::Parameter(std::vector<std::int64_t>{tokens, width},
                                                            network::Beginning{network::Beginning::Law::normal, 0.5}))),
        block(register_module("block", network::TransformerBlock(width, heads, 2 * width, true))),
        head(register_module("head", network::Linear(width, vocabulary, false))) {}
  Tensor forward(const Tensor& text) const {
    return head->forward(block->forward(embedding->forward(text) + positions->forward()));
  }
  network::Embedding embedding;
  network::Parameter positions;
  network::TransformerBlock block;
  network::Linear head;
};
TORCH_MODULE(LanguageModel);

/// The next token at every place of made-up texts.
template <class S>
NetworkTask language_task(Index vocabulary, Index tokens, Index width, Index heads, Index samples) {
  LanguageModel net(vocabulary, tokens, width, heads);
  const Tensor texts = made_up_indices({2 * samples, tokens + 1}, vocabulary, "texts");
  const auto losses = [=](const Tensor& s) {
    const Tensor text = texts.index_select(0, s);
    const Tensor logits = net->forward(text.narrow(1, 0, tokens));
    return at::cross_entropy_loss(logits.transpose(1, 2), text.narrow(1, 1, tokens), {}, at::Reduction::None).mean(1);
  };
  return network::reweighting_task(net.ptr(), losses, samples, samples);
}

/// Hyper-representation: a backbone of one layer is x, the head is Y.
template <class S>
NetworkTask representation_task(Index inputs, Index hidden, Index outputs, Index samples) {
  network::Linear backbone(inputs, hidden), head(hidden, outputs);
  const Tensor features = made_up<S>({2 * samples, inputs}, "features");
  const Tensor labels = made_up_indices({2 * samples}, outputs, "labels");
  const auto loss = [=](const Tensor& s) {
    const Tensor logits = head->forward(backbone->forward(features.index_select(0, s)).tanh());
    return at::cross_entropy_loss(logits, labels.index_select(0, s));
  };
  return {.lower_module = head.ptr(),
          .upper_module = backbone.ptr(),
          .lower_loss = [=](const Tensor&, const Tensor& s) { return loss(s); },
          .upper_loss = [=](const Tensor&, const Tensor& s) { return loss(s + samples); },
          .lower_samples = samples,
          .upper_samples = samples};
}

}  // namespace bros::networks
