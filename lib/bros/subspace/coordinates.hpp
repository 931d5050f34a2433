#pragma once

#include <bros/subspace/subspace.hpp>

#include <vector>

namespace bros {

/// Coordinate subspaces: P = sqrt(m/r) (e_i)_{i in R}, R a uniformly random r-subset of the rows of the block.
/// Ensures:  P^T P = (m/r) I and E[P P^T] = I exactly; subset-samplers (theory: the weights hold for this sampler)
/// Random:   draw: `rank` bounded draws of stream.fork(l) for block l
/// Cost:     restrict and lift O(r k), draw O(m); stores m indices a block
template <Scalar S>
class Coordinates final : public Subspace<S> {
 public:
  static constexpr const char* kind = "coordinates";
  using Subspace<S>::blocks;

  explicit Coordinates(const Blocks& shapes) : Subspace<S>(shapes), rows_(static_cast<std::size_t>(shapes.count())) {
    using std::sqrt;
    for (Index l = 0; l < shapes.count(); ++l) {
      scales_.push_back(S(sqrt(gram_factor<S>(shapes[l]))));
      set_rows(l, first_rows(shapes[l].rank));
    }
  }
  [[nodiscard]] const char* name() const override { return kind; }

  void draw(const Stream& stream) override {
    for (Index l = 0; l < blocks().count(); ++l)
      draw_subset(stream.fork(static_cast<std::uint64_t>(l)), blocks()[l].rows, blocks()[l].rank, rows(l));
  }
  /// Takes the realisation R = chosen in block l: for enumerations.
  /// Requires: rank(l) distinct rows of the block [size -> ArgumentError, the rest NOT checked]
  void set_rows(Index l, const std::vector<Index>& chosen) {
    require(static_cast<Index>(chosen.size()) == blocks()[l].rank, "coordinates.rows", chosen.size(),
            "as many rows as the rank, " + std::to_string(blocks()[l].rank));
    rows(l) = chosen;
  }

  void restrict_block(Index l, const ConstMatrixView<S>& in, MatrixView<S> out) const override {
    const S& scale = scales_[static_cast<std::size_t>(l)];
    const Index* row = rows_[static_cast<std::size_t>(l)].data();
    for (Index j = 0; j < in.cols(); ++j)
      for (Index i = 0; i < out.rows(); ++i) out(i, j) = scale * in(row[i], j);
  }
  void lift_block(Index l, const S& scale, const ConstMatrixView<S>& b, MatrixView<S> y) const override {
    const S factor = scale * scales_[static_cast<std::size_t>(l)];
    const Index* row = rows_[static_cast<std::size_t>(l)].data();
    for (Index j = 0; j < b.cols(); ++j)
      for (Index i = 0; i < b.rows(); ++i) y(row[i], j) += factor * b(i, j);
  }
  [[nodiscard]] std::unique_ptr<Subspace<S>> clone() const override { return std::make_unique<Coordinates>(*this); }

 private:
  static std::vector<Index> first_rows(Index rank) {
    std::vector<Index> first(static_cast<std::size_t>(rank));
    for (Index i = 0; i < rank; ++i) first[static_cast<std::size_t>(i)] = i;
    return first;
  }
  std::vector<Index>& rows(Index l) { return rows_[static_cast<std::size_t>(l)]; }

  std::vector<std::vector<Index>> rows_;
  std::vector<S> scales_;
};

}  // namespace bros
