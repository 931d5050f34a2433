// One stream, one problem, several arithmetics: samples, subspaces, signs and hence whole runs agree to the coarser
// one's precision.
#include "scenario.hpp"

#include <bros/core/mpfr.hpp>

namespace bros::property::coupled_scalars_test {

/// The roundings behind what a run draws: a Gaussian is off by at most 89 eps (see stream_test.cpp), relative to its
/// vector's norm by at most 16 times that unless the vector is shorter than 1/16 (two or more entries: probability
/// below 1/500 a draw, and an error of one draw in r m); each of r reflections inherits it.
[[nodiscard]] double operations_of_drawn_basis(std::string_view sampler, const Blocks& blocks) {
  const double fixed = operations_of_basis(sampler, blocks);
  return is_a_scale(sampler) ? fixed : fixed + 16 * 89 * most_rows(blocks);
}

/// A drawn sampler is the same one in both scalars.
template <class Coarse, class Fine>
Deviation subspaces_agree(const SubspaceEntry<Coarse>& in_coarse, const SubspaceEntry<Fine>& in_fine) {
  const Blocks blocks(*block_structures(sizes_for(in_coarse)).as("blocks"));
  const Stream stream = *streams().as("stream");
  const auto coarse = in_coarse.make(blocks);
  const auto fine = in_fine.make(blocks);
  coarse->draw(stream);
  fine->draw(stream);
  Deviation deviation;
  for (Index l = 0; l < blocks.count(); ++l) {
    const Matrix<Fine> basis = basis_of(*fine, l);
    deviation.compare(
        basis_of(*coarse, l), Matrix<Coarse>(basis.template cast<Coarse>()),
        rounding<Coarse>(operations_of_drawn_basis(in_coarse.name, blocks), std::sqrt(most_rows(blocks))));
  }
  return deviation;
}

/// What a run is made of, in one scalar.
template <Scalar S>
struct Kinds {
  SubspaceEntry<S> sampler;
  ActionEntry<S> action;
};
template <Scalar S>
[[nodiscard]] Kinds<S> named(const std::string& sampler, const std::string& action) {
  return {sampler_named<S>(sampler), action_named<S>(action)};
}
/// Final states agree.   Math: run_tolerance, with the roundings of an action and of the four factors P in it
template <class Coarse, class Fine>
Deviation runs_agree(const Kinds<Coarse>& coarse, const Kinds<Fine>& fine) {
  const Scenario scenario = any_scenario(sizes_for(coarse.sampler), coarse.action);
  const Blocks blocks(scenario.data.blocks);
  const double operations =
      2 * action_operations(blocks) + 89 + 4 * operations_of_drawn_basis(coarse.sampler.name, blocks);
  Deviation deviation;
  compare(deviation, run_of(scenario, coarse.sampler, coarse.action), run_of(scenario, fine.sampler, fine.action),
          run_tolerance<Coarse>(scenario, operations));
  return deviation;
}

using Fine = bin_float_50;
TEST(CoupledScalars, samplers_draw_the_same_subspaces) {
  for_each_sampler<double>(
      [](const auto& kind) { holds([&] { return subspaces_agree(kind, sampler_named<Fine>(kind.name)); }, 100); });
  // Another arithmetic, of another library.
  holds([] { return subspaces_agree(sampler_named<Fine>("haar"), sampler_of<Haar<mpfr_float_50>, mpfr_float_50>); },
        20);
}
TEST(CoupledScalars, runs_agree_to_the_precision_of_the_coarser) {
  for_each_action<double>([](const auto& kind) {
    holds([&] { return runs_agree(named<double>("haar", kind.name), named<Fine>("haar", kind.name)); }, 8);
  });
  for_each_sampler<double>([](const auto& kind) {
    holds([&] { return runs_agree(named<double>(kind.name, "balanced"), named<Fine>(kind.name, "balanced")); }, 8);
  });
}

// Planted faults: scalars that draw from streams of their own; a step held in single precision.

template <class S>
struct HaarOfItsOwn : Altered<HaarOfItsOwn<S>, Haar<S>, S> {
  using Base = Altered<HaarOfItsOwn<S>, Haar<S>, S>;
  using Base::Base;
  void draw(const Stream& stream) override { Base::draw(stream.fork(std::numeric_limits<S>::digits)); }
};
template <class S>
struct BiprobeOfItsOwn : AlteredAction<Biprobe<S>, S> {
  using Base = AlteredAction<Biprobe<S>, S>;
  using Base::Base;
  void draw(const Stream& stream) override { Base::draw(stream.fork(std::numeric_limits<S>::digits)); }
};
template <class S>
struct CoordinatesWithARoundedScale : Altered<CoordinatesWithARoundedScale<S>, Coordinates<S>, S> {
  using Base = Altered<CoordinatesWithARoundedScale<S>, Coordinates<S>, S>;
  using Base::Base;
  void lift_block(Index l, const S& c, const ConstMatrixView<S>& b, MatrixView<S> y) const override {
    const bool coarse = std::numeric_limits<S>::digits == 53;
    Base::lift_block(l, coarse ? S(c * S(1 + 0x1p-24)) : c, b, y);
  }
};

template <template <class> class P>
Deviation subspaces_of_the_fault_agree() {
  return subspaces_agree(sampler_of<P<double>>, sampler_of<P<Fine>, Fine>);
}
template <template <class> class P, template <class> class A>
Deviation runs_of_the_fault_agree() {
  return runs_agree(Kinds<double>{sampler_of<P<double>>, action_of<A<double>>},
                    Kinds<Fine>{sampler_of<P<Fine>, Fine>, action_of<A<Fine>, Fine>});
}
TEST(CoupledScalars, faults_are_rejected) {
  is_rejected(subspaces_of_the_fault_agree<HaarOfItsOwn>);
  is_rejected(subspaces_of_the_fault_agree<CoordinatesWithARoundedScale>);
  is_rejected(runs_of_the_fault_agree<HaarOfItsOwn, Biprobe>);
  is_rejected(runs_of_the_fault_agree<Haar, BiprobeOfItsOwn>);
  is_rejected(runs_of_the_fault_agree<CoordinatesWithARoundedScale, Balanced>);
}

}  // namespace bros::property::coupled_scalars_test
