// Part of moment-recursion: the maps of moments, against covariances and joint moments of entries that were made
// another way.
#include <bros/claims/exact_matrix.hpp>
#include <bros/claims/moment_recursion.hpp>
#include <bros/claims/quadratic_cases.hpp>
#include <bros/claims/tally.hpp>
#include <bros/compiled_theory.hpp>
#include <bros/theory/estimators/second_moment_map.hpp>
#include <bros/verified/estimator_law.hpp>

#include <utility>

namespace bros::claims::every_entry {

using R = rational;
constexpr ActionKind actions[] = {ActionKind::plain,        ActionKind::one_sided, ActionKind::decoupled,
                                  ActionKind::biprobe,      ActionKind::balanced,  ActionKind::centred,
                                  ActionKind::exact_weights};
constexpr SamplerKind samplers[] = {SamplerKind::haar, SamplerKind::coordinates};
const std::vector<Block> one_block{{3, 1, 2}}, columns{{3, 2, 2}}, two_blocks{{3, 1, 2}, {1, 1, 1}};

Matrix<R> unsymmetric(Index n) {
  Matrix<R> x(n, n);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) x(i, j) = R((4 * i + 3 * j + i * i * j) % 7 - 3) / 2;
  return x;
}
Matrix<R> outer(const Vector<R>& z) {
  Matrix<R> x(z.size(), z.size());
  for (Index i = 0; i < z.size(); ++i)
    for (Index j = 0; j < z.size(); ++j) x(i, j) = z[i] * z[j];
  return x;
}

/// Whether e_e at z z^T is the covariance of Hhat[z], that of theory/variance.hpp and of every variable of the noise of
/// the Hessian in turn: the deviation has unit entries of variance `noise`, twice that on the diagonal.
bool is_covariance(const Estimator& of_maps, const Estimator& of_covariance, const R& noise) {
  const Index n = of_maps.blocks.full().size();
  const HessianMoments<R> hessian{unstructured_data<R>({{n, 1, n}}, 1).lower.A, R(3) / 4};
  Vector<R> z(n);
  for (Index i = 0; i < n; ++i) z[i] = R((3 * i) % 4 - 1) / 2;
  Matrix<R> expected = covariance<R>(of_covariance, hessian.mean, z);
  for (Index j = 0; j < n; ++j)
    for (Index i = 0; i <= j; ++i) {
      Matrix<R> unit = Matrix<R>::Zero(n, n);
      unit(i, j) = unit(j, i) = 1;
      const Matrix<R> part = second_moment_matrix<R>(of_covariance, unit, z);
      for (Index e = 0; e < part.size(); ++e) expected.data()[e] += (i == j ? 2 : 1) * noise * part.data()[e];
    }
  return equal(deviation_maps<R>(of_maps, hessian).e_e(outer(z)), expected);
}

/// Whether q_q and e_q have the covariances of the entries of (Q, Hhat) that verified/estimator_law.hpp finds by
/// summing over single entries.
bool are_joint(ActionKind of_maps, ActionKind of_entries, SamplerKind sampler) {
  constexpr int m = 3;
  Matrix<R> hessian = Matrix<R>::Zero(m, m);  // joint_moments takes its time over every entry
  hessian(0, 0) = 1, hessian(1, 1) = 2, hessian(0, 1) = 3, hessian(2, 1) = -1;
  const Matrix<R> joint = joint_moments(of_entries, sampler, m, 2, hessian);
  const auto maps = deviation_maps<R>({of_maps, sampler, Blocks(one_block)}, {hessian});
  const auto covariance = [&](Index a, Index b) { return R(joint(a, b) - joint(0, a) * joint(0, b)); };
  const auto q = [](Index i, Index j) { return 1 + i + m * j; };
  const auto estimate = [](Index i, Index j) { return 1 + m * m + i + m * j; };
  bool same = true;
  for (Index k = 0; k < m; ++k)
    for (Index l = 0; l < m; ++l) {
      Matrix<R> unit = Matrix<R>::Zero(m, m);
      unit(k, l) = 1;  // L E_kl R^T has the entries L_ik R_jl
      const Matrix<R> q_q = maps.q_q(unit), e_q = maps.e_q(unit), e_e = maps.e_e(unit);
      for (Index i = 0; i < m; ++i)
        for (Index j = 0; j < m; ++j) {
          same = same && q_q(i, j) == covariance(q(i, k), q(j, l));
          same = same && e_q(i, j) == covariance(estimate(i, k), q(j, l));
          same = same && e_e(i, j) == covariance(estimate(i, k), estimate(j, l));
        }
    }
  return same;
}

