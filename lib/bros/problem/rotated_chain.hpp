// The zero chain in directions that no method knows: a hard instance for methods that mix coordinates.
#pragma once

#include <bros/problem/full_space_problem.hpp>
#include <bros/problem/zero_chain.hpp>
#include <bros/subspace/haar.hpp>

#include <utility>

namespace bros {

/// What a RotatedChain is built from.
/// Requires: chain as ZeroChain takes it, but for its rank: 1 <= rank <= dimension; dimension >= length
///           [-> ArgumentError]
template <RealScalar S>
struct RotatedChainSettings {
  ZeroChainSettings<S> chain = {};  ///< the chain, and the rank of subspaces of R^d
  Index dimension = 64;             ///< d, of x and of y
};

/// The bilevel problem that hides a zero chain in a random T-dimensional part of R^d.
/// Math:     f(x, y) = lambda^2 F_T(U^T y / lambda),  g(x, y) = mu/2 |y - x|^2:  y* = x, z* = grad_y f / mu,
///           grad Phi(x) = lambda U grad F_T(U^T x / lambda);  U in R^{d x T} uniform, U^T U = I
/// Shapes:   x in R^d, Y one block d x 1; x0 = 0, y0 = 0
/// Ensures:  Only grad_y f is noisy. With a = U^T y / lambda, j = prog_{1/4}(a), a|j = a with entries beyond j zeroed:
///             a sample is lambda U (G_0 + B/p (grad F_T(a) - G_0)), G_0 = the first j entries of grad F_T(a|j).
///           rotated-oracle: unbiased, variance at most noise_variance(), a function of the columns 1 .. j + B of U and
///           of their products with y alone, 0 in the directions of the others. rotated-chain: while the iterates of a
///           SingleLoop with moving averages and draws of its own keep within lambda R of the columns that have come up,
///           x^k has no product above lambda/4 with a later column than S_(k-2), nor Y^k than S_(k-3), but with
///           probability escape_bound().
/// Random:   U: the Haar subspace of rank T that `rotation` draws. The coin B: as ZeroChain
/// Cost:     evaluate: two products with U, 4 d T flops, and two gradients of the chain
/// Source:   the idea is that of Carmon, Duchi, Hinder, Sidford (2020) and Arjevani et al. (2023), who bound the
///           queries by a further map, for every algorithm. Without that map the bound holds while the iterates keep to
///           the columns that have come up, to within R. This oracle, the lags and the bound with R are ours
template <RealScalar S>
class RotatedChain final : public FullSpaceProblem<S> {
 public:
  /// What it is built from.
  using Settings = RotatedChainSettings<S>;

  RotatedChain(const Settings& settings, const Stream& rotation)
      : FullSpaceProblem<S>({{settings.dimension, 1, settings.chain.rank}}, settings.dimension),
        settings_(settings),
        straight_(straight(settings.chain)) {
    const Index length = settings.chain.length;
    require(settings.dimension >= length, "chain.dimension", settings.dimension,
            "at least the length of the chain, " + std::to_string(length));
    Haar<S> haar(Blocks({{settings.dimension, 1, length}}));
    haar.draw(rotation);
    using std::sqrt;
    u_ = *haar.basis(0) / S(sqrt(gram_factor<S>(haar.blocks()[0])));
  }

  /// What it was built from.
  [[nodiscard]] const Settings& settings() const { return settings_; }
  /// F_T.
  [[nodiscard]] const ChainFunction<S>& chain() const { return straight_.chain(); }
  /// U.
  [[nodiscard]] const Matrix<S>& directions() const { return u_; }
  /// The coin B of this sample.
  [[nodiscard]] bool reveals(const Sample& sample) const { return straight_.reveals(sample); }
  /// U^T v / lambda.
  [[nodiscard]] Vector<S> along_the_chain(const Vector<S>& v) const {
    return u_.transpose() * v / settings_.chain.lambda;
  }
  /// lambda^2 e^3 (1 - p) / p, as of ZeroChain.
  [[nodiscard]] S noise_variance() const { return straight_.noise_variance(); }
  /// As ZeroChain: U keeps lengths.
  [[nodiscard]] std::optional<Constants<S>> constants() const override { return straight_.constants(); }
  [[nodiscard]] std::unique_ptr<bros::Exact<S>> exact() const override { return std::make_unique<Exact>(*this); }

