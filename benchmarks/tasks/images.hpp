// Fashion-MNIST as tensors.
#pragma once

#include "study.hpp"

#include <bros/problem/fashion_mnist.hpp>

#include <string>
#include <vector>

namespace bros::tasks {

/// Images as bytes, one a row, and their labels.
struct ImageSet {
  Tensor images, labels;
  [[nodiscard]] Index size() const { return images.size(0); }
  /// Those at `indices`, ready for a network: (byte / 255 - mean) / deviation, the two those of all training images.
  [[nodiscard]] Tensor pixels(const Tensor& indices) const;
  [[nodiscard]] Tensor pixels() const;
};
[[nodiscard]] ImageSet image_set(const LabelledImages& images);

/// The first `count` images of a part.
[[nodiscard]] LabelledImages load_images(const Setting& setting, FashionMnistPart part, Index count);

/// The images at `indices`, in that order.
[[nodiscard]] LabelledImages chosen(const LabelledImages& from, const std::vector<Index>& indices);

/// 0 .. count - 1 in a uniformly random order.   Random: `count` bounded draws
[[nodiscard]] std::vector<Index> shuffled(Index count, const Stream& stream);

/// Rows `first` to `last - 1` of the classes that `logits` makes of all pixels of a set, in parts: their share, in per
/// cent, that is right.
[[nodiscard]] double accuracy(const ImageSet& set, const std::function<Tensor(const Tensor& pixels)>& logits);

}  // namespace bros::tasks
