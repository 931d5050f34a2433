#include "mean_square_gradient.hpp"
#include "rate_studies.hpp"

#include <bros/action/any.hpp>
#include <bros/method/bome.hpp>
#include <bros/method/f2sa.hpp>
#include <bros/method/methods.hpp>
#include <bros/method/pbgd.hpp>
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

sweep::StudyMethod first_order(const std::string& key, const std::string& label,
                               std::function<double(std::uint64_t samples, const Stream& stream)> run) {
  return {key, label, "none", Full<double>::name, "6", std::move(run)};
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
  // The constants of the first-order methods are the best of a grid at 4096 samples: benchmarks/micro/peers_grid.cpp.
  const auto f2sa_steps = penalties({1.6, 8, 8, .5}), pbgd_steps = penalties({3.2, 8, 8, .5});
  const auto bome_steps = [](std::uint64_t horizon) {
    const double root = std::sqrt(static_cast<double>(horizon));
    return ConstantSchedule<double>({1.6 / root, 8 / root, .3, 1});
  };
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
                   first_order("f2sa", "F2SA",
                               [=](std::uint64_t n, const Stream& stream) {
                                 return within(n, 4, F2sa<Problem>(*problem, stream, 1), *problem, f2sa_steps, stream);
                               }),
                   first_order("pbgd", "PBGD",
                               [=](std::uint64_t n, const Stream& stream) {
                                 return within(n, 3, Pbgd<Problem>(*problem, stream, 1), *problem, pbgd_steps, stream);
                               }),
                   first_order("bome", "BOME", [=](std::uint64_t n, const Stream& stream) {
                     return within(n, 8, Bome<Problem>(*problem, stream, 7, .5), *problem, bome_steps, stream);
                   })};
  return study;
}

}  // namespace bros::cli
