// One grammar of numbers for every scalar: decimal, the whole text, bounded, in every locale.
#include <bros/core/mpfr.hpp>
#include <bros/core/number.hpp>

#include "../support/comma_locale.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>

namespace bros::number_test {

template <class S>
class Numbers : public ::testing::Test {};
using Scalars = ::testing::Types<double, long double, bin_float_50, bin_float_100, mpfr_float_50>;
TYPED_TEST_SUITE(Numbers, Scalars);

TYPED_TEST(Numbers, are_read_alike_by_every_scalar) {
  using S = TypeParam;
  const std::pair<const char*, S> rows[] = {
      {"0", S(0)},      {"010", S(10)},   {"08", S(8)},        {"+5", S(5)},           {"-5", S(-5)},
      {"5.", S(5)},     {".5", S(0.5)},   {"-.25e1", S(-2.5)}, {"1E+2", S(100)},       {"1e-02", S(1) / S(100)},
      {"-0", S(0)},     {"0e9999", S(0)}, {"0.0", S(0)},       {"1e00000002", S(100)}, {"00.5e0", S(0.5)},
      {"1024", S(1024)}};
  for (const auto& [text, value] : rows) {
    const auto read = number_from<S>(text);
    ASSERT_TRUE(read.has_value()) << text;
    EXPECT_EQ(*read, value) << text;
  }
  EXPECT_EQ(number_from<S>("1" + std::string(300, '0')), number_from<S>("1e300"));
  EXPECT_EQ(number_from<S>("0." + std::string(299, '0') + "1"), number_from<S>("1e-300"));
}

TYPED_TEST(Numbers, of_another_form_are_refused_by_every_scalar) {
  const std::string long_one = "1" + std::string(longest_number, '0');
  for (const std::string text : {"",
                                 "+",
                                 "-",
                                 ".",
                                 "e5",
                                 ".e5",
                                 "+.",
                                 "1e",
                                 "1e+",
                                 "1e-",
                                 "1e5.",
                                 "1e1e1",
                                 "--1",
                                 "+-1",
                                 "1-",
                                 "1+1",
                                 " 1",
                                 "1 ",
                                 "\t1",
                                 "1\n",
                                 "1,5",
                                 "1.2.3",
                                 "1_000",
                                 "1'000",
                                 "0x10",
                                 "0b1",
                                 "1f",
                                 "1.5L",
                                 "nan",
                                 "-nan",
                                 "NaN",
                                 "inf",
                                 "-inf",
                                 "Infinity",
                                 "1/3",
                                 "true",
                                 "1e10000",
                                 "1e-10000",
                                 "1e99999999999999999999",
                                 "\xef\xbb\xbf"
                                 "1",
                                 "\xd9\xa1",
                                 "\xe2\x88\x92"
                                 "1",
                                 long_one.c_str()})
    EXPECT_FALSE(number_from<TypeParam>(text).has_value()) << text;
  EXPECT_FALSE(number_from<TypeParam>(std::string("1\0", 2)).has_value());
  EXPECT_FALSE(number_from<TypeParam>(std::string("1\0"
                                                  "0",
                                                  3))
                   .has_value());
}

TYPED_TEST(Numbers, are_read_alike_whatever_the_locale_of_the_program) {
  const test::CommaLocale locale;
  EXPECT_EQ(number_from<TypeParam>("1234.5"), std::optional(TypeParam(1234.5)));
  EXPECT_FALSE(number_from<TypeParam>("1.234,5").has_value());
}

TYPED_TEST(Numbers, that_are_printed_with_all_digits_come_back) {
  using S = TypeParam;
  const test::CommaLocale locale;
  for (const S& value : {S(1) / S(3), S(-2) / S(7), S(1234.5), S(1e-300) / S(3), S(1e300) / S(7)})
    EXPECT_EQ(number_from<S>(text_of(value, std::numeric_limits<S>::max_digits10)), std::optional(value)) << value;
}

TEST(Numbers, beyond_a_double_are_refused_and_neither_infinite_nor_0) {
  for (const char* text : {"1e309", "-1e309", "1.8e308", "1e-400", "-1e-400", "2e-324"})
    EXPECT_FALSE(number_from<double>(text).has_value()) << text;
  EXPECT_EQ(number_from<double>("1.7976931348623157e308"), std::numeric_limits<double>::max());
  EXPECT_EQ(number_from<double>("4.9406564584124654e-324"), std::numeric_limits<double>::denorm_min());
  using Narrow = boost::multiprecision::cpp_bin_float_single;  // a scalar with the range of float
  for (const char* text : {"1e39", "-1e39", "1e-60"}) EXPECT_FALSE(number_from<Narrow>(text).has_value()) << text;
  EXPECT_TRUE(number_from<Narrow>("1e38").has_value());
  EXPECT_TRUE(number_from<bin_float_50>("1e309").has_value());
  EXPECT_TRUE(number_from<bin_float_50>("1e-9999").has_value());
}

TEST(Numbers, that_are_whole_are_in_tens_and_within_bounds) {
  EXPECT_EQ(whole_from<int>("010"), 10);
  EXPECT_EQ(whole_from<int>("+7"), 7);
  EXPECT_EQ(whole_from<int>("-7"), -7);
  EXPECT_EQ(whole_from<std::int64_t>("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(whole_from<std::uint64_t>("18446744073709551615"), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(whole_from<int>("5", 5, 6), 5);
  EXPECT_EQ(whole_from<int>("6", 5, 6), 6);
  for (const char* text :
       {"4", "7", "-5", "99999999999999999999", "5.0", "5e0", "", "+", "-", "+-5", "0x5", " 5", "5 "})
    EXPECT_FALSE(whole_from<int>(text, 5, 6).has_value()) << text;
  EXPECT_FALSE(whole_from<int>(std::string(longest_number, '0') + "5").has_value());
  EXPECT_FALSE(whole_from<std::uint64_t>("-1").has_value());
}

TEST(Numbers, that_are_refused_are_named_with_what_is_allowed) {
  const auto words = [](const auto& read) -> std::string {
    try {
      (void)read();
    } catch (const ArgumentError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(words([] { return read_number<double>("--alpha", "1,5"); }),
            "--alpha = 1,5: must be a decimal number in the range of its type, such as -1.25e-3");
  EXPECT_EQ(words([] { return read_whole<int>("--seeds", "", 2, 10, ", for an interval"); }),
            "--seeds = \"\": must be a whole number between 2 and 10, for an interval");
  EXPECT_EQ(read_whole<int>("--seeds", "3", 2, 10), 3);
}

}  // namespace bros::number_test
