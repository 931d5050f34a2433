#include "rate_study.hpp"

#include <cmath>
#include <limits>
#include <utility>

namespace bros::sweep {

Interval MethodRates::sample_exponent() const {
  const double none = std::numeric_limits<double>::quiet_NaN();
  if (!(slope.high < 0)) return {slope.value < 0 ? 1 / slope.value : none, none, none};
  return {1 / slope.value, 1 / slope.high, 1 / slope.low};
}

std::vector<Task> tasks(const Study& study, std::uint64_t key) {
  std::vector<Task> tasks;
  for (const StudyMethod& m : study.methods)
    for (std::uint64_t seed = 0; seed < study.seeds; ++seed)
      for (const std::uint64_t horizon : study.horizons)
        tasks.push_back({{study.name, study.data, "mean_grad_norm_sq", m.key, m.action, m.sampler, m.rank, horizon,
                          "double", key, seed},
                         static_cast<double>(horizon),
                         [run = m.run, stream = Stream(key).fork(study.name).fork(horizon).fork(seed), horizon] {
                           return run(horizon, stream);
                         }});
  return tasks;
}

std::vector<MethodRates> measure(const Study& study, const std::vector<double>& values, double level) {
  std::vector<MethodRates> rates;
  auto next = values.begin();
  for (const StudyMethod& m : study.methods) {
    rates.push_back({m.key, m.label, {}, {}, {}});
    for (std::size_t seed = 0; seed < study.seeds; ++seed) {
      const auto end = next + static_cast<std::ptrdiff_t>(study.horizons.size());
      rates.back().by_seed.emplace_back(std::exchange(next, end), end);
    }
  }
  const std::size_t horizons = study.horizons.size();
  for (MethodRates& method : rates) {
    std::vector<double> x;
    for (std::size_t h = 0; h < horizons; ++h) {
      x.push_back(static_cast<double>(study.horizons[h]));
      std::vector<double> at_horizon;
      for (const auto& row : method.by_seed) {
        require(std::isfinite(row[h]), (study.name + ", " + method.key).c_str(), study.horizons[h],
                "a run of this horizon did not stay finite; the horizon must be larger or the steps smaller");
        at_horizon.push_back(row[h]);
      }
      method.mean.push_back(mean_interval(at_horizon, level));
    }
    method.slope = log_log_slope(x, method.by_seed, level);
  }
  return rates;
}

}  // namespace bros::sweep
