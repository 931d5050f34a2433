// biprobe-unbiased, naive-bias, subset-samplers: complete enumeration in exact arithmetic, running the library's
// actions.
#include "claims.hpp"
#include "tally.hpp"

#include "../declared.hpp"
#include "../enumeration.hpp"
#include "../exact_matrix.hpp"
#include "../sampled.hpp"

#include <bros/evidence/binomial_test.hpp>
#include <bros/theory/moments.hpp>

namespace bros::claims {
namespace {

using Coords = Coordinates<surd>;
using Rotated = Hadamard<surd>;
using Shapes = std::vector<std::vector<Block>>;

const Shapes any_rank = {{{3, 1, 2}},
                         {{4, 2, 2}},
                         {{4, 1, 3}},
                         {{3, 1, 3}},
                         {{3, 2, 2}, {4, 1, 2}},
                         {{4, 1, 3}, {1, 2, 1}},
                         {{2, 1, 2}, {3, 1, 2}, {1, 1, 1}}};
const Shapes even_rank = {{{5, 1, 4}}, {{4, 2, 2}}, {{3, 2, 2}, {4, 1, 2}}, {{3, 1, 2}, {3, 1, 3}}};
const Shapes rank_one = {{{3, 2, 1}}, {{3, 1, 1}, {2, 1, 1}}};

/// "3x2 r=2 + 4x1 r=2".
std::string text(const std::vector<Block>& blocks) {
  std::string shapes;
  for (const auto& [rows, cols, rank] : blocks)
    shapes += (shapes.empty() ? "" : " + ") + std::to_string(rows) + "x" + std::to_string(cols) +
              " r=" + std::to_string(rank);
  return shapes;
}
/// For every Z, and one H without symmetry in each block structure.
template <class P, class A>
void enumerate(EvidenceLog& log, const Shapes& shapes, const Shapes& more = {}) {
  static_assert(A::traits.unbiased);
  Tally unbiased;
  std::string structures;
  for (const Shapes* list : {&shapes, &more})
    for (const auto& blocks : *list) {
      unbiased.add(is_unbiased<P, A>(blocks));
      structures += (structures.empty() ? "" : ", ") + text(blocks);
    }
  unbiased.log(log, std::string("mean of ") + A::traits.name + " over every " + P::name +
                        " subspace and sign is an H without symmetry, for every Z: " + structures);
}

// What draw() takes: the rows of one block say nothing about those of the next.
constexpr double alpha = 1e-9, power = 0.999;
StatisticalTest declared_independence(const char* null) {
  return declared({"subset-samplers", null, "two blocks have the same subspace with probability 1/6 + 0.05", alpha,
                   power, BinomialTest::samples_for(1. / 6, 1. / 6 + 0.05, alpha, power)});
}
const StatisticalTest coordinate_blocks = declared_independence("coordinates: the rows of two blocks are independent");

/// Whether two blocks have the same columns, up to signs of rows.
template <class P>
bool same_subspace(const P& p) {
  const Matrix<double> a = basis_matrix(p, 0), b = basis_matrix(p, 1);
  return (a * a.transpose()).cwiseAbs().isApprox((b * b.transpose()).cwiseAbs());
}
template <class P>
void test_independence(EvidenceLog& log, const StatisticalTest& plan) {
  P p(Blocks({{4, 1, 2}, {4, 1, 2}}));
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
  enumerate<Coords, Biprobe<Coords>>(log, any_rank);
  enumerate<Coords, Centred<Coords>>(log, any_rank);
  enumerate<Coords, Balanced<Coords>>(log, even_rank);
  enumerate<Coords, ExactWeights<Coords>>(log, any_rank);
  enumerate<Coords, Decoupled<Coords>>(log, any_rank, rank_one);
  enumerate<Coords, OneSided<Coords>>(log, any_rank, rank_one);
  biprobe_unbiased_on_haar(log);
}

void subset_samplers(EvidenceLog& log) {
  const Shapes four = {{{4, 1, 2}}, {{4, 2, 3}}}, even = {{{4, 1, 2}}, {{4, 2, 2}}},
               two_blocks = {{{2, 1, 1}, {2, 2, 1}}};
  enumerate<Rotated, Biprobe<Rotated>>(log, four);
  enumerate<Rotated, Balanced<Rotated>>(log, even);
  enumerate<Rotated, Centred<Rotated>>(log, four);
  enumerate<Rotated, OneSided<Rotated>>(log, four, two_blocks);
  enumerate<Rotated, ExactWeights<Rotated>>(log, four);
  Tally eight, biased;
  const auto h = unsymmetric_matrix<surd>(8);
  for (const Index r : {2, 7})
    eight.add(enumerated_mean<Rotated, ExactWeights<Rotated>>(Blocks({{8, 1, r}}), h, h.col(1)) == h * h.col(1));
  eight.add(enumerated_mean<Rotated, OneSided<Rotated>>(Blocks({{8, 1, 1}}), h, h.col(1)) == h * h.col(1));
  eight.log(log,
            "m = 8, one Z: mean over all hadamard subspaces, 256 x 28 for r = 2 and 256 x 8 for r = 7 (exact_weights) "
            "and r = 1 (one_sided), is H Z");
  biased.add(!is_unbiased<Rotated, Plain<Rotated>>(four[0]));
  biased.log(log, "plain is not unbiased on hadamard subspaces");
  test_independence<Coordinates<double>>(log, coordinate_blocks);
}

void naive_bias(EvidenceLog& log) {
  Tally predicted, biased;
  for (const auto& blocks : any_rank) {
    const Blocks shapes(blocks);
    const Layout full = shapes.full();
    const auto h = unsymmetric_matrix<surd>(full.size());
    Matrix<surd> mean = h;
    for (Index l = 0; l < full.count(); ++l) {  // the inclusion probabilities r/m and r(r-1)/(m(m-1)) of rows
      const rational m = shapes[l].rows, r = shapes[l].rank, gram = m / r;
      const rational same = r / m, two = r * (r - 1) / (m * (m == 1 ? rational(1) : rational(m - 1)));
      for (Index i = 0; i < full.rows(l) * full.cols(l); ++i)
        for (Index j = 0; j < full.rows(l) * full.cols(l); ++j)
          mean(full.offset(l) + i, full.offset(l) + j) *=
              surd(rational(gram * gram * (i % full.rows(l) == j % full.rows(l) ? same : two)));
    }
    predicted.add(enumerated_mean<Coords, Plain<Coords>>(shapes, h) == mean);
    biased.add(is_unbiased<Coords, Plain<Coords>>(blocks) == !any_projected(shapes));
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
