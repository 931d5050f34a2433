// What a module may hold, how an evaluation may be cut into parts, and on what its bits depend.
#include "networks.hpp"

#include <bros/method/methods.hpp>
#include <bros/torch/threads.hpp>

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/dropout.h>

#include <gtest/gtest.h>

namespace bros::layers_test {

using namespace networks;
using network::rank_share;

/// The message that a problem on `module` is refused with.
template <class Module>
std::string refusal(Module module, double share = 0.5) {
  NetworkTask task{.lower_module = module.ptr(), .dim_upper = 1};
  try {
    NetworkProblem<float>(task, {.rank = rank_share(share)}, Stream(1));
  } catch (const ArgumentError& error) {
    return error.what();
  }
  return "";
}
/// A module with a layer of ours and one of libtorch's.
template <class Other>
struct MixedImpl : ::torch::nn::Module {
  explicit MixedImpl(Other other) {
    register_module("ours", network::Linear(4, 2));
    register_module("theirs", ::torch::nn::ModuleHolder<typename Other::ContainedType>(other.ptr()));
  }
};
template <class Other>
std::string refusal_beside_ours(Other other) {
  return refusal(::torch::nn::ModuleHolder<MixedImpl<Other>>(other));
}

TEST(NetworkLayers, a_module_that_is_not_supported_is_named) {
  using namespace ::torch::nn;
  EXPECT_EQ(refusal_beside_ours(Conv2d(Conv2dOptions(1, 2, 3))),
            "theirs = torch::nn::Conv2dImpl: it is not supported: parameters are held by Linear, Embedding, LayerNorm "
            "and Parameter of bros::network");
  EXPECT_NE(
      refusal_beside_ours(BatchNorm1d(BatchNorm1dOptions(2).affine(false))).find("theirs = torch::nn::BatchNorm1d"),
      std::string::npos);
  EXPECT_NE(refusal_beside_ours(Dropout()).find("randomness"), std::string::npos);
  EXPECT_EQ(refusal_beside_ours(network::LayerNorm(2)), "");
}

TEST(NetworkLayers, a_rank_above_the_rows_of_a_layer_names_the_layer) {
  network::Perceptron net(std::vector<Index>{4, 3, 2});
  NetworkTask task{.lower_module = net.ptr(), .dim_upper = 1};
  const auto construct = [&](Index rank) {
    NetworkProblem<float>(task, {.rank = [=](const auto&) { return rank; }}, Stream(1));
  };
  EXPECT_NO_THROW(construct(3));
  try {
    construct(4);
    FAIL() << "a rank of 4 in 3 rows is not refused";
  } catch (const ArgumentError& error) {
    EXPECT_STREQ(error.what(), "rank of layer1.weight = 4: between 1 and its rows, 3");
  }
  EXPECT_THROW((void)rank_share(0), ArgumentError);
  EXPECT_THROW((void)rank_share(1.5), ArgumentError);
}

TEST(NetworkLayers, blocks_come_in_the_order_of_registration_and_are_named_by_their_paths) {
  const NetworkProblem<float> problem(language_task<float>(8, 5, 4, 2, 3), {}, Stream(1));
  std::string names;
  for (const auto& block : problem.block_specs())
    names += block.name + " " + std::to_string(block.rows) + "x" + std::to_string(block.cols) + ", ";
  EXPECT_EQ(
      names,
      "embedding.weight 8x4, positions.value 1x20, block.attention_norm.weight 1x4, block.attention_norm.bias 1x4, "
      "block.attention.inputs.weight 4x12, block.attention.inputs.bias 1x12, block.attention.output.weight 4x4, "
      "block.attention.output.bias 1x4, block.hidden_norm.weight 1x4, block.hidden_norm.bias 1x4, "
      "block.hidden.weight 4x8, block.hidden.bias 1x8, block.output.weight 8x4, block.output.bias 1x4, "
      "head.weight 4x8, ");
}

TEST(NetworkLayers, a_layer_outside_of_an_evaluation_says_so) {
  network::Linear layer(2, 3);
  const Tensor x = at::zeros({1, 2});
  EXPECT_THROW((void)layer->forward(x), ArgumentError);
}

/// All that an evaluation answers on P, each quantity scaled to a largest entry of 1.
template <class S, class P>
std::vector<Vector<double>> answers(NetworkTask task, Index at_once, double ridge = 0.1) {
  const NetworkProblem<S> problem(std::move(task),
                                  {.rank = rank_share(0.5), .batch = 6, .ridge = ridge, .at_once = at_once}, Stream(1));
  P p(problem.blocks());
  p.draw(Stream(2));
  typename NetworkProblem<S>::template Linearisation<P> lin(problem, p);
  const auto gaussian = [](Index size, std::string_view name) {
    Vector<S> v(size);
    fill_gaussian<S>(Stream(3).fork(name), v);
    return v;
  };
  const Vector<S> x = problem.x0() + S(0.1) * gaussian(problem.dim_upper(), "x");
  const BlockVector<S> y = problem.y0();
  BlockVector<S> w(p.blocks().projected()), z(p.blocks().full()), out = w;
  w.flat() = gaussian(w.size(), "w"), z.flat() = gaussian(z.size(), "z");
  Vector<S> cross;
  std::vector<Vector<double>> all;
  const auto add = [&](const Vector<S>& v) { all.push_back(v.template cast<double>()); };
  lin.evaluate(x, y, {0, Stream(4)}, w);
  lin.hessian_action(w, out), add(out.flat());
  lin.cross_action(w, cross), add(cross);
  lin.hessian_action_full(z, out), add(out.flat());
  add(lin.lower_gradient().flat()), add(lin.upper_gradient_lower().flat()), add(lin.upper_gradient_upper());
  Vector<S> losses(2);
  losses << lin.lower_loss(), lin.upper_loss();
  add(losses);
  return all;
}
double distance(const std::vector<Vector<double>>& a, const std::vector<Vector<double>>& b) {
  double worst = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    worst = std::max(worst, (a[i] - b[i]).cwiseAbs().maxCoeff() / std::max(1e-300, b[i].cwiseAbs().maxCoeff()));
  return worst;
}

TEST(NetworkProblem, a_minibatch_in_parts_gives_what_it_gives_at_once) {
  for (const auto& task : {perceptron_task<double>({8, 16, 3}, 9), language_task<double>(8, 5, 4, 2, 9),
                           representation_task<double>(4, 8, 3, 9)})
    for (const Index at_once : {1, 4}) {
      EXPECT_LE((distance(answers<double, Haar<double>>(task, at_once), answers<double, Haar<double>>(task, 0))),
                1e-12);
      EXPECT_LE((distance(answers<double, Full<double>>(task, at_once), answers<double, Full<double>>(task, 0))),
                1e-12);
    }
  const auto task = perceptron_task<double>({8, 16, 3}, 9);
  EXPECT_GT((distance(answers<double, Haar<double>>(task, 4, 0.1 + 1e-9), answers<double, Haar<double>>(task, 0))),
            1e-12);
}

TEST(NetworkProblem, float_is_double_but_for_its_rounding) {
  constexpr double eps = std::numeric_limits<float>::epsilon(), operations = 200;
  for (const bool language : {false, true}) {
    const auto task = [&]<class S>(S) {
      return language ? language_task<S>(8, 5, 4, 2, 9) : perceptron_task<S>({8, 16, 3}, 9);
    };
    const double apart =
        distance(answers<float, Haar<float>>(task(0.0f), 0), answers<double, Haar<double>>(task(0.0), 0));
    EXPECT_LE(apart, operations * eps);
    EXPECT_GT(apart, eps / 100) << "is it float at all?";
  }
}

/// x, Y, Z and h after so many steps, with the state taken and given to a new method after `resumed_after` of them.
template <class Method>
Vector<float> run(const NetworkProblem<float>& problem, int steps, int resumed_after, std::uint64_t seed = 5) {
  Method first(problem, Stream(seed)), second(problem, Stream(seed));
  const Steps<float> sizes{.1f, .02f, .02f, .2f, .5f};
  for (int k = 0; k < resumed_after; ++k) first.step(sizes);
  second.restore(first.state());
  for (int k = resumed_after; k < steps; ++k) second.step(sizes);
  Vector<float> all(2 * second.x().size() + 2 * second.y().size());
  all << second.x(), second.h(), second.y().flat(), second.z().flat();
  EXPECT_TRUE(second.finite());
  return all;
}

TEST(NetworkProblem, a_resumed_run_has_the_same_bits_for_a_number_of_threads) {
  using C = Coordinates<float>;
  using Method = Bros<NetworkProblem<float>, C, Balanced<C>>;
  const NetworkProblem<float> problem(language_task<float>(32, 16, 32, 4, 40), {.rank = rank_share(0.25), .batch = 16},
                                      Stream(1));
  const int before = at::get_num_threads();
  for (const int threads : {1, 2}) {
    network::use_threads(threads);
    EXPECT_EQ(at::get_num_threads(), threads);
    const Vector<float> whole = run<Method>(problem, 4, 0);
    EXPECT_EQ(run<Method>(problem, 4, 0), whole);
    EXPECT_EQ(run<Method>(problem, 4, 2), whole);
    EXPECT_NE(run<Method>(problem, 4, 2, 6), whole);
  }
  network::use_threads(before);
  EXPECT_THROW(network::use_threads(0), ArgumentError);
}

/// cross_action(W) at a second point, asked for before any Hessian action there; `acted` at the first point, along the
/// same W, or not.
Vector<double> cross_after(bool acted, Index at_once) {
  const NetworkProblem<double> problem(perceptron_task<double>({4, 3, 2}, 5), {.batch = 4, .at_once = at_once},
                                       Stream(1));
  Haar<double> p(problem.blocks());
  NetworkProblem<double>::Linearisation<Haar<double>> lin(problem, p);
  const Vector<double> x = problem.x0();
  const BlockVector<double> y = problem.y0();
  BlockVector<double> elsewhere = y, w(p.blocks().projected()), out = w;
  elsewhere.flat().array() += 0.5;
  w.flat().setOnes();
  Vector<double> cross;
  lin.evaluate(x, elsewhere, {0, Stream(2)}, w);
  if (acted) lin.hessian_action(w, out);
  lin.evaluate(x, y, {1, Stream(2)}, w);
  lin.cross_action(w, cross);
  return cross;
}

TEST(NetworkProblem, an_evaluation_forgets_what_the_one_before_answered_along_the_same_tangent) {
  for (const Index at_once : {0, 2}) EXPECT_EQ(cross_after(true, at_once), cross_after(false, at_once));
}

TEST(NetworkProblem, actions_that_were_not_expected_are_refused) {
  const NetworkProblem<double> problem(perceptron_task<double>({4, 3, 2}, 5), {}, Stream(1));
  Haar<double> p(problem.blocks());
  NetworkProblem<double>::Linearisation<Haar<double>> lin(problem, p);
  BlockVector<double> out(p.blocks().projected());
  const Vector<double> x = problem.x0();
  const BlockVector<double> y = problem.y0(), w = out;
  lin.expect_full_tangents(false);
  lin.evaluate(x, y, {0, Stream(2)});
  EXPECT_THROW(lin.hessian_action_full(y, out), ArgumentError);
  EXPECT_NO_THROW(lin.hessian_action(w, out));
  lin.expect_second_derivatives(false);
  lin.evaluate(x, y, {0, Stream(2)});
  EXPECT_THROW(lin.hessian_action(w, out), ArgumentError);
}

}  // namespace bros::layers_test
