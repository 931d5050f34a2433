// In the full space every corrected action is the plain one, so BROS is MA-SOBA, bit for bit.
#include "scenario.hpp"

namespace bros::property::full_space_test {

template <class S, template <class> class A, Averaging averaging>
using InFullSpace = SingleLoop<Quadratic<S>, Full<S>, A<Full<S>>, averaging>;

/// Every iterate of A in the full space has the bits of the plain action's.
template <class S, template <class> class A, Averaging averaging = Averaging::moving>
Deviation equals_the_plain_method() {
  const Scenario scenario = any_scenario({}, {"any", true, 1, false});
  const Quadratic<S> problem = scenario.problem<S>();
  InFullSpace<S, A, averaging> method(problem, scenario.stream);
  InFullSpace<S, Plain, averaging> plain(problem, scenario.stream);
  Deviation deviation;
  for (std::uint64_t k = 0; k < scenario.iterations; ++k) {
    method.step(scenario.steps_in<S>());
    plain.step(scenario.steps_in<S>());
    deviation.require(same_bits(state_of(method), state_of(plain)));
  }
  deviation.require(method.counts().hessian_actions == plain.counts().hessian_actions);
  return deviation;
}

static_assert(std::is_same_v<MaSoba<Quadratic<double>>, InFullSpace<double, Plain, Averaging::moving>>);
static_assert(std::is_same_v<Soba<Quadratic<double>>, InFullSpace<double, Plain, Averaging::none>>);

template <class S>
class FullSpaceAt : public ::testing::Test {};
TYPED_TEST_SUITE(FullSpaceAt, RealScalars);

TYPED_TEST(FullSpaceAt, bros_is_ma_soba_bit_for_bit_with_every_action) {
  using S = TypeParam;
  const int cases = std::is_same_v<S, double> ? 60 : 8;
  holds(equals_the_plain_method<S, Biprobe>, cases);
  holds(equals_the_plain_method<S, Balanced>, cases);
  holds(equals_the_plain_method<S, Centred>, cases);
  holds(equals_the_plain_method<S, ExactWeights>, cases);
  holds(equals_the_plain_method<S, OneSided>, cases);
  holds(equals_the_plain_method<S, Decoupled>, cases);
}
TEST(FullSpace, without_averaging_the_method_is_soba_bit_for_bit) {
  holds(equals_the_plain_method<double, Biprobe, Averaging::none>);
  holds(equals_the_plain_method<double, OneSided, Averaging::none>);
}

/// Blocks of full rank in coordinates: P is the identity, and BROS is MA-SOBA but for the order of roundings.
template <class S, class P, template <class> class A>
Deviation full_rank_equals_ma_soba() {
  const Scenario scenario = any_scenario({.full_rank = true}, A<P>::traits);
  Deviation deviation;
  compare(deviation, run_of<Bros<Quadratic<S>, P, A<P>>>(scenario), run_of<MaSoba<Quadratic<S>>>(scenario),
          run_tolerance<S>(scenario, action_operations(Blocks(scenario.data.blocks))));
  return deviation;
}

TEST(FullSpace, coordinates_of_full_rank_are_ma_soba_to_rounding) {
  holds(full_rank_equals_ma_soba<double, Coordinates<double>, Biprobe>);
  holds(full_rank_equals_ma_soba<double, Coordinates<double>, Balanced>);
  holds(full_rank_equals_ma_soba<double, Coordinates<double>, Decoupled>);
  holds(full_rank_equals_ma_soba<bin_float_50, Coordinates<bin_float_50>, Biprobe>, 8);
}

// Planted faults: a correction that forgets to vanish; a sampler that leaves out the last row.

template <class P>
struct CorrectsWithoutNeed : Plain<P> {
  using Plain<P>::Plain;
  void apply(auto& oracle, const P& p, const auto& z, const auto& w, auto& out) {
    Plain<P>::apply(oracle, p, z, w, out);
    out.flat() += std::numeric_limits<double>::epsilon() * w.flat();
  }
};
struct LeavesOutTheLastRow : Coordinates<double> {
  using Coordinates<double>::Coordinates;
  void lift_block(Index l, const double& c, const ConstMatrixView<double>& b, MatrixView<double> y) const {
    Matrix<double> without = b;
    without.bottomRows(1).setZero();
    Coordinates<double>::lift_block(l, c, without, y);
  }
};

TEST(FullSpace, faults_are_rejected) {
  is_rejected(equals_the_plain_method<double, CorrectsWithoutNeed>);
  is_rejected(full_rank_equals_ma_soba<double, LeavesOutTheLastRow, Biprobe>);
}

}  // namespace bros::property::full_space_test
