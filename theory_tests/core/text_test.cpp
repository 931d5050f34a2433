// What came from outside is shown whole or cut, on one line and visibly; numbers are printed alike in every locale.
#include <bros/core/error.hpp>

#include "../support/comma_locale.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace bros::text_test {

TEST(Shown, leaves_what_can_be_seen_as_it_is) {
  for (const std::string text : {"a", "--seed", "päth/日本/𝔸.json", "a b\\n\"'", "~!"}) EXPECT_EQ(shown(text), text);
  EXPECT_EQ(shown(""), "\"\"");
}

TEST(Shown, makes_visible_what_is_not) {
  const std::pair<std::string, std::string> rows[] = {{"a\nb\r\t", "a\\nb\\r\\t"},
                                                      {std::string("\0\x1b[2J\x7f", 6), "\\x00\\x1b[2J\\x7f"},
                                                      {"\xef\xbb\xbf"
                                                       "2",
                                                       "\\u{feff}2"},
                                                      {"1\xc2\xa0"
                                                       "000",
                                                       "1\\u{a0}000"},  // a blank that does not break
                                                      {"\xe2\x80\xae"
                                                       "10",
                                                       "\\u{202e}10"},  // the rest runs from right to left
                                                      {"\xff\xfe"
                                                       "1",
                                                       "\\xff\\xfe1"},                      // UTF-16
                                                      {"\xc3(", "\\xc3("},                  // cut short
                                                      {"\xc0\x80", "\\xc0\\x80"},           // NUL, longer than need be
                                                      {"\xe0\x80\x80", "\\xe0\\x80\\x80"},  // the same
                                                      {"\xed\xa0\x80", "\\xed\\xa0\\x80"},  // half a pair of UTF-16
                                                      {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},  // beyond Unicode
                                                      {"\xf0\x9f\x98", "\\xf0\\x9f\\x98"}};
  for (const auto& [text, seen] : rows) EXPECT_EQ(shown(text), seen);
}

TEST(Shown, cuts_what_is_long_and_says_how_long_it_is) {
  EXPECT_EQ(shown(std::string(160, 'x')), std::string(160, 'x'));
  EXPECT_EQ(shown(std::string(161, 'x')), std::string(146, 'x') + ".. (161 bytes)");
  EXPECT_EQ(shown(std::string(1000, 'x'), 20), "xxxxx.. (1000 bytes)");
  for (std::size_t length = 150; length < 2000; ++length)
    for (const std::string one : {"x", "é", "日", "\n", "\xff", "\xef\xbb\xbf"}) {
      std::string text;
      while (text.size() < length) text += one;
      const std::string seen = shown(text);
      ASSERT_LE(seen.size(), 160U) << text;
      ASSERT_EQ(shown(seen), seen);
      ASSERT_EQ(seen.find_first_of("\n\xff\xbb"), seen.npos) << seen;  // 日 is e6 97 a5, é is c3 a9: none is cut
      ASSERT_EQ(seen.find(".. (") == seen.npos ? 0 : seen.find(".. (") % shown(one).size(), 0U) << seen;
    }
}

TEST(Errors, show_field_and_value_so_and_not_as_they_came) {
  std::string words;
  try {
    require(false, "lower.\xef\xbb\xbf", std::string(100000, '\n'), "must be short");
  } catch (const ArgumentError& error) {
    words = error.what();
  }
  EXPECT_TRUE(words.starts_with("lower.\\u{feff} = \\n\\n")) << words;
  EXPECT_TRUE(words.ends_with(".. (100000 bytes): must be short")) << words;
  EXPECT_LT(words.size(), 220U);
}

TEST(Text, is_that_of_the_classic_locale_whatever_the_locale_of_the_program) {
  const test::CommaLocale locale;
  EXPECT_EQ(locale.printed(1234.5), "1.234,5") << "the locale that is tried does nothing";
  EXPECT_EQ(text_of(1234.5), "1234.5");
  EXPECT_EQ(text_of(1234567), "1234567");
  TextStream line(3);
  line << 1234.5 << " " << 12345;
  EXPECT_EQ(line.str(), "1.23e+03 12345");
  try {
    require(false, "step", 1234.5, "small");
  } catch (const ArgumentError& error) {
    EXPECT_EQ(std::string(error.what()), "step = 1234.5: small");
  }
}

}  // namespace bros::text_test
