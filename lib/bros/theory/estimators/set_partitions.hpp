// Set partitions and pairings: what moments of random matrices are sums over.
#pragma once

#include <bros/core/error.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace bros {

/// A partition of {0, .., size-1} into classes, numbered in the order of their first elements.
/// Math:     a pairing is a partition into classes of two; delta_p(a) below is 1 where a is constant on each class of p
class SetPartition {
 public:
  SetPartition() = default;
  /// Elements with the same label share a class; the labels themselves mean nothing.
  explicit SetPartition(const std::vector<std::size_t>& labels) {
    std::vector<std::size_t> seen;
    for (const std::size_t label : labels) {
      const auto known = std::find(seen.begin(), seen.end(), label);
      class_of_.push_back(static_cast<std::size_t>(known - seen.begin()));
      if (known == seen.end()) seen.push_back(label);
    }
    classes_ = seen.size();
  }
  [[nodiscard]] std::size_t size() const { return class_of_.size(); }
  [[nodiscard]] std::size_t classes() const { return classes_; }
  /// The class of element i.
  [[nodiscard]] std::size_t operator[](std::size_t i) const { return class_of_[i]; }
  /// How many elements each class has.
  [[nodiscard]] std::vector<std::size_t> class_sizes() const {
    std::vector<std::size_t> sizes(classes_, 0);
    for (const std::size_t c : class_of_) ++sizes[c];
    return sizes;
  }
  friend bool operator==(const SetPartition&, const SetPartition&) = default;
  friend bool operator<(const SetPartition& p, const SetPartition& q) { return p.class_of_ < q.class_of_; }

 private:
  std::vector<std::size_t> class_of_;
  std::size_t classes_ = 0;
};

/// Whether every class of p lies in one class of q.
[[nodiscard]] inline bool refines(const SetPartition& p, const SetPartition& q) {
  for (std::size_t i = 0; i < p.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (p[i] == p[j] && q[i] != q[j]) return false;
  return true;
}

/// The finest partition that both p and q refine. For two pairings its classes are the loops of p and q drawn together.
[[nodiscard]] inline SetPartition join(const SetPartition& p, const SetPartition& q) {
  std::vector<std::size_t> label(p.size());
  for (std::size_t i = 0; i < p.size(); ++i) label[i] = p[i];
  for (std::size_t i = 0; i < p.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (q[i] == q[j]) std::replace(label.begin(), label.end(), std::size_t{label[i]}, std::size_t{label[j]});
  return SetPartition(label);
}

/// The partition of 2 size slots in which element s has become the slots 2s and 2s+1.
[[nodiscard]] inline SetPartition doubled(const SetPartition& p) {
  std::vector<std::size_t> label;
  for (std::size_t i = 0; i < p.size(); ++i) label.insert(label.end(), 2, p[i]);
  return SetPartition(label);
}

/// All partitions of {0, .., size-1}, Bell(size) of them; only those with classes of two if `paired`.
[[nodiscard]] inline std::vector<SetPartition> set_partitions(std::size_t size, bool paired = false) {
  std::vector<SetPartition> all;
  std::vector<std::size_t> label, sizes;
  const std::function<void()> extend = [&] {
    if (label.size() == size) {
      if (!paired || 2 * sizes.size() == size) all.emplace_back(label);
      return;
    }
    for (std::size_t c = 0; c <= sizes.size(); ++c) {
      if (c < sizes.size() && paired && sizes[c] == 2) continue;
      if (c == sizes.size() && paired && 2 * c == size) continue;
      const bool fresh = c == sizes.size();
      if (fresh) sizes.push_back(0);
      ++sizes[c];
      label.push_back(c);
      extend();
      label.pop_back();
      if (fresh)
        sizes.pop_back();
      else
        --sizes[c];
    }
  };
  extend();
  return all;
}

/// The (2k-1)!! pairings of {0, .., 2k-1}; the first is {0,1}, {2,3}, ...
[[nodiscard]] inline std::vector<SetPartition> pairings(std::size_t k) { return set_partitions(2 * k, true); }

/// The Moebius function of the partition lattice: prod over classes of q of (-1)^(b-1) (b-1)!, b classes of p in it.
/// Math:     [a takes distinct values on the classes of p] = sum over q coarser than p of moebius(p, q) delta_q(a)
/// Requires: refines(p, q) [NOT checked]
[[nodiscard]] inline int moebius(const SetPartition& p, const SetPartition& q) {
  std::vector<std::size_t> owner(p.classes());
  for (std::size_t i = 0; i < p.size(); ++i) owner[p[i]] = q[i];
  int value = 1;
  std::vector<int> met(q.classes(), 0);
  for (const std::size_t c : owner) value *= met[c]++ == 0 ? 1 : -(met[c] - 1);
  return value;
}

}  // namespace bros
