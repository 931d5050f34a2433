#pragma once

#include <bros/core/error.hpp>
#include <bros/core/number_traits.hpp>
#include <bros/core/multiprecision.hpp>

#include <concepts>
#include <cstdint>
#include <limits>
#include <map>
#include <numeric>
#include <ostream>

namespace bros {

/// Exact sums of square roots: sum_d c_d sqrt(d) over squarefree integers d >= 1 with rational c_d. In it every scale
/// of a subspace or an action (sqrt(m/r), u, sqrt(r), sqrt((r-1)/r)) is exact, so that the library's own code can be
/// enumerated without rounding.
/// Ensures:  + - * exact, == decides equality (the roots of distinct squarefree integers are independent over Q);
///           / exact by a rational (a single term c sqrt(d) too); sqrt exact of a rational >= 0
/// Requires: divisors with a single term, non-zero; sqrt of a rational >= 0, reduced p/q with p q < 2^64; radicands
///           below 2^64 [-> ArgumentError]
/// Cost:     products take (number of terms)^2 rational operations: for small enumerations
class surd {
 public:
  surd() = default;
  template <std::integral Integer>
  surd(Integer value) : surd(rational(value)) {}
  template <std::floating_point Real>
  surd(Real) = delete;  // 0.1 is not a tenth; write rational(1) / 10
  surd(const rational& value) {
    if (value != 0) terms_.emplace(1, value);
  }

  /// Whether it is a rational number.
  [[nodiscard]] bool is_rational() const {
    return terms_.empty() || (terms_.size() == 1 && terms_.begin()->first == 1);
  }
  /// The rational it is.   Requires: is_rational() [-> ArgumentError]
  [[nodiscard]] rational to_rational() const {
    require(is_rational(), "surd", *this, "must be rational here");
    return terms_.empty() ? rational(0) : terms_.begin()->second;
  }

  friend surd operator-(const surd& a) { return surd(0) - a; }
  surd& operator+=(const surd& b) {
    for (const auto& [d, c] : b.terms_) add(d, c);
    return *this;
  }
  surd& operator-=(const surd& b) {
    for (const auto& [d, c] : b.terms_) add(d, -c);
    return *this;
  }
  surd& operator*=(const surd& b) { return *this = *this * b; }
  surd& operator/=(const surd& b) { return *this = *this / b; }
  friend surd operator+(surd a, const surd& b) { return a += b; }
  friend surd operator-(surd a, const surd& b) { return a -= b; }
  friend surd operator*(const surd& a, const surd& b) {
    surd product;
    for (const auto& [d, c] : a.terms_)
      for (const auto& [e, f] : b.terms_) {
        const Radicand common = std::gcd(d, e);  // sqrt(d) sqrt(e) = common sqrt(d e / common^2)
        product.add(times(d / common, e / common), common == 1 ? rational(c * f) : rational(c * f * common));
      }
    return product;
  }
  friend surd operator/(const surd& a, const surd& b) {
    require(b.terms_.size() == 1, "surd divisor", b, "a single non-zero term");
    const auto& [d, c] = *b.terms_.begin();  // 1 / (c sqrt(d)) = sqrt(d) / (c d)
    surd inverse;
    inverse.add(d, rational(1) / (c * rational(d)));
    return a * inverse;
  }
  friend bool operator==(const surd& a, const surd& b) { return a.terms_ == b.terms_; }

  /// The exact root of a rational >= 0.
  friend surd sqrt(const surd& a) {
    const rational value = a.to_rational();
    require(value >= 0, "sqrt", a, "must not be negative");
    if (value == 0) return surd(0);
    const auto product = numerator(value) * denominator(value);  // sqrt(p/q) = sqrt(p q) / q
    require(product <= std::numeric_limits<Radicand>::max(), "sqrt", a, "must be p/q with p q below 2^64");
    auto radicand = static_cast<Radicand>(product);
    Radicand square = 1;
    for (Radicand p = 2; p <= radicand / p; ++p)
      while (radicand % (p * p) == 0) radicand /= p * p, square *= p;
    surd root;
    root.add(radicand, rational(square) / rational(denominator(value)));
    return root;
  }
  friend std::ostream& operator<<(std::ostream& out, const surd& a) {
    if (a.terms_.empty()) return out << 0;
    const char* separator = "";
    for (const auto& [d, c] : a.terms_) {
      out << separator << c;
      if (d != 1) out << " sqrt(" << d << ")";
      separator = " + ";
    }
    return out;
  }

 private:
  using Radicand = std::uint64_t;
  static Radicand times(Radicand a, Radicand b) {
    require(a <= std::numeric_limits<Radicand>::max() / b, "radicand", a, "a product below 2^64");
    return a * b;
  }
  void add(Radicand d, const rational& c) {
    const auto [term, fresh] = terms_.emplace(d, c);
    if (!fresh) term->second += c;
    if (term->second == 0) terms_.erase(term);
  }
  std::map<Radicand, rational> terms_;
};

}  // namespace bros

template <>
struct Eigen::NumTraits<bros::surd> : bros::FieldNumTraits<bros::surd, 1000> {
  static int digits10() { return 0; }
};
