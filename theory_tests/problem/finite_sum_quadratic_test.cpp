#include <bros/core/multiprecision.hpp>
#include <bros/problem/finite_sum_quadratic.hpp>
#include <bros/subspace/make.hpp>

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

/// Everything one evaluation answers, one after the other; the products along P W, Z, and the projection on another
/// subspace.
template <class S>
struct Answers {
  Vector<S> lower_gradient, upper_gradient_lower, upper_gradient_upper;
  Vector<S> hessian, hessian_full, hessian_mixed, cross, cross_full, cross_mixed;

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
                        &Answers::hessian, &Answers::hessian_full, &Answers::hessian_mixed, &Answers::cross,
                        &Answers::cross_full, &Answers::cross_mixed})
      visit(member);
  }
};

/// The answers at (x0, y0) and sample k along a fixed tangent Z, W = P^T Z.
template <class S>
Answers<S> answers(const Problem<S>& problem, const Subspace<S>& p, const Subspace<S>& second, std::uint64_t k) {
  const auto oracle = problem.oracle(p);
  const Vector<S> x = problem.x0();
  const BlockVector<S> y = problem.y0();
  BlockVector<S> z(p.blocks().full()), w = projected_storage(p), w2 = projected_storage(p);
  z.flat() = gaussian<S>(Stream(15), z.size(), 1);
  BlockVector<S> hessian(p.blocks().projected()), hessian_full = hessian, hessian_mixed = hessian;
  Answers<S> all;
  oracle->evaluate({x, y, {k, Stream(16)}},
                   {{tangent(p, restricted(p, z, w)), &hessian, &all.cross},
                    {tangent(z), &hessian_full, &all.cross_full},
                    {tangent(second, restricted(second, z, w2)), &hessian_mixed, &all.cross_mixed}});
  all.hessian = hessian.flat(), all.hessian_full = hessian_full.flat(), all.hessian_mixed = hessian_mixed.flat();
  all.lower_gradient = oracle->lower_gradient().flat();
  all.upper_gradient_lower = oracle->upper_gradient_lower().flat();
  all.upper_gradient_upper = oracle->upper_gradient_upper();
  return all;
}

template <class S>
struct TwoDraws {
  TwoDraws(const std::string& sampler, const Blocks& blocks)
      : p(make_subspace<S>(sampler, blocks)), second(make_subspace<S>(sampler, blocks)) {
    p->draw(Stream(17)), second->draw(Stream(18));
  }
  std::unique_ptr<Subspace<S>> p, second;
};

const std::vector<Block> two_blocks{{8, 2, 4}, {4, 3, 2}};  // powers of two, for the hadamard sampler

/// How far the mean of the evaluations over an epoch of cyclic minibatches is from the evaluation of everything.
template <class S>
S epoch_deviation(const std::string& sampler, Index samples, Index batch) {
  const auto data = gaussian_data<S>(two_blocks, samples);
  const FiniteSumQuadratic<S> small(data, batch, Sampling::cyclic), everything(data, samples, Sampling::cyclic);
  const TwoDraws<S> draws(sampler, small.blocks());
  auto mean = answers<S>(small, *draws.p, *draws.second, 0);
  const auto batches = static_cast<std::uint64_t>((samples + batch - 1) / batch);
  for (std::uint64_t k = 1; k < batches; ++k) mean += answers<S>(small, *draws.p, *draws.second, k);
  mean /= S(static_cast<int>(batches));
  return mean.distance(answers<S>(everything, *draws.p, *draws.second, 0));
}

/// The same from the problem of the means.
template <class S>
S means_deviation(const std::string& sampler) {
  const FiniteSumQuadratic<S> everything(gaussian_data<S>(two_blocks, 48), 48, Sampling::cyclic);
  const TwoDraws<S> draws(sampler, everything.blocks());
  return answers<S>(everything, *draws.p, *draws.second, 3)
      .distance(answers<S>(everything.means(), *draws.p, *draws.second, 0));
}

template <class S>
S rounding() {
  return std::numeric_limits<S>::epsilon() * 4096;
}

