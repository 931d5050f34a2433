// Given its realisation, every action is linear in Z, for every H, symmetric or not, ill-conditioned and rank-deficient
// ones among them.
#include "actions.hpp"

namespace bros::property::action_linearity_test {

/// Hhat[a Z1 + b Z2] = a Hhat[Z1] + b Hhat[Z2], one realisation throughout.
template <class P, class A>
Deviation linearity() {
  using S = typename P::Scalar;
  const P p = any_subspace<P>(sizes_for<P>(), A::traits);
  A action(p.blocks());
  action.draw(*streams().as("stream of the action"));
  Numbers numbers = Numbers::any();
  const auto& layout = p.blocks().full();
  const Matrix<S> h = numbers.hessian<S>(layout.size());
  const auto z1 = numbers.block_vector<S>(layout), z2 = numbers.block_vector<S>(layout);
  const S a = numbers.entry<S>(), b = numbers.entry<S>();
  BlockVector<S> z(layout);
  z.flat() = a * z1.flat() + b * z2.flat();

  const auto whole = applied(p, action, h, z), first = applied(p, action, h, z1), second = applied(p, action, h, z2);
  const auto scale = magnitude(a) * action_scale(p.blocks(), h, z1) + magnitude(b) * action_scale(p.blocks(), h, z2);
  Deviation deviation;
  deviation.compare(whole.flat(), Vector<S>(a * first.flat() + b * second.flat()),
                    rounding<S>(2 * action_operations(p.blocks()) + 6, scale));
  return deviation;
}

template <class P>
void every_action_is_linear(int cases) {
  for_each_action<P>([=]<class A>() {
    SCOPED_TRACE(std::string(A::traits.name) + " on " + P::name);
    holds(linearity<P, A>, cases);
  });
}

TEST(ActionLinearity, holds_on_every_sampler_in_double) {
  for_each_sampler<double>([]<class P>() { every_action_is_linear<P>(60); });
}
TEST(ActionLinearity, holds_on_haar_in_bin_float_50) { every_action_is_linear<Haar<bin_float_50>>(15); }
TEST(ActionLinearity, holds_on_haar_in_mpfr_50) { every_action_is_linear<Haar<mpfr_50>>(15); }
TEST(ActionLinearity, is_exact_on_coordinates_in_surds) { every_action_is_linear<Coordinates<surd>>(15); }

// Planted faults.

template <class A>
struct AddsASquare : A {
  using A::A;
  void apply(auto& oracle, const auto& p, const auto& z, const auto& w, auto& out) {
    A::apply(oracle, p, z, w, out);
    out.flat() += 1e-6 * w.flat().cwiseProduct(w.flat());
  }
};
template <class A>
struct AddsAConstant : A {
  using A::A;
  void apply(auto& oracle, const auto& p, const auto& z, const auto& w, auto& out) {
    A::apply(oracle, p, z, w, out);
    out.flat().array() += 1e-6;
  }
};
template <class A>
struct RedrawsInEveryApplication : A {
  using A::A;
  void apply(auto& oracle, const auto& p, const auto& z, const auto& w, auto& out) {
    A::draw(Stream(++applications));
    A::apply(oracle, p, z, w, out);
  }
  std::uint64_t applications = 0;
};
TEST(ActionLinearity, faults_are_rejected) {
  using P = Haar<double>;
  is_rejected(linearity<P, AddsASquare<Biprobe<P>>>);
  is_rejected(linearity<P, AddsAConstant<OneSided<P>>>);
  is_rejected(linearity<P, RedrawsInEveryApplication<Biprobe<P>>>);
  is_rejected(linearity<P, RedrawsInEveryApplication<Balanced<P>>>);
  is_rejected(linearity<P, RedrawsInEveryApplication<Centred<P>>>);
  is_rejected(linearity<P, RedrawsInEveryApplication<Decoupled<P>>>);
}

}  // namespace bros::property::action_linearity_test
