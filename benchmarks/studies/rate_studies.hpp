// The studies of `bros rates`.
#pragma once

#include "study.hpp"

#include <bros/problem/io/fashion_mnist.hpp>

#include <string>
#include <vector>

namespace bros::studies {

struct RateOptions {
  std::string action = Biprobe<double>::kind.name;  ///< of BROS: the paper's
  std::vector<std::uint64_t> quadratic_horizons{256, 512, 1024, 2048, 4096, 8192, 16384};
  std::vector<std::uint64_t> cleaning_horizons{64, 128, 256, 512, 1024, 2048};
  std::vector<std::uint64_t> chain_lengths{4, 8, 16, 32, 64, 128, 256};
  std::vector<std::uint64_t> peers_samples{2048, 4096, 8192, 16384, 32768, 65536};
  std::vector<std::uint64_t> rivals_samples{2048, 4096, 8192, 16384, 32768};
  std::size_t quadratic_seeds = 32, cleaning_seeds = 8, chain_seeds = 4, peers_seeds = 16, rivals_seeds = 8;
  std::string data = fashion_mnist_directory;
};

/// The noisy quadratic of problem/rate_instance.hpp with Haar subspaces, r/m = 1/2; the mean is over every iterate.
[[nodiscard]] Study quadratic_study(const RateOptions& options);

/// The same quadratic at one pair of horizons in subspaces of every rank, each method at its own best steps: what m/r
/// costs.
[[nodiscard]] Study price_study(const RateOptions& options);

/// A finite sum of 64 samples a level in fixed minibatches of 4, drawn with replacement: the same methods and SABA,
/// whose steps are constant and whose mean over a run falls as 1/K, since what it sums up converges.
[[nodiscard]] Study finite_sum_study(const RateOptions& options);

/// BROS and MA-SOBA beside AmIGO, stocBiO and the methods without second derivatives, F2SA, PBGD and BOME, on the same
/// quadratic and the same samples, against the number of samples: the others take several an iteration.
[[nodiscard]] Study peers_study(const RateOptions& options);

/// The same with the peers that came later: FSLA, FdeHBO, F2SA-p, PBGD-Free and HF-ZOBA.
[[nodiscard]] Study rivals_study(const RateOptions& options);

/// Hyper-data cleaning on Fashion-MNIST with coordinate subspaces; grad Phi is solved for at one uniformly random
/// iterate in each of 32 equal parts of the run: an unbiased estimate of the mean over the run.
[[nodiscard]] Study cleaning_study(const RateOptions& options);

/// Samples until ||grad Phi||^2 <= eps = 1/T on the zero chain of length T, gap and variance the same for all T.
/// Throws: std::logic_error if a run in the full space or on coordinates is not zero-respecting at some iterate
[[nodiscard]] Study chain_study(const RateOptions& options);

/// T/p on that chain: no method that respects zeros needs fewer samples in the mean (zero-chain-lower).
[[nodiscard]] double chain_lower_line(std::uint64_t length);

/// One run with decaying steps, without a horizon; what a batch cannot lower; the constant and the exact limit against
/// the condition number. All three exact.
[[nodiscard]] Study decaying_study(const RateOptions& options);
[[nodiscard]] Study batch_study(const RateOptions& options);
[[nodiscard]] Study condition_study(const RateOptions& options);

/// What --problems may name; a new study is one line here. The quick ones first.
struct NamedStudy {
  const char* name;
  Study (*make)(const RateOptions&);
};
inline constexpr NamedStudy study_list[] = {{"quadratic", quadratic_study}, {"price", price_study},
                                            {"decaying", decaying_study},   {"batch", batch_study},
                                            {"condition", condition_study}, {"finite_sum", finite_sum_study},
                                            {"peers", peers_study},         {"rivals", rivals_study},
                                            {"cleaning", cleaning_study},   {"zero_chain", chain_study}};

}  // namespace bros::studies
