#include <bros/method/methods.hpp>
#include <bros/problem/finite_sum_quadratic.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace bros::finite_sum_quadratic_test {

template <class S>
Matrix<S> gaussian(const Stream& stream, Index rows, Index cols) {
  Vector<S> numbers(rows * cols);
  fill_gaussian<S>(stream, numbers);
  return numbers.reshaped(rows, cols);
}

template <class S>
RankOneFactors<S> gaussian_factors(const Stream& stream, Index d, Index dim_lower, Index samples) {
  const auto factor = [&](const char* letter, Index rows) { return gaussian<S>(stream.fork(letter), rows, samples); };
  return {factor("p", d),         factor("q", dim_lower), factor("u", d),
          factor("w", dim_lower), factor("a", dim_lower), factor("b", d)};
}

constexpr Index d = 5;

template <class S>
FiniteSumData<S> gaussian_data(std::vector<Block> blocks, Index samples) {
  const Index n = Blocks(blocks).full().size();
  return {gaussian_factors<S>(Stream(11), d, n, samples), gaussian_factors<S>(Stream(12), d, n, samples),
          std::move(blocks), gaussian<S>(Stream(13), d, 1), gaussian<S>(Stream(14), n, 1)};
}

/// Everything one evaluation answers, one after the other.
template <class S>
struct Answers {
  Vector<S> lower_gradient, upper_gradient_lower, upper_gradient_upper, hessian, hessian_full, hessian_mixed, cross;

  Answers& operator+=(const Answers& other) {
    for_each([&](auto member) { this->*member += other.*member; });
    return *this;
  }
  Answers& operator/=(const S& divisor) {
    for_each([&](auto member) { this->*member /= divisor; });
    return *this;
  }
  /// The largest difference in any entry.
  S distance(const Answers& other) const {
    S largest(0);
    for_each(
        [&](auto member) { largest = std::max<S>(largest, (this->*member - other.*member).cwiseAbs().maxCoeff()); });
    return largest;
  }
  template <class Visit>
  static void for_each(Visit&& visit) {
    for (auto member : {&Answers::lower_gradient, &Answers::upper_gradient_lower, &Answers::upper_gradient_upper,
                        &Answers::hessian, &Answers::hessian_full, &Answers::hessian_mixed, &Answers::cross})
      visit(member);
  }
};

/// The answers at (x0, y0) and sample k along a fixed tangent Z, W = P^T Z.
template <class Problem, class P>
Answers<typename Problem::Scalar> answers(const Problem& problem, const P& p, const P& second, std::uint64_t k) {
  using S = typename Problem::Scalar;
  typename Problem::template Linearisation<P> lin(problem, p);
  BlockVector<S> z(p.blocks().full()), w_storage = projected_storage(p), w2_storage = projected_storage(p),
                                       out(p.blocks().projected());
  z.flat() = gaussian<S>(Stream(15), z.size(), 1);
  const BlockVector<S>& w = restricted(p, z, w_storage);
  lin.evaluate(problem.x0(), problem.y0(), Sample{k, Stream(16)});
  Answers<S> all;
  all.cross.resize(problem.dim_upper());
  lin.cross_action(w, all.cross);
  lin.hessian_action(w, out), all.hessian = out.flat();
  lin.hessian_action_full(z, out), all.hessian_full = out.flat();
  lin.hessian_action_mixed(second, restricted(second, z, w2_storage), out), all.hessian_mixed = out.flat();
  all.lower_gradient = lin.lower_gradient().flat();
  all.upper_gradient_lower = lin.upper_gradient_lower().flat();
  all.upper_gradient_upper = lin.upper_gradient_upper();
  return all;
}

template <class P>
std::pair<P, P> two_draws(const Blocks& blocks) {
  P first(blocks), second(blocks);
  first.draw(Stream(17)), second.draw(Stream(18));
  return {std::move(first), std::move(second)};
}

const std::vector<Block> two_blocks{{8, 2, 4}, {4, 3, 2}};  // powers of two, for the hadamard sampler

