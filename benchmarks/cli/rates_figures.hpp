// The pictures of `bros rates`, as bodies of gnuplot scripts (plots/figure.hpp) that read the CSV files beside them.
#pragma once

#include "../sweep/rate_study.hpp"

#include <string>
#include <vector>

namespace bros::cli {

/// The mean of ||grad Phi||^2 over the run against the horizon K, with bands, slopes and a K^(-1/2) reference.
[[nodiscard]] std::string by_horizon_figure(const sweep::Study& study, const std::vector<sweep::MethodRates>& rates);

/// Samples N(eps) against eps, with exponents and an eps^-2 reference.
[[nodiscard]] std::string by_level_figure(const sweep::Study& study, const std::vector<sweep::MethodRates>& rates);

}  // namespace bros::cli
