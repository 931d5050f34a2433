#pragma once

#include <bros/action/two_probe.hpp>

namespace bros {

/// Signs of `biprobe`: eta for the block, then s_1 .. s_r, all independent Rademacher.
struct BiprobeSigns {
  static constexpr ActionTraits kind{"biprobe", true, 2, false};
  /// r signs and one more.
  static Index count(Index rank) { return rank + 1; }
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
    const S rank = S(static_cast<int>(left.size()));
    const S u = sqrt(S(tau_squared / rank)), root_rank = sqrt(rank);
    for (Index i = 0; i < left.size(); ++i) {
      left[i] = u * (signs[0] + root_rank * signs[i + 1]);
      right[i] = u * (signs[0] - root_rank * signs[i + 1]);
    }
  }
};

/// The Rademacher bi-probe of BROS, multi-block form: U(W) + delta o U(delta' o W).
/// Math:     delta = u (eta + sqrt(r) s), delta' = u (eta - sqrt(r) s), u^2 = tau^2 / r; E[delta_i delta'_j] =
///           tau^2/r - tau^2 [i = j] in a block (eta eta and s s terms; the odd ones average out), 0 across blocks
/// Ensures:  biprobe-unbiased for every block structure and every linear H; needs r >= 2 where a block is projected
/// Random:   draw: signs 0 .. r of stream.fork(l) for block l
/// Cost:     2 Hessian actions
/// Source:   arXiv 2605.10288, the Rademacher bi-probe correction; this form is a reconstruction
template <Scalar S>
using Biprobe = TwoProbe<S, BiprobeSigns>;

}  // namespace bros