/// How far the mean of the evaluations over an epoch of cyclic minibatches is from the evaluation of everything.
template <class S, template <class> class P>
S epoch_deviation(Index samples, Index batch) {
  const auto data = gaussian_data<S>(two_blocks, samples);
  const FiniteSumQuadratic<S> small(data, batch, Sampling::cyclic), everything(data, samples, Sampling::cyclic);
  const auto [p, second] = two_draws<P<S>>(small.blocks());
  auto mean = answers(small, p, second, 0);
  const auto batches = static_cast<std::uint64_t>((samples + batch - 1) / batch);
  for (std::uint64_t k = 1; k < batches; ++k) mean += answers(small, p, second, k);
  mean /= S(static_cast<int>(batches));
  return mean.distance(answers(everything, p, second, 0));
}

/// The same from the problem of the means.
template <class S, template <class> class P>
S means_deviation() {
  const FiniteSumQuadratic<S> everything(gaussian_data<S>(two_blocks, 48), 48, Sampling::cyclic);
  const auto [p, second] = two_draws<P<S>>(everything.blocks());
  return answers(everything, p, second, 3).distance(answers(everything.means(), p, second, 0));
}

template <class S>
S rounding() {
  return std::numeric_limits<S>::epsilon() * 4096;
}

TEST(FiniteSumQuadratic, mean_over_all_sixteen_cyclic_minibatches_is_the_evaluation_of_everything) {
  EXPECT_LE((epoch_deviation<double, Full>(48, 3)), rounding<double>());
  EXPECT_LE((epoch_deviation<double, Haar>(48, 3)), rounding<double>());
  EXPECT_LE((epoch_deviation<bin_float_50, Full>(48, 3)), rounding<bin_float_50>());
  EXPECT_LE((epoch_deviation<bin_float_50, Coordinates>(48, 3)), rounding<bin_float_50>());
}

TEST(FiniteSumQuadratic, a_mean_over_unequal_minibatches_is_not_the_evaluation_of_everything) {
  EXPECT_GT((epoch_deviation<double, Full>(47, 3)), 1e-3);  // the same check must see a minibatch that counts too much
}

TEST(FiniteSumQuadratic, evaluation_of_everything_is_that_of_the_means_with_every_sampler) {
  EXPECT_LE((means_deviation<double, Full>()), rounding<double>());
  EXPECT_LE((means_deviation<double, Haar>()), rounding<double>());
  EXPECT_LE((means_deviation<double, Coordinates>()), rounding<double>());
  EXPECT_LE((means_deviation<double, Hadamard>()), rounding<double>());
  EXPECT_LE((means_deviation<bin_float_50, Full>()), rounding<bin_float_50>());
  EXPECT_LE((means_deviation<bin_float_50, Haar>()), rounding<bin_float_50>());
}

/// How far the answers on P are from the restriction of the answers in full space, for one i.i.d. minibatch of 13 (two
/// groups of columns, one of them broken). Planted: the expectation is restricted by another subspace.
template <class P>
double restriction_deviation(bool planted) {
  const FiniteSumQuadratic<double> problem(gaussian_data<double>(two_blocks, 48), 13);
  auto [p, second] = two_draws<P>(problem.blocks());
  const auto projected = answers(problem, p, second, 5);
  const Full<double> full(problem.blocks());
  FiniteSumQuadratic<double>::Linearisation<Full<double>> lin(problem, full);
  lin.evaluate(problem.x0(), problem.y0(), Sample{5, Stream(16)});

  BlockVector<double> z(problem.blocks().full()), action(problem.blocks().full()), lifted(problem.blocks().full()),
      small(problem.blocks().projected());
  z.flat() = gaussian<double>(Stream(15), z.size(), 1);
  const P& restricted_by = planted ? second : p;
  const auto restrict = [&](const BlockVector<double>& y) { return restricted(restricted_by, y, small).flat(); };
  const auto act_on_projection = [&](const P& q) {
    BlockVector<double> w(problem.blocks().projected());
    lifted.flat().setZero();
    lift_add(q, 1.0, restricted(q, z, w), lifted);
    lin.hessian_action(lifted, action);
    return action;
  };
  Answers<double> expected;
  expected.lower_gradient = restrict(lin.lower_gradient());
  expected.upper_gradient_lower = restrict(lin.upper_gradient_lower());
  expected.upper_gradient_upper = lin.upper_gradient_upper();
  expected.hessian_mixed = restrict(act_on_projection(second));
  expected.hessian = restrict(act_on_projection(p));
  expected.cross.resize(problem.dim_upper());
  lin.cross_action(lifted, expected.cross);
  lin.hessian_action(z, action);
  expected.hessian_full = restrict(action);
  return projected.distance(expected);
}

