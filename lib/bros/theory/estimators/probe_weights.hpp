// The random weights w_ij of every action, through their first and second moments.
#pragma once

#include <bros/core/multiprecision.hpp>
#include <bros/core/blocks.hpp>
#include <bros/theory/estimators/set_partitions.hpp>
#include <bros/action/weights.hpp>

#include <array>
#include <string>
#include <vector>

namespace bros {

/// The actions of action/make.hpp whose moments are known, and the bi-probe in its single-block form C1 U(W) - C2 s o U(s o W), C1 = 1 +
/// tau^2/r, C2 = tau^2: same mean as `biprobe` on one block, another variance; of theoretical interest only.
enum class ActionKind { plain, biprobe, balanced, centred, decoupled, one_sided, exact_weights, biprobe_single_block };
/// Their names, in this order.
inline constexpr std::array<const char*, 8> action_kind_names = {
    "plain", "biprobe", "balanced", "centred", "decoupled", "one_sided", "exact_weights", "biprobe_single_block"};

/// Its name among action_kind_names.
[[nodiscard]] inline const char* name(ActionKind action) { return action_kind_names[static_cast<std::size_t>(action)]; }
/// Requires: one of action_kind_names [-> ArgumentError]
[[nodiscard]] inline ActionKind action_kind(const std::string& action) {
  std::string known;
  for (std::size_t i = 0; i < action_kind_names.size(); ++i) {
    if (action == action_kind_names[i]) return static_cast<ActionKind>(i);
    known += (i == 0 ? "" : ", ") + std::string(action_kind_names[i]);
  }
  require(false, "action", action, "must be one of " + known);
  return ActionKind::plain;
}

/// Whether the cross term of the action is D_xY g [Z] itself: ActionTraits::full_cross.
[[nodiscard]] constexpr bool full_cross(ActionKind action) { return action == ActionKind::one_sided; }

/// The scales enter as squares only: left_i and right_j always meet in even numbers.
/// Math:     w_ij = 1 + fixed_ij + left_i right_j; fixed is 0 between two blocks, tau^2/r - tau^2 [i = j] for
///           exact_weights, tau^2/r for the single-block bi-probe; left and right as the actions draw them, with
///           moments (side = +1 for left, -1 for right, in each product the product of the sides)
///             biprobe        E[x_i y_j]  = u^2 (1 + side r [i = j]), u^2 = tau^2/r
///             centred        E[x_i y_j]  = side tau^2 ([i = j] - 1/r)
///             single block   E[x_i y_j]  = side tau^2 [i = j]
///           each a linear form <a, s> in independent signs s, so that
///             E[<a,s><b,s><c,s><d,s>] = (a.b)(c.d) + (a.c)(b.d) + (a.d)(b.c) - 2 sum_t a_t b_t c_t d_t;
///             balanced       side (tau^2 (r-1)/r)^(d/2) E[b_i1 .. b_id], and for 2t different rows
///                            E[b_1 .. b_2t] = (-1)^t C(r/2, t) / C(r, 2t), of which b_i^2 = 1 leaves the rest
/// Requires: rank >= 2 of every projected block, even for balanced, one block for the single-block form
///           [-> ArgumentError]
/// Ensures:  exact
class ProbeWeights {
 public:
  /// A column of the basis of a block; two with the same label are the same.
  struct Column {
    Index block;
    std::size_t label;
  };

  ProbeWeights(ActionKind action, const Blocks& blocks) : action_(action) {
    require(action != ActionKind::biprobe_single_block || blocks.count() == 1, "blocks", blocks.count(),
            "one block for the single-block form of the bi-probe");
    for (const Block& b : blocks) {
      const bool corrected =
          action != ActionKind::plain && action != ActionKind::decoupled && action != ActionKind::one_sided;
      const std::string who = std::string(" for the ") + name(action) + " action (or the rows of the block)";
      if (corrected && b.rank < b.rows) {
        require(b.rank >= 2, "block.rank", b.rank, "at least 2" + who);
        require(action != ActionKind::balanced || b.rank % 2 == 0, "block.rank", b.rank, "even" + who);
      }
      laws_.push_back(
          {static_cast<int>(b.rank),
           corrected ? tau_squared<rational>(static_cast<int>(b.rows), static_cast<int>(b.rank)) : rational(0)});
    }
  }

  /// E[w_ij].
  [[nodiscard]] rational mean(const Column& i, const Column& j) const {
    return without_signs(i, j) + second({i, 1}, {j, -1});
  }
  /// E[w_ij w_kl].
  [[nodiscard]] rational product_mean(const Column& i, const Column& j, const Column& k, const Column& l) const {
    const Probe p{i, 1}, q{j, -1}, s{k, 1}, t{l, -1};
    return without_signs(i, j) * mean(k, l) + second(p, q) * without_signs(k, l) + fourth({p, q, s, t});
  }

