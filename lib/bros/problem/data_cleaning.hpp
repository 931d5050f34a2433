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
  Index classes = 10;                      ///< columns of Y
  Index rank = 196;                        ///< of the subspaces, out of the number of features
  Index batch = 32;                        ///< at each level; a level with fewer samples takes as many as it has
  Sampling sampling = Sampling::iid;       ///< of minibatches
  S mu = S(1) / S(20);                     ///< strong convexity of the lower level
  S feature_scale = S(1) / S(4);           ///< a feature is feature_scale * byte / 255
  double share = 0.4;                      ///< of the training labels that is replaced by wrong ones
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
class DataCleaning final : public Problem<S> {
 public:
  /// What it is built from.
  using Settings = CleaningSettings<S>;

  DataCleaning(LabelledImages data, Settings settings, const Stream& seed);

  /// What it was built from.
  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] const Blocks& blocks() const override { return blocks_; }
  [[nodiscard]] Index dim_upper() const override { return settings_.training; }
  /// Training and validation samples together.
  [[nodiscard]] Index samples_per_evaluation() const override {
    return batch(settings_.training) + batch(settings_.validation);
  }
  [[nodiscard]] bool knows_lower_gradient_upper() const override { return true; }

  /// The images and labels as they came, and the label that sample i is given: wrong if it was corrupted.
  [[nodiscard]] const LabelledImages& data() const { return data_; }
  /// The label that sample i is given.
  [[nodiscard]] std::uint8_t label(Index i) const { return labels_[static_cast<std::size_t>(i)]; }
  /// The training samples with wrong labels, ascending.
  [[nodiscard]] const std::vector<Index>& corrupted() const { return corrupted_; }

  /// mu_g, and upper bounds of the Lipschitz constants.
  /// Math:     diag(p) - p p' <= 1/2, |p - e| <= sqrt(2), |third derivative of log-sum-exp| <= sqrt(2/27),
  ///           sigmoid <= 1, sigmoid' <= 1/4, |sigmoid''| <= sqrt(3)/18; <|a|^k> the mean of the norms of the features
  ///           to the k: L_f1 = <|a|^2>/2,  L_f0 = sqrt(2) <|a|>  over validation samples, and over training samples
  ///           L_g1 = |(mu + <|a|^2>/2, sqrt(<|a|^2> / (8 N)))|,
  ///           L_g2 = sqrt(2/27) <|a|^3> + sqrt(<|a|^4>/N)/8 + sqrt(1/54) max|a| / N
  /// Ensures:  mu_g exact, the others upper bounds. L_g1 and L_g2 are those of grad_Y g and its derivatives, all that a
  ///           method uses: D_xx g = diag(sigmoid''(x_i) loss_i / N) is not bounded, since loss_i is not.
  [[nodiscard]] std::optional<Constants<S>> constants() const override;

  /// feature_scale * image_i / 255.
  void copy_features(Index i, Eigen::Ref<Vector<S>> out) const {
    out = (settings_.feature_scale / 255) * data_.images.col(i).template cast<S>();
  }

  class Oracle;
  class Exact;
  [[nodiscard]] std::unique_ptr<bros::Oracle<S>> oracle(const Subspace<S>& p) const override;
  [[nodiscard]] std::unique_ptr<bros::Exact<S>> exact() const override;

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

template <RealScalar S>
DataCleaning<S>::DataCleaning(LabelledImages data, Settings settings, const Stream& seed)
    : data_((check(data, settings), std::move(data))),
      settings_(std::move(settings)),
      blocks_({{data_.images.rows(), settings_.classes, settings_.rank}}),
      labels_(data_.labels) {
  corrupt(seed.fork("corruption"));
}
template <RealScalar S>
std::optional<Constants<S>> DataCleaning<S>::constants() const {
  using std::sqrt;
  const FeatureMoments a = moments(0, settings_.training);
  const FeatureMoments b = moments(settings_.training, settings_.validation);
  const S n = S(static_cast<double>(settings_.training));
  const S yy = settings_.mu + a.second / 2;
  return Constants<S>{settings_.mu, S(sqrt(yy * yy + a.second / (8 * n))),
                      S(sqrt(S(2) / 27) * a.third + sqrt(a.fourth / n) / 8 + a.largest / (n * sqrt(S(54)))),
                      S(sqrt(S(2)) * b.first), b.second / 2};
}

/// One evaluation on a training and a validation minibatch. The features are projected once; the gradients and every
/// product share them and one forward pass through the full Y, so that no features x classes gradient or Hessian action
/// ever exists in a proper subspace (a tangent of another subspace alone is lifted).
/// Cost:     with b samples a level, m features, c classes: evaluate 4 m b c flops, two projections of m x b, and in a
///           proper subspace of rank r another 4 r b c; a Hessian action 4 r b c, or 2 (m + r) b c along a tangent that
///           does not lie in P; a cross action beside it 2 b; m b numbers a level of memory.
///           No heap allocation after the first evaluation (the first lifted tangent) in double.
template <RealScalar S>
class DataCleaning<S>::Oracle final : public bros::Oracle<S> {
 public:
  /// Requires: problem and p outlive the object [NOT checked]
  Oracle(const DataCleaning& problem, const Subspace<S>& p)
      : problem_(problem),
        p_(p),
        lower_(problem, p, "lower", problem.settings_.training),
        upper_(problem, p, "upper", problem.settings_.validation),
        ridge_(problem.settings_.mu * gram_factor<S>(p.blocks()[0])),
        slopes_(lower_.minibatch.indices().capacity()),
        storage_(projected_storage(p)) {
    Gradients<S>& g = this->gradients_;
    g.lower_gradient = g.upper_gradient_lower = BlockVector<S>(p.blocks().projected());
    g.upper_gradient_upper = g.lower_gradient_upper = Vector<S>::Zero(problem.dim_upper());
  }

