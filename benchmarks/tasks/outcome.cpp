#include "outcome.hpp"

#include "descent.hpp"
#include "meters.hpp"

#include <bros/method/make.hpp>
#include <bros/parallel/data_parallel.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstring>
#include <utility>

namespace bros::tasks {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Cost, tensor_bytes, state_bytes, parameter_bytes, resident_bytes,
                                                sent_bytes, formula_bytes, seconds, processor_seconds)

namespace {

constexpr std::uint64_t curve_rows = 10;

/// Bytes that the last iterates of this problem take where they are parameters.
std::int64_t parameter_bytes(const Problem& problem) {
  const Index upper = problem.task().upper_module ? problem.dim_upper() : 0;
  return static_cast<std::int64_t>(sizeof(float)) * (problem.blocks().full().size() + upper);
}

/// Steps of x, Y and Z that fall along a line to 0, so that the last iterate carries little of the noise of its
/// minibatch.
Schedule<float> falling(const Steps<float>& steps, std::uint64_t horizon) {
  return [steps, horizon](std::uint64_t k) {
    Steps<float> now = steps;
    const float left = 1 - static_cast<float>(k) / static_cast<float>(horizon);
    now.alpha *= left, now.beta *= left, now.gamma *= left;
    return now;
  };
}

std::unique_ptr<Method<float>> method_of(const Variant& variant, const bros::Problem<float>& problem,
                                         bool moves_upper, const Stream& stream) {
  if (variant.method == "none") return std::make_unique<Descent>(problem, moves_upper, stream);
  MethodSettings settings{.method = variant.method, .sampler = "coordinates", .action = variant.action};
  if (variant.method == "bome") settings.inner = 1;
  return make_method(problem, settings, stream);
}

nlohmann::json bytes(const Vector<float>& v) {
  std::vector<std::uint8_t> out(static_cast<std::size_t>(v.size()) * sizeof(float));
  if (!out.empty()) std::memcpy(out.data(), v.data(), out.size());
  return nlohmann::json::binary(std::move(out));
}
Vector<float> vector_from(const nlohmann::json& json) {
  const auto& in = json.get_binary();
  Vector<float> out(static_cast<Index>(in.size() / sizeof(float)));
  if (!in.empty()) std::memcpy(out.data(), in.data(), in.size());
  return out;
}
BlockVector<float> values_from(const nlohmann::json& json, const Layout& layout) {
  const Vector<float> flat = vector_from(json);
  if (flat.size() == 0) return {};
  BlockVector<float> out(layout);
  require(flat.size() == out.size(), "--resume", flat.size(), "must be a state of this problem");
  out.flat() = flat;
  return out;
}

nlohmann::json to_json(const Outcome& outcome, const State<float>& state) {
  return {{"outcome", to_json(outcome)}, {"x", bytes(state.x)}, {"y", bytes(state.y.flat())},
          {"z", bytes(state.z.flat())},  {"h", bytes(state.h)}, {"velocity", bytes(state.velocity.flat())}};
}
State<float> state_from(const nlohmann::json& checkpoint, const Layout& y, const OracleCounts& counts) {
  const auto values = [&](const char* name) { return values_from(checkpoint.at(name), y); };
  return {vector_from(checkpoint.at("x")), values("y"),        values("z"),
          vector_from(checkpoint.at("h")), values("velocity"), counts};
}

/// What rank 0 sends to others, by counting and by the formula: adds to `cost` what there is since the last time.
class Traffic {
 public:
  /// Shapes:   d = 0 where the upper level is not evaluated
  Traffic(Cost& cost, const Parts& parts, const Variant& variant, const Blocks& blocks, Index d)
      : cost_(cost),
        ranks_(parts.ranks),
        sum_(parts.count, parts.ranks),
        known_(variant.is_bros() || variant.method == "ma-soba" || variant.method == "none"),
        gradients_(d > 0 ? 2 : 1),
        of_lower_((variant.is_bros() ? blocks.projected() : blocks.full()).size()),
        of_upper_(d) {}
  void begin(const OracleCounts& counts) { sent_ = ranks_.bytes_sent(), before_ = counts; }
  void add(const OracleCounts& counts) {
    const auto made = static_cast<Index>(counts.iterations - before_.iterations);
    cost_.sent_bytes += static_cast<std::int64_t>(ranks_.bytes_sent() - sent_);
    if (known_ && made > 0) {
      const Index hessians = static_cast<Index>(counts.hessian_actions - before_.hessian_actions) / made,
                  crosses = static_cast<Index>(counts.cross_actions - before_.cross_actions) / made;
      cost_.formula_bytes +=
          made * static_cast<std::int64_t>(sum_.bytes((gradients_ + hessians) * of_lower_ + (1 + crosses) * of_upper_));
    }
    begin(counts);
  }

