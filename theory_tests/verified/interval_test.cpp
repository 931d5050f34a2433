// verified/interval.hpp: the inclusion principle, tested on exact points, at two precisions, with results that are
// arguments, and through the library's own formulas and methods.
#include "../support/planted_interval.hpp"

#include <bros/action/one_sided.hpp>
#include <bros/action/plain.hpp>
#include <bros/action/weights.hpp>
#include <bros/core/surd.hpp>
#include <bros/method/single_loop.hpp>
#include <bros/problem/counterexample.hpp>
#include <bros/problem/noiseless_data.hpp>
#include <bros/subspace/coordinates.hpp>
#include <bros/subspace/full.hpp>
#include <bros/theory/estimators/moments.hpp>
#include <bros/verified/interval.hpp>

#include <gtest/gtest.h>

#include <tuple>
#include <utility>

namespace bros::interval_test {

static_assert(Scalar<interval_50> && Scalar<interval_100> && !RealScalar<interval_50>);
template <class T>
concept Ordered = requires(const T& a) {
  a < a;
}
|| requires(const T& a) { a >= a; };
static_assert(!Ordered<interval_50> && Ordered<rational>, "a comparison that decides must not compile");
static_assert(!std::constructible_from<interval_50, double> && !std::constructible_from<interval_50, float>,
              "a decimal literal must not compile");
static_assert(std::constructible_from<interval_50, rational> && !std::convertible_to<interval_100, interval_50>);

/// The values of one expression in several types at once.
template <class... Types>
using Values = std::tuple<rational, Types...>;
template <class... T, class F>
Values<T...> map(const Values<T...>& a, const F& f) {
  return std::apply([&](const auto&... x) { return Values<T...>(f(x)...); }, a);
}
template <class... T, class F>
Values<T...> map(const Values<T...>& a, const Values<T...>& b, const F& f) {
  return [&]<std::size_t... i>(std::index_sequence<i...>) { return Values<T...>(f(std::get<i>(a), std::get<i>(b))...); }
  (std::index_sequence_for<rational, T...>{});
}

/// Leaves of expressions: intervals as narrow as can be around the exact value, or reaching to both sides of it by up
/// to 2, so that many have zero inside.
enum class Leaves { narrow, wide };

/// A random expression over random rationals: leaves p/q, then + - * / and compound operations with themselves.
/// A divisor that is zero is left out. Random: up to four words a node of the stream.
template <class... Types>
class RandomExpression {
 public:
  explicit RandomExpression(const Stream& stream, Leaves leaves = Leaves::narrow) : draws_(stream), leaves_(leaves) {}
  Values<Types...> operator()(int depth) {
    const auto operation = draws_.below(9);
    if (depth == 0) {
      const rational leaf =
          rational(static_cast<int>(draws_.below(4001)) - 2000) / static_cast<int>(1 + draws_.below(999));
      if (leaves_ == Leaves::narrow) return Values<Types...>(leaf, Types(leaf)...);
      const rational low = leaf - rational(static_cast<int>(draws_.below(201))) / 100,
                     high = leaf + rational(static_cast<int>(draws_.below(201))) / 100;
      return Values<Types...>(leaf, hull(Types(low), Types(high))...);
    }
    auto a = (*this)(depth - 1);
    if (operation == 6) return map(a, [](const auto& x) { return square_of(x); });
    if (operation == 7) return map(a, [](auto x) { return x -= x; });
    if (operation == 8) return map(a, [](auto x) { return x = x * x + x; });
    const auto b = (*this)(depth - 1);
    switch (operation) {
      case 0:
        return map(a, b, [](const auto& x, const auto& y) { return x + y; });
      case 1:
        return map(a, b, [](const auto& x, const auto& y) { return x - y; });
      case 2:
        return map(a, b, [](const auto& x, const auto& y) { return x * y; });
      case 3:
        return map(a, b, [](auto x, const auto& y) { return x *= y; });
      case 4:
        return map(a, b, [](const auto& x, const auto& y) { return -x - y; });
      default:
        if (std::get<0>(b) == 0) return a;
        return map(a, b, [](const auto& x, const auto& y) { return x / y; });
    }
  }

