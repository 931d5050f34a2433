// Hyper-data cleaning: learn one weight a training sample, some of which carry wrong labels, from clean validation
// data.
#pragma once

#include <bros/problem/minibatch.hpp>
#include <bros/problem/softmax.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace bros {

/// What DataCleaning is built from, beside the images.
/// Requires: training, validation >= 1; 2 <= classes <= 256; mu, feature_scale > 0 and finite; 0 <= share <= 1;
///           1 <= batch <= the larger of training and validation; 1 <= rank <= features [-> ArgumentError]
template <RealScalar S>
struct CleaningSettings {
  Index training = 256, validation = 256;  ///< the first images, and those that follow them
  Index classes = 10;
  Index rank = 196;  ///< of the subspaces, out of the number of features
  Index batch = 32;  ///< at each level; a level with fewer samples takes as many as it has
  Sampling sampling = Sampling::iid;
  S mu = S(1) / S(20);            ///< strong convexity of the lower level
  S feature_scale = S(1) / S(4);  ///< a feature is feature_scale * byte / 255
  double share = 0.4;             ///< of the training labels that is replaced by wrong ones
};

/// Hyper-data cleaning with softmax regression, a bilevel problem on real images.
/// Math:     g(x, Y) = 1/N sum_i sigmoid(x_i) loss_i(Y) + mu/2 |Y|^2   over training samples, some wrongly labelled
///           f(x, Y) = 1/M sum_j loss_j(Y)                             over validation samples, all as they came
///           loss_i(Y) = cross-entropy of softmax(Y' a_i) with the label, a_i = feature_scale * image_i / 255
/// Shapes:   Y one block features x classes; x in R^N. x0 = 0 (every weight 1/2) and y0 = 0.
/// Requires: a label below `classes` for every image, as many images as training + validation [-> ArgumentError]
/// Ensures:  g(x, .) is mu-strongly convex; i.i.d. minibatches are unbiased for everything an evaluation gives
/// Random:   construction: round(share N) training samples are chosen by draw_subset on
///           seed.fork("corruption").fork("which"); their new labels, uniform over the other classes, take one bounded
///           draw each, in ascending order of the samples, from seed.fork("corruption").fork("class").
///           evaluation: minibatches "lower" and "upper" as Minibatch says
/// Source:   the experiment usual since Franceschi et al. (2017), with softmax regression
template <RealScalar S>
class DataCleaning {
 public:
  using Scalar = S;
  using Settings = CleaningSettings<S>;

