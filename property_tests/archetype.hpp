// Scalar archetypes: numbers that can do what a concept of core/scalar.hpp names and nothing else, so that a header
// that compiles with one needs no more than its concept says.
#pragma once

#include <bros/core/multiprecision.hpp>

#include <limits>
#include <ostream>

namespace bros::property {

/// The concepts of core/scalar.hpp, each with all of those before it.
enum class Level { field, scalar, real };

/// What the concepts ask for, one name each.
enum class Operation {
  none,
  copying,
  from_int,
  plus,
  minus,
  times,
  divided_by,
  negation,
  plus_assign,
  minus_assign,
  times_assign,
  divided_by_assign,
  equality,
  square_root,
  from_double,
  ordering,
  magnitude,
  exponential,
  logarithm,
  sine,
  cosine,
  arc_tangent,
  power,
  finiteness,
  limits,
  printing
};

/// A Value behind a wall: through it only what the concept at `level` names, without `missing`. No conversion out of
/// it, none into it but from int (implicit at Level::real only) and, explicit, from double at Level::real.
template <class Value, Level level, Operation missing = Operation::none>
class Archetype {
 public:
  static constexpr bool has(Operation operation) { return operation != missing; }
  static constexpr bool is_real = level == Level::real;

  // Eigen's: matrices begin with entries that are default-constructed.
  Archetype() = default;
  Archetype(const Archetype&) requires(has(Operation::copying)) = default;
  Archetype& operator=(const Archetype&) = default;

  explicit(!is_real) Archetype(int value) requires(has(Operation::from_int)) : value_(value) {}
  explicit Archetype(double value) requires(is_real&& has(Operation::from_double)) : value_(value) {}
  template <class Number>
  requires(std::is_arithmetic_v<Number>) Archetype(Number)
  = delete;

  // For the tests alone; no header knows these names.
  [[nodiscard]] static Archetype holding(const Value& value) {
    Archetype a;
    a.value_ = value;
    return a;
  }
  [[nodiscard]] const Value& held() const { return value_; }

  // Eigen's: results are of the scalar's own type.
  friend Archetype operator+(const Archetype& a, const Archetype& b) requires(has(Operation::plus)) {
    return holding(a.value_ + b.value_);
  }
  friend Archetype operator-(const Archetype& a, const Archetype& b) requires(has(Operation::minus)) {
    return holding(a.value_ - b.value_);
  }
  friend Archetype operator*(const Archetype& a, const Archetype& b) requires(has(Operation::times)) {
    return holding(a.value_ * b.value_);
  }
  friend Archetype operator/(const Archetype& a, const Archetype& b) requires(has(Operation::divided_by)) {
    return holding(a.value_ / b.value_);
  }
  friend Archetype operator-(const Archetype& a) requires(has(Operation::negation)) { return holding(-a.value_); }
  Archetype& operator+=(const Archetype& b) requires(has(Operation::plus_assign)) {
    value_ += b.value_;
    return *this;
  }
  Archetype& operator-=(const Archetype& b) requires(has(Operation::minus_assign)) {
    value_ -= b.value_;
    return *this;
  }
  Archetype& operator*=(const Archetype& b) requires(has(Operation::times_assign)) {
    value_ *= b.value_;
    return *this;
  }
  Archetype& operator/=(const Archetype& b) requires(has(Operation::divided_by_assign)) {
    value_ /= b.value_;
    return *this;
  }
  friend bool operator==(const Archetype& a, const Archetype& b) requires(has(Operation::equality)) {
    return a.value_ == b.value_;
  }

  friend Archetype sqrt(const Archetype& a) requires(level != Level::field && has(Operation::square_root)) {
    return holding(sqrt(a.value_));
  }

