// What the concepts accept and refuse, and what may be made from what, decided while this file is compiled.
#include "actions.hpp"
#include "rotated_coordinates.hpp"
#include "scenario.hpp"

namespace bros::property::concepts_test {

template <template <class> class Kind, class S>
concept Exists = requires {
  typename Kind<S>;
};

static_assert(Exists<Haar, double> && Exists<Haar, bin_float_50> && !Exists<Haar, rational> && !Exists<Haar, surd>);
static_assert(Exists<Coordinates, surd> && !Exists<Coordinates, rational> && !Exists<Coordinates, int>);
static_assert(Exists<Hadamard, surd> && !Exists<Hadamard, rational> && Exists<Full, surd> && !Exists<Full, rational>);
static_assert(Exists<Quadratic, bin_float_50> && Exists<Quadratic, surd> && !Exists<Quadratic, rational>);
static_assert(Exists<SingleLoop, surd> && Exists<Plain, surd> && !Exists<SingleLoop, rational>);
static_assert(Exists<Bome, double> && !Exists<Bome, surd> && Exists<FdeHbo, double> && !Exists<FdeHbo, surd>);
static_assert(Exists<Fsla, surd> && Exists<PbgdFree, surd>);

template <class S>
concept HasNamedMethods = requires(const Problem<S>& problem) {
  make_method<S>(problem, {}, Stream(1));
};
static_assert(HasNamedMethods<double> && HasNamedMethods<bin_float_50> && !HasNamedMethods<surd>);

// A method takes a problem that stays, of its own scalar, and a temporary one never.
template <class M>
constexpr bool keeps_to_problems_that_stay = std::constructible_from<M, const Quadratic<double>&, Stream> &&
                                             !std::constructible_from<M, Quadratic<double>, Stream> &&
                                             !std::constructible_from<M, const Quadratic<double>, Stream> &&
                                             !std::constructible_from<M, const Quadratic<float>&, Stream>;
static_assert(keeps_to_problems_that_stay<Saba<double>> && keeps_to_problems_that_stay<Amigo<double>>);
static_assert(keeps_to_problems_that_stay<StocBio<double>> && keeps_to_problems_that_stay<Bome<double>>);
static_assert(keeps_to_problems_that_stay<F2sa<double>> && keeps_to_problems_that_stay<Pbgd<double>>);
static_assert(keeps_to_problems_that_stay<Fsla<double>> && keeps_to_problems_that_stay<FdeHbo<double>>);
static_assert(keeps_to_problems_that_stay<F2saP<double>> && keeps_to_problems_that_stay<PbgdFree<double>>);
static_assert(keeps_to_problems_that_stay<HfZoba<double>>);
template <class Given, class P, class A>
constexpr bool makes_a_single_loop =
    std::constructible_from<SingleLoop<double>, Given, Stream, std::unique_ptr<P>, std::unique_ptr<A>>;
static_assert(makes_a_single_loop<const Quadratic<double>&, Haar<double>, Biprobe<double>>);
static_assert(makes_a_single_loop<const Quadratic<double>&, RotatedCoordinates<double>, Action<double>>);
static_assert(!makes_a_single_loop<Quadratic<double>, Haar<double>, Biprobe<double>>);
static_assert(!makes_a_single_loop<const Quadratic<double>&, Haar<float>, Biprobe<double>>);
static_assert(!makes_a_single_loop<const Quadratic<double>&, Haar<double>, Biprobe<float>>);

// What is handed out by reference is not copied.
template <class... T>
constexpr bool are_not_copied = (!(std::is_copy_constructible_v<T> || std::is_move_constructible_v<T>)&&...);
static_assert(are_not_copied<Plain<double>, Biprobe<double>, Decoupled<double>, ExactWeights<double>>);
static_assert(are_not_copied<DenseHessian<double>, Quadratic<double>::Oracle, SingleLoop<double>, Amigo<double>>);
static_assert(std::copyable<Quadratic<double>> && std::copyable<Haar<double>> && std::copyable<State<double>>);

}  // namespace bros::property::concepts_test