 private:
  struct Law {
    int rank;
    rational tau_squared;
  };
  struct Probe {
    Column column;
    int side;
  };
  [[nodiscard]] const Law& law(const Probe& p) const { return laws_[static_cast<std::size_t>(p.column.block)]; }

  [[nodiscard]] rational without_signs(const Column& i, const Column& j) const {
    if (i.block != j.block) return 1;
    const Law& block = law({i, 1});
    if (action_ == ActionKind::biprobe_single_block) return 1 + block.tau_squared / block.rank;
    if (action_ != ActionKind::exact_weights) return 1;
    return 1 + block.tau_squared / block.rank - (i.label == j.label ? block.tau_squared : rational(0));
  }

  [[nodiscard]] rational second(const Probe& p, const Probe& q) const {
    const Law& block = law(p);
    if (p.column.block != q.column.block || block.tau_squared == 0) return 0;
    const int side = p.side * q.side, same = p.column.label == q.column.label;
    const rational& tau2 = block.tau_squared;
    switch (action_) {
      case ActionKind::biprobe:
        return tau2 / block.rank * (1 + side * block.rank * same);
      case ActionKind::centred:
        return side * tau2 * (same - rational(1) / block.rank);
      case ActionKind::balanced:
        return side * tau2 * (block.rank - 1) / block.rank * balanced_moment(block.rank, same ? 0 : 2);
      case ActionKind::biprobe_single_block:
        return side * tau2 * same;
      default:
        return 0;
    }
  }

  [[nodiscard]] rational fourth(const std::array<Probe, 4>& x) const {
    const auto [p, q, s, t] = x;
    const bool one_block =
        p.column.block == q.column.block && q.column.block == s.column.block && s.column.block == t.column.block;
    const Law& block = law(p);
    if (one_block && action_ == ActionKind::balanced && block.tau_squared != 0) {
      const rational scale = block.tau_squared * (block.rank - 1) / block.rank;
      return p.side * q.side * s.side * t.side * scale * scale * balanced_moment(block.rank, odd_labels(x));
    }
    const rational wick = second(p, q) * second(s, t) + second(p, s) * second(q, t) + second(p, t) * second(q, s);
    return one_block ? rational(wick - 2 * diagonal(x)) : wick;
  }
  /// sum_t a_t b_t c_t d_t of the four linear forms.
  [[nodiscard]] rational diagonal(const std::array<Probe, 4>& x) const {
    const auto& [rank, tau2] = law(x[0]);
    const int side = x[0].side * x[1].side * x[2].side * x[3].side;
    const SetPartition labels = labels_of(x);
    const rational all_same = labels.classes() == 1 ? 1 : 0;
    switch (action_) {
      case ActionKind::biprobe:
        return tau2 * tau2 / (rank * rank) * (1 + side * rank * rank * all_same);
      case ActionKind::biprobe_single_block:
        return side * tau2 * tau2 * all_same;
      case ActionKind::centred: {
        const rational mean = rational(1) / rank;
        rational sum = (rank - static_cast<int>(labels.classes())) * mean * mean * mean * mean;
        for (const std::size_t size : labels.class_sizes()) {
          rational product = 1;
          for (std::size_t factor = 0; factor < 4; ++factor) product *= factor < size ? rational(1 - mean) : -mean;
          sum += product;
        }
        return side * tau2 * tau2 * sum;
      }
      default:
        return 0;
    }
  }
  static SetPartition labels_of(const std::array<Probe, 4>& x) {
    return SetPartition({x[0].column.label, x[1].column.label, x[2].column.label, x[3].column.label});
  }
  /// How many labels appear an odd number of times.
  static int odd_labels(const std::array<Probe, 4>& x) {
    int odd = 0;
    for (const std::size_t size : labels_of(x).class_sizes()) odd += static_cast<int>(size % 2);
    return odd;
  }
  /// E[b_1 .. b_d], d even, of a uniformly random vector of rank/2 plus and rank/2 minus signs.
  static rational balanced_moment(int rank, int d) {
    rational moment = 1;  // (-1)^t C(rank/2, t) / C(rank, 2t) = prod_{s < t} -(2s + 1) / (rank - 2s - 1)
    for (int s = 0; s < d / 2; ++s) moment *= rational(-(2 * s + 1)) / (rank - 2 * s - 1);
    return moment;
  }

  ActionKind action_;
  std::vector<Law> laws_;
};

}  // namespace bros
