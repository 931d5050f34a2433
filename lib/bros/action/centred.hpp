#pragma once

#include <bros/action/two_probe.hpp>

namespace bros {

/// Signs of `centred`: s_1 .. s_r independent Rademacher, used through sbar = s - mean(s).
struct CentredSigns {
  static constexpr ActionTraits kind{"centred", true, 2, false};
  /// r signs.
  static Index count(Index rank) { return rank; }
  /// Independent fair signs.
  template <Scalar S>
  static void draw(const Stream& stream, Vector<S>& signs, std::vector<Index>&) {
    fill_signs<S>(stream, signs);
  }
  /// The row weights of a block.
  template <Scalar S>
  static void weights(const S& tau_squared, const Vector<S>& signs, Eigen::Ref<Vector<S>> left,
                      Eigen::Ref<Vector<S>> right) {
    using std::sqrt;
    const S tau = sqrt(tau_squared), mean = signs.sum() / S(static_cast<int>(signs.size()));
    for (Index i = 0; i < left.size(); ++i) {
      left[i] = tau * (signs[i] - mean);
      right[i] = -left[i];
    }
  }
};

/// U(W) - tau^2 sbar o U(sbar o W), sbar = s - mean(s).
/// Math:     E[sbar_i sbar_j] = [i = j] - 1/r, so -tau^2 times it is the weight that is missing; independent signs
///           leave cross blocks alone
/// Ensures:  biprobe-unbiased; needs r >= 2 where a block is projected, odd ranks too
/// Random:   draw: signs 0 .. r-1 of stream.fork(l) for block l
/// Cost:     2 Hessian actions
/// Source:   ours
template <Scalar S>
using Centred = TwoProbe<S, CentredSigns>;

}  // namespace bros
