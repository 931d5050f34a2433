// A run that is interrupted: taken, given to a new method, and gone on with.
#pragma once

#include <bros/method/method.hpp>

namespace bros {

/// Whether a run that goes on from the state that `spoil` has had in its hands ends with the bits of one that was not
/// interrupted.
/// Shapes:   make() -> a new method, the same every time
template <class S, class Make, class Spoil>
bool resumes(const Make& make, const Spoil& spoil, double momentum = 0) {
  constexpr int horizon = 9, interrupted = 4;
  const Steps<S> steps{.alpha = S(.01), .beta = S(.1), .gamma = S(.1), .theta = S(.2), .momentum = S(momentum)};
  const auto go = [&](Method<S>& method, int from, int to) {
    for (int k = from; k < to; ++k) method.step(steps);
  };
  const auto whole = make(), first = make(), second = make();
  go(*whole, 0, horizon);
  go(*first, 0, interrupted);
  second->step({.alpha = S(.3), .beta = S(.3), .gamma = S(.3), .theta = S(1), .momentum = S(.9)});  // must not matter
  State<S> state = first->state();
  spoil(state);
  second->restore(state);
  go(*second, interrupted, horizon);
  return second->x() == whole->x() && second->h() == whole->h() && second->y().flat() == whole->y().flat() &&
         second->z().flat() == whole->z().flat() && second->counts().iterations == horizon &&
         second->counts().samples == whole->counts().samples;
}
constexpr auto as_it_is = [](auto&) {};

}  // namespace bros
