// Sample re-weighting: one weight a training image, some of whose labels are wrong, from few images that are right.
#pragma once

#include "images.hpp"

#include <algorithm>
#include <memory>

namespace bros::tasks {

struct ReweightingSettings {
  Index pool, training, validation, test;  ///< images: the first of the data set, of which the others are drawn
  double corrupted = 0.4;                  ///< share of the training labels that is wrong
  double imbalance = 1;                    ///< how many times as many training images the first class has as the last
  Index batch = 64;
  double ridge = 1e-3;
  Index at_once = 0;  ///< see NetworkSettings
};

/// A network and how it is applied: pixels (N x 784) -> logits (N x 10).
struct Classifier {
  std::shared_ptr<::torch::nn::Module> module;
  std::function<Tensor(const Tensor& pixels)> logits;
};

/// Learns one weight a training image.
/// Math:     g(x, Y) = 1/N sum_i sigmoid(x_i) loss_i(Y) + mu/2 |Y|^2,   f(x, Y) = 1/M sum_j loss_j(Y),
///           loss the cross-entropy with the given label; i over training images, of class c about N q^c / sum_c q^c,
///           q = imbalance^(-1/9), before labels are replaced; j over validation images, all as they came
/// Ensures:  metrics: accuracy in per cent on the first images of the test part; F1 in per cent of "the label is
/// wrong",
///           said of those with x_i < 0, which is not defined while no x_i is
/// Random:   the images from seed.fork("images"), wrong labels as DataCleaning from seed, the network's beginning from
///           seed.fork("network")
class Reweighting {
 public:
  Reweighting(const Setting& setting, const ReweightingSettings& settings);
  [[nodiscard]] Instance instance(const Stream& seed, const Classifier& classifier,
                                  const network::RankRule& rank) const;
  [[nodiscard]] Index fewest_samples() const { return std::min(settings_.training, settings_.validation); }
  [[nodiscard]] Index batch() const { return setting_.batch_of(settings_.batch); }
  [[nodiscard]] static std::vector<Metric> metrics() {
    return {{"accuracy", "test accuracy, %", 2}, {"f1", "F1, %", 1}};
  }

 private:
  [[nodiscard]] std::vector<Index> choose(const Stream& stream) const;

  Setting setting_;
  ReweightingSettings settings_;
  LabelledImages all_;
  ImageSet test_;
};

}  // namespace bros::tasks