void deviations(EvidenceLog& log) {
  Tally covariances, joint, tangents, projection, refuted;
  for (const ActionKind action : actions) {
    const bool corrected = action == ActionKind::centred || action == ActionKind::exact_weights;
    const Estimator e{action, corrected ? SamplerKind::coordinates : SamplerKind::haar, Blocks(one_block)};
    covariances.add(is_covariance(e, e, R(3) / 4));
  }
  for (const auto& [action, blocks] : {std::pair{ActionKind::one_sided, std::vector<Block>{{2, 2, 1}}},
                                       {ActionKind::decoupled, {{2, 1, 1}, {2, 1, 1}}},
                                       {ActionKind::plain, {{2, 1, 1}, {1, 1, 1}}}}) {
    const Estimator e{action, SamplerKind::haar, Blocks(blocks)};
    covariances.add(is_covariance(e, e, R(3) / 4));
  }
  covariances.log(log, "e_e is the covariance of estimator-variance, and that of each variable of the Hessian's noise");
  const Estimator biprobe{ActionKind::biprobe, SamplerKind::haar, Blocks(one_block)};
  refuted.add(!is_covariance(biprobe, {ActionKind::centred, SamplerKind::haar, Blocks(one_block)}, R(3) / 4));
  refuted.add(!is_covariance(biprobe, {ActionKind::biprobe, SamplerKind::coordinates, Blocks(one_block)}, R(3) / 4));
  refuted.add(!is_covariance(biprobe, biprobe, R(1) / 2));

  for (const ActionKind action : {ActionKind::plain, ActionKind::biprobe, ActionKind::centred})
    joint.add(are_joint(action, action, SamplerKind::haar));
  joint.add(are_joint(ActionKind::biprobe, ActionKind::biprobe, SamplerKind::coordinates));
  joint.log(log, "q_q, e_q and e_e have the covariances of the entries of (Q, Hhat), Haar by Weingarten calculus");
  refuted.add(!are_joint(ActionKind::plain, ActionKind::biprobe, SamplerKind::haar));

  for (const SamplerKind sampler : samplers)
    for (const auto& blocks : {columns, two_blocks}) {
      const Blocks shapes(blocks);
      Matrix<R> h = unsymmetric(shapes.full().size());
      const Matrix<R> x = h;
      h(0, 1) += 1, h(2, 0) -= 2;
      for (const ActionKind action : {ActionKind::one_sided, ActionKind::decoupled}) {
        const auto maps = deviation_maps<R>({action, sampler, shapes}, {h});
        tangents.add(equal(maps.e_q(x), maps.q_q(matrix_product(h, x))));
        refuted.add(!equal(maps.e_q(x), maps.q_q(matrix_product(x, h))));
      }
      const auto one_sided = deviation_maps<R>({ActionKind::one_sided, sampler, shapes}, {h});
      tangents.add(equal(one_sided.e_e(x), one_sided.q_q(matrix_product(h, matrix_product<R>(x, h.transpose())))));
    }
  tangents.log(log, "one_sided and decoupled: e_q(X) = q_q(H X), and e_e(X) = q_q(H X H') for one_sided");
  const Matrix<R> x = unsymmetric(6);
  Matrix<R> expected = bros::haar_second<R>(x, 3, 2);
  expected -= x;
  projection.add(
      equal(deviation_maps<R>({ActionKind::plain, SamplerKind::haar, Blocks(columns)}, {x}).q_q(x), expected));
  projection.log(log, "q_q of a Haar projection is haar-second, less X");
  refuted.log(log, "refuted: another action, sampler, noise, or order of factors");
}

}  // namespace bros::claims::every_entry
