#include "measured.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace bros::studies {

namespace {

/// Of values that are known without sampling: no interval, and the slope between the last two levels.
MethodRate exact_values(std::string label, const std::vector<std::uint64_t>& levels, std::vector<double> row) {
  MethodRate rate{std::move(label), {row}};
  if (!std::all_of(row.begin(), row.end(), [](double value) { return std::isfinite(value); })) return rate;
  for (const double value : row) rate.mean.push_back({value, value, value});
  const std::size_t last = row.size() - 1;
  const double slope = std::log(row[last] / row[last - 1]) /
                       std::log(static_cast<double>(levels[last]) / static_cast<double>(levels[last - 1]));
  rate.slope = {slope, slope, slope};
  return rate;
}

}  // namespace

std::vector<MethodRates> measure(const Study& study, const std::vector<double>& values, double confidence) {
  std::vector<MethodRates> rates;
  auto next = values.begin();
  for (const StudyMethod& m : study.methods) {
    const auto levels = study.levels_of(m);
    std::vector<std::vector<double>> by_seed;
    for (std::size_t seed = 0; seed < study.seeds; ++seed) {
      const auto end = next + static_cast<std::ptrdiff_t>(levels.size());
      by_seed.emplace_back(std::exchange(next, end), end);
    }
    rates.push_back({study.seeds == 1 ? exact_values(m.label, levels, by_seed[0])
                                      : method_rate(m.label, levels, std::move(by_seed), confidence),
                     m.key});
  }
  return rates;
}

}  // namespace bros::studies
