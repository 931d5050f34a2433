// A hard instance: stochastic bilevel problems on which no zero-respecting method needs less than order eps^-2 samples.
#pragma once

#include <bros/problem/problem.hpp>

#include <boost/math/special_functions/erf.hpp>

#include <cmath>
#include <limits>
#include <utility>

namespace bros {

/// F_T, a smooth non-convex function of T numbers that opens one at a time.
/// Math:     F_T(a) = sum_{i=1..T} Psi(-a_{i-1}) Phi0(-a_i) - Psi(a_{i-1}) Phi0(a_i),  a_0 = 1,
///           Psi(t) = 0 for t <= 1/2, exp(1 - 1/(2t-1)^2) beyond;  Phi0(t) = sqrt(2 pi e) N(t), N the normal law.
///           With q = |a_{i-1}| and s its sign, term i is -s Psi(q) Phi0(s a_i).
/// Requires: length T >= 2 [-> ArgumentError]; erfc(S), as the standard library and Boost.Math give it
/// Ensures:  with prog_c(a) = max{i : |a_i| > c}, 0 if there is none (proofs: docs/theory/zero_chain.md)
///           zero-chain-gap        F_T(0) - inf F_T = gap(), tight
///           zero-chain-lipschitz  grad F_T is lipschitz()-Lipschitz, and no entry of it exceeds largest_entry()
///           zero-chain-support    entry i of grad F_T(a) is 0 for i > prog_{1/2}(a) + 1
///           zero-chain-slope      prog_1(a) < T implies |grad F_T(a)| > 1
/// Cost:     for every |a_i| > 1/2 one exp and one erfc, and an exp more in the gradient; no allocation
/// Source:   Carmon, Duchi, Hinder, Sidford (2020); the gap and the Lipschitz constant in this form are ours
template <RealScalar S>
class ChainFunction {
 public:
  explicit ChainFunction(Index length) : length_(length) {
    using std::atan, std::exp, std::sqrt;
    require(length >= 2, "chain.length", length, "at least 2");
    e_ = exp(S(1));
    root_e_ = sqrt(e_);
    pi_ = 4 * S(atan(S(1)));
    top_ = sqrt(2 * pi_ * e_);
  }
  /// T.
  [[nodiscard]] Index length() const { return length_; }

  /// F_T(a).
  [[nodiscard]] S value(const Eigen::Ref<const Vector<S>>& a) const {
    S sum(0);
    for (Index i = 0; i < length_; ++i) {
      const Gate gate = gate_before(a, i);
      if (gate.value == S(0)) continue;
      const S term = gate.value * step(gate.positive ? S(a[i]) : S(-a[i]));
      gate.positive ? sum -= term : sum += term;
    }
    return sum;
  }
  /// Writes grad F_T(a).
  void gradient(const Eigen::Ref<const Vector<S>>& a, Eigen::Ref<Vector<S>> out) const {
    using std::exp;
    for (Index i = 0; i < length_; ++i) {
      out[i] = S(0);
      const Gate gate = gate_before(a, i);
      if (gate.value == S(0)) continue;  // then its slope is 0 too: a closed gate, or one that underflows
      out[i] -= gate.value * root_e_ * S(exp(S(-a[i] * a[i] / 2)));
      if (i > 0) out[i - 1] -= gate.slope * step(gate.positive ? S(a[i]) : S(-a[i]));
    }
  }
  /// prog_c(a).
  [[nodiscard]] static Index progress(const Eigen::Ref<const Vector<S>>& a, const S& threshold) {
    using std::abs;
    Index i = a.size();
    while (i > 0 && abs(a[i - 1]) <= threshold) --i;
    return i;
  }

  /// sqrt(2 pi e) (1/2 + e (T - 1)) < 12 T.
  [[nodiscard]] S gap() const { return top_ * (S(1) / S(2) + e_ * S(static_cast<double>(length_ - 1))); }
  /// e + sqrt(2 pi e) max|Psi''| + 2 sqrt(54) < 152: by rows of the Hessian, which is tridiagonal;
  /// max|Psi''| = (16 v^3 - 24 v^2) exp(1 - v) at v = (9 + sqrt(33)) / 4.
  [[nodiscard]] S lipschitz() const {
    using std::exp, std::sqrt;
    const S v = (9 + S(sqrt(S(33)))) / 4;
    return e_ + top_ * (16 * v - 24) * v * v * S(exp(S(1 - v))) + 2 * S(sqrt(S(54)));
  }
  /// e^(3/2) + sqrt(108 pi) < 23.
  [[nodiscard]] S largest_entry() const {
    using std::sqrt;
    return e_ * root_e_ + S(sqrt(S(108 * pi_)));
  }
  /// e^(3/2), for entries i > prog_{1/4}(a): Psi(a_i) and its slope are 0 there.
  [[nodiscard]] S largest_hidden_entry() const { return e_ * root_e_; }

