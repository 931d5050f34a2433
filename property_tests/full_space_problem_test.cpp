// A problem of one's own runs like the library's: on the same data it takes the path of Quadratic with every method,
// sampler and action. And what it does wrong is named.
#include "own_quadratic.hpp"
#include "refuses.hpp"

#include <bros/method/suggest_steps.hpp>

#include <functional>

namespace bros::property::full_space_problem_test {

/// The final state and the counts.
State<double> run_of(const Problem<double>& problem, const Scenario& scenario, const MethodSettings& settings) {
  const auto method = make_method(problem, settings, scenario.stream);
  for (std::uint64_t k = 0; k < scenario.iterations; ++k) method->step(scenario.steps);
  return method->state();
}
bool same_counts(const OracleCounts& a, const OracleCounts& b) {
  return a.iterations == b.iterations && a.samples == b.samples && a.evaluations == b.evaluations &&
         a.hessian_actions == b.hessian_actions && a.cross_actions == b.cross_actions;
}

/// Math:     run_tolerance. The peers' maps have Lipschitz constants of at most seven times the `bound` of Scenario,
/// which
///           steps of an eighth make good: BOME's has 2 L_f + (eta + 2 |grad f| / |q|) L_q, L_q <= |A| + 2 |C|, and
///           |grad f| <= 3.1 |q|, since every entry of a is at least 15 and so, noise and all, every one of q_y above 6
template <class Own>
Deviation takes_the_path_of_quadratic(const MethodSettings& settings, const SubspaceEntry<double>& sampler,
                                      const ActionTraits& action) {
  Sizes sizes = sizes_for(sampler);
  sizes.blocks = 2, sizes.rows = 4, sizes.cols = 2;
  Scenario scenario = any_scenario(sizes, action);
  scenario.data.noise.hessian = scenario.data.noise.cross = 0;
  scenario.data.lower.a.array() += 16;
  for (double* step : {&scenario.steps.alpha, &scenario.steps.beta, &scenario.steps.gamma}) *step /= 8;

  const auto got = run_of(Own(scenario.data), scenario, settings);
  const auto want = run_of(scenario.problem<double>(), scenario, settings);
  const double operations = 8 * action_operations(Blocks(scenario.data.blocks));
  Deviation deviation;
  compare(deviation, got, want, run_tolerance<double>(scenario, operations));
  deviation.require(same_counts(got.counts, want.counts));
  return deviation;
}

TEST(FullSpaceProblem, takes_the_path_of_quadratic_with_every_method_sampler_and_action) {
  for (const MethodEntry<double>& method : method_list<double>()) {
    if (method.slots) continue;
    for_each_sampler<double>([&](const auto& sampler) {
      if (!method.sampler && sampler.name != std::string(Full<double>::kind)) return;
      for_each_action<double>([&](const auto& action) {
        if (!method.action && action.name != std::string(Plain<double>::kind.name)) return;
        SCOPED_TRACE(method.name);
        const MethodSettings settings{
            .method = method.name, .sampler = sampler.name, .action = action.name, .inner = 2, .neumann = 1};
        holds([&] { return takes_the_path_of_quadratic<OwnQuadratic>(settings, sampler, action); }, 12);
      });
    });
  }
}

TEST(FullSpaceProblem, lacks_what_it_does_not_say) {
  struct WithoutCrossGradient : OwnQuadratic {
    using OwnQuadratic::OwnQuadratic;
    void gradients(const Point<double>& at, Gradients<double>& out) const override {
      const Vector<double> before = out.lower_gradient_upper;
      OwnQuadratic::gradients(at, out);
      out.lower_gradient_upper = before;
    }
  };
  Numbers numbers(1, Flavour::moderate);
  const auto data = quadratic_data({{3, 2, 2}, {3, 1, 2}}, 2, 1, 0, numbers);
  const OwnQuadratic own(data);
  const WithoutCrossGradient without(data);
  for (const MethodEntry<double>& method : method_list<double>()) {
    const auto make = [&](const Problem<double>& problem) {
      return [&] { (void)make_method(problem, {.method = method.name}, Stream(1)); };
    };
    if (method.slots) {
      EXPECT_TRUE(refuses("problem", "not a finite sum", make(own))) << method.name;
    } else {
      EXPECT_NO_THROW(make(own)()) << method.name;
    }
    if (method.lower_gradient_upper) {
      EXPECT_TRUE(refuses("problem", "without grad_x g", make(without))) << method.name;
    }
  }
  EXPECT_FALSE(own.exact() || own.constants());
}

// Planted faults: functions that do not belong to one problem.

struct SignOfTheCrossProduct : OwnQuadratic {
  using OwnQuadratic::OwnQuadratic;
  void products(const Point<double>& at, const BlockVector<double>& t, BlockVector<double>& hessian,
                Vector<double>& cross) const override {
    OwnQuadratic::products(at, t, hessian, cross);
    cross *= -1;
  }
};
struct SamplesOfAnotherNumber : OwnQuadratic {
  using OwnQuadratic::OwnQuadratic;
  void gradients(const Point<double>& at, Gradients<double>& out) const override {
    OwnQuadratic::gradients({at.x, at.y, {at.sample.index + 1, at.sample.stream}}, out);
  }
};
struct CountsTwoSamples : OwnQuadratic {
  using OwnQuadratic::OwnQuadratic;
  [[nodiscard]] Index samples_per_evaluation() const override { return 2; }
};
template <class Own>
void is_rejected_with_haar() {
  is_rejected([] {
    return takes_the_path_of_quadratic<Own>({.action = "biprobe"}, sampler_named<double>("haar"),
                                            Biprobe<double>::kind);
  });
}
TEST(FullSpaceProblem, faults_are_rejected) {
  is_rejected_with_haar<SignOfTheCrossProduct>();
  is_rejected_with_haar<SamplesOfAnotherNumber>();
  is_rejected_with_haar<CountsTwoSamples>();
}

// Misuse.

/// What is done to the answers.
struct Misuse {
  std::string what, how;  // as the message says it
  std::function<void(Gradients<double>&)> in_gradients{};
  std::function<void(BlockVector<double>&, Vector<double>&)> in_products{};
  Index samples = 1;
};
/// Wrong in that way from evaluation number `first` on.
struct Misused : OwnQuadratic {
  Misused(QuadraticData<double> data, Misuse m, int first_wrong)
      : OwnQuadratic(std::move(data)), misuse(std::move(m)), first(first_wrong) {}
  void gradients(const Point<double>& at, Gradients<double>& out) const override {
    OwnQuadratic::gradients(at, out);
    ++evaluations;
    if (is_wrong() && misuse.in_gradients) misuse.in_gradients(out);
  }
  void products(const Point<double>& at, const BlockVector<double>& t, BlockVector<double>& hessian,
                Vector<double>& cross) const override {
    OwnQuadratic::products(at, t, hessian, cross);
    if (is_wrong() && misuse.in_products) misuse.in_products(hessian, cross);
  }
  [[nodiscard]] Index samples_per_evaluation() const override { return is_wrong() ? misuse.samples : 1; }
  [[nodiscard]] bool is_wrong() const { return evaluations > first; }
  Misuse misuse;
  int first;
  mutable int evaluations = 0;
};

/// A misuse of one quantity: another shape, another size behind the same shape, or an entry that is not finite.
Misuse any_misuse(const Blocks& blocks) {
  enum Kind { shape, size, not_finite };
  const Kind kind = *rc::gen::element(shape, size, not_finite);
  const Index l = *rc::gen::inRange<Index>(0, blocks.count()).as("block"), begin = blocks.full().offset(l);
  const Index wrong_size = *rc::gen::element<Index>(0, 7).as("size");
  const double wrong =
      *rc::gen::element(std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity());
  const auto spoil_blocks = [=](BlockVector<double>& v) {
    if (kind == shape) v = BlockVector<double>(Layout({{v.size() + 1, 1}}));
    if (kind == size) v.flat().conservativeResize(v.size() - 1);
    if (kind == not_finite) v.flat()[begin] = wrong;
  };
  const auto spoil = [=](Vector<double>& v) {
    if (kind == not_finite)
      v[v.size() - 1] = wrong;
    else
      v.resize(wrong_size);
  };
  const std::string of_blocks = kind == not_finite ? "not finite in block " + std::to_string(l) : "of other blocks";
  const std::string of_vector = kind == not_finite ? "not finite" : "of size " + std::to_string(wrong_size);
  using G = Gradients<double>;
  const std::array<Misuse, 7> all{
      Misuse{"gradients: lower_gradient", of_blocks, [=](G& g) { spoil_blocks(g.lower_gradient); }},
      Misuse{"gradients: upper_gradient_lower", of_blocks, [=](G& g) { spoil_blocks(g.upper_gradient_lower); }},
      Misuse{"gradients: upper_gradient_upper", of_vector, [=](G& g) { spoil(g.upper_gradient_upper); }},
      Misuse{"gradients: lower_gradient_upper", of_vector, [=](G& g) { spoil(g.lower_gradient_upper); }},
      Misuse{"products: hessian", of_blocks, {}, [=](auto& hessian, auto&) { spoil_blocks(hessian); }},
      Misuse{"products: cross", of_vector, {}, [=](auto&, auto& cross) { spoil(cross); }},
      Misuse{"samples_per_evaluation", "3", {}, {}, 3}};
  return all[static_cast<std::size_t>(*whole(0, 6).as("quantity"))];
}
/// In the first evaluation every misuse is refused, in the words `what` = `how`; later what is not finite passes, for
/// the run to notice.
Deviation misuse_is_named(const SubspaceEntry<double>& sampler, const ActionEntry<double>& kind, int first_wrong) {
  const Scenario scenario = any_scenario(sizes_for(sampler), kind);
  const Misused problem(scenario.data, any_misuse(Blocks(scenario.data.blocks)), first_wrong);
  const auto p = sampler.make(problem.blocks());
  const auto action = kind.make(*p);
  const auto oracle = problem.oracle(*p);
  const Vector<double> x = problem.x0();
  const BlockVector<double> y = problem.y0();
  const auto evaluate_twice = [&] {
    for (std::uint64_t k = 0; k < 2; ++k)
      oracle->evaluate({x, y, {k, scenario.stream}}, Request<double>{action->ask(*p, y), true});
  };
  const auto& [what, how, in_gradients, in_products, samples] = problem.misuse;
  Deviation deviation;
  if (first_wrong > 0 && how.starts_with("not finite"))
    evaluate_twice();
  else
    deviation.require(bool(refuses(what, how, evaluate_twice)));
  return deviation;
}

TEST(FullSpaceProblem, misuse_is_named_by_function_and_block) {
  for (const int first_wrong : {0, 1}) {
    for_each_sampler<double>([=](const auto& sampler) {
      holds([&] { return misuse_is_named(sampler, action_named<double>("one_sided"), first_wrong); }, 150);
    });
    for_each_action<double>([=](const auto& kind) {
      holds([&] { return misuse_is_named(sampler_named<double>("haar"), kind, first_wrong); }, 50);
    });
  }
  EXPECT_TRUE(refuses("dim_upper", "0", [] {
    Numbers numbers(1, Flavour::moderate);
    (void)OwnQuadratic(quadratic_data({{3, 1, 2}}, 0, 1, 0, numbers));
  }));
}
/// Begins where it is told to.
struct BeginsElsewhere : OwnQuadratic {
  BeginsElsewhere(const QuadraticData<double>& data, Vector<double> x, BlockVector<double> y)
      : OwnQuadratic(data), x_(std::move(x)), y_(std::move(y)) {}
  [[nodiscard]] Vector<double> x0() const override { return x_; }
  [[nodiscard]] BlockVector<double> y0() const override { return y_; }
  Vector<double> x_;
  BlockVector<double> y_;
};
TEST(FullSpaceProblem, a_start_of_another_shape_or_that_is_not_finite_is_named) {
  Numbers numbers(1, Flavour::moderate);
  const auto data = quadratic_data({{3, 2, 2}}, 2, 1, 0, numbers);
  const BlockVector<double> y(Blocks({{3, 2, 2}}).full()), other(Blocks({{4, 2, 2}}).full());
  const Vector<double> x = Vector<double>::Zero(2);
  Vector<double> nan = x;
  nan[1] = std::nan("");
  BlockVector<double> infinite = y;
  infinite.flat()[4] = INFINITY;
  const auto refused = [&](const char* field, const char* value, const Vector<double>& x0,
                           const BlockVector<double>& y0) {
    const BeginsElsewhere problem(data, x0, y0);
    const bool by_methods = refuses(field, value, [&] { (void)make_method(problem, {}, Stream(1)); });
    return by_methods && refuses(field, value, [&] { (void)suggest_steps<double>(problem, 100); });
  };
  EXPECT_TRUE(refused("problem.x0", "0", Vector<double>(0), y));
  EXPECT_TRUE(refused("problem.x0", "40", Vector<double>::Zero(40), y));
  EXPECT_TRUE(refused("problem.y0", "of other blocks", x, other));
  EXPECT_TRUE(refused("problem.x0", "not finite", nan, y));
  EXPECT_TRUE(refused("problem.y0", "not finite", x, infinite));
}
TEST(FullSpaceProblem, what_is_right_in_both_evaluations_is_not_refused) {
  is_rejected([] { return misuse_is_named(sampler_named<double>("haar"), action_named<double>("one_sided"), 2); });
}
TEST(FullSpaceProblem, a_run_ends_where_its_problem_stops_being_finite) {
  Numbers numbers(1, Flavour::moderate);
  const Misused problem(quadratic_data({{4, 2, 2}, {2, 1, 1}}, 2, 1, 0, numbers),
                        {"", "", [](auto& g) { g.upper_gradient_lower.flat()[3] = std::nan(""); }}, 4);
  const auto method = make_method(problem, {.method = "full-tangent"}, Stream(1));
  const auto result = run(*method, ConstantSchedule<double>({.01, .01, .01, 1}), 20);
  EXPECT_EQ(result.status, Status::not_finite);
  EXPECT_EQ(result.counts.iterations, 5u);
}

}  // namespace bros::property::full_space_problem_test
