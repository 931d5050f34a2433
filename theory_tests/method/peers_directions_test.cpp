// HF-ZOBA: over all signs its directions have the moments that they say, so that one iteration is that of the method
// with whole gradients in the mean, and its variance is what the dimension makes of it.
#include "../support/peers_instance.hpp"

#include <bros/method/make.hpp>

#include <gtest/gtest.h>

namespace bros::peers_directions_test {

using namespace peers;
using Problem = Quadratic<Real>;
using V = Vector<Real>;

/// Signs that are the bits of a number, in the order in which an iteration asks for them; the same three times, as it
/// draws every direction.
thread_local std::uint64_t bits = 0;
thread_local int drawn = 0, in_all = 0;
template <class S>
struct Enumerated {
  static void draw(const Stream&, Vector<S>& u) {
    for (S& entry : u) entry = S((bits >> (drawn++ % in_all)) & 1 ? 1 : -1);
  }
};
/// The planted faults: signs that repeat within a direction, and directions that are too long.
template <class S>
struct Repeated {
  static void draw(const Stream& stream, Vector<S>& u) {
    Enumerated<S>::draw(stream, u);
    u[1] = u[0];
  }
};
template <class S>
struct TooLong {
  static void draw(const Stream& stream, Vector<S>& u) {
    Enumerated<S>::draw(stream, u);
    u *= S(101) / S(100);
  }
};

constexpr Index m = 3, d = 2;
const Steps<Real> steps{Real(1) / 16, Real(1) / 8, Real(1) / 4};

/// The state that every iteration here begins with: that of another method after five.
State<Real> beginning(const Problem& problem) {
  const auto method = make_method(problem, {.method = "soba"}, Stream(1));
  for (int k = 0; k < 5; ++k) method->step(steps);
  State<Real> state = method->state();
  state.h = V();
  return state;
}

/// The mean and the mean square of what an iteration moves.
struct Moments {
  V x, y, z;
  Real xx{0}, yy{0}, zz{0};
};
template <template <class> class Directions>
Moments over_all_signs(Index directions) {
  const Problem problem = instance();
  HfZoba<Real, Directions> method(problem, Stream(1), directions, Real(1) / 2);
  const State<Real> from = beginning(problem);
  in_all = static_cast<int>(directions * (m + d));
  const std::uint64_t count = std::uint64_t{1} << in_all;
  Moments sum{V::Zero(d), V::Zero(m), V::Zero(m)};
  for (bits = 0; bits < count; ++bits) {
    drawn = 0;
    method.restore(from);
    method.step(steps);
    const V x = method.x() - from.x, y = method.y().flat() - from.y.flat(), z = method.z().flat() - from.z.flat();
    sum.x += x, sum.y += y, sum.z += z;
    sum.xx += x.squaredNorm(), sum.yy += y.squaredNorm(), sum.zz += z.squaredNorm();
  }
  const Real n(static_cast<double>(count));
  return {sum.x / n, sum.y / n, sum.z / n, sum.xx / n, sum.yy / n, sum.zz / n};
}
/// How far these are from the step of SOBA, and from 1 + (size - 1) / l times its square.
double deviation(const Moments& seen, Index directions) {
  const Problem problem = instance();
  const State<Real> from = beginning(problem);
  const auto soba = make_method(problem, {.method = "soba"}, Stream(1));
  State<Real> state = from;
  state.h = V::Zero(d);
  soba->restore(state);
  soba->step(steps);
  const V x = soba->x() - from.x, y = soba->y().flat() - from.y.flat(), z = soba->z().flat() - from.z.flat();
  const auto square = [&](Index size, const V& step) {
    return Real((1 + Real(static_cast<int>(size - 1)) / static_cast<int>(directions)) * step.squaredNorm());
  };
  Real worst = std::max<Real>((seen.x - x).norm(), std::max<Real>((seen.y - y).norm(), (seen.z - z).norm()));
  for (const Real& difference :
       {Real(seen.xx - square(d, x)), Real(seen.yy - square(m, y)), Real(seen.zz - square(m, z))})
    worst = std::max<Real>(worst, abs(difference));
  return static_cast<double>(worst);
}

TEST(HfZoba, is_unbiased_with_a_variance_of_the_dimension_over_the_directions_exactly) {
  for (const Index l : {1, 2}) EXPECT_LE(deviation(over_all_signs<Enumerated>(l), l), 1e-45) << l;
}
TEST(HfZoba, with_directions_of_other_moments_is_rejected) {
  EXPECT_GE(deviation(over_all_signs<Repeated>(1), 1), 1e-4);
  EXPECT_GE(deviation(over_all_signs<TooLong>(1), 1), 1e-4);
  EXPECT_GE(deviation(over_all_signs<Enumerated>(1), 2), 1e-4);
}

TEST(HfZoba, tends_to_the_solution_without_noise_in_the_samples_although_directions_are_random) {
  const Problem problem = instance();
  const auto limit = [&](Index directions, std::uint64_t iterations) {
    const auto method = make_method(problem, {.method = "hf-zoba", .directions = directions}, Stream(1));
    const Steps<Real> small{Real(1) / 64, Real(1) / 32, Real(1) / 32};
    return distance(after(iterations, *method, [&](std::uint64_t) { return small; }),
                    solution(instance_data<rational>()));
  };
  EXPECT_LE(limit(1, 4000), 1e-35);
  EXPECT_LE(limit(3, 3000), 1e-35);
}

}  // namespace bros::peers_directions_test
