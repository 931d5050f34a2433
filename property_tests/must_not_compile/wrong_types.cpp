// Every line of misuse() must be refused by the concept named beside it; CMakeLists.txt expects the names in this
// order.
#include <bros/core/surd.hpp>
#include <bros/method/methods.hpp>
#include <bros/problem/quadratic.hpp>

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
}

}  // namespace bros
