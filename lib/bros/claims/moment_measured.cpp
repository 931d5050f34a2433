// moment-measured: runs of the library, with noise on everything, agree with the exact curve.
#include <bros/claims/claims.hpp>
#include <bros/claims/declared.hpp>
#include <bros/claims/instances.hpp>
#include <bros/claims/quadratic_cases.hpp>
#include <bros/claims/tally.hpp>
#include <bros/compiled_theory.hpp>
#include <bros/evidence/mean_zero_test.hpp>
#include <bros/method/make.hpp>
#include <bros/theory/recursion/moment_recursion.hpp>

#include <algorithm>
#include <cmath>

namespace bros::claims::measured_runs {

constexpr std::uint64_t horizon = 5;
const Steps<double> steps{0.05, 0.1, 0.07, 0.4};
constexpr Index d = 2, batch = 2;

/// Two blocks, one of several columns, both projected; noise as large as what it is added to.
template <class S>
QuadraticData<S> problem_data() {
  auto data = noisy_data<S>({{3, 2, 2}, {4, 1, 2}}, d);
  data.lower.A /= S(8);
  data.noise = {S(4), S(1), S(2), S(9) / 2, S(7) / 2};
  return data;
}
const Blocks blocks(problem_data<double>().blocks);
MomentRecursion<double> recursion_of(ActionKind action, SamplerKind sampler = SamplerKind::haar,
                                     const QuadraticData<double>& data = problem_data<double>(),
                                     Index of_batch = batch) {
  return MomentRecursion<double>(data, {action, sampler, blocks}, Averaging::moving, of_batch);
}

/// Directions whose variance is compared, over (x, Y, Z, h).
std::vector<Vector<double>> directions(const StateLayout& at) {
  std::vector<Vector<double>> all(6, Vector<double>::Zero(at.size()));
  for (Index i = 0; i < at.lower; ++i) {
    all[0][at.y() + i] = 1;
    all[1][at.z() + i] = i % 2 == 0 ? 1 : -1;
    all[2][at.y() + i] = 1, all[2][at.z() + i] = 1;
    all[3][at.z() + i] = 1;
  }
  all[4][at.h()] = 1, all[4][at.h() + 1] = 1;
  all[5][at.h()] = 1, all[5][at.z()] = 1, all[5][at.y() + 1] = -1;
  return all;
}
/// What the recursion says of them: the mean and the variance along each direction at the horizon, E||grad Phi||^2
/// there, and its mean over the iterates before.
struct Predicted {
  Vector<double> mean;
  std::vector<double> values;
};
Predicted predicted(const MomentRecursion<double>& recursion) {
  const ConstantSchedule<double> schedule(steps);
  Matrix<double> moments = recursion.start();
  for (std::uint64_t k = 0; k < horizon; ++k) moments = recursion.step(moments, schedule(k));
  Predicted p{recursion.mean(moments), {}};
  for (const auto& a : directions(recursion.layout()))
    p.values.push_back(a.dot(moments * a) - std::pow(a.dot(p.mean), 2));
  p.values.push_back(recursion.squared_gradient(moments));
  p.values.push_back(mean_squared_gradient(recursion, schedule, horizon));
  return p;
}
constexpr std::size_t quantities = 8;

// Squares of nearly Gaussian numbers: rho is 3.1 for the square of a Gaussian, and a run of five iterations is a
// polynomial in Gaussians and entries of P. The level rests on this bound.
constexpr double alpha = 1e-9, largest_rho = 6;
constexpr std::uint64_t n = 24000;
StatisticalTest of(const char* null) {
  return declared({"moment-measured", null, "a quantity is off by 50 per cent (third moments: rho <= 6 is assumed)",
                   alpha, 0.999, n});
}
const StatisticalTest of_biprobe = of("biprobe on Haar subspaces: variances and E||grad Phi||^2 after 5 iterations");
const StatisticalTest of_one_sided =
    of("one_sided on Haar subspaces: variances and E||grad Phi||^2 after 5 iterations");
const StatisticalTest of_naive = of("naive on Haar subspaces: variances and E||grad Phi||^2 after 5 iterations");

Stream stream_of(const char* action, std::uint64_t run) { return Stream(2605).fork(action).fork(run); }

/// Every quantity of every run; the variances about the exact means.
std::vector<std::vector<double>> measured(const char* action, const Vector<double>& mean, const StateLayout& at) {
  const Quadratic<double> problem(problem_data<double>(), batch);
  Quadratic<double>::Exact exact(problem);
  const auto along = directions(at);
  std::vector<std::vector<double>> all(quantities);
  Vector<double> s(at.size());
  for (std::uint64_t i = 0; i < n; ++i) {
    const auto method = make_single_loop<double>(problem, stream_of(action, i),
                                                 std::make_unique<Haar<double>>(problem.blocks()), action);
    MeanSquareGradient<double> gradient(exact);
    run(*method, ConstantSchedule<double>(steps), horizon, gradient);
    s << method->x(), method->y().flat(), method->z().flat(), method->h(), 1;
    for (std::size_t q = 0; q < along.size(); ++q) all[q].push_back(std::pow(along[q].dot(s - mean), 2));
    exact.at(method->x());
    all[along.size()].push_back(exact.hypergradient().squaredNorm());
    all[along.size() + 1].push_back(gradient.mean());
  }
  return all;
}
struct Comparison {
  bool refuted = false;
  double reach = 0;        ///< the largest radius of a test, relative to the value
  double last_radius = 0;  ///< of the last quantity
};
Comparison compared(const std::vector<std::vector<double>>& runs, const std::vector<double>& values) {
  Comparison all;
  for (std::size_t q = 0; q < runs.size(); ++q) {
    MeanZeroTest test(NoiseLaw::third_moment(largest_rho), alpha / static_cast<double>(quantities), n);
    for (const double value : runs[q]) test.add(value - values[q]);
    all.refuted = all.refuted || test.rejects();
    all.reach = std::max(all.reach, test.radius() / values[q]);
    all.last_radius = test.radius();
  }
  return all;
}
double measured_rho(const std::vector<double>& values) {
  double mean = 0, second = 0, third = 0;
  for (const double v : values) mean += v / static_cast<double>(n);
  for (const double v : values) second += std::pow(v - mean, 2) / static_cast<double>(n);
  for (const double v : values) third += std::pow(std::abs(v - mean), 3) / static_cast<double>(n);
  return third / std::pow(second, 1.5);
}

/// The mean of ||grad Phi||^2 over run i of `one_sided`.
template <class S>
S mean_over_run(std::uint64_t i) {
  const Quadratic<S> problem(problem_data<S>(), batch);
  typename Quadratic<S>::Exact exact(problem);
  SingleLoop<S> method(problem, stream_of("one_sided", i), std::make_unique<Haar<S>>(problem.blocks()),
                       std::make_unique<OneSided<S>>(Haar<S>(problem.blocks())));
  MeanSquareGradient<S> gradient(exact);
  const ConstantSchedule<S> schedule({S(steps.alpha), S(steps.beta), S(steps.gamma), S(steps.theta)});
  run(method, schedule, horizon, gradient);
  return gradient.mean();
}
/// Rounding beside statistics: the first runs in double and in fifty digits, on the same draws.
void compare_with_fifty_digits(EvidenceLog& log, double radius) {
  constexpr std::uint64_t coupled = 32;
  double rounding = 0;
  for (std::uint64_t i = 0; i < coupled; ++i)
    rounding = std::max(rounding, static_cast<double>(abs(mean_over_run<bin_float_50>(i) - mean_over_run<double>(i))));
  log.rounds(
      "one_sided: E||grad Phi||^2 over the run in double against 50 digits on the same draws; the statistical "
      "radius is " +
          EvidenceLog::text(radius),
      rounding, radius / 1e6, coupled);
}

Comparison agree(EvidenceLog& log, const StatisticalTest& test, ActionKind action, ActionKind other) {
  const auto exact = predicted(recursion_of(action));
  const auto runs = measured(name(action), exact.mean, recursion_of(action).layout());
  double rho = 0;
  const Comparison comparison = compared(runs, exact.values);
  for (const auto& values : runs) rho = std::max(rho, measured_rho(values));
  double mean = 0;
  for (const double value : runs.back()) mean += value / static_cast<double>(n);
  log.tested(test, EvidenceLog::text(mean), EvidenceLog::text(exact.values.back()) + " (E||grad Phi||^2 over the run)",
             comparison.refuted);
  Tally planned, faults;
  planned.add(comparison.reach < 0.25 && rho < largest_rho);
  planned.log_in_floating_point(
      log, std::string(name(action)) + ": the declared alternative is at twice the radius, third moments as assumed");
  const auto fault = [&](const MomentRecursion<double>& mutant) {
    faults.add(compared(runs, predicted(mutant).values).refuted);
  };
  fault(recursion_of(other));
  fault(recursion_of(action, SamplerKind::haar, problem_data<double>(), 1));
  using Noise = QuadraticData<double>::Noise;
  for (const auto level :
       {&Noise::lower_gradient, &Noise::hessian, &Noise::upper_gradient_lower, &Noise::upper_gradient_upper}) {
    auto data = problem_data<double>();
    data.noise.*level = 0;
    fault(recursion_of(action, SamplerKind::haar, data));
  }
  faults.log_in_floating_point(
      log,
      std::string(name(action)) +
          ": these runs refute the curve of another action, batch, or without the noise of a gradient or the Hessian");
  return comparison;
}

void moment_measured(EvidenceLog& log) {
  agree(log, of_biprobe, ActionKind::biprobe, ActionKind::one_sided);
  const Comparison of_runs = agree(log, of_one_sided, ActionKind::one_sided, ActionKind::biprobe);
  compare_with_fifty_digits(log, of_runs.last_radius);
  agree(log, of_naive, ActionKind::plain, ActionKind::one_sided);
}

}  // namespace bros::claims::measured_runs
