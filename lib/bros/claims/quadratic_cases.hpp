// Quadratic problems without any structure, the same in every scalar.
#pragma once

#include <bros/problem/quadratic.hpp>
#include <bros/theory/estimators/weingarten.hpp>

#include <utility>
#include <vector>

namespace bros {

/// Quotients of small integers, without structure; A positive definite by its diagonal; no noise.
template <FieldScalar S>
QuadraticData<S> unstructured_data(std::vector<Block> blocks, Index d) {
  QuadraticData<S> data;
  const Index n = Blocks(blocks).full().size();
  const auto entry = [](Index i, Index j, int salt) {
    return static_cast<int>((5 * i + 3 * j + i * j * (salt + 1) + salt) % 7) - 3;
  };
  const auto fill = [&](Matrix<S>& m, Index rows, Index cols, int salt) {
    m = Matrix<S>::Zero(rows, cols);
    for (Index i = 0; i < rows; ++i)
      for (Index j = 0; j < cols; ++j)
        m(i, j) = S(rows == cols ? entry(i, j, salt) + entry(j, i, salt) : entry(i, j, salt)) / S(4);
  };
  const auto fill_vector = [&](Vector<S>& v, Index size, int salt) {
    v = Vector<S>::Zero(size);
    for (Index i = 0; i < size; ++i) v[i] = S(entry(i, 1, salt)) / S(2);
  };
  fill(data.lower.A, n, n, 1);
  for (Index i = 0; i < n; ++i) data.lower.A(i, i) = S(static_cast<int>(2 * n + i));
  fill(data.lower.C, d, n, 2), fill_vector(data.lower.a, n, 3);
  fill(data.upper.F, n, n, 4), fill(data.upper.K, d, n, 5), fill(data.upper.H, d, d, 6);
  fill_vector(data.upper.f, n, 2), fill_vector(data.upper.h, d, 1);
  fill_vector(data.x0, d, 4), fill_vector(data.y0, n, 5);
  data.blocks = std::move(blocks);
  return data;
}

/// The same with all five kinds of noise, of five different levels.
template <FieldScalar S>
QuadraticData<S> noisy_data(std::vector<Block> blocks, Index d) {
  auto data = unstructured_data<S>(std::move(blocks), d);
  data.noise = {S(1) / S(2), S(3) / S(4), S(2) / S(5), S(1), S(3) / S(2)};
  return data;
}

}  // namespace bros
