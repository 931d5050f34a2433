// What the peers hold of the lower level beside their oracle, in vectors of dim(Y), as their documentation says.
#include "../support/allocation_counter.hpp"

#include <bros/method/make.hpp>
#include <bros/problem/full_space_problem.hpp>

#include <gtest/gtest.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace bros::peers_memory_test {

constexpr Index rows = 1 << 18;  // 2 MiB a vector: everything else is less than a hundredth of that

struct Large final : FullSpaceProblem<double> {
  Large() : FullSpaceProblem({{rows, 1, 1}}, 1) {}
  void gradients(const Point<double>& at, Gradients<double>& out) const override {
    out.lower_gradient.flat() = at.y.flat();
    out.upper_gradient_lower.flat().setOnes();
    out.upper_gradient_upper.setOnes();
    out.lower_gradient_upper.setZero();
  }
  void products(const Point<double>&, const BlockVector<double>& t, BlockVector<double>& hessian,
                Vector<double>& cross) const override {
    hessian.flat() = t.flat();
    cross.setZero();
  }
};

/// What is allocated at present, in vectors of dim(Y).
double held() {
#ifdef __GLIBC__
  const auto info = mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd) / (8. * rows);
#else
  return 0;
#endif
}
/// What `make` makes holds after two iterations, beside an oracle of the full space.
template <class Make>
double beside_the_oracle(const Make& make) {
  const Large problem;
  const Full<double> full(problem.blocks());
  const double before = held();
  auto oracle = problem.oracle(full);
  const double of_oracle = held() - before;
  oracle.reset();
  const double start = held();
  const auto method = make(problem);
  const Steps<double> steps{.alpha = .01, .beta = .01, .gamma = .01, .theta = .5, .lambda = 8};
  method->step(steps), method->step(steps);
  return held() - start - of_oracle;
}
double of_method(const MethodSettings& settings) {
  return beside_the_oracle([&](const Large& problem) { return make_method<double>(problem, settings, Stream(1)); });
}

/// The planted fault: PBGD-Free with one more vector.
struct OneMore {
  explicit OneMore(const Large& problem) : method(problem, Stream(1)), more(problem.y0()) {}
  void step(const Steps<double>& steps) { method.step(steps); }
  PbgdFree<double> method;
  BlockVector<double> more;
};

TEST(PeersMemory, is_what_the_documentation_says) {
  if (!testing::allocations_are_counted) GTEST_SKIP() << "memory is not counted here (sanitizer, or no glibc)";
  EXPECT_NEAR(of_method({.method = "fsla"}), 3, .1);
  EXPECT_NEAR(of_method({.method = "fdehbo"}), 7, .1);
  EXPECT_NEAR(of_method({.method = "f2sa-p", .order = 2}), 2, .1);
  EXPECT_NEAR(of_method({.method = "f2sa-p", .order = 3}), 4, .1);
  EXPECT_NEAR(of_method({.method = "pbgd-free"}), 1, .1);
  EXPECT_NEAR(of_method({.method = "hf-zoba"}), 4, .1);
  EXPECT_NEAR(beside_the_oracle([](const Large& p) { return std::make_unique<OneMore>(p); }), 2, .1);
}

}  // namespace bros::peers_memory_test
