// A sampler of the tests' own: what it takes to add one.
#pragma once

#include <bros/subspace/subspace.hpp>

#include <vector>

namespace bros::property {

/// P = sqrt(m/r) (u_i)_{i in R}: a uniformly random r-subset R of the columns of a given orthogonal U.
/// Random:   draw: `rank` bounded draws of stream.fork(l) for block l
template <Scalar S>
class RotatedCoordinates final : public Subspace<S> {
 public:
  static constexpr const char* kind = "rotated_coordinates";
  using Subspace<S>::blocks;

  explicit RotatedCoordinates(const Blocks& shapes) : Subspace<S>(shapes) {
    for (const Block& b : shapes) {
      rotations_.push_back(Matrix<S>::Identity(b.rows, b.rows));
      bases_.push_back(Matrix<S>(b.rows, b.rank));
    }
    draw(Stream(0));
  }
  [[nodiscard]] const char* name() const override { return kind; }
  /// Takes U in block l, from the next draw on.
  void set_rotation(Index l, const Matrix<S>& u) { rotations_[static_cast<std::size_t>(l)] = u; }
  [[nodiscard]] const Matrix<S>* basis(Index l) const override { return &bases_[static_cast<std::size_t>(l)]; }

  void draw(const Stream& stream) override {
    using std::sqrt;
    for (Index l = 0; l < blocks().count(); ++l) {
      const auto at = static_cast<std::size_t>(l);
      draw_subset(stream.fork(at), blocks()[l].rows, blocks()[l].rank, chosen_);
      for (Index j = 0; j < blocks()[l].rank; ++j)
        bases_[at].col(j) =
            rotations_[at].col(chosen_[static_cast<std::size_t>(j)]) * S(sqrt(gram_factor<S>(blocks()[l])));
    }
  }
  void restrict_block(Index l, const ConstMatrixView<S>& in, MatrixView<S> out) const override {
    out = basis(l)->transpose().lazyProduct(in);
  }
  void lift_block(Index l, const S& scale, const ConstMatrixView<S>& b, MatrixView<S> y) const override {
    y += scale * basis(l)->lazyProduct(b);
  }
  [[nodiscard]] std::unique_ptr<Subspace<S>> clone() const override {
    return std::make_unique<RotatedCoordinates>(*this);
  }

 private:
  std::vector<Matrix<S>> rotations_, bases_;
  std::vector<Index> chosen_;
};

}  // namespace bros::property
