// Every line of misuse() that is not a definition it needs must be refused, by the concept, the deleted function or the
// type named beside it; CMakeLists.txt expects the reasons in this order.
#include <bros/core/surd.hpp>
#include <bros/method/make.hpp>
#include <bros/problem/counterexample.hpp>

namespace bros {

struct WithoutProducts : FullSpaceProblem<double> {
  using FullSpaceProblem::FullSpaceProblem;
  void gradients(const Point<double>&, Gradients<double>&) const override {}
};

void misuse(const Blocks& blocks, const Problem<surd>& exact, Haar<double> p, Full<float> coarse,
            const BlockVector<double>& w) {
  (void)Haar<rational>(blocks);             // RealScalar: no square root
  (void)Coordinates<rational>(blocks);      // Scalar: no square root
  (void)Haar<surd>(blocks);                 // RealScalar: no logarithm
  (void)make_method(exact, {}, Stream(1));  // RealScalar
  (void)tangent(coarse, w);                 // a tangent has one scalar
  const auto problem = counterexample<double>();
  (void)problem.oracle(coarse);  // and so have a problem and a subspace
  const Biprobe<double> action(p);
  auto copied = action;  // Action(const Action&)
  // A temporary problem would be gone before the first step, or the first x.
  (void)make_method(counterexample<double>(), {}, Stream(1));
  (void)make_single_loop(counterexample<double>(), Stream(1), p.clone(), "biprobe");
  SingleLoop<double> method(counterexample<double>(), Stream(1), p.clone(), nullptr);
  Amigo<double> amigo(counterexample<double>(), Stream(1));
  Quadratic<double>::Exact at(counterexample<double>());
  const WithoutProducts unfinished({{3, 1, 2}}, 1);  // products() is missing
  const surd tenth = 0.1;                            // surd(Real)
  const auto sum = surd(2) + 0.5f;                   // surd(Real)
}

}  // namespace bros
