// biprobe-unbiased on Haar subspaces: the test of the claim refutes planted faults.
#include "haar_actions.hpp"

#include <bros/action/any.hpp>

#include <gtest/gtest.h>

namespace bros::haar_actions::haar_actions_test {

using H = Haar<double>;

/// decoupled with one subspace for both sides.
class CoupledDecoupled : public Decoupled<H> {
 public:
  using Decoupled<H>::Decoupled;
  template <class Oracle>
  void apply(Oracle& oracle, const H&, const BlockVector<double>&, const BlockVector<double>& w,
             BlockVector<double>& out) {
    oracle.hessian_action(w, out);
  }
};
/// A subspace that is drawn once for all draws.
class DrawnOnce : public H {
 public:
  using H::H;
  void draw(const Stream&) { H::draw(Stream(1)); }
};
/// An action whose bias is what the plans promise to detect.
class TwoPercentTooLong : public Biprobe<H> {
 public:
  using Biprobe<H>::Biprobe;
  template <class Oracle>
  void apply(Oracle& oracle, const H& p, const BlockVector<double>& z, const BlockVector<double>& w,
             BlockVector<double>& out) {
    Biprobe<H>::apply(oracle, p, z, w, out);
    out.flat() *= 1 + relative_effect;
  }
};

// The account has the plan of the claim; what is planted here is expected to be refuted.
StatisticalTest plan(const char* null) {
  for (const StatisticalTest& test : suite_account().tests())
    if (test.claim == "biprobe-unbiased" && test.null == null) return test;
  ADD_FAILURE() << null << " is not declared";
  return {};
}

TEST(BiprobeUnbiased, refutes_planted_faults_on_haar_subspaces) {
  const StatisticalTest decoupled = plan("Haar: the mean of decoupled is H[Z]");
  const StatisticalTest biprobe = plan("Haar: the mean of biprobe is H[Z]");
  EXPECT_TRUE(sampled_mean<CoupledDecoupled>(decoupled).rejects(truth()));
  EXPECT_TRUE((sampled_mean<Biprobe<DrawnOnce>, DrawnOnce>(biprobe).rejects(truth())));
  EXPECT_TRUE(sampled_mean<TwoPercentTooLong>(biprobe).rejects(truth()));
}
TEST(NaiveBias, is_told_from_unbiasedness_by_the_same_sample) {
  auto of_biprobe = sampled_mean<Biprobe<H>>(plan("Haar: the mean of biprobe is H[Z]"));
  EXPECT_TRUE(of_biprobe.rejects(plain_mean()));
  EXPECT_GT((plain_mean() - truth()).cwiseAbs().maxCoeff(), 0.02);
}

}  // namespace bros::haar_actions::haar_actions_test