 private:
  template <class T>
  static T square_of(const T& x) {
    if constexpr (requires { square(x); })
      return square(x);
    else
      return x * x;
  }
  BoundedDraws draws_;
  Leaves leaves_;
};

/// In how many of `count` random expressions the type does not contain the exact value.
template <class Type>
int escapes(int count, Leaves leaves = Leaves::narrow) {
  int escaped = 0;
  for (int i = 0; i < count; ++i) {
    const auto [exact, interval] = RandomExpression<Type>(Stream(31).fork(static_cast<std::uint64_t>(i)), leaves)(4);
    escaped += !interval.contains(exact);
  }
  return escaped;
}

/// The same of the planted ones, rounded so.
int planted_escapes(const Planted::Rounding& rounding, Leaves leaves = Leaves::narrow) {
  return Planted::with(rounding, [&] { return escapes<Planted>(1000, leaves); });
}

TEST(Interval, random_expressions_contain_their_exact_value) {
  EXPECT_EQ(escapes<interval_50>(1000), 0);
  EXPECT_EQ(escapes<interval_100>(1000), 0);
  EXPECT_EQ(planted_escapes(Planted::right), 0);
}
TEST(Interval, random_expressions_of_wide_intervals_contain_the_exact_value_within) {
  EXPECT_EQ(escapes<interval_50>(1000, Leaves::wide), 0);
  EXPECT_EQ(escapes<interval_100>(1000, Leaves::wide), 0);
  EXPECT_GT(planted_escapes(Planted::careless_product, Leaves::wide), 0);
}
TEST(Interval, planted_faults_lose_the_exact_value) {
  EXPECT_GT(planted_escapes(Planted::to_nearest), 0);
  EXPECT_GT(planted_escapes(Planted::inwards), 0);
  EXPECT_GT(planted_escapes(Planted::careless_product), 0);
}

TEST(Interval, two_precisions_overlap_and_the_finer_lies_within_the_coarser) {
  const rational scale("1" + std::string(40, '0'));
  int narrower = 0;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const auto [exact, coarse, fine] = RandomExpression<interval_50, interval_100>(Stream(32).fork(i))(4);
    EXPECT_TRUE(overlaps(coarse, fine));
    EXPECT_TRUE(coarse.contains(fine)) << coarse << fine;
    if (!coarse.bounded() || coarse.width() == 0) continue;
    EXPECT_LT(fine.width() * scale, coarse.width());
    ++narrower;
  }
  EXPECT_GT(narrower, 0);
  const rational third = rational(1) / 3, off = third + rational(1) / (scale * scale);
  EXPECT_FALSE(overlaps(interval_100(third), interval_100(off))) << "planted fault: another number";
}

TEST(Interval, one_operation_on_points_gives_neighbouring_numbers_of_the_precision) {
  const rational ulp = rational(1) / (boost::multiprecision::cpp_int(1) << (interval_50::precision - 1));
  int inexact = 0;
  for (int p = 1; p < 30; ++p)
    for (int q = 1; q < 30; ++q) {
      const rational exact = rational(p) / q;
      for (const interval_50& tight : {interval_50(exact), interval_50(p) / interval_50(q)}) {
        EXPECT_TRUE(tight.contains(exact));
        EXPECT_LE(tight.width(), ulp * exact);
        EXPECT_EQ(tight.width() == 0, (denominator(exact) & (denominator(exact) - 1)) == 0) << exact;
        inexact += tight.width() > 0;
      }
      const interval_50 root = sqrt(interval_50(exact));
      EXPECT_LE(root.lower() * root.lower(), exact);
      EXPECT_GE(root.upper() * root.upper(), exact);
      EXPECT_LE(root.width(), 2 * ulp * (exact > 1 ? exact : rational(1)));
    }
  EXPECT_GT(inexact, 1000);
}

