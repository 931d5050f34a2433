// Wrong arguments throw ArgumentError, and the text names the field and its value.
#include "refuses.hpp"
#include "scenario.hpp"

#include <functional>
#include <limits>

namespace bros::property::arguments_test {

/// Two blocks, d = 2, everything in order.
QuadraticData<double> sound_data() {
  Numbers numbers(1, Flavour::moderate);
  return quadratic_data({{3, 2, 2}, {2, 1, 1}}, 2, 1, 0.5, numbers);
}

TEST(Arguments, the_check_itself_sees_a_wrong_text_another_exception_and_none) {
  EXPECT_TRUE(refuses("step", "-1", [] { require(false, "step", -1, "positive"); }));
  EXPECT_FALSE(refuses("step", "-1", [] { require(false, "step", 1, "positive"); }));
  EXPECT_FALSE(refuses("step", "-1", [] { require(false, "steps", -1, "positive"); }));
  EXPECT_FALSE(refuses("step", "-1", [] { throw std::invalid_argument("step = -1: positive"); }));
  EXPECT_FALSE(refuses("step", "-1", [] {}));
}

TEST(Arguments, blocks_refuse_wrong_shapes_and_ranks) {
  const auto refused = [] {
    const int rows = *whole(1, 8).as("rows"), excess = *whole(1, 8).as("excess"), below = -*whole(0, 8).as("below");
    Deviation deviation;
    const auto blocks = [](Block b) { return [b] { (void)Blocks({{2, 1, 1}, b}); }; };
    deviation.require(refuses("block.rank", text_of(rows + excess), blocks({rows, 1, rows + excess})));
    deviation.require(refuses("block.rank", text_of(below), blocks({rows, 1, below})));
    deviation.require(refuses("block.rows", text_of(below), blocks({below, 1, 1})));
    deviation.require(refuses("block.cols", text_of(below), blocks({rows, below, 1})));
    return deviation;
  };
  holds(refused);
  EXPECT_TRUE(refuses("blocks", "[]", [] { (void)Blocks({}); }));
}

bool takes(const ActionEntry<double>& kind, const Subspace<double>& p) {
  bool taken = true;
  try {
    (void)kind.make(p);
  } catch (const ArgumentError&) {
    taken = false;
  }
  return taken;
}
/// An action refuses exactly the ranks that its traits exclude, and names the rank.
Deviation refuses_excluded_ranks(const ActionEntry<double>& kind) {
  const Haar<double> p(Blocks(*block_structures().as("blocks")));
  Index excluded = 0;
  for (const Block& b : p.blocks())
    if (excluded == 0 && b.rank < b.rows && (b.rank < kind.smallest_rank || (kind.even_rank && b.rank % 2 == 1)))
      excluded = b.rank;
  Deviation deviation;
  if (excluded == 0)
    deviation.require(takes(kind, p));
  else
    deviation.require(refuses("block.rank", text_of(excluded), [&] { (void)kind.make(p); }));
  return deviation;
}
struct TakesEveryRank : AlteredAction<Plain<double>> {
  using AlteredAction::AlteredAction;
  static constexpr ActionTraits kind = BalancedSigns::kind;
};

TEST(Arguments, actions_refuse_exactly_the_ranks_that_they_exclude) {
  static_assert(Biprobe<double>::kind.smallest_rank == 2 && Centred<double>::kind.smallest_rank == 2);
  static_assert(ExactWeights<double>::kind.smallest_rank == 2 && Balanced<double>::kind.even_rank);
  for_each_action<double>([](const auto& kind) { holds([&] { return refuses_excluded_ranks(kind); }, 200); });
  is_rejected([] { return refuses_excluded_ranks(action_of<TakesEveryRank>); });
}

TEST(Arguments, names_that_are_in_no_list_are_refused_and_the_list_is_named) {
  const auto text = [](const auto& call) -> std::string {
    try {
      call();
      return "accepted";
    } catch (const ArgumentError& error) {
      return error.what();
    }
  };
  const Blocks blocks({{4, 1, 2}});
  const Quadratic<double> problem(sound_data());
  EXPECT_EQ(text([&] { (void)make_subspace<double>("magic", blocks); }),
            "sampler = magic: must be one of " + names_of(subspace_list<double>()));
  EXPECT_EQ(text([&] { (void)make_subspace<surd>("haar", blocks); }),
            "sampler = haar: must be one of " + names_of(subspace_list<surd>()));
  EXPECT_EQ(text([&] { (void)make_action<double>("magic", Haar<double>(blocks)); }),
            "action = magic: must be one of " + names_of(action_list<double>()));
  EXPECT_EQ(text([&] { (void)make_method<double>(problem, {.method = "magic"}, Stream(1)); }),
            "method = magic: must be one of " + names_of(method_list<double>()));
}

TEST(Arguments, hadamard_refuses_rows_that_are_no_power_of_two) {
  const auto construct = [](Index rows) {
    return [rows] { (void)Hadamard<double>(Blocks({{2, 1, 1}, {rows, 1, 1}})); };
  };
  for (const Index rows : {3, 5, 6, 7, 12, 63, 65, 1000})
    EXPECT_TRUE(refuses("block.rows", text_of(rows), construct(rows)));
  for (const Index rows : {1, 2, 4, 64, 1024}) EXPECT_NO_THROW(construct(rows)());
}

TEST(Arguments, enumerated_realisations_of_a_wrong_size_are_refused) {
  const Blocks blocks({{4, 1, 2}});
  Coordinates<double> coordinates(blocks);
  Hadamard<double> hadamard(blocks);
  EXPECT_TRUE(refuses("coordinates.rows", "3", [&] { coordinates.set_rows(0, {0, 1, 2}); }));
  EXPECT_TRUE(refuses("hadamard.signs", "3", [&] { hadamard.set_realisation(0, Vector<double>::Ones(3), {0, 1}); }));
  EXPECT_TRUE(refuses("hadamard.columns", "1", [&] { hadamard.set_realisation(0, Vector<double>::Ones(4), {0}); }));
  std::vector<Index> chosen;
  EXPECT_TRUE(refuses("subset.count", "5", [&] { draw_subset(Stream(0), 4, 5, chosen); }));
  EXPECT_TRUE(refuses("subset.count", "-1", [&] { draw_subset(Stream(0), 4, -1, chosen); }));
}

template <class S>
class ArgumentsAt : public ::testing::Test {};
TYPED_TEST_SUITE(ArgumentsAt, RealScalars);

TYPED_TEST(ArgumentsAt, steps_that_are_not_positive_and_finite_are_refused) {
  using S = TypeParam;
  using Limits = std::numeric_limits<S>;
  const auto with = [](const std::string& field, const S& value) {
    Steps<S> steps{S(1), S(1), S(1), S(1)};
    (field == "alpha"    ? steps.alpha
     : field == "beta"   ? steps.beta
     : field == "gamma"  ? steps.gamma
     : field == "lambda" ? steps.lambda
                         : steps.theta) = value;
    return steps;
  };
  for (const std::string field : {"alpha", "beta", "gamma", "theta", "lambda"})
    for (const S& value :
         {S(0), S(-1), S(-Limits::min()), Limits::quiet_NaN(), Limits::infinity(), S(-Limits::infinity())}) {
      const auto steps = with(field, value);
      EXPECT_TRUE(refuses(field, text_of(value), [&] { (void)ConstantSchedule<S>(steps); }));
      EXPECT_TRUE(refuses(field, text_of(value), [&] { (void)horizon_schedule<S>(steps, 1); }));
      EXPECT_TRUE(refuses(field, text_of(value), [&] { (void)DecayingSchedule<S>(steps, S(0.5)); }));
    }
  const S above_one = 1 + Limits::epsilon();
  EXPECT_TRUE(refuses("theta", text_of(above_one), [&] { (void)ConstantSchedule<S>(with("theta", above_one)); }));
  EXPECT_TRUE(refuses("theta", "2", [&] { (void)horizon_schedule<S>(with("theta", S(4)), 4); }));
  EXPECT_NO_THROW((void)horizon_schedule<S>(with("theta", S(4)), 16));
  EXPECT_NO_THROW((void)DecayingSchedule<S>(with("theta", S(4)), S(1)));
  EXPECT_TRUE(refuses("horizon", "0", [&] { (void)horizon_schedule<S>(with("theta", S(1)), 0); }));
  for (const S& exponent : {S(-1), S(2), Limits::quiet_NaN()})
    EXPECT_TRUE(refuses("decay", text_of(exponent), [&] { (void)DecayingSchedule<S>(with("theta", S(1)), exponent); }));
}

/// Quadratic accepts generated data, and refuses it with one field spoilt.
using Spoil = std::function<void(QuadraticData<double>&)>;
Deviation quadratic_refuses(const std::string& field, const std::string& value, const Spoil& spoil) {
  QuadraticData<double> data = any_scenario({}).data;
  Deviation deviation;
  (void)Quadratic<double>(data);
  spoil(data);
  const auto refused = refuses(field, value, [&] { (void)Quadratic<double>(data); });
  deviation.require(refused);
  return deviation;
}

TEST(Arguments, quadratic_refuses_data_that_are_not_finite_and_names_the_field) {
  const std::vector<std::pair<const char*, std::function<double*(QuadraticData<double>&)>>> fields{
      {"lower.A", [](auto& data) { return data.lower.A.data(); }},
      {"lower.C", [](auto& data) { return data.lower.C.data(); }},
      {"lower.a", [](auto& data) { return data.lower.a.data(); }},
      {"upper.F", [](auto& data) { return data.upper.F.data(); }},
      {"upper.K", [](auto& data) { return data.upper.K.data(); }},
      {"upper.H", [](auto& data) { return data.upper.H.data(); }},
      {"upper.f", [](auto& data) { return data.upper.f.data(); }},
      {"upper.h", [](auto& data) { return data.upper.h.data(); }},
      {"x0", [](auto& data) { return data.x0.data(); }},
      {"y0", [](auto& data) { return data.y0.data(); }}};
  for (const auto& [field, entry] : fields)
    for (const double value : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
                               -std::numeric_limits<double>::infinity()}) {
      SCOPED_TRACE(field);
      holds([&] { return quadratic_refuses(field, "not finite", [&](auto& data) { *entry(data) = value; }); }, 5);
    }
  is_rejected([] { return quadratic_refuses("x0", "not finite", [](auto& data) { data.x0[0] = 1e308; }); });
}

