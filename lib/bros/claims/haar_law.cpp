// haar-law: the library's sampler is Haar in law, in every scalar.
#include <bros/claims/claims.hpp>
#include <bros/claims/haar_law.hpp>
#include <bros/claims/instances.hpp>
#include <bros/subspace/haar.hpp>

namespace bros::claims {
namespace {

/// Equal streams give equal subspaces up to rounding, so that what is not refuted in double speaks for every scalar.
double largest_difference_from_fifty_digits(std::uint64_t draws) {
  const Blocks blocks({{5, 1, 2}, {4, 1, 4}, {1, 1, 1}});
  Haar<double> p(blocks);
  Haar<bin_float_50> q(blocks);
  double largest = 0;
  for (std::uint64_t i = 0; i < draws; ++i) {
    p.draw(Stream(6).fork(i));
    q.draw(Stream(6).fork(i));
    for (Index l = 0; l < blocks.count(); ++l)
      largest = std::max(largest, (basis_matrix(p, l) - basis_matrix(q, l).cast<double>()).cwiseAbs().maxCoeff());
  }
  return largest;
}

}  // namespace

void haar_law(EvidenceLog& log) {
  const auto haar = [](const Blocks& blocks) { return std::make_unique<Haar<double>>(blocks); };
  haar_law::test_law(log, haar);
  haar_law::test_blocks(log, haar);
  haar_law::test_moments(log, haar);
  log.rounds("draws in 50 digits agree with double", largest_difference_from_fifty_digits(100), 1e-13, 100);
}

}  // namespace bros::claims
