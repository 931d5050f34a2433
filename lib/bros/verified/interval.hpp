// Intervals with outward rounding, over MPFI. Optional: link mpfi, mpfr and gmp.
#pragma once

#include <bros/core/error.hpp>
#include <bros/core/number_traits.hpp>
#include <bros/core/multiprecision.hpp>

#include <mpfi.h>

#include <cmath>
#include <concepts>
#include <optional>
#include <ostream>
#include <string>
#include <utility>

namespace bros {

/// A closed interval of reals with endpoints of this many decimal digits, for computing with numbers known to lie in
/// intervals. Where Boost's number over MPFI would go wrong (docs/guarantees.md), this does not compile or is total:
/// there is no <, no construction from a floating-point number (0.1 is not a tenth), no empty interval and no NaN.
/// Ensures:  the inclusion principle: for x in A, y in B, x op y is in A op B whenever it is defined, hence an
///           expression over intervals contains its value at every choice of points; a single + - * / on points is the
///           tightest enclosure. Division by an interval that contains 0 gives the whole line. The result may be an
///           argument: x -= x, x *= x
/// Requires: MPFR's default exponent range and rounding left alone [NOT checked]
/// Cost:     of the order of 100 ns an operation and two allocations at 50 digits
template <unsigned digits10>
class BasicInterval {
 public:
  static_assert(digits10 >= 20, "integers must be exact");
  static constexpr mpfr_prec_t precision = static_cast<mpfr_prec_t>(digits10 * 1000UL / 301 + 2);  ///< bits

  BasicInterval() : BasicInterval(0) {}
  template <std::signed_integral Integer>
  BasicInterval(Integer value) {
    mpfi_init2(value_, precision);
    mpfi_set_si(value_, value);
  }
  template <std::floating_point Real>
  BasicInterval(Real) = delete;  // write rational(1) / 10, or exactly(0x1p-3)
  /// The tightest interval around a rational.
  explicit BasicInterval(const rational& value) {
    const Mpq q(value);
    mpfi_init2(value_, precision);
    mpfi_set_q(value_, q.value);
  }
  /// The tightest interval around one of another precision.
  template <unsigned other>
  explicit BasicInterval(const BasicInterval<other>& x) {
    mpfi_init2(value_, precision);
    mpfi_set(value_, x.mpfi());
  }
  /// This very double.   Requires: finite [-> ArgumentError]
  [[nodiscard]] static BasicInterval exactly(double value) {
    require(std::isfinite(value), "interval", value, "finite");
    BasicInterval x;
    mpfi_set_d(x.value_, value);
    return x;
  }
  /// Of which nothing is known.
  [[nodiscard]] static BasicInterval whole_line() {
    BasicInterval x;
    mpfr_set_inf(&x.value_->left, -1);
    mpfr_set_inf(&x.value_->right, 1);
    return x;
  }

  BasicInterval(const BasicInterval& x) {
    mpfi_init2(value_, precision);
    mpfi_set(value_, x.value_);
  }
  BasicInterval(BasicInterval&& x) : BasicInterval() { mpfi_swap(value_, x.value_); }
  BasicInterval& operator=(const BasicInterval& x) {
    mpfi_set(value_, x.value_);
    return *this;
  }
  BasicInterval& operator=(BasicInterval&& x) noexcept {
    mpfi_swap(value_, x.value_);
    return *this;
  }
  ~BasicInterval() { mpfi_clear(value_); }

  friend BasicInterval operator-(BasicInterval a) {
    mpfi_neg(a.value_, a.value_);
    return a;
  }
  BasicInterval& operator+=(const BasicInterval& b) { return become(mpfi_add(value_, value_, b.value_)); }
  BasicInterval& operator-=(const BasicInterval& b) { return become(mpfi_sub(value_, value_, b.value_)); }
  BasicInterval& operator*=(const BasicInterval& b) { return become(mpfi_mul(value_, value_, b.value_)); }
  BasicInterval& operator/=(const BasicInterval& b) {
    if (mpfi_has_zero(b.value_)) return *this = whole_line();
    return become(mpfi_div(value_, value_, b.value_));
  }
  friend BasicInterval operator+(BasicInterval a, const BasicInterval& b) { return std::move(a += b); }
  friend BasicInterval operator-(BasicInterval a, const BasicInterval& b) { return std::move(a -= b); }
  friend BasicInterval operator*(BasicInterval a, const BasicInterval& b) { return std::move(a *= b); }
  friend BasicInterval operator/(BasicInterval a, const BasicInterval& b) { return std::move(a /= b); }

  /// The squares of the elements: [-1, 1] gives [0, 1], where x * x gives [-1, 1].
  friend BasicInterval square(BasicInterval a) {
    mpfi_sqr(a.value_, a.value_);
    return a;
  }
  friend BasicInterval abs(BasicInterval a) {
    mpfi_abs(a.value_, a.value_);
    return a;
  }
  friend BasicInterval max(BasicInterval a, const BasicInterval& b) {
    mpfr_max(&a.value_->left, &a.value_->left, b.left(), MPFR_RNDD);
    mpfr_max(&a.value_->right, &a.value_->right, b.right(), MPFR_RNDU);
    return a;
  }
  /// The roots of the elements that have one.   Requires: some element >= 0 [-> ArgumentError]
  friend BasicInterval sqrt(BasicInterval a) {
    require(mpfr_sgn(&a.value_->right) >= 0, "sqrt", a, "must not be negative");
    if (mpfr_sgn(&a.value_->left) < 0) mpfr_set_zero(&a.value_->left, 1);
    mpfi_sqrt(a.value_, a.value_);
    return a;
  }

