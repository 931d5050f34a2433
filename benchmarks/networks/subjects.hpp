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

}  // namespace bros::networks
