// subspace-variance, hypergradient-lipschitz, oracle-noise, projected-descent, lower-tracking, auxiliary-contraction,
// averaging-error and potential-decrease: each right-hand side against the exact left-hand side of one iteration.
#include <bros/claims/claims.hpp>
#include <bros/claims/lemmas.hpp>
#include <bros/claims/slack.hpp>
#include <bros/claims/tally.hpp>
#include <bros/compiled_theory.hpp>

namespace bros::claims::lemmas {

template <class S>
struct Sides {
  S bound, exact;
};
template <class S, class Lemma>
void hold_against(EvidenceLog& log, const std::vector<Iteration<S>>& iterations, const Lemma& lemma,
                  const std::string& what) {
  Slack<S> slack;
  for (const Iteration<S>& o : iterations) {
    const Sides<S> sides = lemma(o);
    slack.see(sides.bound, sides.exact, lemma_states[static_cast<std::size_t>(o.state)]);
  }
  slack.log(log, what);
}
struct Iterations {
  std::vector<Iteration<rational>> exact = in_rationals::iterations();
  std::vector<Iteration<double>> in_double = in_double::iterations();
};
/// `lemma` in both arithmetics.
template <class Lemma>
void hold(EvidenceLog& log, const Iterations& iterations, const Lemma& lemma, const std::string& name) {
  hold_against(log, iterations.exact, lemma, name + ", quadratic problems with noise, moments in rationals");
  hold_against(log, iterations.in_double, lemma,
               name + ", condition numbers to 1000, L_g2 > 0, moments in closed form");
}

void subspace_variance(EvidenceLog& log) {
  Tally attained, shapes;
  for (const Blocks& blocks : lemma_blocks())
    for (const ActionKind action : {ActionKind::one_sided, ActionKind::decoupled}) {
      if (blocks.count() > 1) continue;
      const Index n = blocks.full().size();
      Matrix<rational> identity = Matrix<rational>::Zero(n, n);
      for (Index i = 0; i < n; ++i) identity(i, i) = 1;
      const auto [rho, omega] = bros::subspace_variance<rational>(action, blocks);
      const auto form = second_moment_form<rational>({action, SamplerKind::haar, blocks}, identity);
      attained.add(form(0, 0) - 1 == omega && omega >= rho - 1);
    }
  attained.log(log, "omega of one_sided and decoupled is the variance at H = I, one block");
  shapes.add(!unbiased_on(ActionKind::plain, Blocks({{4, 1, 2}})));
  shapes.add(bros::subspace_variance<rational>(ActionKind::plain, Blocks({{4, 1, 4}})).omega == 0);
  shapes.add(bros::subspace_variance<rational>(ActionKind::one_sided, Blocks({{8, 1, 1}, {3, 2, 2}})).omega == 7);
  shapes.log(log, "plain on a projected block is refused; omega of full space is 0; the worst block counts");
  in_double::subspace_variance_slack().log(log,
                                           "omega against the greatest variance over all Z: H Gaussian, orthogonal, I");
  in_double::weak_noise_slack().log(
      log, "1 + omega against E||T_N||^2 for noise N = sqrt(n) e_i e_j', j uniform, i the worst: E||N v||^2 = ||v||^2");
}

void hypergradient_lipschitz(EvidenceLog& log) {
  Slack<rational> squares;
  for (const auto& one : in_rationals::displacements()) {
    const auto bound = bros::hypergradient_lipschitz(one.a);
    const auto see = [&](const rational& constant, const rational& found, const char* what) {
      squares.see(constant * constant * one.moved, found, what);
    };
    see(bound.lower_solution, one.lower, "Y*"), see(bound.auxiliary_solution, one.auxiliary, "Z*");
    see(bound.hypergradient, one.hypergradient, "grad Phi");
  }
  squares.log(log, "quadratic problems, in rationals: squares of L_Y, L_Z, L_Phi and of what they bound");
  const Slack<double> slack = in_double::lipschitz_slack();
  slack.log(log, "condition numbers to 300, L_g2 > 0: L_Y, L_Z, L_Phi against what Y*, Z*, grad Phi move by");
  log.rounds("L_Y is attained up to any factor: the least slack there", slack.least(), 1.01, 300);
}

void oracle_noise(EvidenceLog& log) {
  const Iterations iterations;
  hold(
      log, iterations,
      []<class S>(const Iteration<S>& o) {
        return Sides<S>{auxiliary_noise(o.a, o.before), o.auxiliary_variance};
      },
      "V_Z");
  hold(
      log, iterations,
      []<class S>(const Iteration<S>& o) {
        return Sides<S>{estimate_noise(o.a, o.before), o.estimate_variance};
      },
      "V_D");
}

void projected_descent(EvidenceLog& log) {
  const Iterations iterations;
  hold(
      log, iterations,
      []<class S>(const Iteration<S>& o) {
        return Sides<S>{bros::projected_descent<S>(o.a, o.steps.beta, o.before.lower), o.lower_fixed};
      },
      "E||Y+ - Y*(x)||^2");
  Tally attained;
  for (const auto& o : iterations.exact)
    if (o.before.lower == 0 && o.a.rho == 1)
      attained.add(bros::projected_descent<rational>(o.a, o.steps.beta, 0) == o.lower_fixed);
  attained.log(log, "attained at Y = Y* in full space");
}

void lower_tracking(EvidenceLog& log) {
  const Iterations iterations;
  hold(
      log, iterations,
      []<class S>(const Iteration<S>& o) {
        return Sides<S>{bros::lower_tracking(o.a, o.steps, o.before), o.after.lower};
      },
      "E||Y+ - Y*(x+)||^2");
}

void auxiliary_contraction(EvidenceLog& log) {
  const Iterations iterations;
  hold(
      log, iterations,
      []<class S>(const Iteration<S>& o) {
        return Sides<S>{bros::auxiliary_contraction(o.a, o.steps, o.before), o.after.auxiliary};
      },
      "E||Z+ - Z*(x+)||^2, with the S_Z of the action");
}

void averaging_error(EvidenceLog& log) {
  const Iterations iterations;
  hold(
      log, iterations,
      []<class S>(const Iteration<S>& o) {
        return Sides<S>{bros::averaging_error(o.a, o.steps, o.before), o.after.average};
      },
      "E||h+ - grad Phi(x+)||^2");
}

void potential_decrease(EvidenceLog& log) {
  rates::decrease_from_the_lemmas(log);
  const Iterations iterations;
  hold(
      log, iterations,
      []<class S>(const Iteration<S>& o) {  // Phi+ - Phi + alpha/2 ||grad Phi||^2 stands with the exact value
        const auto weights = potential(o.a, o.steps);
        const S half = o.steps.alpha / S(2);
        return Sides<S>{weights(o.before) + half * noise_floor(o.a, o.steps),
                        o.ascent + half * o.gradient + weights(o.after)};
      },
      "E Psi+ - Phi(x) + alpha/2 ||grad Phi||^2");
}

}  // namespace bros::claims::lemmas
