// SingleLoop makes the iterations that its documentation writes down: compared with dense matrices, formula by formula.
#include "scenario.hpp"

namespace bros::property::recursion_test {

enum class Fault {
  none,
  x_moves_along_the_new_h,
  theta_is_ignored,
  beta_and_gamma_are_swapped,
  z_sees_the_new_y,
  h_sees_the_new_z,
  z_keeps_the_sign_of_f,
  action_reuses_the_subspace_stream,
  noise_reuses_the_action_stream,
  one_subspace_for_the_whole_run,
  one_sample_for_the_whole_run
};

/// The recursion written out, with P as a dense matrix, the samples from Quadratic in the full space.
template <Scalar S>
State<S> written_out(const Scenario& scenario, const SubspaceEntry<S>& sampler, const ActionEntry<S>& kind,
                     Fault fault) {
  const Quadratic<S> problem = scenario.problem<S>();
  const auto [alpha, beta, gamma, theta, momentum, lambda] = scenario.steps_in<S>();
  const Full<S> full(problem.blocks());
  const auto sampled = problem.oracle(full);
  const auto p = sampler.make(problem.blocks());
  const auto action = kind.make(*p);
  const Index n = problem.y0().size();
  BlockVector<S> y = problem.y0(), z(y.layout());
  Vector<S> x = problem.x0(), h = Vector<S>::Zero(x.size());
  const auto projected = [&](const BlockVector<S>& v) {  // P P^T v
    BlockVector<S> out(v.layout());
    for (Index l = 0; l < problem.blocks().count(); ++l) {
      const Matrix<S> basis = basis_of(*p, l);
      out.block(l) = basis * (basis.transpose() * v.block(l)).eval();
    }
    return Vector<S>(out.flat());
  };
  const auto along = [&](const BlockVector<S>& v) { return kind.full_cross ? v.flat() : projected(v); };
  const auto count = static_cast<std::size_t>(n);
  std::vector<BlockVector<S>> units(count, y), columns(count, y);
  std::vector<Vector<S>> images(count);
  std::vector<Along<S>> every_unit;
  for (std::size_t j = 0; j < count; ++j) {
    units[j].flat() = Vector<S>::Unit(n, static_cast<Index>(j));
    every_unit.push_back({tangent(units[j]), &columns[j], &images[j]});
  }

  for (std::uint64_t k = 0; k < scenario.iterations; ++k) {
    const Stream& s = scenario.stream;
    const bool reuse = fault == Fault::action_reuses_the_subspace_stream;
    p->draw(s.fork("subspace").fork(fault == Fault::one_subspace_for_the_whole_run ? 0 : k));
    action->draw(s.fork(reuse ? "subspace" : "action").fork(k));
    const Sample sample{fault == Fault::one_sample_for_the_whole_run ? 0 : k,
                        s.fork(fault == Fault::noise_reuses_the_action_stream ? "action" : "sample")};
    sampled->evaluate({x, y, sample}, Request<S>{every_unit});
    Matrix<S> hessian(n, n), cross(x.size(), n);
    for (Index j = 0; j < n; ++j) {
      hessian.col(j) = columns[static_cast<std::size_t>(j)].flat();
      cross.col(j) = images[static_cast<std::size_t>(j)];
    }

    const Vector<S> estimate = sampled->upper_gradient_upper() - cross * along(z);
    BlockVector<S> auxiliary(y.layout());
    lift_add(*p, S(1), applied(*p, *action, hessian, z), auxiliary);
    BlockVector<S> new_y = y, new_z = z;
    const bool swapped = fault == Fault::beta_and_gamma_are_swapped;
    new_y.flat() -= (swapped ? gamma : beta) * projected(sampled->lower_gradient());
    if (fault == Fault::z_sees_the_new_y) sampled->evaluate({x, new_y, {k, s.fork("sample")}});
    const Vector<S> right_side = projected(sampled->upper_gradient_lower());
    const S direction(fault == Fault::z_keeps_the_sign_of_f ? -1 : 1);
    new_z.flat() -= (swapped ? beta : gamma) * (auxiliary.flat() - direction * right_side);
    const Vector<S> estimate_at_new_z = sampled->upper_gradient_upper() - cross * along(new_z);
    const Vector<S>& used = fault == Fault::h_sees_the_new_z ? estimate_at_new_z : estimate;
    const S weight = fault == Fault::theta_is_ignored ? S(1) : theta;
    const Vector<S> new_h = (1 - weight) * h + weight * used;
    x -= alpha * (fault == Fault::x_moves_along_the_new_h ? new_h : h);
    h = new_h, y = new_y, z = new_z;
  }
  return {x, y, z, h, {}, {}};
}

template <Scalar S>
Deviation follows_the_recursion(const SubspaceEntry<S>& sampler, const ActionEntry<S>& kind,
                                Fault fault = Fault::none) {
  const Scenario scenario = any_scenario(sizes_for(sampler), kind);
  Deviation deviation;
  compare(deviation, run_of(scenario, sampler, kind), written_out(scenario, sampler, kind, fault),
          run_tolerance<S>(scenario, 2 * action_operations(Blocks(scenario.data.blocks))));
  return deviation;
}
template <Scalar S>
Deviation haar_and_biprobe_follow(Fault fault) {
  return follows_the_recursion(sampler_named<S>("haar"), action_named<S>("biprobe"), fault);
}

TEST(SingleLoopRecursion, is_the_documented_one_for_every_action) {
  for_each_action<double>(
      [](const auto& kind) { holds([&] { return follows_the_recursion(sampler_named<double>("haar"), kind); }, 30); });
}
TEST(SingleLoopRecursion, is_the_documented_one_on_every_sampler) {
  for_each_sampler<double>([](const auto& sampler) {
    holds([&] { return follows_the_recursion(sampler, action_named<double>("plain")); }, 30);
  });
}
TEST(SingleLoopRecursion, is_the_documented_one_in_bin_float_50) {
  holds([] { return haar_and_biprobe_follow<bin_float_50>(Fault::none); }, 5);
}

TEST(SingleLoopRecursion, faults_are_rejected) {
  for (const Fault fault : {Fault::x_moves_along_the_new_h, Fault::theta_is_ignored, Fault::beta_and_gamma_are_swapped,
                            Fault::z_sees_the_new_y, Fault::h_sees_the_new_z, Fault::z_keeps_the_sign_of_f,
                            Fault::action_reuses_the_subspace_stream, Fault::noise_reuses_the_action_stream,
                            Fault::one_subspace_for_the_whole_run, Fault::one_sample_for_the_whole_run}) {
    SCOPED_TRACE("fault " + std::to_string(static_cast<int>(fault)));
    is_rejected([=] { return haar_and_biprobe_follow<double>(fault); });
  }
}

}  // namespace bros::property::recursion_test
