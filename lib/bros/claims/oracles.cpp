// oracles: the check that users run on their own problems, run on the library's.

#include <bros/check/check_problem.hpp>
#include <bros/claims/claims.hpp>
#include <bros/claims/instances.hpp>
#include <bros/problem/gaussian_finite_sum.hpp>
#include <bros/problem/rate_instance.hpp>

#include <algorithm>

namespace bros::claims {
namespace {

template <class Problem>
void check(EvidenceLog& log, const char* name, const Problem& problem, const CheckSettings& settings) {
  const CheckReport report = check_problem(problem, settings);
  const auto good = std::count_if(report.findings().begin(), report.findings().end(),
                                  [](const Finding& finding) { return finding.ok; });
  const auto total = static_cast<std::uint64_t>(report.findings().size());
  std::string computed = std::to_string(good) + " of " + std::to_string(total) + " checks pass";
  for (const Finding& finding : report.findings())
    if (!finding.ok) {
      computed += "; " + finding.text();
      break;
    }
  log.add({std::string(name) + ": check_problem", EvidenceKind::rounding, computed, "all pass", report.ok(), total});
}

}  // namespace

void oracles(EvidenceLog& log) {
  const auto factors = gaussian_finite_sum<double>(Stream(32), {{4, 2, 2}, {3, 1, 2}}, 2, 20);
  auto quadratic = rate_instance_data<double>();
  check(log, "quadratic with noise", Quadratic<double>(quadratic, 3),
        {.derivatives = Derivatives::in_the_mean, .stochastic = true});
  quadratic.noise = {};
  check(log, "quadratic", Quadratic<double>(quadratic), {.stochastic = false});
  for (const Sampling sampling : {Sampling::iid, Sampling::cyclic})
    check(log, sampling == Sampling::iid ? "finite sum, i.i.d." : "finite sum, cyclic",
          FiniteSumQuadratic<double>(factors, 4, sampling), {.stochastic = true});
}

}  // namespace bros::claims
