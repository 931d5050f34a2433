// Finite sums with random factors, for tests, rate studies and timings.
#pragma once

#include <bros/core/stream.hpp>
#include <bros/problem/finite_sum_quadratic.hpp>

#include <vector>

namespace bros {

/// Standard normal factors of samples first .. first + count - 1, and x0 = 0, y0 = 0.
/// Shapes:   dim(x) = d; dim(y) that of the blocks; `count` samples a level
/// Requires: sizes that entries_of allows [-> ArgumentError]; count >= dim(y), or the mean of q q' is singular [which
/// FiniteSumQuadratic refuses] Random:   per level and factor the draws of stream.fork(level).fork(letter), in double:
/// sample i is the same
///           whatever the range and the scalar
/// Source:   ours
template <RealScalar S>
[[nodiscard]] FiniteSumData<S> gaussian_finite_sum(const Stream& stream, const std::vector<Block>& blocks, Index d,
                                                   Index count, Index first = 0) {
  require(count >= 1 && count <= most_entries, "count", count, "between 1 and 2^47");
  require(first >= 0 && first <= most_entries, "first", first, "between 0 and 2^47");
  const Index n = Blocks(blocks).full().size();
  const auto level = [&](const char* name) {
    const auto matrix = [&](Index rows, const char* letter) {
      Vector<double> draws(entries_of("samples", rows, first + count));
      fill_gaussian<double>(stream.fork(name).fork(letter), draws);
      return Matrix<S>(draws.reshaped(rows, first + count).rightCols(count).template cast<S>());
    };
    return RankOneFactors<S>{matrix(d, "p"), matrix(n, "q"), matrix(d, "u"),
                             matrix(n, "w"), matrix(n, "a"), matrix(d, "b")};
  };
  return {level("lower"), level("upper"), blocks, Vector<S>::Zero(d), Vector<S>::Zero(n)};
}

}  // namespace bros
