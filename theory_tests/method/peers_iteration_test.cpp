// Every peer method against its definition, written out in vectors, with the samples that its documentation says, on a
// problem in which all five quantities are noisy; and what each iteration is counted as.
#include <bros/claims/quadratic_cases.hpp>

#include <bros/bros.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

namespace bros::peers_iteration_test {

using Problem = Quadratic<double>;
using V = Vector<double>;
using Number = std::uint64_t;

Problem noisy() { return Problem(noisy_data<double>({{2, 1, 2}, {1, 2, 1}}, 2)); }

/// Each quantity by an evaluation of its own, at (x, y) with sample number n.
class Oracle {
 public:
  explicit Oracle(const Problem& problem) : full_(problem.blocks()), oracle_(problem.oracle(full_)) {}
  V g_y(const V& x, const V& y, Number n) { return at(x, y, n).lower_gradient().flat(); }
  V f_y(const V& x, const V& y, Number n) { return at(x, y, n).upper_gradient_lower().flat(); }
  V f_x(const V& x, const V& y, Number n) { return at(x, y, n).upper_gradient_upper(); }
  V g_x(const V& x, const V& y, Number n) { return at(x, y, n, {{}, true}).lower_gradient_upper(); }
  V H(const V& x, const V& y, Number n, const V& z) {
    BlockVector<double> out(full_.blocks().full());
    const BlockVector<double> t = blocks(z);
    const Along<double> along{tangent(t), &out};
    at(x, y, n, {{&along, 1}});
    return out.flat();
  }
  V J(const V& x, const V& y, Number n, const V& z) {
    V out(x.size());
    const BlockVector<double> t = blocks(z);
    const Along<double> along{tangent(t), nullptr, &out};
    at(x, y, n, {{&along, 1}});
    return out;
  }

