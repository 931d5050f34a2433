// Quadratic bilevel problems as finite sums of rank-one samples, taken in minibatches.
#pragma once

#include <bros/core/columns.hpp>
#include <bros/problem/minibatch.hpp>
#include <bros/problem/quadratic.hpp>

#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace bros {

/// The samples of one level, one a column: the mean over i of
///   1/2 (q_i'y)^2 + 1/2 (p_i'x)^2 + (u_i'x)(w_i'y) + a_i'y + b_i'x
/// Shapes:   p, u, b d x n; q, w, a dim(y) x n
template <class S>
struct RankOneFactors {
  /// A sample a column: p, u, b have d rows; q, w, a have dim(Y).
  Matrix<S> p, q, u, w, a, b;
};

/// The data of a finite-sum quadratic problem: g from the lower factors, f from the upper ones.
/// Shapes:   the levels may have different numbers of samples; x0 d; y0 dim(y) = sum of rows x cols of the blocks
template <class S>
struct FiniteSumData {
  /// Of g and of f; their numbers of samples may differ.
  RankOneFactors<S> lower, upper;
  std::vector<Block> blocks;  ///< of Y
  /// The start, y0 as vec(Y).
  Vector<S> x0, y0;
};

/// A quadratic bilevel problem whose evaluations are means over minibatches. The lower p and b belong to g but not to
/// the hypergradient, in which grad_x g does not appear: only lower_gradient_upper() reads them.
/// Requires: shapes as in FiniteSumData, everything finite, the mean of q q' positive definite at the lower level,
///           1 <= batch <= samples of each level [-> ArgumentError]
/// Ensures:  evaluations, and so hypergradient, are those of means() when the minibatch is everything, but for
///           lower_gradient_upper(), since the g of means() leaves out the lower p and b; exact() is that of means()
/// Random:   the minibatches of `Minibatch`, levels "lower" and "upper": independent, in cyclic order the same indices
template <RealScalar S>
class FiniteSumQuadratic final : public Problem<S> {
 public:
  explicit FiniteSumQuadratic(FiniteSumData<S> data, Index batch = 1, Sampling sampling = Sampling::iid);

  /// Of g.
  [[nodiscard]] const RankOneFactors<S>& lower() const { return lower_; }
  /// Of f.
  [[nodiscard]] const RankOneFactors<S>& upper() const { return upper_; }
  /// The problem that the sums are: what all samples together say, without noise.
  [[nodiscard]] const Quadratic<S>& means() const { return means_; }
  [[nodiscard]] const Blocks& blocks() const override { return means_.blocks(); }
  [[nodiscard]] Index dim_upper() const override { return means_.dim_upper(); }
  [[nodiscard]] Vector<S> x0() const override { return means_.x0(); }
  [[nodiscard]] BlockVector<S> y0() const override { return means_.y0(); }
  /// Lower and upper samples together.
  [[nodiscard]] Index samples_per_evaluation() const override { return 2 * batch_; }
  [[nodiscard]] bool knows_lower_gradient_upper() const override { return true; }
  /// The number of fixed minibatches of each level.
  /// Requires: a sampling that takes them, and `batch` dividing both numbers of samples: a shorter minibatch would
  ///           count too much [-> ArgumentError]
  [[nodiscard]] OfLevels slots() const override;
  /// Those of means(), with the lower p in L_g1.
  [[nodiscard]] std::optional<Constants<S>> constants() const override;

  class Oracle;
  /// The hypergradient of means().
  class Exact final : public Quadratic<S>::Exact {
   public:
    explicit Exact(const FiniteSumQuadratic& problem) : Quadratic<S>::Exact(problem.means_) {}
    explicit Exact(const FiniteSumQuadratic&&) = delete;  // it refers to the problem
  };
  [[nodiscard]] std::unique_ptr<bros::Oracle<S>> oracle(const Subspace<S>& p) const override;
  [[nodiscard]] std::unique_ptr<bros::Exact<S>> exact() const override { return std::make_unique<Exact>(*this); }

