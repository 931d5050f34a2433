// A study: one number a run of several methods at several levels.
#pragma once

#include "../sweep/workers.hpp"

#include <bros/check/rate_study.hpp>
#include <bros/compiled.hpp>

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bros::studies {

/// The quantity of the studies over horizons.
inline constexpr const char* mean_grad_norm_sq = "mean_grad_norm_sq";

/// What is known of a method without sampling: from the exact moments of its state.
struct ExactRate {
  /// The mean of E||grad Phi(x^k)||^2 over k < K.
  std::function<double(std::uint64_t horizon)> mean;
  double plateau;        ///< its limit
  double limit;          ///< that of sqrt(K) (mean - plateau)
  double least_horizon;  ///< below it the second moments grow without bound
};

/// One method of a study, by names and numbers.
struct StudyMethod {
  std::string key = {}, label = {};
  MethodSettings settings = {};
  std::shared_ptr<const Problem<double>> problem = {};  ///< null where every level has a problem of its own
  std::string rank = {};                                ///< of the subspaces, the blocks joined by +
  ScheduleFor schedule = {};
  std::uint64_t samples_per_iteration = 1;  ///< where the levels are samples
  std::optional<ExactRate> exact = {};
  std::optional<double> slope = {};                                   ///< that the theory says, in the level
  std::uint64_t highest = std::numeric_limits<std::uint64_t>::max();  ///< level that it is run at
  double weight = 1;                                                  ///< of its runs, against others of the study
};

/// What is measured: runs with equal seeds share their samples and subspaces across methods.
///   mean_grad_norm_sq   the levels are horizons K: the mean of ||grad Phi(x^k)||^2 over k < K, with steps proportional
///                       to K^(-1/2), or an unbiased estimate of it
///                       (level_name N: the levels are samples, of which a run makes as many iterations as they allow)
///   Against::exact      the values are known without sampling: one seed
///   samples             the levels are lengths of chains: how many samples a run takes to the end
struct Study {
  /// What its pictures show the quantity against.
  enum class Against { horizon, samples, rank, length, exact };

  std::string name = {}, title = {}, quantity = {};
  std::string measured = {}, theory = {};  ///< for a newcomer: what each value is, and what the theory says of it
  std::string data = {};                   ///< digest of the files it is made of
  std::vector<std::uint64_t> levels = {};  ///< increasing
  std::size_t seeds = 2;
  Index samples_per_iteration = 1;
  std::vector<StudyMethod> methods = {};
  /// The quantity for one run; infinity if the run did not stay finite.
  std::function<double(const StudyMethod& method, std::uint64_t level, const Stream& stream)> run = {};
  Against against = Against::horizon;
  const char* level_name = "K";
  /// A run takes about start + weight level^power, in iterations of the smallest study.
  double start = 0, weight = 1, power = 1;
  struct {
    std::string x = {}, y = {};
  } axes = {};                          ///< of the picture, where the values are exact
  std::vector<std::string> notes = {};  ///< what a reader must know of its figures

  [[nodiscard]] double cost(const StudyMethod& method, std::uint64_t level) const;
  /// The levels at which a method is run.
  [[nodiscard]] std::vector<std::uint64_t> levels_of(const StudyMethod& method) const;
};

/// A method on a problem, which is made once, so that what it does not allow is refused before anything runs.
[[nodiscard]] StudyMethod on_problem(std::shared_ptr<const Problem<double>> problem, std::string key, std::string label,
                                     MethodSettings settings, ScheduleFor schedule);

/// The run of a study over horizons; `parts` as in mean_square_gradient.
[[nodiscard]] std::function<double(const StudyMethod&, std::uint64_t, const Stream&)> mean_over_run(
    std::uint64_t parts);

/// One task a study, method, seed and level, in this order; the turn is the number of the study.
/// Random:   the streams of Stream(key).fork(name).fork(level).fork(seed), the same for every method
[[nodiscard]] std::vector<sweep::Task> tasks(const std::vector<Study>& studies, std::uint64_t key);

}  // namespace bros::studies
