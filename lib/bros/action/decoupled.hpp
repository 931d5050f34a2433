#pragma once

#include <bros/action/action.hpp>

#include <array>

namespace bros {

/// Hhat[Z] = Q_1 H Q_2 Z with two independent subspaces: Q_1 the method's own, Q_2 drawn by the action from the same
/// kind of sampler. The cross term is along Q_1 Z.
/// Math:     E[Q_1 H Q_2] = E[Q_1] H E[Q_2] = H
/// Ensures:  biprobe-unbiased, any r >= 1
/// Random:   draw: one realisation of the sampler from the stream
/// Cost:     1 Hessian action, one more subspace
/// Source:   ours
template <Scalar S>
class Decoupled final : public Action<S> {
 public:
  static constexpr ActionTraits kind{"decoupled", true, 1, false, true};

  explicit Decoupled(const Subspace<S>& p)
      : Action<S>(p.blocks()), second_(p.clone()), second_w_(projected_storage(p)) {}
  [[nodiscard]] const ActionTraits& traits() const override { return kind; }
  void draw(const Stream& stream) override { second_->draw(stream); }
  [[nodiscard]] std::span<const Along<S>> ask(const Subspace<S>& p, const BlockVector<S>& z) override {
    asked_ = {Along<S>{tangent(*second_, restricted(*second_, z, second_w_)), &this->hessian_},
              Along<S>{this->projected(p, z), nullptr, &this->cross_}};
    return asked_;
  }
  /// The second subspace, for enumerations that fix it.
  [[nodiscard]] Subspace<S>& second() { return *second_; }

 private:
  std::unique_ptr<Subspace<S>> second_;
  BlockVector<S> second_w_;
  std::array<Along<S>, 2> asked_{};
};

}  // namespace bros
