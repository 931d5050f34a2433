// JSON files: each key once, numbers in range, nested so deep and no deeper, and messages that name the place.
#include <bros/problem/io/quadratic_json.hpp>
#include <bros/problem/rate_instance.hpp>

#include "../support/comma_locale.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

namespace bros::read_json_test {

class JsonFile : public ::testing::Test {
 protected:
  JsonFile() : file_(std::filesystem::temp_directory_path() / ("bros-json-" + std::to_string(getpid()))) {}
  ~JsonFile() override { std::filesystem::remove(file_); }
  nlohmann::json read(const std::string& text) const {
    std::ofstream(file_, std::ios::binary) << text;
    return read_json("--file", file_);
  }
  /// What is said of a text after the name of its file; empty if it is read.
  std::string words(const std::string& text) const {
    try {
      (void)read(text);
    } catch (const ArgumentError& error) {
      const std::string begin = "--file = " + file_.string() + ": ", line = error.what();
      EXPECT_TRUE(line.starts_with(begin)) << line;
      EXPECT_LT(line.size(), 500U);
      return line.substr(begin.size());
    }
    return "";
  }
  std::filesystem::path file_;
};

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST_F(JsonFile, is_what_the_parser_of_the_library_makes_of_it) {
  for (const char* text : {R"({"a": [1, -2, 0.5, 1e3, 18446744073709551615], "b": {"c": null, "d": true}, "e": "é\n"})",
                           "[]", "{}", "[[], {}, [[1]]]", "3", "\"x\"", "null", " [1 , 2] "})
    EXPECT_EQ(read(text), nlohmann::json::parse(text)) << text;
  EXPECT_EQ(read("\xef\xbb\xbf{\"a\": 1}"), nlohmann::json::parse("{\"a\": 1}")) << "a byte order mark";
}

TEST_F(JsonFile, that_names_a_key_twice_is_refused_with_its_place) {
  EXPECT_EQ(words(R"({"a": 1, "b": 2, "a": 3})"), "must not name a twice");
  EXPECT_EQ(words(R"({"a": [0, {"b": {"c": 1, "c": 1}}]})"), "must not name a[1].b.c twice");
  EXPECT_EQ(words(R"({"A": 1, "\u0041": 1})"), "must not name A twice");
  EXPECT_EQ(words(R"([{"a": 1}, {"a": 1}])"), "");
}

TEST_F(JsonFile, that_nests_too_deep_is_refused_with_its_place) {
  EXPECT_EQ(words(nested(deepest_json)), "");
  EXPECT_TRUE(
      words("{\"lower\": " + nested(deepest_json) + "}").starts_with("must nest at most 16 deep, unlike lower["));
  EXPECT_NE(words(nested(1000000)), "");
  EXPECT_NE(words(std::string(1000000, '[')), "");
  std::string objects;
  for (int i = 0; i < 100000; ++i) objects += "{\"a\":";
  EXPECT_NE(words(objects), "");
}

TEST_F(JsonFile, with_a_number_that_no_double_holds_is_refused) {
  for (const char* number : {"1e400", "-1e400", "1e-400", "1e99999999999"})
    EXPECT_NE(words("{\"x\": [0, " + std::string(number) + "]}").find(number), std::string::npos) << number;
  EXPECT_EQ(words("[0." + std::string(400, '0') + "1]"),
            "must hold numbers in the range of doubles, and [0] is " + shown("0." + std::string(400, '0') + "1"));
  for (const char* number : {"01", "+1", ".5", "1.", "0x1", "NaN", "Infinity", "1,5"})
    EXPECT_NE(words("{\"x\": " + std::string(number) + "}"), "") << number;
}

TEST(JsonBuilder, reads_numbers_in_which_the_parser_has_put_the_decimal_point_of_the_locale) {
  detail::JsonBuilder builder("--file", "a.json");
  (void)builder.number_float(0, "-1234,5e-1");
  EXPECT_EQ(builder.document, -123.45);
}

TEST_F(JsonFile, is_not_repeated_by_the_message_that_refuses_it) {
  const std::string long_text(1000000, 'x');
  const std::vector<std::string> texts{"{\"" + long_text + "\": 1, \"" + long_text + "\": 2}",
                                       "[" + long_text + "]",
                                       "[\"" + long_text,
                                       "[1" + std::string(1000000, '0') + "e5]",
                                       "[\"\x01\xff\"]",
                                       std::string("\xff\xfe{\0", 4),
                                       ""};
  for (const std::string& text : texts) EXPECT_NE(words(text), "");
}

TEST_F(JsonFile, that_is_a_folder_or_absent_is_refused) {
  EXPECT_THROW((void)read_json("--file", std::filesystem::temp_directory_path()), ArgumentError);
  EXPECT_THROW((void)read_json("--file", file_ / "absent"), ArgumentError);
  EXPECT_THROW((void)read_json("--file", std::string(100000, 'x')), ArgumentError);
  EXPECT_THROW((void)read_text("--file", "/dev/zero", 1000000), ArgumentError);
}

/// What is said of the problem of the documentation with another value somewhere.
std::string complaint(const std::string& place, nlohmann::json value) {
  nlohmann::json document = quadratic_to_json(rate_instance_data<double>());
  document[nlohmann::json::json_pointer(place)] = std::move(value);
  try {
    (void)quadratic_from_json<double>(document);
  } catch (const ArgumentError& error) {
    EXPECT_LT(std::string(error.what()).size(), 500U);
    return error.what();
  }
  return "";
}

TEST(QuadraticFromJson, refuses_what_is_no_number_with_its_place) {
  for (const char* text : {"", "+", "-", ".", "e5", "1e", "1e+", "0,5", "nan", "inf", "0x10", " 1", "1e400", "1e-400"})
    EXPECT_EQ(complaint("/upper/h/0", text),
              "upper.h[0] = " + shown(text) + ": must be a decimal number in the range of its type, such as -1.25e-3")
        << text;
  EXPECT_EQ(complaint("/upper/h/0", "010"), "");
  EXPECT_EQ(complaint("/upper/h/0", nullptr), "upper.h[0] = null: must be a number, or a string that holds one");
  EXPECT_EQ(complaint("/upper/h/0", nlohmann::json::array({1})),
            "upper.h[0] = array of 1: must be a number, or a string that holds one");
}

TEST(QuadraticFromJson, refuses_a_deep_value_and_a_long_one_in_a_short_line) {
  const auto deep = [] {
    nlohmann::json value;
    for (int i = 0; i < 1000000; ++i) value = nlohmann::json::array({std::move(value)});
    return value;
  };
  EXPECT_EQ(complaint("/lower", deep()), "lower = array of 1: must be an object");
  EXPECT_EQ(complaint("/blocks/0/rows", deep()), "blocks[0].rows = array of 1: must be a whole number");
  EXPECT_NE(complaint("/x0/0", std::string(1000000, '\xff')), "");
  EXPECT_NE(complaint("/" + std::string(1000000, 'x'), 1), "");
}

TEST(QuadraticFromJson, looks_at_every_row_before_it_makes_a_matrix) {
  nlohmann::json rows = nlohmann::json::array();
  rows.push_back(std::vector<int>(1000000));
  for (int i = 0; i < 1000000; ++i) rows.push_back(nlohmann::json::array());
  EXPECT_EQ(complaint("/lower/A", std::move(rows)),
            "lower.A[1] = 0 entries: must have as many entries as the first row, 1000000");
}

TEST(QuadraticFromJson, reads_whole_numbers_in_the_scalar) {
  nlohmann::json document = quadratic_to_json(rate_instance_data<double>());
  document["x0"][0] = 9007199254740993;  // no double
  EXPECT_EQ(quadratic_from_json<long double>(document).x0[0], 9007199254740993.0L);
}

TEST(QuadraticToJson, is_read_back_whatever_the_locale_of_the_program) {
  const test::CommaLocale locale;
  auto data = rate_instance_data<long double>();
  data.x0[0] = 1234.5L;
  const auto document = quadratic_to_json(data);
  EXPECT_EQ(document["x0"][0], "1234.5");
  EXPECT_EQ(quadratic_from_json<long double>(document).x0[0], 1234.5L);
}

}  // namespace bros::read_json_test