 private:
  struct Gate {
    S value, slope;  // Psi and Psi' at |a_{i-1}|
    bool positive;
  };
  static Gate gate_before(const Eigen::Ref<const Vector<S>>& a, Index i) {
    using std::abs, std::exp;
    const S t = i > 0 ? S(a[i - 1]) : S(1);
    const S twice = 2 * S(abs(t));
    if (twice <= 1) return {S(0), S(0), t > 0};
    const S inverse = S(1) / S(twice - 1);
    const S value = exp(S(1 - inverse * inverse));
    return {value, 4 * inverse * inverse * inverse * value, t > 0};
  }
  S step(const S& t) const {
    using std::erfc, std::sqrt;
    return top_ * S(erfc(S(-t / S(sqrt(S(2)))))) / 2;
  }

  Index length_;
  S e_, root_e_, pi_, top_;
};

/// What a ZeroChain is built from.
/// Requires: length >= 2, 1 <= rank <= length, 0 < reveal <= 1; lambda, mu > 0 and finite [-> ArgumentError]
template <RealScalar S>
struct ZeroChainSettings {
  Index length = 16;      ///< T
  Index rank = 8;         ///< of the subspaces of Y, one block T x 1
  double reveal = 0.125;  ///< p, the probability that a sample shows the next entry
  S lambda = S(1);        ///< grad Phi is longer than this until the chain is open to its end
  S mu = S(1);            ///< strong convexity of the lower level
};

/// The chain that hides stationarity eps: with Phi(0) - inf Phi <= gap, variance of the samples at most sigma^2.
/// Math:     lambda = sqrt(2 eps);  T the largest with lambda^2 sqrt(2 pi e) (1/2 + e (T - 1)) <= gap;
///           p = v / (v + sigma^2), v = lambda^2 e^3
/// Requires: gap, sigma, eps > 0 and finite, and T >= 2 [-> ArgumentError]
/// Ensures:  zero-chain-lower: E|grad Phi(x^k)|^2 > eps for k <= T/(2p), which is of order gap sigma^2 eps^-2
[[nodiscard]] inline ZeroChainSettings<double> zero_chain_for(double gap, double sigma, double eps) {
  for (const auto& [field, value] :
       {std::pair<const char*, double>{"chain.gap", gap}, {"chain.sigma", sigma}, {"chain.eps", eps}})
    require(value > 0 && value <= std::numeric_limits<double>::max(), field, value, "positive and finite");
  const ChainFunction<double> two(2), three(3);
  const double lambda = std::sqrt(2 * eps), link = three.gap() - two.gap();
  const double length = 2 + std::floor((gap / (2 * eps) - two.gap()) / link);
  require(length >= 2 && length <= 0x1p31, "chain.eps", eps, "such that 2 <= T <= 2^31 with this gap");
  const double variance = 2 * eps * two.largest_hidden_entry() * two.largest_hidden_entry();
  return {static_cast<Index>(length), static_cast<Index>(length / 2), variance / (variance + sigma * sigma), lambda, 1};
}

/// The bilevel problem that hides a zero chain.
/// Math:     f(x, y) = lambda^2 F_T(y / lambda),  g(x, y) = mu/2 |y - x|^2:  y* = x, z* = grad_y f / mu,
///           Phi(x) = lambda^2 F_T(x / lambda), grad Phi(x) = lambda grad F_T(x / lambda)
/// Shapes:   x in R^T, Y one block T x 1; x0 = 0, y0 = 0
/// Ensures:  Only grad_y f is noisy: entry i is exact for i <= prog_{1/4}(y / lambda) and multiplied by B/p beyond.
///           zero-chain-oracle: unbiased, variance at most noise_variance(), support at most prog_{1/4}(y / lambda) +
///           B. zero-respecting: let S_k be the number of successes B = 1 in samples 0 .. k-1 (0 for k <= 0). For a
///           SingleLoop with Averaging::moving from x0, y0, on Full or Coordinates, with any of the library's
///           actions in that subspace but `mean` (`decoupled` with two of that kind), for all steps, draws and k:
///             supp Z^k <= S_k,  supp h^k <= S_{k-1},  supp x^k <= S_{k-2},  supp Y^k <= S_{k-3},  supp = prog_0.
///           Proof, by induction from 0: the maps applied to Z^k (P P', signs, mu) and to Y^k - x^k are diagonal in
///           coordinates, and an answer of the oracle has support <= prog_{1/4}(Y^k) + B^k. So the supports are at most
///             Z^{k+1}: max(supp Z^k, S_{k-3} + B^k) <= S_{k+1}    h^{k+1}: max(supp h^k, supp Z^k) <= S_k
///             x^{k+1}: max(supp x^k, supp h^k) <= S_{k-1}         Y^{k+1}: max(supp Y^k, supp x^k) <= S_{k-2}
///           In floating point the zeros are exact while the state is finite: 0 times a finite number and 0 + 0 are 0,
///           and underflow only makes supports smaller. Haar and Hadamard subspaces mix coordinates: no such claim.
///           zero-chain-lower: then E|grad Phi(x^k)|^2 > lambda^2 / 2 for all k <= T/(2p): by Markov's inequality
///           P(S_k >= T) <= 1/2, and |grad Phi| > lambda while the support is below T.
/// Random:   the coin B is word 0 of stream.fork(index).fork("reveal") of the sample stream, as a uniform below p: the
///           same in every scalar; P(B = 1) = p if p is a multiple of 2^-52, and to within 2^-53 always
/// Source:   Arjevani et al. (2023) for chain and oracle; the bilevel form, the lags and e^3 in the variance are ours
template <RealScalar S>
class ZeroChain final : public Problem<S> {
 public:
  /// What it is built from.
  using Settings = ZeroChainSettings<S>;