  DataCleaning(LabelledImages data, Settings settings, const Stream& seed)
      : data_((check(data, settings), std::move(data))),
        settings_(std::move(settings)),
        blocks_({{data_.images.rows(), settings_.classes, settings_.rank}}),
        labels_(data_.labels) {
    corrupt(seed.fork("corruption"));
  }

  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] const Blocks& blocks() const { return blocks_; }
  [[nodiscard]] Index dim_upper() const { return settings_.training; }
  [[nodiscard]] Vector<S> x0() const { return Vector<S>::Zero(dim_upper()); }
  [[nodiscard]] BlockVector<S> y0() const { return BlockVector<S>(blocks_.full()); }
  /// Training and validation samples together.
  [[nodiscard]] Index samples_per_evaluation() const { return batch(settings_.training) + batch(settings_.validation); }

  /// The images and labels as they came, and the label that sample i is given: wrong if it was corrupted.
  [[nodiscard]] const LabelledImages& data() const { return data_; }
  [[nodiscard]] std::uint8_t label(Index i) const { return labels_[static_cast<std::size_t>(i)]; }
  /// The training samples with wrong labels, ascending.
  [[nodiscard]] const std::vector<Index>& corrupted() const { return corrupted_; }

  /// mu_g, and upper bounds of the Lipschitz constants.
  /// Math:     diag(p) - p p' <= 1/2, |p - e| <= sqrt(2), |third derivative of log-sum-exp| <= sqrt(2/27), sigmoid <=
  /// 1,
  ///           sigmoid' <= 1/4, |sigmoid''| <= sqrt(3)/18; <|a|^k> the mean of the norms of the features to the k:
  ///           L_f1 = <|a|^2>/2,  L_f0 = sqrt(2) <|a|>  over validation samples, and over training samples
  ///           L_g1 = |(mu + <|a|^2>/2, sqrt(<|a|^2> / (8 N)))|,
  ///           L_g2 = sqrt(2/27) <|a|^3> + sqrt(<|a|^4>/N)/8 + sqrt(1/54) max|a| / N
  /// Ensures:  mu_g exact, the others upper bounds. L_g1 and L_g2 are those of grad_Y g and its derivatives, all that a
  ///           method uses: D_xx g = diag(sigmoid''(x_i) loss_i / N) is not bounded, since loss_i is not.
  [[nodiscard]] Constants<S> constants() const {
    using std::sqrt;
    const FeatureMoments a = moments(0, settings_.training);
    const FeatureMoments b = moments(settings_.training, settings_.validation);
    const S n = S(static_cast<double>(settings_.training));
    const S yy = settings_.mu + a.second / 2;
    return {settings_.mu, S(sqrt(yy * yy + a.second / (8 * n))),
            S(sqrt(S(2) / 27) * a.third + sqrt(a.fourth / n) / 8 + a.largest / (n * sqrt(S(54)))),
            S(sqrt(S(2)) * b.first), b.second / 2};
  }

  /// feature_scale * image_i / 255.
  void copy_features(Index i, Eigen::Ref<Vector<S>> out) const {
    out = (settings_.feature_scale / 255) * data_.images.col(i).template cast<S>();
  }

  template <Subspace P>
  class Linearisation;
  class Exact;

 private:
  struct FeatureMoments {
    S first{0}, second{0}, third{0}, fourth{0}, largest{0};
  };
  FeatureMoments moments(Index first, Index count) const {
    FeatureMoments m;
    Vector<S> a(data_.images.rows());
    for (Index i = first; i < first + count; ++i) {
      copy_features(i, a);
      const S norm = a.norm();
      m.largest = std::max(m.largest, norm);
      S power = norm / S(static_cast<double>(count));
      for (S* moment : {&m.first, &m.second, &m.third, &m.fourth}) *moment += power, power *= norm;
    }
    return m;
  }
  Index batch(Index samples) const { return std::min(settings_.batch, samples); }

  static void check(const LabelledImages& data, const Settings& s) {
    const Index count = data.images.cols();
    require(data.images.rows() >= 1, "images.rows", data.images.rows(), "at least 1");
    require(static_cast<Index>(data.labels.size()) == count, "labels.size", data.labels.size(),
            "as many as images, " + std::to_string(count));
    require(s.training >= 1, "training", s.training, "at least 1");
    require(s.validation >= 1, "validation", s.validation, "at least 1");
    require(s.training <= count && s.validation <= count - s.training, "images", count,
            "at least training + validation = " + std::to_string(s.training) + " + " + std::to_string(s.validation));
    require(s.classes >= 2 && s.classes <= 256, "classes", s.classes, "between 2 and 256");
    for (const std::uint8_t label : data.labels)
      require(label < s.classes, "label", int{label}, "below classes = " + std::to_string(s.classes));
    require(s.batch >= 1 && s.batch <= std::max(s.training, s.validation), "batch", s.batch,
            "between 1 and the larger of training and validation");
    for (const auto& [field, value] :
         {std::pair<const char*, const S&>{"mu", s.mu}, {"feature_scale", s.feature_scale}})
      require(value > 0 && value <= std::numeric_limits<S>::max(), field, value, "positive and finite");
    require(s.share >= 0 && s.share <= 1, "share", s.share, "between 0 and 1");
  }
  void corrupt(const Stream& stream) {
    const Index count = static_cast<Index>(std::lround(settings_.share * static_cast<double>(settings_.training)));
    draw_subset(stream.fork("which"), settings_.training, count, corrupted_);
    corrupted_.resize(static_cast<std::size_t>(count));
    BoundedDraws draws(stream.fork("class"));
    for (const Index i : corrupted_) {
      std::uint8_t& label = labels_[static_cast<std::size_t>(i)];
      const auto other = static_cast<std::uint8_t>(draws.below(static_cast<std::uint64_t>(settings_.classes - 1)));
      label = static_cast<std::uint8_t>(other < label ? other : other + 1);
    }
  }

  LabelledImages data_;
  Settings settings_;
  Blocks blocks_;
  std::vector<std::uint8_t> labels_;
  std::vector<Index> corrupted_;
};

