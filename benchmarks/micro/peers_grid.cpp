// The constants of the peers in `bros rates --problems peers`: for each method the best of a grid, by the mean of
// ||grad Phi||^2 over runs of 4096 samples, on streams that the study does not use. The grids end where steps of Y
// would exceed 2 / L_g1 at 2048 samples in the settings that were chosen, and the best
// lie there but for BOME.
#include <bros/method/make.hpp>
#include <bros/method/peers/penalty_schedule.hpp>
#include <bros/problem/rate_instance.hpp>

#include <benchmark/benchmark.h>

#include <cmath>
#include <initializer_list>
#include <limits>
#include <utility>
#include <vector>

namespace bros {
namespace {

constexpr std::uint64_t samples = 4096, seeds = 8;

/// The mean over seeds; not finite if one run is not.
double mean(const Problem<double>& problem, const MethodSettings& settings, const Schedule<double>& schedule,
            std::uint64_t horizon) {
  const auto exact = problem.exact();
  double sum = 0;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    const auto method = make_method(problem, settings, Stream(2026).fork("peers grid").fork(seed));
    MeanSquareGradient<double> gradient(*exact);
    const bool finished = run(*method, schedule, horizon, gradient).status == Status::horizon_reached;
    sum += finished ? gradient.mean() : std::numeric_limits<double>::infinity();
  }
  return sum / static_cast<double>(seeds);
}

/// Keeps the best point of a grid as counters.
class Best {
 public:
  void offer(double value, std::initializer_list<std::pair<const char*, double>> point) {
    if (!(value < value_)) return;
    value_ = value;
    point_.assign(point.begin(), point.end());
  }
  void report(benchmark::State& state) const {
    state.counters["mean"] = value_;
    for (const auto& [name, value] : point_) state.counters[name] = value;
  }