TEST(Interval, endpoints_are_exact_and_a_double_is_not_the_decimal_it_was_written_as) {
  EXPECT_EQ(interval_50::exactly(0.1).lower(), rational(0.1));
  EXPECT_EQ(interval_50::exactly(0.1).width(), 0);
  EXPECT_FALSE(interval_50::exactly(0.1).contains(rational(1) / 10));
  EXPECT_TRUE(interval_50(rational(1) / 10).contains(rational(1) / 10));
  EXPECT_EQ(interval_50(-12).lower(), -12);
  const rational tiny = rational(3) / (boost::multiprecision::cpp_int(1) << 500);
  EXPECT_EQ(interval_50(tiny).upper(), tiny);
  EXPECT_EQ(interval_50(1 / tiny).contains(1 / tiny), true);
  EXPECT_THROW(interval_50::exactly(std::numeric_limits<double>::quiet_NaN()), ArgumentError);
  EXPECT_THROW((void)interval_50::whole_line().lower(), ArgumentError);
}

TEST(Interval, is_printed_rounded_outwards) {
  std::ostringstream out;
  out.precision(3);
  out << interval_50(rational(2) / 3) << interval_50(rational(-2) / 3) << interval_50(7);
  EXPECT_EQ(out.str(), "[0.666, 0.667][-0.667, -0.666][7, 7]");
}

interval_50 between(const rational& low, const rational& high) { return hull(interval_50(low), interval_50(high)); }

TEST(Interval, the_result_may_be_an_argument) {
  const interval_50 a = between(-1, 2);
  interval_50 x = a;
  x -= x;
  EXPECT_EQ(x, between(-3, 3));
  x = a;
  x += x;
  EXPECT_EQ(x, between(-2, 4));
  x = a;
  x *= x;
  EXPECT_EQ(x, between(-2, 4));
  x = a;
  x = x * x + x;
  EXPECT_EQ(x, between(-3, 6));
  x = between(1, 2);
  x /= x;
  EXPECT_EQ(x, between(rational(1) / 2, 2));
  const auto& same = x;
  x = same;
  EXPECT_EQ(x, between(rational(1) / 2, 2));
}

TEST(Interval, a_square_knows_that_its_factors_are_one_number) {
  EXPECT_EQ(square(between(-1, 2)), between(0, 4));
  EXPECT_EQ(square(between(-3, -2)), between(4, 9));
  EXPECT_EQ(abs(between(-3, 2)), between(0, 3));
}

TEST(Interval, division_by_an_interval_that_contains_zero_says_nothing) {
  const interval_50 line = interval_50::whole_line();
  for (const interval_50& zero : {interval_50(0), between(-1, 1), between(0, 1), between(-1, 0)}) {
    EXPECT_EQ(interval_50(1) / zero, line);
    EXPECT_EQ(zero / zero, line);
    EXPECT_EQ(line / zero, line);
  }
  EXPECT_EQ(interval_50(1) / between(1, 2), between(rational(1) / 2, 1));
}

TEST(Interval, unbounded_intervals_stay_intervals_and_decide_nothing) {
  const interval_50 line = interval_50::whole_line();
  interval_50 huge(2);
  while (huge.bounded()) huge *= huge;  // upwards out of the exponent range
  EXPECT_TRUE(certainly_less(interval_50(1), huge));
  EXPECT_TRUE(line.contains(huge));
  for (const interval_50& x : {line - line, line * line, line * 2, line + 1, huge - huge, huge / huge, -line}) {
    EXPECT_FALSE(x.bounded());
    EXPECT_TRUE(x == x) << "no endpoint is NaN";
    EXPECT_TRUE(x.contains(1));
  }
  EXPECT_EQ(line * 0, interval_50(0));
  EXPECT_FALSE(certainly_less(line, interval_50(1)));
  EXPECT_FALSE(certainly_not_less(line, interval_50(1)));
  EXPECT_TRUE(overlaps(line, interval_50(1)));
}

TEST(Interval, an_empty_set_is_never_an_interval) {
  EXPECT_FALSE(intersect(between(1, 2), between(3, 4)).has_value());
  EXPECT_EQ(intersect(between(1, 3), between(2, 4)), between(2, 3));
  EXPECT_EQ(intersect(between(1, 2), between(2, 4)), interval_50(2));
  EXPECT_EQ(intersect(interval_50::whole_line(), between(2, 4)), between(2, 4));
  EXPECT_THROW(sqrt(between(-2, -1)), ArgumentError);
  EXPECT_EQ(sqrt(between(-4, 4)), between(0, 2));
}

