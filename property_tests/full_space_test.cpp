// In the full space every corrected action is the plain one, so BROS is MA-SOBA, bit for bit.
#include "scenario.hpp"

namespace bros::property::full_space_test {

/// Every iterate of an action in the full space has the bits of the plain method's.
template <Scalar S, class MakePlain>
Deviation equals(const MakePlain& make_plain, const ActionEntry<S>& kind, Averaging averaging) {
  const Scenario scenario = any_scenario({});
  const Quadratic<S> problem = scenario.problem<S>();
  const auto method = single_loop(problem, scenario.stream, sampler_named<S>("full"), kind, averaging);
  const auto plain = make_plain(problem, scenario.stream);
  Deviation deviation;
  for (std::uint64_t k = 0; k < scenario.iterations; ++k) {
    method->step(scenario.steps_in<S>());
    plain->step(scenario.steps_in<S>());
    deviation.require(same_bits(method->state(), plain->state()));
  }
  deviation.require(method->counts().hessian_actions == plain->counts().hessian_actions);
  return deviation;
}
template <Scalar S>
Deviation equals_the_plain_action(const ActionEntry<S>& kind) {
  return equals(
      [](const Problem<S>& problem, const Stream& stream) {
        return single_loop(problem, stream, sampler_named<S>("full"), action_named<S>("plain"));
      },
      kind, Averaging::moving);
}
/// MA-SOBA and SOBA, by their names.
Deviation equals_the_method(const std::string& name, Averaging averaging, const ActionEntry<double>& kind) {
  return equals([&](const Problem<double>& problem,
                    const Stream& stream) { return make_method(problem, {.method = name}, stream); },
                kind, averaging);
}

template <class S>
class FullSpaceAt : public ::testing::Test {};
TYPED_TEST_SUITE(FullSpaceAt, RealScalars);

TYPED_TEST(FullSpaceAt, every_action_is_the_plain_one_bit_for_bit) {
  using S = TypeParam;
  const int cases = std::is_same_v<S, double> ? 60 : 8;
  for_each_action<S>([=](const ActionEntry<S>& kind) { holds([&] { return equals_the_plain_action(kind); }, cases); });
}
TEST(FullSpace, bros_is_ma_soba_bit_for_bit_and_soba_without_averaging) {
  for_each_action<double>([](const auto& kind) {
    holds([&] { return equals_the_method("ma-soba", Averaging::moving, kind); }, 30);
    holds([&] { return equals_the_method("soba", Averaging::none, kind); }, 30);
  });
}

/// Blocks of full rank in coordinates: P is the identity, and BROS is MA-SOBA but for the order of roundings.
template <Scalar S>
Deviation full_rank_equals_ma_soba(const SubspaceEntry<S>& sampler, const ActionEntry<S>& kind) {
  const Scenario scenario = any_scenario({.full_rank = true}, kind);
  Deviation deviation;
  compare(deviation, run_of(scenario, sampler, kind),
          run_of(scenario, sampler_named<S>("full"), action_named<S>("plain")),
          run_tolerance<S>(scenario, action_operations(Blocks(scenario.data.blocks))));
  return deviation;
}
template <Scalar S>
void coordinates_of_full_rank(const char* name, int cases) {
  holds([=] { return full_rank_equals_ma_soba(sampler_named<S>("coordinates"), action_named<S>(name)); }, cases);
}

TEST(FullSpace, coordinates_of_full_rank_are_ma_soba_to_rounding) {
  for_each_action<double>([](const auto& kind) { coordinates_of_full_rank<double>(kind.name, 60); });
  coordinates_of_full_rank<bin_float_50>("biprobe", 8);
}

// Planted faults: a correction that forgets to vanish; a sampler that leaves out the last row.

struct CorrectsWithoutNeed : AlteredAction<Plain<double>> {
  using AlteredAction::AlteredAction;
  std::span<const Along<double>> ask(const Subspace<double>& p, const BlockVector<double>& z) override {
    at = z;
    return AlteredAction::ask(p, z);
  }
  BlockVector<double>& hessian() override {
    BlockVector<double>& out = AlteredAction::hessian();
    out.flat() += std::numeric_limits<double>::epsilon() * at.flat();
    return out;
  }
  BlockVector<double> at;
};
struct LeavesOutTheLastRow : Altered<LeavesOutTheLastRow, Coordinates<double>> {
  using Altered::Altered;
  void lift_block(Index l, const double& c, const ConstMatrixView<double>& b, MatrixView<double> y) const override {
    Matrix<double> without = b;
    without.bottomRows(1).setZero();
    Altered::lift_block(l, c, without, y);
  }
};

TEST(FullSpace, faults_are_rejected) {
  is_rejected([] { return equals_the_plain_action(action_of<CorrectsWithoutNeed>); });
  is_rejected([] { return equals_the_method("ma-soba", Averaging::none, action_named<double>("biprobe")); });
  is_rejected([] { return equals_the_method("soba", Averaging::moving, action_named<double>("biprobe")); });
  is_rejected(
      [] { return full_rank_equals_ma_soba(sampler_of<LeavesOutTheLastRow>, action_named<double>("biprobe")); });
}

}  // namespace bros::property::full_space_test
