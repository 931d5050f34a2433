// Sums whose order of additions does not depend on the number of ranks.
#pragma once

#include <bros/core/error.hpp>
#include <bros/core/scalar.hpp>
#include <bros/parallel/communicator.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

namespace bros {

/// The sum of one vector a part, over parts 0 .. P-1, on R ranks of which each has P/R consecutive parts.
/// Math:     one binary tree over the parts, whatever R:  sum[a, b) = sum[a, m) + sum[m, b),  m = a + floor((b - a)/2)
/// Requires: P >= 1, R divides P [-> ArgumentError]; numbers that can be copied as bytes, where R > 1
/// Ensures:  every rank has the same bits for every R
/// Cost:     a rank adds up each largest subtree that lies in its own parts (a branch: one where R is a power of two),
///           and sends to every rank its share of the numbers, N/R of them; each adds up its share of all branches, and
///           sends it to every rank. With b_r branches and N_r numbers rank r sends
///             sizeof(S) ((N - N_r) b_r + (R - 1) N_r) bytes,   2 sizeof(S) N (R - 1)/R where b_r = 1 and R divides N
///           in 2 (R - 1) messages. It keeps log2(P/R) + 1 vectors, and of all branches its share, N in all
template <class S>
class SumOverParts {
 public:
  /// Requires: `ranks` outlives the object [NOT checked]
  SumOverParts(Index parts, Communicator& ranks) : parts_(parts), ranks_(ranks) {
    require(parts >= 1, "parts", parts, "at least 1");
    require(parts % ranks.size() == 0, "parts", parts,
            "a multiple of the number of ranks, " + std::to_string(ranks.size()));
    require(std::is_trivially_copyable_v<S> || ranks.size() == 1, "ranks", ranks.size(),
            "1 with numbers that cannot be copied as bytes");
    find_branches(0, parts);
    for (Index b = 0, own = 0; b < count(branches_); ++b)
      if (owner(branch(b)) == rank()) width_ = std::max(width_, ++own + depth(branch(b)));
  }

  /// evaluate(part, room) for each part of this rank, which fills room(N), N numbers, as many for every part; then the
  /// sum over all parts, which may be overwritten.
  template <class Evaluate>
  Eigen::Ref<Vector<S>> operator()(const Evaluate& evaluate) {
    Index own = 0;
    for (const Branch& b : branches_)
      if (owner(b) == rank()) sum(b, own++, evaluate);
    if (ranks_.size() > 1) {
      hand_out_branches(columns_.rows());
      gather(columns_.rows());
    }
    return columns_.col(0);
  }
  /// What this rank sends for a sum of N numbers.
  [[nodiscard]] std::uint64_t bytes(Index numbers) const {
    const Index own = share(numbers, rank()).size,
                count = std::count_if(branches_.begin(), branches_.end(), [&](auto b) { return owner(b) == rank(); });
    return sizeof(S) * static_cast<std::uint64_t>((numbers - own) * count + (ranks_.size() - 1) * own);
  }

 private:
  /// Parts first .. end - 1.
  struct Branch {
    Index first, end;
    [[nodiscard]] Index middle() const { return first + (end - first) / 2; }
    [[nodiscard]] Branch left() const { return {first, middle()}; }
    [[nodiscard]] Branch right() const { return {middle(), end}; }
    [[nodiscard]] Index size() const { return end - first; }
  };
  struct Share {
    Index first, size;
  };
  template <class T>
  static Index count(const std::vector<T>& v) {
    return static_cast<Index>(v.size());
  }
  static Index depth(Branch b) { return b.size() == 1 ? 0 : 1 + depth(b.right()); }  // the right one is not smaller

  [[nodiscard]] int rank() const { return ranks_.rank(); }
  [[nodiscard]] const Branch& branch(Index b) const { return branches_[static_cast<std::size_t>(b)]; }
  [[nodiscard]] Index owner_of(Index part) const { return part / (parts_ / ranks_.size()); }
  [[nodiscard]] Index owner(Branch b) const { return owner_of(b.first); }
  [[nodiscard]] bool has_one_owner(Branch b) const { return owner_of(b.first) == owner_of(b.end - 1); }
  [[nodiscard]] Share share(Index numbers, Index r) const {
    const Index first = numbers * r / ranks_.size();
    return {first, numbers * (r + 1) / ranks_.size() - first};
  }

  void find_branches(Index first, Index end) {
    const Branch b{first, end};
    if (has_one_owner(b)) return branches_.push_back(b);
    find_branches(first, b.middle());
    find_branches(b.middle(), end);
  }
  /// The sum over a branch of this rank, in that column; those after it are overwritten.
  template <class Evaluate>
  void sum(Branch b, Index column, const Evaluate& evaluate) {
    if (b.size() == 1)
      return evaluate(b.first, [&](Index numbers) -> Eigen::Ref<Vector<S>> {
        columns_.resize(numbers, width_);  // for the first part of all
        return columns_.col(column);
      });
    sum(b.left(), column, evaluate);
    sum(b.right(), column + 1, evaluate);
    columns_.col(column) += columns_.col(column + 1);
  }
  /// The sum over b of the branches that begin with column `next`: the column that holds it.
  Index sum_branches(Branch b, Index& next) {
    if (has_one_owner(b)) return next++;
    const Index left = sum_branches(b.left(), next), right = sum_branches(b.right(), next);
    branch_shares_.col(left) += branch_shares_.col(right);
    return left;
  }

  /// Leaves this rank's share of the sum in column 0.
  void hand_out_branches(Index numbers) {
    const Share mine = share(numbers, rank());
    branch_shares_.resize(mine.size, count(branches_));
    out_.clear(), in_.clear();
    Index own = 0;
    for (Index b = 0; b < count(branches_); ++b) {
      if (owner(branch(b)) != rank()) {
        in_.push_back({static_cast<int>(owner(branch(b))), writable(branch_shares_.col(b))});
        continue;
      }
      for (int r = 0; r < ranks_.size(); ++r) {
        const Share of_r = share(numbers, r);
        if (r != rank()) out_.push_back({r, readable(columns_.col(own).segment(of_r.first, of_r.size))});
      }
      branch_shares_.col(b) = columns_.col(own++).segment(mine.first, mine.size);
    }
    ranks_.exchange(out_, in_);
    Index next = 0;
    sum_branches({0, parts_}, next);
    columns_.col(0).segment(mine.first, mine.size) = branch_shares_.col(0);
  }
  void gather(Index numbers) {
    out_.clear(), in_.clear();
    const Share mine = share(numbers, rank());
    for (int r = 0; r < ranks_.size(); ++r) {
      if (r == rank()) continue;
      const Share of_r = share(numbers, r);
      out_.push_back({r, readable(columns_.col(0).segment(mine.first, mine.size))});
      in_.push_back({r, writable(columns_.col(0).segment(of_r.first, of_r.size))});
    }
    ranks_.exchange(out_, in_);
  }
  static std::span<std::byte> writable(Eigen::Ref<Vector<S>> v) {
    return std::as_writable_bytes(std::span<S>(v.data(), static_cast<std::size_t>(v.size())));
  }
  static std::span<const std::byte> readable(Eigen::Ref<Vector<S>> v) { return writable(v); }

  Index parts_;
  Communicator& ranks_;
  std::vector<Branch> branches_;  // of all ranks, in the order of their parts
  Index width_ = 0;
  Matrix<S> columns_;        // branches of this rank, then what their sums need; at last the sum itself
  Matrix<S> branch_shares_;  // this rank's share of all branches
  std::vector<Outgoing> out_;
  std::vector<Incoming> in_;
};

}  // namespace bros
