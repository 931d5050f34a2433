// Minibatches of a finite sum: which samples an evaluation takes.
#pragma once

#include <bros/problem/problem.hpp>

#include <algorithm>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bros {

/// How minibatches are taken.
///   iid         `batch` samples drawn independently and uniformly, with replacement: what the theorem assumes
///   cyclic      iteration k takes minibatch k mod N of the N = ceil(count / batch) runs of consecutive samples
///   reshuffled  the same fixed minibatches, in a fresh random order each epoch of N iterations
///   slots       one of the same fixed minibatches, drawn independently and uniformly: what SAGA's proof assumes
enum class Sampling { iid, cyclic, reshuffled, slots };

[[nodiscard]] constexpr std::string_view to_string(Sampling sampling) {
  switch (sampling) {
    case Sampling::iid:
      return "iid";
    case Sampling::cyclic:
      return "cyclic";
    case Sampling::reshuffled:
      return "reshuffled";
    case Sampling::slots:
      return "slots";
  }
  return "unknown";
}

/// The minibatches of one level of a finite sum.
/// Requires: count >= 1, 1 <= batch <= count [-> ArgumentError]
/// Ensures:  an i.i.d. minibatch mean is unbiased for the mean over all samples. The last fixed minibatch may be
///           shorter: average over indices().size(), never over `batch`; over an epoch a shorter one then counts too
///           much, so that fixed minibatches are unbiased over an epoch, or drawn, only if `batch` divides `count`.
/// Random:   with `level` the name given: iid takes `batch` bounded draws of stream.fork(level).fork(index), slots one;
///           reshuffled a permutation from stream.fork(level).fork(epoch), drawn once an epoch
/// Cost:     O(batch); no allocation after the first draw
class Minibatch {
 public:
  Minibatch(std::string_view level, Index count, Index batch, Sampling sampling)
      : level_(level), count_(count), batch_(batch), sampling_(sampling) {
    require(count >= 1, "samples", count, "at least 1");
    require(batch >= 1 && batch <= count, "batch", batch,
            "between 1 and the number of samples, " + std::to_string(count));
    indices_.reserve(static_cast<std::size_t>(batch));
    order_.resize(static_cast<std::size_t>((count + batch - 1) / batch));
  }

  /// Draws the minibatch of this sample.
  void draw(const Sample& sample) {
    indices_.clear();
    if (sampling_ == Sampling::iid) {
      BoundedDraws draws(sample.stream.fork(level_).fork(sample.index));
      for (Index i = 0; i < batch_; ++i)
        indices_.push_back(static_cast<Index>(draws.below(static_cast<std::uint64_t>(count_))));
      return;
    }
    const std::uint64_t batches = order_.size();
    slot_ = static_cast<Index>(sample.index % batches);
    if (sampling_ == Sampling::reshuffled) slot_ = shuffled(sample.stream, sample.index / batches, slot_);
    if (sampling_ == Sampling::slots)
      slot_ = static_cast<Index>(BoundedDraws(sample.stream.fork(level_).fork(sample.index)).below(batches));
    for (Index i = slot_ * batch_; i < std::min(count_, (slot_ + 1) * batch_); ++i) indices_.push_back(i);
  }
  /// The samples of the current minibatch; an i.i.d. one may repeat a sample.
  [[nodiscard]] const std::vector<Index>& indices() const { return indices_; }
  /// Which of the N fixed minibatches it is; of an i.i.d. one this says nothing.
  [[nodiscard]] Index slot() const { return slot_; }

 private:
  Index shuffled(const Stream& stream, std::uint64_t epoch, Index slot) {
    const Stream own = stream.fork(level_).fork(epoch);
    if (!(order_of_ && *order_of_ == own)) {
      std::iota(order_.begin(), order_.end(), Index{0});
      BoundedDraws draws(own);
      for (std::size_t i = order_.size(); i > 1; --i) std::swap(order_[i - 1], order_[draws.below(i)]);
      order_of_ = own;
    }
    return order_[static_cast<std::size_t>(slot)];
  }

  std::string_view level_;
  Index count_, batch_;
  Sampling sampling_;
  Index slot_ = 0;
  std::vector<Index> indices_, order_;
  std::optional<Stream> order_of_;
};

}  // namespace bros