/// One evaluation on a training and a validation minibatch. The features are projected once; the gradient and every
/// action share them and one forward pass through the full Y, so that no features x classes gradient or Hessian action
/// ever exists in a proper subspace (the mixed action alone lifts its tangent).
/// Cost:     with b samples a level, m features, c classes: evaluate 4 m b c flops, two projections of m x b, and in a
///           proper subspace of rank r another 4 r b c; an action 4 r b c; m b numbers a level of memory.
///           No heap allocation after the first evaluation (the first mixed action) in double.
template <RealScalar S>
template <Subspace P>
class DataCleaning<S>::Linearisation {
 public:
  Linearisation(const DataCleaning& problem, const P& p)
      : problem_(problem),
        p_(p),
        lower_(problem, p, "lower", problem.settings_.training),
        upper_(problem, p, "upper", problem.settings_.validation),
        ridge_(problem.settings_.mu * gram_factor<S>(p.blocks()[0])),
        slopes_(lower_.minibatch.indices().capacity()),
        storage_(projected_storage(p)),
        lower_gradient_(p.blocks().projected()),
        upper_gradient_lower_(p.blocks().projected()),
        upper_gradient_upper_(Vector<S>::Zero(problem.dim_upper())),
        lower_gradient_upper_(problem.dim_upper()) {}

  void evaluate(const Vector<S>& x, const BlockVector<S>& y, const Sample& sample) {
    lower_.draw(sample);
    upper_.draw(sample);
    const Index n = lower_.size(), m = upper_.size();
    for (Index i = 0; i < n; ++i) {
      const S& xi = x[lower_.index(i)];
      lower_.load(problem_, i, lower_.index(i), S(sigmoid<S>(xi) / S(static_cast<double>(n))));
      slopes_[static_cast<std::size_t>(i)] = sigmoid_slope<S>(xi) / S(static_cast<double>(n));
    }
    for (Index j = 0; j < m; ++j)
      upper_.load(problem_, j, problem_.settings_.training + upper_.index(j), S(S(1) / S(static_cast<double>(m))));
    lower_.evaluate(p_, y);
    upper_.evaluate(p_, y);

    lower_gradient_.flat() = problem_.settings_.mu * restricted(p_, y, storage_).flat();
    lower_.loss.add_gradient(lower_.projected(), lower_gradient_.block(0));
    upper_gradient_lower_.flat().setConstant(S(0));
    upper_.loss.add_gradient(upper_.projected(), upper_gradient_lower_.block(0));
  }
  [[nodiscard]] Index samples() const { return lower_.size() + upper_.size(); }
  [[nodiscard]] const BlockVector<S>& lower_gradient() const { return lower_gradient_; }
  [[nodiscard]] const BlockVector<S>& upper_gradient_lower() const { return upper_gradient_lower_; }
  [[nodiscard]] const Vector<S>& upper_gradient_upper() const { return upper_gradient_upper_; }
  /// sigmoid'(x_i) loss_i(Y) / N, estimated by the minibatch: 0 for the samples that are not in it.
  [[nodiscard]] const Vector<S>& lower_gradient_upper() {
    lower_gradient_upper_.setConstant(problem_.dim_upper(), S(0));
    for (Index i = 0; i < lower_.size(); ++i)
      lower_gradient_upper_[lower_.index(i)] += slopes_[static_cast<std::size_t>(i)] * lower_.loss.loss(i);
    return lower_gradient_upper_;
  }
  /// The minibatch values of g, without mu/2 |Y|^2, and of f.
  [[nodiscard]] S lower_loss() const { return lower_.loss.value(); }
  [[nodiscard]] S upper_loss() const { return upper_.loss.value(); }

