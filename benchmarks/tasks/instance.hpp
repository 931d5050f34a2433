// The problem of one seed of a task.
#pragma once

#include "experiment.hpp"

#include <bros/torch/problem.hpp>

#include <functional>
#include <memory>
#include <vector>

namespace bros::tasks {

using network::Tensor;
using Problem = network::NetworkProblem<float>;

/// The problem of one seed, and its metrics in the order of Experiment::metrics.
struct Instance {
  std::unique_ptr<const Problem> problem;
  std::function<std::vector<double>(const Vector<float>& x, const BlockVector<float>& y)> measure;
};

/// The task's own settings, with what `asked` has in their place; for one part of a minibatch.
[[nodiscard]] inline network::NetworkSettings settings_of(const Setting& asked, network::NetworkSettings own) {
  own.batch = asked.batch_of(own.batch) / asked.parts;
  if (asked.at_once > 0) own.at_once = asked.at_once;
  return own;
}

}  // namespace bros::tasks
