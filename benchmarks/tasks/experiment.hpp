// What a task describes: a bilevel problem on a network for every seed, how it is trained, and what is measured.
// Nothing here needs libtorch: instance.hpp does.
#pragma once

#include <bros/core/blocks.hpp>
#include <bros/core/stream.hpp>
#include <bros/method/schedule.hpp>

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace bros::tasks {

/// A figure of merit on held-out data, in the unit in which it is printed.
struct Metric {
  std::string name, label;
  int digits = 1;
};
inline constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

/// One way to train, a row of the table: a method by its name, and for BROS its action and the share r/m of every rank.
/// `none` is no bilevel optimisation at all, with x where it begins, or at a point of a grid.
struct Variant {
  std::string method;
  std::string action = {};
  double share = 1;
  std::size_t grid_point = 0;  // 0: no point, x where it begins
  [[nodiscard]] std::string label() const;
  [[nodiscard]] bool is_bros() const { return method == "bros"; }
  /// r/m in words; empty but for BROS.
  [[nodiscard]] std::string rank() const;
};
/// "1/8" for 0.125, the number itself where it is no such part.
[[nodiscard]] std::string share_text(double share);

/// The problem of one seed, and its metrics: see instance.hpp.
struct Instance;

/// The step of Y that was found best for every method; of BROS at r/m = 1/8, for one_sided and for two probes.
struct LowerSteps {
  float one_sided, two_probes, ma_soba, f2sa, bome, none;
  /// Math:     of BROS  min(8 r/m b, that of MA-SOBA), b the one at 1/8: r/m is the factor that the theorem puts on it
  [[nodiscard]] float operator()(const Variant& variant) const;
};
/// Steps at the beginning of a run: that of Z is a quarter of that of Y, since its noise is that of one minibatch and x
/// takes what it says. F2SA takes a tenth of alpha, since it multiplies a difference of noisy gradients by lambda.
[[nodiscard]] inline Steps<float> tuned_steps(const Variant& variant, float alpha, const LowerSteps& lower) {
  return {.alpha = variant.method == "f2sa" ? alpha / 10 : alpha,
          .beta = lower(variant),
          .gamma = lower(variant) / 4,
          .theta = 0.1F,
          .lambda = 10};
}

/// A table of the report. A task is one or more of them.
struct Experiment {
  std::string name, title;      ///< the stem of its files, and what stands above its table
  std::vector<Metric> metrics;  ///< the first one is drawn
  std::uint64_t horizon;
  std::vector<std::string> grid = {};  ///< the points at which x is also held; the table has the best of them
  std::size_t chosen_by = 0;           ///< the metric, better where it is less, by which that one is found
  std::function<Instance(const Stream& seed, const Variant& variant)> make = {};
  std::function<Steps<float>(const Variant& variant)> steps = {};  ///< at the beginning of a run
  Index samples = 0;  ///< of the level that has fewer: a minibatch holds no more
  Index batch = 0;    ///< samples of a minibatch at each level
};

/// What a task is made of, full or quick.
struct Setting {
  bool quick;
  std::string data = {};         ///< folder of Fashion-MNIST
  Index batch = 0, at_once = 0;  ///< of every minibatch, and how many of it at once; 0: the task's own
  Index parts = 1;               ///< in which a minibatch is evaluated
  [[nodiscard]] Index batch_of(Index own) const { return batch > 0 ? batch : own; }
};
struct NamedTask {
  const char* name;
  std::vector<Experiment> (*make)(const Setting& setting);
};
[[nodiscard]] std::vector<Experiment> cleaning(const Setting& setting);
[[nodiscard]] std::vector<Experiment> mixture(const Setting& setting);
[[nodiscard]] std::vector<Experiment> representation(const Setting& setting);
[[nodiscard]] std::vector<Experiment> vit(const Setting& setting);

}  // namespace bros::tasks
