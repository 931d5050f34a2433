// Intervals with a fault, to see that the tests of the right ones would notice.
#pragma once

#include <bros/core/multiprecision.hpp>
#include <bros/core/number_traits.hpp>

#include <mpfr.h>

namespace bros {

/// Intervals as they must not be: endpoints in 53 bits rounded as Planted::with() says, products of like endpoints only
/// if it says `careless`. With downward, upward and care they are right: the control.
class Planted {
 public:
  struct Rounding {
    mpfr_rnd_t low, high;
    bool careless;
  };
  static constexpr Rounding right{MPFR_RNDD, MPFR_RNDU, false}, to_nearest{MPFR_RNDN, MPFR_RNDN, false},
      inwards{MPFR_RNDU, MPFR_RNDD, false}, careless_product{MPFR_RNDD, MPFR_RNDU, true};
  /// What `compute` gives with this rounding of all of them.
  template <class Compute>
  static auto with(const Rounding& rounding, const Compute& compute) {
    rounding_ = rounding;
    return compute();
  }

  Planted() : Planted(0) {}
  Planted(int value) : Planted(rational(value)) {}
  explicit Planted(const rational& value) {
    mpq_t q;
    mpq_init(q);
    mpq_set_str(q, value.str().c_str(), 10);
    mpfr_set_q(low_.x, q, rounding_.low);
    mpfr_set_q(high_.x, q, rounding_.high);
    mpq_clear(q);
  }
  friend Planted operator+(const Planted& a, const Planted& b) {
    Planted c;
    mpfr_add(c.low_.x, a.low_.x, b.low_.x, rounding_.low);
    mpfr_add(c.high_.x, a.high_.x, b.high_.x, rounding_.high);
    return c;
  }
  friend Planted operator-(const Planted& a) {
    Planted c;
    mpfr_neg(c.low_.x, a.high_.x, rounding_.low);
    mpfr_neg(c.high_.x, a.low_.x, rounding_.high);
    return c;
  }
  friend Planted operator-(const Planted& a, const Planted& b) { return a + -b; }
  friend Planted operator*(const Planted& a, const Planted& b) { return a.combine(b, mpfr_mul); }
  friend Planted operator/(const Planted& a, const Planted& b) { return a.combine(b, mpfr_div); }
  Planted& operator+=(const Planted& b) { return *this = *this + b; }
  Planted& operator-=(const Planted& b) { return *this = *this - b; }
  Planted& operator*=(const Planted& b) { return *this = *this * b; }
  Planted& operator/=(const Planted& b) { return *this = *this / b; }
  friend bool operator==(const Planted& a, const Planted& b) {
    return mpfr_equal_p(a.low_.x, b.low_.x) && mpfr_equal_p(a.high_.x, b.high_.x);
  }
  friend Planted sqrt(const Planted& a) {
    Planted c;
    mpfr_sqrt(c.low_.x, a.low_.x, rounding_.low);
    mpfr_sqrt(c.high_.x, a.high_.x, rounding_.high);
    return c;
  }
  friend Planted hull(const Planted& a, const Planted& b) {
    Planted both;
    mpfr_min(both.low_.x, a.low_.x, b.low_.x, rounding_.low);
    mpfr_max(both.high_.x, a.high_.x, b.high_.x, rounding_.high);
    return both;
  }
  [[nodiscard]] bool contains(const rational& value) const {
    mpq_t q;
    mpq_init(q);
    mpq_set_str(q, value.str().c_str(), 10);
    const bool inside = mpfr_cmp_q(low_.x, q) <= 0 && mpfr_cmp_q(high_.x, q) >= 0;
    mpq_clear(q);
    return inside;
  }

 private:
  struct Endpoint {
    Endpoint() { mpfr_init2(x, 53); }
    Endpoint(const Endpoint& e) : Endpoint() { mpfr_set(x, e.x, MPFR_RNDN); }
    Endpoint& operator=(const Endpoint& e) {
      mpfr_set(x, e.x, MPFR_RNDN);
      return *this;
    }
    ~Endpoint() { mpfr_clear(x); }
    mpfr_t x;
  };
  template <class Operation>
  Planted combine(const Planted& b, const Operation& operation) const {
    Planted c;
    operation(c.low_.x, low_.x, b.low_.x, rounding_.low);
    operation(c.high_.x, high_.x, b.high_.x, rounding_.high);
    if (rounding_.careless) return c;
    Endpoint other;
    for (const auto* a : {&low_, &high_})
      for (const auto* e : {&b.low_, &b.high_}) {
        operation(other.x, a->x, e->x, rounding_.low);
        if (mpfr_less_p(other.x, c.low_.x)) c.low_ = other;
        operation(other.x, a->x, e->x, rounding_.high);
        if (mpfr_greater_p(other.x, c.high_.x)) c.high_ = other;
      }
    return c;
  }
  static inline Rounding rounding_ = right;
  Endpoint low_, high_;
};

}  // namespace bros

template <>
struct Eigen::NumTraits<bros::Planted> : bros::FieldNumTraits<bros::Planted, 10> {};
