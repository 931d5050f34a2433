// Fashion-MNIST as tensors.
#pragma once

#include "instance.hpp"

#include <bros/problem/io/fashion_mnist.hpp>

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

/// The share, in per cent, of the images of a set whose class is where `logits` is largest; worked out in parts.
[[nodiscard]] double accuracy(const ImageSet& set, const std::function<Tensor(const Tensor& pixels)>& logits);

/// F1, in per cent, of "the label is wrong", said of the images with x < 0.
/// Math:     2 (said rightly) / (said + wrong);   not defined where it is said of none
/// Shapes:   wrong: the numbers of the images whose label is wrong, each once
[[nodiscard]] double f1(const Vector<float>& x, const std::vector<Index>& wrong);

}  // namespace bros::tasks
