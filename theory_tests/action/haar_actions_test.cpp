// biprobe-unbiased on Haar subspaces: the test of the claim refutes planted faults.
#include <bros/claims/claims.hpp>
#include <bros/claims/haar_actions.hpp>

#include <gtest/gtest.h>

namespace bros::haar_actions::haar_actions_test {

/// decoupled with one subspace for both sides.
class CoupledDecoupled : public Action<double> {
 public:
  explicit CoupledDecoupled(const Subspace<double>& p) : Action<double>(p.blocks()), plain_(p) {}
  [[nodiscard]] const ActionTraits& traits() const override { return Decoupled<double>::kind; }
  [[nodiscard]] std::span<const Along<double>> ask(const Subspace<double>& p, const BlockVector<double>& z) override {
    return plain_.ask(p, z);
  }
  [[nodiscard]] BlockVector<double>& hessian() override { return plain_.hessian(); }

 private:
  Plain<double> plain_;
};
/// An action whose bias is what the plans promise to detect.
class TwoPercentTooLong : public Action<double> {
 public:
  explicit TwoPercentTooLong(const Subspace<double>& p) : Action<double>(p.blocks()), biprobe_(p) {}
  [[nodiscard]] const ActionTraits& traits() const override { return biprobe_.traits(); }
  void draw(const Stream& stream) override { biprobe_.draw(stream); }
  [[nodiscard]] std::span<const Along<double>> ask(const Subspace<double>& p, const BlockVector<double>& z) override {
    return biprobe_.ask(p, z);
  }
  [[nodiscard]] BlockVector<double>& hessian() override {
    biprobe_.hessian().flat() *= 1 + relative_effect;
    return biprobe_.hessian();
  }

 private:
  Biprobe<double> biprobe_;
};
/// A subspace that is drawn once for all draws.
class DrawnOnce : public Subspace<double> {
 public:
  explicit DrawnOnce(const Blocks& blocks) : Subspace<double>(blocks), haar_(blocks) { haar_.draw(Stream(1)); }
  [[nodiscard]] const char* name() const override { return "drawn_once"; }
  void draw(const Stream&) override {}
  void restrict_block(Index l, const ConstMatrixView<double>& in, MatrixView<double> out) const override {
    haar_.restrict_block(l, in, out);
  }
  void lift_block(Index l, const double& scale, const ConstMatrixView<double>& b, MatrixView<double> y) const override {
    haar_.lift_block(l, scale, b, y);
  }
  [[nodiscard]] std::unique_ptr<Subspace<double>> clone() const override { return std::make_unique<DrawnOnce>(*this); }

 private:
  Haar<double> haar_;
};

template <class P, class A>
SampledMean sampled_mean_of(const StatisticalTest& plan) {
  auto p = std::make_unique<P>(blocks());
  auto action = std::make_unique<A>(*p);
  HessianEstimate<double> e(std::move(p), std::move(action), hessian());
  return sampled_mean(plan, e);
}

// The plan is that of the claim; what is planted here is expected to be refuted.
StatisticalTest plan(const char* null) {
  for (const StatisticalTest& test : claims::tests())
    if (test.claim == "biprobe-unbiased" && test.null == null) return test;
  ADD_FAILURE() << null << " is not declared";
  return {};
}

TEST(BiprobeUnbiased, refutes_planted_faults_on_haar_subspaces) {
  const StatisticalTest decoupled = plan("Haar: the mean of decoupled is H[Z]");
  const StatisticalTest biprobe = plan("Haar: the mean of biprobe is H[Z]");
  EXPECT_TRUE((sampled_mean_of<Haar<double>, CoupledDecoupled>(decoupled).rejects(truth())));
  EXPECT_TRUE((sampled_mean_of<DrawnOnce, Biprobe<double>>(biprobe).rejects(truth())));
  EXPECT_TRUE((sampled_mean_of<Haar<double>, TwoPercentTooLong>(biprobe).rejects(truth())));
}
TEST(NaiveBias, is_told_from_unbiasedness_by_the_same_sample) {
  auto of_biprobe = sampled_mean(plan("Haar: the mean of biprobe is H[Z]"), "biprobe");
  EXPECT_TRUE(of_biprobe.rejects(plain_mean()));
  EXPECT_GT((plain_mean() - truth()).cwiseAbs().maxCoeff(), 0.02);
}

}  // namespace bros::haar_actions::haar_actions_test
