// Generators: block structures, entries of every kind, matrices and streams, each with the corners that RapidCheck's
// own arbitrary<double> leaves out: the interval (-1, 1), -0, subnormals, mixed magnitudes.
#pragma once

#include "property.hpp"

#include <bros/action/action.hpp>
#include <bros/core/stream.hpp>

#include <ostream>
#include <random>
#include <vector>

namespace bros {
inline void showValue(const Block& b, std::ostream& out) { out << b.rows << " x " << b.cols << " rank " << b.rank; }
}  // namespace bros

namespace bros::property {

/// A whole number from `low` to `high`, all equally likely: RapidCheck's inRange alone stays near `low` most of the
/// time.
[[nodiscard]] inline rc::Gen<int> whole(int low, int high) {
  return rc::gen::resize(rc::kNominalSize, rc::gen::inRange(low, high + 1));
}

/// Sizes of generated block structures, each from 1.
struct Sizes {
  int blocks = 3, rows = 8, cols = 3;
  bool power_of_two = false;  ///< rows 1, 2, 4, 8
  bool full_rank = false;
};

/// No condition on ranks.
inline constexpr ActionTraits any_rank{"any", true, 1, false};

/// A block of these sizes with a rank that `traits` allow.
[[nodiscard]] inline rc::Gen<Block> block(const Sizes& sizes, const ActionTraits& traits) {
  return rc::gen::map(rc::gen::tuple(whole(1, sizes.rows), whole(1, sizes.cols), whole(0, sizes.rows - 1)),
                      [=](const std::tuple<int, int, int>& drawn) {
                        auto [rows, cols, lower_by] = drawn;
                        if (sizes.power_of_two)
                          while (rows & (rows - 1)) rows &= rows - 1;
                        int rank = sizes.full_rank ? rows : rows - lower_by % rows;
                        if (rank < rows && traits.even_rank && rank % 2 == 1) ++rank;
                        if (rank < traits.smallest_rank)
                          rank = std::min<int>(rows, static_cast<int>(traits.smallest_rank));
                        return Block{rows, cols, rank};
                      });
}

/// One to sizes.blocks blocks.
[[nodiscard]] inline rc::Gen<std::vector<Block>> block_structures(const Sizes& sizes = {},
                                                                  const ActionTraits& traits = any_rank) {
  return rc::gen::mapcat(whole(1, sizes.blocks), [=](int count) {
    return rc::gen::container<std::vector<Block>>(static_cast<std::size_t>(count), block(sizes, traits));
  });
}

/// A 64-bit number, all over the range whatever RapidCheck's size; not shrunk.
[[nodiscard]] inline rc::Gen<std::uint64_t> keys() {
  return rc::gen::noShrink(rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint64_t>()));
}

[[nodiscard]] inline rc::Gen<Stream> streams() {
  return rc::gen::map(keys(), [](std::uint64_t key) { return Stream(key); });
}

/// What generated numbers are like.
enum class Flavour {
  integers,     ///< -4 .. 4, 0 and -0 among them
  moderate,     ///< in (-1, 1)
  mixed,        ///< +-2^-30 .. 2^30, and 0
  edge,         ///< +-0, +-1, subnormal, smallest and almost smallest numbers of double
  full_length,  ///< thirds and sevenths: no trailing zeros in any binary scalar
  not_finite    ///< moderate, with NaN, infinity and -infinity among them; only where it is asked for by name
};
inline std::ostream& operator<<(std::ostream& out, Flavour flavour) {
  static constexpr const char* names[] = {"integers", "moderate", "mixed", "edge", "full_length", "not_finite"};
  return out << names[static_cast<int>(flavour)];
}
inline void showValue(Flavour flavour, std::ostream& out) { out << flavour; }
/// The flavours of finite numbers.
[[nodiscard]] inline rc::Gen<Flavour> flavours() {
  return rc::gen::element(Flavour::integers, Flavour::moderate, Flavour::mixed, Flavour::edge, Flavour::full_length);
}

/// The numbers of one test case: a function of a key and a flavour, so that RapidCheck shrinks shapes, not entries.
/// Their source is std::mt19937_64, not the library's streams.
class Numbers {
 public:
  Numbers(std::uint64_t key, Flavour flavour) : engine_(key), flavour_(flavour) {}
  /// A key and a flavour from RapidCheck.
  static Numbers any() { return Numbers(*keys().as("key of the numbers"), *flavours().as("flavour")); }
  static Numbers of(Flavour flavour) { return Numbers(*keys().as("key of the numbers"), flavour); }

  [[nodiscard]] std::uint64_t below(std::uint64_t n) { return engine_() % n; }
  /// In (-1, 1).
  [[nodiscard]] double moderate() { return static_cast<double>(engine_() >> 11) * 0x1p-52 - 1 + 0x1p-53; }

