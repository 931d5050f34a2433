// FdeHBO: one loop without second derivatives, whose products are differences of gradients.
#pragma once

#include <bros/method/peers/full_space_method.hpp>

#include <cmath>

namespace bros {

/// FdeHBO.
/// Math:     with central differences along Z of length delta, Y+- = Y +- delta Z,
///             H Z ~ (grad_Y g(x, Y+) - grad_Y g(x, Y-)) / (2 delta),   J Z ~ (grad_x g(x, Y+) - grad_x g(x, Y-)) / (2
///             delta) D(x, Y, Z) = (grad_Y g,  H Z - grad_Y f,  grad_x f - J Z)
///           an iteration is, with (x, Y, Z)- the iterate before and both D with one sample,
///             (p, q, h) <- D(x, Y, Z) + (1 - theta) ((p, q, h) - D((x, Y, Z)-)),
///             Y <- Y - beta p,    Z <- the point of |Z| <= radius next to Z - gamma q,    x <- x - alpha h
///           and the first one has (p, q, h) <- D
/// Shapes:   delta = difference; steps.momentum has no effect; theta = 1: no correction
/// Requires: difference and radius positive and finite [-> ArgumentError]; a problem that knows grad_x g
/// Ensures:  on a quadratic the differences are exact, and a fixed point of the noiseless iteration inside the ball has
///           grad Phi = 0. Elsewhere they are biased by order delta^2 |Z|^3, and rounding adds order epsilon / delta
/// Random:   one sample an iteration
/// Cost:     6 evaluations and no second derivative an iteration; 7 vectors of the lower level beside the oracle's: Y,
/// Z,
///           those before, p, q and Y+-
/// Source:   Yang, Xiao, Ji (2023), arXiv 2312.03807: differences, projection and corrections are in its abstract; the
///           rest, that one sample serves all three parts and that they share theta, is a reconstruction
template <RealScalar S>
class FdeHbo final : public FullSpaceMethod<S> {
  using Base = FullSpaceMethod<S>;

 public:
  static constexpr double default_difference = 1e-3, default_radius = 1000;
  FdeHbo(const Problem<S>& problem, const Stream& stream, S difference = S(default_difference),
         S radius = S(default_radius))
      : Base(Base::with_lower_gradient_upper(problem), stream, 1),
        difference_(Base::positive("difference", difference)),
        radius_(Base::positive("radius", radius)),
        shifted_(problem.blocks().full()),
        along_y_(shifted_),
        along_z_(shifted_),
        before_x_(this->x_),
        before_y_(this->y_),
        before_z_(shifted_) {
    this->z_ = BlockVector<S>(problem.blocks().full());
    this->h_ = Vector<S>::Zero(problem.dim_upper());
  }
  template <class... Rest>
  FdeHbo(const Problem<S>&&, const Rest&...) = delete;

  void step(const Steps<S>& steps) override {
    if (this->counts_.iterations > 0) {
      exchange();
      add_directions(S(-1));
      exchange();
      const S kept = S(1) - steps.theta;
      along_y_.flat() *= kept, along_z_.flat() *= kept, this->h_ *= kept;
    }
    before_x_ = this->x_, before_y_.flat() = this->y_.flat(), before_z_.flat() = this->z_.flat();
    add_directions(S(1));
    this->y_.flat() -= steps.beta * along_y_.flat();
    this->z_.flat() -= steps.gamma * along_z_.flat();
    project();
    this->x_ -= steps.alpha * this->h_;
    this->end_iteration();
  }
  [[nodiscard]] State<S> state() const override {
    State<S> state = Base::state();
    state.memories.emplace_back(before_x_);
    for (const BlockVector<S>* v : {&before_y_, &before_z_, &along_y_, &along_z_})
      state.memories.emplace_back(v->flat());
    return state;
  }
  void restore(const State<S>& state) override {
    require(state.memories.size() == 5, "state.memories", state.memories.size(), "5, those of FdeHBO");
    for (std::size_t i = 0; i < 5; ++i)
      require(
          state.memories[i].cols() == 1 && state.memories[i].rows() == (i == 0 ? before_x_.size() : before_y_.size()),
          "state.memories", state.memories[i].rows(), "of the shapes of this problem");
    Base::restore(state);
    before_x_ = state.memories[0];
    std::size_t i = 1;
    for (BlockVector<S>* v : {&before_y_, &before_z_, &along_y_, &along_z_}) v->flat() = state.memories[i++];
  }

 private:
  void exchange() {
    this->x_.swap(before_x_);
    std::swap(this->y_, before_y_);
    std::swap(this->z_, before_z_);
  }
  /// (p, q, h) += c D(x, Y, Z).
  void add_directions(const S& c) {
    const auto& at = this->evaluation(this->y_, 0);
    along_y_.flat() += c * at.lower_gradient().flat();
    along_z_.flat() -= c * at.upper_gradient_lower().flat();
    this->h_ += c * at.upper_gradient_upper();
    for (const int side : {1, -1}) {
      const S length = S(side) * difference_, weight = c / (S(2) * length);
      shifted_.flat() = this->y_.flat() + length * this->z_.flat();
      const auto& there = this->first_order_evaluation(shifted_, 0);
      along_z_.flat() += weight * there.lower_gradient().flat();
      this->h_ -= weight * there.lower_gradient_upper();
    }
  }
  void project() {
    using std::sqrt;
    const S norm = sqrt(S(this->z_.flat().squaredNorm()));
    if (norm > radius_) this->z_.flat() *= radius_ / norm;
  }

  S difference_, radius_;
  BlockVector<S> shifted_, along_y_, along_z_;  // Y+-; p, q
  Vector<S> before_x_;
  BlockVector<S> before_y_, before_z_;
};

}  // namespace bros
