// Finite sums with random factors.
#pragma once

#include <bros/core/stream.hpp>
#include <bros/problem/finite_sum_quadratic.hpp>

#include <vector>

namespace bros {

/// Standard normal factors of samples first .. first + count - 1, drawn in double: sample i is the same whatever the
/// range and the scalar.
template <RealScalar S>
[[nodiscard]] FiniteSumData<S> made_up_finite_sum(const Stream& stream, const std::vector<Block>& blocks, Index d,
                                                  Index count, Index first = 0) {
  const Index n = Blocks(blocks).full().size();
  const auto level = [&](const char* name) {
    const auto matrix = [&](Index rows, const char* letter) {
      Vector<double> draws(rows * (first + count));
      fill_gaussian<double>(stream.fork(name).fork(letter), draws);
      return Matrix<S>(draws.reshaped(rows, first + count).rightCols(count).template cast<S>());
    };
    return RankOneFactors<S>{matrix(d, "p"), matrix(n, "q"), matrix(d, "u"),
                             matrix(n, "w"), matrix(n, "a"), matrix(d, "b")};
  };
  return {level("lower"), level("upper"), blocks, Vector<S>::Zero(d), Vector<S>::Zero(n)};
}

}  // namespace bros
