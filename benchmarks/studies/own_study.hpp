// A rate study of a problem that the user brings.
#pragma once

#include "study.hpp"

#include <memory>
#include <string>
#include <vector>

namespace bros::studies {

struct OwnOptions {
  std::shared_ptr<const Problem<double>> problem = {};  ///< with an exact hypergradient
  std::string title = {}, data = {};                    ///< data: digest of the files it is made of
  std::vector<std::string> methods{"full-tangent", "bros", "ma-soba", "naive"};
  std::vector<std::string> actions{Biprobe<double>::kind.name};  ///< of the methods that take one
  std::vector<std::string> samplers{Haar<double>::kind};         ///< of the methods that take one
  std::vector<double> factors = {};  ///< c of alpha, beta, gamma, theta, steps c / sqrt(K); empty: suggest_factors
  std::vector<std::uint64_t> horizons{256, 512, 1024, 2048, 4096, 8192, 16384};
  std::size_t seeds = 16;
  std::uint64_t key = 1;
};

/// Every method with every action and sampler that it takes. Exact curves where the problem is a quadratic one with at
/// most `largest_exact_state` numbers in (x, Y, Z, h), for averaging methods on Haar or coordinate subspaces; notes say
/// what is not known and why.
/// Requires: names of the lists, methods that average or move by steps c / sqrt(K), four factors or none, all positive
///           [-> ArgumentError that names the flag]
/// Ensures:  the numbers of rate_study with the same key
[[nodiscard]] Study own_study(const OwnOptions& options);
inline constexpr Index largest_exact_state = 26;

}  // namespace bros::studies
