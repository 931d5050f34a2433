// Studies whose values the theory knows exactly: nothing is drawn at random.
#include "exact_rate.hpp"
#include "rate_studies.hpp"

#include <bros/claims/condition_number.hpp>
#include <bros/compiled_theory.hpp>
#include <bros/method/instance_steps.hpp>
#include <bros/problem/rate_instance.hpp>
#include <bros/theory/recursion/decaying_steps.hpp>

#include <cmath>
#include <utility>

namespace bros::studies {

namespace {

/// A curve of the rate instance on Haar subspaces, r/m = 1/2, or in the full space.
StudyMethod curve(std::string key, std::string label, MethodSettings settings) {
  return {.key = std::move(key), .label = std::move(label), .settings = std::move(settings), .rank = "3"};
}
std::vector<StudyMethod> curves(const RateOptions& o) {
  return {curve("bros", "BROS", {.action = o.action}), curve("ma_soba", "MA-SOBA", {.method = "ma-soba"}),
          curve("full_tangent", "full tangent", {.method = "full-tangent"})};
}
MomentRecursion<double> recursion_of(const StudyMethod& m, Index batch) {
  const auto data = rate_instance_data<double>();
  const Blocks blocks(data.blocks);
  const Estimator estimator = m.key == "ma_soba"
                                  ? full_space(blocks)
                                  : Estimator{m.key == "bros" ? action_kind(m.settings.action) : ActionKind::one_sided,
                                              SamplerKind::haar, blocks};
  return MomentRecursion<double>(data, estimator, Averaging::moving, batch);
}

}  // namespace

Study decaying_study(const RateOptions& o) {
  return {.name = "decaying",
          .title = "quadratic, one run, steps c (k+1)^{-1/2}, exact",
          .quantity = "weighted_mean_grad_norm_sq",
          .measured = "The mean of ||grad Phi||^2 in one run that does not know how long it will be.",
          .theory = "The theory says O(log k / sqrt(k)): at most a logarithm is paid for not choosing a horizon.",
          .levels = {16, 64, 256, 1024, 4096, 16384},
          .seeds = 1,
          .methods = curves(o),
          .run =
              [](const StudyMethod& m, std::uint64_t iterations, const Stream&) {
                const auto recursion = recursion_of(m, 1);
                // c admits K = 16 in the place of K = 1: theta_0 = 1
                const Steps<double> c = horizon_schedule(rate_steps<double>(), 16)(0);
                return weighted_squared_gradient<double>(
                    recursion, recursion.start(), c,
                    [](std::uint64_t k) { return 1 / std::sqrt(static_cast<double>(k + 1)); }, iterations);
              },
          .against = Study::Against::exact,
          .level_name = "k",
          .weight = 0.1,
          .axes = {"iteration k", "mean of ||∇Φ||^2, weights (k+1)^{-1/2}"},
          .notes = {
              "E||grad Phi(x^k)||^2 averaged with the weights (k+1)^(-1/2) over one run that knows no horizon, exact: "
              "O(log k / sqrt(k)) by decaying-steps."}};
}

Study batch_study(const RateOptions& o) {
  return {
      .name = "batch",
      .title = "quadratic, m = 6, r = 3, batches of B, exact",
      .quantity = "floor",
      .measured = "The part of the error that stays when batches grow.",
      .theory = "The theory says 0 in the limit for MA-SOBA and the full tangent, and a floor above 0 for two probes.",
      .levels = {1, 4, 16, 64, 256, 1024, 4096},
      .seeds = 1,
      .methods = curves(o),
      .run =
          [](const StudyMethod& m, std::uint64_t batch, const Stream&) {
            const MeanSquareStability<double> stability(recursion_of(m, static_cast<Index>(batch)),
                                                        rate_steps<double>());
            return stability.rate_constants().floor;
          },
      .against = Study::Against::exact,
      .level_name = "B",
      .power = 0,
      .axes = {"batch size B", "noise floor of √K · mean"},
      .notes = {
          "The slope in e of the stationary E||grad Phi||^2 with steps e c, exact. Two-sided actions keep a floor of "
          "subspace noise that no batch lowers; MA-SOBA and the full tangent have none (batch-floor)."}};
}

Study condition_study(const RateOptions&) {
  return {
      .name = "condition",
      .title = "condition number κ, L_{g2} = 0, exact",
      .quantity = "constant",
      .measured = "The constant of the rate against the condition number: what the theorem guarantees, and what is so.",
      .theory = "The theory says that both grow as kappa^4 on this family.",
      .levels = {1, 3, 10, 30, 100, 300},
      .seeds = 1,
      .methods = {{.key = "bound", .label = "C, steps (11)", .settings = {.method = "full-tangent"}, .rank = "1"},
                  {.key = "exact", .label = "exact limit", .settings = {.method = "full-tangent"}, .rank = "1"}},
      .run =
          [](const StudyMethod& m, std::uint64_t kappa, const Stream&) {
            const auto row = claims::condition_curve({static_cast<double>(kappa)}).front();
            return m.key == "bound" ? row.constant : row.exact;
          },
      .against = Study::Against::exact,
      .level_name = "kappa",
      .power = 0,
      .axes = {"condition number κ", "√K · mean of ||∇Φ||^2"},
      .notes = {"The constant C of the theorem with steps (11), and the limit that it bounds, exact, on one family of "
                "quadratic problems: both grow as kappa^4 (condition-number)."}};
}

}  // namespace bros::studies
