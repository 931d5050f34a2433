// Streams: known answers that pin every draw, and exact tests of the subsets.
#include <bros/claims/declared.hpp>
#include <bros/core/multiprecision.hpp>
#include <bros/core/stream.hpp>
#include <bros/evidence/binomial_test.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace bros::stream_test {

using Words = std::array<std::uint64_t, 4>;

// kat_vectors of the Random123 distribution, philox4x64 with 10 rounds.
TEST(Stream, philox_gives_the_published_known_answers) {
  using Philox = r123::Philox4x64;
  const auto words = [](Philox::ctr_type counter, Philox::key_type key) {
    const auto w = Philox{}(counter, key);
    return Words{w[0], w[1], w[2], w[3]};
  };
  const std::uint64_t ones = ~std::uint64_t{0};
  EXPECT_EQ(words({{0, 0, 0, 0}}, {{0, 0}}),
            (Words{0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b}));
  EXPECT_EQ(words({{ones, ones, ones, ones}}, {{ones, ones}}),
            (Words{0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6, 0xa09caebf594f0ba0}));
  EXPECT_EQ(words({{0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89}},
                  {{0x452821e638d01377, 0xbe5466cf34e90c6c}}),
            (Words{0xa528f45403e61d95, 0x38c72dbd566e9788, 0xa5a1610e72fd18b5, 0x57bd43b5e52b7fe6}));
  EXPECT_EQ(Stream(0).words(0), words({{0, 0, 0, 0}}, {{0, 0}}));
}

TEST(Stream, forks_are_values_and_a_name_is_not_a_number) {
  const Stream root(1);
  EXPECT_EQ(root.fork(3), Stream(1).fork(3));
  EXPECT_FALSE(root.fork(3) == root.fork("3"));
}

template <class S>
std::vector<double> gaussians(const Stream& stream, Index count) {
  Vector<S> values(count);
  fill_gaussian<S>(stream, values);
  std::vector<double> rounded;
  for (const S& value : values) rounded.push_back(static_cast<double>(value));
  return rounded;
}

TEST(Stream, normals_are_the_same_in_every_scalar) {
  const auto in_double = gaussians<double>(Stream(1), 64), in_50 = gaussians<bin_float_50>(Stream(1), 64);
  for (std::size_t i = 0; i < in_double.size(); ++i)
    EXPECT_NEAR(in_double[i], in_50[i], 8 * std::numeric_limits<double>::epsilon());
}

TEST(Stream, uniforms_are_the_same_dyadics_in_every_scalar) {
  for (std::uint64_t i = 0; i < 64; ++i) {
    const double u = uniform<double>(Stream(1), i);
    EXPECT_EQ(rational(u), uniform<rational>(Stream(1), i));
    EXPECT_EQ(bin_float_50(u), uniform<bin_float_50>(Stream(1), i));
  }
  EXPECT_EQ(uniform_from<rational>(0), rational(1) / (std::uint64_t{1} << 53));
  EXPECT_EQ(uniform_from<rational>(~std::uint64_t{0}), 1 - uniform_from<rational>(0));
}

TEST(Stream, signs_are_the_bits_of_the_words) {
  Vector<double> signs(200);
  fill_signs<double>(Stream(1), signs);
  for (Index i = 0; i < signs.size(); ++i) EXPECT_EQ(signs[i], sign(Stream(1), static_cast<std::uint64_t>(i)));
}

// Subsets: each of the C(6,2) = 15 pairs with probability 1/15.

using Draw = std::vector<Index> (*)(const Stream&);
constexpr Index universe = 6, chosen_count = 2;

