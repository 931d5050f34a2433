// One run of an experiment: what it gave and what it cost.
#pragma once

#include "experiment.hpp"

#include <bros/method/method.hpp>
#include <bros/parallel/communicator.hpp>

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace bros::tasks {

struct Row {
  std::uint64_t iteration;
  std::vector<double> metrics;
};

/// What training took, metrics and checkpoints left out.
///   tensor_bytes     largest sum of the tensors alive, above those of the data set
///   state_bytes      what the method holds outside of tensors from iteration to iteration: Y, Z, x, h, P, gradients
///   parameter_bytes  of these, Y and, where x is the parameters of a module, x
///   resident_bytes   largest resident set of the process, the data set and libtorch itself included
///   sent_bytes       what rank 0 has sent to others for evaluations; formula_bytes: what the formula says of it, 0
///                    where there is none
/// and seconds on the wall and of all processors that this process had.
struct Cost {
  std::int64_t tensor_bytes = 0, state_bytes = 0, parameter_bytes = 0, resident_bytes = 0, sent_bytes = 0,
               formula_bytes = 0;
  double seconds = 0, processor_seconds = 0;
  /// What the tensors take at their peak, and what the method holds beside them.
  [[nodiscard]] std::int64_t memory() const { return tensor_bytes + state_bytes; }
};

struct Outcome {
  std::size_t variant;
  std::uint64_t seed;
  std::string status = {};  // empty: not finished
  OracleCounts counts = {};
  Cost cost = {};
  std::vector<Row> curve = {};
};
[[nodiscard]] nlohmann::json to_json(const Outcome& outcome);
[[nodiscard]] Outcome outcome_from_json(const nlohmann::json& json);

/// What a run asks and tells while it goes on.
struct Listener {
  std::function<void()> iteration;         ///< one more was made
  std::function<bool()> wants_checkpoint;  ///< asked after every iteration
  std::function<void(const nlohmann::json&)> checkpoint;
};

/// In how many parts evaluations are made, and the ranks that share them.
struct Parts {
  Index count;
  Communicator& ranks;
};

/// Trains as `variant` says, from the beginning or from a checkpoint: the outcome so far and the state of the method.
/// Every rank does this; the metrics are computed by rank 0 alone.
/// Ensures:  the same rows either way, and on any number of ranks
/// Random:   the method's stream is seed.fork("method") for every variant: they see the same minibatches
[[nodiscard]] Outcome train(const Experiment& experiment, const Variant& variant, Outcome begun,
                            const nlohmann::json& checkpoint, const Stream& seed, const Parts& parts,
                            const Listener& listener);

}  // namespace bros::tasks
