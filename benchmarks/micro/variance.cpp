// Variance per cost of every action: what the default action of BROS is chosen by (method/make.hpp).
#include <bros/action/make.hpp>
#include <bros/problem/dense_hessian.hpp>
#include <bros/subspace/haar.hpp>

#include <benchmark/benchmark.h>

#include <string>

namespace bros {
namespace {

constexpr std::uint64_t instances = 20, draws = 400;

/// H = V diag(1 .. 10) V^T with V Haar, so that the spectrum is evenly spread over [1, 10].
Matrix<double> random_hessian(Index m, const Stream& stream) {
  Haar<double> haar(Blocks({{m, 1, m}}));
  haar.draw(stream);
  const Matrix<double>& v = *haar.basis(0);
  return v * Vector<double>::LinSpaced(m, 1, 10).asDiagonal() * v.transpose();
}

/// E||Hhat Z - H Z||^2 / ||H Z||^2 over Haar subspaces, the action's own randomness, H and Z, as the counter
/// `variance`; `variance_x_actions` multiplies it with the Hessian actions that one estimate costs.
void relative_variance(benchmark::State& state, const std::string& name) {
  const Blocks blocks({{state.range(0), 1, state.range(1)}});
  Haar<double> p(blocks);
  const auto action = make_action(name, p);
  BlockVector<double> z(blocks.full()), estimate(blocks.full());
  double sum = 0;
  for (auto _ : state) {
    sum = 0;
    for (std::uint64_t instance = 0; instance < instances; ++instance) {
      const Stream stream = Stream(2026).fork("variance").fork(instance);
      const Matrix<double> h = random_hessian(state.range(0), stream.fork("hessian"));
      DenseHessian<double> oracle(p, h);
      fill_gaussian<double>(stream.fork("tangent"), z.flat());
      const Vector<double> exact = h * z.flat();
      for (std::uint64_t i = 0; i < draws; ++i) {
        p.draw(stream.fork("subspace").fork(i));
        action->draw(stream.fork("action").fork(i));
        oracle.act(action->ask(p, z));
        estimate.flat() = -exact;
        lift_add(p, 1.0, action->hessian(), estimate);
        sum += estimate.flat().squaredNorm() / exact.squaredNorm();
      }
    }
  }
  const double variance = sum / static_cast<double>(instances * draws);
  state.counters["variance"] = variance;
  state.counters["variance_x_actions"] = variance * static_cast<double>(action->hessian_actions());
}

void shapes(benchmark::internal::Benchmark* b) {
  b->Args({8, 4})->Args({16, 4})->Args({64, 32})->Args({64, 8})->Iterations(1)->Unit(benchmark::kMillisecond);
}

const bool enlisted = [] {
  for (const auto& action : action_list<double>())
    if (action.unbiased)
      benchmark::RegisterBenchmark((std::string("relative_variance/") + action.name).c_str(), relative_variance,
                                   action.name)
          ->Apply(shapes);
  return true;
}();

}  // namespace
}  // namespace bros
