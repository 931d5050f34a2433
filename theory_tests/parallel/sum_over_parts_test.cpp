#include "../support/ranks_in_threads.hpp"

#include <bros/core/stream.hpp>
#include <bros/parallel/sum_over_parts.hpp>

#include <gtest/gtest.h>

namespace bros::sum_over_parts_test {

Vector<float> of_part(Index part, Index numbers) {
  Vector<float> v(numbers);
  fill_gaussian<float>(Stream(5).fork(static_cast<std::uint64_t>(part)), v);
  return v;
}
Vector<float> by_the_tree(Index first, Index end, Index numbers) {
  if (end - first == 1) return of_part(first, numbers);
  const Index middle = (first + end) / 2;
  return by_the_tree(first, middle, numbers) + by_the_tree(middle, end, numbers);
}
constexpr bool is_power_of_two(int n) { return (n & (n - 1)) == 0; }

TEST(SumOverParts, has_the_bits_of_the_tree_on_every_rank_of_any_number) {
  int several_branches = 0;
  for (const Index parts : {1, 2, 3, 4, 6, 8, 12, 15})
    for (const Index numbers : {1, 7, 24, 100}) {
      const Vector<float> expected = by_the_tree(0, parts, numbers);
      for (int size = 1; size <= parts; ++size) {
        if (parts % size != 0) continue;
        std::vector<std::uint64_t> sent(static_cast<std::size_t>(size)), said(sent);
        on_ranks(size, [&](Communicator& ranks) {
          SumOverParts<float> sum(parts, ranks);
          const auto rank = static_cast<std::size_t>(ranks.rank());
          for (int twice = 0; twice < 2; ++twice) {
            std::vector<Index> evaluated;
            const Vector<float> total = sum([&](Index part, const auto& room) {
              evaluated.push_back(part);
              room(numbers) = of_part(part, numbers);
            });
            EXPECT_EQ(total, expected) << parts << " parts, rank " << ranks.rank() << " of " << size;
            EXPECT_EQ(evaluated.size(), static_cast<std::size_t>(parts / size));
            EXPECT_EQ(evaluated.front(), parts / size * ranks.rank());
          }
          sent[rank] = ranks.bytes_sent(), said[rank] = 2 * sum.bytes(numbers);
        });
        EXPECT_EQ(sent, said) << parts << " parts, " << size << " ranks";
        std::uint64_t all = 0;
        for (const std::uint64_t bytes : sent) all += bytes;
        const auto each_way = static_cast<std::uint64_t>(4 * numbers * (size - 1));
        if (is_power_of_two(size))
          EXPECT_EQ(all, 2 * 2 * each_way);
        else
          several_branches += all > 2 * 2 * each_way;
      }
    }
  EXPECT_GT(several_branches, 0);  // 3 ranks of 6 parts: the tree splits 3 and 3
}
TEST(SumOverParts, shares_the_load_of_the_links_evenly) {
  std::vector<std::uint64_t> sent(8);
  on_ranks(8, [&](Communicator& ranks) {
    SumOverParts<double> sum(16, ranks);
    sum([](Index, const auto& room) { room(800).setOnes(); });
    sent[static_cast<std::size_t>(ranks.rank())] = ranks.bytes_sent();
  });
  for (const std::uint64_t bytes : sent) EXPECT_EQ(bytes, 2 * 8 * 800 * 7 / 8);
}
TEST(SumOverParts, refuses_parts_that_the_ranks_do_not_divide) {
  Communicator alone;
  EXPECT_THROW(SumOverParts<double>(0, alone), ArgumentError);
  on_ranks(3, [](Communicator& ranks) {
    try {
      SumOverParts<double>(4, ranks);
      ADD_FAILURE() << "3 ranks share 4 parts";
    } catch (const ArgumentError& error) {
      EXPECT_STREQ(error.what(), "parts = 4: a multiple of the number of ranks, 3");
    }
  });
}

}  // namespace bros::sum_over_parts_test
