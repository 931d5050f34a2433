// Actions with planted faults that more than one test must reject.
#pragma once

#include <bros/claims/enumeration.hpp>

#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace bros {

using OwnAction = std::function<std::unique_ptr<Action<surd>>(const Subspace<surd>&)>;

/// A two-probe action that uses the signs of the first block in every block.
class OneDrawForAllBlocks : public Action<surd>, public Enumerable {
 public:
  OneDrawForAllBlocks(const char* action, const Subspace<surd>& p)
      : Action<surd>(p.blocks()), blocks_(p.blocks()), action_(make_action<surd>(action, p)) {}
  [[nodiscard]] const ActionTraits& traits() const override { return action_->traits(); }
  [[nodiscard]] std::span<const Along<surd>> ask(const Subspace<surd>& p, const BlockVector<surd>& z) override {
    return action_->ask(p, z);
  }
  [[nodiscard]] BlockVector<surd>& hessian() override { return action_->hessian(); }
  void for_each(const std::function<void()>& visit) override {
    const auto choices = sign_choices(*action_, blocks_);
    for (const Vector<surd>& signs : choices.at(0)) {
      for (Index l = 0; l < blocks_.count(); ++l) set_signs(*action_, l, signs);
      visit();
    }
  }

 private:
  Blocks blocks_;
  std::unique_ptr<Action<surd>> action_;
};
inline OwnAction one_draw_for_all_blocks(const char* action) {
  return [action](const Subspace<surd>& p) { return std::make_unique<OneDrawForAllBlocks>(action, p); };
}

}  // namespace bros
