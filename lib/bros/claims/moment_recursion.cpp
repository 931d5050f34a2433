// moment-recursion: the exact recursion of first and second moments, step by step and by squaring.
#include <bros/claims/claims.hpp>
#include <bros/claims/exact_matrix.hpp>
#include <bros/claims/instances.hpp>
#include <bros/claims/moment_recursion.hpp>
#include <bros/claims/quadratic_cases.hpp>
#include <bros/claims/tally.hpp>
#include <bros/compiled_theory.hpp>
#include <bros/method/instance_steps.hpp>
#include <bros/problem/counterexample.hpp>
#include <bros/problem/rate_instance.hpp>
#include <bros/theory/recursion/moment_operator.hpp>

#include <algorithm>

namespace bros::claims::exact_curves {

/// E||grad Phi(x^K)||^2 and the mean over k < K, exactly, by the definition.
template <class S>
RunMoments<S> iterated(const MomentRecursion<S>& recursion, const Steps<S>& steps, std::uint64_t horizon) {
  Matrix<S> moments = recursion.start();
  S sum(0);
  for (std::uint64_t k = 0; k < horizon; ++k) {
    sum += recursion.squared_gradient(moments);
    moments = recursion.step(moments, steps);
  }
  return {moments, recursion.squared_gradient(moments), sum / S(static_cast<long>(horizon))};
}
bool same(const RunMoments<rational>& a, const RunMoments<rational>& b) {
  return equal(a.moments, b.moments) && a.squared_gradient == b.squared_gradient &&
         a.mean_squared_gradient == b.mean_squared_gradient;
}

void squaring(EvidenceLog& log) {
  const auto data = noisy_data<rational>({{2, 1, 1}}, 1);
  const MomentRecursion<rational> recursion(data, {ActionKind::one_sided, SamplerKind::haar, Blocks(data.blocks)},
                                            Averaging::moving);
  const Steps<rational> steps{rational(1) / 10, rational(1) / 4, rational(1) / 5, rational(1) / 2},
      half{rational(1) / 20, rational(1) / 8, rational(1) / 10, rational(1) / 4};
  const MomentOperator<rational> operators(recursion, steps);
  Tally by_squaring, refuted;
  for (const std::uint64_t horizon : {1U, 2U, 3U, 5U, 8U})
    by_squaring.add(same(run_moments<rational>(operators, 1, horizon), iterated(recursion, steps, horizon)));
  by_squaring.add(same(run_moments<rational>(operators, rational(1) / 2, 5), iterated(recursion, half, 5)));
  by_squaring.log(log, "run_moments at K = 1, 2, 3, 5, 8, and at half the steps, is the recursion step by step");
  refuted.add(!same(run_moments<rational>(operators, 1, 6), iterated(recursion, steps, 5)));
  refuted.add(!same(run_moments<rational>(operators, 1, 5), iterated(recursion, half, 5)));
  refuted.log(log, "refuted: one iteration more, steps of another size");
}

/// grad Phi by elimination, and by Cholesky for the problem itself.
double gradient_deviation(double shift) {
  const auto data = unstructured_data<double>({{2, 2, 1}, {3, 1, 2}}, 2);
  const Quadratic<double> problem(data);
  const QuadraticDynamics<double> dynamics(data, Averaging::moving);
  Quadratic<double>::Exact exact(problem);
  Vector<double> s = Vector<double>::Zero(dynamics.layout.size());
  s << 0.7, -1.1, Vector<double>::Constant(dynamics.layout.size() - 3, 5), 1;
  exact.at(s.head(2));
  s[0] += shift;
  return (dynamics.gradient * s - exact.hypergradient()).norm();
}

void moment_recursion(EvidenceLog& log) {
  squaring(log);
  with_noise::moments(log);
  every_draw::moments(log);
  log.rounds("the hypergradient of the recursion is that of the problem", gradient_deviation(0), 1e-13);
  log.add({"refuted: that at a point 1e-6 away", EvidenceKind::rounding, EvidenceLog::text(gradient_deviation(1e-6)),
           "above 1e-9", gradient_deviation(1e-6) > 1e-9});
  const auto data = rate_instance_data<double>();
  const MomentRecursion<double> naive(data, {ActionKind::plain, SamplerKind::haar, Blocks(data.blocks)},
                                      Averaging::moving);
  const auto schedule = horizon_schedule<double>(rate_steps<double>(), 4096);
  const double squared = run_moments<double>(naive, schedule(0), 4096).mean_squared_gradient;
  log.rounds("naive in double, K = 4096: step by step against squaring",
             std::abs(mean_squared_gradient(naive, schedule, 4096) / squared - 1), 1e-10);
#ifdef BROS_WITH_MPFR
  every_entry::deviations(log);
  enclosed::moments(log);
#endif
}

}  // namespace bros::claims::exact_curves