template <class P>
void expect_restrictions() {
  EXPECT_LE(restriction_deviation<P>(false), 1e-12) << P::name;
  EXPECT_GT(restriction_deviation<P>(true), 1e-3) << P::name << ": another subspace was not noticed";
}

TEST(FiniteSumQuadratic, projected_answers_are_restrictions_of_the_full_ones_with_every_sampler) {
  expect_restrictions<Haar<double>>();
  expect_restrictions<Coordinates<double>>();
  expect_restrictions<Hadamard<double>>();
}

/// How far the evaluation of the short minibatch, samples 45 and 46 of 47, is from its two samples over `divisor`.
double short_minibatch_deviation(double divisor) {
  const auto data = gaussian_data<double>(two_blocks, 47);
  const FiniteSumQuadratic<double> problem(data, 3, Sampling::cyclic), single(data, 1, Sampling::cyclic);
  const auto [p, second] = two_draws<Haar<double>>(problem.blocks());
  auto mean = answers(single, p, second, 45);
  mean += answers(single, p, second, 46);
  mean /= divisor;
  return mean.distance(answers(problem, p, second, 15));
}

TEST(FiniteSumQuadratic, a_short_last_minibatch_is_averaged_over_its_own_size) {
  EXPECT_LE(short_minibatch_deviation(2), 1e-12);
  EXPECT_GT(short_minibatch_deviation(3), 1e-3);  // the planted fault: over the nominal batch
}

TEST(FiniteSumQuadratic, exact_hypergradient_is_the_limit_of_differences_of_phi) {
  using S = bin_float_50;
  const FiniteSumQuadratic<S> problem(gaussian_data<S>(two_blocks, 48));
  FiniteSumQuadratic<S>::Exact exact(problem);
  exact.at(problem.x0());
  const Vector<S> gradient = exact.hypergradient();
  for (Index i = 0; i < d; ++i) {
    const S step(1e-3);  // Phi is quadratic: the central difference is exact
    Vector<S> x = problem.x0();
    x[i] += step, exact.at(x);
    const S above = exact.phi();
    x[i] -= 2 * step, exact.at(x);
    EXPECT_LE(abs(S((above - exact.phi()) / (2 * step) - gradient[i])), S(1e-40)) << i;
  }
}

TEST(FiniteSumQuadratic, wrong_data_is_refused_with_the_field_named) {
  const auto message = [](auto&& spoil) -> std::string {
    auto data = gaussian_data<double>(two_blocks, 48);
    Index batch = 1;
    spoil(data, batch);
    try {
      const FiniteSumQuadratic<double> problem(std::move(data), batch);
    } catch (const ArgumentError& error) {
      return error.what();
    }
    return "accepted";
  };
  using Data = FiniteSumData<double>;
  EXPECT_EQ(message([](Data& data, Index&) { data.lower.u.conservativeResize(d, 47); }),
            "lower.u = 5 x 47: must be 5 x 48");
  EXPECT_EQ(message([](Data& data, Index&) { data.upper.p(2, 7) = std::nan(""); }),
            "upper.p = not finite in sample 7: finite numbers");
  EXPECT_EQ(message([](Data&, Index& batch) { batch = 49; }), "batch = 49: between 1 and the number of samples, 48");
  EXPECT_NE(message([](Data& data, Index&) { data.lower.q.row(3).setZero(); }).find("lower.A = indefinite"),
            std::string::npos);
  EXPECT_EQ(message([](Data&, Index&) {}), "accepted");
}

}  // namespace bros::finite_sum_quadratic_test
