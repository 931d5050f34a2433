#include "exact_rate.hpp"

#include <bros/compiled.hpp>
#include <bros/compiled_theory.hpp>

#include <cmath>
#include <memory>

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

}  // namespace bros::studies
