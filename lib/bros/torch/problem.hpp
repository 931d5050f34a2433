// Bilevel problems whose lower variable is the weights of a network.
#pragma once

#include <bros/problem/minibatch.hpp>
#include <bros/torch/layers.hpp>

#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace bros::network {

/// The loss of one level: the mean over the samples numbered so, a differentiable scalar of x and of the layers.
/// Shapes:   x: dim(x); samples: as many indices as the minibatch has, not to be kept; the result: one number
using Loss = std::function<Tensor(const Tensor& x, const Tensor& samples)>;

/// The rank of a block of `rows` rows.
using RankRule = std::function<Index(const BlockSpec& block)>;

/// r = share m, rounded to an even number (which every action allows), at least 2 and at most m.
[[nodiscard]] inline RankRule rank_share(double share) {
  require(share > 0 && share <= 1, "rank share", share, "in (0, 1]");
  return [share](const BlockSpec& block) {
    const Index even = 2 * static_cast<Index>(std::lround(share * static_cast<double>(block.rows) / 2));
    return std::min(block.rows, std::max(Index{2}, even));
  };
}

/// What a bilevel problem on networks is made of.
struct NetworkTask {
  std::shared_ptr<::torch::nn::Module> lower_module;            ///< its blocks are Y
  std::shared_ptr<::torch::nn::Module> upper_module = nullptr;  ///< its blocks are x, if there is one
  Index dim_upper = 0;                                          ///< otherwise x has so many numbers, all 0 at first
  Loss lower_loss = nullptr, upper_loss = nullptr;              ///< g without its ridge, and f
  Index lower_samples = 1, upper_samples = 1;
};

/// Re-weighting: x is one number a training sample.
/// Math:     g = mean over i of sigmoid(x_i) losses_i without its ridge,   f = mean over j of losses_j
/// Shapes:   losses: numbers of samples -> as many losses; i < training, and the validation samples j come after them
[[nodiscard]] inline NetworkTask reweighting_task(std::shared_ptr<::torch::nn::Module> module,
                                                  std::function<Tensor(const Tensor& samples)> losses, Index training,
                                                  Index validation) {
  return {.lower_module = std::move(module),
          .dim_upper = training,
          .lower_loss = [losses](const Tensor& x,
                                 const Tensor& s) { return (x.index_select(0, s).sigmoid() * losses(s)).mean(); },
          .upper_loss = [losses, training](const Tensor&, const Tensor& s) { return losses(s + training).mean(); },
          .lower_samples = training,
          .upper_samples = validation};
}

/// How a task becomes a problem: ranks, minibatches, ridge.
struct NetworkSettings {
  RankRule rank = rank_share(0.25);
  Index batch = 64;  ///< at each level; a level with fewer samples takes as many as it has
  Sampling sampling = Sampling::iid;
  double ridge = 0;  ///< mu: g gains mu/2 |Y|^2
  /// So many samples of a minibatch are worked on at once, 0: all of them. Fewer take less memory.
  Index at_once = 0;
};

/// min_x f(x, Y*(x)), Y*(x) = argmin_Y g(x, Y), with Y the blocks of a module, in float or double.
/// Math:     g(x, Y) = mean over lower samples of lower_loss + mu/2 |Y|^2,  f = mean over upper samples of upper_loss
/// Shapes:   Linear and Embedding are m x n blocks of rank rule(m); every other parameter is a block of one row
/// Requires: see place_layers; the rank of a block between 1 and its rows; the losses are functions of their arguments
///           and of the layers [NOT checked]
/// Ensures:  the same bits for the same arguments as long as the number of threads is the same (use_threads)
/// Random:   construction: block l begins with stream.fork("beginning").fork(l), blocks of x from
///           stream.fork("beginning of x"); evaluation: minibatches "lower" and "upper" as Minibatch says
template <NetworkScalar S>
class NetworkProblem final : public Problem<S> {
 public:
  NetworkProblem(NetworkTask task, NetworkSettings settings, const Stream& stream)
      : task_(std::move(task)),
        settings_(std::move(settings)),
        lower_(place_layers(*task_.lower_module, false)),
        blocks_(ranked(lower_, settings_.rank)),
        stream_(stream) {
    require(settings_.ridge >= 0 && std::isfinite(settings_.ridge), "ridge", settings_.ridge, "finite and at least 0");
    require(settings_.batch >= 1, "batch", settings_.batch, "at least 1");
    require(settings_.at_once >= 0, "at_once", settings_.at_once, "at least 0");
    if (task_.upper_module) {
      upper_ = place_layers(*task_.upper_module, true);
      std::vector<std::pair<Index, Index>> shapes;
      for (const BlockSpec& block : upper_) shapes.emplace_back(block.rows, block.cols);
      upper_layout_ = Layout(shapes);
      task_.dim_upper = upper_layout_.size();
    }
    require(task_.dim_upper >= 1, "dim_upper", task_.dim_upper, "at least 1");
  }

