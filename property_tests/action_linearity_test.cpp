// Given its realisation, every action is linear in Z, for every H, symmetric or not, ill-conditioned and rank-deficient
// ones among them.
#include "actions.hpp"

namespace bros::property::action_linearity_test {

/// Hhat[a Z1 + b Z2] = a Hhat[Z1] + b Hhat[Z2], one realisation throughout.
template <Scalar S>
Deviation linearity(const SubspaceEntry<S>& sampler, const ActionEntry<S>& kind) {
  const auto p = any_subspace(sampler, kind);
  const auto action = kind.make(*p);
  action->draw(*streams().as("stream of the action"));
  Numbers numbers = Numbers::any();
  const auto& layout = p->blocks().full();
  const Matrix<S> h = numbers.hessian<S>(layout.size());
  const auto z1 = numbers.block_vector<S>(layout), z2 = numbers.block_vector<S>(layout);
  const S a = numbers.entry<S>(), b = numbers.entry<S>();
  BlockVector<S> z(layout);
  z.flat() = a * z1.flat() + b * z2.flat();

  const auto whole = applied(*p, *action, h, z), first = applied(*p, *action, h, z1),
             second = applied(*p, *action, h, z2);
  const auto scale = magnitude(a) * action_scale(p->blocks(), h, z1) + magnitude(b) * action_scale(p->blocks(), h, z2);
  Deviation deviation;
  deviation.compare(whole.flat(), Vector<S>(a * first.flat() + b * second.flat()),
                    rounding<S>(2 * action_operations(p->blocks()) + 6, scale));
  return deviation;
}

template <Scalar S>
void every_action_is_linear(const SubspaceEntry<S>& sampler, int cases) {
  for_each_action<S>([&](const ActionEntry<S>& kind) { holds([&] { return linearity(sampler, kind); }, cases); });
}

TEST(ActionLinearity, holds_on_every_sampler_in_double) {
  for_each_sampler<double>([](const auto& sampler) { every_action_is_linear(sampler, 60); });
}
TEST(ActionLinearity, holds_on_haar_in_bin_float_50) {
  every_action_is_linear(sampler_named<bin_float_50>("haar"), 15);
}
TEST(ActionLinearity, is_exact_on_coordinates_in_surds) {
  every_action_is_linear(sampler_named<surd>("coordinates"), 15);
}

// Planted faults.

template <class A>
struct AddsASquare : AlteredAction<A> {
  using Base = AlteredAction<A>;
  using Base::Base;
  std::span<const Along<double>> ask(const Subspace<double>& p, const BlockVector<double>& z) override {
    (void)this->projected(p, z);  // W, kept in w_
    return Base::ask(p, z);
  }
  BlockVector<double>& hessian() override {
    BlockVector<double>& out = Base::hessian();
    out.flat() += 1e-6 * this->w_.flat().cwiseProduct(this->w_.flat());
    return out;
  }
};
template <class A>
struct AddsAConstant : AlteredAction<A> {
  using Base = AlteredAction<A>;
  using Base::Base;
  BlockVector<double>& hessian() override {
    BlockVector<double>& out = Base::hessian();
    out.flat().array() += 1e-6;
    return out;
  }
};
template <class A>
struct RedrawsInEveryApplication : AlteredAction<A> {
  using Base = AlteredAction<A>;
  using Base::Base;
  std::span<const Along<double>> ask(const Subspace<double>& p, const BlockVector<double>& z) override {
    this->draw(Stream(++applications));
    return Base::ask(p, z);
  }
  std::uint64_t applications = 0;
};
template <class A>
void is_rejected_by() {
  is_rejected([] { return linearity(sampler_named<double>("haar"), action_of<A>); });
}
TEST(ActionLinearity, faults_are_rejected) {
  is_rejected_by<AddsASquare<Biprobe<double>>>();
  is_rejected_by<AddsAConstant<OneSided<double>>>();
  is_rejected_by<RedrawsInEveryApplication<Biprobe<double>>>();
  is_rejected_by<RedrawsInEveryApplication<Balanced<double>>>();
  is_rejected_by<RedrawsInEveryApplication<Centred<double>>>();
  is_rejected_by<RedrawsInEveryApplication<Decoupled<double>>>();
}

}  // namespace bros::property::action_linearity_test
