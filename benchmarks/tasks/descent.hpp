// No bilevel optimisation at all: the baseline of every task.
#pragma once

#include <bros/method/single_loop.hpp>
#include <bros/subspace/full.hpp>
#include <bros/torch/problem.hpp>

namespace bros::tasks {

/// Descent along partial derivatives, that of Y*(x) left out.
/// Math:     Y <- Y - beta grad_Y g(x, Y),  and, where x is the parameters of a module,  x <- x - alpha grad_x f(x, Y).
///           Where x is weights of samples, grad_x f = 0: it is plain training with the weights that x begins with.
/// Random:   Sample{k, stream.fork("sample")}, as SingleLoop: the same minibatches
/// Cost:     one evaluation an iteration, of the lower level alone where x does not move
template <class Problem>
class Descent {
 public:
  using S = typename Problem::Scalar;
  Descent(const Problem& problem, const Stream& stream)
      : full_(problem.blocks()),
        lin_(problem, full_),
        moves_upper_(problem.task().upper_module != nullptr),
        sample_stream_(stream.fork("sample")),
        x_(problem.x0()),
        y_(problem.y0()) {
    expect_second_derivatives(lin_, false);
  }
  Descent(const Descent&) = delete;  // lin_ refers to full_
  Descent& operator=(const Descent&) = delete;

  void step(const Steps<S>& steps) {
    const Sample sample{counts_.iterations, sample_stream_};
    if (moves_upper_)
      lin_.evaluate(x_, y_, sample);
    else
      lin_.evaluate_lower(x_, y_, sample);
    y_.flat() -= steps.beta * lin_.lower_gradient().flat();
    if (moves_upper_) x_ -= steps.alpha * lin_.upper_gradient_upper();
    ++counts_.iterations;
    ++counts_.evaluations;
    counts_.samples += static_cast<std::uint64_t>(lin_.samples());
  }
  [[nodiscard]] const Vector<S>& x() const { return x_; }
  [[nodiscard]] const BlockVector<S>& y() const { return y_; }
  [[nodiscard]] const OracleCounts& counts() const { return counts_; }
  [[nodiscard]] bool finite() const { return all_finite<S>(x_) && all_finite<S>(y_.flat()); }
  [[nodiscard]] State<S> state() const { return {x_, y_, {}, {}, {}, counts_}; }
  void restore(const State<S>& state) { x_ = state.x, y_ = state.y, counts_ = state.counts; }

 private:
  Full<S> full_;
  typename Problem::template Linearisation<Full<S>> lin_;
  bool moves_upper_;
  Stream sample_stream_;
  Vector<S> x_;
  BlockVector<S> y_;
  OracleCounts counts_;
};

}  // namespace bros::tasks
