#include "rate_studies.hpp"

#include <bros/core/error.hpp>
#include <bros/method/instance_steps.hpp>
#include <bros/method/peers/penalty_schedule.hpp>
#include <bros/problem/rate_instance.hpp>

#include <cmath>
#include <stdexcept>
#include <string>

namespace bros::studies {

namespace {

/// The mean over as many iterations of a method as `samples` samples allow, with the schedule of that horizon.
double mean_within(const StudyMethod& m, std::uint64_t samples, const Stream& stream) {
  const std::uint64_t horizon = samples / m.samples_per_iteration;
  const auto method = make_method<double>(*m.problem, m.settings, stream);
  const double mean =
      mean_square_gradient(*method, *m.problem, m.schedule(horizon), horizon, 0, stream, sweep::stop_if_dismissed);
  if (method->counts().samples != method->counts().iterations * m.samples_per_iteration)
    throw std::logic_error("an iteration takes another number of samples than the study says");
  return mean;
}

/// As over_root, but for a constant gamma.
ScheduleFor over_root_but_gamma(double alpha, double beta, double gamma) {
  return [=](std::uint64_t horizon) {
    const double root = std::sqrt(static_cast<double>(horizon));
    return ConstantSchedule<double>({alpha / root, beta / root, gamma, 1});
  };
}
/// The powers of FdeHBO's theory: steps over K^(1/3), theta over K^(2/3).
ScheduleFor over_cube_root(const Steps<double>& c) {
  return [c](std::uint64_t horizon) {
    const double root = std::cbrt(static_cast<double>(horizon));
    return ConstantSchedule<double>({c.alpha / root, c.beta / root, c.gamma / root, c.theta / (root * root)});
  };
}
ScheduleFor penalties(const Steps<double>& c) {
  return [c](std::uint64_t horizon) { return penalty_horizon_schedule(c, stochastic_exponents<double>(), horizon); };
}

/// A study by samples, without its methods.
Study by_samples(const char* name, const std::vector<std::uint64_t>& samples, std::size_t seeds) {
  // The constants of the peers are chosen from a grid at 4096 samples (benchmarks/micro/peers_grid.cpp); with fewer
  // than 2048 samples the steps of some exceed 2 / L_g1.
  for (const std::uint64_t n : samples)
    require(n >= 2048, "--horizons", n,
            std::string("must be at least 2048 for ") + name + ": or name other --problems");
  return {.name = name,
          .title = "quadratic, by samples",
          .quantity = mean_grad_norm_sq,
          .measured =
              "Each value is the mean of ||grad Phi||^2 over a run that takes N samples, for BROS and for "
              "methods of other kinds.",
          .levels = samples,
          .seeds = seeds,
          .samples_per_iteration = 1,
          .run = mean_within,
          .against = Study::Against::samples,
          .level_name = "N"};
}

/// Adds methods on the rate instance.
auto adding_to(Study& study) {
  return [&study, problem = std::make_shared<const Quadratic<double>>(rate_instance<double>())](
             const char* key, const char* label, MethodSettings settings, std::uint64_t samples_per_iteration,
             const ScheduleFor& schedule) {
    study.methods.push_back(on_problem(problem, key, label, std::move(settings), schedule));
    study.methods.back().samples_per_iteration = samples_per_iteration;
  };
}

}  // namespace

Study peers_study(const RateOptions& o) {
  Study study = by_samples("peers", o.peers_samples, o.peers_seeds);
  const auto add = adding_to(study);
  add("bros", "BROS", {.method = "bros", .action = o.action}, 1, over_root(rate_steps<double>()));
  add("ma_soba", "MA-SOBA", {.method = "ma-soba"}, 1, over_root(rate_steps<double>()));
  study.methods[0].slope = study.methods[1].slope = -0.5;
  study.theory =
      "The theory says N^(-1/2) for BROS and MA-SOBA, N^(-2/7) for F2SA, and that stocBiO and BOME keep a bias.";
  add("amigo", "AmIGO", {.method = "amigo", .inner = 1}, 3, over_root({1.6, 8, 8, 1}));
  add("stocbio", "stocBiO", {.method = "stocbio", .inner = 1, .neumann = 4}, 7, over_root_but_gamma(1.6, 8, .5));
  add("f2sa", "F2SA", {.method = "f2sa", .inner = 1}, 4,
      penalties({.alpha = 1.6, .beta = 8, .gamma = 8, .lambda = .5}));
  study.methods.back().slope = -2. / 7;
  add("pbgd", "PBGD", {.method = "pbgd", .inner = 1}, 3,
      penalties({.alpha = 3.2, .beta = 8, .gamma = 8, .lambda = .5}));
  add("bome", "BOME", {.method = "bome", .inner = 7, .eta = .5}, 8, over_root_but_gamma(1.6, 8, .3));
  study.notes = {
      "A run makes the iterations that N samples allow: BROS and MA-SOBA take 1 an iteration, AmIGO (T = 1 inner step "
      "of Y and of Z) and PBGD 3, F2SA 4, stocBiO (T = 1, Q = 4 factors) 7, BOME (T = 7) 8. Steps are powers of that "
      "horizon K: F2SA's own for F2SA and PBGD, K^(-1/2) for the others, but for the steps of stocBiO's sum and of "
      "BOME's inner loop, which are constant. Constants, T and Q of the peers are chosen from a grid at N = 4096 on "
      "other streams (benchmarks/micro/peers_grid.cpp); those of BROS and MA-SOBA are as in the study of horizons, and "
      "were not tuned: slopes may be compared, heights may not. F2SA's theory says N^(-2/7); for PBGD and BOME no rate "
      "with noise is known to us. stocBiO and BOME have a bias that does not vanish."};
  return study;
}

Study rivals_study(const RateOptions& o) {
  Study study = by_samples("rivals", o.rivals_samples, o.rivals_seeds);
  const auto add = adding_to(study);
  add("bros", "BROS", {.method = "bros", .action = o.action}, 1, over_root(rate_steps<double>()));
  add("ma_soba", "MA-SOBA", {.method = "ma-soba"}, 1, over_root(rate_steps<double>()));
  study.methods[0].slope = study.methods[1].slope = -0.5;
  study.theory = "The theory says N^(-1/2) for BROS and MA-SOBA, and that PBGD-Free keeps a bias.";
  add("fsla", "FSLA", {.method = "fsla"}, 3, over_root({3.2, 8, 1, 1}));
  add("fdehbo", "FdeHBO", {.method = "fdehbo"}, 1, over_cube_root({1.6, 4, 4, 4}));
  add("f2sa_p", "F2SA-2", {.method = "f2sa-p", .order = 2}, 3,
      penalties({.alpha = 6.4, .beta = 8, .gamma = 8, .lambda = .25}));
  add("pbgd_free", "PBGD-Free", {.method = "pbgd-free"}, 2,
      penalties({.alpha = 6.4, .beta = 8, .gamma = 8, .lambda = 4}));
  add("hf_zoba", "HF-ZOBA", {.method = "hf-zoba", .directions = 1}, 1, over_root({.8, 4, 2, 1}));
  study.notes = {
      "As the study of peers, with later methods: FSLA takes 3 samples an iteration, F2SA-2 (T = 1) 3, PBGD-Free 2, "
      "the "
      "others 1. Steps are powers of the horizon K: K^(-1/3) for FdeHBO, whose theta falls as K^(-2/3), F2SA's own for "
      "F2SA-2 and PBGD-Free, K^(-1/2) for the others. Constants are chosen from a grid at N = 4096 on other streams; "
      "those "
      "of BROS and MA-SOBA were not tuned: slopes may be compared, heights may not.",
      "Samples are what is counted, and a sample is cheaper for some: FdeHBO makes 6 evaluations of it, FSLA 4 of "
      "three. "
      "The noise of the gradients here is the same at every point of one sample, so that differences of gradients have "
      "none: the corrections of FSLA and FdeHBO, and the products of FdeHBO and HF-ZOBA, are exact, where the others "
      "have noisy products. FdeHBO has its best constants at ends of the grid. PBGD-Free has "
      "a bias that does not vanish."};
  return study;
}

}  // namespace bros::studies