 private:
  Cost& cost_;
  Communicator& ranks_;
  SumOverParts<float> sum_;
  bool known_;
  Index gradients_, of_lower_, of_upper_;
  std::uint64_t sent_ = 0;
  OracleCounts before_;
};

}  // namespace

Outcome train(const Experiment& experiment, const Variant& variant, Outcome outcome, const nlohmann::json& checkpoint,
              const Stream& seed, const Parts& parts, const Listener& listener) {
  const Instance instance = experiment.make(seed, variant);
  const Schedule<float> schedule = falling(experiment.steps(variant), experiment.horizon);
  const bool moves_upper = instance.problem->task().upper_module != nullptr;
  const bool lower_alone = variant.method == "none" && !moves_upper;
  const LowerLevel lower(*instance.problem);
  const auto& one = lower_alone ? static_cast<const bros::Problem<float>&>(lower) : *instance.problem;
  const DataParallel<float> shared(one, parts.count, parts.ranks);
  Meters meters(outcome.cost);  // the memory of the method is part of what is measured
  const auto method = method_of(variant, parts.count > 1 ? shared : one, moves_upper, seed.fork("method"));
  if (!checkpoint.is_null()) {
    outcome = outcome_from_json(checkpoint.at("outcome"));
    method->restore(state_from(checkpoint, instance.problem->blocks().full(), outcome.counts));
  }
  Traffic traffic(outcome.cost, parts, variant, instance.problem->blocks(),
                  lower_alone ? 0 : instance.problem->dim_upper());
  traffic.begin(method->counts());
  meters.go_on();
  const std::uint64_t every = std::max<std::uint64_t>(1, experiment.horizon / curve_rows),
                      first = method->counts().iterations;
  const auto result = run(*method, schedule, experiment.horizon, [&](const Method<float>& m, bool last) {
    if (parts.ranks.rank() != 0) return;
    const std::uint64_t k = m.counts().iterations;
    if (k > first) listener.iteration();
    if ((last || k % every == 0) && (outcome.curve.empty() || outcome.curve.back().iteration < k)) {
      meters.pause();
      outcome.curve.push_back({k, instance.measure(m.x(), m.y())});
      meters.go_on();
    }
    if (k > first && !last && listener.wants_checkpoint())
      meters.leave_out([&] {
        outcome.counts = m.counts();
        traffic.add(m.counts());
        listener.checkpoint(to_json(outcome, m.state()));
      });
  });
  meters.pause();
  traffic.add(result.counts);
  outcome.status = to_string(result.status);
  outcome.counts = result.counts;
  outcome.cost.parameter_bytes = parameter_bytes(*instance.problem);
  return outcome;
}

nlohmann::json to_json(const Outcome& outcome) {
  auto curve = nlohmann::json::array();
  for (const Row& row : outcome.curve) curve.push_back({{"iteration", row.iteration}, {"metrics", row.metrics}});
  return {{"arm", outcome.variant},  // the word of the stored cells
          {"seed", outcome.seed},
          {"status", outcome.status},
          {"iterations", outcome.counts.iterations},
          {"samples", outcome.counts.samples},
          {"evaluations", outcome.counts.evaluations},
          {"hessian_actions", outcome.counts.hessian_actions},
          {"cross_actions", outcome.counts.cross_actions},
          {"cost", outcome.cost},
          {"curve", std::move(curve)}};
}

Outcome outcome_from_json(const nlohmann::json& json) {
  Outcome outcome{json.at("arm"), json.at("seed"), json.at("status")};
  outcome.counts = {json.at("iterations"), json.at("samples"), json.at("evaluations"), json.at("hessian_actions"),
                    json.at("cross_actions")};
  outcome.cost = json.at("cost");
  for (const nlohmann::json& row : json.at("curve")) {
    Row& read = outcome.curve.emplace_back(Row{row.at("iteration"), {}});
    for (const nlohmann::json& value : row.at("metrics"))  // what is not defined is written as null
      read.metrics.push_back(value.is_null() ? undefined : value.get<double>());
  }
  return outcome;
}

}  // namespace bros::tasks
