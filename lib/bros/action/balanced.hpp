#pragma once

#include <bros/action/two_probe.hpp>

namespace bros {

/// Signs of `balanced`: a uniformly random vector of r/2 plus and r/2 minus signs.
struct BalancedSigns {
  static constexpr ActionTraits kind{"balanced", true, 2, true};
  /// r signs.
  static Index count(Index rank) { return rank; }
  /// A uniformly random half of them is 1, the others are -1.
  template <Scalar S>
  static void draw(const Stream& stream, Vector<S>& signs, std::vector<Index>& chosen) {
    draw_subset(stream, signs.size(), signs.size() / 2, chosen);
    signs.setConstant(S(-1));
    for (Index i = 0; i < signs.size() / 2; ++i) signs[chosen[static_cast<std::size_t>(i)]] = S(1);
  }
  /// The row weights of a block.
  template <Scalar S>
  static void weights(const S& tau_squared, const Vector<S>& signs, Eigen::Ref<Vector<S>> left,
                      Eigen::Ref<Vector<S>> right) {
    using std::sqrt;
    const int rank = static_cast<int>(signs.size());
    const S scale = sqrt(S(tau_squared * S(rank - 1) / S(rank)));
    left = scale * signs;
    right = -left;
  }
};

/// U(W) - tau^2 sbar o U(sbar o W), sbar = sqrt((r-1)/r) times balanced signs.
/// Math:     E[sbar_i sbar_j] = (r-1)/r for i = j, -1/r otherwise: the same second moment as `centred`, but |sbar|
///           never varies. For r = 2 the product sbar_i sbar_j is not random at all: with one projected block it has
///           the variance of exact_weights; with several, the signs still add noise between them.
/// Ensures:  biprobe-unbiased; needs even r >= 2 where a block is projected
/// Random:   draw: a subset of r/2 of r from stream.fork(l) for block l
/// Cost:     2 Hessian actions
/// Source:   ours
template <Scalar S>
using Balanced = TwoProbe<S, BalancedSigns>;

}  // namespace bros
