#include "exact_rate.hpp"

#include <bros/compiled.hpp>
#include <bros/compiled_theory.hpp>
#include <bros/theory/recursion/step_family.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <mutex>

namespace bros::studies {

ExactRate exact_rate(const QuadraticData<double>& data, const Estimator& estimator, const Steps<double>& factors) {
  const auto stability = std::make_shared<const MeanSquareStability<double>>(
      MomentRecursion<double>(data, estimator, Averaging::moving), factors);
  const RateConstants<double> constants = stability->rate_constants();
  return {[stability](std::uint64_t horizon) {
            const double scale = 1 / std::sqrt(static_cast<double>(horizon));
            return run_moments<double>(stability->operators(), scale, horizon).mean_squared_gradient;
          },
          constants.plateau, constants.limit(), std::pow(stability->threshold(), -2)};
}

BestRate best_rate(const QuadraticData<double>& data, const Estimator& estimator, const Steps<double>& start) {
  struct Search {
    MomentRecursion<double> recursion;
    Steps<double> start;
    std::mutex mutex = {};
    std::map<std::uint64_t, BestSteps<double>> found = {};

    const BestSteps<double>& at(std::uint64_t horizon) {
      const std::lock_guard<std::mutex> lock(mutex);
      const auto known = found.find(horizon);
      if (known != found.end()) return known->second;
      return found.emplace(horizon, best_steps<double>(recursion, horizon, horizon_schedule(start, horizon)(0)))
          .first->second;
    }
  };
  const auto search = std::make_shared<Search>(MomentRecursion<double>(data, estimator, Averaging::moving), start);
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  return {[search](std::uint64_t horizon) { return ConstantSchedule<double>(search->at(horizon).steps); },
          {[search](std::uint64_t horizon) { return search->at(horizon).mean; }, unknown, unknown, 0}};
}

}  // namespace bros::studies