  void hessian_action(const BlockVector<S>& w, BlockVector<S>& out) {
    lower_.loss.set_tangent(lower_.projected(), w.block(0));
    out.flat() = ridge_ * w.flat();
    lower_.loss.add_hessian_action(lower_.projected(), out.block(0));
  }
  void hessian_action_full(const BlockVector<S>& z, BlockVector<S>& out) {
    lower_.loss.set_tangent(lower_.images(), z.block(0));
    out.flat() = problem_.settings_.mu * restricted(p_, z, storage_).flat();
    lower_.loss.add_hessian_action(lower_.projected(), out.block(0));
  }
  void hessian_action_mixed(const P& second, const BlockVector<S>& w, BlockVector<S>& out) {
    if (lifted_.size() == 0) lifted_ = BlockVector<S>(problem_.blocks().full());
    lifted_.flat().setConstant(S(0));
    lift_add(second, S(1), w, lifted_);
    hessian_action_full(lifted_, out);
  }
  void cross_action(const BlockVector<S>& w, Vector<S>& out) {
    lower_.loss.set_tangent(lower_.projected(), w.block(0));
    out.setConstant(problem_.dim_upper(), S(0));
    for (Index i = 0; i < lower_.size(); ++i)
      out[lower_.index(i)] += slopes_[static_cast<std::size_t>(i)] * lower_.loss.slope(i);
  }

 private:
  // The minibatch of one level, its features, and what the loss knows about them.
  struct Level {
    Level(const DataCleaning& problem, const P& p, std::string_view name, Index samples)
        : minibatch(name, samples, problem.batch(samples), problem.settings_.sampling),
          loss(problem.batch(samples), problem.settings_.classes),
          features(p.blocks()[0].rows, problem.batch(samples)),
          restricted_features(P::is_full ? 0 : p.blocks()[0].rank, problem.batch(samples)) {}

    void draw(const Sample& sample) {
      minibatch.draw(sample);
      loss.begin(static_cast<Index>(minibatch.indices().size()));
    }
    [[nodiscard]] Index size() const { return loss.size(); }
    [[nodiscard]] Index index(Index i) const { return minibatch.indices()[static_cast<std::size_t>(i)]; }
    void load(const DataCleaning& problem, Index i, Index image, const S& weight) {
      problem.copy_features(image, features.col(i));
      loss.set_sample(i, problem.label(image), weight);
    }
    void evaluate(const P& p, const BlockVector<S>& y) {
      loss.evaluate(images(), y.block(0));
      if constexpr (!P::is_full) p.restrict_block(0, images(), restricted_features.leftCols(size()));
    }
    [[nodiscard]] ConstMatrixView<S> images() const { return features.leftCols(size()); }
    [[nodiscard]] ConstMatrixView<S> projected() const {
      if constexpr (P::is_full)
        return images();
      else
        return restricted_features.leftCols(size());
    }

    Minibatch minibatch;
    SoftmaxBatch<S> loss;
    Matrix<S> features, restricted_features;
  };

  const DataCleaning& problem_;
  const P& p_;
  Level lower_, upper_;
  S ridge_;
  std::vector<S> slopes_;
  BlockVector<S> storage_, lifted_, lower_gradient_, upper_gradient_lower_;
  Vector<S> upper_gradient_upper_, lower_gradient_upper_;
};

}  // namespace bros

#include <bros/problem/data_cleaning_exact.hpp>
