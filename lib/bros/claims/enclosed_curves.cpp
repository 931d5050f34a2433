// Exact curves in intervals, for horizons that rationals do not reach: parts of rate, decaying-steps,
// moment-recursion and mean-square-threshold.
#include <bros/claims/claims.hpp>
#include <bros/claims/moment_recursion.hpp>
#include <bros/claims/quadratic_cases.hpp>
#include <bros/claims/rate_case.hpp>
#include <bros/claims/tally.hpp>
#include <bros/compiled_theory.hpp>
#include <bros/problem/counterexample.hpp>
#include <bros/problem/noiseless_data.hpp>
#include <bros/theory/recursion/decaying_steps.hpp>
#include <bros/theory/recursion/moment_operator.hpp>
#include <bros/verified/counterexample.hpp>

#include <algorithm>
#include <limits>

namespace bros::claims::enclosed {

using Enclosure = interval_50;

template <class S>
Steps<S> in(const Steps<rational>& s) {
  return {from_rational<S>(s.alpha), from_rational<S>(s.beta), from_rational<S>(s.gamma), from_rational<S>(s.theta)};
}
template <class S>
MomentRecursion<S> of_counterexample(ActionKind action) {
  const auto data = noiseless_data<S>(bros::counterexample<double>().data());
  return MomentRecursion<S>(data, {action, SamplerKind::haar, Blocks(data.blocks)}, Averaging::moving);
}
const Steps<rational> some_steps{rational(1) / 10, rational(1) / 4, rational(1) / 5, rational(1) / 2};
constexpr ActionKind actions[] = {ActionKind::plain,
                                  ActionKind::one_sided,
                                  ActionKind::biprobe,
                                  ActionKind::balanced,
                                  ActionKind::centred,
                                  ActionKind::exact_weights,
                                  ActionKind::biprobe_single_block};
/// With two rows the sign of `balanced` adds no variance: it has the moments of `exact_weights`.
bool same_moments(ActionKind a, ActionKind b) {
  const auto representative = [](ActionKind x) { return x == ActionKind::balanced ? ActionKind::exact_weights : x; };
  return representative(a) == representative(b);
}
Enclosure certified(ActionKind action, std::uint64_t horizon) {
  return enclosed_squared_gradient(counterexample_law(action, SamplerKind::haar), some_steps, horizon);
}

/// Two blocks, all five kinds of noise.
template <class S>
MomentRecursion<S> noisy_recursion(ActionKind action) {
  const std::vector<Block> blocks{{2, 1, 1}, {1, 1, 1}};
  return MomentRecursion<S>(noisy_data<S>(blocks, 1), {action, SamplerKind::haar, Blocks(blocks)}, Averaging::moving,
                            2);
}
const Steps<rational> short_steps{rational(1) / 200, rational(1) / 40, rational(1) / 50, rational(1) / 10};
template <class S>
Matrix<S> after(const MomentRecursion<S>& recursion, int iterations) {
  Matrix<S> moments = recursion.start();
  for (int k = 0; k < iterations; ++k) moments = recursion.step(moments, in<S>(short_steps));
  return moments;
}

void moments(EvidenceLog& log) {
  Tally certificates;
  std::vector<Enclosure> enclosures;
  for (const ActionKind action : actions) enclosures.push_back(certified(action, 6));
  for (const ActionKind action : actions) {
    const auto recursion = of_counterexample<rational>(action);
    Matrix<rational> moments = recursion.start();
    for (int k = 0; k < 6; ++k) moments = recursion.step(moments, some_steps);
    for (std::size_t other = 0; other < enclosures.size(); ++other)
      certificates.add(enclosures[other].contains(recursion.squared_gradient(moments)) ==
                       same_moments(action, actions[other]));
  }
  certificates.log(
      log, "Haar, six iterations on the counterexample: in the enclosure certified for this action, in no other");

  Tally enclosed, close;
  for (const ActionKind action : {ActionKind::plain, ActionKind::one_sided, ActionKind::decoupled}) {
    const auto exact = noisy_recursion<rational>(action);
    const auto in_intervals = noisy_recursion<Enclosure>(action);
    const auto in_double = noisy_recursion<double>(action);
    const auto r = after(exact, 3);
    const auto i = after(in_intervals, 3);
    const double value = static_cast<double>(exact.squared_gradient(r));
    for (Index e = 0; e < r.size(); ++e) enclosed.add(i.data()[e].contains(r.data()[e]));
    enclosed.add(in_intervals.squared_gradient(i).contains(exact.squared_gradient(r)));
    enclosed.add(!in_intervals.squared_gradient(after(in_intervals, 4)).contains(exact.squared_gradient(r)));
    close.add(std::abs(in_double.squared_gradient(after(in_double, 3)) / value - 1) < 1e-13);
  }
  enclosed.log_enclosed(log, "intervals contain the rational curve after 3 noisy iterations, and not after 4");
  close.log_in_floating_point(log, "in double that curve has 13 digits");

  constexpr std::uint64_t horizon = 1 << 12;
  const auto naive =
      run_moments<Enclosure>(of_counterexample<Enclosure>(ActionKind::plain), in<Enclosure>(some_steps), horizon)
          .squared_gradient;
  const auto one_sided =
      run_moments<Enclosure>(of_counterexample<Enclosure>(ActionKind::one_sided), in<Enclosure>(some_steps), horizon)
          .squared_gradient;
  log.add({"K = 4096 on the counterexample: it overlaps the certified enclosures, and no other action's",
           EvidenceKind::enclosed, EvidenceLog::text(naive),
           "naive " + EvidenceLog::text(certified(ActionKind::plain, horizon)),
           overlaps(naive, certified(ActionKind::plain, horizon)) &&
               overlaps(one_sided, certified(ActionKind::one_sided, horizon)) && !overlaps(naive, one_sided) &&
               !overlaps(one_sided, certified(ActionKind::biprobe, horizon)) &&
               naive.width() < rational(1) / 1000000000});

  const auto long_run =
      run_moments<Enclosure>(noisy_recursion<Enclosure>(ActionKind::one_sided), in<Enclosure>(short_steps), 1 << 14)
          .mean_squared_gradient;
  const auto machine = noisy_recursion<double>(ActionKind::one_sided);
  const ConstantSchedule<double> schedule(in<double>(short_steps));
  const auto off = [&](double mean) { return std::abs(mean / long_run.approx_middle() - 1); };
  log.rounds("double against intervals, K = 16384 with noise: step by step",
             off(mean_squared_gradient(machine, schedule, 1 << 14)), 1e-11);
  log.rounds("double against intervals, K = 16384 with noise: by squaring",
             off(run_moments<double>(machine, schedule(0), 1 << 14).mean_squared_gradient), 1e-9);
}

void threshold(EvidenceLog& log, double t) {
  const MomentOperator<Enclosure> operators(of_counterexample<Enclosure>(ActionKind::biprobe), {1, 4, 4, 8});
  const auto contraction = [&](double scale) {
    const auto homogeneous = homogeneous_part(operators.at(Enclosure::exactly(scale)), product_index(0, 8));
    return find_contraction<50>(homogeneous, 1 << 14);
  };
  const auto below = contraction(0.98 * t);
  log.add({"biprobe on the counterexample, 0.98 of the threshold: a power of the recursion contracts",
           EvidenceKind::enclosed,
           below
               ? "||T^" + std::to_string(below->power) + "|| <= " + EvidenceLog::text(static_cast<double>(below->norm))
               : "no contraction found",
           "below 1", below.has_value() && !contraction(1.02 * t).has_value()});
  const auto size = [&](std::uint64_t k) {
    return run_moments<Enclosure>(operators, Enclosure::exactly(1.02 * t), k).moments.trace();
  };
  const Enclosure early = size(1 << 8), late = size(1 << 13);
  log.add({"at 1.02 of it the second moments grow a millionfold from K = 256 to 8192", EvidenceKind::enclosed,
           EvidenceLog::text(late / early), "above 1000000", certainly_less(Enclosure(1000000) * early, late)});
}

void rate(EvidenceLog& log) {
  double least = std::numeric_limits<double>::infinity();
  std::uint64_t cases = 0;
  bool holds = true;
  Tally contained;
  const auto exactly = rate_cases<rational>();
  for (const RateCase<Enclosure>& one : rate_cases<Enclosure>()) {
    const auto c = step_constants(one.a);
    const RateCase<rational>& same = exactly[cases];
    const rational constant = rate_constant(same.a, step_constants(same.a), same.start);
    const Enclosure enclosure = rate_constant(one.a, c, one.start);
    contained.add(enclosure.contains(constant) && !enclosure.contains(rational(constant * 1000001 / 1000000)));
    const MomentOperator<Enclosure> operators(one.recursion(), c);
    const int root = one.noisy ? 1024 : 64;
    const auto horizon = static_cast<std::uint64_t>(root) * static_cast<std::uint64_t>(root);
    const Enclosure mean =
        run_moments<Enclosure>(operators, Enclosure(1) / Enclosure(root), horizon).mean_squared_gradient;
    const Enclosure bound = rate_constant(one.a, c, one.start) / Enclosure(root);
    holds = holds && certainly_less(mean, bound) && certainly_less(Enclosure(0), mean);
    least = std::min(least, (bound / mean).approx_middle());
    ++cases;
  }
  contained.log_enclosed(log, "C in intervals contains C in rationals, and not that off by a millionth");
  log.add({"whole runs, K = 4096, and 1048576 with noise: C / sqrt(K) against (1/K) sum E||grad Phi(x^k)||^2",
           EvidenceKind::enclosed, "least slack " + EvidenceLog::text(least), "slack above 1", holds, cases});
}

void decaying_steps(EvidenceLog& log) {
  double least = std::numeric_limits<double>::infinity();
  std::uint64_t cases = 0;
  bool holds = true;
  const auto scale = [](std::uint64_t k) { return Enclosure(1) / sqrt(Enclosure(static_cast<int>(k + 1))); };
  for (const RateCase<Enclosure>& one : rate_cases<Enclosure>()) {
    if (!one.noisy) continue;
    const auto c = step_constants(one.a);
    const auto recursion = one.recursion();
    const Enclosure mean = weighted_squared_gradient(recursion, recursion.start(), c, scale, 256);
    const Enclosure bound = decaying_rate(one.a, c, one.start, step_sums<Enclosure>(scale, 256));
    holds = holds && certainly_less(mean, bound) && certainly_less(Enclosure(0), mean);
    least = std::min(least, (bound / mean).approx_middle());
    ++cases;
  }
  log.add({"whole runs with noise, e_k = (k+1)^(-1/2), K = 256", EvidenceKind::enclosed,
           "least slack " + EvidenceLog::text(least), "slack above 1", holds, cases});
}

}  // namespace bros::claims::enclosed