TEST(Interval, an_order_is_certain_or_not_known) {
  EXPECT_TRUE(certainly_less(between(0, 1), between(2, 3)));
  EXPECT_FALSE(certainly_less(between(0, 2), between(2, 3)));
  EXPECT_TRUE(certainly_not_less(between(2, 3), between(0, 2)));
  EXPECT_FALSE(certainly_not_less(between(1, 3), between(0, 2)));
  EXPECT_FALSE(certainly_less(between(1, 3), between(0, 2)));
}

/// In how many (m, r), 2 <= r <= m <= 12, a formula of the library leaves its exact value.
template <FieldScalar Type>
int formula_escapes() {
  int escaped = 0;
  for (int m = 2; m <= 12; ++m)
    for (int r = 2; r <= m; ++r) {
      const auto [c1, c2] = haar_coefficients<Type>(m, r);
      const auto [exact_c1, exact_c2] = haar_coefficients<rational>(m, r);
      escaped += !(c1.contains(exact_c1) && c2.contains(exact_c2) &&
                   off_diagonal_weight<Type>(m, r).contains(off_diagonal_weight<rational>(m, r)) &&
                   diagonal_weight<Type>(m, r).contains(diagonal_weight<rational>(m, r)) &&
                   tau_squared<Type>(m, r).contains(tau_squared<rational>(m, r)));
    }
  return escaped;
}
TEST(Interval, formulas_of_the_theory_contain_their_exact_values) {
  EXPECT_EQ(formula_escapes<interval_50>(), 0);
  EXPECT_EQ(formula_escapes<interval_100>(), 0);
  EXPECT_EQ(Planted::with(Planted::right, formula_escapes<Planted>), 0);
  EXPECT_GT(Planted::with(Planted::to_nearest, formula_escapes<Planted>), 0) << "planted fault";
  EXPECT_GT(Planted::with(Planted::inwards, formula_escapes<Planted>), 0) << "planted fault";
}

/// How many entries of (x, Y, Z, h) left the exact ones in a run of one of the library's methods, over all iterations.
template <class Type, template <Scalar> class P, template <Scalar> class A>
int run_escapes(int iterations) {
  const auto data = counterexample<double>().data();
  const Quadratic<surd> exact_problem(noiseless_data<surd>(data));
  const Quadratic<Type> problem(noiseless_data<Type>(data));
  const auto start = [&]<class S>(const Quadratic<S>& of) {
    auto p = std::make_unique<P<S>>(of.blocks());
    auto action = std::make_unique<A<S>>(*p);
    return std::make_unique<SingleLoop<S>>(of, Stream(33), std::move(p), std::move(action));
  };
  const auto exact = start(exact_problem);
  const auto method = start(problem);
  const auto steps = [](auto one) { return Steps<decltype(one)>{one / 7, one / 5, one / 3, one / 2}; };
  int escaped = 0;
  const auto compare = [&](const auto& a, const auto& b) {
    for (Index i = 0; i < a.size(); ++i) escaped += !a[i].contains(b[i].to_rational());
  };
  for (int k = 0; k < iterations; ++k) {
    exact->step(steps(surd(1)));
    method->step(steps(Type(1)));
    compare(method->x(), exact->x());
    compare(method->y().flat(), exact->y().flat());
    compare(method->z().flat(), exact->z().flat());
    compare(method->h(), exact->h());
  }
  return escaped;
}
TEST(Interval, runs_of_the_library_s_own_methods_contain_the_exact_run) {
  EXPECT_EQ((run_escapes<interval_50, Coordinates, OneSided>(40)), 0);
  EXPECT_EQ((run_escapes<interval_50, Coordinates, Plain>(40)), 0);
  EXPECT_EQ((run_escapes<interval_50, Full, Plain>(40)), 0);
  const auto planted_run = [] { return run_escapes<Planted, Full, Plain>(40); };
  EXPECT_EQ(Planted::with(Planted::right, planted_run), 0);
  EXPECT_GT(Planted::with(Planted::to_nearest, planted_run), 0) << "planted fault";
  EXPECT_GT(Planted::with(Planted::inwards, planted_run), 0) << "planted fault";
}

}  // namespace bros::interval_test