TEST(FiniteSumQuadratic, mean_over_all_sixteen_cyclic_minibatches_is_the_evaluation_of_everything) {
  EXPECT_LE(epoch_deviation<double>("full", 48, 3), rounding<double>());
  EXPECT_LE(epoch_deviation<double>("haar", 48, 3), rounding<double>());
  EXPECT_LE(epoch_deviation<bin_float_50>("full", 48, 3), rounding<bin_float_50>());
  EXPECT_LE(epoch_deviation<bin_float_50>("coordinates", 48, 3), rounding<bin_float_50>());
}

TEST(FiniteSumQuadratic, a_mean_over_unequal_minibatches_is_not_the_evaluation_of_everything) {
  EXPECT_GT(epoch_deviation<double>("full", 47, 3), 1e-3);  // the same check must see a minibatch that counts too much
}

TEST(FiniteSumQuadratic, evaluation_of_everything_is_that_of_the_means_with_every_sampler) {
  for (const auto& sampler : subspace_list<double>())
    EXPECT_LE(means_deviation<double>(sampler.name), rounding<double>()) << sampler.name;
  EXPECT_LE(means_deviation<bin_float_50>("full"), rounding<bin_float_50>());
  EXPECT_LE(means_deviation<bin_float_50>("haar"), rounding<bin_float_50>());
}

/// How far the answers on P are from the restriction of the answers in full space, for one i.i.d. minibatch of 13 (two
/// groups of columns, one of them broken). Planted: the expectation is restricted by another subspace.
double restriction_deviation(const std::string& sampler, bool planted) {
  const FiniteSumQuadratic<double> problem(gaussian_data<double>(two_blocks, 48), 13);
  const TwoDraws<double> draws(sampler, problem.blocks());
  const Subspace<double>&p = *draws.p, &second = *draws.second;
  const auto projected = answers<double>(problem, p, second, 5);

  const Full<double> full(problem.blocks());
  BlockVector<double> z(problem.blocks().full()), w(problem.blocks().projected());
  z.flat() = gaussian<double>(Stream(15), z.size(), 1);
  BlockVector<double> qz(z.layout()), second_qz(z.layout());
  lift_add(p, 1, restricted(p, z, w), qz);
  lift_add(second, 1, restricted(second, z, w), second_qz);
  BlockVector<double> hessian(z.layout()), hessian_full(z.layout()), hessian_mixed(z.layout());
  Answers<double> expected;
  const auto oracle = problem.oracle(full);
  const Vector<double> x = problem.x0();
  const BlockVector<double> y = problem.y0();
  oracle->evaluate({x, y, {5, Stream(16)}}, {{tangent(qz), &hessian, &expected.cross},
                                             {tangent(z), &hessian_full, &expected.cross_full},
                                             {tangent(second_qz), &hessian_mixed, &expected.cross_mixed}});
  const auto restrict = [&](const BlockVector<double>& v) { return restricted(planted ? second : p, v, w).flat(); };
  expected.lower_gradient = restrict(oracle->lower_gradient());
  expected.upper_gradient_lower = restrict(oracle->upper_gradient_lower());
  expected.upper_gradient_upper = oracle->upper_gradient_upper();
  expected.hessian = restrict(hessian);
  expected.hessian_full = restrict(hessian_full);
  expected.hessian_mixed = restrict(hessian_mixed);
  return projected.distance(expected);
}

TEST(FiniteSumQuadratic, projected_answers_are_restrictions_of_the_full_ones_with_every_sampler) {
  for (const char* sampler : {"haar", "coordinates", "hadamard"}) {
    EXPECT_LE(restriction_deviation(sampler, false), 1e-12) << sampler;
    EXPECT_GT(restriction_deviation(sampler, true), 1e-3) << sampler << ": another subspace was not noticed";
  }
}

/// How far the evaluation of the short minibatch, samples 45 and 46 of 47, is from its two samples over `divisor`.
double short_minibatch_deviation(double divisor) {
  const auto data = gaussian_data<double>(two_blocks, 47);
  const FiniteSumQuadratic<double> problem(data, 3, Sampling::cyclic), single(data, 1, Sampling::cyclic);
  const TwoDraws<double> draws("haar", problem.blocks());
  auto mean = answers<double>(single, *draws.p, *draws.second, 45);
  mean += answers<double>(single, *draws.p, *draws.second, 46);
  mean /= divisor;
  return mean.distance(answers<double>(problem, *draws.p, *draws.second, 15));
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
