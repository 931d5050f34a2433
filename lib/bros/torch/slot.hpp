// What stands behind one block of a network while it is evaluated.
#pragma once

#include <bros/torch/projection.hpp>

#include <vector>

namespace bros::network {

/// One block in one evaluation.
/// Shapes:   an m x n block of rank r: value n x m; sink n x r; tangent n x r, or n x m if it is full
struct Slot {
  Tensor value;                            ///< Y_l^T; differentiable by itself where there is no token
  Tensor token{};                          ///< a leaf of no size by which autograd finds its way; see linear_function
  const Projection* projection = nullptr;  ///< null in the full space
  bool keeps_input = false;                ///< X is kept for tangents of the full space; otherwise X P alone
  Tensor sink{};                           ///< where derivatives in B are added; undefined: they are not wanted
  Tensor tangent{};
  bool tangent_is_full = false;
  std::vector<Tensor>* pairings = nullptr;  ///< collects <grad_B g, tangent> of every use, for the second derivatives
};

/// The slots of the module whose blocks are Y, and of the one, if any, whose blocks are x.
struct Slots {
  std::vector<Slot> lower, upper;
};

/// The slots that layers of this thread read; null outside of an evaluation.
inline thread_local Slots* current_slots = nullptr;

/// Lets layers read `slots` until the end of its scope.
class SlotScope {
 public:
  explicit SlotScope(Slots& slots) : before_(current_slots) { current_slots = &slots; }
  ~SlotScope() { current_slots = before_; }
  SlotScope(const SlotScope&) = delete;
  SlotScope& operator=(const SlotScope&) = delete;

 private:
  Slots* before_;
};

}  // namespace bros::network
