#include "mean_square_gradient.hpp"
#include "rate_studies.hpp"

#include <bros/action/any.hpp>
#include <bros/core/error.hpp>
#include <bros/method/amigo.hpp>
#include <bros/method/bome.hpp>
#include <bros/method/f2sa.hpp>
#include <bros/method/methods.hpp>
#include <bros/method/pbgd.hpp>
#include <bros/method/stocbio.hpp>
#include <bros/problem/rate_instance.hpp>

#include <cmath>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace bros::cli {

namespace {

using Problem = Quadratic<double>;

/// The mean over as many iterations of a method as `samples` samples allow, with the schedule of that horizon.
template <class Method, class ScheduleFor>
double within(std::uint64_t samples, std::uint64_t per_iteration, Method&& method, const Problem& problem,
              const ScheduleFor& schedule_for, const Stream& stream) {
  const std::uint64_t horizon = samples / per_iteration;
  const double mean = mean_square_gradient(method, problem, schedule_for(horizon), horizon, 0, stream);
  if (method.counts().samples != method.counts().iterations * per_iteration)
    throw std::logic_error("an iteration takes another number of samples than the study says");
  return mean;
}

sweep::StudyMethod peer(const std::string& key, const std::string& label, const std::string& action,
                        std::function<double(std::uint64_t samples, const Stream& stream)> run) {
  return {key, label, action, Full<double>::name, "6", std::move(run)};
}

}  // namespace

sweep::Study peers_study(const RateOptions& o) {
  const auto problem = std::make_shared<const Problem>(rate_instance<double>());
  using H = Haar<double>;
  const H p(problem->blocks());
  const AnyAction<H> action(o.action, p);
  const auto theorem = [](std::uint64_t horizon) { return horizon_schedule(rate_steps<double>(), horizon); };
  const auto penalties = [](const PenaltySteps<double>& c) {
    return [c](std::uint64_t horizon) { return penalty_horizon_schedule(c, stochastic_exponents<double>(), horizon); };
  };
  // The constants of the peers are chosen from a grid at 4096 samples (benchmarks/micro/peers_grid.cpp); with fewer
  // than 2048 samples the steps of some exceed 2 / L_g1.
  for (const std::uint64_t n : o.peers_samples)
    require(n >= 2048, "--horizons", n, "must be at least 2048 for peers: or name other --problems");
  const auto f2sa_steps = penalties({1.6, 8, 8, .5}), pbgd_steps = penalties({3.2, 8, 8, .5});
  const auto root_steps = [](double alpha, double beta, double gamma) {  // alpha and beta over sqrt(K)
    return [=](std::uint64_t horizon) {
      const double root = std::sqrt(static_cast<double>(horizon));
      return ConstantSchedule<double>({alpha / root, beta / root, gamma, 1});
    };
  };
  const auto bome_steps = root_steps(1.6, 8, .3), stocbio_steps = root_steps(1.6, 8, .5);
  const auto amigo_steps = [](std::uint64_t horizon) { return horizon_schedule<double>({1.6, 8, 8, 1}, horizon); };
  sweep::Study study{"peers", "quadratic, by samples", mean_grad_norm_sq, {}, o.peers_samples, o.peers_seeds, 1, {},
                     "N"};
  study.methods = {{"bros", "BROS", o.action, H::name, "3",
                    [=](std::uint64_t n, const Stream& stream) {
                      using Bros = SingleLoop<Problem, H, AnyAction<H>, Averaging::moving>;
                      return within(n, 1, Bros(*problem, stream, p, action), *problem, theorem, stream);
                    }},
                   {"ma_soba", "MA-SOBA", "plain", Full<double>::name, "6",
                    [=](std::uint64_t n, const Stream& stream) {
                      return within(n, 1, MaSoba<Problem>(*problem, stream), *problem, theorem, stream);
                    }},
                   peer("amigo", "AmIGO", "plain",
                        [=](std::uint64_t n, const Stream& stream) {
                          return within(n, 3, Amigo<Problem>(*problem, stream, 1), *problem, amigo_steps, stream);
                        }),
                   peer("stocbio", "stocBiO", "plain",
                        [=](std::uint64_t n, const Stream& stream) {
                          return within(n, 7, StocBio<Problem>(*problem, stream, 1, 4), *problem, stocbio_steps,
                                        stream);
                        }),
                   peer("f2sa", "F2SA", "none",
                        [=](std::uint64_t n, const Stream& stream) {
                          return within(n, 4, F2sa<Problem>(*problem, stream, 1), *problem, f2sa_steps, stream);
                        }),
                   peer("pbgd", "PBGD", "none",
                        [=](std::uint64_t n, const Stream& stream) {
                          return within(n, 3, Pbgd<Problem>(*problem, stream, 1), *problem, pbgd_steps, stream);
                        }),
                   peer("bome", "BOME", "none", [=](std::uint64_t n, const Stream& stream) {
                     return within(n, 8, Bome<Problem>(*problem, stream, 7, .5), *problem, bome_steps, stream);
                   })};
  return study;
}

}  // namespace bros::cli
