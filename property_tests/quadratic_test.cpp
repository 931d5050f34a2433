// Quadratic against f and g written out from its matrices: gradients, Hessian and cross actions by central differences,
// projected quantities by restriction, and Exact by the optimality conditions and by differences of Phi.
#include "scenario.hpp"

#include <Eigen/LU>

#include <functional>

namespace bros::property::quadratic_test {

using S = bin_float_50;
using Data = QuadraticData<S>;

S value_of_g(const Data& data, const Vector<S>& x, const Vector<S>& y) {
  const auto& [A, C, a] = data.lower;
  return y.dot(A * y) / 2 + x.dot(C * y) + a.dot(y);
}
S value_of_f(const Data& data, const Vector<S>& x, const Vector<S>& y) {
  const auto& [F, K, H, f, h] = data.upper;
  return y.dot(F * y) / 2 + x.dot(K * y) + x.dot(H * x) / 2 + f.dot(y) + h.dot(x);
}

/// (f(v + t e_i) - f(v - t e_i)) / 2t for every i: exact for a quadratic f but for rounding.
template <class F>
Vector<S> differences(const F& function, const Vector<S>& at) {
  const S t(0x1p-10);
  Vector<S> gradient(at.size());
  for (Index i = 0; i < at.size(); ++i) {
    Vector<S> up = at, down = at;
    up[i] += t, down[i] -= t;
    gradient[i] = (function(up) - function(down)) / (2 * t);
  }
  return gradient;
}

/// A noiseless problem, the data its values are written out from (equal unless a fault is planted), a point.
struct Case {
  explicit Case(const Data& data) : written(data), problem(data) {}
  Data written;
  Quadratic<S> problem;
  Vector<S> x, y, z;
};
using Plant = std::function<void(Data&)>;
Case any_case(const Plant& plant) {
  const auto blocks = *block_structures({.blocks = 2, .rows = 4, .cols = 2}).as("blocks");
  const Index d = *whole(1, 3).as("dim(x)");
  Numbers numbers = Numbers::of(Flavour::moderate);
  Case c(converted<S>(quadratic_data(blocks, d, 6 * std::abs(numbers.moderate()), 0, numbers)));
  if (plant) plant(c.written);
  const Index n = c.problem.y0().size();
  c.x = numbers.vector<S>(d), c.y = numbers.vector<S>(n), c.z = numbers.vector<S>(n);
  return c;
}

/// Roundings of a difference quotient: a value of size |v| has (n + d)^2 + 10 behind it, and dividing by 2t multiplies
/// their effect by 1024. Every entry is below 1, so |v| <= 3 (n + d)^2.
S difference_tolerance(const Case& c) {
  const double size = static_cast<double>(c.x.size() + c.y.size());
  return rounding<S>(1024 * 2 * (size * size + 10), 3 * size * size);
}

/// grad_Y g, grad_Y f, grad_x f, D_YY g [Z] and D_xY g [Z], in the full space.
Deviation derivatives_are_differences(const Plant& plant) {
  const Case c = any_case(plant);
  const Full<S> full(c.problem.blocks());
  const auto at = c.problem.oracle(full);
  BlockVector<S> y(c.problem.blocks().full()), z = y, hessian_z = y;
  Vector<S> cross_z;
  y.flat() = c.y, z.flat() = c.z;
  at->evaluate({c.x, y, {0, Stream(0)}}, {{tangent(z), &hessian_z, &cross_z}});

  const auto g_y = [&](const Vector<S>& x, const Vector<S>& v) {
    return differences([&](const Vector<S>& w) { return value_of_g(c.written, x, w); }, v);
  };
  const S tolerance = difference_tolerance(c);
  Deviation deviation;
  deviation.compare(at->lower_gradient().flat(), g_y(c.x, c.y), tolerance);
  deviation.compare(at->upper_gradient_lower().flat(),
                    differences([&](const Vector<S>& w) { return value_of_f(c.written, c.x, w); }, c.y), tolerance);
  deviation.compare(at->upper_gradient_upper(),
                    differences([&](const Vector<S>& w) { return value_of_f(c.written, w, c.y); }, c.x), tolerance);
  // <D_YY g [Z], e_i> = <grad_Y g(y + t e_i) - grad_Y g(y - t e_i), Z> / 2t, and likewise in x.
  const S second = 1024 * static_cast<double>(c.y.size()) * tolerance;
  deviation.compare(hessian_z.flat(), differences([&](const Vector<S>& w) { return S(g_y(c.x, w).dot(c.z)); }, c.y),
                    second);
  deviation.compare(cross_z, differences([&](const Vector<S>& w) { return S(g_y(w, c.y).dot(c.z)); }, c.x), second);
  return deviation;
}

/// Y* and Z* solve their equations, Phi(x) = f(x, Y*(x)) and its gradient is what differences of Phi say.
/// Math:     a solution by Cholesky has relative error below (3 n + 1) n kappa(A) eps (Higham, Theorem 10.4), kappa(A)
///           <= 10^6 here, and 1/mu_g <= 10^6 scales the solutions themselves
Deviation exact_is_exact(const Plant& plant) {
  const Case c = any_case(plant);
  const auto& [A, C, a] = c.written.lower;
  const auto& [F, K, H, f, h] = c.written.upper;
  Quadratic<S>::Exact exact(c.problem);
  const auto phi = [&](const Vector<S>& x) {
    const Vector<S> y = Cholesky<S>(A).solve(-(C.transpose() * x + a));
    return value_of_f(c.written, x, y);
  };
  exact.at(c.x);
  const Vector<S>&y = exact.lower_solution().flat(), &z = exact.auxiliary_solution().flat();
  const double size = static_cast<double>(c.x.size() + c.y.size());
  const S tolerance = 1e24 * size * size * difference_tolerance(c);  // (1/mu)^2 from f, kappa and 1/mu from solving
  Deviation deviation;
  deviation.compare(Vector<S>(A * y), Vector<S>(-(C.transpose() * c.x + a)), tolerance);
  deviation.compare(Vector<S>(A * z), Vector<S>(F * y + K.transpose() * c.x + f), tolerance);
  deviation.compare(exact.phi(), phi(c.x), tolerance);
  deviation.compare(exact.hypergradient(), differences(phi, c.x), tolerance);
  return deviation;
}

const std::vector<std::pair<const char*, Plant>> faults{{"A", [](Data& data) { data.lower.A(0, 0) *= S(1.0001); }},
                                                        {"C", [](Data& data) { data.lower.C *= -1; }},
                                                        {"a", [](Data& data) { data.lower.a *= 2; }},
                                                        {"F", [](Data& data) { data.upper.F(0, 0) += S(1e-6); }},
                                                        {"K", [](Data& data) { data.upper.K.setZero(); }},
                                                        {"H", [](Data& data) { data.upper.H *= 2; }},
                                                        {"f", [](Data& data) { data.upper.f *= -1; }},
                                                        {"h", [](Data& data) { data.upper.h[0] += S(1e-6); }}};

TEST(Quadratic, derivatives_are_central_differences_of_f_and_g) {
  holds([] { return derivatives_are_differences({}); }, 15);
}
TEST(Quadratic, exact_solutions_and_hypergradient_are_those_of_phi) {
  holds([] { return exact_is_exact({}); }, 30);
}
TEST(Quadratic, every_single_term_of_f_and_g_shows_in_both) {
  for (const auto& [name, plant] : faults) {
    SCOPED_TRACE(name);
    is_rejected([&] { return derivatives_are_differences(plant); });
    is_rejected([&] { return exact_is_exact(plant); });
  }
}

/// Projected quantities are restrictions of the full ones, noise included: P^T grad, P^T H [P W], D_xY g [P W], along
/// tangents of P, of the full space and of another subspace.
template <Scalar R>
Deviation projections_are_restrictions(const SubspaceEntry<R>& sampler, bool same_sample = true) {
  Scenario scenario = any_scenario(sizes_for(sampler));
  scenario.data.noise = {0.5, 0.25, 0.5, 0.25, 0.5};
  const Quadratic<R> problem = scenario.problem<R>();
  const Blocks& blocks = problem.blocks();
  const auto p = sampler.make(blocks);
  p->draw(scenario.stream.fork("subspace"));
  const auto other = p->clone();
  const Full<R> full(blocks);
  const auto projected = problem.oracle(*p), whole = problem.oracle(full);

  Numbers numbers = Numbers::of(Flavour::moderate);
  const auto w = numbers.block_vector<R>(p->blocks().projected());
  BlockVector<R> lifted(blocks.full()), image(blocks.full()), out(p->blocks().projected()), of_full = out,
                                                                                            of_other = out, want = out;
  Vector<R> cross, want_cross;
  lift_add(*p, R(1), w, lifted);
  const double n = static_cast<double>(lifted.size()), rows = most_rows(blocks);
  const double size = n * (1 + 8.6);  // of entries: data below 1, noise below 8.6/2, n terms in a sum
  const R tolerance = rounding<R>(2 * (n + 2 * rows + 10), rows * size * norm(w.flat()) + std::sqrt(rows) * size * n);

  const Vector<R> x = problem.x0();
  const BlockVector<R> y = problem.y0();
  projected->evaluate({x, y, {3, scenario.stream}},
                      {{tangent(*p, w), &out, &cross}, {tangent(lifted), &of_full}, {tangent(*other, w), &of_other}});
  whole->evaluate({x, y, {same_sample ? 3u : 4u, scenario.stream}}, {{tangent(lifted), &image, &want_cross}});
  const auto projection = [&](const BlockVector<R>& v) -> const Vector<R>& { return restricted(*p, v, want).flat(); };

  Deviation deviation;
  deviation.compare(projected->lower_gradient().flat(), projection(whole->lower_gradient()), tolerance);
  deviation.compare(projected->upper_gradient_lower().flat(), projection(whole->upper_gradient_lower()), tolerance);
  deviation.compare(projected->upper_gradient_upper(), whole->upper_gradient_upper(), tolerance);
  for (const BlockVector<R>* action : {&out, &of_full, &of_other})
    deviation.compare(action->flat(), projection(image), tolerance);
  deviation.compare(cross, want_cross, tolerance);
  return deviation;
}

TEST(Quadratic, projected_quantities_are_restrictions_of_full_ones) {
  for_each_sampler<double>(
      [](const auto& sampler) { holds([&] { return projections_are_restrictions(sampler); }, 80); });
  holds([] { return projections_are_restrictions(sampler_named<bin_float_50>("haar")); }, 10);
}
TEST(Quadratic, projected_quantities_of_another_sample_are_rejected) {
  is_rejected([] { return projections_are_restrictions(sampler_named<double>("haar"), false); });
}

}  // namespace bros::property::quadratic_test