  [[nodiscard]] const Blocks& blocks() const override { return blocks_; }
  [[nodiscard]] Index dim_upper() const override { return task_.dim_upper; }
  [[nodiscard]] Vector<S> x0() const override {
    if (!task_.upper_module) return Vector<S>::Zero(task_.dim_upper);
    return beginning(upper_, upper_layout_, stream_.fork("beginning of x")).flat();
  }
  [[nodiscard]] BlockVector<S> y0() const override {
    return beginning(lower_, blocks_.full(), stream_.fork("beginning"));
  }
  [[nodiscard]] Index samples_per_evaluation() const override {
    return batch(task_.lower_samples) + batch(task_.upper_samples);
  }
  class Oracle;
  [[nodiscard]] std::unique_ptr<bros::Oracle<S>> oracle(const Subspace<S>& p) const override;
  [[nodiscard]] bool knows_lower_gradient_upper() const override { return true; }
  [[nodiscard]] const NetworkTask& task() const { return task_; }
  [[nodiscard]] const NetworkSettings& settings() const { return settings_; }
  /// The blocks of Y by name.
  [[nodiscard]] const std::vector<BlockSpec>& block_specs() const { return lower_; }
  /// What a level's minibatches hold.
  [[nodiscard]] Index batch(Index samples) const { return std::min(settings_.batch, samples); }

  /// body(x), with the layers at (x, Y) and without derivatives: for accuracies and losses of trained networks.
  template <class Body>
  auto with(const Vector<S>& x, const BlockVector<S>& y, Body&& body) const {
    const at::NoGradGuard no_derivatives;
    const Tensor values = view(x);
    Slots slots{{}, upper_slots(values)};
    for (Index l = 0; l < blocks_.count(); ++l) slots.lower.push_back({view(y, l)});
    const SlotScope scope(slots);
    return std::forward<Body>(body)(values);
  }

 private:
  static Blocks ranked(const std::vector<BlockSpec>& specs, const RankRule& rule) {
    std::vector<Block> blocks;
    for (const BlockSpec& spec : specs) {
      const Index rank = spec.rows == 1 ? 1 : rule(spec);
      require(rank >= 1 && rank <= spec.rows, ("rank of " + spec.name).c_str(), rank,
              "between 1 and its rows, " + std::to_string(spec.rows));
      blocks.push_back({spec.rows, spec.cols, rank});
    }
    require(!blocks.empty(), "module", "no layers", "at least one layer of bros::network");
    return Blocks(std::move(blocks));
  }
  static BlockVector<S> beginning(const std::vector<BlockSpec>& specs, const Layout& layout, const Stream& stream) {
    BlockVector<S> values(layout);
    for (std::size_t l = 0; l < specs.size(); ++l)
      fill<S>(specs[l].beginning, stream.fork(l),
              values.flat().segment(values.layout().offset(static_cast<Index>(l)), specs[l].rows * specs[l].cols));
    return values;
  }
  [[nodiscard]] std::vector<Slot> upper_slots(const Tensor& x) const {
    std::vector<Slot> slots;
    for (Index l = 0; l < upper_layout_.count(); ++l) {
      const Index rows = upper_layout_.rows(l), cols = upper_layout_.cols(l);
      slots.push_back({x.narrow(0, upper_layout_.offset(l), rows * cols).view({cols, rows})});
    }
    return slots;
  }

  NetworkTask task_;
  NetworkSettings settings_;
  std::vector<BlockSpec> lower_, upper_;
  Blocks blocks_;
  Layout upper_layout_;
  Stream stream_;
};

}  // namespace bros::network

#include <bros/torch/oracle.hpp>