TEST(Arguments, quadratic_refuses_a_lower_level_that_is_not_strongly_convex) {
  holds([] { return quadratic_refuses("lower.A", "indefinite", [](auto& data) { data.lower.A *= -1; }); });
  holds([] { return quadratic_refuses("lower.A", "indefinite", [](auto& data) { data.lower.A(0, 0) = 0; }); });
}

template <class Change>
auto constructing_with(const Change& change, Index batch = 1) {
  QuadraticData<double> data = sound_data();
  change(data);
  return [data, batch] { (void)Quadratic<double>(data, batch); };
}

TEST(Arguments, quadratic_refuses_matrices_that_are_not_symmetric) {
  EXPECT_NO_THROW(constructing_with([](auto&) {})());
  EXPECT_TRUE(refuses("lower.A", "not symmetric", constructing_with([](auto& data) { data.lower.A(0, 7) += 1e-15; })));
  EXPECT_TRUE(refuses("upper.F", "not symmetric", constructing_with([](auto& data) { data.upper.F(7, 0) += 1e-15; })));
  EXPECT_TRUE(refuses("upper.H", "not symmetric", constructing_with([](auto& data) { data.upper.H(0, 1) += 1e-15; })));
}

TEST(Arguments, quadratic_refuses_shapes_that_do_not_match) {
  const auto refused = [](const char* field, const char* shape, const auto& change) {
    return refuses(field, shape, constructing_with(change));
  };
  EXPECT_TRUE(refused("lower.A", "8 x 9", [](auto& data) { data.lower.A = Matrix<double>::Identity(8, 9); }));
  EXPECT_TRUE(refused("lower.C", "8 x 2", [](auto& data) { data.lower.C = data.lower.C.transpose().eval(); }));
  EXPECT_TRUE(refused("lower.a", "7 x 1", [](auto& data) { data.lower.a = Vector<double>::Ones(7); }));
  EXPECT_TRUE(refused("upper.F", "0 x 0", [](auto& data) { data.upper.F.resize(0, 0); }));
  EXPECT_TRUE(refused("upper.K", "2 x 9", [](auto& data) { data.upper.K = Matrix<double>::Ones(2, 9); }));
  EXPECT_TRUE(refused("upper.H", "1 x 1", [](auto& data) { data.upper.H = Matrix<double>::Ones(1, 1); }));
  EXPECT_TRUE(refused("upper.f", "9 x 1", [](auto& data) { data.upper.f = Vector<double>::Ones(9); }));
  EXPECT_TRUE(refused("upper.h", "3 x 1", [](auto& data) { data.upper.h = Vector<double>::Ones(3); }));
  EXPECT_TRUE(refused("y0", "7 x 1", [](auto& data) { data.y0 = Vector<double>::Ones(7); }));
  EXPECT_TRUE(refused("block.rank", "4", [](auto& data) { data.blocks[0].rank = 4; }));
  const Full<double> full(Blocks({{3, 1, 3}}));
  const Matrix<double> h = Matrix<double>::Identity(4, 4);
  EXPECT_TRUE(refuses("hessian.rows", "4", [&] { DenseHessian<double>(full, h); }));
}

TEST(Arguments, quadratic_refuses_wrong_noise_and_an_empty_batch) {
  using Noise = QuadraticData<double>::Noise;
  const std::vector<std::pair<const char*, double Noise::*>> levels{
      {"noise.lower_gradient", &Noise::lower_gradient},
      {"noise.hessian", &Noise::hessian},
      {"noise.cross", &Noise::cross},
      {"noise.upper_gradient_lower", &Noise::upper_gradient_lower},
      {"noise.upper_gradient_upper", &Noise::upper_gradient_upper}};
  for (const auto& [field, level] : levels)
    for (const double value : {-1., std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()})
      EXPECT_TRUE(refuses(field, text_of(value), constructing_with([&](auto& data) { data.noise.*level = value; })));
  EXPECT_TRUE(refuses("batch", "0", constructing_with([](auto&) {}, 0)));
  EXPECT_TRUE(refuses("batch", "-1", constructing_with([](auto&) {}, -1)));
}

}  // namespace bros::property::arguments_test
