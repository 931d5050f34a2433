// The two studies of `bros rates`.
#pragma once

#include "../sweep/rate_study.hpp"

#include <bros/problem/fashion_mnist.hpp>

#include <string>

namespace bros::cli {

struct RateOptions {
  std::string action = "biprobe";
  std::vector<std::uint64_t> quadratic_horizons{256, 512, 1024, 2048, 4096, 8192, 16384};
  std::vector<std::uint64_t> cleaning_horizons{64, 128, 256, 512, 1024, 2048};
  std::size_t quadratic_seeds = 32, cleaning_seeds = 8;
  std::string data = fashion_mnist_directory;
};

/// The noisy quadratic of problem/rate_instance.hpp with Haar subspaces, r/m = 1/2; the mean is over every iterate.
[[nodiscard]] sweep::Study quadratic_study(const RateOptions& options);

/// Hyper-data cleaning on Fashion-MNIST with coordinate subspaces; grad Phi is solved for at one uniformly random
/// iterate in each of 32 equal parts of the run: an unbiased estimate of the mean over the run.
[[nodiscard]] sweep::Study cleaning_study(const RateOptions& options);

}  // namespace bros::cli