  explicit ZeroChain(Settings settings)
      : settings_(std::move(settings)), chain_(settings_.length), blocks_({{settings_.length, 1, settings_.rank}}) {
    require(settings_.reveal > 0 && settings_.reveal <= 1, "chain.reveal", settings_.reveal, "in (0, 1]");
    for (const auto& [field, value] :
         {std::pair<const char*, const S&>{"chain.lambda", settings_.lambda}, {"chain.mu", settings_.mu}})
      require(value > 0 && value <= std::numeric_limits<S>::max(), field, value, "positive and finite");
  }

  /// What it was built from.
  [[nodiscard]] const Settings& settings() const { return settings_; }
  /// F_T.
  [[nodiscard]] const ChainFunction<S>& chain() const { return chain_; }
  [[nodiscard]] const Blocks& blocks() const override { return blocks_; }
  [[nodiscard]] Index dim_upper() const override { return settings_.length; }

  /// The coin B of this sample.
  [[nodiscard]] bool reveals(const Sample& sample) const {
    return uniform<double>(sample.stream.fork(sample.index).fork("reveal"), 0) < settings_.reveal;
  }
  /// lambda^2 e^3 (1 - p) / p, which the variance of a sample of grad_y f approaches and never exceeds.
  [[nodiscard]] S noise_variance() const {
    const S p(settings_.reveal), entry = settings_.lambda * chain_.largest_hidden_entry();
    return entry * entry * (1 - p) / p;
  }
  /// Ensures:  mu_g = mu, L_g1 = 2 mu and L_g2 = 0 exact; L_f0 = lambda sqrt(T) largest_entry() and
  ///           L_f1 = lipschitz() upper bounds
  [[nodiscard]] std::optional<Constants<S>> constants() const override {
    using std::sqrt;
    const S root = sqrt(S(static_cast<double>(settings_.length)));
    return Constants<S>{settings_.mu, 2 * settings_.mu, S(0), settings_.lambda * root * chain_.largest_entry(),
                        chain_.lipschitz()};
  }

  class Oracle;
  class Exact;
  [[nodiscard]] std::unique_ptr<bros::Oracle<S>> oracle(const Subspace<S>& p) const override {
    return std::make_unique<Oracle>(*this, p);
  }
  [[nodiscard]] std::unique_ptr<bros::Exact<S>> exact() const override { return std::make_unique<Exact>(*this); }

