// The pictures of `bros rates`, as bodies of gnuplot scripts (plots/figure.hpp) that read the CSV files beside them.
#pragma once

#include "measured.hpp"

#include <string>
#include <vector>

namespace bros::studies {

/// The mean of ||grad Phi||^2 over the run against the horizon K, with bands, slopes and a K^(-1/2) reference; exact
/// curves and plateaus where they are known.
[[nodiscard]] std::string by_horizon_figure(const Study& study, const std::vector<MethodRates>& rates);

/// Samples N(eps) against eps, with exponents and an eps^-2 reference.
[[nodiscard]] std::string by_level_figure(const Study& study, const std::vector<MethodRates>& rates);

/// sqrt(K) times the mean against K: exact curves, their limits, and what was measured.
/// Requires: methods whose exact rate is known [NOT checked]
[[nodiscard]] std::string levelling_figure(const Study& study, const std::vector<MethodRates>& rates);

/// The mean of ||grad Phi||^2 over the run against the samples that were taken, with bands and slopes; references
/// N^(-1/2) and N^(-2/7), the latter the rate of F2SA's theory.
[[nodiscard]] std::string by_samples_figure(const Study& study, const std::vector<MethodRates>& rates);

/// Curves that are exact, against the levels; rates_NAME.csv as by_samples_figure has it.
[[nodiscard]] std::string exact_figure(const Study& study, const std::vector<MethodRates>& rates);

/// A method of price_figure.
struct PriceCurve {
  std::string key, label;
};
/// Samples to equal accuracy relative to MA-SOBA against m/r; the line m/r is price-is-rho's factor between the bounds.
/// Shapes:   rates_price.csv: r, m/r, then for each curve sqrt(K) mean and price, exact, and price measured, low, high
[[nodiscard]] std::string price_figure(const Study& study, const std::vector<PriceCurve>& curves, double most);

/// Samples against eps on the zero chain, between the lower line and `upper` times it; `exponents` of eps, one a
/// method.
[[nodiscard]] std::string chain_figure(const Study& study, const std::vector<MethodRates>& rates,
                                       const std::vector<Interval>& exponents, double upper);

}  // namespace bros::studies
