// No bilevel optimisation at all: the baseline of every task.
#pragma once

#include "instance.hpp"

#include <bros/method/method.hpp>
#include <bros/subspace/full.hpp>

#include <memory>

namespace bros::tasks {

/// A network's problem without its upper level, of which nothing is evaluated.
class LowerLevel final : public bros::Problem<float> {
 public:
  explicit LowerLevel(const tasks::Problem& problem) : problem_(problem) {}
  [[nodiscard]] const Blocks& blocks() const override { return problem_.blocks(); }
  [[nodiscard]] Index dim_upper() const override { return problem_.dim_upper(); }
  [[nodiscard]] Vector<float> x0() const override { return problem_.x0(); }
  [[nodiscard]] BlockVector<float> y0() const override { return problem_.y0(); }
  [[nodiscard]] std::unique_ptr<bros::Oracle<float>> oracle(const Subspace<float>& p) const override {
    return std::make_unique<OfLower>(problem_, p);
  }

 private:
  struct OfLower final : tasks::Problem::Oracle {
    using tasks::Problem::Oracle::Oracle;
    void evaluate(const Point<float>& at, const Request<float>&) override { evaluate_lower(at); }
  };

  const tasks::Problem& problem_;
};

/// Descent along partial derivatives, that of Y*(x) left out.
/// Math:     Y <- Y - beta grad_Y g(x, Y),  and, where x is the parameters of a module,  x <- x - alpha grad_x f(x, Y).
///           Where x is weights of samples, grad_x f = 0: it is plain training with the weights that x begins with.
/// Random:   Sample{k, stream.fork("sample")}, as SingleLoop: the same minibatches
/// Cost:     one evaluation an iteration; where x does not move, `problem` is to be a LowerLevel
class Descent final : public Method<float> {
 public:
  Descent(const bros::Problem<float>& problem, bool moves_upper, const Stream& stream)
      : Method(problem),
        full_(problem.blocks()),
        oracle_(problem.oracle(full_)),
        moves_upper_(moves_upper),
        sample_stream_(stream.fork("sample")) {}

  void step(const Steps<float>& steps) override {
    oracle_->evaluate({x_, y_, {counts_.iterations, sample_stream_}}, Request<float>{});
    y_.flat() -= steps.beta * oracle_->lower_gradient().flat();
    if (moves_upper_) x_ -= steps.alpha * oracle_->upper_gradient_upper();
    ++counts_.iterations;
    ++counts_.evaluations;
    counts_.samples += static_cast<std::uint64_t>(oracle_->samples());
  }

 private:
  Full<float> full_;
  std::unique_ptr<bros::Oracle<float>> oracle_;
  bool moves_upper_;
  Stream sample_stream_;
};

}  // namespace bros::tasks
