// full-tangent and full-tangent-linear: the cross term along Z itself.
#include <bros/claims/claims.hpp>
#include <bros/claims/exact_matrix.hpp>
#include <bros/claims/instances.hpp>
#include <bros/claims/quadratic_cases.hpp>
#include <bros/claims/scripted.hpp>
#include <bros/claims/tally.hpp>
#include <bros/compiled_theory.hpp>
#include <bros/method/single_loop.hpp>
#include <bros/problem/rate_instance.hpp>
#include <bros/theory/recursion/mean_square_stability.hpp>

#ifdef BROS_WITH_MPFR
#include <bros/verified/counterexample.hpp>
#endif

#include <cmath>
#include <memory>

namespace bros::claims {
namespace {

/// x, Y, Z, h and a 1.
template <class S>
Vector<S> stacked(const Vector<S>& x, const Vector<S>& y, const Vector<S>& z, const Vector<S>& h) {
  Vector<S> s(x.size() + y.size() + z.size() + h.size() + 1);
  Index at = 0;
  for (const Vector<S>* part : {&x, &y, &z, &h})
    for (Index i = 0; i < part->size(); ++i) s[at++] = (*part)[i];
  s[at] = S(1);
  return s;
}
/// Where grad Phi = 0, with Y*, Z* and h = 0.
Vector<rational> solution(const QuadraticData<rational>& data) {
  using R = rational;
  const QuadraticDynamics<R> dynamics(data, Averaging::moving);
  const Index d = dynamics.layout.upper, n = dynamics.layout.lower, one = dynamics.layout.one();
  const auto solve = [](const Matrix<R>& left, const std::vector<R>& right) {
    Matrix<R> b(left.rows(), 1);
    for (Index i = 0; i < b.rows(); ++i) b(i, 0) = right[static_cast<std::size_t>(i)];
    const Matrix<R> found = detail::solve_positive_definite<R>(left, b);
    Vector<R> v(b.rows());
    for (Index i = 0; i < v.size(); ++i) v[i] = found(i, 0);
    return v;
  };
  Matrix<R> slope(d, d);  // grad Phi = slope x + a constant
  std::vector<R> right;
  for (Index i = 0; i < d; ++i) {
    for (Index j = 0; j < d; ++j) slope(i, j) = dynamics.gradient(i, j);
    right.push_back(R(-dynamics.gradient(i, one)));
  }
  const Vector<R> x = solve(slope, right);
  right.clear();
  for (Index i = 0; i < n; ++i) {
    R sum = -data.lower.a[i];
    for (Index j = 0; j < d; ++j) sum -= data.lower.C(j, i) * x[j];
    right.push_back(sum);
  }
  const Vector<R> y = solve(data.lower.A, right);
  right.clear();
  for (Index i = 0; i < n; ++i) {
    R sum = data.upper.f[i];
    for (Index j = 0; j < n; ++j) sum += data.upper.F(i, j) * y[j];
    for (Index j = 0; j < d; ++j) sum += data.upper.K(j, i) * x[j];
    right.push_back(sum);
  }
  return stacked<R>(x, y, solve(data.lower.A, right), Vector<R>::Constant(d, R(0)));
}
/// Data whose Phi is strongly convex, so that the solution is a rest point that attracts.
template <FieldScalar S>
QuadraticData<S> convex_data(std::vector<Block> blocks, Index d) {
  auto data = unstructured_data<S>(std::move(blocks), d);
  for (Index i = 0; i < d; ++i) data.upper.H(i, i) += S(9);
  return data;
}

const Steps<rational> some_steps{rational(1) / 10, rational(1) / 20, rational(1) / 30, rational(1) / 2};
const Steps<surd> in_surds{surd(some_steps.alpha), surd(some_steps.beta), surd(some_steps.gamma),
                           surd(some_steps.theta)};

/// The states after one iteration of the library from `from`, for every draw of the action on coordinates.
std::vector<Vector<surd>> after_every_draw(const QuadraticData<surd>& data, const char* action,
                                           const Vector<rational>& from) {
  const Quadratic<surd> problem(data);
  const StateLayout at{data.x0.size(), data.y0.size(), true};
  std::vector<Vector<surd>> all;
  for (const ScriptedDraw& draw : all_draws(action, problem.blocks())) {
    const Script script{draw};
    auto p = std::make_unique<ScriptedRows>(problem.blocks(), script);
    auto acts = std::make_unique<ScriptedAction>(action, *p, script);
    SingleLoop<surd> method(problem, Stream(1), std::move(p), std::move(acts));
    State<surd> state = method.state();
    for (Index i = 0; i < at.upper; ++i) state.x[i] = surd(from[at.x() + i]), state.h[i] = surd(from[at.h() + i]);
    for (Index i = 0; i < at.lower; ++i)
      state.y.flat()[i] = surd(from[at.y() + i]), state.z.flat()[i] = surd(from[at.z() + i]);
    method.restore(state);
    method.step(in_surds);
    all.push_back(stacked<surd>(method.x(), method.y().flat(), method.z().flat(), method.h()));
  }
  return all;
}
bool same(const Vector<surd>& a, const Vector<rational>& b) {
  for (Index i = 0; i < b.size(); ++i)
    if (!(a[i] == surd(b[i]))) return false;
  return true;
}
bool mean_is(const std::vector<Vector<surd>>& all, const Vector<rational>& mean) {
  Vector<surd> sum = Vector<surd>::Constant(mean.size(), surd(0));
  for (const auto& s : all) sum += s;
  for (Index i = 0; i < mean.size(); ++i)
    if (!(sum[i] == surd(rational(mean[i] * static_cast<int>(all.size()))))) return false;
  return true;
}

/// Where full-tangent-linear is measured: the rate instance without noise.
QuadraticData<double> noiseless_instance() {
  auto data = rate_instance_data<double>();
  data.noise = {};
  return data;
}

}  // namespace

void full_tangent(EvidenceLog& log) {
  const std::vector<std::vector<Block>> shapes{{{3, 1, 2}}, {{3, 2, 1}}, {{2, 1, 1}, {3, 1, 2}}};
  Tally unbiased, of_no_draw, rests, moves;
  for (const auto& blocks : shapes)
    for (const Index d : {1, 2}) {
      const auto data = convex_data<rational>(blocks, d);
      const auto in_s = convex_data<surd>(blocks, d);
      const MomentRecursion<rational> full(data, full_space(Blocks(blocks)), Averaging::moving);
      const StateLayout& at = full.layout();
      Vector<rational> from(at.size());
      for (Index i = 0; i < from.size(); ++i) from[i] = rational(static_cast<int>((3 * i * i + i) % 7) - 3) / 2;
      from[at.one()] = 1;
      const auto all = after_every_draw(in_s, "one_sided", from);
      const Vector<rational> mean = full.mean(full.step(full.at(from), some_steps));
      unbiased.add(mean_is(all, mean));
      bool same_estimate = true;
      for (const auto& s : all)
        for (Index i = 0; i < d; ++i) same_estimate = same_estimate && s[at.h() + i] == surd(mean[at.h() + i]);
      of_no_draw.add(same_estimate);
      const Vector<rational> star = solution(data);
      for (const auto& s : after_every_draw(in_s, "one_sided", star)) rests.add(same(s, star));
      bool moved = false;
      for (const auto& s : after_every_draw(in_s, "decoupled", star)) moved = moved || !same(s, star);
      moves.add(moved);
    }
  unbiased.log(log, "coordinates, every subset: the mean of x, Y, Z, h after an iteration is that of MA-SOBA");
  of_no_draw.log(log, "h, and so D, is the same for every subset: without sampling noise it has no variance");
  rests.log(log, "at the solution every subset leaves the state as it is");
  moves.log(log, "refuted for decoupled, whose state moves there");

  Tally variance, stays, leaves;
  for (const auto& blocks : shapes) {
    const Estimator sided{ActionKind::one_sided, SamplerKind::haar, Blocks(blocks)};
    const auto noisy = noisy_data<rational>(blocks, 2);
    const MomentRecursion<rational> recursion(noisy, sided, Averaging::moving);
    const StateLayout& at = recursion.layout();
    Vector<rational> from(at.size());
    for (Index i = 0; i < from.size(); ++i) from[i] = rational(static_cast<int>((2 * i * i + i) % 5) - 2);
    from[at.one()] = 1;
    const Matrix<rational> after = recursion.step(recursion.at(from), some_steps);
    rational z_squared = 0;
    for (Index i = 0; i < at.lower; ++i) z_squared += from[at.z() + i] * from[at.z() + i];
    const auto square = [](const rational& v) { return rational(v * v); };
    const rational expected = square(noisy.noise.upper_gradient_upper) + square(noisy.noise.cross) * z_squared;
    for (Index i = at.h(); i < at.one(); ++i)
      variance.add(after(i, i) - square(after(i, at.one())) == square(some_steps.theta) * expected);

    const auto data = convex_data<rational>(blocks, 2);
    const Matrix<rational> star = MomentRecursion<rational>::at(solution(data));
    const auto rests_in = [&](ActionKind action, SamplerKind sampler) {
      const MomentRecursion<rational> exact(data, {action, sampler, Blocks(blocks)}, Averaging::moving);
      return equal(exact.step(star, some_steps), star);
    };
    stays.add(rests_in(ActionKind::one_sided, SamplerKind::haar));
    stays.add(rests_in(ActionKind::one_sided, SamplerKind::coordinates));
    leaves.add(!rests_in(ActionKind::decoupled, SamplerKind::haar));
  }
  const Blocks pair({{3, 1, 2}});
  const auto data = convex_data<rational>({{3, 1, 2}}, 2);
  const Matrix<rational> star = MomentRecursion<rational>::at(solution(data));
  for (const ActionKind action :
       {ActionKind::biprobe, ActionKind::balanced, ActionKind::centred, ActionKind::exact_weights})
    leaves.add(!equal(
        MomentRecursion<rational>(data, {action, SamplerKind::haar, pair}, Averaging::moving).step(star, some_steps),
        star));
  variance.log(log,
               "Haar, exact moments: each entry of D has the variance that its samples have along Z: that of "
               "MA-SOBA");
  stays.log(log, "Haar and coordinates, exact moments: nothing is random at the solution");
  leaves.log(log, "refuted for every two-sided action");
}

void full_tangent_linear(EvidenceLog& log) {
  const auto data = noiseless_instance();
  const auto stability = [&](ActionKind action, SamplerKind sampler) {
    return MeanSquareStability<double>(
        MomentRecursion<double>(data, {action, sampler, Blocks(data.blocks)}, Averaging::moving), {.4, 2, 2, 4});
  };
  Tally decays, refuted, floors;
  for (const SamplerKind sampler : {SamplerKind::haar, SamplerKind::coordinates}) {
    const auto sided = stability(ActionKind::one_sided, sampler);
    const double e = sided.threshold() / 2, radius = sided.spectral_radius(e);
    const auto run = [&](double scale, std::uint64_t k) {
      return run_moments<double>(sided.operators(), scale, k).squared_gradient;
    };
    // between K and 2 K by radius^K, until rounding of the moments of the solution itself is left
    const double ratio = std::pow(run(e, 256) / run(e, 128), 1.0 / 128);
    decays.add(radius < 1 && std::abs(ratio / radius - 1) < 1e-2 && run(e, 1 << 14) < 1e-13);
    decays.add(std::abs(sided.stationary_squared_gradient(e)) < 1e-13);
    refuted.add(run(1.01 * sided.threshold(), 1 << 14) > 1);
    floors.add(stability(ActionKind::biprobe, sampler).stationary_squared_gradient(e / 4) > 1e-4);
  }
  decays.log_in_floating_point(
      log, "half the threshold: E||grad Phi(x^k)||^2 falls by the spectral radius an iteration, to rounding");
  refuted.log_in_floating_point(log, "1.01 of it: it grows");
  floors.log_in_floating_point(log, "an eighth of it, biprobe: a floor stays");

  // The library's own runs, to 50 digits.
  using S = bin_float_50;
  auto in_50 = rate_instance_data<S>();
  in_50.noise = {};
  const Quadratic<S> problem(in_50);
  Quadratic<S>::Exact exact(problem);
  const auto squared_gradient = [&](const char* action, int iterations) {
    const auto method = make_single_loop<S>(problem, Stream(61), make_subspace<S>("haar", problem.blocks()), action);
    const Steps<S> steps{S(1) / 50, S(1) / 10, S(1) / 10, S(1) / 5};
    for (int k = 0; k < iterations; ++k) method->step(steps);
    exact.at(method->x());
    return S(exact.hypergradient().squaredNorm());
  };
  log.rounds("a run in 50 digits, 6000 iterations with constant steps: ||grad Phi||^2",
             squared_gradient("one_sided", 6000), S("1e-45"));
  const S probes = squared_gradient("biprobe", 1000);
  log.add({"refuted for biprobe: 1000 iterations with the same steps", EvidenceKind::rounding,
           EvidenceLog::text(static_cast<double>(probes)), "above 1e-8", probes > S("1e-8")});
#ifdef BROS_WITH_MPFR
  const rational unit = rational(1) / 128;
  const Steps<rational> steps{unit, 4 * unit, 4 * unit, 8 * unit};
  for (const SamplerKind sampler : {SamplerKind::haar, SamplerKind::coordinates}) {
    const auto proof = linear_convergence(counterexample_law(ActionKind::one_sided, sampler), steps);
    const auto none = linear_convergence(counterexample_law(ActionKind::biprobe, sampler), steps);
    log.add({std::string("counterexample, ") + (sampler == SamplerKind::haar ? "Haar" : "coordinates") +
                 ", steps (1, 4, 4, 8)/128: the solution is fixed by every subspace and the second moments contract; "
                 "not so for biprobe",
             EvidenceKind::enclosed,
             proof.contraction ? "||T^" + std::to_string(proof.contraction->power) +
                                     "|| <= " + EvidenceLog::text(static_cast<double>(proof.contraction->norm))
                               : "no contraction found",
             "below 1", proof.proved() && none.contraction && !none.solution_stays});
  }
#endif
}

}  // namespace bros::claims
