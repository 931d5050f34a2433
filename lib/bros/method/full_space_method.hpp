// What the methods beside the single loop share: they work in the full space and take several samples an iteration.
#pragma once

#include <bros/method/single_loop.hpp>
#include <bros/subspace/full.hpp>

#include <cstdint>
#include <optional>

namespace bros {

/// A problem whose evaluations in the full space answer grad_x g: what methods without second derivatives need.
// clang-format off
template <class Pr>
concept FirstOrderProblem =
    HasLowerGradientUpper<typename Pr::template Linearisation<Full<typename Pr::Scalar>>, typename Pr::Scalar>;
// clang-format on

/// The iterate (x, Y), its evaluations in the full space, and what they cost.
/// Random:   evaluation number s of iteration k takes Sample{k N + s, stream.fork("sample")}, N = evaluations that take
///           a sample of their own in an iteration: methods started with equal streams see the same samples in the same
///           order, and those that need more of them in an iteration are further on after as many iterations
/// Ensures:  in double no iteration after the first allocates on the heap
template <class Problem>
requires BilevelProblem<Problem, Full<typename Problem::Scalar>>
class FullSpaceMethod {
 public:
  using Scalar = typename Problem::Scalar;
  using S = Scalar;

  FullSpaceMethod(const FullSpaceMethod&) = delete;  // lin_ refers to full_
  FullSpaceMethod& operator=(const FullSpaceMethod&) = delete;
  [[nodiscard]] const Vector<S>& x() const { return x_; }
  [[nodiscard]] const BlockVector<S>& y() const { return y_; }
  [[nodiscard]] const OracleCounts& counts() const { return counts_; }

 protected:
  using Lin = typename Problem::template Linearisation<Full<S>>;

  /// Requires: `problem` outlives the method [NOT checked]
  FullSpaceMethod(const Problem& problem, const Stream& stream, Index samples_per_iteration)
      : x_(problem.x0()),
        y_(problem.y0()),
        full_(problem.blocks()),
        lin_(problem, full_),
        sample_stream_(stream.fork("sample")),
        samples_per_iteration_(static_cast<std::uint64_t>(samples_per_iteration)) {}

  /// For methods that ask for first derivatives alone.
  void expect_first_derivatives_alone() { expect_second_derivatives(lin_, false); }
  /// The evaluation at (x, Y) with sample s of this iteration; a sample that is asked for twice in a row counts once.
  Lin& evaluation(const BlockVector<S>& y, Index s) {
    lin_.evaluate(x_, y, sample(s));
    count(s);
    return lin_;
  }
  /// The same, for Hessian and cross actions along w (evaluate_along).
  Lin& evaluation_along(const BlockVector<S>& y, Index s, const BlockVector<S>& w) {
    evaluate_along(lin_, x_, y, sample(s), w);
    count(s);
    return lin_;
  }
  /// y <- y - beta grad_Y g(x, y), `steps` times with samples first, first + 1, ..
  void descend(BlockVector<S>& y, const S& beta, Index first, Index steps) {
    for (Index t = 0; t < steps; ++t) y.flat() -= beta * evaluation(y, first + t).lower_gradient().flat();
  }
  void end_iteration() {
    ++counts_.iterations;
    last_sample_.reset();
  }
  static Index at_least_one(const char* field, Index count) {
    require(count >= 1, field, count, "at least 1");
    return count;
  }

  Vector<S> x_;
  BlockVector<S> y_;
  OracleCounts counts_;

 private:
  [[nodiscard]] Sample sample(Index s) const {
    return {counts_.iterations * samples_per_iteration_ + static_cast<std::uint64_t>(s), sample_stream_};
  }
  void count(Index s) {
    ++counts_.evaluations;
    if (last_sample_ != s) counts_.samples += static_cast<std::uint64_t>(lin_.samples());
    last_sample_ = s;
  }

  Full<S> full_;
  Lin lin_;
  Stream sample_stream_;
  std::uint64_t samples_per_iteration_;
  std::optional<Index> last_sample_;
};

}  // namespace bros
