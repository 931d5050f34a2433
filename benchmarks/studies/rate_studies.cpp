#include "rate_studies.hpp"

#include "exact_rate.hpp"

#include <bros/method/instance_steps.hpp>
#include <bros/problem/data_cleaning.hpp>
#include <bros/problem/gaussian_finite_sum.hpp>
#include <bros/problem/rate_instance.hpp>
#include <bros/theory/recursion/moment_recursion.hpp>

#include <fmt/format.h>

namespace bros::studies {

namespace {

/// CRC-32 of pixels and labels, in hexadecimal digits.
std::string digest(const LabelledImages& images) {
  std::string bytes(images.images.data(), images.images.data() + images.images.size());
  bytes.append(images.labels.begin(), images.labels.end());
  return fmt::format("{:08x}", sweep::checksum(bytes));
}

constexpr const char* over_horizons =
    "Each value is the mean of ||grad Phi||^2 over a run of K iterations, which is how far x is from stationary.";

/// BROS, MA-SOBA and naive on one problem.
std::vector<StudyMethod> three_methods(const std::shared_ptr<const Problem<double>>& problem,
                                       const std::string& sampler, const std::string& action,
                                       const Steps<double>& factors) {
  const ScheduleFor schedule = over_root(factors);
  std::vector<StudyMethod> all{
      on_problem(problem, "bros", "BROS", {.method = "bros", .sampler = sampler, .action = action}, schedule),
      on_problem(problem, "ma_soba", "MA-SOBA", {.method = "ma-soba"}, schedule),
      on_problem(problem, "naive", "naive", {.method = "naive", .sampler = sampler}, schedule)};
  all[0].slope = all[1].slope = -0.5;
  return all;
}

/// The full tangent beside them.
StudyMethod full_tangent(const std::shared_ptr<const Problem<double>>& problem, const std::string& sampler,
                         ScheduleFor schedule) {
  StudyMethod method = on_problem(problem, "full_tangent", "full tangent",
                                  {.method = "full-tangent", .sampler = sampler}, std::move(schedule));
  method.slope = -0.5;
  return method;
}

/// The rate instance in subspaces of rank r.
std::shared_ptr<const Quadratic<double>> rate_instance_of_rank(Index r) {
  auto data = rate_instance_data<double>();
  data.blocks[0].rank = r;
  return std::make_shared<const Quadratic<double>>(std::move(data));
}
ExactRate exact_in_subspaces(const Quadratic<double>& problem, const std::string& action) {
  return exact_rate(problem.data(), {action_kind(action), SamplerKind::haar, problem.blocks()}, rate_steps<double>());
}

}  // namespace

Study quadratic_study(const RateOptions& o) {
  const auto problem = rate_instance_of_rank(3);
  auto methods = three_methods(problem, "haar", o.action, rate_steps<double>());
  methods[0].exact = exact_in_subspaces(*problem, o.action);
  methods[1].exact = exact_rate(problem->data(), full_space(problem->blocks()), rate_steps<double>());
  methods[2].exact = exact_in_subspaces(*problem, "plain");
  methods.push_back(full_tangent(problem, "haar", over_root(rate_steps<double>())));
  methods[3].exact = exact_in_subspaces(*problem, "one_sided");
  return {.name = "quadratic",
          .title = "quadratic, m = 6, r = 3",
          .quantity = mean_grad_norm_sq,
          .measured = over_horizons,
          .theory =
              "The theory says K^(-1/2) for BROS, MA-SOBA and the full tangent, and a plateau above 0 for the "
              "naive projection; on this problem it has the exact value at every K.",
          .levels = o.quadratic_horizons,
          .seeds = o.quadratic_seeds,
          .samples_per_iteration = problem->samples_per_evaluation(),
          .methods = std::move(methods),
          .run = mean_over_run(0)};
}

Study price_study(const RateOptions& o) {
  Study study{.name = "price",
              .title = "quadratic, m = 6, every r",
              .quantity = mean_grad_norm_sq,
              .measured =
                  "What a subspace of rank r costs: samples to equal accuracy, relative to MA-SOBA, each method "
                  "at its own best steps.",
              .theory =
                  "In the proved bounds the full tangent costs m/r times the samples; on this problem the exact "
                  "price is known.",
              .levels = {1024, 4096},
              .seeds = o.quadratic_seeds,
              .run = mean_over_run(0),
              .against = Study::Against::rank,
              .notes = {"Constant steps, alpha, beta, gamma and theta searched for each method, rank and K: the exact "
                        "mean over the run is least there. r = 6 is MA-SOBA. Samples to equal accuracy are as the "
                        "square of the value at equal K."}};
  for (const std::string action : {"one_sided", o.action.c_str()})
    for (Index r = action == "one_sided" ? 1 : 2; r <= 6; ++r) {
      const auto problem = rate_instance_of_rank(r);
      auto [schedule, exact] =
          best_rate(problem->data(), {action_kind(action), SamplerKind::haar, problem->blocks()}, rate_steps<double>());
      study.methods.push_back(action == "one_sided"
                                  ? full_tangent(problem, "haar", schedule)
                                  : on_problem(problem, "bros", "BROS", {.action = action}, schedule));
      study.methods.back().exact = exact;
    }
  return study;
}

Study finite_sum_study(const RateOptions& o) {
  const auto problem = std::make_shared<const FiniteSumQuadratic<double>>(
      gaussian_finite_sum<double>(Stream(2442).fork("finite sum"), {{6, 1, 3}}, 2, 64), 4, Sampling::slots);
  // Half the steps of Y and Z of the other quadratic, a quarter of that of x; SABA's are stable with some room, not
  // tuned.
  auto methods = three_methods(problem, "haar", o.action, {.1, 1, 1, 4});
  methods.push_back(on_problem(problem, "saba", "SABA", {.method = "saba"}, [](std::uint64_t) {
    return ConstantSchedule<double>({.05, .05, .05, 1});
  }));
  methods.back().slope = -1;
  methods.push_back(full_tangent(problem, "haar", over_root({.1, 1, 1, 4})));
  return {.name = "finite_sum",
          .title = "finite sum, 16 minibatches, m = 6, r = 3",
          .quantity = mean_grad_norm_sq,
          .measured = over_horizons,
          .theory =
              "The theory says K^(-1/2) for BROS, MA-SOBA and the full tangent; SABA, whose samples are the terms "
              "of a finite sum, converges linearly, so its mean falls as 1/K.",
          .levels = o.quadratic_horizons,
          .seeds = o.quadratic_seeds,
          .samples_per_iteration = problem->samples_per_evaluation(),
          .methods = std::move(methods),
          .run = mean_over_run(0),
          .notes = {"SABA's steps are constant, and K times its value levels off: what it sums up converges. Its last "
                    "iterate is far better than the mean. The steps of the others are c K^(-1/2)."}};
}

Study cleaning_study(const RateOptions& o) {
  CleaningSettings<double> settings;
  const auto images = load_fashion_mnist(FashionMnistPart::train, 0, settings.training + settings.validation, o.data);
  const auto problem = std::make_shared<const DataCleaning<double>>(images, settings, Stream(2442).fork("cleaning"));
  return {.name = "cleaning",
          .title = "Fashion-MNIST cleaning, m = 784, r = 196",
          .quantity = mean_grad_norm_sq,
          .measured =
              "Each value is an unbiased estimate of the mean of ||grad Phi||^2 over a run of K iterations on "
              "images of which 40 % have wrong labels.",
          .theory = "The theory says K^(-1/2) for BROS and MA-SOBA once the start is forgotten.",
          .data = digest(images),
          .levels = o.cleaning_horizons,
          .seeds = o.cleaning_seeds,
          .samples_per_iteration = problem->samples_per_evaluation(),
          .methods = three_methods(problem, "coordinates", o.action, {400, 4, 4, 4}),
          .run = mean_over_run(32),
          .start = 50000,
          .weight = 35};
}

}  // namespace bros::studies