  void evaluate(const Point<S>& at, const Request<S>& request = {}) override {
    lower_.draw(at.sample);
    upper_.draw(at.sample);
    const Index n = lower_.size(), m = upper_.size();
    for (Index i = 0; i < n; ++i) {
      const S& xi = at.x[lower_.index(i)];
      lower_.load(problem_, i, lower_.index(i), S(sigmoid<S>(xi) / S(static_cast<double>(n))));
      slopes_[static_cast<std::size_t>(i)] = sigmoid_slope<S>(xi) / S(static_cast<double>(n));
    }
    for (Index j = 0; j < m; ++j)
      upper_.load(problem_, j, problem_.settings_.training + upper_.index(j), S(S(1) / S(static_cast<double>(m))));
    lower_.evaluate(p_, at.y);
    upper_.evaluate(p_, at.y);

    Gradients<S>& g = this->gradients_;
    g.lower_gradient.flat() = problem_.settings_.mu * restricted(p_, at.y, storage_).flat();
    lower_.loss.add_gradient(lower_.projected(), g.lower_gradient.block(0));
    g.upper_gradient_lower.flat().setConstant(S(0));
    upper_.loss.add_gradient(upper_.projected(), g.upper_gradient_lower.block(0));
    if (request.lower_gradient_upper)
      set_by_sample([&](Index i) -> const S& { return lower_.loss.loss(i); }, g.lower_gradient_upper);
    for (const Along<S>& along : request.along) act(along);
  }
  using bros::Oracle<S>::evaluate;
  [[nodiscard]] Index samples() const override { return lower_.size() + upper_.size(); }
  /// The minibatch values of g, without mu/2 |Y|^2, and of f.
  [[nodiscard]] S lower_loss() const { return lower_.loss.value(); }
  /// The minibatch value of f.
  [[nodiscard]] S upper_loss() const { return upper_.loss.value(); }

 private:
  // The minibatch of one level, its features, and what the loss knows about them.
  struct Level {
    Level(const DataCleaning& problem, const Subspace<S>& p, std::string_view name, Index samples)
        : minibatch(name, samples, problem.batch(samples), problem.settings_.sampling),
          loss(problem.batch(samples), problem.settings_.classes),
          features(p.blocks()[0].rows, problem.batch(samples)),
          restricted_features(p.is_full() ? 0 : p.blocks()[0].rank, problem.batch(samples)) {}

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
    void evaluate(const Subspace<S>& p, const BlockVector<S>& y) {
      loss.evaluate(images(), y.block(0));
      if (!p.is_full()) p.restrict_block(0, images(), restricted_features.leftCols(size()));
    }
    [[nodiscard]] ConstMatrixView<S> images() const { return features.leftCols(size()); }
    /// P^T of them.
    [[nodiscard]] ConstMatrixView<S> projected() const {
      return (restricted_features.rows() == 0 ? features : restricted_features).leftCols(size());
    }

    Minibatch minibatch;
    SoftmaxBatch<S> loss;
    Matrix<S> features, restricted_features;  // the latter is empty in the full space
  };

  void act(const Along<S>& along) {
    const bool own = along.tangent.subspace == &p_;
    const BlockVector<S>& t = own ? *along.tangent.coefficients : lifted(along.tangent, lifted_);
    lower_.loss.set_tangent(own ? lower_.projected() : lower_.images(), t.block(0));
    if (along.hessian) {
      if (own)
        along.hessian->flat() = ridge_ * t.flat();
      else
        along.hessian->flat() = problem_.settings_.mu * restricted(p_, t, storage_).flat();
      lower_.loss.add_hessian_action(lower_.projected(), along.hessian->block(0));
    }
    if (along.cross) set_by_sample([&](Index i) { return lower_.loss.slope(i); }, *along.cross);
  }
  /// out <- sigmoid'(x_i) value_i / N, estimated by the minibatch: 0 for the samples that are not in it.
  template <class Value>
  void set_by_sample(const Value& value, Vector<S>& out) {
    out.setConstant(problem_.dim_upper(), S(0));
    for (Index i = 0; i < lower_.size(); ++i) out[lower_.index(i)] += slopes_[static_cast<std::size_t>(i)] * value(i);
  }

  const DataCleaning& problem_;
  const Subspace<S>& p_;
  Level lower_, upper_;
  S ridge_;
  std::vector<S> slopes_;
  BlockVector<S> storage_, lifted_;
};

template <RealScalar S>
std::unique_ptr<Oracle<S>> DataCleaning<S>::oracle(const Subspace<S>& p) const {
  return std::make_unique<Oracle>(*this, p);
}

}  // namespace bros

#include <bros/problem/data_cleaning_exact.hpp>
