// The methods ask no more of a scalar than its concept names.
#include "archetype_figures.hpp"

#include <bros/method/make.hpp>
#include <bros/method/peers/penalty_schedule.hpp>
#include <bros/problem/finite_sum_quadratic.hpp>

namespace bros::property::archetype_methods_test {

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

/// Every method of the list, on a finite sum and on a problem of a user's own, where it has what the method needs.
template <class S>
Figures<S> methods_run() {
  const FiniteSumQuadratic<S> sum({factors<S>(1), factors<S>(4), {{2, 1, 1}}, Vector<S>::Ones(1), Vector<S>::Ones(2)},
                                  2, Sampling::slots);
  const OwnProblem<S> own(small_problem<S>());
  const PenaltySchedule<S> steps(
      {.alpha = S(1) / S(9), .beta = S(1) / S(90), .gamma = S(1) / S(80), .theta = S(1) / S(2), .lambda = S(2)},
      stochastic_exponents<S>());
  Figures<S> figures;
  for (const Problem<S>* problem : {static_cast<const Problem<S>*>(&sum), static_cast<const Problem<S>*>(&own)})
    for (const MethodEntry<S>& kind : method_list<S>()) {
      if (kind.slots && problem != &sum) continue;
      const auto method = make_method(*problem, {.method = kind.name, .action = "one_sided", .inner = 2}, Stream(5));
      for (std::uint64_t k = 0; k < 3; ++k) method->step(steps(k));
      append(figures, method->x()), append(figures, method->y().flat());
    }
  return figures;
}

TEST(Archetype, of_a_real_compiles_every_method_and_gives_their_values) {
  EXPECT_TRUE(same(methods_run<RealArchetype>(), methods_run<bin_float_50>()));
}

}  // namespace bros::property::archetype_methods_test
