// The same key gives the same bits: whatever thread a run is on, however often it is made, in whatever order streams
// are consumed.
#include "scenario.hpp"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <thread>

namespace bros::property::same_bits_test {

/// Eight runs of one scenario with different streams, dealt to `threads` threads in turn.
template <class Method>
std::vector<State<typename Method::Scalar>> runs(const Scenario& scenario, std::size_t threads) {
  std::vector<State<typename Method::Scalar>> states(8);
  {
    std::vector<std::jthread> workers;
    for (std::size_t first = 0; first < threads; ++first)
      workers.emplace_back([&, first] {
        for (std::size_t i = first; i < states.size(); i += threads) {
          Scenario own = scenario;
          own.stream = scenario.stream.fork(i);
          states[i] = run_of<Method>(own);
        }
      });
  }
  return states;
}

template <class Method>
Deviation runs_do_not_depend_on_threads(const Sizes& sizes, const ActionTraits& traits) {
  const Scenario scenario = any_scenario(sizes, traits);
  const auto one = runs<Method>(scenario, 1), two = runs<Method>(scenario, 2), again = runs<Method>(scenario, 2);
  Deviation deviation;
  for (std::size_t i = 0; i < one.size(); ++i) {
    deviation.require(same_bits(one[i], two[i]) && same_bits(one[i], again[i]));
    for (std::size_t j = 0; j < i; ++j)
      if (scenario.data.noise.hessian > 0) deviation.require(!same_bits(one[i], one[j]));
  }
  return deviation;
}
template <class S, class P, template <class> class A>
Deviation bros_does_not_depend_on_threads() {
  Sizes sizes = sizes_for<P>();
  if (!std::is_same_v<S, double>) sizes = {.blocks = 2, .rows = 4, .cols = 1};
  return runs_do_not_depend_on_threads<Bros<Quadratic<S>, P, A<P>>>(sizes, A<P>::traits);
}

/// Three streams, consumed in a random order by one sampler and one action, some twice: each realisation has the bits
/// of one drawn by fresh objects.
template <class P, class A>
Deviation draws_do_not_depend_on_order() {
  using S = typename P::Scalar;
  const Blocks blocks(*block_structures(sizes_for<P>(), A::traits).as("blocks"));
  const Stream root = *streams().as("stream");
  Numbers numbers = Numbers::of(Flavour::moderate);
  const Matrix<S> h = numbers.matrix<S>(blocks.full().size(), blocks.full().size());
  const auto z = numbers.block_vector<S>(blocks.full());
  P used(blocks);
  A used_action(used.blocks());
  Deviation deviation;
  for (int draw = 0; draw < 5; ++draw) {
    const Stream stream = root.fork(numbers.below(3));
    P fresh(blocks);
    A fresh_action(fresh.blocks());
    used.draw(stream.fork("subspace")), fresh.draw(stream.fork("subspace"));
    used_action.draw(stream.fork("action")), fresh_action.draw(stream.fork("action"));
    deviation.require(applied(used, used_action, h, z).flat() == applied(fresh, fresh_action, h, z).flat());
    for (Index l = 0; l < blocks.count(); ++l) deviation.require(basis_of(used, l) == basis_of(fresh, l));
  }
  return deviation;
}

TEST(SameBits, runs_do_not_depend_on_the_number_of_threads) {
  holds(bros_does_not_depend_on_threads<double, Haar<double>, Biprobe>, 30);
  holds(bros_does_not_depend_on_threads<double, Coordinates<double>, Balanced>, 30);
  holds(bros_does_not_depend_on_threads<double, Hadamard<double>, Decoupled>, 30);
  holds(bros_does_not_depend_on_threads<bin_float_50, Haar<bin_float_50>, Biprobe>, 3);
}
TEST(SameBits, draws_do_not_depend_on_the_order_in_which_streams_are_consumed) {
  for_each_sampler<double>([]<class P>() { holds(draws_do_not_depend_on_order<P, Biprobe<P>>); });
  for_each_action<Haar<double>>([]<class A>() { holds(draws_do_not_depend_on_order<Haar<double>, A>); });
}

// Planted faults: samplers with a memory, one of their own and one that all threads share.

struct Remembers : Haar<double> {
  using Haar<double>::Haar;
  void draw(const Stream& stream) { Haar<double>::draw(stream.fork(count++)); }
  std::uint64_t count = 0;
};
struct RemembersGlobally : Coordinates<double> {
  using Coordinates<double>::Coordinates;
  void draw(const Stream& stream) { Coordinates<double>::draw(stream.fork(count++)); }
  static inline std::atomic<std::uint64_t> count = 0;
};
TEST(SameBits, faults_are_rejected) {
  is_rejected(draws_do_not_depend_on_order<Remembers, Biprobe<Remembers>>);
  is_rejected(draws_do_not_depend_on_order<RemembersGlobally, Plain<RemembersGlobally>>);
  is_rejected(bros_does_not_depend_on_threads<double, RemembersGlobally, Balanced>);
}

}  // namespace bros::property::same_bits_test
