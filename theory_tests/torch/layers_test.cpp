// What a module may hold, how an evaluation may be cut into parts, and on what its bits depend.
#include "networks.hpp"

#include <bros/method/make.hpp>
#include <bros/torch/memory_meter.hpp>
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

/// All that an evaluation answers on a subspace of that kind, each quantity scaled to a largest entry of 1.
template <class S>
std::vector<Vector<double>> answers(const std::string& sampler, NetworkTask task, Index at_once, double ridge = 0.1) {
  const NetworkProblem<S> problem(std::move(task),
                                  {.rank = rank_share(0.5), .batch = 6, .ridge = ridge, .at_once = at_once}, Stream(1));
  const auto p = make_subspace<S>(sampler, problem.blocks()), second = p->clone();
  p->draw(Stream(2)), second->draw(Stream(5));
  typename NetworkProblem<S>::Oracle oracle(problem, *p);
  const auto gaussian = [](Index size, std::string_view name) {
    Vector<S> v(size);
    fill_gaussian<S>(Stream(3).fork(name), v);
    return v;
  };
  const Vector<S> x = problem.x0() + S(0.1) * gaussian(problem.dim_upper(), "x");
  const BlockVector<S> y = problem.y0();
  BlockVector<S> w(p->blocks().projected()), z(p->blocks().full()), along_w = w, along_z = w, along_second = w;
  w.flat() = gaussian(w.size(), "w"), z.flat() = gaussian(z.size(), "z");
  Vector<S> cross, cross_z;
  const Along<S> along[] = {{tangent(*p, w), &along_w, &cross},
                            {tangent(z), &along_z},
                            {tangent(z), nullptr, &cross_z},
                            {tangent(*second, w), &along_second}};
  oracle.evaluate({x, y, {0, Stream(4)}}, Request<S>{along, true});
  Vector<S> losses(2);
  losses << oracle.lower_loss(), oracle.upper_loss();
  std::vector<Vector<double>> all;
  for (const Vector<S>& v :
       {along_w.flat(), cross, along_z.flat(), cross_z, along_second.flat(), oracle.lower_gradient().flat(),
        oracle.upper_gradient_lower().flat(), oracle.upper_gradient_upper(), oracle.lower_gradient_upper(), losses})
    all.push_back(v.template cast<double>());
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
    for (const Index at_once : {1, 4})
      for (const char* sampler : {"haar", "full"})
        EXPECT_LE(distance(answers<double>(sampler, task, at_once), answers<double>(sampler, task, 0)), 1e-12);
  const auto task = perceptron_task<double>({8, 16, 3}, 9);
  EXPECT_GT(distance(answers<double>("haar", task, 4, 0.1 + 1e-9), answers<double>("haar", task, 0)), 1e-12);
}

TEST(NetworkProblem, float_is_double_but_for_its_rounding) {
  constexpr double eps = std::numeric_limits<float>::epsilon(), operations = 200;
  for (const bool language : {false, true}) {
    const auto task = [&]<class S>(S) {
      return language ? language_task<S>(8, 5, 4, 2, 9) : perceptron_task<S>({8, 16, 3}, 9);
    };
    const double apart = distance(answers<float>("haar", task(0.0f), 0), answers<double>("haar", task(0.0), 0));
    EXPECT_LE(apart, operations * eps);
    EXPECT_GT(apart, eps / 100) << "is it float at all?";
  }
}

/// x, Y, Z and h after so many steps, with the state taken and given to a new method after `resumed_after` of them.
Vector<float> run(const NetworkProblem<float>& problem, int steps, int resumed_after, std::uint64_t seed = 5) {
  const MethodSettings settings{.sampler = "coordinates", .action = "balanced"};
  const auto first = make_method<float>(problem, settings, Stream(seed)),
             second = make_method<float>(problem, settings, Stream(seed));
  const Steps<float> sizes{.1f, .02f, .02f, .2f, .5f};
  for (int k = 0; k < resumed_after; ++k) first->step(sizes);
  second->restore(first->state());
  for (int k = resumed_after; k < steps; ++k) second->step(sizes);
  Vector<float> all(2 * second->x().size() + 2 * second->y().size());
  all << second->x(), second->h(), second->y().flat(), second->z().flat();
  EXPECT_TRUE(second->finite());
  return all;
}

TEST(NetworkProblem, a_resumed_run_has_the_same_bits_for_a_number_of_threads) {
  const NetworkProblem<float> problem(language_task<float>(32, 16, 32, 4, 40), {.rank = rank_share(0.25), .batch = 16},
                                      Stream(1));
  const int before = at::get_num_threads();
  for (const int threads : {1, 2}) {
    network::use_threads(threads);
    EXPECT_EQ(at::get_num_threads(), threads);
    const Vector<float> whole = run(problem, 4, 0);
    EXPECT_EQ(run(problem, 4, 0), whole);
    EXPECT_EQ(run(problem, 4, 2), whole);
    EXPECT_NE(run(problem, 4, 2, 6), whole);
  }
  network::use_threads(before);
  EXPECT_THROW(network::use_threads(0), ArgumentError);
}

