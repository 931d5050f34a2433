#include <bros/problem/minibatch.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

namespace bros::minibatch_test {

using Indices = std::vector<Index>;

Indices drawn(std::string_view level, Index count, Index batch, Sampling sampling, std::uint64_t index,
              const Stream& stream = Stream(5)) {
  Minibatch minibatch(level, count, batch, sampling);
  minibatch.draw(Sample{index, stream});
  return minibatch.indices();
}

Indices sorted(Indices indices) {
  std::sort(indices.begin(), indices.end());
  return indices;
}

/// Iterations first .. first + 3 of a sampling of 10 samples in minibatches of 3, by one object.
Indices epoch(Sampling sampling, std::uint64_t first) {
  Minibatch minibatch("lower", 10, 3, sampling);
  Indices all;
  for (std::uint64_t k = first; k < first + 4; ++k) {
    minibatch.draw(Sample{k, Stream(5)});
    all.insert(all.end(), minibatch.indices().begin(), minibatch.indices().end());
  }
  return all;
}

const Indices everything{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};

TEST(Minibatch, cyclic_minibatches_are_consecutive_and_the_last_is_short) {
  EXPECT_EQ(drawn("lower", 10, 3, Sampling::cyclic, 0), (Indices{0, 1, 2}));
  EXPECT_EQ(drawn("lower", 10, 3, Sampling::cyclic, 3), (Indices{9}));
  EXPECT_EQ(drawn("lower", 10, 3, Sampling::cyclic, 5), (Indices{3, 4, 5}));
  EXPECT_EQ(drawn("upper", 10, 3, Sampling::cyclic, 5), drawn("lower", 10, 3, Sampling::cyclic, 5));
}

TEST(Minibatch, every_epoch_of_a_fixed_order_takes_every_sample_once) {
  EXPECT_EQ(epoch(Sampling::cyclic, 0), everything);
  for (std::uint64_t first : {0u, 4u, 8u, 400u}) EXPECT_EQ(sorted(epoch(Sampling::reshuffled, first)), everything);
  EXPECT_NE(sorted(epoch(Sampling::reshuffled, 2)), everything) << "half of two epochs must not look like one";
  EXPECT_NE(sorted(epoch(Sampling::iid, 0)), everything);
}

TEST(Minibatch, every_epoch_is_shuffled_afresh) {
  std::set<Indices> orders;
  for (std::uint64_t e = 0; e < 1024; ++e) orders.insert(epoch(Sampling::reshuffled, 4 * e));
  EXPECT_EQ(orders.size(), 24u);  // all orders of four minibatches: one is missed with probability below 1e-17
}

TEST(Minibatch, a_draw_depends_on_stream_level_and_index_alone) {
  for (const Sampling sampling : {Sampling::iid, Sampling::reshuffled}) {
    Minibatch minibatch("lower", 1000, 20, sampling);
    minibatch.draw(Sample{77, Stream(5)});
    minibatch.draw(Sample{3, Stream(5)});
    EXPECT_EQ(minibatch.indices(), drawn("lower", 1000, 20, sampling, 3)) << to_string(sampling);
    EXPECT_NE(minibatch.indices(), drawn("upper", 1000, 20, sampling, 3)) << to_string(sampling);
    EXPECT_NE(minibatch.indices(), drawn("lower", 1000, 20, sampling, 4)) << to_string(sampling);
    EXPECT_NE(minibatch.indices(), drawn("lower", 1000, 20, sampling, 3, Stream(6))) << to_string(sampling);
  }
}

TEST(Minibatch, independent_samples_repeat_and_reach_both_ends) {
  Indices seen = drawn("lower", 4, 4, Sampling::iid, 0);
  for (std::uint64_t k = 1; k < 64; ++k)
    for (const Index i : drawn("lower", 4, 4, Sampling::iid, k)) seen.push_back(i);
  EXPECT_EQ(seen.size(), 256u);
  for (Index i = 0; i < 4; ++i) EXPECT_GT(std::count(seen.begin(), seen.end(), i), 0) << i;
  EXPECT_EQ(*std::max_element(seen.begin(), seen.end()), 3);
  EXPECT_EQ(*std::min_element(seen.begin(), seen.end()), 0);
}

TEST(Minibatch, drawn_slots_are_fixed_minibatches_that_say_which_they_are) {
  Minibatch minibatch("lower", 10, 3, Sampling::slots);
  std::vector<int> seen(4, 0);
  for (std::uint64_t k = 0; k < 256; ++k) {
    minibatch.draw(Sample{k, Stream(5)});
    const Index slot = minibatch.slot();
    EXPECT_EQ(minibatch.indices(), drawn("lower", 10, 3, Sampling::cyclic, static_cast<std::uint64_t>(slot)));
    ++seen[static_cast<std::size_t>(slot)];
  }
  for (const int count : seen) EXPECT_GT(count, 32);
}

TEST(Minibatch, slots_depend_on_stream_level_and_index_alone) {
  const auto slots = [](std::string_view level, const Stream& stream) {
    Minibatch minibatch(level, 1000, 20, Sampling::slots);
    Indices all;
    for (std::uint64_t k = 0; k < 10; ++k) minibatch.draw(Sample{9 - k, stream}), all.push_back(minibatch.slot());
    return all;
  };
  EXPECT_EQ(slots("lower", Stream(5)), slots("lower", Stream(5)));
  EXPECT_NE(slots("lower", Stream(5)), slots("upper", Stream(5)));
  EXPECT_NE(slots("lower", Stream(5)), slots("lower", Stream(6)));
  EXPECT_EQ(drawn("lower", 1000, 20, Sampling::slots, 3)[0] / 20, slots("lower", Stream(5))[6]);
}

TEST(Minibatch, sizes_that_make_no_minibatch_are_refused) {
  EXPECT_THROW(Minibatch("lower", 0, 1, Sampling::iid), ArgumentError);
  EXPECT_THROW(Minibatch("lower", 10, 0, Sampling::iid), ArgumentError);
  EXPECT_THROW(Minibatch("lower", 10, 11, Sampling::cyclic), ArgumentError);
  EXPECT_NO_THROW(Minibatch("lower", 10, 10, Sampling::cyclic));
}

}  // namespace bros::minibatch_test
