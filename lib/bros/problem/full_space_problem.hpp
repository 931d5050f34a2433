// Problems that know nothing of subspaces: they work in the full space, and the library restricts and lifts.
#pragma once

#include <bros/problem/problem.hpp>

#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace bros {

/// Projects what is computed in the full space: P^T grad, P^T D_YY g [T] with T lifted.
/// Cost:     what the full space costs, and in a proper subspace a lift and a restriction a tangent; up to four vectors
///           of dim(Y) of scratch
template <Scalar S>
class FullSpaceOracle : public Oracle<S> {
 public:
  void evaluate(const Point<S>& at, const Request<S>& request = {}) override {
    if (p_.is_full()) {
      differentiate(at, request.lower_gradient_upper, this->gradients_);
    } else {
      differentiate(at, request.lower_gradient_upper, full_);
      restricted(p_, full_.lower_gradient, this->gradients_.lower_gradient);
      restricted(p_, full_.upper_gradient_lower, this->gradients_.upper_gradient_lower);
      this->gradients_.upper_gradient_upper.swap(full_.upper_gradient_upper);
      this->gradients_.lower_gradient_upper.swap(full_.lower_gradient_upper);
    }
    for (const Along<S>& along : request.along) {
      const BlockVector<S>& t = lifted(along.tangent, tangent_);
      if (p_.is_full() || !along.hessian) {
        multiply(at, t, along.hessian, along.cross);
      } else {
        if (product_.size() == 0) product_ = BlockVector<S>(p_.blocks().full());
        multiply(at, t, &product_, along.cross);
        restricted(p_, product_, *along.hessian);
      }
    }
  }
  using Oracle<S>::evaluate;

 protected:
  /// Requires: p outlives the object [NOT checked]
  FullSpaceOracle(const Subspace<S>& p, Index dim_upper) : p_(p) {
    const auto prepare = [&](Gradients<S>& g, const Layout& layout) {
      g.lower_gradient = g.upper_gradient_lower = BlockVector<S>(layout);
      g.upper_gradient_upper = g.lower_gradient_upper = Vector<S>::Zero(dim_upper);
    };
    prepare(this->gradients_, p.blocks().projected());
    if (!p.is_full()) prepare(full_, p.blocks().full());
  }

  /// Fills the gradients, of the full space; grad_x g if `with_lower_upper`. The products that follow are at the same
  /// point and sample.
  virtual void differentiate(const Point<S>& at, bool with_lower_upper, Gradients<S>& out) = 0;
  /// D_YY g [T] and D_xY g [T]; null: not wanted.
  virtual void multiply(const Point<S>& at, const BlockVector<S>& t, BlockVector<S>* hessian, Vector<S>* cross) = 0;

  const Subspace<S>& p_;

 private:
  Gradients<S> full_;
  BlockVector<S> tangent_, product_;
};

/// A problem of one's own: two functions in the full space. It runs with every method, sampler, action and check.
///   gradients(at, out)               grad_Y g, grad_Y f, grad_x f, and grad_x g if it is known (methods without second
///                                    derivatives need it); out has its shapes already
///   products(at, t, hessian, cross)  D_YY g [T] and D_xY g [T] at the same point; hessian and cross likewise
/// Both may be random: they take their numbers from at.sample.stream.fork(at.sample.index), which is the same in both,
/// and are functions of their arguments.
/// Requires: what they return keeps its shapes, and is finite in the first evaluation [-> ArgumentError, naming function
///           and block]; symmetric D_YY g, g strongly convex in Y [NOT checked: see check_problem]
template <Scalar S>
class FullSpaceProblem : public Problem<S> {
 public:
  /// Shapes:   x in R^d, d = dim_upper
  FullSpaceProblem(std::vector<Block> blocks, Index dim_upper) : blocks_(std::move(blocks)), dim_upper_(dim_upper) {
    require(dim_upper >= 1, "dim_upper", dim_upper, "at least 1");
  }
  /// grad_Y g, grad_Y f, grad_x f, and grad_x g if it is known.
  virtual void gradients(const Point<S>& at, Gradients<S>& out) const = 0;
  /// D_YY g [T] and D_xY g [T].
  virtual void products(const Point<S>& at, const BlockVector<S>& t, BlockVector<S>& hessian,
                        Vector<S>& cross) const = 0;

