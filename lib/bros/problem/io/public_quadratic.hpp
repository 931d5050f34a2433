// The simulated quadratic of the public bilevel benchmark, made from its seed and four small matrices.
#pragma once

#include <bros/problem/io/quadratic_data.hpp>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <random>
#include <string>

namespace bros {

/// The standard normals of numpy's legacy generator, RandomState(seed).randn(), one after another.
/// Math:     uniforms (2^26 (v >> 5) + (w >> 6)) 2^-53 of words v, w of MT19937; x, y = 2 uniform - 1 until
///           0 < r = x^2 + y^2 < 1; then y f and x f with f = sqrt(-2 log(r) / r)
/// Ensures:  numpy's numbers to the last bit, where `log` is that of the C library numpy runs on
/// Source:   Marsaglia's polar method
class LegacyGaussians {
 public:
  explicit LegacyGaussians(std::uint32_t seed) : words_(seed) {}

  /// The next number.
  double operator()() {
    if (has_second_) return has_second_ = false, second_;
    double x = 0, y = 0, r = 0;
    do {
      x = 2 * uniform() - 1;
      y = 2 * uniform() - 1;
      // volatile: each square rounded, as numpy's are. A fused multiply-add would change normals by up to 1e-14.
      const volatile double xx = x * x, yy = y * y;
      r = xx + yy;
    } while (r >= 1 || r == 0);
    const double f = std::sqrt(-2 * std::log(r) / r);
    second_ = x * f;
    has_second_ = true;
    return y * f;
  }
  /// The next rows x cols normals, column after column.
  [[nodiscard]] Matrix<double> matrix(Index rows, Index cols) {
    Matrix<double> out(rows, cols);
    for (double& entry : out.reshaped()) entry = (*this)();
    return out;
  }

 private:
  double uniform() {
    const auto high = static_cast<double>(words_() >> 5), low = static_cast<double>(words_() >> 6);
    return (high * 0x1p26 + low) * 0x1p-53;
  }
  std::mt19937 words_;
  double second_ = 0;
  bool has_second_ = false;
};

namespace detail {

/// One level of the public quadratic, in the order in which its stream makes it.
class PublicLevel {
 public:
  static constexpr Index dimension = 100, samples = 1024;

  PublicLevel(std::uint32_t seed, const Matrix<double>& left, const Matrix<double>& right) : normals_(seed) {
    factors_.q = stretched(0);
    factors_.p = stretched(1);
    (void)normals_.matrix(dimension, dimension);  // whose singular vectors left and right are
    const Matrix<double> x = draw();
    factors_.u = (0.1 * left) * x;
    factors_.w = right.transpose() * x;
    for (Index i = 0; i < samples; ++i) {
      const double scale = sign_of_largest(factors_.u.col(i)) * factors_.w.col(i).norm();
      factors_.u.col(i) *= scale;
      factors_.w.col(i) /= scale;
    }
    factors_.a = draw();
    factors_.b = draw();
  }
  template <RealScalar S>
  [[nodiscard]] RankOneFactors<S> cast() const {
    const auto to = [](const Matrix<double>& m) -> Matrix<S> { return m.template cast<S>(); };
    return {to(factors_.p), to(factors_.q), to(factors_.u), to(factors_.w), to(factors_.a), to(factors_.b)};
  }

 private:
  Matrix<double> draw() { return normals_.matrix(dimension, samples); }
  static double sign_of_largest(const Eigen::Ref<const Vector<double>>& v) {
    Index largest = 0;
    v.cwiseAbs().maxCoeff(&largest);
    return v[largest] < 0 ? -1 : 1;
  }
  /// Samples +-H diag(0, .., 0, sqrt(.1), .., 1) H x, x normal, with `zeros` zeros, then logarithmic steps, and H the
  /// reflection that takes a normal vector to a multiple of the first unit vector.
  Matrix<double> stretched(Index zeros) {
    Vector<double> normal = normals_.matrix(dimension, 1);
    normal[0] += std::copysign(normal.norm(), normal[0]);
    normal.normalize();
    Matrix<double> out = draw();
    const auto reflect = [&] { out -= (2 * normal) * (normal.transpose() * out).eval(); };
    reflect();
    out.topRows(zeros).setZero();
    const auto last = static_cast<double>(dimension - zeros - 1);
    for (Index i = zeros; i < dimension; ++i)
      out.row(i) *= std::pow(0.1, (1 - static_cast<double>(i - zeros) / last) / 2);
    reflect();
    for (Index i = 0; i < samples; ++i) out.col(i) *= sign_of_largest(out.col(i));
    return out;
  }

  LegacyGaussians normals_;
  RankOneFactors<double> factors_;
};

}  // namespace detail

/// The simulated quadratic of benchopt/benchmark_bilevel, default parameters, seed 2442: what read_finite_sum reads
/// from its exported factors.
/// Math:     per level, normals of its own stream: q = A x, p = B x with A^2 and B^2 of spectra [.1, 1] and
///           {0} u [.1, 1]; u w' = .1 L x (R'x)', |w| = 1, with L and R the singular vectors of a matrix of normals.
///           The largest entries of q, p and u are positive; a and b are normal.
/// Requires: a folder with L and R of each level, {g,f}_{left,right}.f64: 100 vectors of dimension 100, orthonormal
///           [-> ArgumentError, naming the file]
/// Ensures:  the entries of the exported factors to 1.5e-15 of the largest in each, a and b to the last bit
/// Cost:     a fifth of a second
/// Source:   what the benchmark's gen_matrices computes, written anew. L and R are files: the benchmark has them from
///           LAPACK, and another decomposition has other signs and differs by 1e-13.
template <RealScalar S = double>
[[nodiscard]] FiniteSumData<S> public_quadratic(const std::filesystem::path& matrices, Index rank) {
  constexpr Index dimension = detail::PublicLevel::dimension;
  const auto orthogonal = [&](const char* name) {
    const std::filesystem::path file = matrices / name;
    Matrix<double> vectors = read_samples(file, dimension);
    const bool square = vectors.cols() == dimension;
    require(square && (vectors.transpose() * vectors).isIdentity(1e-13), file.string().c_str(),
            std::to_string(vectors.cols()) + " vectors" + (square ? ", not orthonormal" : ""),
            "100 orthonormal vectors");
    return vectors;
  };
  std::mt19937 seeds(2442);
  const auto level = [&](const char* left, const char* right) {
    const auto seed = static_cast<std::uint32_t>(seeds() & 0x7fffffff);
    return detail::PublicLevel(seed, orthogonal(left), orthogonal(right)).cast<S>();
  };
  FiniteSumData<S> data;
  data.lower = level("g_left.f64", "g_right.f64");
  data.upper = level("f_left.f64", "f_right.f64");
  data.blocks = {{dimension, 1, rank}};
  data.x0 = Vector<S>::Constant(dimension, S(-2));
  data.y0 = Vector<S>::Zero(dimension);
  return data;
}

}  // namespace bros