/// The cross action at a second point, alone; before it both products at a first one, along the same tangent, or none.
Vector<double> cross_after(bool acted, Index at_once) {
  const NetworkProblem<double> problem(perceptron_task<double>({4, 3, 2}, 5), {.batch = 4, .at_once = at_once},
                                       Stream(1));
  const Haar<double> p(problem.blocks());
  const auto oracle = problem.oracle(p);
  const Vector<double> x = problem.x0();
  const BlockVector<double> y = problem.y0();
  BlockVector<double> elsewhere = y, w(p.blocks().projected()), out = w;
  elsewhere.flat().array() += 0.5;
  w.flat().setOnes();
  Vector<double> cross;
  if (acted)
    oracle->evaluate({x, elsewhere, {0, Stream(2)}}, {{tangent(p, w), &out, &cross}});
  else
    oracle->evaluate({x, elsewhere, {0, Stream(2)}});
  oracle->evaluate({x, y, {1, Stream(2)}}, {{tangent(p, w), nullptr, &cross}});
  return cross;
}

TEST(NetworkProblem, an_evaluation_forgets_what_the_one_before_answered_along_the_same_tangent) {
  for (const Index at_once : {0, 2}) EXPECT_EQ(cross_after(true, at_once), cross_after(false, at_once));
}

/// What evaluations of a network of wide layers take, by what they are asked.
struct Taken {
  int losses = 0;                   // how often the lower loss is worked out
  bool graph = false;               // whether its gradients have a graph of their own
  std::int64_t peak = 0, left = 0;  // bytes of tensors: at most, and afterwards
};
Taken taken(const std::function<std::vector<Along<double>>(const Subspace<double>&, const BlockVector<double>& w,
                                                           const BlockVector<double>& z)>& ask,
            Index at_once = 0) {
  Taken found;
  NetworkTask task = perceptron_task<double>({64, 48, 2}, 40);
  task.lower_loss = [&, loss = task.lower_loss](const Tensor& x, const Tensor& s) {
    const Tensor value = loss(x, s);
    value.register_hook([&](const Tensor&) { found.graph = at::GradMode::is_enabled(); });
    return ++found.losses, value;
  };
  const NetworkProblem<double> problem(task, {.rank = rank_share(0.25), .batch = 40, .at_once = at_once}, Stream(1));
  const Coordinates<double> p(problem.blocks());
  const auto oracle = problem.oracle(p);
  const Vector<double> x = problem.x0();
  const BlockVector<double> y = problem.y0(), w(p.blocks().projected());
  network::TensorMeter& meter = network::TensorMeter::instance();
  const std::int64_t before = meter.live();
  meter.reset_peak();
  oracle->evaluate({x, y, {0, Stream(2)}}, Request<double>{ask(p, w, y)});
  found.peak = meter.peak() - before, found.left = meter.live() - before;
  return found;
}

TEST(NetworkProblem, an_evaluation_keeps_no_more_than_it_is_asked_for_and_nothing_afterwards) {
  BlockVector<double> hessian, again;
  const auto none = [](const auto&...) { return std::vector<Along<double>>{}; };
  const auto in_p = [&](const auto& p, const auto& w, const auto&) {
    hessian = w;
    return std::vector<Along<double>>{{tangent(p, w), &hessian}};
  };
  const auto full = [&](const auto&, const auto& w, const auto& z) {
    hessian = w;
    return std::vector<Along<double>>{{tangent(z), &hessian}};
  };
  const auto both = [&](const auto& p, const auto& w, const auto& z) {
    hessian = again = w;
    return std::vector<Along<double>>{{tangent(p, w), &hessian}, {tangent(z), &again}};
  };
  const Taken of_none = taken(none), of_p = taken(in_p), of_full = taken(full), of_both = taken(both),
              in_parts = taken(both, 16);
  EXPECT_FALSE(of_none.graph);
  EXPECT_TRUE(of_p.graph && of_full.graph && of_both.graph);
  EXPECT_LT(of_none.peak, of_p.peak);
  const std::int64_t spared =
      (64 - 16 + 48 - 12) * 40 * static_cast<std::int64_t>(sizeof(double));  // X P in place of X
  EXPECT_GE(of_full.peak - of_p.peak, spared / 2);
  for (const Taken& found : {of_none, of_p, of_full, of_both, in_parts}) EXPECT_EQ(found.left, 0);
  for (const Taken& found : {of_none, of_p, of_full, of_both}) EXPECT_EQ(found.losses, 1);
  EXPECT_EQ(in_parts.losses, 3);
}

}  // namespace bros::layers_test
