// recursion, full-space, schedules: what the single loop does in an iteration, exactly.
#include <bros/claims/claims.hpp>
#include <bros/claims/instances.hpp>
#include <bros/claims/sampled.hpp>
#include <bros/claims/small_quadratic.hpp>
#include <bros/claims/tally.hpp>
#include <bros/method/make.hpp>
#include <bros/problem/rate_instance.hpp>

namespace bros::claims {
namespace {

using S = surd;
const Steps<S> some_steps{S(rational(1) / 7), S(rational(1) / 5), S(rational(1) / 3), S(rational(1) / 2)};

/// Whether four steps of the library give exactly what the recursion says, written out with P as a matrix.
bool follows(const std::string& sampler, const std::string& action, const std::vector<Block>& shapes,
             Averaging averaging = Averaging::moving) {
  const auto data = small_quadratic<S>(shapes);
  const auto& [hessian, C, a] = data.lower;
  const auto& [F, K, H, f, c] = data.upper;
  const Quadratic<S> problem(data);
  const Stream stream(21);
  const Steps<S>& steps = some_steps;
  const bool full_cross = kind_named(action_list<S>(), "action", action).full_cross;
  const auto method = make_single_loop(problem, stream, make_subspace<S>(sampler, problem.blocks()), action, averaging);
  HessianEstimate<S> estimates(sampler, action, problem.blocks(), hessian);
  const Subspace<S>& p = estimates.subspace();
  Vector<S> x = problem.x0(), h = Vector<S>::Constant(2, S(0));
  BlockVector<S> y = problem.y0(), z(y.layout()), w(p.blocks().projected());
  Matrix<S> basis = Matrix<S>::Constant(y.size(), w.size(), S(0));
  const auto times = [](const Matrix<S>& m, const Vector<S>& v) -> Vector<S> { return m.lazyProduct(v); };
  for (std::uint64_t k = 0; k < 4; ++k) {
    method->step(steps);
    estimates.subspace().draw(stream.fork("subspace").fork(k));
    estimates.action().draw(stream.fork("action").fork(k));
    for (Index j = 0; j < w.size(); ++j) {
      w.flat() = Vector<S>::Unit(w.size(), j);
      BlockVector<S> column(y.layout());
      lift_add(p, S(1), w, column);
      basis.col(j) = column.flat();
    }
    const Matrix<S> q = basis.lazyProduct(basis.transpose());
    const Vector<S> lower = times(hessian, y.flat()) + times(C.transpose(), x) + a;
    const Vector<S> upper = times(F, y.flat()) + times(K.transpose(), x) + f;
    const Vector<S> estimate =
        times(H, x) + times(K, y.flat()) + c - times(C, full_cross ? z.flat() : times(q, z.flat()));
    y.flat() -= steps.beta * times(q, lower);
    z.flat() -= steps.gamma * (estimates.at(z.flat()) - times(q, upper));
    if (averaging == Averaging::moving) {
      x -= steps.alpha * h;
      h = (S(1) - steps.theta) * h + steps.theta * estimate;
    } else {
      h = estimate;
      x -= steps.alpha * h;
    }
    if (!(method->x() == x && method->h() == h && method->y().flat() == y.flat() && method->z().flat() == z.flat()))
      return false;
  }
  return true;
}

const std::vector<Block> two_blocks = {{2, 1, 1}, {3, 2, 2}}, even = {{3, 1, 2}, {3, 1, 2}};

/// Whether BROS with this action, where nothing is projected, makes the iterations of MA-SOBA, in exact arithmetic.
bool as_ma_soba(const std::string& action) {
  const Quadratic<S> problem(small_quadratic<S>({{2, 2, 2}, {3, 1, 3}}));
  const auto after_four = [&](const std::string& sampler, const std::string& with) {
    auto method = make_single_loop(problem, Stream(23), make_subspace<S>(sampler, problem.blocks()), with);
    for (int k = 0; k < 4; ++k) method->step(some_steps);
    return method;
  };
  const auto reference = after_four("full", "plain"), method = after_four("coordinates", action);
  return method->x() == reference->x() && method->y().flat() == reference->y().flat() &&
         method->z().flat() == reference->z().flat() && method->h() == reference->h();
}

/// The final state of a noisy run in double.
std::vector<double> state(const Quadratic<double>& problem, const MethodSettings& settings) {
  const auto method = make_method<double>(problem, settings, Stream(22));
  for (int k = 0; k < 20; ++k) method->step({.02, .05, .04, .3});
  std::vector<double> all;
  for (const Vector<double>* part : {&method->x(), &method->y().flat(), &method->z().flat(), &method->h()})
    all.insert(all.end(), part->begin(), part->end());
  return all;
}

}  // namespace

void recursion(EvidenceLog& log) {
  Tally tally;
  for (const auto& action : action_list<S>())
    tally.add(follows("coordinates", action.name, action.smallest_rank == 1 ? two_blocks : even));
  tally.add(follows("full", "plain", two_blocks));
  tally.add(follows("full", "plain", two_blocks, Averaging::none));
  tally.log(log, "x, Y, Z, h after 1 to 4 iterations are those of the recursion: methods, exactly");
}

void full_space(EvidenceLog& log) {
  Tally exactly, same;
  for (const auto& action : action_list<surd>())
    if (action.unbiased) exactly.add(as_ma_soba(action.name));
  exactly.log(log, "BROS on square coordinate bases (r = m) is MA-SOBA, 4 iterations: actions");
  auto data = rate_instance_data<double>();
  data.blocks = {{6, 1, 6}};
  const Quadratic<double> problem(data);
  const auto reference = state(problem, {.method = "ma-soba"});
  for (const auto& action : action_list<double>())
    if (action.unbiased) same.add(state(problem, {.sampler = "full", .action = action.name}) == reference);
  same.log_in_floating_point(log,
                             "BROS in the full space is MA-SOBA bit for bit, 20 noisy iterations in double: actions");
  const auto rotated = state(problem, {.sampler = "haar", .action = "biprobe"});  // Q = I up to rounding when r = m
  double largest = 0;
  for (std::size_t i = 0; i < reference.size(); ++i) largest = std::max(largest, std::abs(rotated[i] - reference[i]));
  log.rounds("BROS with square Haar bases (r = m) is MA-SOBA", largest, 1e-12);
}

void schedules(EvidenceLog& log) {
  Tally horizon, decaying, monotone;
  const Steps<double> c{1, 2, 4, 0.5};
  for (int j = 0; j <= 8; ++j) {
    const double root = std::ldexp(1.0, j);
    const Steps<double> at_horizon = horizon_schedule(c, static_cast<std::uint64_t>(root * root))(3);
    horizon.add(at_horizon.alpha == 1 / root && at_horizon.beta == 2 / root && at_horizon.gamma == 4 / root &&
                at_horizon.theta == 0.5 / root);
    const DecayingSchedule<double> decay({1, 2, 4, 8}, 0.5);
    const auto at = decay(static_cast<std::uint64_t>(root * root) - 1);
    decaying.add(at.alpha == 1 / root && at.beta == 2 / root && at.gamma == 4 / root &&
                 at.theta == std::min(1.0, 8 / root));
  }
  const DecayingSchedule<double> decay({1, 2, 4, 8}, 0.5);
  Steps<double> last = decay(0);
  for (std::uint64_t k = 1; k < 2000; ++k) {
    const Steps<double> now = decay(k);
    monotone.add(now.alpha < last.alpha && now.beta < last.beta && now.gamma < last.gamma && now.theta <= last.theta);
    last = now;
  }
  horizon.log_in_floating_point(log, "constant schedule: c / sqrt(K) for K = 1, 4, 16 .. 65536");
  decaying.log_in_floating_point(log, "decaying schedule: c / sqrt(k + 1), theta held at 1");
  monotone.log_in_floating_point(log, "no step grows with k, k < 2000, exponent 1/2");
}

}  // namespace bros::claims
