// The generators reach what they promise: over a fixed number of draws every category appears.
#include "generators.hpp"

#include <bros/core/linear_algebra.hpp>

#include <Eigen/LU>

#include <bit>
#include <functional>

namespace bros::property::generators_test {

struct Category {
  const char* name;
  std::function<bool(double)> holds;
};
constexpr double nothing = std::numeric_limits<double>::denorm_min(), normal = std::numeric_limits<double>::min();

std::vector<Category> promised(Flavour flavour) {
  const auto zero = [](double v) { return v == 0 && !std::signbit(v); };
  const auto minus_zero = [](double v) { return v == 0 && std::signbit(v); };
  switch (flavour) {
    case Flavour::integers:
      return {{"0", zero}, {"-0", minus_zero}, {"-4", [](double v) { return v == -4; }}, {"4", [](double v) {
                                                                                            return v == 4;
                                                                                          }}};
    case Flavour::moderate:
      return {{"in (0.9, 1)", [](double v) { return 0.9 < v && v < 1; }},
              {"in (-1, -0.9)", [](double v) { return -1 < v && v < -0.9; }},
              {"in (-0.1, 0.1)", [](double v) { return std::abs(v) < 0.1; }}};
    case Flavour::mixed:
      return {{"0", zero},
              {"at least 2^25", [](double v) { return std::abs(v) >= 0x1p25; }},
              {"at most 2^-25", [](double v) { return v != 0 && std::abs(v) <= 0x1p-25; }}};
    case Flavour::edge:
      return {{"0", zero},
              {"-0", minus_zero},
              {"1", [](double v) { return v == 1; }},
              {"-1", [](double v) { return v == -1; }},
              {"smallest subnormal", [](double v) { return v == nothing; }},
              {"negative subnormal", [](double v) { return -normal < v && v < 0; }},
              {"smallest normal", [](double v) { return v == normal; }}};
    case Flavour::full_length:
      return {{"no trailing zeros", [](double v) { return std::bit_cast<std::uint64_t>(v) % 2 == 1; }}};
    case Flavour::not_finite:
      return {{"NaN", [](double v) { return std::isnan(v); }},
              {"infinity", [](double v) { return std::isinf(v) && v > 0; }},
              {"-infinity", [](double v) { return std::isinf(v) && v < 0; }},
              {"finite", [](double v) { return std::isfinite(v); }}};
  }
  return {};
}
constexpr Flavour all_flavours[] = {Flavour::integers, Flavour::moderate,    Flavour::mixed,
                                    Flavour::edge,     Flavour::full_length, Flavour::not_finite};

/// The categories that 1000 draws leave out.
template <class Draw>
std::string left_out(Flavour flavour, Draw&& draw) {
  auto missing = promised(flavour);
  for (int i = 0; i < 1000; ++i) std::erase_if(missing, [v = draw()](const Category& c) { return c.holds(v); });
  std::string names;
  for (const Category& c : missing) names += std::string(c.name) + "; ";
  return names;
}

TEST(Generators, every_promised_category_of_entries_appears) {
  for (const Flavour flavour : all_flavours) {
    Numbers numbers(7, flavour);
    EXPECT_EQ(left_out(flavour, [&] { return numbers.entry<double>(); }), "") << flavour;
  }
}
TEST(Generators, categories_that_do_not_appear_are_named) {
  for (const Flavour flavour : all_flavours) {
    Numbers numbers(7, flavour == Flavour::moderate ? Flavour::integers : Flavour::moderate);
    const auto draw = [&] { return flavour == Flavour::full_length ? 0.5 : numbers.entry<double>(); };
    EXPECT_NE(left_out(flavour, draw), "") << flavour;
  }
}
TEST(Generators, only_the_flavour_of_that_name_is_not_finite) {
  for (const Flavour flavour : all_flavours) {
    Numbers numbers(7, flavour);
    EXPECT_EQ(numbers.vector<double>(1000).allFinite(), flavour != Flavour::not_finite) << flavour;
  }
}

/// The decades between the extreme singular values, to rounding, from A^T A in 50 digits.
double decades_of(const Matrix<double>& a) {
  const Matrix<bin_float_50> wide = a.cast<bin_float_50>();
  const Vector<bin_float_50> squares = symmetric_eigenvalues<bin_float_50>(wide.transpose() * wide);
  return static_cast<double>(bin_float_50(log10(bin_float_50(squares.maxCoeff() / squares.minCoeff())))) / 2;
}
Index rank_of(const Matrix<double>& a) { return a.cast<bin_float_50>().fullPivLu().rank(); }

TEST(Generators, ill_conditioned_matrices_have_the_condition_that_was_asked_for) {
  Numbers numbers(7, Flavour::moderate);
  for (const double decades : {0., 3., 6., 9., 12.})
    for (const Index size : {2, 5, 8}) {
      EXPECT_NEAR(decades_of(numbers.positive_definite<double>(size, decades)), decades, 0.01);
      EXPECT_NEAR(decades_of(numbers.ill_conditioned<double>(size, decades)), decades, 0.01);
    }
  EXPECT_LT(decades_of(numbers.matrix<double>(8, 8)), 6);
}
TEST(Generators, rank_deficient_matrices_have_at_most_the_rank_that_was_asked_for_and_mostly_that) {
  Numbers numbers(7, Flavour::moderate);
  int attained = 0, cases = 0;
  for (const Index size : {2, 5, 8})
    for (Index rank = 0; rank < size; ++rank, cases += 2) {
      const Index general = rank_of(numbers.rank_deficient<double>(size, size, rank));
      const Index symmetric = rank_of(numbers.semidefinite<double>(size, rank));
      EXPECT_LE(std::max(general, symmetric), rank);
      attained += (general == rank) + (symmetric == rank);
    }
  EXPECT_GE(attained, cases * 3 / 4);
  EXPECT_EQ(rank_of(numbers.matrix<double>(8, 8)), 8);
}
TEST(Generators, hessians_are_of_every_kind) {
  Numbers numbers(7, Flavour::moderate);
  int singular = 0, ill = 0, ordinary = 0;
  for (int i = 0; i < 60; ++i) {
    const Matrix<double> h = numbers.hessian<double>(4);
    ++(rank_of(h) < 4 ? singular : decades_of(h) > 6 ? ill : ordinary);
  }
  EXPECT_GE(std::min({singular, ill, ordinary}), 5);
}

}  // namespace bros::property::generators_test
