// Counter-based random streams: a stream is an immutable value, a draw is a function of (stream, position).
#pragma once

#include <bros/core/error.hpp>
#include <bros/core/scalar.hpp>

#include <Random123/philox.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace bros {

/// A named, random-access sequence of independent 64-bit words (Philox4x64-10).
/// Math:     word i = Philox_key(floor(i/4), 0, 0, 0)_(i mod 4); fork(tag) has as key the first two words of
///           Philox_key(tag, 0, 0, 1) for a number, of Philox_key(FNV-1a(tag), 0, 0, 2) for a name
/// Ensures:  equal keys give equal words on every machine, thread and rank; draws and forks never share a counter
/// Cost:     16 bytes; one Philox call for four words or for a fork
/// Source:   Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011); Random123
class Stream {
 public:
  explicit Stream(std::uint64_t seed) : key_{{seed, 0}} {}

  /// The stream of this number: another key.
  [[nodiscard]] Stream fork(std::uint64_t index) const { return child({{index, 0, 0, 1}}); }
  /// The stream of this name: another key, not that of any number.
  [[nodiscard]] Stream fork(std::string_view purpose) const { return child({{fnv1a(purpose), 0, 0, 2}}); }

  /// Words 4 i .. 4 i + 3.
  [[nodiscard]] std::array<std::uint64_t, 4> words(std::uint64_t i) const {
    const auto w = philox({{i, 0, 0, 0}});
    return {w[0], w[1], w[2], w[3]};
  }
  /// Word i.
  [[nodiscard]] std::uint64_t word(std::uint64_t i) const { return words(i / 4)[i % 4]; }

  /// The two words that the stream is a function of.
  [[nodiscard]] std::array<std::uint64_t, 2> key() const { return {key_[0], key_[1]}; }

  friend bool operator==(const Stream& a, const Stream& b) { return a.key_ == b.key_; }

 private:
  using Philox = r123::Philox4x64;
  Philox::ctr_type philox(const Philox::ctr_type& counter) const { return Philox{}(counter, key_); }
  Stream child(const Philox::ctr_type& counter) const {
    const auto w = philox(counter);
    Stream s(w[0]);
    s.key_[1] = w[1];
    return s;
  }
  static constexpr std::uint64_t fnv1a(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325u;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    return hash;
  }
  Philox::key_type key_;
};

/// The dyadic (2k + 1) 2^-53, k the top 52 bits of a word: in (0, 1), symmetric about 1/2, exact in every scalar but
/// `float`, which rounds it, to 1 at worst.
template <class S>
[[nodiscard]] S uniform_from(std::uint64_t word) {
  return S(static_cast<double>(2 * (word >> 12) + 1) * 0x1p-53);
}

/// Uniform on (0, 1).   Random: word i of the stream.
template <class S>
[[nodiscard]] S uniform(const Stream& stream, std::uint64_t i) {
  return uniform_from<S>(stream.word(i));
}

/// Fills `out` with independent standard normals, by the Box-Muller map evaluated in S.
/// Ensures:  the same stream gives the same normals in every scalar, up to that scalar's rounding
/// Random:   the first `size` words, rounded up to a multiple of four
template <RealScalar S>
void fill_gaussian(const Stream& stream, Eigen::Ref<Vector<S>> out) {
  using std::atan, std::cos, std::log, std::sin, std::sqrt;
  static const S two_pi = 8 * S(atan(S(1)));
  for (Index i = 0; i < out.size(); i += 4) {
    const auto w = stream.words(static_cast<std::uint64_t>(i / 4));
    for (Index pair = 0; pair < 4 && i + pair < out.size(); pair += 2) {
      const S radius = sqrt(-2 * log(uniform_from<S>(w[static_cast<std::size_t>(pair)])));
      const S angle = two_pi * uniform_from<S>(w[static_cast<std::size_t>(pair + 1)]);
      out[i + pair] = radius * cos(angle);
      if (i + pair + 1 < out.size()) out[i + pair + 1] = radius * sin(angle);
    }
  }
}

/// Rademacher sign i.   Random: bit i mod 64 of word floor(i/64).
[[nodiscard]] inline int sign(const Stream& stream, std::uint64_t i) {
  return (stream.word(i / 64) >> (i % 64)) & 1 ? 1 : -1;
}

/// Fills `out` with independent Rademacher signs.   Random: the first ceil(size/64) words.
template <class S>
void fill_signs(const Stream& stream, Eigen::Ref<Vector<S>> out) {
  std::uint64_t bits = 0;
  for (Index i = 0; i < out.size(); ++i, bits >>= 1) {
    if (i % 64 == 0) bits = stream.word(static_cast<std::uint64_t>(i / 64));
    out[i] = S(bits & 1 ? 1 : -1);
  }
}

/// A reader of consecutive bounded integers, for draws whose consumption is not fixed beforehand.
/// Ensures:  below(n) is exactly uniform on {0, .., n-1} (Lemire's rejection)
/// Random:   one word a call, and another with probability below n 2^-64
class BoundedDraws {
 public:
  explicit BoundedDraws(const Stream& stream) : stream_(stream) {}
  /// Uniform on {0, .., n - 1}.   Requires: n >= 1 [NOT checked]
  [[nodiscard]] std::uint64_t below(std::uint64_t n) {
    __extension__ using Wide = unsigned __int128;
    const std::uint64_t reject_below = (0 - n) % n;
    for (;;) {
      const Wide product = static_cast<Wide>(next()) * n;
      if (static_cast<std::uint64_t>(product) >= reject_below) return static_cast<std::uint64_t>(product >> 64);
    }
  }

 private:
  std::uint64_t next() {
    if (position_ % 4 == 0) block_ = stream_.words(position_ / 4);
    return block_[position_++ % 4];
  }
  Stream stream_;
  std::uint64_t position_ = 0;
  std::array<std::uint64_t, 4> block_{};
};

/// A uniformly random subset of {0, .., universe-1} with `count` elements, ascending, in the first `count`
/// entries of `chosen`, which is resized to `universe` (no allocation once it has that capacity).
/// Random:   `count` bounded draws.   Cost: O(universe + count log count)
inline void draw_subset(const Stream& stream, Index universe, Index count, std::vector<Index>& chosen) {
  if (!(count >= 0 && count <= universe))  // the message is a string on the heap: only when it is needed
    require(false, "subset.count", count, "between 0 and " + std::to_string(universe));
  chosen.resize(static_cast<std::size_t>(universe));
  for (Index i = 0; i < universe; ++i) chosen[static_cast<std::size_t>(i)] = i;
  BoundedDraws draws(stream);
  for (Index i = 0; i < count; ++i) {
    const auto j = i + static_cast<Index>(draws.below(static_cast<std::uint64_t>(universe - i)));
    std::swap(chosen[static_cast<std::size_t>(i)], chosen[static_cast<std::size_t>(j)]);
  }
  std::sort(chosen.begin(), chosen.begin() + count);
}

}  // namespace bros
