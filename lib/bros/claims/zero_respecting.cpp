// zero-respecting, zero-chain-lower: supports at every iterate of runs, and how many samples they need.
#include <bros/claims/claims.hpp>
#include <bros/claims/instances.hpp>
#include <bros/claims/named_journey.hpp>
#include <bros/claims/tally.hpp>

#include <boost/math/distributions/binomial.hpp>

#include <cmath>

namespace bros::claims::zero_chain_runs {

const ZeroChain<double>& chain_of_eight() {
  static const ZeroChain<double> problem({8, 4, 0.0625, 0.5, 1});
  return problem;
}
Journey to_the_end(const std::string& sampler, const std::string& action, std::uint64_t seed,
                   const Counting& counting = {chain_of_eight()}) {
  return journey_of(chain_of_eight(), sampler, action, seed, steps_on(chain_of_eight(), sampler), 0.125, for_ever,
                    counting);
}

// Gap and noise of the samples, fixed.
constexpr double gap = 22.5, sigma = 9;
ZeroChain<double> hidden(double eps) { return ZeroChain<double>(zero_chain_for(gap, sigma, eps)); }
/// T/p.
double lower_line(const ZeroChain<double>& problem) {
  return static_cast<double>(problem.settings().length) / problem.settings().reveal;
}
/// The samples until as many successes as the chain has links.
double until_open(const ZeroChain<double>& problem, std::uint64_t seed) {
  const Stream samples = Stream(95).fork(seed).fork("sample");
  Index successes = 0;
  std::uint64_t k = 0;
  while (successes < problem.settings().length && k < for_ever) successes += problem.reveals({k++, samples});
  return static_cast<double>(k);
}

void zero_respecting(EvidenceLog& log) {
  const auto keeps = [](const Journey& run) { return run.zero_respecting() && run.flat == 0; };
  Tally ma_soba, coordinates, any_steps, refuted;
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    const Stream stream = Stream(96).fork(seed);
    const auto method = make_method(chain_of_eight(), {.method = "ma-soba"}, stream);
    const Journey run = journey(chain_of_eight(), *method, stream, chain_steps(chain_of_eight(), true), 0.125, for_ever,
                                {chain_of_eight()});
    ma_soba.add(run.status == Status::converged && keeps(run));
  }
  ma_soba.log(log, "MA-SOBA: supports of Z, h, x, Y at every iterate of runs to the end of the chain");
  for (const auto& action : action_list<double>())
    for (std::uint64_t seed = 0; seed < 2; ++seed) {
      const Journey run = to_the_end("coordinates", action.name, seed);
      coordinates.add(run.status == Status::converged && keeps(run));
    }
  coordinates.log(log, "BROS and naive on coordinate subspaces, seven actions");
  int diverged = 0;
  for (std::uint64_t seed = 0; seed < 16; ++seed) {
    const auto draw = [&](std::uint64_t i) { return 4 * uniform<double>(Stream(97).fork(seed), i); };
    const Journey run = journey_of(chain_of_eight(), seed % 2 ? "full" : "coordinates", "one_sided", seed,
                                   {draw(0), draw(1), draw(2), draw(3) / 4}, 0.0, 2000, {chain_of_eight()});
    any_steps.add(keeps(run));
    diverged += run.status == Status::not_finite;
  }
  any_steps.add(diverged > 0 && diverged < 16);
  any_steps.log(log, "random steps, some of which diverge");
  refuted.add(to_the_end("full", "plain", 0).lead == std::array<Index, 4>{0, 0, 0, 0});
  refuted.add(!to_the_end("full", "plain", 0, {chain_of_eight(), 1}).zero_respecting());
  refuted.log(log, "every lag is attained: longer ones are refuted");
  Tally mixing;
  const ZeroChain<double> stingier({8, 4, 0.03125, 0.5, 1});
  mixing.add(!to_the_end("full", "plain", 0, {stingier}).zero_respecting());
  for (const char* sampler : {"haar", "hadamard"}) mixing.add(!to_the_end(sampler, "one_sided", 0).zero_respecting());
  mixing.log(log, "refuted with coins of another probability, and on subspaces that mix coordinates");
}

void lower(EvidenceLog& log) {
  Tally longest, variance;
  for (const double eps : {0.25, 0.01, 1e-4}) {
    const ZeroChain<double> problem = hidden(eps);
    const auto& s = problem.settings();
    const double square = s.lambda * s.lambda;
    longest.add(square * problem.chain().gap() <= gap * (1 + 1e-14) &&
                square * ChainFunction<double>(s.length + 1).gap() > gap && std::abs(square / (2 * eps) - 1) < 1e-14);
    variance.add(std::abs(problem.noise_variance() / (sigma * sigma) - 1) < 1e-12);
  }
  longest.log_in_floating_point(log, "lambda^2 = 2 eps and the longest chain that the gap allows");
  variance.log_in_floating_point(log, "the variance of the samples is sigma^2");
  const auto constant_of = [](double eps) { return lower_line(hidden(eps)) / 2 * eps * eps / (gap * sigma * sigma); };
  // As eps -> 0: T ~ gap / (2 eps sqrt(2 pi e) e), p ~ 2 eps e^3 / sigma^2.
  const double e = std::exp(1.0), limit = 1 / (8 * std::sqrt(8 * std::atan(1.0) * e) * e * e * e * e);
  log.rounds("T / (2p) over gap sigma^2 / eps^2 against its limit, eps = 1e-6", std::abs(constant_of(1e-6) / limit - 1),
             1e-5);
  Tally tails;
  for (const double eps : {0.25, 0.1, 0.03, 0.01, 0.001}) {
    const ZeroChain<double> problem = hidden(eps);
    const boost::math::binomial_distribution<double> law(std::floor(lower_line(problem) / 2),
                                                         problem.settings().reveal);
    tails.add(cdf(complement(law, static_cast<double>(problem.settings().length - 1))) <= 0.5);
  }
  tails.log_in_floating_point(log, "P(S_k >= T) <= 1/2 at k = T / (2p), binomial tails");
  Tally runs;
  double cheapest = 1e9, dearest = 0;
  for (const auto& [sampler, action] : {std::pair{"full", "plain"}, {"coordinates", "one_sided"}})
    for (const double inverse : {4.0, 8.0, 16.0})
      for (std::uint64_t seed = 0; seed < 2; ++seed) {
        const ZeroChain<double> problem = hidden(1 / inverse);
        const double lambda = problem.settings().lambda;
        const Journey run = journey_of(problem, sampler, action, seed, steps_on(problem, sampler), lambda * lambda,
                                       for_ever, {problem});
        runs.add(run.status == Status::converged && run.calls >= until_open(problem, seed) + 2);
        cheapest = std::min(cheapest, run.calls / lower_line(problem));
        dearest = std::max(dearest, run.calls / lower_line(problem));
      }
  log.add(
      {"the first N with |grad Phi| <= lambda is at least 2 after the T-th success, MA-SOBA and BROS on coordinates",
       EvidenceKind::exact,
       std::to_string(runs.holding()) + " runs, N p / T from " + EvidenceLog::text(cheapest) + " to " +
           EvidenceLog::text(dearest),
       "every run", runs.holding() == runs.total(), runs.total()});
}

}  // namespace bros::claims::zero_chain_runs
