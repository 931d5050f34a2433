// What the concepts accept and refuse, decided while this file is compiled.
#include "actions.hpp"
#include "rotated_coordinates.hpp"
#include "scenario.hpp"

namespace bros::property::concepts_test {

template <template <class> class Sampler, class S>
concept Exists = requires {
  typename Sampler<S>;
};

static_assert(Exists<Haar, double> && Exists<Haar, mpfr_50> && !Exists<Haar, rational> && !Exists<Haar, surd>);
static_assert(Exists<Coordinates, surd> && !Exists<Coordinates, rational> && !Exists<Coordinates, int>);
static_assert(Exists<Hadamard, surd> && !Exists<Hadamard, rational> && Exists<Full, surd> && !Exists<Full, rational>);
static_assert(Exists<Quadratic, bin_float_50> && !Exists<Quadratic, surd>);
static_assert(Subspace<RotatedCoordinates<double>> && Subspace<RotatedCoordinates<surd>>);

using P = Haar<double>;
struct ProjectedOnly {
  void hessian_action(const BlockVector<double>&, BlockVector<double>&) {}
};
struct AlsoFullTangents : ProjectedOnly {
  void hessian_action_full(const BlockVector<double>&, BlockVector<double>&) {}
};
struct AlsoSecondSubspaces : ProjectedOnly {
  void hessian_action_mixed(const P&, const BlockVector<double>&, BlockVector<double>&) {}
};
template <template <class> class A, class Oracle>
concept Serves = requires(A<P>& action, Oracle& oracle, const P& p, const BlockVector<double>& in,
                          BlockVector<double>& out) {
  action.apply(oracle, p, in, in, out);
};

static_assert(Serves<Plain, ProjectedOnly> && Serves<Biprobe, ProjectedOnly> && Serves<ExactWeights, ProjectedOnly>);
static_assert(Serves<OneSided, AlsoFullTangents> && !Serves<OneSided, ProjectedOnly>);
static_assert(!Serves<OneSided, AlsoSecondSubspaces>);
static_assert(Serves<Decoupled, AlsoSecondSubspaces> && !Serves<Decoupled, AlsoFullTangents>);

static_assert(BilevelProblem<Quadratic<double>, P> && !BilevelProblem<Quadratic<double>, Haar<long double>>);
static_assert(HasExactHypergradient<Quadratic<double>> && HasConstants<Quadratic<double>>);

}  // namespace bros::property::concepts_test
