// oracles: the check that users run on their own problems, run on the library's.
#include "claims.hpp"

#include <bros/evidence/check_problem.hpp>
#include <bros/problem/finite_sum_quadratic.hpp>
#include <bros/problem/rate_instance.hpp>

#include <algorithm>

namespace bros::claims {
namespace {

/// Random factors of 20 samples for two blocks.
FiniteSumData<double> factors() {
  const std::vector<Block> blocks{{4, 2, 2}, {3, 1, 2}};
  const Index n = Blocks(blocks).full().size(), d = 2;
  const auto level = [&](const char* name) {
    const auto matrix = [&](Index rows, const char* letter) {
      Vector<double> draws(rows * 20);
      fill_gaussian<double>(Stream(32).fork(name).fork(letter), draws);
      return Matrix<double>(draws.reshaped(rows, 20));
    };
    return RankOneFactors<double>{matrix(d, "p"), matrix(n, "q"), matrix(d, "u"),
                                  matrix(n, "w"), matrix(n, "a"), matrix(d, "b")};
  };
  return {level("lower"), level("upper"), blocks, Vector<double>::Zero(d), Vector<double>::Zero(n)};
}

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
  auto quadratic = rate_instance_data<double>();
  check(log, "quadratic with noise", Quadratic<double>(quadratic, 3),
        {.derivatives = Derivatives::in_the_mean, .stochastic = true});
  quadratic.noise = {};
  check(log, "quadratic", Quadratic<double>(quadratic), {.stochastic = false});
  for (const Sampling sampling : {Sampling::iid, Sampling::cyclic})
    check(log, sampling == Sampling::iid ? "finite sum, i.i.d." : "finite sum, cyclic",
          FiniteSumQuadratic<double>(factors(), 4, sampling), {.stochastic = true});
}

}  // namespace bros::claims
