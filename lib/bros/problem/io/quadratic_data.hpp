// The simulated quadratic of the public bilevel benchmark, read from its exported rank-one factors.
#pragma once

#include <bros/problem/finite_sum_quadratic.hpp>

#include <bit>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

namespace bros {

/// One file of little-endian float64 numbers, samples x dimension row by row: a sample a column of the result.
/// Requires: a readable file of a positive multiple of 8 x dimension bytes, at most 2^30 bytes, finite numbers
///           [-> ArgumentError, naming the file, what was found and what is expected]
[[nodiscard]] inline Matrix<double> read_samples(const std::filesystem::path& file, Index dimension) {
  static_assert(std::endian::native == std::endian::little, "the files are little-endian");
  constexpr Index most_bytes = Index{1} << 30;
  require(dimension >= 1 && dimension <= most_bytes / 8, "dimension", dimension, "between 1 and 2^27");
  const std::string name = file.string();
  const Index bytes_per_sample = dimension * static_cast<Index>(sizeof(double));
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  std::error_code none;
  require(in.is_open() && !std::filesystem::is_directory(file, none), name.c_str(), "not readable",
          "a file of float64 samples of dimension " + std::to_string(dimension));
  const auto bytes = static_cast<Index>(in.tellg());
  require(bytes >= bytes_per_sample && bytes % bytes_per_sample == 0, name.c_str(), std::to_string(bytes) + " bytes",
          "a positive multiple of " + std::to_string(bytes_per_sample) + " bytes (float64 samples of dimension " +
              std::to_string(dimension) + ")");
  require(bytes <= most_bytes, name.c_str(), std::to_string(bytes) + " bytes", "at most 2^30 bytes");
  Matrix<double> samples(dimension, bytes / bytes_per_sample);
  in.seekg(0);
  in.read(reinterpret_cast<char*>(samples.data()), bytes);
  require(in.gcount() == bytes, name.c_str(), std::to_string(in.gcount()) + " bytes read",
          std::to_string(bytes) + " bytes");
  for (Index i = 0; i < samples.size(); ++i)
    if (!std::isfinite(samples.data()[i]))
      require(false, name.c_str(),
              text_of(samples.data()[i]) + " in sample " + std::to_string(i / dimension) + ", entry " +
                  std::to_string(i % dimension),
              "finite numbers");
  return samples;
}

/// The twelve files {g,f}_{xx,zz,xz_u,xz_v,z,x}.f64 of a directory: g the lower level, f the upper; xx p, zz q, xz_u u,
/// xz_v w, z a, x b. One block dimension x 1 of this rank; x0 = -2 in every entry, y0 = 0.
/// Shapes:   x and y of the same dimension; the number of samples is inferred
/// Requires: twelve files as in read_samples with the same number of samples [-> ArgumentError, naming the file]
/// Source:   benchopt/benchmark_bilevel, simulated quadratic, default parameters
template <RealScalar S = double>
[[nodiscard]] FiniteSumData<S> read_finite_sum(const std::filesystem::path& directory, Index rank,
                                               Index dimension = 100) {
  Index samples = 0;
  const auto read = [&](const std::string& name) -> Matrix<S> {
    const std::filesystem::path file = directory / (name + ".f64");
    const Matrix<double> factor = read_samples(file, dimension);
    if (samples == 0) samples = factor.cols();
    require(factor.cols() == samples, file.string().c_str(), std::to_string(factor.cols()) + " samples",
            std::to_string(samples) + ", as in the files before it");
    return factor.template cast<S>();
  };
  const auto level = [&](const std::string& g) -> RankOneFactors<S> {
    return {read(g + "_xx"), read(g + "_zz"), read(g + "_xz_u"), read(g + "_xz_v"), read(g + "_z"), read(g + "_x")};
  };
  FiniteSumData<S> data;
  data.lower = level("g");
  data.upper = level("f");
  data.blocks = {{dimension, 1, rank}};
  data.x0 = Vector<S>::Constant(dimension, S(-2));
  data.y0 = Vector<S>::Zero(dimension);
  return data;
}

}  // namespace bros