 private:
  static void check(const char* level, const RankOneFactors<S>& factors, Index dim_upper, Index dim_lower) {
    const Index samples = factors.q.cols();
    const auto text = [](Index rows, Index cols) { return std::to_string(rows) + " x " + std::to_string(cols); };
    const auto check_factor = [&](const char* letter, const Matrix<S>& factor, Index rows) {
      const std::string field = std::string(level) + "." + letter;
      require(samples >= 1 && factor.rows() == rows && factor.cols() == samples, field.c_str(),
              text(factor.rows(), factor.cols()), "must be " + text(rows, std::max(samples, Index{1})));
      for (Index i = 0; i < samples; ++i)
        require(all_finite<S>(factor.col(i)), field.c_str(), "not finite in sample " + std::to_string(i),
                "finite numbers");
    };
    check_factor("p", factors.p, dim_upper), check_factor("u", factors.u, dim_upper);
    check_factor("b", factors.b, dim_upper), check_factor("q", factors.q, dim_lower);
    check_factor("w", factors.w, dim_lower), check_factor("a", factors.a, dim_lower);
  }
  static Matrix<S> mean_product(const Matrix<S>& left, const Matrix<S>& right) {
    return left * right.transpose() / S(static_cast<int>(left.cols()));
  }
  static Matrix<S> mean_square(const Matrix<S>& factor) {
    Matrix<S> square = mean_product(factor, factor);
    square.template triangularView<Eigen::StrictlyUpper>() = square.transpose();  // symmetric to the last bit
    return square;
  }
  static Vector<S> mean(const Matrix<S>& factor) { return factor.rowwise().sum() / S(static_cast<int>(factor.cols())); }
  static Quadratic<S> means_of(const RankOneFactors<S>& lower, const RankOneFactors<S>& upper,
                               const FiniteSumData<S>& data) {
    const Index dim_upper = data.x0.size(), dim_lower = Blocks(data.blocks).full().size();
    check("lower", lower, dim_upper, dim_lower);
    check("upper", upper, dim_upper, dim_lower);
    QuadraticData<S> means;
    means.lower = {mean_square(lower.q), mean_product(lower.u, lower.w), mean(lower.a)};
    means.upper = {mean_square(upper.q), mean_product(upper.u, upper.w), mean_square(upper.p), mean(upper.a),
                   mean(upper.b)};
    means.blocks = data.blocks;
    means.x0 = data.x0;
    means.y0 = data.y0;
    return Quadratic<S>(std::move(means));
  }

  RankOneFactors<S> lower_, upper_;
  Quadratic<S> means_;
  Index batch_;
  Sampling sampling_;
};

template <RealScalar S>
FiniteSumQuadratic<S>::FiniteSumQuadratic(FiniteSumData<S> data, Index batch, Sampling sampling)
    : lower_(std::move(data.lower)),
      upper_(std::move(data.upper)),
      means_(means_of(lower_, upper_, data)),
      batch_(batch),
      sampling_(sampling) {
  require(batch >= 1 && batch <= std::min(lower_.q.cols(), upper_.q.cols()), "batch", batch,
          "between 1 and the number of samples, " + std::to_string(std::min(lower_.q.cols(), upper_.q.cols())));
}
template <RealScalar S>
OfLevels FiniteSumQuadratic<S>::slots() const {
  const Index lower = lower_.q.cols(), upper = upper_.q.cols();
  require(sampling_ != Sampling::iid, "sampling", to_string(sampling_), "cyclic, reshuffled or slots");
  require(lower % batch_ == 0 && upper % batch_ == 0, "batch", batch_,
          "a divisor of the numbers of samples, " + std::to_string(lower) + " and " + std::to_string(upper));
  return {lower / batch_, upper / batch_};
}
template <RealScalar S>
std::optional<Constants<S>> FiniteSumQuadratic<S>::constants() const {
  const auto& lower = means_.data().lower;
  auto constants = means_.constants();
  constants->L_g1 = Quadratic<S>::joint_norm(mean_square(lower_.p), lower.C, lower.A);
  return constants;
}

/// One minibatch of each level, projected on P. In a proper subspace the minibatch's q and w are restricted once an
/// evaluation (dim(B) x batch numbers each) through a gathered copy of dim(y) x batch, and the sum of the a_i is
/// restricted once; in the full space nothing is copied.
/// Cost:     evaluate: 2 batch (6 dim(y) + 5 d) flops, each column read once from memory, and in a proper subspace
///           four restrictions of dim(y) x batch. A tangent in P: 4 batch dim(B) flops for the Hessian action,
///           2 batch (dim(B) + d) for the cross action. Any other tangent: 2 batch (dim(B) + dim(y)) and
///           2 batch (dim(y) + d), and a lift if it lies in another subspace. In the full space the first tangent for
///           which both are wanted is served by the same reading of the samples. grad_x g: 2 batch (dim(y) + 3 d)
template <RealScalar S>
class FiniteSumQuadratic<S>::Oracle final : public bros::Oracle<S> {
 public:
  /// Requires: problem and p outlive the object [NOT checked]
  Oracle(const FiniteSumQuadratic& problem, const Subspace<S>& p)
      : p_(p), lower_("lower", problem.lower_, problem, p), upper_("upper", problem.upper_, problem, p) {
    Gradients<S>& g = this->gradients_;
    g.lower_gradient = g.upper_gradient_lower = BlockVector<S>(p.blocks().projected());
    g.upper_gradient_upper = g.lower_gradient_upper = Vector<S>::Zero(problem.dim_upper());
    if (p.is_full()) return;
    full_ = BlockVector<S>(p.blocks().full());
    gathered_.resize(full_.size(), problem.batch_);
  }

