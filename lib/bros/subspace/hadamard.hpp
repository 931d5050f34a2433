#pragma once

#include <bros/subspace/subspace.hpp>

#include <vector>

namespace bros {

/// v <- H_m v, H_m the unnormalised Walsh-Hadamard matrix, H_m^T H_m = m I.
/// Requires: v.size() a power of two [NOT checked].   Cost: m log2 m additions, in place
template <Scalar S>
void walsh_hadamard(Eigen::Ref<Vector<S>> v) {
  for (Index half = 1; half < v.size(); half *= 2)
    for (Index begin = 0; begin < v.size(); begin += 2 * half)
      for (Index i = begin; i < begin + half; ++i) {
        const S a = v[i], b = v[i + half];
        v[i] = a + b;
        v[i + half] = a - b;
      }
}

/// Randomised Hadamard subspaces: P = sqrt(m/r) U_R, U = D H_m / sqrt(m) orthogonal, D Rademacher signs on the
/// diagonal, R a uniformly random r-subset of the columns.
/// Requires: rows a power of two in every block [-> ArgumentError]
/// Ensures:  P^T P = (m/r) I and E[P P^T] = I to rounding; subset-samplers
/// Random:   draw: stream.fork(l) for block l, from it fork("signs") and fork("columns")
/// Cost:     restrict and lift O(m log m) a column, with one column of scratch; P is never formed
template <Scalar S>
class Hadamard final : public Subspace<S> {
 public:
  static constexpr const char* kind = "hadamard";
  using Subspace<S>::blocks;

  explicit Hadamard(const Blocks& shapes) : Subspace<S>(shapes) {
    using std::sqrt;
    Index longest = 0;
    for (const Block& b : shapes) {
      require((b.rows & (b.rows - 1)) == 0, "block.rows", b.rows, "a power of two for the hadamard sampler");
      Realisation realisation{Vector<S>::Ones(b.rows), {}, S(1) / S(sqrt(S(static_cast<int>(b.rank))))};
      for (Index i = 0; i < b.rows; ++i) realisation.columns.push_back(i);
      realisations_.push_back(std::move(realisation));
      longest = std::max(longest, b.rows);
    }
    scratch_.resize(longest);
  }
  [[nodiscard]] const char* name() const override { return kind; }

  void draw(const Stream& stream) override {
    for (Index l = 0; l < blocks().count(); ++l) {
      const Stream own = stream.fork(static_cast<std::uint64_t>(l));
      fill_signs<S>(own.fork("signs"), at(l).signs);
      draw_subset(own.fork("columns"), blocks()[l].rows, blocks()[l].rank, at(l).columns);
    }
  }
  /// Takes the realisation D = diag(signs), R = columns in block l: for enumerations.
  /// Requires: `rows` signs, `rank` distinct columns [sizes -> ArgumentError, the rest NOT checked]
  void set_realisation(Index l, const Vector<S>& signs, const std::vector<Index>& columns) {
    require(signs.size() == blocks()[l].rows, "hadamard.signs", signs.size(), "as many as rows");
    require(static_cast<Index>(columns.size()) == blocks()[l].rank, "hadamard.columns", columns.size(),
            "as many as the rank");
    at(l).signs = signs;
    at(l).columns = columns;
  }

  void restrict_block(Index l, const ConstMatrixView<S>& in, MatrixView<S> out) const override {
    const Realisation& u = realisations_[static_cast<std::size_t>(l)];
    auto column = scratch_.head(in.rows());
    for (Index j = 0; j < in.cols(); ++j) {
      column = u.signs.cwiseProduct(in.col(j));
      walsh_hadamard<S>(column);
      for (Index i = 0; i < out.rows(); ++i) out(i, j) = u.scale * column[u.columns[static_cast<std::size_t>(i)]];
    }
  }
  void lift_block(Index l, const S& scale, const ConstMatrixView<S>& b, MatrixView<S> y) const override {
    const Realisation& u = realisations_[static_cast<std::size_t>(l)];
    auto column = scratch_.head(y.rows());
    const S factor = scale * u.scale;
    for (Index j = 0; j < b.cols(); ++j) {
      column.setConstant(S(0));
      for (Index i = 0; i < b.rows(); ++i) column[u.columns[static_cast<std::size_t>(i)]] = factor * b(i, j);
      walsh_hadamard<S>(column);
      y.col(j) += u.signs.cwiseProduct(column);
    }
  }
  [[nodiscard]] std::unique_ptr<Subspace<S>> clone() const override { return std::make_unique<Hadamard>(*this); }

 private:
  struct Realisation {
    Vector<S> signs;
    std::vector<Index> columns;
    S scale;  // sqrt(m/r) / sqrt(m)
  };
  Realisation& at(Index l) { return realisations_[static_cast<std::size_t>(l)]; }

  std::vector<Realisation> realisations_;
  mutable Vector<S> scratch_;
};

}  // namespace bros
