#include "rate_study.hpp"

#include "parallel.hpp"
#include "progress.hpp"

#include <cmath>
#include <limits>
#include <numeric>

namespace bros::sweep {

Interval MethodRates::sample_exponent() const {
  const double none = std::numeric_limits<double>::quiet_NaN();
  if (!(slope.high < 0)) return {slope.value < 0 ? 1 / slope.value : none, none, none};
  return {1 / slope.value, 1 / slope.high, 1 / slope.low};
}

std::vector<MethodRates> measure(const Study& study, std::uint64_t key, unsigned threads, double level) {
  const std::size_t methods = study.methods.size(), horizons = study.horizons.size(), seeds = study.seeds;
  std::vector<MethodRates> rates;
  for (const StudyMethod& method : study.methods)
    rates.push_back({method.key, method.label, std::vector(seeds, std::vector<double>(horizons)), {}, {}});

  // The longest runs first, so that no thread is left with one at the end.
  const double total =
      std::accumulate(study.horizons.begin(), study.horizons.end(), 0.0) * static_cast<double>(methods * seeds);
  Progress progress("bros rates, " + study.title, total);
  parallel_for(methods * horizons * seeds, threads, [&](std::size_t cell) {
    const std::size_t h = horizons - 1 - cell / (methods * seeds), m = cell / seeds % methods, s = cell % seeds;
    const Stream stream = Stream(key).fork(study.name).fork(study.horizons[h]).fork(s);
    rates[m].by_seed[s][h] = study.methods[m].run(study.horizons[h], stream);
    progress.add(static_cast<double>(study.horizons[h]));
  });

  for (MethodRates& method : rates) {
    std::vector<double> x;
    for (std::size_t h = 0; h < horizons; ++h) {
      x.push_back(static_cast<double>(study.horizons[h]));
      std::vector<double> values;
      for (const auto& row : method.by_seed) {
        require(std::isfinite(row[h]), (study.name + ", " + method.key).c_str(), study.horizons[h],
                "a run of this horizon did not stay finite; the horizon must be larger or the steps smaller");
        values.push_back(row[h]);
      }
      method.mean.push_back(mean_interval(values, level));
    }
    method.slope = log_log_slope(x, method.by_seed, level);
  }
  return rates;
}

}  // namespace bros::sweep
