// Seven planes of R^3 whose projections have the first two moments of Haar's: a finite stand-in, all of it rational.
#pragma once

#include <bros/claims/enumeration.hpp>
#include <bros/claims/finite_estimators.hpp>

#include <array>

namespace bros {

/// A plane by its normal, entries 0 and +-1, and its probability in sixtieths.
/// Math:     three axes, 2/15 each, and four diagonals, 3/20 each
struct PlaneOfSeven {
  std::array<int, 3> normal;
  int sixtieths;
};
inline std::vector<PlaneOfSeven> seven_planes() {
  constexpr int axis = 8, diagonal = 9;
  std::vector<PlaneOfSeven> planes = {{{1, 0, 0}, axis}, {{0, 1, 0}, axis}, {{0, 0, 1}, axis}};
  for (const int a : {1, -1})
    for (const int b : {1, -1}) planes.push_back({{a, b, 1}, diagonal});
  return planes;
}
/// Both projections I - u u^T of one plane.
inline FiniteLaw seven_planes_law() {
  FiniteLaw law;
  for (const auto& [u, sixtieths] : seven_planes()) {
    RationalMatrix q = identity_matrix(3);
    const int norm = u[0] * u[0] + u[1] * u[1] + u[2] * u[2];
    for (Index i = 0; i < 3; ++i)
      for (Index j = 0; j < 3; ++j)
        q(i, j) -= rational(u[static_cast<std::size_t>(i)] * u[static_cast<std::size_t>(j)]) / norm;
    law.push_back({rational(sixtieths) / 60, q, q});
  }
  return law;
}

/// The sampler, for the library's own actions: each plane as often as its weight says, sixty realisations a block.
/// Math:     P = sqrt(3/2) (v, w), v and w orthonormal and orthogonal to the normal
/// Requires: blocks of 3 rows and rank 2 [-> ArgumentError]
class SevenPlanes final : public Subspace<surd>, public Enumerable {
 public:
  explicit SevenPlanes(const Blocks& shapes)
      : Subspace<surd>(shapes), bases_(static_cast<std::size_t>(shapes.count())) {
    for (const Block& b : shapes) {
      require(b.rows == 3, "seven_planes.rows", b.rows, "3");
      require(b.rank == 2, "seven_planes.rank", b.rank, "2");
    }
    for (auto& basis : bases_) basis = basis_of(seven_planes()[0]);
  }
  [[nodiscard]] const char* name() const override { return "seven_planes"; }
  void draw(const Stream&) override {}
  void for_each(const std::function<void()>& visit) override {
    std::vector<Matrix<surd>> sixty;
    for (const PlaneOfSeven& plane : seven_planes())
      sixty.insert(sixty.end(), static_cast<std::size_t>(plane.sixtieths), basis_of(plane));
    for_each_choice(
        std::vector<std::vector<Matrix<surd>>>(bases_.size(), sixty),
        [&](Index l, const Matrix<surd>& basis) { bases_[static_cast<std::size_t>(l)] = basis; }, visit);
  }
  void restrict_block(Index l, const ConstMatrixView<surd>& in, MatrixView<surd> out) const override {
    out = bases_[static_cast<std::size_t>(l)].transpose().lazyProduct(in);
  }
  void lift_block(Index l, const surd& scale, const ConstMatrixView<surd>& b, MatrixView<surd> y) const override {
    const Matrix<surd>& basis = bases_[static_cast<std::size_t>(l)];
    for (Index j = 0; j < b.cols(); ++j)
      for (Index i = 0; i < b.rows(); ++i)
        for (Index k = 0; k < 3; ++k) y(k, j) += scale * basis(k, i) * b(i, j);
  }
  [[nodiscard]] std::unique_ptr<Subspace<surd>> clone() const override { return std::make_unique<SevenPlanes>(*this); }

 private:
  static Matrix<surd> basis_of(const PlaneOfSeven& plane) {
    const auto& u = plane.normal;
    // v has two entries, w = u x v.
    const std::array<int, 3> v =
        u[2] == 0 ? std::array{0, 0, 1} : (u[0] == 0 ? std::array{1, 0, 0} : std::array{1, -u[0] * u[1], 0});
    const std::array<int, 3> w = {u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
    Matrix<surd> basis(3, 2);
    for (Index column = 0; column < 2; ++column) {
      const auto& entries = column == 0 ? v : w;
      const int norm = entries[0] * entries[0] + entries[1] * entries[1] + entries[2] * entries[2];
      const surd scale = sqrt(surd(rational(3) / (2 * norm)));
      for (Index i = 0; i < 3; ++i) basis(i, column) = surd(entries[static_cast<std::size_t>(i)]) * scale;
    }
    return basis;
  }
  std::vector<Matrix<surd>> bases_;
};

}  // namespace bros