  friend bool operator<(const Archetype& a, const Archetype& b) requires(is_real&& has(Operation::ordering)) {
    return a.value_ < b.value_;
  }
  friend bool operator>(const Archetype& a, const Archetype& b) requires(is_real&& has(Operation::ordering)) {
    return b < a;
  }
  friend bool operator<=(const Archetype& a, const Archetype& b) requires(is_real&& has(Operation::ordering)) {
    return a.value_ <= b.value_;
  }
  friend bool operator>=(const Archetype& a, const Archetype& b) requires(is_real&& has(Operation::ordering)) {
    return b <= a;
  }
  friend Archetype abs(const Archetype& a) requires(is_real&& has(Operation::magnitude)) {
    return holding(abs(a.value_));
  }
  friend Archetype exp(const Archetype& a) requires(is_real&& has(Operation::exponential)) {
    return holding(exp(a.value_));
  }
  friend Archetype log(const Archetype& a) requires(is_real&& has(Operation::logarithm)) {
    return holding(log(a.value_));
  }
  friend Archetype sin(const Archetype& a) requires(is_real&& has(Operation::sine)) {
    return holding(sin(a.value_));
  }
  friend Archetype cos(const Archetype& a) requires(is_real&& has(Operation::cosine)) {
    return holding(cos(a.value_));
  }
  friend Archetype atan(const Archetype& a) requires(is_real&& has(Operation::arc_tangent)) {
    return holding(atan(a.value_));
  }
  friend Archetype pow(const Archetype& a, const Archetype& b) requires(is_real&& has(Operation::power)) {
    return holding(pow(a.value_, b.value_));
  }
  friend bool isfinite(const Archetype& a) requires(is_real&& has(Operation::finiteness)) {
    return isfinite(a.value_);
  }
  friend std::ostream& operator<<(std::ostream& out, const Archetype& a) requires(is_real&& has(Operation::printing)) {
    return out << a.value_;
  }

 private:
  Value value_;
};

using FieldArchetype = Archetype<rational, Level::field>;
using ScalarArchetype = Archetype<bin_float_50, Level::scalar>;
using RealArchetype = Archetype<bin_float_50, Level::real>;

}  // namespace bros::property

/// RealScalar's: the limits that its headers compare with. Nothing else of numeric_limits is there.
template <class Value, bros::property::Operation missing>
requires(missing != bros::property::Operation::limits) class std::numeric_limits<
    bros::property::Archetype<Value, bros::property::Level::real, missing>> {
  using Number = bros::property::Archetype<Value, bros::property::Level::real, missing>;
  using Limits = std::numeric_limits<Value>;

 public:
  static constexpr bool is_specialized = true;
  static constexpr bool is_integer = false;
  static Number max() { return Number::holding(Limits::max()); }
  static Number min() { return Number::holding(Limits::min()); }  // Eigen's: the symmetric eigenvalue solver asks
  static Number infinity() { return Number::holding(Limits::infinity()); }
};

/// Eigen's: its traits of a custom scalar.
template <class Value, bros::property::Level level, bros::property::Operation missing>
struct Eigen::NumTraits<bros::property::Archetype<Value, level, missing>> {
  using Number = bros::property::Archetype<Value, level, missing>;
  using Real = Number;
  using NonInteger = Number;
  using Nested = Number;
  using Literal = Number;
  enum {
    IsComplex = 0,
    IsInteger = 0,
    IsSigned = 1,
    RequireInitialization = 1,
    ReadCost = 1,
    AddCost = 1,
    MulCost = 1
  };
  // Eigen's: the symmetric eigenvalue solver asks.
  static Number epsilon() { return Number::holding(std::numeric_limits<Value>::epsilon()); }
};

/// Eigen's: its own hypot, which the symmetric eigenvalue solver calls, asks for isinf, isnan and more limits.
template <class Value, bros::property::Operation missing>
struct Eigen::internal::hypot_impl<bros::property::Archetype<Value, bros::property::Level::real, missing>> {
  using Number = bros::property::Archetype<Value, bros::property::Level::real, missing>;
  static Number run(const Number& x, const Number& y) { return Number::holding(hypot(x.held(), y.held())); }
};
