// F2SA-p: the hypergradient as a difference of order p in the inverse of the penalty's multiplier.
#pragma once

#include <bros/method/peers/full_space_method.hpp>

#include <vector>

namespace bros {

/// A first derivative at 0 from values at whole numbers j, exact for polynomials of degree p.
/// Math:     sum_j w_j psi(j nu) = nu psi'(0) + O(nu^{p+1});   for j != 0:  w_j = (1/j) prod_{i != 0, j} i / (i - j)
/// over
///           the whole numbers i from -floor(p/2) to floor((p+1)/2), and w_0 = - sum of the others
/// Shapes:   p numbers j for even p, where w_0 = 0: -1, 1, -2, 2, ..;   p + 1 for odd p: 0, 1, -1, 2, ..
template <class S>
struct DifferenceWeights {
  explicit DifferenceWeights(Index order) {
    const int p = static_cast<int>(order), least = -(p / 2), most = (p + 1) / 2;
    S sum(0);
    const auto add = [&](int j) {
      S w = S(1) / S(j);
      for (int i = least; i <= most; ++i)
        if (i != 0 && i != j) w *= S(i) / S(i - j);
      at.push_back(j), weight.push_back(w);
      sum += w;
    };
    if (p % 2) at.push_back(0), weight.push_back(S(0));
    for (int j = 1; j <= most; ++j) {
      if (p % 2 == 0) add(-j);
      add(j);
      if (p % 2 && j < most) add(-j);
    }
    if (p % 2) weight[0] = -sum;
  }
  std::vector<int> at;    ///< j
  std::vector<S> weight;  ///< w_j
};

/// F2SA-p.
/// Math:     with nu = 1 / lambda and j, w_j of DifferenceWeights, Y_j follows argmin g(x, .) + j nu f(x, .). An
/// iteration
///           is T times, for each j,  Y_j <- Y_j - beta (grad_Y g + j nu grad_Y f)(x, Y_j),  then
///             x <- x - alpha sum_j w_j (j grad_x f + lambda grad_x g)(x, Y_j)
/// Shapes:   p = order, T = inner; y() is Y_0 for odd p and Y_{-1} for even p, z() is Y_1; steps.alpha, beta, lambda
/// Requires: order in [1, 16], inner >= 1 [-> ArgumentError]; a problem that knows grad_x g; and lambda > (p/2) times
/// the
///           largest quotient of D_YY f by D_YY g, or the problem of a negative j has no minimum [NOT checked]
/// Ensures:  with constant steps and no noise, what it tends to has grad Phi of order lambda^{-p}; p = 1 is F2SA's
/// limit Random:   N T + 1 samples an iteration, N the number of j: t N + i for the i-th Y_j in inner step t, N T for x
/// at all Y_j Cost:     N (T + 1) evaluations and no second derivative an iteration; N vectors of the lower level
/// beside the oracle's Source:   Chen, Li, Chayti, Zhang (2025), arXiv 2509.02937, Algorithm 1 and Lemma 3.1. There x
/// moves by a step of
///           normalised length, which is left out as their Remark 3.1 has it
template <Scalar S, template <class> class Weights = DifferenceWeights>
class F2saP final : public FullSpaceMethod<S> {
  using Base = FullSpaceMethod<S>;

 public:
  static constexpr Index default_order = 2, default_inner = 1;
  F2saP(const Problem<S>& problem, const Stream& stream, Index order = default_order, Index inner = default_inner)
      : Base(Base::with_lower_gradient_upper(problem), stream, Base::at_least_one("inner", inner) * points(order) + 1),
        inner_(inner),
        weights_(order),
        further_(weights_.at.size() - 2, problem.y0()),
        direction_(problem.dim_upper()) {
    this->z_ = problem.y0();
  }
  template <class... Rest>
  F2saP(const Problem<S>&&, const Rest&...) = delete;

  void step(const Steps<S>& steps) override {
    const auto count = static_cast<Index>(weights_.at.size());
    for (Index t = 0; t < inner_; ++t)
      for (Index i = 0; i < count; ++i) {
        BlockVector<S>& y = point(i);
        const auto& at = this->evaluation(y, t * count + i);
        y.flat() -= steps.beta * at.lower_gradient().flat() +
                    (steps.beta * multiple(i) / steps.lambda) * at.upper_gradient_lower().flat();
      }
    direction_.setConstant(S(0));
    for (Index i = 0; i < count; ++i) {
      const auto& at = this->first_order_evaluation(point(i), inner_ * count);
      const S& w = weights_.weight[static_cast<std::size_t>(i)];
      direction_ += (w * multiple(i)) * at.upper_gradient_upper() + (w * steps.lambda) * at.lower_gradient_upper();
    }
    this->x_ -= steps.alpha * direction_;
    this->end_iteration();
  }
  [[nodiscard]] State<S> state() const override {
    State<S> state = Base::state();
    for (const BlockVector<S>& y : further_) state.memories.emplace_back(y.flat());
    return state;
  }
  void restore(const State<S>& state) override {
    require(state.memories.size() == further_.size(), "state.memories", state.memories.size(),
            "as many as F2SA-p has Y_j beside y and z");
    for (const Matrix<S>& m : state.memories)
      require(m.cols() == 1 && m.rows() == this->y_.size(), "state.memories", m.rows(),
              "of the shapes of this problem");
    Base::restore(state);
    for (std::size_t i = 0; i < further_.size(); ++i) further_[i].flat() = state.memories[i];
  }

 private:
  static Index points(Index order) {
    require(order >= 1 && order <= 16, "order", order, "between 1 and 16");
    return order + order % 2;
  }
  BlockVector<S>& point(Index i) {
    return i == 0 ? this->y_ : i == 1 ? this->z_ : further_[static_cast<std::size_t>(i - 2)];
  }
  /// j of the i-th point.
  [[nodiscard]] S multiple(Index i) const { return S(weights_.at[static_cast<std::size_t>(i)]); }

  Index inner_;
  Weights<S> weights_;
  std::vector<BlockVector<S>> further_;  // the Y_j beside Y and Z
  Vector<S> direction_;
};

}  // namespace bros
