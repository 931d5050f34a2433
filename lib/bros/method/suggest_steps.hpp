// Steps to begin with, for whoever has a problem and no constants.
#pragma once

#include <bros/method/make.hpp>

#include <algorithm>

namespace bros {

/// What the curvature of a problem looks like from where it starts.
template <class S>
struct CurvatureEstimate {
  S lower_largest{0}, lower_least{0};  ///< of D_YY g: estimates of L_g1 and mu_g
  S cross{0};                          ///< |D_xY g|, its Frobenius norm
  S upper{0};                          ///< of grad f, in (x, Y): an estimate of L_f1
};

namespace detail {
/// A random direction of length 1.
template <RealScalar S>
void fill_direction(const Stream& stream, Vector<S>& v) {
  fill_gaussian<S>(stream, v);
  v.normalize();
}
}  // namespace detail

/// Math:     at (x0, y0), with a fresh sample an evaluation: power iterations v <- H v for the largest eigenvalue of
///           H = D_YY g, then v <- (L - H) v for the least, each the mean of the Rayleigh quotients of the last half;
///           the root of the mean of |D_xY g [t]|^2 over Gaussian t; and |D^2 f v| by power iterations with differences
///           of gradients of f, two gradients with the same sample
/// Ensures:  nothing but an estimate: noise, a gap between eigenvalues that is small, or curvature that is another one
///           elsewhere all mislead it
/// Random:   stream.fork("curvature")
/// Cost:     5 `iterations` evaluations in the full space, with what they take of memory there
/// Source:   ours
template <RealScalar S>
[[nodiscard]] CurvatureEstimate<S> estimate_curvature(const Problem<S>& problem, const Stream& seed,
                                                      int iterations = 40) {
  using std::sqrt;
  const Stream stream = seed.fork("curvature"), samples = stream.fork("sample");
  const Full<S> full(problem.blocks());
  const auto oracle = problem.oracle(full);
  Vector<S> x = problem.x0(), cross(problem.dim_upper());
  BlockVector<S> y = problem.y0(), v(problem.blocks().full()), product(problem.blocks().full());
  require_start(problem, x, y);
  std::uint64_t index = 0;
  CurvatureEstimate<S> estimate;

  /// The mean Rayleigh quotient of the last half of power iterations with shift - H, or with H.
  const auto largest = [&](bool shifted, const S& shift) {
    detail::fill_direction<S>(stream.fork(shifted ? "least" : "largest"), v.flat());
    S sum(0);
    for (int i = 0; i < iterations; ++i) {
      oracle->evaluate({x, y, {index++, samples}}, {{tangent(v), &product, nullptr}});
      if (shifted) product.flat() = shift * v.flat() - product.flat();
      if (2 * i >= iterations) sum += v.flat().dot(product.flat());
      const S norm = product.flat().norm();
      if (!(norm > 0)) break;
      v.flat() = product.flat() / norm;
    }
    const int kept = iterations - iterations / 2;
    return S(sum / S(kept));
  };
  estimate.lower_largest = largest(false, S(0));
  estimate.lower_least = estimate.lower_largest - largest(true, estimate.lower_largest);

  S square(0);
  for (int i = 0; i < iterations; ++i) {
    fill_gaussian<S>(stream.fork("cross").fork(static_cast<std::uint64_t>(i)), v.flat());
    oracle->evaluate({x, y, {index++, samples}}, {{tangent(v), nullptr, &cross}});
    square += cross.squaredNorm();
  }
  estimate.cross = sqrt(S(square / S(iterations)));

  Vector<S> direction(x.size() + y.size()), gradient(direction.size());
  detail::fill_direction<S>(stream.fork("upper"), direction);
  const S reach = sqrt(S(Eigen::NumTraits<S>::epsilon())) * (1 + x.norm() + y.flat().norm());
  const auto gradient_at = [&](const S& distance) {
    x = problem.x0() + distance * direction.head(x.size());
    y.flat() = problem.y0().flat() + distance * direction.tail(y.size());
    oracle->evaluate({x, y, {index, samples}});
    gradient << oracle->upper_gradient_upper(), oracle->upper_gradient_lower().flat();
  };
  for (int i = 0; i < iterations; ++i, ++index) {
    gradient_at(S(0));
    Vector<S> change = -gradient;
    gradient_at(reach);
    change = (change + gradient) / reach;
    const S norm = change.norm();
    estimate.upper = std::max(estimate.upper, norm);
    if (!(norm > 0)) break;
    direction = change / norm;
  }
  return estimate;
}

/// Constant steps for a run of `horizon` iterations, to begin with: a starting point and no guarantee.
/// Math:     e = min(1/2, 10 / sqrt(K)), rho = max m/r (1 in the full space), L and mu as estimated, q = |D_xY g| / mu,
///           beta = gamma = e / (rho L),  theta = e,
///           1 / alpha = 2 L_f1 (1 + q)^2 / theta + L_f1 q^2 / (beta mu) + L_f1 q (1 + q) / (gamma mu):
///           the form of the theorem's steps (theory/recursion/bounds.hpp) without its factors of safety, and with the
///           steps that its noise would allow
/// Requires: horizon >= 1; estimates that are positive and finite [-> ArgumentError, naming what was estimated]
/// Ensures:  nothing: try half and twice of them
/// Cost:     of estimate_curvature
template <RealScalar S>
[[nodiscard]] ConstantSchedule<S> suggest_steps(const CurvatureEstimate<S>& of, const S& rho, std::uint64_t horizon) {
  using std::sqrt;
  require(horizon >= 1, "horizon", horizon, "at least 1");
  const S most = std::numeric_limits<S>::max();
  require(of.lower_largest > 0 && of.lower_largest <= most, "estimate of L_g1", of.lower_largest,
          "positive and finite: give the steps by hand");
  require(of.lower_least > 0, "estimate of mu_g", of.lower_least,
          "positive (is g strongly convex in Y?): give the steps by hand");
  require(of.cross <= most && of.upper <= most, "estimates of |D_xY g| and L_f1", "not finite",
          "finite: give the steps by hand");
  const S e = std::min<S>(S(1) / 2, 10 / S(sqrt(S(static_cast<double>(horizon)))));
  const S &L = of.lower_largest, &mu = of.lower_least, q = of.cross / mu;
  const S upper = of.upper > 0 ? of.upper : L;  // f linear: alpha is then a matter of taste
  const S beta = e / (rho * L);
  const S &gamma = beta, &theta = e;
  const S alpha =
      1 / S(2 * upper * (1 + q) * (1 + q) / theta + upper * q * q / (beta * mu) + upper * q * (1 + q) / (gamma * mu));
  return ConstantSchedule<S>({alpha, beta, gamma, theta});
}
/// The same, with the curvature measured first.
template <RealScalar S>
[[nodiscard]] ConstantSchedule<S> suggest_steps(const Problem<S>& problem, std::uint64_t horizon,
                                                const MethodSettings& settings = {}, const Stream& stream = Stream(0)) {
  S rho(1);
  const MethodTraits& takes = kind_named(method_list<S>(), "method", settings.method);
  if (takes.directions) {  // E |E_u[a]|^2 = rho |a|^2
    const Index l = settings.directions.value_or(*takes.directions);
    rho = S(1) + S(static_cast<int>(problem.blocks().full().size() - 1)) / S(static_cast<int>(l));
  }
  if (takes.sampler && settings.sampler != Full<S>::kind)
    for (const Block& b : problem.blocks()) rho = std::max<S>(rho, gram_factor<S>(b));
  return suggest_steps<S>(estimate_curvature(problem, stream), rho, horizon);
}

}  // namespace bros
