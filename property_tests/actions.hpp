// The actions as inputs of properties: every kind that the library lists, and one application of a drawn one.
#pragma once

#include "samplers.hpp"

#include <bros/action/make.hpp>
#include <bros/problem/dense_hessian.hpp>

namespace bros::property {

/// A kind of action that is in no list.
template <class A, Scalar S = double>
inline constexpr ActionEntry<S> action_of = detail::action_entry<A, S>;

template <Scalar S>
[[nodiscard]] const ActionEntry<S>& action_named(const std::string& name) {
  return kind_named(action_list<S>(), "action", name);
}
/// f(action) for every one that the library lists.
template <Scalar S, class F>
void for_each_action(const F& f) {
  for (const ActionEntry<S>& kind : action_list<S>()) {
    SCOPED_TRACE(kind.name);
    f(kind);
  }
}

/// Everything as A does it: planted faults derive from it, and change one thing.
template <class A, Scalar S = double>
class AlteredAction : public Action<S> {
 public:
  static constexpr ActionTraits kind = A::kind;
  explicit AlteredAction(const Subspace<S>& p) : Action<S>(p.blocks()), a_(p) {}
  [[nodiscard]] const ActionTraits& traits() const override { return kind; }
  [[nodiscard]] Index hessian_actions() const override { return a_.hessian_actions(); }
  void draw(const Stream& stream) override { a_.draw(stream); }
  [[nodiscard]] std::span<const Along<S>> ask(const Subspace<S>& p, const BlockVector<S>& z) override {
    return a_.ask(p, z);
  }
  [[nodiscard]] BlockVector<S>& hessian() override {
    this->cross_ = a_.cross();
    return a_.hessian();
  }

 protected:
  A a_;
};

/// B with P B = Hhat[Z].
template <Scalar S>
[[nodiscard]] BlockVector<S> applied(const Subspace<S>& p, Action<S>& action, const Matrix<S>& h,
                                     const BlockVector<S>& z) {
  DenseHessian<S> oracle(p, h);
  oracle.act(action.ask(p, z));
  return action.hessian();
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