  void evaluate(const Point<S>& at, const Request<S>& request = {}) override {
    draw(lower_, at.sample), draw(upper_, at.sample);
    const Along<S>* both = nullptr;
    for (const Along<S>& along : request.along)
      if (!both && p_.is_full() && along.tangent.is_full() && along.hessian && along.cross) both = &along;
    evaluate_lower(at, both);
    evaluate_upper(at);
    if (request.lower_gradient_upper) evaluate_lower_upper(at);
    for (const Along<S>& along : request.along)
      if (&along != both) act(along);
  }
  using bros::Oracle<S>::evaluate;
  [[nodiscard]] Index samples() const override {
    return static_cast<Index>(lower_.minibatch.indices().size() + upper_.minibatch.indices().size());
  }
  [[nodiscard]] OfLevels slot() const override { return {lower_.minibatch.slot(), upper_.minibatch.slot()}; }

 private:
  struct Level {
    Level(const char* name, const RankOneFactors<S>& samples, const FiniteSumQuadratic& problem, const Subspace<S>& p)
        : factors(samples), minibatch(name, samples.q.cols(), problem.batch_, problem.sampling_) {
      if (p.is_full()) return;
      projected_q.resize(p.blocks().projected().size(), problem.batch_);
      projected_w.resize(p.blocks().projected().size(), problem.batch_);
      consecutive.resize(static_cast<std::size_t>(problem.batch_));
      std::iota(consecutive.begin(), consecutive.end(), Index{0});
    }

    [[nodiscard]] S size() const { return S(static_cast<int>(minibatch.indices().size())); }
    [[nodiscard]] Columns<S> picked(const Matrix<S>& factor) const { return {factor, minibatch.indices()}; }
    /// The minibatch's P^T q_i and P^T w_i.
    [[nodiscard]] Columns<S> along_q() const { return along(factors.q, projected_q); }
    [[nodiscard]] Columns<S> along_w() const { return along(factors.w, projected_w); }
    [[nodiscard]] Columns<S> along(const Matrix<S>& factor, const Matrix<S>& projected) const {
      if (consecutive.empty()) return picked(factor);
      return {projected, std::span(consecutive).first(minibatch.indices().size())};
    }

    const RankOneFactors<S>& factors;
    Minibatch minibatch;
    Matrix<S> projected_q, projected_w;  // these three are empty in the full space
    std::vector<Index> consecutive;
  };