  /// The common elements, or nothing: an empty set is never an interval. (MPFI has crossed endpoints for it, and adding
  /// to those gives a proper interval again.)
  friend std::optional<BasicInterval> intersect(const BasicInterval& a, const BasicInterval& b) {
    BasicInterval common;
    mpfi_intersect(common.value_, a.value_, b.value_);
    if (mpfi_is_empty(common.value_)) return std::nullopt;
    return common;
  }
  /// The smallest interval around both.
  friend BasicInterval hull(const BasicInterval& a, const BasicInterval& b) {
    BasicInterval both;
    mpfi_union(both.value_, a.value_, b.value_);
    return both;
  }

  /// The same set. It says nothing about the numbers that two intervals stand for.
  friend bool operator==(const BasicInterval& a, const BasicInterval& b) {
    return mpfr_equal_p(a.left(), b.left()) && mpfr_equal_p(a.right(), b.right());
  }
  friend void operator<(const BasicInterval&, const BasicInterval&) = delete;  // say certainly_less
  friend void operator>(const BasicInterval&, const BasicInterval&) = delete;
  friend void operator<=(const BasicInterval&, const BasicInterval&) = delete;
  friend void operator>=(const BasicInterval&, const BasicInterval&) = delete;

  [[nodiscard]] bool bounded() const { return mpfi_bounded_p(value_) != 0; }
  /// The endpoints, exactly.   Requires: bounded() [-> ArgumentError]
  [[nodiscard]] rational lower() const { return dyadic(left()); }
  [[nodiscard]] rational upper() const { return dyadic(right()); }
  [[nodiscard]] rational width() const { return upper() - lower(); }
  /// Whether x is in it.
  [[nodiscard]] bool contains(const rational& x) const {
    const Mpq q(x);
    return mpfr_cmp_q(left(), q.value) <= 0 && mpfr_cmp_q(right(), q.value) >= 0;
  }
  /// Whether x is a part of this.
  template <unsigned other>
  [[nodiscard]] bool contains(const BasicInterval<other>& x) const {
    return mpfr_lessequal_p(left(), x.left()) && mpfr_lessequal_p(x.right(), right());
  }
  /// A number near the middle. Nothing about it is verified.
  [[nodiscard]] double approx_middle() const { return mpfi_get_d(value_); }

  /// [lower, upper] in decimals rounded outwards, with the digits of the stream's precision.
  friend std::ostream& operator<<(std::ostream& out, const BasicInterval& a) {
    char *low = nullptr, *high = nullptr;
    mpfr_asprintf(&low, "%.*RDg", static_cast<int>(out.precision()), a.left());
    mpfr_asprintf(&high, "%.*RUg", static_cast<int>(out.precision()), a.right());
    out << '[' << low << ", " << high << ']';
    mpfr_free_str(low);
    mpfr_free_str(high);
    return out;
  }

  [[nodiscard]] mpfi_srcptr mpfi() const { return value_; }
  [[nodiscard]] mpfr_srcptr left() const { return &value_->left; }
  [[nodiscard]] mpfr_srcptr right() const { return &value_->right; }

 private:
  struct Mpq {
    explicit Mpq(const rational& x) {
      mpq_init(value);
      mpq_set_str(value, x.str().c_str(), 10);
    }
    Mpq(const Mpq&) = delete;
    Mpq& operator=(const Mpq&) = delete;
    ~Mpq() { mpq_clear(value); }
    mpq_t value;
  };
  static rational dyadic(mpfr_srcptr x) {
    require(mpfr_number_p(x), "interval endpoint", "infinite", "finite");
    if (mpfr_zero_p(x)) return 0;
    mpz_t mantissa;
    mpz_init(mantissa);
    const mpfr_exp_t exponent = mpfr_get_z_2exp(mantissa, x);
    std::string digits(mpz_sizeinbase(mantissa, 10) + 2, '\0');
    mpz_get_str(digits.data(), 10, mantissa);
    mpz_clear(mantissa);
    const rational value(digits.c_str());
    using boost::multiprecision::cpp_int;
    const rational power{cpp_int(cpp_int(1) << static_cast<unsigned long>(exponent < 0 ? -exponent : exponent))};
    return exponent < 0 ? rational(value / power) : rational(value * power);
  }
  // What MPFI leaves undefined, 0 times infinity and the like, could be anything.
  BasicInterval& become(int) {
    if (mpfi_nan_p(value_)) *this = whole_line();
    return *this;
  }

  mpfi_t value_;
};

/// Endpoints of 50 digits.
using interval_50 = BasicInterval<50>;
/// Endpoints of 100 digits.
using interval_100 = BasicInterval<100>;

/// Every element of a is less than every element of b. Where neither this nor certainly_not_less holds, nothing is
/// known.
template <unsigned a10, unsigned b10>
[[nodiscard]] bool certainly_less(const BasicInterval<a10>& a, const BasicInterval<b10>& b) {
  return mpfr_less_p(a.right(), b.left()) != 0;
}
/// No element of a is less than any element of b.
template <unsigned a10, unsigned b10>
[[nodiscard]] bool certainly_not_less(const BasicInterval<a10>& a, const BasicInterval<b10>& b) {
  return mpfr_lessequal_p(b.right(), a.left()) != 0;
}
/// They have an element in common. Two enclosures of one number that do not are a proof of an error.
template <unsigned a10, unsigned b10>
[[nodiscard]] bool overlaps(const BasicInterval<a10>& a, const BasicInterval<b10>& b) {
  return !certainly_less(a, b) && !certainly_less(b, a);
}

}  // namespace bros

template <unsigned digits>
struct Eigen::NumTraits<bros::BasicInterval<digits>> : bros::FieldNumTraits<bros::BasicInterval<digits>, 200> {
  static int digits10() { return static_cast<int>(digits); }
};
