#include "rate_studies.hpp"

#include "../sweep/crew.hpp"

#include <bros/action/one_sided.hpp>
#include <bros/method/methods.hpp>
#include <bros/problem/zero_chain.hpp>
#include <bros/subspace/coordinates.hpp>
#include <bros/subspace/haar.hpp>

#include <limits>
#include <stdexcept>

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
  const double eps = 1 / static_cast<double>(length);
  const Problem problem(chain_of(length));
  const double share = P::is_full ? 1 : 1 / gram_factor<double>(problem.blocks()[0]);
  const double alpha = 0.05 * problem.settings().reveal;  // of order N^(-1/2), as the theorem wants it
  SingleLoop<Problem, P, A, Averaging::moving> method(problem, stream);
  Problem::Exact exact(problem);
  const auto result = run(method, ConstantSchedule<double>({alpha, 0.5 * share, 0.5 * share, 0.5}),
                          std::numeric_limits<std::uint64_t>::max(), [&](const auto& m, bool) {
                            sweep::stop_if_dismissed();
                            exact.at(m.x());
                            return exact.hypergradient().squaredNorm() <= eps ? Verdict::converged : Verdict::go_on;
                          });
  return result.status == Status::converged ? static_cast<double>(result.counts.samples)
                                            : std::numeric_limits<double>::infinity();
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
      2};
}

}  // namespace bros::cli
