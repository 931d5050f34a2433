// biprobe-unbiased, naive-bias, subset-samplers: complete enumeration in exact arithmetic, running the library's
// actions.
#include <bros/claims/claims.hpp>
#include <bros/claims/declared.hpp>
#include <bros/claims/enumeration.hpp>
#include <bros/claims/exact_matrix.hpp>
#include <bros/claims/instances.hpp>
#include <bros/claims/sampled.hpp>
#include <bros/claims/tally.hpp>
#include <bros/evidence/binomial_test.hpp>
#include <bros/theory/estimators/moments.hpp>

namespace bros::claims {
namespace {

using Shapes = std::vector<std::vector<Block>>;

// One block; n > 1; odd and full rank; several blocks, some of them not projected; what needs even ranks, and rank one.
const Shapes structures = {{{3, 1, 2}},
                           {{4, 2, 2}},
                           {{4, 1, 3}},
                           {{3, 1, 3}},
                           {{5, 1, 4}},
                           {{3, 2, 2}, {4, 1, 2}},
                           {{4, 1, 3}, {1, 2, 1}},
                           {{2, 1, 2}, {3, 1, 2}, {1, 1, 1}},
                           {{3, 1, 2}, {3, 1, 3}},
                           {{3, 2, 1}},
                           {{3, 1, 1}, {2, 1, 1}}};

/// Whether make() keeps to what it requires.
template <class Make>
bool allowed(const Make& make) {
  try {
    (void)make();
    return true;
  } catch (const ArgumentError&) {
    return false;
  }
}
/// "3x2 r=2 + 4x1 r=2".
std::string text(const std::vector<Block>& blocks) {
  std::string all;
  for (const auto& [rows, cols, rank] : blocks)
    all +=
        (all.empty() ? "" : " + ") + std::to_string(rows) + "x" + std::to_string(cols) + " r=" + std::to_string(rank);
  return all;
}
/// Every unbiased action on this sampler, where it allows the blocks: for every Z, and one H without symmetry in each.
void enumerate(EvidenceLog& log, const std::string& sampler, const Shapes& among) {
  for (const auto& action : action_list<surd>()) {
    if (!action.unbiased) continue;
    Tally unbiased;
    std::string texts;
    for (const auto& blocks : among) {
      const Blocks layout(blocks);
      if (!allowed([&] { return make_action(action.name, *make_subspace<surd>(sampler, layout)); })) continue;
      HessianEstimate<surd> e(sampler, action.name, layout, unsymmetric_matrix<surd>(layout.full().size()));
      unbiased.add(is_unbiased(e));
      texts += (texts.empty() ? "" : ", ") + text(blocks);
    }
    unbiased.log(log, std::string("mean of ") + action.name + " over every " + sampler +
                          " subspace and sign is an H without symmetry, for every Z: " + texts);
  }
}

// What draw() takes: the rows of one block say nothing about those of the next.
constexpr double alpha = 1e-9, power = 0.999;
StatisticalTest declared_independence(const char* null) {
  return declared({"subset-samplers", null, "two blocks have the same subspace with probability 1/6 + 0.05", alpha,
                   power, BinomialTest::samples_for(1. / 6, 1. / 6 + 0.05, alpha, power)});
}
const StatisticalTest coordinate_blocks = declared_independence("coordinates: the rows of two blocks are independent");

/// Whether two blocks have the same columns, up to signs of rows.
bool same_subspace(const Subspace<double>& p) {
  const Matrix<double> a = basis_matrix(p, 0), b = basis_matrix(p, 1);
  return (a * a.transpose()).cwiseAbs().isApprox((b * b.transpose()).cwiseAbs());
}
void test_independence(EvidenceLog& log, const StatisticalTest& plan) {
  Coordinates<double> p(Blocks({{4, 1, 2}, {4, 1, 2}}));
  std::uint64_t same = 0;
  for (std::uint64_t i = 0; i < plan.n; ++i) {
    p.draw(Stream(25).fork(i));
    same += same_subspace(p);
  }
  log.tested(plan, EvidenceLog::text(static_cast<double>(same) / static_cast<double>(plan.n)) + " alike", "1/6",
             BinomialTest(1. / 6, plan.alpha, plan.n).rejects(same));
}

}  // namespace

void biprobe_unbiased(EvidenceLog& log) {
  enumerate(log, Coordinates<surd>::kind, structures);
  biprobe_unbiased_on_haar(log);
}

void subset_samplers(EvidenceLog& log) {
  test_independence(log, coordinate_blocks);
  // Every sampler that exact arithmetic has: of a new one the realisations must be known, or this fails.
  for (const auto& sampler : subspace_list<surd>())
    if (sampler.name != std::string(Full<surd>::kind))
      enumerate(log, sampler.name, {{{4, 1, 2}}, {{4, 2, 2}}, {{4, 2, 3}}, {{2, 1, 1}, {2, 2, 1}}});
  Tally eight, biased;
  const auto h = unsymmetric_matrix<surd>(8);
  const auto is_hz = [&](const char* action, Index rank) {
    HessianEstimate<surd> e(Hadamard<surd>::kind, action, Blocks({{8, 1, rank}}), h);
    return enumerated_mean<surd>(e, h.col(1)) == h.lazyProduct(h.col(1));
  };
  for (const Index rank : {2, 7}) eight.add(is_hz("exact_weights", rank));
  eight.add(is_hz("one_sided", 1));
  eight.log(log,
            "m = 8, one Z: mean over all hadamard subspaces, 256 x 28 for r = 2 and 256 x 8 for r = 7 (exact_weights) "
            "and r = 1 (one_sided), is H Z");
  HessianEstimate<surd> plain(Hadamard<surd>::kind, "plain", Blocks({{4, 1, 2}}), unsymmetric_matrix<surd>(4));
  biased.add(!is_unbiased(plain));
  biased.log(log, "plain is not unbiased on hadamard subspaces");
}

void naive_bias(EvidenceLog& log) {
  Tally predicted, biased;
  for (const auto& blocks : structures) {
    const Blocks layout(blocks);
    const Layout full = layout.full();
    const auto h = unsymmetric_matrix<surd>(full.size());
    Matrix<surd> mean = h;
    for (Index l = 0; l < full.count(); ++l) {  // the inclusion probabilities r/m and r(r-1)/(m(m-1)) of rows
      const rational m = layout[l].rows, r = layout[l].rank, gram = m / r;
      const rational same = r / m, two = r * (r - 1) / (m * (m == 1 ? rational(1) : rational(m - 1)));
      for (Index i = 0; i < full.rows(l) * full.cols(l); ++i)
        for (Index j = 0; j < full.rows(l) * full.cols(l); ++j)
          mean(full.offset(l) + i, full.offset(l) + j) *=
              surd(rational(gram * gram * (i % full.rows(l) == j % full.rows(l) ? same : two)));
    }
    HessianEstimate<surd> plain("coordinates", "plain", layout, h);
    const Matrix<surd> enumerated = enumerated_mean(plain);
    predicted.add(enumerated == mean);
    biased.add((enumerated == h) == !any_projected(layout));
  }
  predicted.log(log, "coordinates: the mean of plain is what the inclusion probabilities predict");
  biased.log(log, "coordinates: plain is unbiased exactly where nothing is projected");
  Tally haar;
  for (int m = 2; m <= 12; ++m)
    for (int r = 1; r <= m; ++r) {
      const RationalMatrix h = unit_matrix(m, 0, 0);
      haar.add(equal(bros::haar_second<rational>(h, m, r), h) == (r == m));
    }
  haar.log(log, "Haar: E[QHQ] = H exactly where r = m, H = e1 e1'");
  naive_bias_on_haar(log);
}

}  // namespace bros::claims
