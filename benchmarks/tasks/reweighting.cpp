#include "reweighting.hpp"

#include <bros/problem/data_cleaning.hpp>

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace bros::tasks {

namespace {
constexpr Index classes = 10;
}  // namespace

Reweighting::Reweighting(const Setting& setting, const ReweightingSettings& settings)
    : setting_(setting),
      settings_(settings),
      all_(load_images(setting, FashionMnistPart::train, settings.pool)),
      test_(image_set(load_images(setting, FashionMnistPart::test, settings.test))) {}

/// Training images, then validation images.
std::vector<Index> Reweighting::choose(const Stream& stream) const {
  const std::vector<Index> order = shuffled(settings_.pool, stream);
  std::array<Index, classes> left;
  double sum = 0;
  const auto power = [&](Index c) { return std::pow(settings_.imbalance, -static_cast<double>(c) / (classes - 1)); };
  for (Index c = 0; c < classes; ++c) sum += power(c);
  for (Index c = 0; c < classes; ++c)
    left[static_cast<std::size_t>(c)] =
        static_cast<Index>(std::lround(static_cast<double>(settings_.training) * power(c) / sum));
  std::vector<Index> training, validation;
  for (const Index i : order) {
    if (static_cast<Index>(validation.size()) < settings_.validation)
      validation.push_back(i);
    else if (Index& quota = left[all_.labels[static_cast<std::size_t>(i)]]; quota > 0)
      --quota, training.push_back(i);
  }
  training.insert(training.end(), validation.begin(), validation.end());
  return training;
}

Instance Reweighting::instance(const Stream& seed, const Classifier& classifier, const network::RankRule& rank) const {
  LabelledImages images = chosen(all_, choose(seed.fork("images")));
  const Index validation = settings_.validation, training = images.images.cols() - validation;
  CleaningSettings<double> cleaning;
  cleaning.training = training, cleaning.validation = validation, cleaning.share = settings_.corrupted;
  const DataCleaning<double> labelled(images, cleaning, seed);
  for (Index i = 0; i < training; ++i) images.labels[static_cast<std::size_t>(i)] = labelled.label(i);

  const ImageSet set = image_set(images);
  const auto logits = classifier.logits;
  const auto losses = [set, logits](const Tensor& samples) {
    return at::cross_entropy_loss(logits(set.pixels(samples)), set.labels.index_select(0, samples), {},
                                  at::Reduction::None);
  };
  auto problem = std::make_unique<const Problem>(
      network::reweighting_task(classifier.module, losses, training, validation),
      settings_of(setting_,
                  {.rank = rank, .batch = settings_.batch, .ridge = settings_.ridge, .at_once = settings_.at_once}),
      seed.fork("network"));
  const Problem& asked = *problem;
  return {std::move(problem),
          [&asked, logits, test = test_, wrong = labelled.corrupted()](const auto& x, const auto& y) {
            return asked.with(x, y, [&](const Tensor&) {
              return std::vector<double>{accuracy(test, logits), f1(x, wrong)};
            });
          }};
}

}  // namespace bros::tasks
