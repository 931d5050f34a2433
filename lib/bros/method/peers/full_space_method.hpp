// What the methods beside the single loop share: they work in the full space and take several samples an iteration.
#pragma once

#include <bros/method/method.hpp>
#include <bros/subspace/full.hpp>

#include <cstdint>
#include <limits>

namespace bros {

/// The iterate (x, Y), its evaluations in the full space, and what they cost.
/// Random:   evaluation number s of iteration k takes Sample{k N + s, stream.fork("sample")}, N = evaluations that take
///           a sample of their own in an iteration: methods started with equal streams see the same samples in the same
///           order, and those that need more of them in an iteration are further on after as many iterations
template <Scalar S>
class FullSpaceMethod : public Method<S> {
 protected:
  /// Requires: `problem` outlives the method [NOT checked]
  FullSpaceMethod(const Problem<S>& problem, const Stream& stream, Index samples_per_iteration)
      : Method<S>(problem),
        full_(problem.blocks()),
        oracle_(problem.oracle(full_)),
        sample_stream_(stream.fork("sample")),
        samples_per_iteration_(static_cast<std::uint64_t>(samples_per_iteration)) {}

  /// The evaluation at (x, Y) with sample s of this iteration; a sample that is asked for again counts once.
  /// Requires: samples that are new come in ascending order [NOT checked]
  const Oracle<S>& evaluation(const BlockVector<S>& y, Index s, const Request<S>& request = {}) {
    const std::uint64_t index = this->counts_.iterations * samples_per_iteration_ + static_cast<std::uint64_t>(s);
    oracle_->evaluate({this->x_, y, {index, sample_stream_}}, request);
    ++this->counts_.evaluations;
    if (s >= next_sample_)
      this->counts_.samples += static_cast<std::uint64_t>(oracle_->samples()), next_sample_ = s + 1;
    return *oracle_;
  }
  /// The same, with products along z.
  const Oracle<S>& evaluation_along(const BlockVector<S>& y, Index s, const BlockVector<S>& z, BlockVector<S>* hessian,
                                    Vector<S>* cross) {
    const Along<S> along{tangent(z), hessian, cross};
    this->counts_.hessian_actions += hessian != nullptr;
    this->counts_.cross_actions += cross != nullptr;
    return evaluation(y, s, Request<S>{{&along, 1}});
  }
  /// The same, with grad_x g.
  const Oracle<S>& first_order_evaluation(const BlockVector<S>& y, Index s) {
    return evaluation(y, s, Request<S>{{}, true});
  }
  /// y <- y - beta grad_Y g(x, y), `steps` times with samples first, first + 1, ..
  void descend(BlockVector<S>& y, const S& beta, Index first, Index steps) {
    for (Index t = 0; t < steps; ++t) y.flat() -= beta * evaluation(y, first + t).lower_gradient().flat();
  }
  /// Counts an iteration, and forgets its samples.
  void end_iteration() {
    ++this->counts_.iterations;
    next_sample_ = 0;
  }
  /// The count itself.   Requires: count >= 1 [-> ArgumentError]
  static Index at_least_one(const char* field, Index count) {
    require(count >= 1, field, count, "at least 1");
    return count;
  }
  /// The number itself.   Requires: positive and finite [-> ArgumentError]
  static const S& positive(const char* field, const S& number) requires RealScalar<S> {
    require(number > 0 && number <= std::numeric_limits<S>::max(), field, number, "positive and finite");
    return number;
  }
  /// The problem itself.   Requires: it knows grad_x g [-> ArgumentError]
  static const Problem<S>& with_lower_gradient_upper(const Problem<S>& problem) {
    require(problem.knows_lower_gradient_upper(), "problem", "without grad_x g",
            "one that offers it (lower_gradient_upper), for a method without second derivatives");
    return problem;
  }

 private:
  Full<S> full_;
  std::unique_ptr<Oracle<S>> oracle_;
  Stream sample_stream_;
  std::uint64_t samples_per_iteration_;
  Index next_sample_ = 0;  // the least that has not been counted in this iteration
};

}  // namespace bros
