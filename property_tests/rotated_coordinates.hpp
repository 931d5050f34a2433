// A sampler of the tests' own: what it takes to add one.
#pragma once

#include <bros/subspace/concept.hpp>

#include <vector>

namespace bros::property {

/// P = sqrt(m/r) (u_i)_{i in R}: a uniformly random r-subset R of the columns of a given orthogonal U.
/// Random:   draw: `rank` bounded draws of stream.fork(l) for block l
template <Scalar S>
class RotatedCoordinates {
 public:
  using Scalar = S;
  static constexpr const char* name = "rotated_coordinates";
  static constexpr bool is_full = false;

  explicit RotatedCoordinates(const Blocks& blocks) : blocks_(blocks) {
    for (const Block& b : blocks_) {
      rotations_.push_back(Matrix<S>::Identity(b.rows, b.rows));
      bases_.push_back(Matrix<S>(b.rows, b.rank));
    }
    draw(Stream(0));
  }
  [[nodiscard]] const Blocks& blocks() const { return blocks_; }
  /// Takes U in block l, from the next draw on.
  void set_rotation(Index l, const Matrix<S>& u) { rotations_[static_cast<std::size_t>(l)] = u; }
  /// P_l.
  [[nodiscard]] const Matrix<S>& basis(Index l) const { return bases_[static_cast<std::size_t>(l)]; }

  void draw(const Stream& stream) {
    using std::sqrt;
    for (Index l = 0; l < blocks_.count(); ++l) {
      const auto at = static_cast<std::size_t>(l);
      draw_subset(stream.fork(at), blocks_[l].rows, blocks_[l].rank, chosen_);
      for (Index j = 0; j < blocks_[l].rank; ++j)
        bases_[at].col(j) =
            rotations_[at].col(chosen_[static_cast<std::size_t>(j)]) * S(sqrt(gram_factor<S>(blocks_[l])));
    }
  }
  void restrict_block(Index l, const ConstMatrixView<S>& in, MatrixView<S> out) const {
    out = basis(l).transpose().lazyProduct(in);
  }
  void lift_block(Index l, const S& scale, const ConstMatrixView<S>& b, MatrixView<S> y) const {
    y += scale * basis(l).lazyProduct(b);
  }

 private:
  Blocks blocks_;
  std::vector<Matrix<S>> rotations_, bases_;
  std::vector<Index> chosen_;
};

}  // namespace bros::property
