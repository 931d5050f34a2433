// Every line of misuse() must be refused by the concept or the deleted function named beside it; CMakeLists.txt expects
// the names in this order.
#include <bros/core/surd.hpp>
#include <bros/method/methods.hpp>
#include <bros/problem/counterexample.hpp>

namespace bros {

struct AnswersProjectedActionsOnly {
  void hessian_action(const BlockVector<double>&, BlockVector<double>&) {}
};

void misuse(const Blocks& blocks, AnswersProjectedActionsOnly oracle, Haar<double> p, BlockVector<double> z) {
  (void)Haar<rational>(blocks);                               // RealScalar: no square root
  (void)Coordinates<rational>(blocks);                        // Scalar: no square root
  (void)Haar<surd>(blocks);                                   // RealScalar: no logarithm
  OneSided<Haar<double>>(blocks).apply(oracle, p, z, z, z);   // FullTangentOracle
  Decoupled<Haar<double>>(blocks).apply(oracle, p, z, z, z);  // MixedOracle
  using Float = Haar<float>;
  using Wrong = SingleLoop<Quadratic<double>, Float, Plain<Float>, Averaging::moving>;  // BilevelProblem: two scalars
  Bros<Quadratic<double>> method(counterexample<double>(), Stream(1));  // SingleLoop(const Problem&&, ...)
  Quadratic<double>::Exact exact(counterexample<double>());             // Exact(const Quadratic&&)
  const surd tenth = 0.1;                                               // surd(Real)
  const auto sum = surd(2) + 0.5f;                                      // surd(Real)
}

}  // namespace bros
