// The archetypes fit their concepts and nothing more; every header for fields and for scalars with roots compiles with
// them and computes what the number behind the wall computes.
#include "archetype_figures.hpp"

#include <bros/action/weights.hpp>
#include <bros/core/columns.hpp>
#include <bros/core/product.hpp>
#include <bros/core/stream.hpp>
#include <bros/method/make.hpp>
#include <bros/problem/dense_hessian.hpp>
#include <bros/problem/quadratic.hpp>
#include <bros/theory/estimators/variance_bounds.hpp>

namespace bros::property::archetype_test {

static_assert(FieldScalar<FieldArchetype> && !Scalar<FieldArchetype> && !RealScalar<FieldArchetype>);
static_assert(Scalar<ScalarArchetype> && !RealScalar<ScalarArchetype>);
static_assert(RealScalar<RealArchetype>);

// Planted faults: an archetype that lacks any one operation does not satisfy the concept that names it.
template <Operation missing>
using FieldLacking = Archetype<rational, Level::field, missing>;
template <Operation missing>
using ScalarLacking = Archetype<bin_float_50, Level::scalar, missing>;
template <Operation missing>
using RealLacking = Archetype<bin_float_50, Level::real, missing>;
using enum Operation;
template <Operation... missing>
constexpr bool no_field_lacks = (!FieldScalar<FieldLacking<missing>> && ...);
template <Operation... missing>
constexpr bool no_real_lacks = (!RealScalar<RealLacking<missing>> && ...);
static_assert(no_field_lacks<copying, from_int, plus, minus, times, divided_by, negation, plus_assign, minus_assign,
                             times_assign, divided_by_assign, equality>);
static_assert(!Scalar<ScalarLacking<square_root>> && FieldScalar<ScalarLacking<square_root>>);
static_assert(no_real_lacks<from_int, minus_assign, square_root, from_double, ordering, magnitude, exponential,
                            logarithm, sine, cosine, arc_tangent, power, finiteness, limits, printing>);

// What the walls keep out.
template <class S>
concept Ordered = requires(const S& a) {
  a < a;
};
template <class S>
concept HasAbs = requires(const S& a) {
  abs(a);
};
template <class S, class Number>
concept Mixes = requires(const S& a, const Number& number) {
  a + number;
};
template <class S, class... Numbers>
constexpr bool takes_none = ((!std::constructible_from<S, Numbers> && !Mixes<S, Numbers>)&&...);
static_assert(!detail::HasSqrt<FieldArchetype> && !Ordered<FieldArchetype> && !Ordered<ScalarArchetype>);
static_assert(!HasAbs<ScalarArchetype> && !detail::HasRealFunctions<ScalarArchetype>);
static_assert(!detail::Printable<FieldArchetype> && !detail::Printable<ScalarArchetype>);
static_assert(takes_none<FieldArchetype, double, float, long, unsigned, Index, bool, rational>);
static_assert(takes_none<ScalarArchetype, double, float, long, unsigned, Index, bool>);
static_assert(takes_none<RealArchetype, float, long, unsigned, Index, bool>);
static_assert(!std::convertible_to<int, ScalarArchetype> && !Mixes<ScalarArchetype, int>);
static_assert(!std::convertible_to<double, RealArchetype> && !Mixes<RealArchetype, double>);
static_assert(!std::is_convertible_v<RealArchetype, double> && !std::is_convertible_v<ScalarArchetype, bool>);

template <class S>
Figures<S> moments_and_variances() {
  const Matrix<S> h = small_matrix<S>(6, 6);
  const Vector<S> z = small_matrix<S>(6, 1);
  Figures<S> figures{haar_first<S>(3, 2), off_diagonal_weight<S>(3, 2), diagonal_weight<S>(3, 2), tau_squared<S>(3, 2)};
  append(figures, haar_second<S>(h, 3, 2)), append(figures, haar_column<S>(h, 3, 2));
  append(figures, haar_pair<S>(h, 3, 2));
  const auto invariants = haar_invariants<S>(h, z);
  figures.push_back(dot(invariants, invariants));
  figures.push_back(coordinates_exact_weights<S>(h, z, 3, 2));
  for (const ActionKind action : {ActionKind::biprobe, ActionKind::plain}) {
    const Estimator e{action, SamplerKind::haar, Blocks({{3, 1, 2}, {3, 1, 3}})};
    append(figures, second_moment_form<S>(e, h)), append(figures, covariance<S>(e, h, z));
    figures.push_back(variance<S>(e, h, z)), figures.push_back(relative_variance<S>(e, h, z));
  }
  return figures;
}

TEST(Archetype, of_a_field_compiles_moments_weights_and_variances_and_gives_their_values) {
  EXPECT_TRUE(same(moments_and_variances<FieldArchetype>(), moments_and_variances<rational>()));
}

/// Block vectors, products without the heap, columns and signs.
template <class S>
Figures<S> kernels() {
  BlockVector<S> v(Blocks({{4, 2, 2}, {3, 1, 1}}).full());
  v.flat() = small_matrix<S>(11, 1);
  Matrix<S> product = small_matrix<S>(3, 3), transposed = product;
  add_product<S>(product, S(2), small_matrix<S>(3, 4), small_matrix<S>(4, 3));
  add_transposed_product<S>(transposed, S(2), small_matrix<S>(4, 3), small_matrix<S>(4, 3));
  const Matrix<S> samples = small_matrix<S>(5, 11);
  const std::vector<Index> picked{3, 0, 10, 3, 7, 1, 2, 9, 5};
  const Columns<S> columns(samples, picked);
  const Vector<S> at = small_matrix<S>(5, 1);
  Vector<S> sum = at, first = at, second = at, signs(70);
  add_columns(columns, sum), add_rank_ones(columns, columns, at, sum);
  add_squares(columns, at, first, sum, second);
  fill_signs<S>(Stream(1), signs);
  Figures<S> figures;
  append(figures, v.block(0)), append(figures, v.block(1)), append(figures, product), append(figures, transposed);
  append(figures, sum), append(figures, first), append(figures, second), append(figures, signs);
  return figures;
}

TEST(Archetype, of_a_scalar_compiles_block_vectors_products_columns_and_signs_and_gives_their_values) {
  EXPECT_TRUE(same(kernels<ScalarArchetype>(), kernels<bin_float_50>()));
}

/// P B = Hhat[Z] for one realisation of every sampler and of every action, and the smaller methods of both.
template <class S>
Figures<S> actions() {
  Figures<S> figures;
  const Matrix<S> h = small_matrix<S>(8, 8);
  for (const auto& sampler : subspace_list<ScalarArchetype>())
    for (const ActionEntry<S>& kind : action_list<S>()) {
      const auto drawn = make_subspace<S>(sampler.name, Blocks({{4, 1, 2}, {2, 2, 2}}));
      const auto action = kind.make(*drawn);
      drawn->draw(Stream(1)), action->draw(Stream(2));
      const auto p = drawn->clone();
      DenseHessian<S> oracle(*p, h);
      BlockVector<S> z(p->blocks().full());
      z.flat() = small_matrix<S>(8, 1);
      oracle.act(action->ask(*p, z));
      lift_add(*p, S(3), action->hessian(), z);
      append(figures, z.flat());
    }
  return figures;
}

TEST(Archetype, of_a_scalar_compiles_subspaces_and_actions_and_gives_their_values) {
  EXPECT_TRUE(same(actions<ScalarArchetype>(), actions<bin_float_50>()));
}

/// x, Y, Z, h after three iterations without noise, and after three that were interrupted.
template <class S>
Figures<S> runs_without_noise() {
  Figures<S> figures;
  const Stream stream(7);
  const Steps<S> steps{S(1) / S(9), S(1) / S(90), S(1) / S(80), S(2) / S(3), S(1) / S(2), S(2)};
  const auto run_of = [&](const Problem<S>& problem, const auto& make) {
    const std::unique_ptr<Method<S>> first = make(problem), second = make(problem);
    first->step(steps), first->step(steps);
    second->restore(first->state());
    second->step(steps);
    EXPECT_TRUE(second->finite());
    append(figures, second->x()), append(figures, second->y().flat());
    append(figures, second->z().flat()), append(figures, second->h());
  };
  const Quadratic<S> quadratic(small_problem<S>());
  const WholeOwnProblem<S> own(small_problem<S>());
  for (const Problem<S>* problem : std::initializer_list<const Problem<S>*>{&quadratic, &own}) {
    run_of(*problem, [&](const Problem<S>& g) {
      return make_single_loop(g, stream, std::make_unique<Coordinates<S>>(g.blocks()), "biprobe");
    });
    run_of(*problem, [&](const Problem<S>& g) {
      return make_single_loop(g, stream, std::make_unique<Full<S>>(g.blocks()), "plain", Averaging::none);
    });
    run_of(*problem, [&](const Problem<S>& g) { return std::make_unique<Amigo<S>>(g, stream, 2); });
    run_of(*problem, [&](const Problem<S>& g) { return std::make_unique<StocBio<S>>(g, stream, 2, 2); });
    run_of(*problem, [&](const Problem<S>& g) { return std::make_unique<F2sa<S>>(g, stream, 2); });
    run_of(*problem, [&](const Problem<S>& g) { return std::make_unique<Pbgd<S>>(g, stream, 2); });
    run_of(*problem, [&](const Problem<S>& g) { return std::make_unique<Fsla<S>>(g, stream); });
    run_of(*problem, [&](const Problem<S>& g) { return std::make_unique<F2saP<S>>(g, stream, 3, 2); });
    run_of(*problem, [&](const Problem<S>& g) { return std::make_unique<PbgdFree<S>>(g, stream); });
  }
  run_of(own, [&](const Problem<S>& g) { return std::make_unique<Saba<S>>(g, stream); });
  return figures;
}

TEST(Archetype, of_a_scalar_compiles_methods_and_problems_and_gives_their_values) {
  EXPECT_TRUE(same(runs_without_noise<ScalarArchetype>(), runs_without_noise<bin_float_50>()));
}

TEST(Archetype, the_comparison_sees_another_figure_another_length_and_figures_all_alike) {
  const auto held = [](std::initializer_list<int> values) {
    Figures<FieldArchetype> figures;
    for (const int value : values) figures.push_back(FieldArchetype(value));
    return figures;
  };
  EXPECT_TRUE(same(held({1, 2}), Figures<rational>{1, 2}));
  EXPECT_FALSE(same(held({1, 2}), Figures<rational>{1, 3}));
  EXPECT_FALSE(same(held({1, 2}), Figures<rational>{1, 2, 3}));
  EXPECT_FALSE(same(held({1, 1}), Figures<rational>{1, 1}));
}

}  // namespace bros::property::archetype_test
