// Step sizes as functions of the iteration number.
#pragma once

#include <bros/core/error.hpp>
#include <bros/core/scalar.hpp>

#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <utility>

namespace bros {

/// The step sizes of one iteration: alpha for x, beta for Y, gamma for Z, theta for the average h; the momentum of Y,
/// which is 0 in every theorem; and lambda, the multiplier of g in the penalty methods, whose gamma moves Y'. What a
/// method does not use has no effect.
template <class S>
struct Steps {
  /// Of x, of Y, of Z, of the average h.
  S alpha, beta, gamma, theta = S(1);
  S momentum = S(0);  ///< of Y
  S lambda = S(1);    ///< the multiplier of g in penalty methods
};

/// Steps as functions of the iteration number.
template <class S>
using Schedule = std::function<Steps<S>(std::uint64_t k)>;

/// Throws ArgumentError unless alpha, beta, gamma, lambda > 0, 0 < theta <= 1 and 0 <= momentum < 1, all finite.
template <class S>
void require_steps(const Steps<S>& steps) {
  for (const auto& [field, value] : {std::pair<const char*, const S&>{"alpha", steps.alpha},
                                     {"beta", steps.beta},
                                     {"gamma", steps.gamma},
                                     {"lambda", steps.lambda}})
    require(value > 0 && value <= std::numeric_limits<S>::max(), field, value, "positive and finite");
  require(steps.theta > 0 && steps.theta <= 1, "theta", steps.theta, "in (0, 1]");
  require(steps.momentum >= 0 && steps.momentum < 1, "momentum", steps.momentum, "in [0, 1)");
}

/// The same steps in every iteration.
template <class S>
class ConstantSchedule {
 public:
  explicit ConstantSchedule(Steps<S> steps) : steps_(std::move(steps)) { require_steps(steps_); }
  /// The steps of every iteration.
  const Steps<S>& operator()(std::uint64_t) const { return steps_; }

 private:
  Steps<S> steps_;
};

/// What the theorem wants: every step a constant times K^(-1/2), K the horizon.
/// Math:     steps(k) = c / sqrt(K) for all k < K
/// Requires: K >= 1, and steps that pass require_steps (so K >= c_theta^2) [-> ArgumentError]
template <class S>
[[nodiscard]] ConstantSchedule<S> horizon_schedule(const Steps<S>& c, std::uint64_t horizon) {
  using std::sqrt;
  require(horizon >= 1, "horizon", horizon, "at least 1");
  const S root = sqrt(S(static_cast<double>(horizon)));
  return ConstantSchedule<S>({c.alpha / root, c.beta / root, c.gamma / root, c.theta / root, c.momentum, c.lambda});
}

/// Decaying steps c (k + 1)^(-e), for runs whose horizon is not known.
/// Math:     theta is held at 1 while c_theta (k + 1)^(-e) exceeds it
/// Requires: c_alpha, c_beta, c_gamma, c_theta > 0 and 0 <= e <= 1 [-> ArgumentError]
template <class S>
class DecayingSchedule {
 public:
  DecayingSchedule(Steps<S> c, S exponent) : c_(std::move(c)), exponent_(std::move(exponent)) {
    require(c_.theta > 0 && c_.theta <= std::numeric_limits<S>::max(), "theta", c_.theta, "positive and finite");
    require_steps(Steps<S>{c_.alpha, c_.beta, c_.gamma, S(1), c_.momentum, c_.lambda});
    require(exponent_ >= 0 && exponent_ <= 1, "decay", exponent_, "in [0, 1]");
  }
  /// The steps of iteration k.
  Steps<S> operator()(std::uint64_t k) const {
    using std::pow, std::sqrt;
    const S base = S(static_cast<double>(k + 1));
    const S factor = exponent_ == S(0.5) ? S(1) / S(sqrt(base)) : S(pow(base, -exponent_));
    const S theta = c_.theta * factor;
    return {c_.alpha * factor, c_.beta * factor, c_.gamma * factor, theta < 1 ? theta : S(1), c_.momentum, c_.lambda};
  }

 private:
  Steps<S> c_;
  S exponent_;
};

}  // namespace bros