 private:
  const bros::Oracle<double>& at(const V& x, const V& y, Number n, const Request<double>& request = {}) {
    oracle_->evaluate({x, blocks(y), {n, Stream(3).fork("sample")}}, request);
    return *oracle_;
  }
  BlockVector<double> blocks(const V& v) const {
    BlockVector<double> b(full_.blocks().full());
    b.flat() = v;
    return b;
  }
  Full<double> full_;
  std::unique_ptr<bros::Oracle<double>> oracle_;
};

/// What a reference may do wrong: nothing; one sample of the iteration the next one; a value that must be old taken
/// new.
enum class Fault { none, sample, aliased };

/// (x, Y) and, where a method has one, Z or Y'; and what else it keeps.
struct State {
  V x, y, z;
  std::vector<V> kept;
};
constexpr double a = 1. / 64, b = 1. / 32, c = 1. / 16, lambda = 3;
constexpr double kept = .75;
const Steps<double> steps{.alpha = a, .beta = b, .gamma = c, .theta = 1 - kept, .lambda = lambda};
using Reference = void (*)(Oracle&, State&, Number, Fault);

/// The largest deviation of x and Y from the reference over three iterations.
double deviation(Method<double>&& method, const Problem& problem, Reference reference, Fault fault, bool starts_at_y) {
  Oracle oracle(problem);
  State s{problem.x0(), problem.y0().flat(), starts_at_y ? problem.y0().flat() : V::Zero(problem.y0().size()), {}};
  double largest = 0;
  for (Number k = 0; k < 3; ++k) {
    method.step(steps);
    reference(oracle, s, k, fault);
    largest = std::max({largest, (method.x() - s.x).norm(), (method.y().flat() - s.y).norm()});
  }
  return largest;
}

// Inner steps: 2; Neumann terms: 2.
void amigo(Oracle& o, State& s, Number k, Fault fault) {
  Number n = 5 * k;
  for (int t = 0; t < 2; ++t, ++n) s.y -= b * o.g_y(s.x, s.y, n);
  const V old = s.z;
  for (int t = 0; t < 2; ++t, ++n) s.z -= c * (o.H(s.x, s.y, n, s.z) - o.f_y(s.x, s.y, n));
  n += fault == Fault::sample;
  s.x -= a * (o.f_x(s.x, s.y, n) - o.J(s.x, s.y, n, fault == Fault::aliased ? old : s.z));
}
void stocbio(Oracle& o, State& s, Number k, Fault fault) {
  Number n = 6 * k;
  const V old = s.y;
  for (int t = 0; t < 2; ++t, ++n) s.y -= b * o.g_y(s.x, s.y, n);
  const V y = fault == Fault::aliased ? old : s.y;
  const V f_x = o.f_x(s.x, y, n);
  V term = o.f_y(s.x, y, n++), v = c * term;
  for (int q = 1; q <= 2; ++q, ++n) {
    term -= c * o.H(s.x, s.y, n, term);
    v += c * term;
  }
  s.x -= a * (f_x - o.J(s.x, s.y, n + (fault == Fault::sample), v));
}
void bome(Oracle& o, State& s, Number k, Fault fault) {
  Number n = 3 * k;
  V follower = s.y;
  for (int t = 0; t < 2; ++t, ++n) follower -= c * o.g_y(s.x, follower, n);
  const V q_y = o.g_y(s.x, s.y, n), q_x = o.g_x(s.x, s.y, n) - o.g_x(s.x, follower, n + (fault == Fault::sample));
  const V f_y = o.f_y(s.x, s.y, n), f_x = o.f_x(s.x, s.y, n);
  const double square = q_y.squaredNorm() + q_x.squaredNorm();
  const double multiplier = std::max(.5 - (f_y.dot(q_y) + f_x.dot(q_x)) / square, 0.);
  s.y -= b * (f_y + multiplier * q_y);
  if (fault == Fault::aliased)
    s.x -= a * (o.f_x(s.x, s.y, n) + multiplier * q_x);
  else
    s.x -= a * (f_x + multiplier * q_x);
}
void f2sa(Oracle& o, State& s, Number k, Fault fault) {
  Number n = 6 * k;
  const V old = s.z;
  for (int t = 0; t < 2; ++t, n += 2) {
    s.y -= b * o.g_y(s.x, s.y, n);
    s.z -= c / lambda * (o.f_y(s.x, s.z, n + 1) + lambda * o.g_y(s.x, s.z, n + 1));
  }
  const V& z = fault == Fault::aliased ? old : s.z;
  s.x -= a * (o.f_x(s.x, z, n) + lambda * (o.g_x(s.x, z, n) - o.g_x(s.x, s.y, n + (fault == Fault::sample ? 0 : 1))));
}
void pbgd(Oracle& o, State& s, Number k, Fault fault) {
  Number n = 4 * k;
  for (int t = 0; t < 2; ++t, ++n) s.y -= b * o.g_y(s.x, s.y, n);
  const V old = s.z;
  s.z -= c / lambda * (o.f_y(s.x, old, n) + lambda * o.g_y(s.x, old, n));
  const V& z = fault == Fault::aliased ? s.z : old;
  s.x -= a * (o.f_x(s.x, z, n) + lambda * (o.g_x(s.x, z, n) - o.g_x(s.x, s.y, n + (fault == Fault::sample ? 0 : 1))));
}
/// kept: h, and the x before.
void fsla(Oracle& o, State& s, Number k, Fault fault) {
  const Number n = 3 * k;
  const auto D = [&](const V& x, const V& y, const V& z, Number sample) {
    return V(o.f_x(x, y, sample) - o.J(x, y, sample, z));
  };
  const State old = s;
  s.y -= b * o.g_y(s.x, s.y, n + 1);
  const V& y = fault == Fault::aliased ? old.y : s.y;
  s.z -= c * (o.H(s.x, y, n + 2, s.z) - o.f_y(s.x, y, n + 2));
  V h = D(s.x, s.y, s.z, n);
  if (k > 0) h += kept * (old.kept[0] - D(old.kept[1], old.y, old.z, n + (fault == Fault::sample)));
  s.x -= a * h;
  s.kept = {h, old.x};
}
/// kept: p, q, h, and x, Y, Z before.
void fdehbo(Oracle& o, State& s, Number k, Fault fault) {
  const auto D = [&](const V& x, const V& y, const V& z, Number n) {
    const V after = y + .5 * z, back = y - .5 * z;
    return std::vector<V>{o.g_y(x, y, n), o.g_y(x, after, n) - o.g_y(x, back, n) - o.f_y(x, y, n),
                          o.f_x(x, y, n) - (o.g_x(x, after, n) - o.g_x(x, back, n))};
  };
  std::vector<V> now = D(s.x, s.y, s.z, k);
  if (k > 0) {
    const auto before = D(s.kept[3], s.kept[4], s.kept[5], k - (fault == Fault::sample));
    for (std::size_t i = 0; i < 3; ++i) now[i] += kept * (s.kept[i] - before[i]);
  }
  s.kept = {now[0], now[1], now[2], s.x, s.y, s.z};
  s.y -= b * now[0];
  s.z -= c * now[1];
  s.x -= a * (fault == Fault::aliased ? V(now[2] + o.J(s.x, s.y, k, s.kept[5] - s.z)) : now[2]);
  constexpr double radius = .125;
  if (s.z.norm() > radius) s.z *= radius / s.z.norm();
}
/// Order 3: Y_0, Y_1, and in kept Y_{-1} and Y_2.
void f2sa_p(Oracle& o, State& s, Number k, Fault fault) {
  if (k == 0) s.kept = {s.y, s.y};
  const State old = s;
  const Number n = 9 * k;
  const auto descend = [&](V& y, int j, Number sample) {
    y -= b * (o.g_y(s.x, y, sample) + j / lambda * o.f_y(s.x, y, sample));
  };
  for (Number t = 0; t < 2; ++t) {
    descend(s.y, 0, n + 4 * t), descend(s.z, 1, n + 4 * t + 1);
    descend(s.kept[0], -1, n + 4 * t + 2), descend(s.kept[1], 2, n + 4 * t + 3);
  }
  const auto part = [&](double weight, int j, const V& y) {
    const Number sample = n + 8 + (fault == Fault::sample);
    return V(weight * (j * o.f_x(s.x, y, sample) + lambda * o.g_x(s.x, y, sample)));
  };
  const V& y = fault == Fault::aliased ? old.y : s.y;
  s.x -= a * (part(-1. / 2, 0, y) + part(1, 1, s.z) + part(-1. / 3, -1, s.kept[0]) + part(-1. / 6, 2, s.kept[1]));
}
void pbgd_free(Oracle& o, State& s, Number k, Fault fault) {
  const V old = s.y;
  s.y -= b * (o.g_y(s.x, s.y, 2 * k) + o.f_y(s.x, s.y, 2 * k) / lambda);
  s.x -= a * o.f_x(s.x, fault == Fault::aliased ? old : s.y, 2 * k + (fault == Fault::sample ? 0 : 1));
}
/// Two directions, differences of length 1/2.
void hf_zoba(Oracle& o, State& s, Number k, Fault fault) {
  const Number n = k + (fault == Fault::sample);
  const State old = s;
  const auto forward = [&](const V& z) { return V(old.y + .5 * z); };
  const V g_y = o.g_y(old.x, old.y, n), r = 2 * (o.g_y(old.x, forward(old.z), n) - g_y) - o.f_y(old.x, old.y, n);
  for (Number j = 0; j < 2; ++j) {
    const Stream one = Stream(3).fork("direction").fork(k).fork(j);
    V u(s.y.size()), w(s.x.size());
    fill_signs<double>(one.fork("lower"), u);
    fill_signs<double>(one.fork("upper"), w);
    s.y -= b / 2 * u * u.dot(g_y);
    s.z -= c / 2 * u * u.dot(r);
    const V jz = 2 * (o.g_x(old.x, forward(fault == Fault::aliased ? s.z : old.z), n) - o.g_x(old.x, old.y, n));
    s.x -= a / 2 * w * w.dot(o.f_x(old.x, old.y, n) - jz);
  }
}

TEST(PeersIteration, is_the_definition_with_the_documented_samples_and_nothing_close_to_it) {
  const Problem problem = noisy();
  const Stream stream(3);
  for (const Fault fault : {Fault::none, Fault::sample, Fault::aliased}) {
    const auto check = [&](const char* name, double deviation) {
      if (fault == Fault::none)
        EXPECT_LE(deviation, 1e-13) << name;
      else
        EXPECT_GE(deviation, 1e-5) << name << (fault == Fault::sample ? ", another sample" : ", old and new exchanged");
    };
    check("amigo", deviation(Amigo<double>(problem, stream, 2), problem, amigo, fault, false));
    check("stocbio", deviation(StocBio<double>(problem, stream, 2, 2), problem, stocbio, fault, false));
    check("bome", deviation(Bome<double>(problem, stream, 2, .5), problem, bome, fault, false));
    check("f2sa", deviation(F2sa<double>(problem, stream, 2), problem, f2sa, fault, true));
    check("pbgd", deviation(Pbgd<double>(problem, stream, 2), problem, pbgd, fault, true));
    check("fsla", deviation(Fsla<double>(problem, stream), problem, fsla, fault, false));
    check("fdehbo", deviation(FdeHbo<double>(problem, stream, .5, .125), problem, fdehbo, fault, false));
    check("f2sa-p", deviation(F2saP<double>(problem, stream, 3, 2), problem, f2sa_p, fault, true));
    check("pbgd-free", deviation(PbgdFree<double>(problem, stream), problem, pbgd_free, fault, true));
    check("hf-zoba", deviation(HfZoba<double>(problem, stream, 2, .5), problem, hf_zoba, fault, false));
  }
}

struct Counted {
  std::uint64_t samples, evaluations, hessian_actions, cross_actions;
  friend bool operator==(const Counted&, const Counted&) = default;
};
Counted counted(Method<double>&& method) {
  method.step(steps), method.step(steps);
  const OracleCounts& counts = method.counts();
  EXPECT_EQ(counts.iterations, 2u);
  return {counts.samples, counts.evaluations, counts.hessian_actions, counts.cross_actions};
}

TEST(PeersIteration, is_counted_as_what_it_uses) {
  const Problem problem = noisy();
  const Stream stream(3);
  EXPECT_EQ(counted(Amigo<double>(problem, stream, 4)), (Counted{18, 18, 8, 2}));
  EXPECT_EQ(counted(StocBio<double>(problem, stream, 4, 3)), (Counted{18, 18, 6, 2}));
  EXPECT_EQ(counted(Bome<double>(problem, stream, 4)), (Counted{10, 12, 0, 0}));
  EXPECT_EQ(counted(F2sa<double>(problem, stream, 4)), (Counted{20, 20, 0, 0}));
  EXPECT_EQ(counted(Pbgd<double>(problem, stream, 4)), (Counted{12, 12, 0, 0}));
  EXPECT_EQ(counted(Fsla<double>(problem, stream)), (Counted{6, 8, 2, 4}));
  EXPECT_EQ(counted(FdeHbo<double>(problem, stream)), (Counted{2, 9, 0, 0}));  // no correction in the first iteration
  EXPECT_EQ(counted(F2saP<double>(problem, stream, 2, 4)), (Counted{18, 20, 0, 0}));
  EXPECT_EQ(counted(F2saP<double>(problem, stream, 3, 4)), (Counted{34, 40, 0, 0}));
  EXPECT_EQ(counted(PbgdFree<double>(problem, stream)), (Counted{4, 4, 0, 0}));
  EXPECT_EQ(counted(HfZoba<double>(problem, stream, 7)), (Counted{2, 4, 0, 0}));
}

TEST(PeersIteration, settings_that_make_no_method_are_refused_by_name) {
  const Problem problem = noisy();
  const auto refused = [&](const auto& make) -> std::string {
    try {
      make();
      return "accepted";
    } catch (const ArgumentError& error) {
      return error.what();
    }
  };
  const Stream stream(3);
  const std::string no_inner = "inner = 0: at least 1";
  EXPECT_EQ(refused([&] { Amigo<double>(problem, stream, 0); }), no_inner);
  EXPECT_EQ(refused([&] { StocBio<double>(problem, stream, 0); }), no_inner);
  EXPECT_EQ(refused([&] { Bome<double>(problem, stream, 0); }), no_inner);
  EXPECT_EQ(refused([&] { F2sa<double>(problem, stream, 0); }), no_inner);
  EXPECT_EQ(refused([&] { Pbgd<double>(problem, stream, 0); }), no_inner);
  EXPECT_EQ(refused([&] { F2saP<double>(problem, stream, 2, 0); }), no_inner);
  EXPECT_EQ(refused([&] { F2saP<double>(problem, stream, 0); }), "order = 0: between 1 and 16");
  EXPECT_EQ(refused([&] { F2saP<double>(problem, stream, 17); }), "order = 17: between 1 and 16");
  EXPECT_EQ(refused([&] { HfZoba<double>(problem, stream, 0); }), "directions = 0: between 1 and 1048576");
  EXPECT_EQ(refused([&] { HfZoba<double>(problem, stream, 1, 0); }), "difference = 0: positive and finite");
  EXPECT_EQ(refused([&] { FdeHbo<double>(problem, stream, -1); }), "difference = -1: positive and finite");
  EXPECT_EQ(refused([&] { FdeHbo<double>(problem, stream, 1, std::nan("")); }), "radius = nan: positive and finite");
  EXPECT_EQ(refused([&] { StocBio<double>(problem, stream, 1, -1); }), "neumann = -1: at least 0");
  EXPECT_EQ(refused([&] { Bome<double>(problem, stream, 1, 0); }), "eta = 0: positive and finite");
  EXPECT_EQ(refused([&] { Bome<double>(problem, stream, 1, std::nan("")); }), "eta = nan: positive and finite");
}

}  // namespace bros::peers_iteration_test
