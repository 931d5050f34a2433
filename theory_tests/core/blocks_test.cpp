// Shapes whose product no machine can hold, or no Index, are refused before anything is multiplied.
#include <bros/core/blocks.hpp>

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace bros::blocks_test {

std::string words_of(const auto& make) {
  try {
    (void)make();
  } catch (const ArgumentError& error) {
    return error.what();
  }
  return "";
}

constexpr Index largest = std::numeric_limits<Index>::max();

TEST(Shapes, whose_product_is_too_large_are_refused) {
  for (const auto& [rows, cols] : std::vector<std::pair<Index, Index>>{
           {largest, largest}, {largest, 2}, {2, largest}, {Index{1} << 32, Index{1} << 32}, {most_entries, 2}}) {
    const std::string shape = std::to_string(rows) + " x " + std::to_string(cols);
    EXPECT_EQ(words_of([&] { return entries_of("m", rows, cols); }), "m = " + shape + ": at most 2^47 entries");
    EXPECT_NE(words_of([&] { return Layout({{rows, cols}}); }).find(shape), std::string::npos);
    EXPECT_NE(words_of([&] { return Blocks({{rows, cols, 1}}); }).find("at most 2^47"), std::string::npos);
  }
  EXPECT_NE(words_of([] { return entries_of("m", -1, 2); }), "");
  EXPECT_NE(words_of([] { return entries_of("m", 2, -1); }), "");
  EXPECT_EQ(entries_of("m", most_entries, 1), most_entries);
  EXPECT_EQ(entries_of("m", largest, 0), 0);
}

TEST(Shapes, whose_sum_or_whose_basis_is_too_large_are_refused) {
  const Index half = most_entries / 2;
  EXPECT_EQ(words_of([&] { return Layout({{half, 1}, {half, 1}}); }), "");
  EXPECT_NE(words_of([&] { return Layout({{half, 1}, {half, 1}, {1, 1}}); }).find("blocks"), std::string::npos);
  EXPECT_EQ(words_of([&] { return Blocks({{half, 1, 2}}); }), "");
  EXPECT_NE(words_of([&] { return Blocks({{half, 1, 3}}); }).find("rank"), std::string::npos);
}

}  // namespace bros::blocks_test
