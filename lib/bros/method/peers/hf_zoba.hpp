// HF-ZOBA: one loop in which every gradient is known along random directions alone.
#pragma once

#include <bros/method/peers/full_space_method.hpp>

namespace bros {

/// Directions of independent signs.   Ensures:  E u u^T = I,  E |u u^T a|^2 = size |a|^2
template <class S>
struct SignDirections {
  /// Fills u.   Random: one bit an entry
  static void draw(const Stream& stream, Vector<S>& u) { fill_signs<S>(stream, u); }
};

/// HF-ZOBA, the zeroth-order single loop without Hessians.
/// Math:     with E_u[a] = (1/l) sum_j u_j <u_j, a> for directions u_j of the lower and w_j of the upper level, and
///             H Z ~ (grad_Y g(x, Y + delta Z) - grad_Y g(x, Y)) / delta,   J Z likewise of grad_x g,
///           an iteration is, everything at the old point,
///             Y <- Y - beta E_u[grad_Y g],   Z <- Z - gamma E_u[H Z - grad_Y f],   x <- x - alpha E_w[grad_x f - J Z]
/// Shapes:   l = directions, delta = difference; steps.theta and steps.momentum have no effect
/// Requires: directions in [1, 2^20], difference positive and finite [-> ArgumentError]; a problem that knows grad_x g
/// Ensures:  E_u[a] is unbiased, with E |E_u[a]|^2 = (1 + (size - 1) / l) |a|^2: in R^n a variance of order n / l, so
///           that steps must be smaller by as much. On a quadratic the difference is exact, and without noise the
///           iteration tends to grad Phi = 0; elsewhere it is biased by order delta |Z|^2
/// Random:   one sample an iteration; directions j of iteration k: stream.fork("direction").fork(k).fork(j), its forks
///           "lower" and "upper"
/// Cost:     2 evaluations an iteration. As values of f and g, which our problems do not offer, it would be 3 of g and
///           one of f at each of l directions, and three vectors of the lower level in all. Here it is Y, Z, Y + delta
///           Z and a direction beside the oracle's
/// Source:   Rando and Vaiter (2026), arXiv 2601.21836, the recursion as their public solver for benchopt has it, Z
/// with the
///           other sign. There every directional derivative is a difference of values: here it is its limit. Signs, and
///           as many directions at both levels, are a reconstruction
template <RealScalar S, template <class> class Directions = SignDirections>
class HfZoba final : public FullSpaceMethod<S> {
  using Base = FullSpaceMethod<S>;

 public:
  static constexpr Index default_directions = 10;
  static constexpr double default_difference = 1e-3;
  HfZoba(const Problem<S>& problem, const Stream& stream, Index directions = default_directions,
         S difference = S(default_difference))
      : Base(Base::with_lower_gradient_upper(problem), stream, 1),
        difference_(Base::positive("difference", difference)),
        direction_stream_(stream.fork("direction")),
        shifted_(problem.blocks().full()),
        lower_(shifted_.size()),
        upper_(problem.dim_upper()),
        along_y_(checked(directions)),
        along_z_(directions),
        along_x_(directions) {
    this->z_ = BlockVector<S>(problem.blocks().full());
  }
  template <class... Rest>
  HfZoba(const Problem<S>&&, const Rest&...) = delete;

  void step(const Steps<S>& steps) override {
    const auto& at = this->first_order_evaluation(this->y_, 0);
    for_each_direction([&](Index j) {
      along_y_[j] = lower_.dot(at.lower_gradient().flat());
      along_z_[j] = -(along_y_[j] / difference_) - lower_.dot(at.upper_gradient_lower().flat());
      along_x_[j] = upper_.dot(at.upper_gradient_upper()) + upper_.dot(at.lower_gradient_upper()) / difference_;
    });
    shifted_.flat() = this->y_.flat() + difference_ * this->z_.flat();
    const auto& there = this->first_order_evaluation(shifted_, 0);
    for_each_direction([&](Index j) {
      along_z_[j] += lower_.dot(there.lower_gradient().flat()) / difference_;
      along_x_[j] -= upper_.dot(there.lower_gradient_upper()) / difference_;
    });
    const S share = S(1) / S(static_cast<int>(along_y_.size()));
    for_each_direction([&](Index j) {
      this->y_.flat() -= (steps.beta * share * along_y_[j]) * lower_;
      this->z_.flat() -= (steps.gamma * share * along_z_[j]) * lower_;
      this->x_ -= (steps.alpha * share * along_x_[j]) * upper_;
    });
    this->end_iteration();
  }

 private:
  static Index checked(Index directions) {
    require(directions >= 1 && directions <= Index{1} << 20, "directions", directions, "between 1 and 1048576");
    return directions;
  }
  /// The j-th directions in lower_ and upper_, made again every time: none is kept.
  template <class F>
  void for_each_direction(const F& f) {
    const Stream drawn = direction_stream_.fork(this->counts_.iterations);
    for (Index j = 0; j < along_y_.size(); ++j) {
      const Stream one = drawn.fork(static_cast<std::uint64_t>(j));
      Directions<S>::draw(one.fork("lower"), lower_);
      Directions<S>::draw(one.fork("upper"), upper_);
      f(j);
    }
  }

  S difference_;
  Stream direction_stream_;
  BlockVector<S> shifted_;
  Vector<S> lower_, upper_;                // u_j, w_j
  Vector<S> along_y_, along_z_, along_x_;  // what is known along them
};

}  // namespace bros
