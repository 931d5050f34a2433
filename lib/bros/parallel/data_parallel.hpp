// Evaluations in parts, which may be on several machines, with the same bits on any number of them.
#pragma once

#include <bros/parallel/sum_over_parts.hpp>
#include <bros/problem/problem.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace bros {

/// Numbers in the answers of one evaluation: what travels.
/// Math:     (2 + h) sum_l r_l n_l + (1 + c) d:  grad_B g, grad_B f and the h products D_YY g [T] are r x n for an m x n
///           block (m x n in the full space); grad_x f and the c products D_xY g [T] are d numbers, and so is grad_x g
template <class S>
[[nodiscard]] Index numbers_of_answers(const Blocks& blocks, Index d, const Request<S>& request) {
  Index projected = 2, upper = request.lower_gradient_upper ? 2 : 1;
  for (const Along<S>& along : request.along) projected += along.hessian != nullptr, upper += along.cross != nullptr;
  return projected * blocks.projected().size() + upper * d;
}

/// A problem whose evaluations are means over P parts, each an evaluation of another problem: with independent
/// minibatches of b samples, minibatches of P b. The parts are shared among ranks; what moves, x, Y, Z, h and the
/// subspaces, every rank has and draws by itself, with no message.
/// Math:     evaluation k is the mean over i of evaluations P k + i of the other problem, summed as SumOverParts does
/// Requires: problem and ranks outlive the object; every rank does the same with equal arguments [NOT checked]; P >= 1,
///           a multiple of the number of ranks; evaluations that all draw equally many samples [-> ArgumentError]
/// Ensures:  the same bits on every rank and for every number of ranks; with P = 1 those of the other problem.
///           Not a finite sum that takes fixed minibatches: slots() is not offered
/// Random:   as the other problem
/// Cost:     a rank evaluates P/R parts, and sends what SumOverParts says for numbers_of_answers() numbers
template <Scalar S>
class DataParallel final : public Problem<S> {
 public:
  DataParallel(const Problem<S>& problem, Index parts, Communicator& ranks)
      : problem_(problem), parts_(parts), ranks_(ranks) {
    (void)SumOverParts<S>(parts, ranks);
  }
  DataParallel(const Problem<S>&&, Index, Communicator&) = delete;  // a temporary would be gone

  [[nodiscard]] const Blocks& blocks() const override { return problem_.blocks(); }
  [[nodiscard]] Index dim_upper() const override { return problem_.dim_upper(); }
  [[nodiscard]] Vector<S> x0() const override { return problem_.x0(); }
  [[nodiscard]] BlockVector<S> y0() const override { return problem_.y0(); }
  [[nodiscard]] Index samples_per_evaluation() const override { return parts_ * problem_.samples_per_evaluation(); }
  [[nodiscard]] std::unique_ptr<Oracle<S>> oracle(const Subspace<S>& p) const override {
    return std::make_unique<OfParts>(*this, p);
  }
  [[nodiscard]] bool knows_lower_gradient_upper() const override { return problem_.knows_lower_gradient_upper(); }
  [[nodiscard]] std::unique_ptr<Exact<S>> exact() const override { return problem_.exact(); }
  [[nodiscard]] std::optional<Constants<S>> constants() const override { return problem_.constants(); }

 private:
  class OfParts final : public Oracle<S> {
   public:
    OfParts(const DataParallel& problem, const Subspace<S>& p)
        : parts_(problem.parts_), oracle_(problem.problem_.oracle(p)), sum_(problem.parts_, problem.ranks_) {}

    void evaluate(const Point<S>& at, const Request<S>& request = {}) override {
      Eigen::Ref<Vector<S>> sum = sum_([&](Index part, const auto& room) {
        const std::uint64_t index = at.sample.index * static_cast<std::uint64_t>(parts_) +
                                    static_cast<std::uint64_t>(part);
        oracle_->evaluate({at.x, at.y, {index, at.sample.stream}}, request);
        count_samples();
        Index numbers = 0, end = 0;
        for_each_answer(request, [&](const Vector<S>& of_part, const Vector<S>&) { numbers += of_part.size(); });
        Eigen::Ref<Vector<S>> out = room(numbers);
        for_each_answer(request, [&](const Vector<S>& of_part, const Vector<S>&) {
          out.segment(end, of_part.size()) = of_part;
          end += of_part.size();
        });
      });
      sum /= S(static_cast<int>(parts_));
      Gradients<S>& g = this->gradients_;
      if (g.lower_gradient.size() == 0) {
        g.lower_gradient = oracle_->lower_gradient();
        g.upper_gradient_lower = oracle_->upper_gradient_lower();
      }
      Index end = 0;
      for_each_answer(request, [&](const Vector<S>& of_part, Vector<S>& mean) {
        const Index numbers = of_part.size();
        mean = sum.segment(end, numbers);
        end += numbers;
      });
    }
    using Oracle<S>::evaluate;
    [[nodiscard]] Index samples() const override { return parts_ * samples_; }

   private:
    void count_samples() {
      if (samples_ == 0) samples_ = oracle_->samples();
      if (oracle_->samples() != samples_)
        require(false, "samples of a part", oracle_->samples(), std::to_string(samples_) + ", as in every other part");
    }
    /// visit(that of a part, the mean over the parts) for everything that was asked; products are in one place.
    template <class Visit>
    void for_each_answer(const Request<S>& request, const Visit& visit) {
      Gradients<S>& g = this->gradients_;
      visit(oracle_->lower_gradient().flat(), g.lower_gradient.flat());
      visit(oracle_->upper_gradient_lower().flat(), g.upper_gradient_lower.flat());
      visit(oracle_->upper_gradient_upper(), g.upper_gradient_upper);
      if (request.lower_gradient_upper) visit(oracle_->lower_gradient_upper(), g.lower_gradient_upper);
      for (const Along<S>& along : request.along) {
        if (along.hessian) visit(along.hessian->flat(), along.hessian->flat());
        if (along.cross) visit(*along.cross, *along.cross);
      }
    }

    Index parts_;
    std::unique_ptr<Oracle<S>> oracle_;
    SumOverParts<S> sum_;
    Index samples_ = 0;
  };

  const Problem<S>& problem_;
  Index parts_;
  Communicator& ranks_;
};

}  // namespace bros