  [[nodiscard]] const Blocks& blocks() const final { return blocks_; }
  [[nodiscard]] Index dim_upper() const final { return dim_upper_; }
  [[nodiscard]] std::unique_ptr<Oracle<S>> oracle(const Subspace<S>& p) const override {
    return std::make_unique<OwnOracle>(*this, p);
  }
  /// Whether gradients() fills grad_x g.   Cost: one evaluation of gradients() at (x0, y0)
  [[nodiscard]] bool knows_lower_gradient_upper() const override {
    if constexpr (RealScalar<S>) {
      const Vector<S> x = this->x0();
      const BlockVector<S> y = this->y0(), zero(blocks_.full());
      Gradients<S> out{zero, zero, Vector<S>::Zero(dim_upper_), unfilled()};
      gradients({x, y, {0, Stream(0)}}, out);
      return out.lower_gradient_upper.size() != dim_upper_ || all_finite<S>(out.lower_gradient_upper);
    } else {
      return false;
    }
  }

 private:
  [[nodiscard]] Vector<S> unfilled() const {
    return Vector<S>::Constant(dim_upper_, std::numeric_limits<S>::infinity());
  }

  class OwnOracle final : public FullSpaceOracle<S> {
   public:
    OwnOracle(const FullSpaceProblem& problem, const Subspace<S>& p)
        : FullSpaceOracle<S>(p, problem.dim_upper_),
          problem_(problem),
          samples_(problem.samples_per_evaluation()),
          hessian_(problem.blocks_.full()),
          cross_(Vector<S>::Zero(problem.dim_upper_)) {}
    [[nodiscard]] Index samples() const override { return samples_; }

   private:
    void differentiate(const Point<S>& at, bool with_lower_upper, Gradients<S>& out) override {
      problem_.gradients(at, out);
      check("gradients: lower_gradient", out.lower_gradient, first_);
      check("gradients: upper_gradient_lower", out.upper_gradient_lower, first_);
      check("gradients: upper_gradient_upper", out.upper_gradient_upper, first_);
      if (with_lower_upper) check("gradients: lower_gradient_upper", out.lower_gradient_upper, first_);
      const Index samples = problem_.samples_per_evaluation();
      if (samples != samples_)
        require(false, "samples_per_evaluation", samples, std::to_string(samples_) + " in every evaluation");
      first_ = false;
    }
    void multiply(const Point<S>& at, const BlockVector<S>& t, BlockVector<S>* hessian, Vector<S>* cross) override {
      BlockVector<S>& h = hessian ? *hessian : hessian_;
      Vector<S>& c = cross ? *cross : cross_;
      if (c.size() != problem_.dim_upper_) c.resize(problem_.dim_upper_);
      problem_.products(at, t, h, c);
      check("products: hessian", h, first_product_);
      check("products: cross", c, first_product_);
      first_product_ = false;
    }
    /// Values are looked at in the first evaluation alone: later a run may diverge, and its status says so.
    void check(const char* what, const BlockVector<S>& v, bool first) const {
      // Messages are strings on the heap: only when they are needed.
      if (!(v.layout() == problem_.blocks_.full() && v.size() == v.layout().size()))
        require(false, what, "of other blocks", "the blocks of the problem, as it was handed over");
      if (!first) return;
      for (Index l = 0; l < v.layout().count(); ++l) {
        const auto block = v.flat().segment(v.layout().offset(l), v.layout().rows(l) * v.layout().cols(l));
        if (!all_finite<S>(block))
          require(false, what, "not finite in block " + std::to_string(l), "finite numbers in the first evaluation");
      }
    }
    void check(const char* what, const Vector<S>& v, bool first) const {
      if (v.size() != problem_.dim_upper_)
        require(false, what, "of size " + std::to_string(v.size()), std::to_string(problem_.dim_upper_) + " numbers");
      if (first && !all_finite<S>(v)) require(false, what, "not finite", "finite numbers in the first evaluation");
    }

    const FullSpaceProblem& problem_;
    Index samples_;
    BlockVector<S> hessian_;
    Vector<S> cross_;
    bool first_ = true, first_product_ = true;
  };

  Blocks blocks_;
  Index dim_upper_;
};

}  // namespace bros
