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
  Matrix<S> p, q, u, w, a, b;
};

/// The data of a finite-sum quadratic problem: g from the lower factors, f from the upper ones.
/// Shapes:   the levels may have different numbers of samples; x0 d; y0 dim(y) = sum of rows x cols of the blocks
template <class S>
struct FiniteSumData {
  RankOneFactors<S> lower, upper;
  std::vector<Block> blocks;
  Vector<S> x0, y0;
};

/// A quadratic bilevel problem whose evaluations are means over minibatches. The lower p and b belong to g but not to
/// the hypergradient, in which grad_x g does not appear: only lower_gradient_upper() reads them.
/// Requires: shapes as in FiniteSumData, everything finite, the mean of q q' positive definite at the lower level,
///           1 <= batch <= samples of each level [-> ArgumentError]
/// Ensures:  evaluations, and so hypergradient, are those of means() when the minibatch is everything, but for
///           lower_gradient_upper(), since the g of means() leaves out the lower p and b; Exact is that of means()
/// Random:   the minibatches of `Minibatch`, levels "lower" and "upper": independent, in cyclic order the same indices
template <RealScalar S>
class FiniteSumQuadratic {
 public:
  using Scalar = S;

  explicit FiniteSumQuadratic(FiniteSumData<S> data, Index batch = 1, Sampling sampling = Sampling::iid)
      : lower_(std::move(data.lower)),
        upper_(std::move(data.upper)),
        means_(means_of(lower_, upper_, data)),
        batch_(batch),
        sampling_(sampling) {
    require(batch >= 1 && batch <= std::min(lower_.q.cols(), upper_.q.cols()), "batch", batch,
            "between 1 and the number of samples, " + std::to_string(std::min(lower_.q.cols(), upper_.q.cols())));
  }

  [[nodiscard]] const RankOneFactors<S>& lower() const { return lower_; }
  [[nodiscard]] const RankOneFactors<S>& upper() const { return upper_; }
  /// The problem that the sums are: what all samples together say, without noise.
  [[nodiscard]] const Quadratic<S>& means() const { return means_; }
  [[nodiscard]] const Blocks& blocks() const { return means_.blocks(); }
  [[nodiscard]] Index dim_upper() const { return means_.dim_upper(); }
  [[nodiscard]] const Vector<S>& x0() const { return means_.x0(); }
  [[nodiscard]] BlockVector<S> y0() const { return means_.y0(); }
  /// Lower and upper samples together.
  [[nodiscard]] Index samples_per_evaluation() const { return 2 * batch_; }
  /// The number of fixed minibatches of each level.
  /// Requires: a sampling that takes them, and `batch` dividing both numbers of samples: a shorter minibatch would
  ///           count too much [-> ArgumentError]
  [[nodiscard]] OfLevels slots() const {
    const Index lower = lower_.q.cols(), upper = upper_.q.cols();
    require(sampling_ != Sampling::iid, "sampling", to_string(sampling_), "cyclic, reshuffled or slots");
    require(lower % batch_ == 0 && upper % batch_ == 0, "batch", batch_,
            "a divisor of the numbers of samples, " + std::to_string(lower) + " and " + std::to_string(upper));
    return {lower / batch_, upper / batch_};
  }
  /// Those of means(), with the lower p in L_g1.
  [[nodiscard]] Constants<S> constants() const {
    const auto& lower = means_.data().lower;
    Constants<S> constants = means_.constants();
    constants.L_g1 = Quadratic<S>::joint_norm(mean_square(lower_.p), lower.C, lower.A);
    return constants;
  }

  template <Subspace P>
  class Linearisation;

