// Scalars: what a number must be able to do, and the dense matrices built on it.
#pragma once

#include <Eigen/Core>

#include <cmath>
#include <concepts>
#include <limits>
#include <ostream>
#include <type_traits>

#if defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__
#error "bros tells what is not finite: -ffast-math, -Ofast and -ffinite-math-only are refused"
#endif

namespace bros {

/// A field as far as + - * / and conversion from an integer go: all that exact formulas need. Integers divide with a
/// remainder and are none.
template <class S>
concept FieldScalar = std::copyable<S> && !std::numeric_limits<S>::is_integer && std::constructible_from<S, int> &&
                      requires(S a, const S b) {
  { a + b } -> std::convertible_to<S>;
  { a - b } -> std::convertible_to<S>;
  { a* b } -> std::convertible_to<S>;
  { a / b } -> std::convertible_to<S>;
  { -b } -> std::convertible_to<S>;
  { a += b } -> std::same_as<S&>;
  { a -= b } -> std::same_as<S&>;
  { a *= b } -> std::same_as<S&>;
  { a /= b } -> std::same_as<S&>;
  { b == b } -> std::convertible_to<bool>;
};

namespace detail {
using std::sqrt;
template <class S>
concept HasSqrt = requires(const S& a) {
  { sqrt(a) } -> std::convertible_to<S>;
};
using std::abs;
using std::atan;
using std::cos;
using std::exp;
using std::isfinite;
using std::log;
using std::pow;
using std::sin;
template <class S>
concept HasRealFunctions = requires(const S& a) {
  { exp(a) } -> std::convertible_to<S>;
  { log(a) } -> std::convertible_to<S>;
  { sin(a) } -> std::convertible_to<S>;
  { cos(a) } -> std::convertible_to<S>;
  { atan(a) } -> std::convertible_to<S>;
  { pow(a, a) } -> std::convertible_to<S>;
  { abs(a) } -> std::convertible_to<S>;
  { isfinite(a) } -> std::convertible_to<bool>;
};
template <class S>
concept HasLimits = std::numeric_limits<S>::is_specialized && requires {
  { std::numeric_limits<S>::max() } -> std::convertible_to<S>;
  { std::numeric_limits<S>::infinity() } -> std::convertible_to<S>;
};
template <class S>
concept MixesWithInt = std::convertible_to<int, S> && requires(const S& a) {
  { a + 2 } -> std::convertible_to<S>;
  { 2 * a } -> std::convertible_to<S>;
  { a / 2 } -> std::convertible_to<S>;
  { a > 0 } -> std::convertible_to<bool>;
};
template <class S>
concept Printable = requires(std::ostream& out, const S& a) {
  out << a;
};
}  // namespace detail

/// A field in which the scales sqrt(m/r), sqrt(r) exist: what a subspace and an action need.
/// Every floating-point scalar is one, and so is the exact `surd` (core/surd.hpp); `rational` is not.
template <class S>
concept Scalar = FieldScalar<S> && detail::HasSqrt<S>;

/// A scalar that can also hold a Gaussian: what the Haar sampler, noise and run-time problems need. It is ordered,
/// knows what is finite, is printed in messages, and takes an int beside it (Eigen's eigenvalue solvers ask that too)
/// and any double.
template <class S>
concept RealScalar = Scalar<S> && detail::HasRealFunctions<S> && detail::HasLimits<S> && detail::MixesWithInt<S> &&
    detail::Printable<S> && std::totally_ordered<S> && std::constructible_from<S, double>;

/// Signed: sizes, rows, columns, ranks.
using Index = Eigen::Index;

/// Column-major, whatever EIGEN_DEFAULT_TO_ROW_MAJOR says.
template <class S>
using Matrix = Eigen::Matrix<S, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor>;
/// A column.
template <class S>
using Vector = Eigen::Matrix<S, Eigen::Dynamic, 1>;

/// Views of matrices whose columns are contiguous; a matrix binds to them without a copy.
template <class S>
using MatrixView = Eigen::Ref<Matrix<S>>;
/// The same, to be read.
template <class S>
using ConstMatrixView = Eigen::Ref<const Matrix<S>>;

/// True if every entry is finite; exact scalars always are.
template <class S>
[[nodiscard]] bool all_finite(const Eigen::Ref<const Vector<S>>& v) {
  if constexpr (detail::HasRealFunctions<S>) {
    using std::isfinite;
    for (Index i = 0; i < v.size(); ++i)
      if (!isfinite(v[i])) return false;
  }
  return true;
}

}  // namespace bros
