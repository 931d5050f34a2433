// counterexample: exact in rationals, enclosed in intervals; the recursions are those of the library's own runs.
#include <bros/claims/claims.hpp>
#include <bros/verified/counterexample.hpp>

namespace bros::claims {

void counterexample(EvidenceLog& log) {
  const rational xbar = rational(-20) / 39, limit = rational(361) / 1521;
  const auto steps_for = [](int root) {
    const rational one = rational(1) / root;
    return Steps<rational>{one, 4 * one, 4 * one, 8 * one};
  };
  constexpr int root = 128;
  constexpr std::uint64_t horizon = root * root;
  const Steps<rational> steps = steps_for(root);
  const auto hessian = counterexample_hessian<rational>();

  log.equal("entry (1,1) of the naive method's mean action", naive_mean_action()(0, 0), rational(39) / 20);
  const MeanLimit naive = mean_limit(naive_mean_action(), xbar, steps), bros = mean_limit(hessian, -1, steps);
  log.add({"the naive mean is stationary at x = -20/39", EvidenceKind::exact,
           naive.stationary ? "-20/39" : "not stationary", "-20/39", naive.stationary});
  log.add({"the mean of BROS is stationary at x = -1", EvidenceKind::exact, bros.stationary ? "-1" : "not stationary",
           "-1", bros.stationary});
  const auto contracts = [&](const char* what, const std::optional<Contraction>& contraction) {
    log.add({what, EvidenceKind::enclosed,
             contraction ? "||M^" + std::to_string(contraction->power) +
                               "|| <= " + EvidenceLog::text(static_cast<double>(contraction->norm))
                         : "no contraction found",
             "below 1", contraction.has_value() && contraction->norm < 1});
  };
  contracts("the naive mean tends there: a power of the recursion contracts", naive.contraction);
  contracts("the mean of BROS tends there", bros.contraction);

  const auto below = [&](const char* what, ActionKind action, SamplerKind sampler, const rational& level) {
    const interval_50 value = enclosed_squared_gradient(counterexample_law(action, sampler), steps, horizon);
    log.add({what, EvidenceKind::enclosed, EvidenceLog::text(value), "below " + EvidenceLog::text(level),
             certainly_less(value, interval_50(level)) && !certainly_less(value, interval_50(0))});
  };
  const interval_50 naive_value =
      enclosed_squared_gradient(counterexample_law(ActionKind::plain, SamplerKind::haar), steps, horizon);
  log.add({"naive, K = 16384: E||grad Phi||^2", EvidenceKind::enclosed, EvidenceLog::text(naive_value),
           "above 361/1521 = (19/39)^2", certainly_less(interval_50(limit), naive_value)});
  below("full tangent, Haar, the same K and steps", ActionKind::one_sided, SamplerKind::haar,
        1 / rational("1" + std::string(40, '0')));
  below("BROS with biprobe, Haar, the same K and steps", ActionKind::biprobe, SamplerKind::haar, rational(1) / 100);
  below("BROS with biprobe, coordinates, the same K and steps", ActionKind::biprobe, SamplerKind::coordinates,
        rational(1) / 100);
  contracts("BROS with biprobe is stable in mean square",
            mean_square_contraction(counterexample_law(ActionKind::biprobe, SamplerKind::haar), steps));
}

}  // namespace bros::claims
