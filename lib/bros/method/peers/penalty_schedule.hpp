// Steps and multipliers of the penalty methods F2SA and PBGD as functions of the iteration number.
#pragma once

#include <bros/method/schedule.hpp>

#include <cmath>
#include <cstdint>
#include <utility>

namespace bros {

/// alpha, beta, gamma fall and lambda grows with these powers of the iteration number; 0: constant.
template <class S>
struct PenaltyExponents {
  S alpha{0}, beta{0}, gamma{0}, lambda{0};
};

/// Those of F2SA with noise at both levels.
/// Source:   Kwon, Kwon, Wright, Nowak (2023), stated as recalled: lambda ~ k^{1/7}, steps k^{-5/7} for x, k^{-4/7} for
///           Y and for lambda times the step of Y'
template <class S>
[[nodiscard]] PenaltyExponents<S> stochastic_exponents() {
  return {S(5) / S(7), S(4) / S(7), S(4) / S(7), S(1) / S(7)};
}

/// Decaying steps and a growing multiplier. What the papers write as the step of Y' on f + lambda g is gamma / lambda.
/// Math:     alpha_k = c_alpha (k+1)^{-e_alpha}, beta and gamma likewise, lambda_k = c_lambda (k+1)^{e_lambda}
/// Requires: c as require_steps, exponents in [0, 1], e_lambda <= e_alpha [-> ArgumentError]
/// Ensures:  what multiplies a gradient never grows with k: beta and gamma, since gamma is the step of Y' times lambda
///           already, and alpha lambda, by which grad_x g moves x
template <class S>
class PenaltySchedule {
 public:
  explicit PenaltySchedule(Steps<S> c, PenaltyExponents<S> exponents = {})
      : c_(std::move(c)), exponents_(std::move(exponents)) {
    require_steps(c_);
    for (const auto& [field, value] : {std::pair<const char*, const S&>{"exponent.alpha", exponents_.alpha},
                                       {"exponent.beta", exponents_.beta},
                                       {"exponent.gamma", exponents_.gamma},
                                       {"exponent.lambda", exponents_.lambda}})
      require(value >= 0 && value <= 1, field, value, "in [0, 1]");
    require(exponents_.lambda <= exponents_.alpha, "exponent.lambda", exponents_.lambda,
            "at most that of alpha: alpha lambda must not grow");
  }
  /// The steps of iteration k.
  Steps<S> operator()(std::uint64_t k) const {
    using std::pow;
    const S base = S(static_cast<double>(k + 1));
    const auto power = [&](const S& e) { return e == S(0) ? S(1) : S(pow(base, e)); };
    return {c_.alpha / power(exponents_.alpha),
            c_.beta / power(exponents_.beta),
            c_.gamma / power(exponents_.gamma),
            c_.theta,
            c_.momentum,
            c_.lambda * power(exponents_.lambda)};
  }

 private:
  Steps<S> c_;
  PenaltyExponents<S> exponents_;
};

/// The same steps in every iteration, for a horizon that is known: those that PenaltySchedule has at its end.
/// Requires: K >= 1, and as PenaltySchedule [-> ArgumentError]
template <class S>
[[nodiscard]] PenaltySchedule<S> penalty_horizon_schedule(const Steps<S>& c,
                                                          const PenaltyExponents<S>& exponents, std::uint64_t horizon) {
  require(horizon >= 1, "horizon", horizon, "at least 1");
  return PenaltySchedule<S>(PenaltySchedule<S>(c, exponents)(horizon - 1));
}

}  // namespace bros
