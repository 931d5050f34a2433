// Block vectors: Y = (Y_1, .., Y_L) in the product Frobenius space, one contiguous buffer with matrix views.
#pragma once

#include <bros/core/error.hpp>
#include <bros/core/scalar.hpp>

#include <string>
#include <utility>
#include <vector>

namespace bros {

/// Entries of what can be asked for: 2^50 bytes of doubles, more than any machine has. Sums and products of a few sizes
/// below it do not overflow.
inline constexpr Index most_entries = Index{1} << 47;

/// rows cols.   Requires: rows, cols >= 0 and at most most_entries together [-> ArgumentError that names `field`]
[[nodiscard]] inline Index entries_of(const char* field, Index rows, Index cols) {
  if (rows < 0 || cols < 0 || (cols > 0 && rows > most_entries / cols))
    require(false, field, std::to_string(rows) + " x " + std::to_string(cols), "at most 2^47 entries");
  return rows * cols;
}

/// Shapes of the blocks of one vector, and where each begins in the buffer.
/// Shapes:   block l is rows(l) x cols(l), column-major, from offset(l); blocks follow one another
/// Requires: at most most_entries [-> ArgumentError]
class Layout {
 public:
  Layout() = default;
  explicit Layout(std::vector<std::pair<Index, Index>> shapes) : shapes_(std::move(shapes)) {
    for (const auto& [rows, cols] : shapes_) {
      offsets_.push_back(size_);
      size_ += entries_of("block", rows, cols);
      require(size_ <= most_entries, "blocks", size_, "at most 2^47 entries in all");
    }
  }
  /// How many blocks.
  [[nodiscard]] Index count() const { return static_cast<Index>(shapes_.size()); }
  /// Rows of block l.
  [[nodiscard]] Index rows(Index l) const { return shapes_[static_cast<std::size_t>(l)].first; }
  /// Columns of block l.
  [[nodiscard]] Index cols(Index l) const { return shapes_[static_cast<std::size_t>(l)].second; }
  /// Where block l begins.
  [[nodiscard]] Index offset(Index l) const { return offsets_[static_cast<std::size_t>(l)]; }
  /// How many numbers.
  [[nodiscard]] Index size() const { return size_; }
  friend bool operator==(const Layout&, const Layout&) = default;

 private:
  std::vector<std::pair<Index, Index>> shapes_;
  std::vector<Index> offsets_;
  Index size_ = 0;
};

/// One block of the lower variable: Y_l is rows x cols (m x n), moved in a subspace of dimension rank (r) of its rows.
struct Block {
  Index rows;  ///< m
  Index cols;  ///< n
  Index rank;  ///< r, of its subspaces: between 1 and m
  friend bool operator==(const Block&, const Block&) = default;
};

/// The blocks of the lower variable.
/// Requires: rows, cols >= 1 and 1 <= rank <= rows for every block, at least one block, and sizes that entries_of
/// allows
///           for Y and for a basis [-> ArgumentError]
class Blocks {
 public:
  explicit Blocks(std::vector<Block> blocks) : blocks_(std::move(blocks)) {
    require(!blocks_.empty(), "blocks", "[]", "at least one block");
    std::vector<std::pair<Index, Index>> full, projected;
    for (const Block& b : blocks_) {
      require(b.rows >= 1, "block.rows", b.rows, "at least 1");
      require(b.cols >= 1, "block.cols", b.cols, "at least 1");
      require(b.rank >= 1 && b.rank <= b.rows, "block.rank", b.rank, "between 1 and rows = " + std::to_string(b.rows));
      (void)entries_of("block.rows x rank", b.rows, b.rank);
      full.emplace_back(b.rows, b.cols);
      projected.emplace_back(b.rank, b.cols);
    }
    full_ = Layout(std::move(full));
    projected_ = Layout(std::move(projected));
  }
  /// How many blocks.
  [[nodiscard]] Index count() const { return static_cast<Index>(blocks_.size()); }
  /// Block l.
  [[nodiscard]] const Block& operator[](Index l) const { return blocks_[static_cast<std::size_t>(l)]; }
  /// The blocks in their order.
  [[nodiscard]] auto begin() const { return blocks_.begin(); }
  /// Past the last.
  [[nodiscard]] auto end() const { return blocks_.end(); }

  /// Layout of Y and Z: blocks m_l x n_l.
  [[nodiscard]] const Layout& full() const { return full_; }
  /// Layout of B and W = P^T Z: blocks r_l x n_l.
  [[nodiscard]] const Layout& projected() const { return projected_; }
  /// The same blocks with rank = rows: nothing is projected.
  [[nodiscard]] Blocks with_full_rank() const {
    auto copy = blocks_;
    for (Block& b : copy) b.rank = b.rows;
    return Blocks(std::move(copy));
  }
  friend bool operator==(const Blocks& a, const Blocks& b) { return a.blocks_ == b.blocks_; }

 private:
  std::vector<Block> blocks_;
  Layout full_;
  Layout projected_;
};

/// A vector of the product Frobenius space: <A, B> = sum_l tr(A_l^T B_l) = A.flat().dot(B.flat()).
template <class S>
class BlockVector {
 public:
  /// A block that may be written.
  using View = Eigen::Map<Matrix<S>>;
  /// A block that may be read.
  using ConstView = Eigen::Map<const Matrix<S>>;

  BlockVector() = default;
  /// The zero vector.
  explicit BlockVector(Layout layout) : layout_(std::move(layout)), flat_(Vector<S>::Zero(layout_.size())) {}

  /// The shapes of its blocks.
  [[nodiscard]] const Layout& layout() const { return layout_; }
  /// How many numbers.
  [[nodiscard]] Index size() const { return flat_.size(); }
  /// vec(Y), column by column and block after block.
  [[nodiscard]] Vector<S>& flat() { return flat_; }
  /// The same, to be read.
  [[nodiscard]] const Vector<S>& flat() const { return flat_; }
  /// Block l as a matrix.
  [[nodiscard]] View block(Index l) { return {flat_.data() + layout_.offset(l), layout_.rows(l), layout_.cols(l)}; }
  /// Block l as a matrix.
  [[nodiscard]] ConstView block(Index l) const {
    return {flat_.data() + layout_.offset(l), layout_.rows(l), layout_.cols(l)};
  }

 private:
  Layout layout_;
  Vector<S> flat_;
};

}  // namespace bros
