// Streams: named, random access, the same in every scalar.
#include "samplers.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>

namespace bros::property::stream_test {

constexpr std::array<Index, 8> edge_sizes{0, 1, 3, 4, 5, 63, 64, 65};
[[nodiscard]] rc::Gen<Index> draw_sizes() {
  return rc::gen::oneOf(rc::gen::elementOf(edge_sizes), rc::gen::map(whole(0, 300), [](int n) { return Index{n}; }));
}

/// Forks of different names and numbers, and their forks, share no word with each other or with their parent.
/// Math:     N^2/2 pairs of 64-bit words agree by chance with probability below N^2 2^-65: here 2^-45
template <class Fork>
Deviation forks_share_no_words(const Fork& fork) {
  const Stream root = *streams().as("stream");
  const auto index = *keys().as("index");
  const std::string name = *rc::gen::container<std::string>(rc::gen::inRange('a', '{')).as("name");
  const std::vector<Stream> family{root,
                                   fork(root, index),
                                   fork(root, index + 1),
                                   root.fork(name),
                                   root.fork(name + "a"),
                                   fork(root.fork(name), index),
                                   fork(root, index).fork(name)};
  std::set<std::uint64_t> words;
  for (const Stream& stream : family)
    for (std::uint64_t i = 0; i < 130; ++i) words.insert(stream.word(i));
  Deviation deviation;
  deviation.require(words.size() == family.size() * 130);
  deviation.require(root.fork(name) == root.fork(std::string(name)) && root.fork(index) == root.fork(index));
  return deviation;
}

TEST(Stream, forks_of_different_names_and_numbers_share_no_words) {
  holds([] { return forks_share_no_words([](const Stream& s, std::uint64_t i) { return s.fork(i); }); });
}
TEST(Stream, forks_that_share_words_are_rejected) {
  is_rejected([] { return forks_share_no_words([](const Stream& s, std::uint64_t) { return s.fork(0); }); });
  is_rejected([] { return forks_share_no_words([](const Stream& s, std::uint64_t) { return s; }); });
  is_rejected([] { return forks_share_no_words([](const Stream&, std::uint64_t i) { return Stream(i); }); });
}

/// (2k + 1) 2^-53: inside (0, 1), its mirror image is the uniform of the complemented word, and every scalar holds the
/// same number, with no bits but the 53.
template <class S>
Deviation uniforms_are_symmetric_dyadics() {
  const std::uint64_t edge = *rc::gen::element<std::uint64_t>(0, 1, 0xfff, 0x1000, ~0ull, ~0ull << 12);
  const std::uint64_t word = *rc::gen::arbitrary<bool>() ? edge : *keys().as("word");
  const S u = uniform_from<S>(word);
  Deviation deviation;
  deviation.require(u > 0 && u < 1);
  deviation.require(u + uniform_from<S>(~word) == 1);
  const double scaled = static_cast<double>(S(u * S(0x1p53)));
  deviation.require(S(scaled) == u * S(0x1p53) && std::fmod(scaled, 2) == 1);
  deviation.require(u == S(uniform_from<double>(word)));
  return deviation;
}

/// fill_gaussian in S against double.
/// Math:     with radius R <= sqrt(106 log 2) < 8.6 and angle t <= 2 pi, double rounds t by 2 pi eps at most, log, sqrt
///           and cos by an ulp each: an entry moves by at most 8.6 (2 pi + 4) eps < 89 eps
template <class S, class Fill>
Deviation gaussians_are_coupled(const Fill& fill) {
  const Stream stream = *streams().as("stream");
  const Index size = *draw_sizes().as("size");
  Vector<double> coarse(size);
  Vector<S> fine(size);
  fill_gaussian<double>(stream, coarse);
  fill(stream, fine);
  Deviation deviation;
  deviation.compare(coarse, Vector<double>(fine.template cast<double>()), rounding<double>(89, 1.));
  return deviation;
}
/// A longer draw begins with the shorter one.
template <class S>
Deviation draws_are_prefixes() {
  const Stream stream = *streams().as("stream");
  const Index size = *draw_sizes().as("size"), more = *draw_sizes().as("more");
  Vector<S> shorter(size), longer(size + more), signs(size), more_signs(size + more);
  fill_gaussian<S>(stream, shorter), fill_gaussian<S>(stream, longer);
  fill_signs<S>(stream, signs), fill_signs<S>(stream, more_signs);
  Deviation deviation;
  deviation.require(shorter == longer.head(size) && signs == more_signs.head(size));
  for (Index i = 0; i < size; ++i) {
    deviation.require(signs[i] == S(sign(stream, static_cast<std::uint64_t>(i))));
    deviation.require(signs[i] == S(1) || signs[i] == S(-1));
  }
  return deviation;
}

template <class S>
class StreamAt : public ::testing::Test {};
TYPED_TEST_SUITE(StreamAt, RealScalars);

TYPED_TEST(StreamAt, uniforms_are_symmetric_dyadics_in_every_scalar) {
  holds(uniforms_are_symmetric_dyadics<TypeParam>);
}
TYPED_TEST(StreamAt, gaussians_are_those_of_double) {
  holds([] {
    return gaussians_are_coupled<TypeParam>([](const Stream& s, auto& out) { fill_gaussian<TypeParam>(s, out); });
  });
}
TYPED_TEST(StreamAt, shorter_draws_are_the_beginning_of_longer_ones) { holds(draws_are_prefixes<TypeParam>); }

TEST(Stream, gaussians_of_another_stream_or_in_another_order_are_rejected) {
  is_rejected([] {
    return gaussians_are_coupled<double>([](const Stream& s, auto& out) { fill_gaussian<double>(s.fork(0), out); });
  });
  is_rejected([] {
    return gaussians_are_coupled<double>([](const Stream& s, auto& out) {
      fill_gaussian<double>(s, out);
      std::reverse(out.begin(), out.end());
    });
  });
}

/// Subsets are ascending, distinct, in range, and every element may be drawn; all of them if count = universe.
template <class Draw>
Deviation subsets_are_subsets(const Draw& draw) {
  const Stream stream = *streams().as("stream");
  const Index universe = *draw_sizes().as("universe");
  const Index count = universe - *whole(0, static_cast<int>(universe)).as("left out");
  std::vector<Index> chosen;
  draw(stream, universe, count, chosen);
  Deviation deviation;
  deviation.require(chosen.size() == static_cast<std::size_t>(universe));
  const auto end = chosen.begin() + count;
  deviation.require(std::adjacent_find(chosen.begin(), end, std::greater_equal<>()) == end);
  deviation.require(std::all_of(chosen.begin(), end, [&](Index i) { return i >= 0 && i < universe; }));
  for (Index i = 0; count == universe && i < count; ++i) deviation.require(chosen[static_cast<std::size_t>(i)] == i);
  return deviation;
}

TEST(Stream, subsets_are_ascending_distinct_and_in_range) {
  holds([] { return subsets_are_subsets(draw_subset); }, 300);
}
TEST(Stream, subsets_with_repetition_or_out_of_order_are_rejected) {
  is_rejected([] {
    return subsets_are_subsets([](const Stream& s, Index universe, Index count, std::vector<Index>& chosen) {
      chosen.assign(static_cast<std::size_t>(universe), 0);
      BoundedDraws draws(s);
      for (Index i = 0; i < count; ++i)
        chosen[static_cast<std::size_t>(i)] = static_cast<Index>(draws.below(static_cast<std::uint64_t>(universe)));
      std::sort(chosen.begin(), chosen.begin() + count);
    });
  });
  is_rejected([] {
    return subsets_are_subsets([](const Stream& s, Index universe, Index count, std::vector<Index>& chosen) {
      draw_subset(s, universe, count, chosen);
      std::reverse(chosen.begin(), chosen.begin() + count);
    });
  });
}

/// Bounded draws stay below their bound, powers of two and bounds near 2^64 among them.
TEST(Stream, bounded_draws_stay_below_their_bound) {
  holds([] {
    BoundedDraws draws(*streams().as("stream"));
    const std::uint64_t word = *keys().as("word"), bound = std::max<std::uint64_t>(1, word >> *whole(0, 63));
    Deviation deviation;
    for (int i = 0; i < 65; ++i) deviation.require(draws.below(bound) < bound);
    return deviation;
  });
}

}  // namespace bros::property::stream_test
