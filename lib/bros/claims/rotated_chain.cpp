// rotated-oracle, rotated-chain: the chain in directions that no method knows.
#include <bros/claims/claims.hpp>
#include <bros/claims/declared.hpp>
#include <bros/claims/rotated_journey.hpp>
#include <bros/claims/slack.hpp>
#include <bros/claims/tally.hpp>
#include <bros/evidence/binomial_test.hpp>
#include <bros/method/instance_steps.hpp>

#include <boost/math/distributions/beta.hpp>

#include <algorithm>
#include <functional>
#include <vector>

namespace bros::claims::rotated_chain {

using Problem = RotatedChain<double>;
using Chain = ChainFunction<double>;
constexpr Index links = 6, dimension = 15;
constexpr double most_hidden = 0.2499;  // below 1/4 by more than rounding

/// Products with the columns of U: some open, the next at most 1/4, those after it too.
std::vector<Vector<double>> probes() {
  std::vector<Vector<double>> all;
  for (std::uint64_t k = 0; k < 300; ++k) {
    Vector<double> a(links);
    fill_gaussian<double>(Stream(191).fork(k), a);
    const Index closed = static_cast<Index>(k % 7);
    a.tail(closed) = a.tail(closed).cwiseMax(-most_hidden).cwiseMin(most_hidden);
    all.push_back(a);
  }
  all.push_back(Vector<double>{{1000, 0, 0, 0, 0, 0}});                 // the largest entry that is hidden
  all.push_back(Vector<double>{{1000, 0.9082, most_hidden, 0, 0, 0}});  // the largest move of the last entry shown
  return all;
}

/// grad_y f at a point with these products with U, with one of the two faces of the coin.
using Oracle = std::function<Vector<double>(const Vector<double>& a, bool heads)>;
struct OracleFacts {
  double bias = 0, variance = 0, unknown = 0, elsewhere = 0;  // the largest; variance as a share of noise_variance()
  [[nodiscard]] bool hold() const { return bias < 1e-12 && variance <= 1 && unknown < 1e-12 && elsewhere < 1e-12; }
};
OracleFacts facts_of(const Problem& problem, const Oracle& oracle) {
  const double lambda = problem.settings().chain.lambda, p = problem.settings().chain.reveal;
  const Matrix<double>& u = problem.directions();
  OracleFacts facts;
  for (const auto& a : probes()) {
    Vector<double> slope(links);
    problem.chain().gradient(a, slope);
    const Vector<double> mean = lambda * (u * slope);
    const Vector<double> answers[2] = {oracle(a, false), oracle(a, true)};
    facts.bias = std::max(facts.bias, ((1 - p) * answers[0] + p * answers[1] - mean).norm());
    const double variance = (1 - p) * (answers[0] - mean).squaredNorm() + p * (answers[1] - mean).squaredNorm();
    facts.variance = std::max(facts.variance, variance / problem.noise_variance());
    for (const bool heads : {false, true}) {
      const Index known = std::min<Index>(links, Chain::progress(a, 0.25) + heads);
      Vector<double> other = a;
      for (Index i = known; i < links; ++i)
        other[i] = most_hidden * (2 * uniform<double>(Stream(192), static_cast<std::uint64_t>(i)) - 1);
      const Vector<double>& answer = answers[heads];
      facts.unknown = std::max(facts.unknown, (oracle(other, heads) - answer).norm());
      facts.elsewhere =
          std::max(facts.elsewhere, (answer - u.leftCols(known) * (u.leftCols(known).transpose() * answer)).norm());
    }
  }
  return facts;
}

void oracle(EvidenceLog& log) {
  const double p = 0.1875, lambda = 0.7;
  const Problem problem({{links, 3, p, lambda, 2}, dimension}, Stream(193));
  const Matrix<double>& u = problem.directions();
  log.rounds("U^T U = I", (u.transpose() * u - Matrix<double>::Identity(links, links)).cwiseAbs().maxCoeff(), 1e-14);
  log.rounds("the largest entry of U, which is 1 where U is no more than some coordinates", u.cwiseAbs().maxCoeff(),
             0.95);
  const Stream samples(93);
  std::uint64_t with[2] = {0, 0};
  for (const bool heads : {false, true})
    while (problem.reveals({with[heads], samples}) != heads && with[heads] < 1000) ++with[heads];
  Vector<double> off = Vector<double>::LinSpaced(dimension, -1, 1);
  off -= u * (u.transpose() * off);
  const Oracle right = [&](const Vector<double>& a, bool heads) -> Vector<double> {
    BlockVector<double> y(problem.blocks().full());
    y.flat() = lambda * (u * a) + off;
    const Vector<double> x = Vector<double>::Zero(dimension), none;
    Gradients<double> out{y, y, x, none};
    problem.gradients({x, y, {with[heads], samples}}, out);
    return out.upper_gradient_lower.flat();
  };
  const OracleFacts facts = facts_of(problem, right);
  log.rounds("bias of grad_y f over the two faces of the coin", facts.bias, 1e-12, probes().size());
  log.rounds("variance over lambda^2 e^3 (1 - p) / p", facts.variance, 1.0, probes().size());
  log.add({"that bound is approached", EvidenceKind::rounding, EvidenceLog::text(facts.variance), "above 1 - 1e-6",
           facts.variance > 1 - 1e-6});
  log.rounds("change of an answer with the products beyond the columns 1 .. j + B", facts.unknown, 1e-12,
             2 * probes().size());
  log.rounds("part of an answer outside these columns", facts.elsewhere, 1e-12, 2 * probes().size());
  const auto straight = [&](const Vector<double>& a, bool heads) -> Vector<double> {  // the oracle of ZeroChain
    Vector<double> slope(links);
    problem.chain().gradient(a, slope);
    slope.tail(links - Chain::progress(a, 0.25)) *= heads ? 1 / p : 0.0;
    return lambda * (u * slope);
  };
  Tally refuted;
  refuted.add(!facts_of(problem, straight).hold());
  refuted.add(!facts_of(problem, [&](const auto& a, bool heads) { return right(a, !heads); }).hold());
  refuted.log_in_floating_point(log, "refuted: the oracle of the chain that is not rotated, the coin turned over");
}

/// P(|u_1| >= c) for u uniform on the unit sphere of R^n: u_1^2 is Beta(1/2, (n - 1)/2).
double cap(Index n, double c) {
  return cdf(complement(boost::math::beta_distribution<double>(0.5, static_cast<double>(n - 1) / 2), c * c));
}

// 200 iterations of a chain of four, full tangent in dimension 256, x fast beside a rare coin: an oracle that shows
// more than it should is seen to.
constexpr Index four = 4, wide = 256;
constexpr std::uint64_t horizon = 200, runs = 24;
constexpr double rare = 1.0 / 16, fast = 0.005;
constexpr double radius = 0.75, tail_alpha = 1e-9;
const double tail = escape_bound(four, wide, static_cast<double>(horizon + 1), radius);
const StatisticalTest escapes =
    declared({"rotated-chain", "a run escapes with at most the probability of the bound, T = 4, d = 256, R = 3/4",
              "it escapes with probability 0.9", tail_alpha, 0.999, runs});

struct Asked {
  Index length, dimension, rank;
  std::uint64_t iterations;
  double reveal, alpha;
  std::size_t later = 0;
};
RotatedJourney journey(const Asked& asked, const std::string& sampler, std::uint64_t seed) {
  const Problem problem({{asked.length, asked.rank, asked.reveal, 1, 1}, asked.dimension}, Stream(194).fork(seed));
  Steps<double> steps = chain_steps(problem.settings().chain, problem.blocks(), sampler == "full");
  steps.alpha = asked.alpha;
  return rotated_journey(problem, sampler, "one_sided", Stream(195).fork(seed), steps, asked.iterations, asked.later);
}

void chain(EvidenceLog& log) {
  Tally caps;
  for (const Index n : {2, 3, 4, 10, 100, 1000})
    for (const double c : {0.01, 0.1, 0.25, 0.5, 0.9, 0.99})
      caps.add(cap(n, c) <= std::pow(1 - c * c, static_cast<double>(n - 1) / 2) * (1 + 1e-12));
  caps.log_in_floating_point(log, "P(|u_1| >= c) <= (1 - c^2)^((n-1)/2), u uniform on the sphere, by the beta law");
  Tally bounds;
  for (const Index length : {2, 8, 64})
    for (const Index d : {65, 128, 256})
      for (const double r : {0.26, 0.5, 1.0, 3.0}) {
        const double union_of = 2 * static_cast<double>(length) * 100 * cap(d - length + 1, 0.25 / r);
        bounds.add(union_of <= escape_bound(length, d, 100, r) * (1 + 1e-10) &&
                   escape_bound(length, d, 100, r) < 100 * union_of);
      }
  bounds.log_in_floating_point(log, "escape_bound is above the union of 2 T K caps, and less than 100 times as large");

  Tally slope;
  std::uint64_t escaped = 0;
  double hidden = 0, outside = 0;
  for (std::uint64_t seed = 0; seed < runs; ++seed) {
    const RotatedJourney run =
        journey({four, wide, wide / 2, horizon, rare, fast}, seed % 8 == 0 ? "haar" : "hadamard", seed);
    escaped += run.escape <= radius;
    slope.add(run.flat == 0);
    hidden = std::max(hidden, run.hidden), outside = std::max(outside, run.outside);
  }
  log.tested(
      escapes,
      std::to_string(escaped) + " of " + std::to_string(runs) + ", outside at most " + EvidenceLog::text(outside),
      "at most " + EvidenceLog::text(tail), BinomialTest(tail, 2 * tail_alpha, runs).rejects(escaped) && escaped > 0);
  log.rounds("products with hidden columns over lambda, the largest", hidden, 0.25, runs);
  slope.log_in_floating_point(log, "|grad Phi| > lambda while fewer than T successes were seen in time");

  int narrow = 0;
  for (std::uint64_t seed = 0; seed < 3; ++seed)
    narrow += journey({16, 16, 1, 6000, 1.0 / 32, 1.0 / 640}, "haar", seed).lead > 0;
  log.add({"refuted without room, d = T = 16, rank 1: runs that escape", EvidenceKind::rounding,
           std::to_string(narrow) + " of 3", "at least one", narrow > 0, 3});

  // In the full space nothing is outside the columns that have come up, and a lag less is not enough.
  const auto outside_of = [](std::size_t later) {
    return journey({8, 32, 32, 1500, 1.0 / 16, 1.0 / 320, later}, "full", 0).outside;
  };
  log.rounds("full space: what is outside the columns seen, over lambda", outside_of(0), 1e-5);
  log.add({"refuted: lags 3 and 4 in the place of 2 and 3", EvidenceKind::rounding, EvidenceLog::text(outside_of(1)),
           "above 1e-2", outside_of(1) > 1e-2});
}

}  // namespace bros::claims::rotated_chain
