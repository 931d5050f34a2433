// Variance per cost of every action: what the default action of BROS is chosen by (method/methods.hpp).
#include <bros/method/methods.hpp>
#include <bros/problem/dense_hessian.hpp>

#include <benchmark/benchmark.h>

namespace bros {
namespace {

constexpr std::uint64_t instances = 20, draws = 400;

/// H = V diag(1 .. 10) V^T with V Haar, so that the spectrum is evenly spread over [1, 10].
Matrix<double> random_hessian(Index m, const Stream& stream) {
  Haar<double> haar(Blocks({{m, 1, m}}));
  haar.draw(stream);
  return haar.basis(0) * Vector<double>::LinSpaced(m, 1, 10).asDiagonal() * haar.basis(0).transpose();
}

/// E||Hhat Z - H Z||^2 / ||H Z||^2 over Haar subspaces, the action's own randomness, H and Z, as the counter
/// `variance`; `variance_x_actions` multiplies it with the Hessian actions that one estimate costs.
template <template <class> class A>
void relative_variance(benchmark::State& state) {
  using P = Haar<double>;
  const Blocks blocks({{state.range(0), 1, state.range(1)}});
  P p(blocks);
  A<P> action(p.blocks());
  DenseHessian<P> oracle(p);
  BlockVector<double> z(blocks.full()), w(blocks.projected()), out(blocks.projected()), estimate(blocks.full());
  double sum = 0;
  for (auto _ : state) {
    sum = 0;
    for (std::uint64_t instance = 0; instance < instances; ++instance) {
      const Stream stream = Stream(2026).fork("variance").fork(instance);
      const Matrix<double> h = random_hessian(state.range(0), stream.fork("hessian"));
      oracle.set_matrix(h);
      fill_gaussian<double>(stream.fork("tangent"), z.flat());
      const Vector<double> exact = h * z.flat();
      for (std::uint64_t i = 0; i < draws; ++i) {
        p.draw(stream.fork("subspace").fork(i));
        action.draw(stream.fork("action").fork(i));
        action.apply(oracle, p, z, restricted(p, z, w), out);
        estimate.flat() = -exact;
        lift_add(p, 1.0, out, estimate);
        sum += estimate.flat().squaredNorm() / exact.squaredNorm();
      }
    }
  }
  const double variance = sum / static_cast<double>(instances * draws);
  state.counters["variance"] = variance;
  state.counters["variance_x_actions"] = variance * static_cast<double>(action.hessian_actions());
}

void shapes(benchmark::internal::Benchmark* b) {
  b->Args({8, 4})->Args({16, 4})->Args({64, 32})->Args({64, 8})->Iterations(1)->Unit(benchmark::kMillisecond);
}

BENCHMARK(relative_variance<Biprobe>)->Apply(shapes);
BENCHMARK(relative_variance<Balanced>)->Apply(shapes);
BENCHMARK(relative_variance<Centred>)->Apply(shapes);
BENCHMARK(relative_variance<Decoupled>)->Apply(shapes);
BENCHMARK(relative_variance<OneSided>)->Apply(shapes);
BENCHMARK(relative_variance<ExactWeights>)->Apply(shapes);

}  // namespace
}  // namespace bros