 private:
  double value_ = std::numeric_limits<double>::infinity();
  std::vector<std::pair<const char*, double>> point_;
};

/// Steps of Y and Y' are stable from 2048 samples on: beta and gamma stay below 2 / L_g1 there.
void penalty(benchmark::State& state, const char* method, std::uint64_t per_iteration) {
  const auto problem = rate_instance<double>();
  const std::uint64_t horizon = samples / per_iteration;
  Best best;
  for (auto _ : state)
    for (const double alpha : {.4, .8, 1.6, 3.2, 6.4})
      for (const double beta : {2., 4., 8.})
        for (const double lambda : {.125, .25, .5, 1., 2., 4.})
          best.offer(
              mean(problem, {.method = method},
                   penalty_horizon_schedule<double>({.alpha = alpha, .beta = beta, .gamma = beta, .lambda = lambda},
                                                    stochastic_exponents<double>(), horizon),
                   horizon),
              {{"alpha", alpha}, {"beta", beta}, {"lambda", lambda}});
  best.report(state);
}
void f2sa(benchmark::State& state) { penalty(state, "f2sa", 4); }
void f2sa_p(benchmark::State& state) { penalty(state, "f2sa-p", 3); }
void pbgd(benchmark::State& state) { penalty(state, "pbgd", 3); }
void pbgd_free(benchmark::State& state) { penalty(state, "pbgd-free", 2); }

void bome(benchmark::State& state) {
  const auto problem = rate_instance<double>();
  Best best;
  for (auto _ : state)
    for (const Index inner : {1, 3, 7, 15})
      for (const double alpha : {.4, .8, 1.6, 3.2})
        for (const double beta : {2., 4., 8., 16.})
          for (const double eta : {.1, .5, 2.}) {
            const std::uint64_t horizon = samples / static_cast<std::uint64_t>(inner + 1);
            const double root = std::sqrt(static_cast<double>(horizon));
            best.offer(mean(problem, {.method = "bome", .inner = inner, .eta = eta},
                            ConstantSchedule<double>({alpha / root, beta / root, .3, 1}), horizon),
                       {{"inner", static_cast<double>(inner)}, {"alpha", alpha}, {"beta", beta}, {"eta", eta}});
          }
  best.report(state);
}

/// Steps over sqrt(K), K the iterations that the samples allow.
void amigo(benchmark::State& state) {
  const auto problem = rate_instance<double>();
  Best best;
  for (auto _ : state)
    for (const Index inner : {1, 2, 4, 10})
      for (const double alpha : {.4, .8, 1.6, 3.2, 6.4})
        for (const double beta : {1., 2., 4., 8.})
          for (const double gamma : {1., 2., 4., 8.}) {
            const std::uint64_t horizon = samples / static_cast<std::uint64_t>(2 * inner + 1);
            best.offer(mean(problem, {.method = "amigo", .inner = inner},
                            horizon_schedule<double>({alpha, beta, gamma, 1}, horizon), horizon),
                       {{"inner", static_cast<double>(inner)}, {"alpha", alpha}, {"beta", beta}, {"gamma", gamma}});
          }
  best.report(state);
}

/// Constant eta, the step of the sum. One or two factors are as good at these few samples, but what they leave out
/// would be all that is seen of longer runs.
void stocbio(benchmark::State& state) {
  const auto problem = rate_instance<double>();
  Best best;
  for (auto _ : state)
    for (const Index inner : {1, 2, 4, 10})
      for (const Index neumann : {4, 7, 10})
        for (const double alpha : {.4, .8, 1.6, 3.2})
          for (const double beta : {1., 2., 4., 8.})
            for (const double eta : {.2, .3, .4, .5, .6}) {
              const std::uint64_t horizon = samples / static_cast<std::uint64_t>(inner + neumann + 2);
              const double root = std::sqrt(static_cast<double>(horizon));
              best.offer(mean(problem, {.method = "stocbio", .inner = inner, .neumann = neumann},
                              ConstantSchedule<double>({alpha / root, beta / root, eta, 1}), horizon),
                         {{"inner", static_cast<double>(inner)},
                          {"neumann", static_cast<double>(neumann)},
                          {"alpha", alpha},
                          {"beta", beta},
                          {"eta", eta}});
            }
  best.report(state);
}

/// Steps over sqrt(K), with theta likewise.
void over_root(benchmark::State& state, const MethodSettings& settings, std::uint64_t per_iteration,
               std::initializer_list<double> thetas) {
  const auto problem = rate_instance<double>();
  const std::uint64_t horizon = samples / per_iteration;
  Best best;
  for (auto _ : state)
    for (const double alpha : {.4, .8, 1.6, 3.2})
      for (const double beta : {2., 4., 8.})
        for (const double gamma : {1., 2., 4., 8.})
          for (const double theta : thetas)
            best.offer(mean(problem, settings, horizon_schedule<double>({alpha, beta, gamma, theta}, horizon), horizon),
                       {{"alpha", alpha}, {"beta", beta}, {"gamma", gamma}, {"theta", theta}});
  best.report(state);
}
void fsla(benchmark::State& state) { over_root(state, {.method = "fsla"}, 3, {1, 4, 16}); }
void hf_zoba(benchmark::State& state) { over_root(state, {.method = "hf-zoba", .directions = 1}, 1, {1}); }

/// The powers of its theory: steps over K^(1/3), theta over K^(2/3).
void fdehbo(benchmark::State& state) {
  const auto problem = rate_instance<double>();
  const double root = std::cbrt(static_cast<double>(samples));
  Best best;
  for (auto _ : state)
    for (const double alpha : {.4, .8, 1.6})
      for (const double beta : {1., 2., 4.})
        for (const double gamma : {1., 4.})
          for (const double theta : {4., 16.})
            best.offer(mean(problem, {.method = "fdehbo"},
                            ConstantSchedule<double>({alpha / root, beta / root, gamma / root, theta / (root * root)}),
                            samples),
                       {{"alpha", alpha}, {"beta", beta}, {"gamma", gamma}, {"theta", theta}});
  best.report(state);
}

BENCHMARK(amigo)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK(stocbio)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK(f2sa)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK(pbgd)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK(bome)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK(fsla)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK(fdehbo)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK(f2sa_p)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK(pbgd_free)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK(hf_zoba)->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace
}  // namespace bros
