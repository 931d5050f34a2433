// hypergradient-formula, one-sided-vanishing.
#include <bros/claims/claims.hpp>
#include <bros/claims/instances.hpp>
#include <bros/claims/small_quadratic.hpp>
#include <bros/claims/tally.hpp>
#include <bros/problem/rate_instance.hpp>

namespace bros::claims {

void hypergradient_formula(EvidenceLog& log) {
  using S = bin_float_50;
  const auto problem = rate_instance<S>();
  const auto& [A, C, a] = problem.data().lower;
  const auto& [F, K, H, f, h] = problem.data().upper;
  Quadratic<S>::Exact exact(problem);
  S slope = 0, lower = 0, auxiliary = 0, value = 0;
  for (int point = 0; point < 8; ++point) {
    const Vector<S> x{{S(point) / 3 - 1, S(2 - point) / 7}};
    exact.at(x);
    const Vector<S> y = exact.lower_solution().flat(), z = exact.auxiliary_solution().flat();
    const Vector<S> gradient = exact.hypergradient();
    lower = std::max(lower, S((A * y + C.transpose() * x + a).norm()));
    auxiliary = std::max(auxiliary, S((A * z - (F * y + K.transpose() * x + f)).norm()));
    value = std::max(value,
                     S(abs(exact.phi() - (y.dot(F * y) / 2 + x.dot(K * y) + x.dot(H * x) / 2 + f.dot(y) + h.dot(x)))));
    for (Index i = 0; i < x.size(); ++i) {  // Phi is quadratic: a central difference has no error but rounding
      Vector<S> there = x;
      there[i] += 1;
      exact.at(there);
      S difference = exact.phi();
      there[i] -= 2;
      exact.at(there);
      difference = (difference - exact.phi()) / 2;
      slope = std::max(slope, S(abs(difference - gradient[i])));
    }
  }
  const S tolerance("1e-46");
  log.rounds("grad_x f - D_xY g [Z*] against differences of Phi", slope, tolerance, 16);
  log.rounds("Phi(x) = f(x, Y*(x))", value, tolerance, 8);
  log.rounds("grad_Y g = 0 at Y*", lower, tolerance, 8);
  log.rounds("D_YY g [Z*] = grad_Y f", auxiliary, tolerance, 8);
}

void one_sided_vanishing(EvidenceLog& log) {
  Tally vanishes, keeps, variance, two_sided;
  for (const Block& block : {Block{3, 1, 1}, Block{4, 1, 3}, Block{3, 2, 2}}) {
    const Blocks blocks({block});
    const auto data = small_quadratic<surd>({block});
    const auto& [A, C, a] = data.lower;
    const Index n = blocks.full().size();
    const Vector<surd> z = data.upper.f;
    BlockVector<surd> right_side(blocks.full());
    right_side.flat() = A.lazyProduct(z);  // b = H z: z is the solution
    HessianEstimate<surd> one_sided("coordinates", "one_sided", blocks, A);
    Matrix<surd> sum = Matrix<surd>::Constant(n, n, surd(0));
    int count = 0;
    for_each_estimate(one_sided, [&](const Matrix<surd>& estimate) {
      sum += estimate.transpose().lazyProduct(estimate);
      ++count;
    });
    variance.add(sum == A.transpose().lazyProduct(A) * surd(rational(block.rows) / block.rank * count));
    const Subspace<surd>& p = one_sided.subspace();
    const auto projected = [&](const BlockVector<surd>& v) {
      BlockVector<surd> w(blocks.projected()), lifted(blocks.full());
      lift_add(p, surd(1), restricted(p, v, w), lifted);
      return lifted.flat();
    };
    BlockVector<surd> solution(blocks.full());
    solution.flat() = z;
    bool cross_moves = false;
    for_each_realisation(one_sided, [&] {
      vanishes.add(one_sided.at(z) == projected(right_side));
      cross_moves |= C.lazyProduct(projected(solution)) != C.lazyProduct(z);
    });
    keeps.add(cross_moves);
    if (block.rank < 2) continue;
    HessianEstimate<surd> biprobe("coordinates", "biprobe", blocks, A);
    bool probes_move = false;
    for_each_realisation(biprobe, [&] { probes_move |= biprobe.at(z) != right_side.flat(); });
    two_sided.add(probes_move);
  }
  vanishes.log(log, "P (Hhat[Z] - grad_B f_P) = 0 at the solution, for every subspace");
  variance.log(log, "E||Q H Z||^2 = (m/r) ||H Z||^2 for every Z");
  two_sided.log(log, "two-sided probes keep their noise there");
  keeps.log(log, "a cross term along Q Z would keep its noise there");
}

}  // namespace bros::claims