 private:
  /// lambda grad F_T(v / lambda); `scaled` gets v / lambda.
  void gradient(const Vector<S>& v, Vector<S>& scaled, Vector<S>& out) const {
    scaled = v / settings_.lambda;
    chain_.gradient(scaled, out);
    out *= settings_.lambda;
  }

  Settings settings_;
  ChainFunction<S> chain_;
  Blocks blocks_;
};

/// One sample: one coin.
/// Cost:     evaluate: one gradient of the chain, three Philox calls, two restrictions. A Hessian action along a
/// tangent
///           in P: rank flops, since P^T P = (m/r) I; along any other a restriction, and a lift out of another
///           subspace. A cross action: a lift, unless the tangent is one of the full space
template <RealScalar S>
class ZeroChain<S>::Oracle final : public bros::Oracle<S> {
 public:
  /// Requires: problem and p outlive the object [NOT checked]
  Oracle(const ZeroChain& problem, const Subspace<S>& p) : problem_(problem), p_(p), scaled_(problem.dim_upper()) {
    Gradients<S>& g = this->gradients_;
    g.lower_gradient = g.upper_gradient_lower = BlockVector<S>(p.blocks().projected());
    g.upper_gradient_upper = Vector<S>::Zero(problem.dim_upper());
    if (!p.is_full()) full_ = BlockVector<S>(p.blocks().full());
  }

  void evaluate(const Point<S>& at, const Request<S>& request = {}) override {
    Gradients<S>& g = this->gradients_;
    BlockVector<S>& lower = p_.is_full() ? g.lower_gradient : full_;
    lower.flat() = problem_.settings_.mu * (at.y.flat() - at.x);
    restricted(p_, lower, g.lower_gradient);

    BlockVector<S>& upper = p_.is_full() ? g.upper_gradient_lower : full_;
    problem_.gradient(at.y.flat(), scaled_, upper.flat());
    const Index hidden = scaled_.size() - problem_.chain_.progress(scaled_, S(1) / S(4));
    upper.flat().tail(hidden) *= problem_.reveals(at.sample) ? S(S(1) / S(problem_.settings_.reveal)) : S(0);
    restricted(p_, upper, g.upper_gradient_lower);

    for (const Along<S>& along : request.along) act(along);
  }
  using bros::Oracle<S>::evaluate;
  [[nodiscard]] Index samples() const override { return 1; }

 private:
  void act(const Along<S>& along) {
    const Tangent<S>& t = along.tangent;
    const S& mu = problem_.settings_.mu;
    const bool own = t.subspace == &p_;
    if (along.hessian && own) along.hessian->flat() = (mu * gram_factor<S>(p_.blocks()[0])) * t.coefficients->flat();
    if (along.hessian && !own) along.hessian->flat() = mu * restricted(p_, lifted(t, full_), *along.hessian).flat();
    if (along.cross) *along.cross = -mu * lifted(t, full_).flat();
  }

  const ZeroChain& problem_;
  const Subspace<S>& p_;
  BlockVector<S> full_;  // scratch, for gradients and lifted tangents; in the full space for the latter
  Vector<S> scaled_;
};

/// y* = x, z* = grad Phi / mu.
template <RealScalar S>
class ZeroChain<S>::Exact final : public bros::Exact<S> {
 public:
  explicit Exact(const ZeroChain& problem)
      : problem_(problem), y_(problem.blocks().full()), z_(y_), hypergradient_(y_.size()), scaled_(y_.size()) {}
  explicit Exact(const ZeroChain&&) = delete;  // it refers to the problem

  void at(const Vector<S>& x) override {
    const S& lambda = problem_.settings_.lambda;
    problem_.gradient(x, scaled_, hypergradient_);
    phi_ = lambda * lambda * problem_.chain_.value(scaled_);
    y_.flat() = x;
    z_.flat() = hypergradient_ / problem_.settings_.mu;
  }
  [[nodiscard]] const S& phi() const override { return phi_; }
  [[nodiscard]] const Vector<S>& hypergradient() const override { return hypergradient_; }
  [[nodiscard]] const BlockVector<S>& lower_solution() const override { return y_; }
  [[nodiscard]] const BlockVector<S>& auxiliary_solution() const override { return z_; }

 private:
  const ZeroChain& problem_;
  BlockVector<S> y_, z_;
  S phi_{0};
  Vector<S> hypergradient_, scaled_;
};

}  // namespace bros
