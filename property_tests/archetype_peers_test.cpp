// The peer methods ask no more of a scalar than its concept names.
#include "archetype_figures.hpp"

#include <bros/method/amigo.hpp>
#include <bros/method/bome.hpp>
#include <bros/method/f2sa.hpp>
#include <bros/method/pbgd.hpp>
#include <bros/method/saba.hpp>
#include <bros/method/stocbio.hpp>
#include <bros/problem/finite_sum_quadratic.hpp>

namespace bros::property::archetype_peers_test {

template <class S>
RankOneFactors<S> factors(int shift) {
  const auto part = [&](Index rows, int by) {
    Matrix<S> m(rows, 4);
    for (Index j = 0; j < m.cols(); ++j)
      for (Index i = 0; i < rows; ++i)
        m(i, j) = S(static_cast<int>(((i + 2) * (i + 2) + j + shift) * (j + by) % 11) - 5) / S(4);
    return m;
  };
  return {part(1, 1), part(2, 2), part(1, 3), part(2, 4), part(2, 5), part(1, 6)};
}

template <class S>
Figures<S> peers_run() {
  using Problem = FiniteSumQuadratic<S>;
  const Problem problem({factors<S>(1), factors<S>(4), {{2, 1, 1}}, Vector<S>::Ones(1), Vector<S>::Ones(2)}, 2,
                        Sampling::slots);
  Figures<S> figures;
  const auto steps_of = [&](auto&& method, const auto& schedule) {
    for (std::uint64_t k = 0; k < 3; ++k) method.step(schedule(k));
    append(figures, method.x()), append(figures, method.y().flat());
  };
  const DecayingSchedule<S> steps({S(1) / S(9), S(1) / S(90), S(1) / S(80), S(1)}, S(1) / S(2));
  const PenaltySchedule<S> penalties({S(1) / S(9), S(1) / S(90), S(1) / S(80), S(2)}, stochastic_exponents<S>());
  const Stream stream(5);
  steps_of(Saba<Problem>(problem, stream), steps);
  steps_of(Amigo<Problem>(problem, stream, 2), steps);
  steps_of(StocBio<Problem>(problem, stream, 2, 2), steps);
  steps_of(Bome<Problem>(problem, stream, 2), steps);
  steps_of(F2sa<Problem>(problem, stream, 2), penalties);
  steps_of(Pbgd<Problem>(problem, stream, 2), penalties);
  return figures;
}

TEST(Archetype, of_a_real_compiles_the_peer_methods_and_gives_their_values) {
  EXPECT_TRUE(same(peers_run<RealArchetype>(), peers_run<long double>()));
}

}  // namespace bros::property::archetype_peers_test
