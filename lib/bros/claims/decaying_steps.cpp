// decaying-steps: the decrease of the potential with steps e_k c, whole runs with them, and the orders of (k + 1)^-p.
#include <bros/claims/claims.hpp>
#include <bros/claims/random_constants.hpp>
#include <bros/claims/rate_case.hpp>
#include <bros/claims/slack.hpp>
#include <bros/claims/tally.hpp>
#include <bros/compiled_theory.hpp>
#include <bros/method/schedule.hpp>
#include <bros/theory/recursion/decaying_steps.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace bros::claims::decaying {

using R = rational;

/// 1, 1/2, 1/3, ..; powers of 1/2; and steps that grow again, which the theorem allows too.
R harmonic(std::uint64_t k) { return R(1) / static_cast<int>(k + 1); }
R halving(std::uint64_t k) { return R(1) / (1 << (k / 3)); }
R growing(std::uint64_t k) { return k % 4 == 1 ? R(1) / 10 : R(9) / 10; }
/// A rational near (k + 1)^(-1/2), from below.
R root(std::uint64_t k) {
  const auto scaled = static_cast<int>(1000 / std::sqrt(static_cast<double>(k + 1)));
  return R(scaled) / 1000;
}

void of_all_constants(EvidenceLog& log) {
  Draw draw(35);
  Tally weights, admitted, constant;
  for (int i = 0; i < 200; ++i) {
    auto a = random_assumptions(draw);
    a.full_tangent = i % 2 == 0;
    const auto c = step_constants(a);
    const Start<R> start{draw(0), random_errors(draw)};
    const auto of_c = potential(a, c)(start.errors);
    for (const R& e : {R(1), R(draw(1) / 1000), R(1) / 3}) {
      const auto steps = scaled_steps<R>(c, e);
      weights.add(potential(a, steps)(start.errors) == of_c && noise_floor(a, steps) == e * noise_floor(a, c));
      admitted.add(admits(a, steps));
      const int horizon = 1 + i % 9;
      constant.add(decaying_rate(a, c, start, step_sums<R>([&](auto) { return e; }, horizon)) ==
                   bros::rate<R>(a, steps, start, horizon));
    }
  }
  weights.log(log, "c_y, c_z, c_u are the same for c and e c, N is e times as large, random constants");
  admitted.log(log, "(S) holds for e c if for c, 0 < e <= 1");
  constant.log(log, "with one e for all k the bound is (12)");
}

void of_whole_runs(EvidenceLog& log) {
  Slack<R> slack, plain_mean;
  for (const RateCase<R>& one : rate_cases<R>()) {
    const auto c = step_constants(one.a);
    const auto recursion = one.recursion();
    const auto see = [&](const auto& scale, const Matrix<R>& moments, const Start<R>& start, std::uint64_t horizon) {
      slack.see(decaying_rate(one.a, c, start, step_sums<R>(scale, horizon)),
                weighted_squared_gradient(recursion, moments, c, scale, horizon),
                std::string(name(one.estimator.action)));
    };
    for (const auto& scale : {harmonic, halving, growing, root}) {
      see(scale, recursion.start(), one.start, 5);
      see(scale, MomentRecursion<R>::at(one.solution()), {R(0), {}}, 5);
    }
    // Not weighted: over K e_(K-1) in place of sum e_k.
    const auto sums = step_sums<R>(root, 5);
    const auto schedule = [&](std::uint64_t k) { return scaled_steps<R>(c, root(k)); };
    plain_mean.see(decaying_rate(one.a, c, one.start, {R(5 * root(4)), sums.second}),
                   mean_squared_gradient(recursion, schedule, 5), std::string(name(one.estimator.action)));
  }
  slack.log(log,
            "whole runs, K = 5, moments in rationals, e_k = 1/(k+1), (k+1)^(-1/2) cut, halving, growing again; from "
            "the problem's start and from the solution");
  plain_mean.log(log, "the mean that is not weighted, over K e_(K-1), e_k not growing");
}

/// The library's own schedule, long runs in double.
void of_long_runs(EvidenceLog& log) {
  Slack<double> slack;
  Tally never_clipped;
  constexpr std::uint64_t horizon = 4096;
  for (const RateCase<double>& one : rate_cases<double>()) {
    const auto c = step_constants(one.a);
    const auto recursion = one.recursion();
    for (const double p : {0.25, 0.5, 1.0}) {
      const DecayingSchedule<double> schedule(c, p);
      const auto scale = [&](std::uint64_t k) { return schedule(k).alpha / c.alpha; };
      slack.see(decaying_rate(one.a, c, one.start, step_sums<double>(scale, horizon)),
                weighted_squared_gradient(recursion, recursion.start(), c, scale, horizon),
                "p = " + EvidenceLog::text(p));
      for (const std::uint64_t k : {0u, 1u, 99u})
        never_clipped.add(std::abs(schedule(k).theta / (c.theta * scale(k)) - 1) < 1e-14);
    }
  }
  slack.log(log, "whole runs, K = 4096, steps c (k+1)^-p of DecayingSchedule, in double");
  never_clipped.log_in_floating_point(log, "theta of DecayingSchedule is c_theta (k+1)^-p: never clipped");
}

/// How fast the bound falls when K grows fourfold, as a power of K.
double order_of(double p) {
  const auto scale = [&](std::uint64_t k) { return std::pow(static_cast<double>(k + 1), -p); };
  const auto bound = [&](std::uint64_t horizon) {  // C_start = C_noise = 1
    const auto sums = step_sums<double>(scale, horizon);
    return (1 + sums.second) / sums.first;
  };
  return std::log2(bound(1 << 16) / bound(1 << 18)) / 2;
}

void orders(EvidenceLog& log) {
  Tally right;
  for (const auto& [p, order] : {std::pair{0.0, 0.0}, {0.125, 0.125}, {0.25, 0.25}, {0.75, 0.25}})
    right.add(std::abs(order_of(p) - order) < 0.05);
  const auto sums = step_sums<double>([](auto k) { return 1 / std::sqrt(static_cast<double>(k + 1)); }, 1 << 18);
  const double root_k = 512;
  right.add(sums.first >= 2 * (std::sqrt(root_k * root_k + 1) - 1) && sums.second <= 1 + 2 * std::log(root_k));
  right.log_in_floating_point(log, "(1 + sum e_k^2) / sum e_k falls as K^-min(p, 1-p); p = 1/2: the stated bounds");

  Tally refused;
  const Steps<double> c{1, 1, 1, 1};
  for (const double p : {-0.125, 1.5, std::numeric_limits<double>::quiet_NaN()}) {
    try {
      (void)DecayingSchedule<double>(c, p);
      refused.add(false);
    } catch (const ArgumentError& error) {
      const std::string line = error.what();
      refused.add(line.find("decay") != std::string::npos && line.find("[0, 1]") != std::string::npos &&
                  line.find('\n') == std::string::npos);
    }
  }
  refused.log(log, "p = -1/8, 3/2 and not a number are refused with one line: decay, the value, in [0, 1]");
}

void decaying_steps(EvidenceLog& log) {
  of_all_constants(log);
  of_whole_runs(log);
  of_long_runs(log);
#ifdef BROS_WITH_MPFR
  enclosed::decaying_steps(log);
#endif
  orders(log);
}

}  // namespace bros::claims::decaying
