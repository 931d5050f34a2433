// streams: the generator is the published one, and what is drawn from it is uniform.
#include <bros/claims/claims.hpp>
#include <bros/claims/declared.hpp>
#include <bros/claims/enumeration.hpp>
#include <bros/claims/tally.hpp>
#include <bros/core/stream.hpp>
#include <bros/evidence/binomial_test.hpp>

#include <map>
#include <set>

namespace bros::claims {
namespace {

constexpr double each_alpha = 1e-9, each_power = 0.999;
const StatisticalTest fair_subsets =
    declared({"streams", "each of the 15 subsets of 2 among 6 has probability 1/15", "probability 1/15 + 0.01",
              each_alpha, each_power, BinomialTest::samples_for(1. / 15, 1. / 15 + 0.01, each_alpha / 15, each_power)});
const StatisticalTest fair_signs_and_uniforms =
    declared({"streams", "signs, uniforms below 1/4 and normals above 0 are as often as they should",
              "a probability is off by 0.02", each_alpha, each_power,
              BinomialTest::samples_for(0.5, 0.52, each_alpha / 6, each_power)});

}  // namespace

void streams(EvidenceLog& log) {
  using Words = std::array<std::uint64_t, 4>;
  const Words published{0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b};
  log.equal("Philox4x64-10 at counter 0, key 0: first word", Stream(0).words(0)[0], published[0]);
  Tally known, distinct;
  known.add(Stream(0).words(0) == published);
  for (std::uint64_t i = 0; i < 8; ++i) known.add(Stream(5).word(i) == Stream(5).words(i / 4)[i % 4]);
  known.log(log, "known answer of all four words, and words are consecutive");
  std::set<std::uint64_t> seen;
  const Stream root(1);
  for (std::uint64_t i = 0; i < 100; ++i) {
    seen.insert(root.word(i));
    seen.insert(root.fork(i).word(0));
    seen.insert(root.fork(std::to_string(i)).word(0));
  }
  distinct.add(seen.size() == 300);
  distinct.add(!(root.fork("a").fork("b") == root.fork("b").fork("a")));
  distinct.log(log, "300 words of forks by number, forks by name and draws are distinct");

  std::map<std::vector<Index>, std::uint64_t> counts;
  std::vector<Index> chosen;
  for (std::uint64_t i = 0; i < fair_subsets.n; ++i) {
    draw_subset(Stream(23).fork(i), 6, 2, chosen);
    ++counts[{chosen[0], chosen[1]}];
  }
  bool refuted = counts.size() > 15;
  for (const auto& subset : subsets(6, 2))
    refuted |= BinomialTest(1. / 15, fair_subsets.alpha / 15, fair_subsets.n).rejects(counts[subset]);
  log.tested(fair_subsets, std::to_string(counts.size()) + " subsets met", "15", refuted);

  const StatisticalTest& plan = fair_signs_and_uniforms;
  std::uint64_t plus = 0, repeated = 0, small = 0, positive = 0, central = 0, late = 0;
  Vector<double> normals(2), signs(70);
  for (std::uint64_t i = 0; i < plan.n; ++i) {
    const Stream own = Stream(24).fork(i);
    fill_signs<double>(own, signs);
    plus += signs[0] > 0;
    repeated += signs[65] == signs[1];
    late += signs[66] > 0;
    small += uniform<double>(own, 3) < 0.25;
    fill_gaussian<double>(own, normals);
    positive += normals[0] > 0;
    central += std::abs(normals[1]) < 0.67448975019608171;  // the quartiles of the normal law
  }
  const auto rejects = [&](double probability, std::uint64_t count) {
    return BinomialTest(probability, plan.alpha / 6, plan.n).rejects(count);
  };
  log.tested(plan, EvidenceLog::text(static_cast<double>(plus) / static_cast<double>(plan.n)) + " of signs are +",
             "0.5",
             rejects(.5, plus) || rejects(.5, repeated) || rejects(.5, late) || rejects(.25, small) ||
                 rejects(.5, positive) || rejects(.5, central));
}

}  // namespace bros::claims