  /// The hypergradient of means().
  class Exact : public Quadratic<S>::Exact {
   public:
    explicit Exact(const FiniteSumQuadratic& problem) : Quadratic<S>::Exact(problem.means_) {}
    explicit Exact(const FiniteSumQuadratic&&) = delete;  // it refers to the problem
  };

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

/// One minibatch of each level, projected on P. In a proper subspace the minibatch's q and w are restricted once an
/// evaluation (dim(B) x batch numbers each) through a gathered copy of dim(y) x batch, the sum of the a_i is restricted
/// once, and no gradient or Hessian action of size dim(y) ever exists; in the full space nothing is copied.
/// Cost:     evaluate: 2 batch (6 dim(y) + 5 d) flops, each column read once from memory, and in a proper subspace
///           four restrictions of dim(y) x batch; a Hessian action 4 batch dim(B) flops, a cross action
///           2 batch (dim(B) + d); in full space, along the tangent announced to evaluate_along, no memory read again
template <RealScalar S>
template <Subspace P>
class FiniteSumQuadratic<S>::Linearisation {
 public:
  Linearisation(const FiniteSumQuadratic& problem, const P& p)
      : p_(p),
        lower_("lower", problem.lower_, problem),
        upper_("upper", problem.upper_, problem),
        lower_gradient_(p.blocks().projected()),
        upper_gradient_lower_(p.blocks().projected()),
        upper_gradient_upper_(problem.dim_upper()),
        lower_gradient_upper_(problem.dim_upper()),
        x_(problem.dim_upper()),
        y_(problem.blocks().full().size()),
        hessian_along_(P::is_full ? lower_gradient_.size() : 0),
        cross_along_(P::is_full ? problem.dim_upper() : 0) {
    if constexpr (!P::is_full) {
      const Index batch = problem.batch_;
      full_ = BlockVector<S>(p.blocks().full());
      gathered_.resize(full_.size(), batch);
      for (Level* level : {&lower_, &upper_}) {
        level->projected_q.resize(lower_gradient_.size(), batch);
        level->projected_w.resize(lower_gradient_.size(), batch);
        level->consecutive.resize(static_cast<std::size_t>(batch));
        std::iota(level->consecutive.begin(), level->consecutive.end(), Index{0});
      }
    }
  }

  void evaluate(const Vector<S>& x, const BlockVector<S>& y, const Sample& sample) {
    draw(sample), remember(x, y);
    set_linear(lower_, lower_gradient_);
    add_rank_ones(lower_.along_q(), lower_.picked(lower_.factors.q), y.flat(), lower_gradient_.flat());
    add_rank_ones(lower_.along_w(), lower_.picked(lower_.factors.u), x, lower_gradient_.flat());
    lower_gradient_.flat() /= lower_.size();
    evaluate_upper(x, y);
  }
  /// Also answers hessian_action(W) and cross_action(W) from the one reading of the lower samples.
  void evaluate(const Vector<S>& x, const BlockVector<S>& y, const Sample& sample,
                const BlockVector<S>& w) requires(P::is_full) {
    draw(sample), remember(x, y);
    set_linear(lower_, lower_gradient_);
    hessian_along_.setConstant(S(0));
    cross_along_.setConstant(S(0));
    add_squares(lower_.along_q(), y.flat(), lower_gradient_.flat(), w.flat(), hessian_along_);
    add_both_ways(lower_, x, lower_gradient_.flat(), w.flat(), cross_along_);
    lower_gradient_.flat() /= lower_.size();
    hessian_along_ /= lower_.size();
    cross_along_ /= lower_.size();
    along_ = &w;
    evaluate_upper(x, y);
  }
  [[nodiscard]] Index samples() const {
    return static_cast<Index>(lower_.minibatch.indices().size() + upper_.minibatch.indices().size());
  }
  [[nodiscard]] OfLevels slot() const { return {lower_.minibatch.slot(), upper_.minibatch.slot()}; }
  [[nodiscard]] const BlockVector<S>& lower_gradient() const { return lower_gradient_; }
  [[nodiscard]] const BlockVector<S>& upper_gradient_lower() const { return upper_gradient_lower_; }
  [[nodiscard]] const Vector<S>& upper_gradient_upper() const { return upper_gradient_upper_; }
  /// The mean of p_i (p_i'x) + u_i (w_i'y) + b_i over the minibatch.   Cost: 2 batch (dim(y) + 3 d) flops
  [[nodiscard]] const Vector<S>& lower_gradient_upper() {
    const auto p = lower_.picked(lower_.factors.p);
    lower_gradient_upper_.setConstant(S(0));
    add_rank_ones(p, p, x_, lower_gradient_upper_);
    add_rank_ones(lower_.picked(lower_.factors.u), lower_.picked(lower_.factors.w), y_, lower_gradient_upper_);
    add_columns(lower_.picked(lower_.factors.b), lower_gradient_upper_);
    lower_gradient_upper_ /= lower_.size();
    return lower_gradient_upper_;
  }

