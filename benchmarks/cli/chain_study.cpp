#include "rate_studies.hpp"

#include "../sweep/crew.hpp"

#include <bros/action/one_sided.hpp>
#include <bros/method/methods.hpp>
#include <bros/problem/zero_chain_journey.hpp>
#include <bros/subspace/coordinates.hpp>
#include <bros/subspace/haar.hpp>

#include <limits>
#include <stdexcept>
#include <type_traits>

namespace bros::cli {

namespace {

using Problem = ZeroChain<double>;

constexpr double sigma = 9;
/// The gap with which the chain of eps = 1/T has length T.
double gap() { return 2 * (ChainFunction<double>(3).gap() - ChainFunction<double>(2).gap()); }

ZeroChainSettings<double> chain_of(std::uint64_t length) {
  return zero_chain_for(gap(), sigma, 1 / static_cast<double>(length));
}

/// Samples until |grad Phi(x^k)|^2 <= eps; infinity if the run did not stay finite.
template <class P, class A>
double samples_to_the_end(std::uint64_t length, const Stream& stream) {
  const Problem problem(chain_of(length));
  SingleLoop<Problem, P, A, Averaging::moving> method(problem, stream);
  const Journey run =
      journey(problem, method, stream, chain_steps(problem, P::is_full), 1 / static_cast<double>(length),
              std::numeric_limits<std::uint64_t>::max(), {problem}, sweep::stop_if_dismissed);
  const bool mixes_coordinates = std::is_same_v<P, Haar<double>>;
  if (!mixes_coordinates && !(run.zero_respecting() && run.flat == 0))
    throw std::logic_error("a run does not respect zeros, which zero-respecting says it does");
  return run.status == Status::converged ? run.calls : std::numeric_limits<double>::infinity();
}

}  // namespace

double chain_lower_line(std::uint64_t length) { return static_cast<double>(length) / chain_of(length).reveal; }

sweep::Study chain_study(const RateOptions& o) {
  using C = Coordinates<double>;
  using H = Haar<double>;
  const std::string half = "T/2";
  return {
      "zero_chain",
      "zero chain, r = T/2",
      "samples",
      {},
      o.chain_lengths,
      o.chain_seeds,
      1,
      {{"bros", "BROS, coordinates", "one_sided", C::name, half, samples_to_the_end<C, OneSided<C>>},
       {"ma_soba", "MA-SOBA", "plain", Full<double>::name, "T", samples_to_the_end<Full<double>, Plain<Full<double>>>},
       {"bros_haar", "BROS, Haar", "one_sided", H::name, half, samples_to_the_end<H, OneSided<H>>, {}, 64}},
      "T",
      20,
      2};
}

}  // namespace bros::cli
