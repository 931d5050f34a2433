// The exact curve of BROS: dim (x, Y, Z, h) = 24, K = 262144, from the data to E||grad Phi||^2 at K and over the run.
#include <bros/core/multiprecision.hpp>
#include <bros/problem/quadratic.hpp>
#include <bros/theory/recursion/moment_operator.hpp>

#include <benchmark/benchmark.h>

namespace bros {

namespace {

/// Y of a block 4 x 2 and a block 2 x 1, x of two entries.
template <class S>
QuadraticData<S> two_blocks() {
  constexpr Index n = 10, d = 2;
  QuadraticData<S> data;
  data.lower.A = Matrix<S>::Identity(n, n);
  for (Index i = 0; i + 1 < n; ++i) data.lower.A(i, i + 1) = data.lower.A(i + 1, i) = S(1) / S(4);
  data.lower.C = Matrix<S>::Constant(d, n, S(1) / S(2));
  data.lower.a = Vector<S>::Constant(n, S(1));
  data.upper = {Matrix<S>::Zero(n, n), Matrix<S>::Zero(d, n), Matrix<S>::Identity(d, d), Vector<S>::Constant(n, S(1)),
                Vector<S>::Zero(d)};
  const S half = S(1) / S(2);
  data.noise = {half, half, half, half, half};
  data.blocks = {{4, 2, 2}, {2, 1, 1}};
  data.x0 = Vector<S>::Zero(d);
  data.y0 = Vector<S>::Zero(n);
  return data;
}

template <class S>
void exact_curve(benchmark::State& state) {
  const auto data = two_blocks<S>();
  constexpr std::uint64_t horizon = 262144;
  const S scale = S(1) / S(512);
  S value(0);
  for (auto _ : state) {
    const MomentRecursion<S> recursion(data, {ActionKind::one_sided, SamplerKind::haar, Blocks(data.blocks)},
                                       Averaging::moving);
    const MomentOperator<S> operators(recursion, {S(2) / S(5), S(2), S(2), S(4)});
    value = run_moments<S>(operators, scale, horizon).mean_squared_gradient;
    benchmark::DoNotOptimize(value);
  }
  state.counters["mean_grad_norm_sq"] = static_cast<double>(value);
}
BENCHMARK(exact_curve<double>)->Unit(benchmark::kMillisecond);
BENCHMARK(exact_curve<bin_float_50>)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace

}  // namespace bros