  void gradients(const Point<S>& at, Gradients<S>& out) const override {
    out.lower_gradient.flat() = settings_.chain.mu * (at.y.flat() - at.x);
    out.upper_gradient_lower.flat() = settings_.chain.lambda * (u_ * sample(at));
    out.upper_gradient_upper.setZero();
    if (out.lower_gradient_upper.size() == at.x.size()) out.lower_gradient_upper = -out.lower_gradient.flat();
  }
  void products(const Point<S>&, const BlockVector<S>& t, BlockVector<S>& hessian, Vector<S>& cross) const override {
    hessian.flat() = settings_.chain.mu * t.flat();
    cross = -hessian.flat();
  }

 private:
  class Exact;

  static ZeroChainSettings<S> straight(ZeroChainSettings<S> settings) {
    settings.rank = 1;  // its subspaces are not used
    return settings;
  }
  /// G_0 + B/p (grad F_T(a) - G_0).
  [[nodiscard]] Vector<S> sample(const Point<S>& at) const {
    const Index length = settings_.chain.length;
    Vector<S> a = along_the_chain(at.y.flat()), all(length), known(length);
    const Index j = ChainFunction<S>::progress(a, S(1) / 4);
    const bool shown = reveals(at.sample);
    if (shown) chain().gradient(a, all);
    a.tail(length - j).setZero();
    chain().gradient(a, known);
    known.tail(length - j).setZero();
    if (shown) known += (all - known) / S(settings_.chain.reveal);
    return known;
  }

  Settings settings_;
  ZeroChain<S> straight_;
  Matrix<S> u_;
};

/// y* = x, z* = grad Phi / mu.
template <RealScalar S>
class RotatedChain<S>::Exact final : public bros::Exact<S> {
 public:
  explicit Exact(const RotatedChain& problem) : problem_(problem), y_(problem.blocks().full()), z_(y_) {}

  void at(const Vector<S>& x) override {
    const auto& chain = problem_.settings().chain;
    const Vector<S> a = problem_.along_the_chain(x);
    Vector<S> gradient(a.size());
    problem_.chain().gradient(a, gradient);
    phi_ = chain.lambda * chain.lambda * problem_.chain().value(a);
    hypergradient_ = chain.lambda * (problem_.u_ * gradient);
    y_.flat() = x;
    z_.flat() = hypergradient_ / chain.mu;
  }
  [[nodiscard]] const S& phi() const override { return phi_; }
  [[nodiscard]] const Vector<S>& hypergradient() const override { return hypergradient_; }
  [[nodiscard]] const BlockVector<S>& lower_solution() const override { return y_; }
  [[nodiscard]] const BlockVector<S>& auxiliary_solution() const override { return z_; }

 private:
  const RotatedChain& problem_;
  BlockVector<S> y_, z_;
  S phi_{0};
  Vector<S> hypergradient_;
};

/// A bound of the probability that a run shows a column of U before its coin has come up, within K iterations and
/// while the parts of x and y outside the columns that have come up are at most lambda R long.
/// Math:     2 T K (1 - 1 / (16 R^2))^{(d - T) / 2}, or 0 if R <= 1/4
/// Requires: d > T >= 2, R >= 0 [NOT checked].   Ensures: rotated-chain, upper bound
[[nodiscard]] inline double escape_bound(Index length, Index dimension, double horizon, double radius) {
  if (radius <= 0.25) return 0;
  const double outside = static_cast<double>(dimension - length) / 2;
  return 2 * static_cast<double>(length) * horizon * std::exp(outside * std::log1p(-1 / (16 * radius * radius)));
}

}  // namespace bros
