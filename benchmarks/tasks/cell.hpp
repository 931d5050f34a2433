// One run of a study: what it gave and what it cost.
#pragma once

#include "study.hpp"

#include <bros/method/method.hpp>

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace bros::tasks {

struct Row {
  std::uint64_t iteration;
  std::vector<double> metrics;
};

/// What training took, metrics and checkpoints left out.
///   tensors     largest sum of the tensors alive, above those of the data set
///   state       what the method holds outside of tensors from iteration to iteration: Y, Z, x, h, P, gradients
///   parameters  of these, Y and, where x is the parameters of a module, x
///   resident    largest resident set of the process, the data set and libtorch itself included
/// in bytes; and seconds on the wall and of all processors.
struct Cost {
  std::int64_t tensors = 0, state = 0, parameters = 0, resident = 0;
  double seconds = 0, processor_seconds = 0;
};

struct Cell {
  std::size_t arm;
  std::uint64_t seed;
  std::string status = {};  // empty: not finished
  OracleCounts counts = {};
  Cost cost = {};
  std::vector<Row> curve = {};
};
[[nodiscard]] nlohmann::json to_json(const Cell& cell);
[[nodiscard]] Cell cell_from_json(const nlohmann::json& json);

/// A cell that is not finished, and where its method stands.
struct Unfinished {
  Cell cell;
  State<float> state;
};

/// What a run of a cell asks and tells while it goes on.
struct Listener {
  std::function<std::optional<Unfinished>(const Layout& y)> interrupted;  ///< where it is to go on, asked once
  std::function<void()> iteration;                                        ///< one more was made
  std::function<bool()> wants_state;                                      ///< asked after every iteration
  std::function<void(const Unfinished&)> state;
};

/// Trains as `arm` says, from the beginning or from where it was interrupted.
/// Ensures:  the same rows either way
/// Random:   the method's stream is seed.fork("method") for every arm: they see the same minibatches
[[nodiscard]] Cell run_cell(const Study& study, const Arm& arm, Cell begun, const Stream& seed,
                            const Listener& listener);

}  // namespace bros::tasks