  template <Scalar S>
  [[nodiscard]] S entry() {
    const int integer = static_cast<int>(below(9)) - 4;
    if constexpr (is_exact<S>) {
      return S(rational(integer)) / S(static_cast<int>(1 + below(3)));
    } else {
      switch (flavour_) {
        case Flavour::integers:
          return integer == 0 && below(2) ? S(-0.0) : S(integer);
        case Flavour::moderate:
          return S(moderate());
        case Flavour::mixed:
          return below(8) == 0 ? S(0) : S(std::ldexp(moderate(), static_cast<int>(below(61)) - 30));
        case Flavour::edge: {
          using Limits = std::numeric_limits<double>;
          static constexpr double edges[] = {0.,           -0., 1., Limits::denorm_min(), 7 * Limits::denorm_min(),
                                             Limits::min()};
          return S(below(2) ? edges[below(6)] : -edges[below(6)]);
        }
        case Flavour::full_length:
          return S(moderate()) / S(below(2) ? 3 : 7);
        case Flavour::not_finite: {
          using Limits = std::numeric_limits<double>;
          static constexpr double wrong[] = {Limits::quiet_NaN(), Limits::infinity(), -Limits::infinity()};
          return below(4) == 0 ? S(wrong[below(3)]) : S(moderate());
        }
      }
      return S(0);
    }
  }
  template <Scalar S>
  [[nodiscard]] Matrix<S> matrix(Index rows, Index cols) {
    Matrix<S> m(rows, cols);
    for (Index j = 0; j < cols; ++j)
      for (Index i = 0; i < rows; ++i) m(i, j) = entry<S>();
    return m;
  }
  template <Scalar S>
  [[nodiscard]] Vector<S> vector(Index size) {
    return matrix<S>(size, 1);
  }
  template <Scalar S>
  [[nodiscard]] BlockVector<S> block_vector(const Layout& layout) {
    BlockVector<S> v(layout);
    v.flat() = vector<S>(layout.size());
    return v;
  }
  /// A product of three reflections: orthogonal, to the precision of S; exactly if S is exact.
  template <Scalar S>
  [[nodiscard]] Matrix<S> orthogonal(Index size) {
    Matrix<S> o = Matrix<S>::Identity(size, size);
    for (int reflection = 0; reflection < 3; ++reflection) {
      Vector<S> v(size);
      for (Index i = 0; i < size; ++i) v[i] = S(static_cast<int>(below(9)) - 4);
      if (v.dot(v) == S(0)) v[0] = S(1);
      const Vector<S> w = v * (S(2) / v.dot(v));
      o -= w * (v.transpose() * o).eval();
    }
    return o;
  }
  /// Symmetric in every bit, eigenvalues from 10^-decades to 1; entries are doubles whatever S.
  template <Scalar S>
  [[nodiscard]] Matrix<S> positive_definite(Index size, double decades) {
    return positive_definite_in_double(size, decades).cast<S>();
  }
  /// Not symmetric, singular values as those of positive_definite.
  template <Scalar S>
  [[nodiscard]] Matrix<S> ill_conditioned(Index size, double decades) {
    return ill_conditioned_in_double(size, decades).cast<S>();
  }
  /// Small integers, of rank at most `rank` exactly.
  template <Scalar S>
  [[nodiscard]] Matrix<S> rank_deficient(Index rows, Index cols, Index rank) {
    return integers<S>(rows, rank).lazyProduct(integers<S>(rank, cols));
  }
  /// B B^T with B of small integers, size x rank: positive semidefinite, of rank at most `rank` exactly.
  template <Scalar S>
  [[nodiscard]] Matrix<S> semidefinite(Index size, Index rank) {
    const Matrix<S> b = integers<S>(size, rank);
    return b.lazyProduct(b.transpose());
  }
  /// A square matrix: of any entries, ill-conditioned (up to 14 decades; not in an exact scalar) or rank-deficient.
  template <Scalar S>
  [[nodiscard]] Matrix<S> hessian(Index size) {
    const auto kind = below(3);
    if (kind == 0) return rank_deficient<S>(size, size, static_cast<Index>(below(static_cast<std::uint64_t>(size))));
    if constexpr (!is_exact<S>)
      if (kind == 1) return ill_conditioned<S>(size, 14 * std::abs(moderate()));
    return matrix<S>(size, size);
  }
  /// (M + M^T)/2 rounded to double, as S.
  template <Scalar S>
  [[nodiscard]] static Matrix<S> symmetric(const Matrix<double>& m) {
    return ((m + m.transpose()) / 2).eval().cast<S>();
  }

 private:
  [[nodiscard]] Matrix<double> positive_definite_in_double(Index size, double decades);
  [[nodiscard]] Matrix<double> ill_conditioned_in_double(Index size, double decades);
  template <Scalar S>
  Matrix<S> integers(Index rows, Index cols) {
    Matrix<S> m(rows, cols);
    for (Index j = 0; j < cols; ++j)
      for (Index i = 0; i < rows; ++i) m(i, j) = S(static_cast<int>(below(9)) - 4);
    return m;
  }
  std::mt19937_64 engine_;
  Flavour flavour_;
};

}  // namespace bros::property
