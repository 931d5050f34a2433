#include "rate_studies.hpp"
#include "exact_rates.hpp"
#include "mean_square_gradient.hpp"

#include <bros/action/any.hpp>
#include <bros/method/methods.hpp>
#include <bros/method/saba.hpp>
#include <bros/problem/data_cleaning.hpp>
#include <bros/problem/fashion_mnist.hpp>
#include <bros/problem/gaussian_finite_sum.hpp>
#include <bros/problem/rate_instance.hpp>
#include <bros/theory/moment_recursion.hpp>

#include <iomanip>
#include <memory>
#include <sstream>

namespace bros::cli {

namespace {

/// CRC-32 of pixels and labels, in hexadecimal digits.
std::string digest(const LabelledImages& images) {
  std::string bytes(images.images.data(), images.images.data() + images.images.size());
  bytes.append(images.labels.begin(), images.labels.end());
  std::ostringstream text;
  text << std::hex << std::setw(8) << std::setfill('0') << sweep::checksum(bytes);
  return text.str();
}

/// The ranks of the blocks, joined by +.
std::string ranks(const Blocks& blocks) {
  std::string text;
  for (const Block& b : blocks) text += (text.empty() ? "" : "+") + std::to_string(b.rank);
  return text;
}

/// A method on a problem in subspaces P of the ranks that the problem says.
template <class P, class Problem>
sweep::StudyMethod in_subspaces(const std::string& key, const std::string& label, const std::string& action_name,
                                std::shared_ptr<const Problem> problem, const Steps<double>& factors,
                                std::uint64_t parts) {
  const P p(problem->blocks());
  const AnyAction<P> action(action_name, p);  // ranks it does not allow are refused before anything runs
  return {key, label, action_name, P::name, ranks(p.blocks()), [=](std::uint64_t horizon, const Stream& stream) {
            using Method = SingleLoop<Problem, P, AnyAction<P>, Averaging::moving>;
            return mean_square_gradient(Method(*problem, stream, p, action), *problem,
                                        horizon_schedule(factors, horizon), horizon, parts, stream);
          }};
}

/// BROS, MA-SOBA and naive on one problem, with subspaces P.
template <class P, class Problem>
std::vector<sweep::StudyMethod> three_methods(std::shared_ptr<const Problem> problem, const Steps<double>& factors,
                                              std::uint64_t parts, const std::string& bros_action) {
  const Full<double> full(problem->blocks());
  const sweep::StudyMethod ma_soba{
      "ma_soba", "MA-SOBA", "plain", full.name, ranks(full.blocks()), [=](std::uint64_t horizon, const Stream& stream) {
        return mean_square_gradient(MaSoba<Problem>(*problem, stream), *problem, horizon_schedule(factors, horizon),
                                    horizon, parts, stream);
      }};
  return {in_subspaces<P>("bros", "BROS", bros_action, problem, factors, parts), ma_soba,
          in_subspaces<P>("naive", "naive", "plain", problem, factors, parts)};
}

/// The rate instance in subspaces of rank r.
std::shared_ptr<const Quadratic<double>> rate_instance_of_rank(Index r) {
  auto data = rate_instance_data<double>();
  data.blocks[0].rank = r;
  return std::make_shared<const Quadratic<double>>(std::move(data));
}
sweep::ExactRate exact_in_subspaces(const Quadratic<double>& problem, const std::string& action) {
  return exact_rate(problem.data(), {action_kind(action), SamplerKind::haar, problem.blocks()}, rate_steps<double>());
}

}  // namespace

sweep::Study quadratic_study(const RateOptions& o) {
  const auto problem = rate_instance_of_rank(3);
  auto methods = three_methods<Haar<double>>(problem, rate_steps<double>(), 0, o.action);
  methods[0].exact = exact_in_subspaces(*problem, o.action);
  methods[1].exact = exact_rate(problem->data(), full_space(problem->blocks()), rate_steps<double>());
  methods[2].exact = exact_in_subspaces(*problem, "plain");
  return {"quadratic",       "quadratic, m = 6, r = 3",         mean_grad_norm_sq, {}, o.quadratic_horizons,
          o.quadratic_seeds, problem->samples_per_evaluation(), std::move(methods)};
}

sweep::Study price_study(const RateOptions& o) {
  sweep::Study study{"price", "quadratic, m = 6, every r", mean_grad_norm_sq, {}, {1024, 4096}, o.quadratic_seeds, 1,
                     {}};
  for (const char* action : {"one_sided", "biprobe"})
    for (Index r = action == std::string("one_sided") ? 1 : 2; r <= 6; ++r) {
      const auto problem = rate_instance_of_rank(r);
      study.methods.push_back(in_subspaces<Haar<double>>(action, action, action, problem, rate_steps<double>(), 0));
      study.methods.back().exact = exact_in_subspaces(*problem, action);
    }
  return study;
}

sweep::Study finite_sum_study(const RateOptions& o) {
  using Problem = FiniteSumQuadratic<double>;
  const auto problem = std::make_shared<const Problem>(
      gaussian_finite_sum<double>(Stream(2442).fork("finite sum"), {{6, 1, 3}}, 2, 64), 4, Sampling::slots);
  // Half the steps of Y and Z of the other quadratic, a quarter of that of x; SABA's are stable with some room, not
  // tuned.
  auto methods = three_methods<Haar<double>>(problem, Steps<double>{.1, 1, 1, 4}, 0, o.action);
  methods.push_back(
      {"saba", "SABA", "plain", Full<double>::name, "6", [=](std::uint64_t horizon, const Stream& stream) {
         return mean_square_gradient(Saba<Problem>(*problem, stream), *problem,
                                     ConstantSchedule<double>({.05, .05, .05, 1}), horizon, 0, stream);
       }});
  return {"finite_sum",      "finite sum, 16 minibatches, m = 6, r = 3", mean_grad_norm_sq, {}, o.quadratic_horizons,
          o.quadratic_seeds, problem->samples_per_evaluation(),          std::move(methods)};
}

sweep::Study cleaning_study(const RateOptions& o) {
  CleaningSettings<double> settings;
  const auto images = load_fashion_mnist(FashionMnistPart::train, 0, settings.training + settings.validation, o.data);
  const auto problem = std::make_shared<const DataCleaning<double>>(images, settings, Stream(2442).fork("cleaning"));
  return {"cleaning",
          "Fashion-MNIST cleaning, m = 784, r = 196",
          mean_grad_norm_sq,
          digest(images),
          o.cleaning_horizons,
          o.cleaning_seeds,
          problem->samples_per_evaluation(),
          three_methods<Coordinates<double>>(problem, Steps<double>{400, 4, 4, 4}, 32, o.action),
          "K",
          500};
}

}  // namespace bros::cli
