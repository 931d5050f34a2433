// The actions as inputs of properties: all seven on one subspace, and one application of a drawn one.
#pragma once

#include "samplers.hpp"

#include <bros/action/balanced.hpp>
#include <bros/action/biprobe.hpp>
#include <bros/action/centred.hpp>
#include <bros/action/decoupled.hpp>
#include <bros/action/exact_weights.hpp>
#include <bros/action/one_sided.hpp>
#include <bros/action/plain.hpp>
#include <bros/problem/dense_hessian.hpp>

namespace bros::property {

/// f.operator()<A>() for every action A on P.
template <Subspace P, class F>
void for_each_action(const F& f) {
  f.template operator()<Plain<P>>();
  f.template operator()<Biprobe<P>>();
  f.template operator()<Balanced<P>>();
  f.template operator()<Centred<P>>();
  f.template operator()<Decoupled<P>>();
  f.template operator()<OneSided<P>>();
  f.template operator()<ExactWeights<P>>();
}

/// B with P B = Hhat[Z].
template <Subspace P, Action A>
[[nodiscard]] BlockVector<typename P::Scalar> applied(const P& p, A& action, const Matrix<typename P::Scalar>& h,
                                                      const BlockVector<typename P::Scalar>& z) {
  using S = typename P::Scalar;
  DenseHessian<P> oracle(p);
  oracle.set_matrix(h);
  BlockVector<S> storage(p.blocks().projected()), out(p.blocks().projected());
  const BlockVector<S>& w = restricted(p, z, storage);
  action.apply(oracle, p, z, w, out);
  return out;
}

/// A bound of |Hhat[Z]| and of the sum of the absolute values behind each of its entries.
/// Math:     |P| is applied at most three times, | |P| |_F = sqrt(m) each; the weights of a correction add at most
///           4 tau^2 (delta, delta' <= 2 tau) to 1, and tau^2 = r (m - r) / (m (r - 1)) < 2
template <Scalar S>
[[nodiscard]] auto action_scale(const Blocks& blocks, const Matrix<S>& h, const BlockVector<S>& z) {
  return 9 * std::pow(most_rows(blocks), 1.5) * norm(h) * norm(z.flat());
}
/// The roundings behind one entry of Hhat[Z]: restrict, weigh, lift, H, restrict, weigh, sum over probes.
[[nodiscard]] inline double action_operations(const Blocks& blocks) {
  return 4 * most_rows(blocks) + 2 * static_cast<double>(blocks.full().size()) + 20;
}

}  // namespace bros::property
