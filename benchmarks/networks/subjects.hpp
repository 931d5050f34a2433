// The networks whose memory and speed are measured, on made-up data: neither depends on what the numbers are.
#pragma once

#include <bros/torch/memory_account.hpp>
#include <bros/torch/models.hpp>
#include <bros/torch/problem.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace bros::networks {

using network::NetworkProblem;
using network::NetworkSettings;
using network::NetworkTask;
using network::Tensor;
using network::VisionShape;

/// One weight a sample, in float: `inputs` are the shape of one sample.
template <class Net>
NetworkTask weighted_task(const Net& net, std::vector<std::int64_t> inputs, Index classes, Index samples) {
  inputs.insert(inputs.begin(), 2 * samples);
  const Tensor data = at::ones(inputs).cumsum(0).remainder(7).div_(7),
               labels = at::arange(2 * samples).remainder(classes);
  const auto losses = [=](const Tensor& s) {
    return at::cross_entropy_loss(net->forward(data.index_select(0, s)), labels.index_select(0, s), {},
                                  at::Reduction::None);
  };
  return network::reweighting_task(net.ptr(), losses, samples, samples);
}
inline NetworkTask perceptron_task(const std::vector<Index>& sizes, Index samples) {
  return weighted_task(network::Perceptron(sizes), {sizes.front()}, sizes.back(), samples);
}
inline NetworkTask vision_task(const VisionShape& shape, Index samples) {
  return weighted_task(network::VisionTransformer(shape), {shape.tokens, shape.patch}, shape.classes, samples);
}

/// A network whose memory is measured, in minibatches of `batch` of which `at_once` samples are worked on at once (0:
/// all), and the account of its activations.
struct Subject {
  std::string name;
  NetworkTask task;
  std::function<void(network::MemoryAccount&, const network::KeptInput&)> account;
  Index batch, at_once;
};
/// 784-hidden-10.
inline Subject perceptron(Index hidden, Index samples, Index batch, Index at_once = 0) {
  return {"784-" + std::to_string(hidden) + "-10", perceptron_task({784, hidden, 10}, samples),
          [=](network::MemoryAccount& a, const network::KeptInput& kept) {
            network::account_perceptron<float>(a, 784, hidden, 10, at_once > 0 ? at_once : batch, kept);
          },
          batch, at_once};
}
inline Subject vision(const VisionShape& s, Index samples, Index batch, Index at_once = 0) {
  return {"vision transformer, depth " + std::to_string(s.depth) + ", width " + std::to_string(s.width),
          vision_task(s, samples),
          [=](network::MemoryAccount& a, const network::KeptInput& kept) {
            network::account_transformer<float>(
                a, {at_once > 0 ? at_once : batch, s.tokens, s.patch, s.width, s.heads, s.hidden, s.depth}, kept);
          },
          batch, at_once};
}
/// The two-layer network of `bros task cleaning` and the transformer of vit, as it is and with --batch 64 --at-once 4,
/// with their numbers of training images.
inline std::vector<Subject> of_the_tasks() {
  const VisionShape vit{.tokens = 4, .patch = 196, .width = 192, .heads = 4, .hidden = 384, .depth = 1};
  return {perceptron(1024, 5000, 256, 64), vision(vit, 2000, 16, 8), vision(vit, 2000, 64, 4)};
}

}  // namespace bros::networks
