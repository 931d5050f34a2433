#include "rate_studies.hpp"
#include "used_settings.hpp"

#include "../sweep/workers.hpp"

#include <bros/claims/zero_chain_journey.hpp>
#include <bros/method/instance_steps.hpp>

#include <limits>
#include <stdexcept>

namespace bros::studies {

namespace {

constexpr double sigma = 9;
/// The gap with which the chain of eps = 1/T has length T.
double gap() { return 2 * (ChainFunction<double>(3).gap() - ChainFunction<double>(2).gap()); }

ZeroChainSettings<double> chain_of(std::uint64_t length) {
  return zero_chain_for(gap(), sigma, 1 / static_cast<double>(length));
}

/// Samples until |grad Phi(x^k)|^2 <= eps; infinity if the run did not stay finite.
double samples_to_the_end(const StudyMethod& m, std::uint64_t length, const Stream& stream) {
  const ZeroChain<double> problem(chain_of(length));
  const auto method = make_method<double>(problem, m.settings, stream);
  const std::string sampler = used_sampler(m.settings);
  const Journey run = journey(problem, *method, stream, chain_steps(problem, sampler == Full<double>::kind),
                              1 / static_cast<double>(length), std::numeric_limits<std::uint64_t>::max(), {problem},
                              sweep::stop_if_dismissed);
  const bool mixes_coordinates = sampler == Haar<double>::kind;
  if (!mixes_coordinates && !(run.zero_respecting() && run.flat == 0))
    throw std::logic_error("a run does not respect zeros, which zero-respecting says it does");
  return run.status == Status::converged ? run.calls : std::numeric_limits<double>::infinity();
}

}  // namespace

double chain_lower_line(std::uint64_t length) { return static_cast<double>(length) / chain_of(length).reveal; }

Study chain_study(const RateOptions& o) {
  return {.name = "zero_chain",
          .title = "zero chain, r = T/2",
          .quantity = "samples",
          .measured = "Samples until ||grad Phi||^2 <= eps = 1/T on a problem made to be hard.",
          .theory =
              "The theory says that MA-SOBA and BROS on coordinates need at least T/p in the mean, which is of "
              "order eps^-2; on Haar it says so only where the chain is rotated.",
          .levels = o.chain_lengths,
          .seeds = o.chain_seeds,
          .samples_per_iteration = 1,
          .methods = {{"full_tangent",
                       "full tangent, coordinates",
                       {.method = "full-tangent", .sampler = "coordinates"},
                       nullptr,
                       "T/2"},
                      {"ma_soba", "MA-SOBA", {.method = "ma-soba"}, nullptr, "T"},
                      {.key = "full_tangent_haar",
                       .label = "full tangent, Haar",
                       .settings = {.method = "full-tangent", .sampler = "haar"},
                       .rank = "T/2",
                       .highest = 64,
                       .weight = 10}},
          .run = samples_to_the_end,
          .against = Study::Against::length,
          .level_name = "T",
          .weight = 0.25,
          .power = 3};
}

}  // namespace bros::studies
