#include "cell.hpp"

#include "descent.hpp"
#include "meters.hpp"

#include <bros/method/make.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace bros::tasks {

std::string Arm::label() const {
  switch (method) {
    case Method::bros:
      return "BROS " + action;
    case Method::ma_soba:
      return "MA-SOBA";
    case Method::f2sa:
      return "F2SA";
    case Method::bome:
      return "BOME";
    case Method::none:
      return grid_point == 0 ? "no bilevel" : "grid " + std::to_string(grid_point);
  }
  return "";
}

float LowerSteps::operator()(const Arm& arm) const {
  switch (arm.method) {
    case Arm::Method::bros:
      return std::min(8 * static_cast<float>(arm.share) * (arm.action == "one_sided" ? one_sided : two_probes),
                      ma_soba);
    case Arm::Method::ma_soba:
      return ma_soba;
    case Arm::Method::f2sa:
      return f2sa;
    case Arm::Method::bome:
      return bome;
    case Arm::Method::none:
      return none;
  }
  return none;
}

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

std::unique_ptr<Method<float>> method_of(const Arm& arm, const Problem& problem, const Stream& stream) {
  switch (arm.method) {
    case Arm::Method::bros:
      return make_method(problem, {.method = "bros", .sampler = "coordinates", .action = arm.action}, stream);
    case Arm::Method::ma_soba:
      return make_method(problem, {.method = "ma-soba"}, stream);
    case Arm::Method::f2sa:
      return make_method(problem, {.method = "f2sa"}, stream);
    case Arm::Method::bome:
      return make_method(problem, {.method = "bome", .inner = 1}, stream);
    case Arm::Method::none:
      return std::make_unique<Descent>(problem, stream);
  }
  return nullptr;
}

}  // namespace

Cell run_cell(const Study& study, const Arm& arm, Cell cell, const Stream& seed, const Listener& listener) {
  const Instance instance = study.make(seed, arm);
  const Schedule<float> schedule = falling(study.steps(arm), study.horizon);
  Meters meters(cell.cost);  // the memory of the method is part of what is measured
  const auto method = method_of(arm, *instance.problem, seed.fork("method"));
  if (const auto interrupted = listener.interrupted(instance.problem->blocks().full())) {
    cell = interrupted->cell;
    method->restore(interrupted->state);
  }
  meters.go_on();
  const std::uint64_t every = std::max<std::uint64_t>(1, study.horizon / curve_rows),
                      first = method->counts().iterations;
  const auto result = run(*method, schedule, study.horizon, [&](const Method<float>& m, bool last) {
    const std::uint64_t k = m.counts().iterations;
    if (k > first) listener.iteration();
    if ((last || k % every == 0) && (cell.curve.empty() || cell.curve.back().iteration < k)) {
      meters.pause();
      cell.curve.push_back({k, instance.measure(m.x(), m.y())});
      meters.go_on();
    }
    if (k > first && !last && listener.wants_state()) {
      meters.pause();
      cell.counts = m.counts();
      listener.state({cell, m.state()});
      meters.go_on();
    }
  });
  meters.pause();
  cell.status = to_string(result.status);
  cell.counts = result.counts;
  cell.cost.parameters = parameter_bytes(*instance.problem);
  return cell;
}

nlohmann::json to_json(const Cell& cell) {
  auto curve = nlohmann::json::array();
  for (const Row& row : cell.curve) curve.push_back({{"iteration", row.iteration}, {"metrics", row.metrics}});
  return {{"arm", cell.arm},
          {"seed", cell.seed},
          {"status", cell.status},
          {"iterations", cell.counts.iterations},
          {"samples", cell.counts.samples},
          {"evaluations", cell.counts.evaluations},
          {"hessian_actions", cell.counts.hessian_actions},
          {"cross_actions", cell.counts.cross_actions},
          {"cost",
           {{"tensor_bytes", cell.cost.tensors},
            {"state_bytes", cell.cost.state},
            {"parameter_bytes", cell.cost.parameters},
            {"resident_bytes", cell.cost.resident},
            {"seconds", cell.cost.seconds},
            {"processor_seconds", cell.cost.processor_seconds}}},
          {"curve", std::move(curve)}};
}

Cell cell_from_json(const nlohmann::json& json) {
  Cell cell{json.at("arm"), json.at("seed"), json.at("status")};
  cell.counts = {json.at("iterations"), json.at("samples"), json.at("evaluations"), json.at("hessian_actions"),
                 json.at("cross_actions")};
  const nlohmann::json& cost = json.at("cost");
  cell.cost = {cost.at("tensor_bytes"),   cost.at("state_bytes"), cost.at("parameter_bytes"),
               cost.at("resident_bytes"), cost.at("seconds"),     cost.at("processor_seconds")};
  for (const nlohmann::json& row : json.at("curve")) {
    Row& read = cell.curve.emplace_back(Row{row.at("iteration"), {}});
    for (const nlohmann::json& value : row.at("metrics"))  // what is not defined is written as null
      read.metrics.push_back(value.is_null() ? undefined : value.get<double>());
  }
  return cell;
}

}  // namespace bros::tasks
