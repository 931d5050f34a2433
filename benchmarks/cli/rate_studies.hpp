// The studies of `bros rates`.
#pragma once

#include "../sweep/rate_study.hpp"

#include <bros/problem/fashion_mnist.hpp>

#include <array>
#include <string>
#include <string_view>

namespace bros::cli {

struct RateOptions {
  std::string action = "biprobe";
  std::vector<std::uint64_t> quadratic_horizons{256, 512, 1024, 2048, 4096, 8192, 16384};
  std::vector<std::uint64_t> cleaning_horizons{64, 128, 256, 512, 1024, 2048};
  std::vector<std::uint64_t> chain_lengths{4, 8, 16, 32, 64, 128, 256};
  std::vector<std::uint64_t> peers_samples{2048, 4096, 8192, 16384, 32768, 65536};
  std::size_t quadratic_seeds = 32, cleaning_seeds = 8, chain_seeds = 4, peers_seeds = 16;
  std::string data = fashion_mnist_directory;
};

/// The noisy quadratic of problem/rate_instance.hpp with Haar subspaces, r/m = 1/2; the mean is over every iterate.
[[nodiscard]] sweep::Study quadratic_study(const RateOptions& options);

/// The same quadratic at one pair of horizons in subspaces of every rank: what r/m costs.
[[nodiscard]] sweep::Study price_study(const RateOptions& options);

/// A finite sum of 64 samples a level in fixed minibatches of 4, drawn with replacement: the same methods and SABA,
/// whose steps are constant and whose mean over a run falls as 1/K, since what it sums up converges.
[[nodiscard]] sweep::Study finite_sum_study(const RateOptions& options);

/// Samples until ||grad Phi||^2 <= eps = 1/T on the zero chain of length T, gap and variance the same for all T.
/// Throws: std::logic_error if a run in the full space or on coordinates is not zero-respecting at some iterate
[[nodiscard]] sweep::Study chain_study(const RateOptions& options);

/// T/p on that chain: no method that respects zeros needs fewer samples in the mean (zero-chain-lower).
[[nodiscard]] double chain_lower_line(std::uint64_t length);

/// Hyper-data cleaning on Fashion-MNIST with coordinate subspaces; grad Phi is solved for at one uniformly random
/// iterate in each of 32 equal parts of the run: an unbiased estimate of the mean over the run.
[[nodiscard]] sweep::Study cleaning_study(const RateOptions& options);

/// BROS and MA-SOBA beside AmIGO, stocBiO and the methods without second derivatives, F2SA, PBGD and BOME, on the same
/// quadratic and the same samples, against the number of samples: the others take several an iteration.
[[nodiscard]] sweep::Study peers_study(const RateOptions& options);

/// What --problems may name.
struct NamedStudy {
  std::string_view name;
  sweep::Study (*make)(const RateOptions&);
};
inline constexpr std::array named_studies{
    NamedStudy{"quadratic", quadratic_study},   NamedStudy{"price", price_study},
    NamedStudy{"finite_sum", finite_sum_study}, NamedStudy{"peers", peers_study},
    NamedStudy{"zero_chain", chain_study},      NamedStudy{"cleaning", cleaning_study}};

}  // namespace bros::cli
