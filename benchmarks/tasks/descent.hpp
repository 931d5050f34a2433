// No bilevel optimisation at all: the baseline of every task.
#pragma once

#include "instance.hpp"

#include <bros/method/method.hpp>
#include <bros/subspace/full.hpp>

namespace bros::tasks {

/// Descent along partial derivatives, that of Y*(x) left out.
/// Math:     Y <- Y - beta grad_Y g(x, Y),  and, where x is the parameters of a module,  x <- x - alpha grad_x f(x, Y).
///           Where x is weights of samples, grad_x f = 0: it is plain training with the weights that x begins with.
/// Random:   Sample{k, stream.fork("sample")}, as SingleLoop: the same minibatches
/// Cost:     one evaluation an iteration, of the lower level alone where x does not move
class Descent final : public Method<float> {
 public:
  Descent(const Problem& problem, const Stream& stream)
      : Method(problem),
        full_(problem.blocks()),
        oracle_(problem, full_),
        moves_upper_(problem.task().upper_module != nullptr),
        sample_stream_(stream.fork("sample")) {}

  void step(const Steps<float>& steps) override {
    const Point<float> at{x_, y_, {counts_.iterations, sample_stream_}};
    if (moves_upper_)
      oracle_.evaluate(at, {});
    else
      oracle_.evaluate_lower(at);
    y_.flat() -= steps.beta * oracle_.lower_gradient().flat();
    if (moves_upper_) x_ -= steps.alpha * oracle_.upper_gradient_upper();
    ++counts_.iterations;
    ++counts_.evaluations;
    counts_.samples += static_cast<std::uint64_t>(oracle_.samples());
  }

 private:
  Full<float> full_;
  Problem::Oracle oracle_;
  bool moves_upper_;
  Stream sample_stream_;
};

}  // namespace bros::tasks