  void hessian_action(const BlockVector<S>& w, BlockVector<S>& out) {
    if (along_ == &w)
      out.flat() = hessian_along_;
    else
      set_mean_of_rank_ones(lower_.along_q(), lower_.along_q(), w.flat(), out.flat());
  }
  void hessian_action_full(const BlockVector<S>& z, BlockVector<S>& out) {
    if (P::is_full)
      hessian_action(z, out);
    else
      set_mean_of_rank_ones(lower_.along_q(), lower_.picked(lower_.factors.q), z.flat(), out.flat());
  }
  void hessian_action_mixed(const P& second, const BlockVector<S>& w, BlockVector<S>& out) {
    if constexpr (P::is_full) {
      hessian_action_full(w, out);
    } else {
      full_.flat().setConstant(S(0));
      lift_add(second, S(1), w, full_);
      hessian_action_full(full_, out);
    }
  }
  void cross_action(const BlockVector<S>& w, Vector<S>& out) {
    if (along_ == &w)
      out = cross_along_;
    else
      set_mean_of_rank_ones(lower_.picked(lower_.factors.u), lower_.along_w(), w.flat(), out);
  }

 private:
  struct Level {
    Level(const char* name, const RankOneFactors<S>& samples, const FiniteSumQuadratic& problem)
        : factors(samples), minibatch(name, samples.q.cols(), problem.batch_, problem.sampling_) {}

    [[nodiscard]] S size() const { return S(static_cast<int>(minibatch.indices().size())); }
    [[nodiscard]] Columns<S> picked(const Matrix<S>& factor) const { return {factor, minibatch.indices()}; }
    /// The minibatch's P^T q_i and P^T w_i.
    [[nodiscard]] Columns<S> along_q() const { return along(factors.q, projected_q); }
    [[nodiscard]] Columns<S> along_w() const { return along(factors.w, projected_w); }
    [[nodiscard]] Columns<S> along(const Matrix<S>& factor, const Matrix<S>& projected) const {
      if constexpr (P::is_full)
        return picked(factor);
      else
        return {projected, std::span(consecutive).first(minibatch.indices().size())};
    }

    const RankOneFactors<S>& factors;
    Minibatch minibatch;
    Matrix<S> projected_q, projected_w;
    std::vector<Index> consecutive;
  };

  void draw(const Sample& sample) {
    along_ = nullptr;
    for (Level* level : {&lower_, &upper_}) {
      level->minibatch.draw(sample);
      if constexpr (!P::is_full) {
        project(*level, level->factors.q, level->projected_q);
        project(*level, level->factors.w, level->projected_w);
      }
    }
  }
  /// For lower_gradient_upper(), which is worked out when it is asked for.
  void remember(const Vector<S>& x, const BlockVector<S>& y) { x_ = x, y_ = y.flat(); }
  void evaluate_upper(const Vector<S>& x, const BlockVector<S>& y) {
    const auto p = upper_.picked(upper_.factors.p);
    set_linear(upper_, upper_gradient_lower_);
    upper_gradient_upper_.setConstant(S(0));
    add_rank_ones(upper_.along_q(), upper_.picked(upper_.factors.q), y.flat(), upper_gradient_lower_.flat());
    add_both_ways(upper_, x, upper_gradient_lower_.flat(), y.flat(), upper_gradient_upper_);
    add_rank_ones(p, p, x, upper_gradient_upper_);
    add_columns(upper_.picked(upper_.factors.b), upper_gradient_upper_);
    upper_gradient_lower_.flat() /= upper_.size();
    upper_gradient_upper_ /= upper_.size();
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
    BlockVector<S>& sum = P::is_full ? out : full_;
    sum.flat().setConstant(S(0));
    add_columns(level.picked(level.factors.a), sum.flat());
    restricted(p_, sum, out);
  }
  void set_mean_of_rank_ones(const Columns<S>& to, const Columns<S>& from, const Vector<S>& v, Vector<S>& out) {
    out.setConstant(S(0));
    add_rank_ones(to, from, v, out);
    out /= lower_.size();
  }

  const P& p_;
  Level lower_, upper_;
  BlockVector<S> lower_gradient_, upper_gradient_lower_;
  Vector<S> upper_gradient_upper_, lower_gradient_upper_, x_, y_;
  const BlockVector<S>* along_ = nullptr;  // the W of the answers that follow, if there are any
  Vector<S> hessian_along_, cross_along_;
  BlockVector<S> full_;  // scratch of dim(y), for linear terms and lifted tangents; empty in the full space
  Matrix<S> gathered_;
};

}  // namespace bros
