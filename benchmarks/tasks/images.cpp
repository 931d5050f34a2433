#include "images.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <utility>

namespace bros::tasks {

namespace {
constexpr double mean = 0.2860, deviation = 0.3530;
Tensor normalised(const Tensor& bytes) {
  return bytes.to(at::kFloat).mul_(1 / (255 * deviation)).sub_(mean / deviation);
}
}  // namespace

Tensor ImageSet::pixels(const Tensor& indices) const { return normalised(images.index_select(0, indices)); }
Tensor ImageSet::pixels() const { return normalised(images); }

ImageSet image_set(const LabelledImages& from) {
  const Index count = from.images.cols(), features = from.images.rows();
  ImageSet set{at::empty({count, features}, at::kByte), at::empty({count}, at::kLong)};
  std::memcpy(set.images.data_ptr<std::uint8_t>(), from.images.data(), static_cast<std::size_t>(from.images.size()));
  std::copy(from.labels.begin(), from.labels.end(), set.labels.data_ptr<std::int64_t>());
  return set;
}

LabelledImages load_images(const Setting& setting, FashionMnistPart part, Index count) {
  return load_fashion_mnist(part, 0, count, setting.data.empty() ? fashion_mnist_directory : setting.data);
}

LabelledImages chosen(const LabelledImages& from, const std::vector<Index>& indices) {
  LabelledImages to{Matrix<std::uint8_t>(from.images.rows(), static_cast<Index>(indices.size())), {}};
  for (std::size_t i = 0; i < indices.size(); ++i) {
    to.images.col(static_cast<Index>(i)) = from.images.col(indices[i]);
    to.labels.push_back(from.labels[static_cast<std::size_t>(indices[i])]);
  }
  return to;
}

std::vector<Index> shuffled(Index count, const Stream& stream) {
  std::vector<Index> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), Index{0});
  BoundedDraws draws(stream);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[draws.below(i)]);
  return order;
}

double accuracy(const ImageSet& set, const std::function<Tensor(const Tensor& pixels)>& logits) {
  constexpr Index part = 1000;
  Index right = 0;
  for (Index first = 0; first < set.size(); first += part) {
    const Index count = std::min(part, set.size() - first);
    const ImageSet some{set.images.narrow(0, first, count), set.labels.narrow(0, first, count)};
    right += logits(some.pixels()).argmax(1).eq(some.labels).sum().item<Index>();
  }
  return 100 * static_cast<double>(right) / static_cast<double>(set.size());
}

double f1(const Vector<float>& x, const std::vector<Index>& wrong) {
  const Index said = (x.array() < 0).count();
  if (said == 0) return undefined;
  const auto rightly = std::count_if(wrong.begin(), wrong.end(), [&](Index i) { return x[i] < 0; });
  return 200 * static_cast<double>(rightly) / static_cast<double>(said + static_cast<Index>(wrong.size()));
}

}  // namespace bros::tasks
