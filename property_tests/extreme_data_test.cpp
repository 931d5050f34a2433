// Data at the edge: what is not finite is refused or shows, a singular lower level is refused, an ill-conditioned one
// is solved as well as its condition allows or refused.
#include "refuses.hpp"
#include "scenario.hpp"

#include <bros/problem/finite_sum_quadratic.hpp>

#include <Eigen/Cholesky>

namespace bros::property::extreme_data_test {

/// A number that is not finite, by RapidCheck's choice.
double any_wrong_number() {
  Numbers numbers = Numbers::of(Flavour::not_finite);
  for (;;)
    if (const double v = numbers.entry<double>(); !std::isfinite(v)) return v;
}
template <class M>
void spoil(M& m) {
  m.data()[*rc::gen::inRange<Index>(0, m.size()).as("entry")] = any_wrong_number();
}

/// Every constructor names the field of which any one entry is not finite, wherever it is.
Deviation refuses_what_is_not_finite(bool spoilt) {
  const auto scenario = any_scenario({.blocks = 2, .rows = 4, .cols = 2});
  QuadraticData<double> quadratic = scenario.data;
  const Index d = quadratic.x0.size(), n = quadratic.y0.size(), samples = n + 1;
  Numbers numbers = Numbers::of(Flavour::moderate);
  const auto factors = [&] {
    return RankOneFactors<double>{numbers.matrix<double>(d, samples), numbers.matrix<double>(n, samples),
                                  numbers.matrix<double>(d, samples), numbers.matrix<double>(n, samples),
                                  numbers.matrix<double>(n, samples), numbers.matrix<double>(d, samples)};
  };
  FiniteSumData<double> sum{factors(), factors(), quadratic.blocks, quadratic.x0, quadratic.y0};
  const auto level = *rc::gen::element<std::string>("lower", "upper").as("level");
  const std::size_t which = *rc::gen::inRange<std::size_t>(0, 6).as("field");
  auto& [p, q, u, w, a, b] = level == "lower" ? sum.lower : sum.upper;
  auto& matrix_field = *std::array{&p, &q, &u, &w, &a, &b}[which];
  auto& quadratic_field = *std::array{&quadratic.lower.A, &quadratic.lower.C, &quadratic.upper.F,
                                      &quadratic.upper.K, &quadratic.upper.H, &quadratic.lower.A}[which];
  if (spoilt) spoil(matrix_field), spoil(quadratic_field);

  static constexpr const char *letters[] = {"p", "q", "u", "w", "a", "b"},
                              *fields[] = {"lower.A", "lower.C", "upper.F", "upper.K", "upper.H", "lower.A"};
  Deviation deviation;
  const std::string field = level + "." + letters[which];
  bool named = false;
  try {
    (void)FiniteSumQuadratic<double>(sum);
  } catch (const ArgumentError& error) {
    named = std::string(error.what()).starts_with(field + " = not finite in sample ");
  }
  deviation.require(named);
  deviation.require(bool(refuses(fields[which], "not finite", [&] { (void)Quadratic<double>(quadratic); })));
  return deviation;
}
TEST(ExtremeData, that_are_not_finite_are_refused_and_the_field_is_named) {
  holds([] { return refuses_what_is_not_finite(true); });
  is_rejected([] { return refuses_what_is_not_finite(false); });
}

/// A run whose state stops being finite says so, never shows such a state, and never ends as converged, although its
/// observer takes `!(error > tolerance)`, true of a NaN, for convergence.
template <class Make>
Deviation notices_what_is_not_finite(const Make& make) {
  const auto scenario = any_scenario({.blocks = 2, .rows = 4, .cols = 2});
  const auto problem = scenario.problem<double>();
  const std::uint64_t wrong_at = static_cast<std::uint64_t>(*whole(0, 5).as("iteration"));
  const int which = *whole(0, 3).as("step");
  const double wrong = any_wrong_number();
  const auto schedule = [&](std::uint64_t k) {
    Steps<double> steps = scenario.steps;
    if (k == wrong_at)
      *std::array{&steps.alpha, &steps.beta, &steps.gamma, &steps.theta}[static_cast<std::size_t>(which)] = wrong;
    return steps;
  };
  const auto method = make(problem, scenario.stream);
  const auto result = run(*method, schedule, wrong_at + 3, [](const auto& m, bool) {
    const double size = m.x().norm() + m.y().flat().norm() + m.z().flat().norm() + m.h().norm();
    return !(size >= 0 && size <= std::numeric_limits<double>::max()) ? Next::converged : Next::go_on;
  });
  Deviation deviation;
  deviation.require(result.status == Status::not_finite && result.counts.iterations == wrong_at + 1);
  return deviation;
}
Deviation notices_with_the_method(const char* name) {
  return notices_what_is_not_finite([=](const Problem<double>& problem, const Stream& stream) {
    return make_method(problem, {.method = name}, stream);
  });
}
/// A method that takes what is not a number for 0 wherever it looks but in x.
struct LooksAtXOnly : Method<double> {
  LooksAtXOnly(const Problem<double>& problem, const Stream& stream)
      : Method<double>(problem), inner(make_method(problem, {.method = "full-tangent"}, stream)) {}
  void step(const Steps<double>& steps) override {
    inner->step(steps);
    const auto finite = [](const Vector<double>& v) {
      return Vector<double>(v.unaryExpr([](double entry) { return std::isfinite(entry) ? entry : 0; }));
    };
    x_ = inner->x(), y_ = inner->y(), z_ = inner->z(), counts_ = inner->counts();
    y_.flat() = finite(y_.flat()), z_.flat() = finite(z_.flat()), h_ = finite(inner->h());
  }
  std::unique_ptr<Method<double>> inner;
};
TEST(ExtremeData, an_iterate_that_is_not_finite_ends_the_run_as_such) {
  for (const char* name : {"full-tangent", "naive", "ma-soba"}) holds([=] { return notices_with_the_method(name); });
  is_rejected([] {
    return notices_what_is_not_finite([](const Problem<double>& problem, const Stream& stream) {
      return std::make_unique<LooksAtXOnly>(problem, stream);
    });
  });
}

/// One entry that is not finite in column j of every block: restricted or lifted, column j of the block is not finite
/// and the others are. (Coordinates may leave out its row, and is not asked.)
Deviation columns_stay_wrong(const SubspaceEntry<double>& sampler) {
  const auto p = any_subspace(sampler);
  Numbers numbers = Numbers::of(Flavour::moderate);
  Deviation deviation;
  for (Index l = 0; l < p->blocks().count(); ++l) {
    const Block& b = p->blocks()[l];
    Matrix<double> y = numbers.matrix<double>(b.rows, b.cols), low = numbers.matrix<double>(b.rank, b.cols),
                   restricted(b.rank, b.cols), lifted = Matrix<double>::Zero(b.rows, b.cols);
    const Index column = static_cast<Index>(numbers.below(static_cast<std::uint64_t>(b.cols)));
    const double wrong = any_wrong_number();
    y(static_cast<Index>(numbers.below(static_cast<std::uint64_t>(b.rows))), column) = wrong;
    low(static_cast<Index>(numbers.below(static_cast<std::uint64_t>(b.rank))), column) = wrong;
    p->restrict_block(l, y, restricted);
    p->lift_block(l, 1, low, lifted);
    for (Index j = 0; j < b.cols; ++j) {
      deviation.require(restricted.col(j).allFinite() == (j != column));
      deviation.require(lifted.col(j).allFinite() == (j != column));
    }
  }
  return deviation;
}
/// A wrong entry of Z shows in Hhat[Z].
Deviation shows_in_the_action(const SubspaceEntry<double>& sampler, const ActionEntry<double>& kind) {
  const auto p = any_subspace(sampler, kind);
  const auto action = kind.make(*p);
  action->draw(*streams().as("stream of the action"));
  Numbers numbers = Numbers::of(Flavour::moderate);
  const Index n = p->blocks().full().size();
  auto z = numbers.block_vector<double>(p->blocks().full());
  spoil(z.flat());
  Deviation deviation;
  deviation.require(!applied(*p, *action, numbers.matrix<double>(n, n), z).flat().allFinite());
  return deviation;
}
struct TakesNanForZero : Altered<TakesNanForZero, Haar<double>> {
  using Altered::Altered;
  void restrict_block(Index l, const ConstMatrixView<double>& in, MatrixView<double> out) const override {
    Altered::restrict_block(l, in.unaryExpr([](double v) { return std::isfinite(v) ? v : 0; }), out);
  }
};
TEST(ExtremeData, what_is_not_finite_is_passed_on_by_restriction_lifting_and_actions) {
  for_each_sampler<double>([](const auto& sampler) {
    if (sampler.name != std::string(Coordinates<double>::kind)) holds([&] { return columns_stay_wrong(sampler); });
  });
  for_each_action<double>(
      [](const auto& kind) { holds([&] { return shows_in_the_action(sampler_named<double>("haar"), kind); }, 40); });
  is_rejected([] { return columns_stay_wrong(sampler_of<TakesNanForZero>); });
  is_rejected([] { return shows_in_the_action(sampler_of<TakesNanForZero>, action_named<double>("biprobe")); });
}

/// A singular A of small integers is no lower level.
Deviation refuses_semidefinite(bool singular) {
  const auto blocks = *block_structures({.blocks = 2, .rows = 8, .cols = 2}).as("blocks");
  Numbers numbers = Numbers::of(Flavour::moderate);
  auto data = quadratic_data(blocks, 1, 0, 0, numbers);
  const Index n = data.y0.size();
  data.lower.A = numbers.semidefinite<double>(n, static_cast<Index>(numbers.below(static_cast<std::uint64_t>(n))));
  if (!singular) data.lower.A += Matrix<double>::Identity(n, n);
  Deviation deviation;
  deviation.require(bool(refuses("lower.A", "indefinite", [&] { (void)Quadratic<double>(data); })));
  return deviation;
}
TEST(ExtremeData, a_singular_lower_level_is_refused) {
  holds([] { return refuses_semidefinite(true); }, 1000);
  is_rejected([] { return refuses_semidefinite(false); });
}

/// Y*(0) of an A with up to 16 decades between its eigenvalues is right to what its condition allows, or A is refused.
/// Math:     relative error below (3 n + 1) n kappa(A) eps by Cholesky (Higham, Theorem 10.4)
template <class Solve>
Deviation solves_or_refuses(const Solve& solve) {
  const auto blocks = *block_structures({.blocks = 2, .rows = 6, .cols = 2}).as("blocks");
  Numbers numbers = Numbers::of(Flavour::moderate);
  auto data = quadratic_data(blocks, 1, 16 * std::abs(numbers.moderate()), 0, numbers);
  data.x0.setZero();
  const Index n = data.y0.size();
  const Matrix<bin_float_50> a = data.lower.A.cast<bin_float_50>();
  const Cholesky<bin_float_50> cholesky(a);
  const bool definite = cholesky.exists();
  double condition = std::numeric_limits<double>::infinity();
  if (definite) {
    bin_float_50 square(0);  // of |A^-1|
    for (Index i = 0; i < n; ++i) square += cholesky.solve(Vector<bin_float_50>::Unit(n, i)).squaredNorm();
    condition = data.lower.A.norm() * static_cast<double>(bin_float_50(sqrt(square)));
  }
  Deviation deviation;
  Vector<double> y;
  try {
    const Quadratic<double> problem(data);
    y = solve(problem);
  } catch (const ArgumentError&) {
    deviation.require(condition > 1e12);
    return deviation;
  }
  deviation.require(definite);
  if (!definite) return deviation;
  const Vector<bin_float_50> wanted = cholesky.solve(Vector<bin_float_50>(-data.lower.a.cast<bin_float_50>()));
  const double size = static_cast<double>(n);
  deviation.compare(y, Vector<double>(wanted.cast<double>()),
                    rounding<double>((3 * size + 1) * size * condition, static_cast<double>(wanted.norm())));
  return deviation;
}
TEST(ExtremeData, an_ill_conditioned_lower_level_is_solved_as_its_condition_allows_or_refused) {
  const auto library = [](const Quadratic<double>& problem) {
    Quadratic<double>::Exact exact(problem);
    exact.at(problem.x0());
    return exact.lower_solution().flat();
  };
  const auto in_single_precision = [](const Quadratic<double>& problem) {
    const auto& [A, C, a] = problem.data().lower;
    return Vector<double>(-A.cast<float>().llt().solve(a.cast<float>()).cast<double>());
  };
  holds([&] { return solves_or_refuses(library); }, 300);
  is_rejected([&] { return solves_or_refuses(in_single_precision); });
}

}  // namespace bros::property::extreme_data_test
