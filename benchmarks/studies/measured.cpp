#include "measured.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace bros::studies {

Interval MethodRates::sample_exponent() const {
  const double none = std::numeric_limits<double>::quiet_NaN();
  if (!(slope.high < 0)) return {slope.value < 0 ? 1 / slope.value : none, none, none};
  return {1 / slope.value, 1 / slope.high, 1 / slope.low};
}

std::vector<MethodRates> measure(const Study& study, const std::vector<double>& values, double confidence) {
  std::vector<MethodRates> rates;
  auto next = values.begin();
  for (const StudyMethod& m : study.methods) {
    const auto levels = study.levels_of(m);
    MethodRates& method = rates.emplace_back(MethodRates{m.key, m.label, {}, {}, {}});
    for (std::size_t seed = 0; seed < study.seeds; ++seed) {
      const auto end = next + static_cast<std::ptrdiff_t>(levels.size());
      method.by_seed.emplace_back(std::exchange(next, end), end);
    }
    const auto stayed_finite = [](const std::vector<double>& row) {
      return std::all_of(row.begin(), row.end(), [](double value) { return std::isfinite(value); });
    };
    if (!std::all_of(method.by_seed.begin(), method.by_seed.end(), stayed_finite)) continue;
    std::vector<double> x;
    for (std::size_t l = 0; l < levels.size(); ++l) {
      x.push_back(static_cast<double>(levels[l]));
      std::vector<double> at_level;
      for (const auto& row : method.by_seed) at_level.push_back(row[l]);
      method.mean.push_back(study.seeds == 1 ? Interval{at_level[0], at_level[0], at_level[0]}
                                             : mean_interval(at_level, confidence));
    }
    if (study.seeds == 1) {
      const std::size_t last = levels.size() - 1;
      const double slope =
          std::log(method.mean[last].value / method.mean[last - 1].value) / std::log(x[last] / x[last - 1]);
      method.slope = {slope, slope, slope};
      continue;
    }
    method.slope = log_log_slope(x, method.by_seed, confidence);
  }
  return rates;
}

}  // namespace bros::studies