std::vector<Index> uniform_pair(const Stream& stream) {
  std::vector<Index> chosen;
  draw_subset(stream, universe, chosen_count, chosen);
  chosen.resize(chosen_count);
  return chosen;
}
/// Planted fault: a run of neighbours, every element equally likely and the pairs not.
std::vector<Index> neighbours(const Stream& stream) {
  const auto first = static_cast<Index>(BoundedDraws(stream).below(universe));
  std::vector<Index> chosen = {first, (first + 1) % universe};
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}
/// Planted fault: the classical biased shuffle, which swaps with any position.
std::vector<Index> any_swap(const Stream& stream) {
  std::vector<Index> order = {0, 1, 2, 3, 4, 5};
  BoundedDraws draws(stream);
  for (std::size_t i = 0; i < order.size(); ++i) std::swap(order[i], order[draws.below(order.size())]);
  order.resize(chosen_count);
  std::sort(order.begin(), order.end());
  return order;
}

const double pair_probability = 1.0 / 15, pair_alpha = 1e-9, pair_alternative = 1.0 / 15 * 1.08;
const StatisticalTest pairs =
    declared({"subset-samplers", "each pair of six rows is drawn with probability 1/15", "one with 8% more", pair_alpha,
              0.999, BinomialTest::samples_for(pair_probability, pair_alternative, pair_alpha / 15, 0.999)});

bool is_refuted(Draw draw) {
  std::map<std::vector<Index>, std::uint64_t> counts;
  for (std::uint64_t i = 0; i < pairs.n; ++i) ++counts[draw(Stream(3).fork("pairs").fork(i))];
  const BinomialTest test(pair_probability, pairs.alpha / 15, pairs.n);
  bool refuted = counts.size() != 15;
  for (const auto& [pair, count] : counts) refuted |= test.rejects(count);
  return refuted;
}

TEST(SubsetSamplers, every_pair_is_equally_likely) {
  EXPECT_FALSE(is_refuted(uniform_pair));
  EXPECT_TRUE(is_refuted(neighbours)) << "planted fault";
  EXPECT_TRUE(is_refuted(any_swap)) << "planted fault";
}

TEST(SubsetSamplers, impossible_subsets_are_refused) {
  std::vector<Index> chosen;
  EXPECT_THROW(draw_subset(Stream(1), 3, 4, chosen), ArgumentError);
  EXPECT_THROW(draw_subset(Stream(1), 3, -1, chosen), ArgumentError);
  draw_subset(Stream(1), 3, 3, chosen);
  EXPECT_EQ(chosen, (std::vector<Index>{0, 1, 2}));
}

// What Stream(1) has given since the first version: a change here changes every published run.
TEST(Stream, golden_values_of_seed_one_do_not_move) {
  const Stream root(1);
  Vector<double> normals(4);
  fill_gaussian<double>(root, normals);
  std::vector<Index> subset;
  draw_subset(root, 10, 4, subset);
  subset.resize(4);
  std::string signs;
  for (std::uint64_t i = 0; i < 16; ++i) signs += sign(root, i) > 0 ? '+' : '-';
  EXPECT_EQ(root.words(0), (Words{0xcb7ea744cf19bb4c, 0xa34eacbe1377d650, 0xe8dbce5eb7b8301f, 0x344790248cacfe2f}));
  EXPECT_EQ(root.fork(0).word(0), 0xd6dc6e23655710b9u);
  EXPECT_EQ(root.fork(7).word(0), 0xf9a0b7c1d3ac9060u);
  EXPECT_EQ(root.fork("subspace").word(0), 0xadc73cccb5e36fb2u);
  EXPECT_EQ(root.fork("subspace").fork(2).word(5), 0x4af54e00240f047du);
  EXPECT_EQ(uniform<double>(root, 0), 0x1.96fd4e899e337p-1);
  EXPECT_EQ(uniform<double>(root, 3), 0x1.a23c81246567cp-3);
  EXPECT_DOUBLE_EQ(normals[0], -0.43867514615075115);
  EXPECT_DOUBLE_EQ(normals[1], -0.51637069351493957);
  EXPECT_DOUBLE_EQ(normals[2], 0.12350187127041504);
  EXPECT_DOUBLE_EQ(normals[3], 0.41741971669543131);
  EXPECT_EQ(subset, (std::vector<Index>{4, 6, 7, 9}));
  EXPECT_EQ(signs, "--++--+-++-+++-+");
}

}  // namespace bros::stream_test
