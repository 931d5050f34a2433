// One stream, one problem, several arithmetics: samples, subspaces, signs and hence whole runs agree to the coarser
// one's precision.
#include "scenario.hpp"

namespace bros::property::coupled_scalars_test {

/// The roundings behind what a run draws: a Gaussian is off by at most 89 eps (see stream_test.cpp), relative to its
/// vector's norm by at most 16 times that unless the vector is shorter than 1/16 (two or more entries: probability
/// below 1/500 a draw, and an error of one draw in r m); each of r reflections inherits it.
template <Subspace P>
[[nodiscard]] double operations_of_drawn_basis(const Blocks& blocks) {
  if (std::string_view(P::name) != "haar") return operations_of_basis<P>(blocks);
  return operations_of_basis<P>(blocks) + 16 * 89 * most_rows(blocks);
}

/// A drawn sampler is the same one in both scalars.
template <template <class> class P, class Coarse, class Fine>
Deviation subspaces_agree() {
  const Blocks blocks(*block_structures(sizes_for<P<Coarse>>()).as("blocks"));
  const Stream stream = *streams().as("stream");
  P<Coarse> coarse(blocks);
  P<Fine> fine(blocks);
  coarse.draw(stream);
  fine.draw(stream);
  Deviation deviation;
  for (Index l = 0; l < blocks.count(); ++l) {
    const Matrix<Fine> basis = basis_of(fine, l);
    deviation.compare(basis_of(coarse, l), Matrix<Coarse>(basis.template cast<Coarse>()),
                      rounding<Coarse>(operations_of_drawn_basis<P<Coarse>>(blocks), std::sqrt(most_rows(blocks))));
  }
  return deviation;
}

/// Final states agree.   Math: run_tolerance, with the roundings of an action and of the four factors P in it
template <class Coarse, class Fine, template <class> class P, template <class> class A>
Deviation runs_agree() {
  using CoarseMethod = Bros<Quadratic<Coarse>, P<Coarse>, A<P<Coarse>>>;
  using FineMethod = Bros<Quadratic<Fine>, P<Fine>, A<P<Fine>>>;
  const Scenario scenario = any_scenario(sizes_for<P<Coarse>>(), A<P<Coarse>>::traits);
  const Blocks blocks(scenario.data.blocks);
  const double operations = 2 * action_operations(blocks) + 89 + 4 * operations_of_drawn_basis<P<Coarse>>(blocks);
  Deviation deviation;
  compare(deviation, run_of<CoarseMethod>(scenario), run_of<FineMethod>(scenario),
          run_tolerance<Coarse>(scenario, operations));
  return deviation;
}

TEST(CoupledScalars, samplers_draw_the_same_subspaces) {
  holds(subspaces_agree<Haar, double, long double>, 200);
  holds(subspaces_agree<Haar, double, bin_float_50>, 50);
  holds(subspaces_agree<Haar, bin_float_50, mpfr_50>, 20);
  holds(subspaces_agree<Coordinates, double, bin_float_50>, 50);
  holds(subspaces_agree<Hadamard, double, bin_float_50>, 50);
}
TEST(CoupledScalars, runs_agree_to_the_precision_of_the_coarser) {
  holds(runs_agree<double, long double, Haar, Biprobe>, 50);
  holds(runs_agree<double, bin_float_50, Haar, Biprobe>, 10);
  holds(runs_agree<long double, bin_float_50, Haar, Biprobe>, 10);
  holds(runs_agree<double, long double, Coordinates, Balanced>, 50);
  holds(runs_agree<double, long double, Hadamard, Centred>, 50);
  holds(runs_agree<double, long double, Haar, Decoupled>, 50);
  holds(runs_agree<double, long double, Full, Plain>, 50);
}

// Planted faults: scalars that draw from streams of their own; a step held in single precision.

template <class S>
struct HaarOfItsOwn : Haar<S> {
  using Haar<S>::Haar;
  void draw(const Stream& stream) { Haar<S>::draw(stream.fork(std::numeric_limits<S>::digits)); }
};
template <class P>
struct BiprobeOfItsOwn : Biprobe<P> {
  using Biprobe<P>::Biprobe;
  void draw(const Stream& stream) { Biprobe<P>::draw(stream.fork(std::numeric_limits<typename P::Scalar>::digits)); }
};
template <class S>
struct CoordinatesWithARoundedScale : Coordinates<S> {
  using Coordinates<S>::Coordinates;
  void lift_block(Index l, const S& c, const ConstMatrixView<S>& b, MatrixView<S> y) const {
    const bool coarse = std::numeric_limits<S>::digits == 53;
    Coordinates<S>::lift_block(l, coarse ? S(c * S(1 + 0x1p-24)) : c, b, y);
  }
};

TEST(CoupledScalars, faults_are_rejected) {
  is_rejected(subspaces_agree<HaarOfItsOwn, double, long double>);
  is_rejected(subspaces_agree<CoordinatesWithARoundedScale, double, long double>);
  is_rejected(runs_agree<double, long double, HaarOfItsOwn, Biprobe>);
  is_rejected(runs_agree<double, long double, Haar, BiprobeOfItsOwn>);
  is_rejected(runs_agree<double, long double, CoordinatesWithARoundedScale, Balanced>);
}

}  // namespace bros::property::coupled_scalars_test