  void draw(Level& level, const Sample& sample) {
    level.minibatch.draw(sample);
    if (p_.is_full()) return;
    project(level, level.factors.q, level.projected_q);
    project(level, level.factors.w, level.projected_w);
  }
  /// Answers `both` from the same reading of the samples, if it is not null.
  void evaluate_lower(const Point<S>& at, const Along<S>* both) {
    BlockVector<S>& gradient = this->gradients_.lower_gradient;
    set_linear(lower_, gradient);
    if (both) {
      const Vector<S>& t = both->tangent.coefficients->flat();
      Vector<S>& hessian = both->hessian->flat();
      Vector<S>& cross = *both->cross;
      hessian.setConstant(S(0));
      cross.setConstant(at.x.size(), S(0));
      add_squares(lower_.along_q(), at.y.flat(), gradient.flat(), t, hessian);
      add_both_ways(lower_, at.x, gradient.flat(), t, cross);
      hessian /= lower_.size();
      cross /= lower_.size();
    } else {
      add_rank_ones(lower_.along_q(), lower_.picked(lower_.factors.q), at.y.flat(), gradient.flat());
      add_rank_ones(lower_.along_w(), lower_.picked(lower_.factors.u), at.x, gradient.flat());
    }
    gradient.flat() /= lower_.size();
  }
  void evaluate_upper(const Point<S>& at) {
    BlockVector<S>& along_y = this->gradients_.upper_gradient_lower;
    Vector<S>& along_x = this->gradients_.upper_gradient_upper;
    const auto p = upper_.picked(upper_.factors.p);
    set_linear(upper_, along_y);
    along_x.setConstant(S(0));
    add_rank_ones(upper_.along_q(), upper_.picked(upper_.factors.q), at.y.flat(), along_y.flat());
    add_both_ways(upper_, at.x, along_y.flat(), at.y.flat(), along_x);
    add_rank_ones(p, p, at.x, along_x);
    add_columns(upper_.picked(upper_.factors.b), along_x);
    along_y.flat() /= upper_.size();
    along_x /= upper_.size();
  }
  /// The mean of p_i (p_i'x) + u_i (w_i'y) + b_i over the minibatch.
  void evaluate_lower_upper(const Point<S>& at) {
    Vector<S>& gradient = this->gradients_.lower_gradient_upper;
    const auto p = lower_.picked(lower_.factors.p);
    gradient.setConstant(S(0));
    add_rank_ones(p, p, at.x, gradient);
    add_rank_ones(lower_.picked(lower_.factors.u), lower_.picked(lower_.factors.w), at.y.flat(), gradient);
    add_columns(lower_.picked(lower_.factors.b), gradient);
    gradient /= lower_.size();
  }
  void act(const Along<S>& along) {
    const bool own = along.tangent.subspace == &p_;
    const Vector<S>& t = own ? along.tangent.coefficients->flat() : lifted(along.tangent, full_).flat();
    if (along.hessian)
      set_mean(lower_.along_q(), own ? lower_.along_q() : lower_.picked(lower_.factors.q), t, along.hessian->flat());
    if (along.cross)
      set_mean(lower_.picked(lower_.factors.u), own ? lower_.along_w() : lower_.picked(lower_.factors.w), t,
               *along.cross);
  }
  /// out <- the mean of to_i (from_i't) over the lower minibatch.
  void set_mean(const Columns<S>& to, const Columns<S>& from, const Vector<S>& t, Vector<S>& out) {
    out.setConstant(to.rows(), S(0));
    add_rank_ones(to, from, t, out);
    out /= lower_.size();
  }
  /// along_w += sum_i P'w_i (u_i'x) and along_u += sum_i u_i (w_i'y): u and w serve both while they are in the cache.
  void add_both_ways(const Level& level, const Vector<S>& x, Vector<S>& along_w, const Vector<S>& y,
                     Vector<S>& along_u) {
    const auto u = level.picked(level.factors.u), w = level.picked(level.factors.w), projected_w = level.along_w();
    for_each_group(u.count(), [&](Index first, Index n) {
      add_rank_ones(projected_w.slice(first, n), u.slice(first, n), x, along_w);
      add_rank_ones(u.slice(first, n), w.slice(first, n), y, along_u);
    });
  }
  void project(const Level& level, const Matrix<S>& factor, Matrix<S>& projected) {
    const auto& picked = level.minibatch.indices();
    const Index count = static_cast<Index>(picked.size());
    for (Index i = 0; i < count; ++i) gathered_.col(i) = factor.col(picked[static_cast<std::size_t>(i)]);
    const Blocks& blocks = p_.blocks();
    for (Index l = 0; l < blocks.count(); ++l) {
      const auto [rows, cols, rank] = blocks[l];
      for (Index j = 0; j < cols; ++j)
        p_.restrict_block(l, gathered_.block(blocks.full().offset(l) + j * rows, 0, rows, count),
                          projected.block(blocks.projected().offset(l) + j * rank, 0, rank, count));
    }
  }
  /// out <- P^T sum_i a_i.
  void set_linear(const Level& level, BlockVector<S>& out) {
    BlockVector<S>& sum = p_.is_full() ? out : full_;
    sum.flat().setConstant(S(0));
    add_columns(level.picked(level.factors.a), sum.flat());
    restricted(p_, sum, out);
  }

  const Subspace<S>& p_;
  Level lower_, upper_;
  BlockVector<S> full_;  // scratch of dim(y), for linear terms and lifted tangents; in the full space for the latter
  Matrix<S> gathered_;
};

template <RealScalar S>
std::unique_ptr<Oracle<S>> FiniteSumQuadratic<S>::oracle(const Subspace<S>& p) const {
  return std::make_unique<Oracle>(*this, p);
}

}  // namespace bros
