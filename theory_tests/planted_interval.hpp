// Intervals with a fault, to see that the tests of the right ones would notice.
#pragma once

#include <bros/core/multiprecision.hpp>
#include <bros/core/number_traits.hpp>

#include <mpfr.h>

namespace bros {

/// Intervals as they must not be: endpoints in 53 bits rounded as the arguments say, products of like endpoints only
/// if `careless`. With MPFR_RNDD, MPFR_RNDU and care they are right: the control.
template <mpfr_rnd_t low_rounding, mpfr_rnd_t high_rounding, bool careless = false>
class Planted {
 public:
  Planted() : Planted(0) {}
  Planted(int value) : Planted(rational(value)) {}
  explicit Planted(const rational& value) {
    mpq_t q;
    mpq_init(q);
    mpq_set_str(q, value.str().c_str(), 10);
    mpfr_set_q(low_.x, q, low_rounding);
    mpfr_set_q(high_.x, q, high_rounding);
    mpq_clear(q);
  }
  friend Planted operator+(const Planted& a, const Planted& b) {
    Planted c;
    mpfr_add(c.low_.x, a.low_.x, b.low_.x, low_rounding);
    mpfr_add(c.high_.x, a.high_.x, b.high_.x, high_rounding);
    return c;
  }
  friend Planted operator-(const Planted& a) {
    Planted c;
    mpfr_neg(c.low_.x, a.high_.x, low_rounding);
    mpfr_neg(c.high_.x, a.low_.x, high_rounding);
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
    mpfr_sqrt(c.low_.x, a.low_.x, low_rounding);
    mpfr_sqrt(c.high_.x, a.high_.x, high_rounding);
    return c;
  }
  friend Planted hull(const Planted& a, const Planted& b) {
    Planted both;
    mpfr_min(both.low_.x, a.low_.x, b.low_.x, low_rounding);
    mpfr_max(both.high_.x, a.high_.x, b.high_.x, high_rounding);
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
    operation(c.low_.x, low_.x, b.low_.x, low_rounding);
    operation(c.high_.x, high_.x, b.high_.x, high_rounding);
    if (careless) return c;
    Endpoint other;
    for (const auto* a : {&low_, &high_})
      for (const auto* e : {&b.low_, &b.high_}) {
        operation(other.x, a->x, e->x, low_rounding);
        if (mpfr_less_p(other.x, c.low_.x)) c.low_ = other;
        operation(other.x, a->x, e->x, high_rounding);
        if (mpfr_greater_p(other.x, c.high_.x)) c.high_ = other;
      }
    return c;
  }
  Endpoint low_, high_;
};
using Control = Planted<MPFR_RNDD, MPFR_RNDU>;
using ToNearest = Planted<MPFR_RNDN, MPFR_RNDN>;
using Inwards = Planted<MPFR_RNDU, MPFR_RNDD>;
using CarelessProduct = Planted<MPFR_RNDD, MPFR_RNDU, true>;

}  // namespace bros

template <mpfr_rnd_t a, mpfr_rnd_t b, bool c>
struct Eigen::NumTraits<bros::Planted<a, b, c>> : bros::FieldNumTraits<bros::Planted<a, b, c>, 10> {};
