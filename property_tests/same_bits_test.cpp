// The same key gives the same bits: whatever thread a run is on, however often it is made, in whatever order streams
// are consumed.
#include "scenario.hpp"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <thread>

namespace bros::property::same_bits_test {

/// Eight runs of one scenario with different streams, dealt to `threads` threads in turn.
template <Scalar S>
std::vector<State<S>> runs(const Scenario& scenario, const SubspaceEntry<S>& sampler, const ActionEntry<S>& kind,
                           std::size_t threads) {
  std::vector<State<S>> states(8);
  {
    std::vector<std::jthread> workers;
    for (std::size_t first = 0; first < threads; ++first)
      workers.emplace_back([&, first] {
        for (std::size_t i = first; i < states.size(); i += threads) {
          Scenario own = scenario;
          own.stream = scenario.stream.fork(i);
          states[i] = run_of(own, sampler, kind);
        }
      });
  }
  return states;
}

template <Scalar S>
Deviation runs_do_not_depend_on_threads(const SubspaceEntry<S>& sampler, const ActionEntry<S>& kind) {
  Sizes sizes = sizes_for(sampler);
  if (!std::is_same_v<S, double>) sizes = {.blocks = 2, .rows = 4, .cols = 1};
  const Scenario scenario = any_scenario(sizes, kind);
  const auto one = runs(scenario, sampler, kind, 1), two = runs(scenario, sampler, kind, 2),
             again = runs(scenario, sampler, kind, 2);
  Deviation deviation;
  for (std::size_t i = 0; i < one.size(); ++i) {
    deviation.require(same_bits(one[i], two[i]) && same_bits(one[i], again[i]));
    for (std::size_t j = 0; j < i; ++j)
      if (scenario.data.noise.hessian > 0) deviation.require(!same_bits(one[i], one[j]));
  }
  return deviation;
}

/// Three streams, consumed in a random order by one sampler and one action, some twice: each realisation has the bits
/// of one drawn by fresh objects.
Deviation draws_do_not_depend_on_order(const SubspaceEntry<double>& sampler, const ActionEntry<double>& kind) {
  const Blocks blocks(*block_structures(sizes_for(sampler), kind).as("blocks"));
  const Stream root = *streams().as("stream");
  Numbers numbers = Numbers::of(Flavour::moderate);
  const auto h = numbers.matrix<double>(blocks.full().size(), blocks.full().size());
  const auto z = numbers.block_vector<double>(blocks.full());
  const auto used = sampler.make(blocks);
  const auto used_action = kind.make(*used);
  Deviation deviation;
  for (int draw = 0; draw < 5; ++draw) {
    const Stream stream = root.fork(numbers.below(3));
    const auto fresh = sampler.make(blocks);
    const auto fresh_action = kind.make(*fresh);
    used->draw(stream.fork("subspace")), fresh->draw(stream.fork("subspace"));
    used_action->draw(stream.fork("action")), fresh_action->draw(stream.fork("action"));
    deviation.require(applied(*used, *used_action, h, z).flat() == applied(*fresh, *fresh_action, h, z).flat());
    for (Index l = 0; l < blocks.count(); ++l) deviation.require(basis_of(*used, l) == basis_of(*fresh, l));
  }
  return deviation;
}

TEST(SameBits, runs_do_not_depend_on_the_number_of_threads) {
  for_each_sampler<double>([](const auto& sampler) {
    holds([&] { return runs_do_not_depend_on_threads(sampler, action_named<double>("balanced")); }, 15);
  });
  for_each_action<double>([](const auto& kind) {
    holds([&] { return runs_do_not_depend_on_threads(sampler_named<double>("haar"), kind); }, 5);
  });
  using Fine = bin_float_50;
  holds([] { return runs_do_not_depend_on_threads(sampler_named<Fine>("haar"), action_named<Fine>("biprobe")); }, 3);
}
TEST(SameBits, draws_do_not_depend_on_the_order_in_which_streams_are_consumed) {
  for_each_sampler<double>([](const auto& sampler) {
    for_each_action<double>(
        [&](const auto& kind) { holds([&] { return draws_do_not_depend_on_order(sampler, kind); }, 20); });
  });
}

// Planted faults: samplers with a memory, one of their own and one that all threads share.

struct Remembers : Altered<Remembers, Haar<double>> {
  using Altered::Altered;
  void draw(const Stream& stream) override { Altered::draw(stream.fork(count++)); }
  std::uint64_t count = 0;
};
struct RemembersGlobally : Altered<RemembersGlobally, Coordinates<double>> {
  using Altered::Altered;
  void draw(const Stream& stream) override { Altered::draw(stream.fork(count++)); }
  static inline std::atomic<std::uint64_t> count = 0;
};
TEST(SameBits, faults_are_rejected) {
  is_rejected([] { return draws_do_not_depend_on_order(sampler_of<Remembers>, action_named<double>("biprobe")); });
  is_rejected(
      [] { return draws_do_not_depend_on_order(sampler_of<RemembersGlobally>, action_named<double>("plain")); });
  is_rejected(
      [] { return runs_do_not_depend_on_threads(sampler_of<RemembersGlobally>, action_named<double>("balanced")); });
}

}  // namespace bros::property::same_bits_test
