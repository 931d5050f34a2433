// Softmax regression on labelled images: the data, and the weighted cross-entropy of a batch with its derivatives.
#pragma once

#include <bros/core/product.hpp>

#include <cstdint>
#include <vector>

namespace bros {

/// Images as bytes, one image a contiguous column, and their classes.
/// Shapes:   images features x count; labels count
struct LabelledImages {
  Matrix<std::uint8_t> images;       ///< features x images: an image a column
  std::vector<std::uint8_t> labels;  ///< one an image
};

/// 1 / (1 + exp(-t)), and its derivative.
/// Ensures:  neither overflows for any t; both are accurate to a few eps until they underflow
template <RealScalar S>
[[nodiscard]] S sigmoid(const S& t) {
  using std::exp;
  const S decay = exp(t < 0 ? t : S(-t));
  return S(t < 0 ? decay : S(1)) / S(1 + decay);
}
/// The derivative of sigmoid.
template <RealScalar S>
[[nodiscard]] S sigmoid_slope(const S& t) {
  using std::exp;
  const S decay = exp(t < 0 ? t : S(-t));
  return decay / S((1 + decay) * (1 + decay));
}

/// The weighted cross-entropy of softmax regression over a batch, and its derivatives in the coefficients Y.
/// Math:     sum_i w_i loss_i(Y), loss_i = -log p_i[label_i], p_i = softmax(Y' a_i), a_i column i of the features A;
///           gradient A G, row i of G = w_i (p_i - e_label);
///           Hessian action along a tangent T = A' Z: A C, row i of C = w_i (p_i o t_i - p_i <p_i, t_i>)
/// Shapes:   A q x b, Y q x c; logits, G, T and C are b x c, a sample a row, so that the arithmetic runs along the
///           batch. Where the logits, the tangent and the gradient are taken may differ: A, or its projection P' A.
/// Ensures:  the largest logit is subtracted first: finite for finite logits of any size
/// Cost:     2 q b c flops for each of evaluate, set_tangent, add_gradient, add_hessian_action; three b x c matrices;
///           no heap allocation after construction in double
template <RealScalar S>
class SoftmaxBatch {
 public:
  SoftmaxBatch(Index capacity, Index classes)
      : probabilities_(capacity, classes),
        tangent_(capacity, classes),
        coefficients_(capacity, classes),
        labels_(static_cast<std::size_t>(capacity)),
        weights_(capacity),
        losses_(capacity),
        along_(capacity) {}

  /// Starts a batch of `size` samples; set every sample, then evaluate.   Requires: size <= capacity [NOT checked]
  void begin(Index size) { size_ = size; }
  /// Label and weight of sample i of the batch.
  void set_sample(Index i, std::uint8_t label, const S& weight) {
    labels_[static_cast<std::size_t>(i)] = label;
    weights_[i] = weight;
  }
  /// Samples in use.
  [[nodiscard]] Index size() const { return size_; }
  /// The weight of sample i of the batch.
  [[nodiscard]] const S& weight(Index i) const { return weights_[i]; }

  /// Losses and probabilities of the batch; what follows refers to them.
  void evaluate(const ConstMatrixView<S>& features, const ConstMatrixView<S>& y) {
    auto p = probabilities_.topRows(size_);
    auto loss = losses_.head(size_);
    auto largest = along_.head(size_);
    p.setConstant(S(0));
    add_transposed_product<S>(p, S(1), features, y);
    largest = p.col(0);
    for (Index c = 1; c < p.cols(); ++c) largest = largest.cwiseMax(p.col(c));
    for (Index i = 0; i < size_; ++i) loss[i] = largest[i] - p(i, label(i));
    for (Index c = 0; c < p.cols(); ++c) p.col(c) = (p.col(c) - largest).array().exp();
    auto sum = along_.head(size_);
    sum = p.col(0);
    for (Index c = 1; c < p.cols(); ++c) sum += p.col(c);
    loss.array() += sum.array().log();
    for (Index c = 0; c < p.cols(); ++c) p.col(c).array() /= sum.array();
  }
  /// loss_i, without its weight.
  [[nodiscard]] const S& loss(Index i) const { return losses_[i]; }
  /// sum_i w_i loss_i.
  [[nodiscard]] S value() const { return weights_.head(size_).dot(losses_.head(size_)); }
  /// out += A G.
  void add_gradient(const ConstMatrixView<S>& features, MatrixView<S> out) {
    auto g = coefficients_.topRows(size_);
    g = probabilities_.topRows(size_);
    for (Index i = 0; i < size_; ++i) g(i, label(i)) -= 1;
    for (Index c = 0; c < g.cols(); ++c) g.col(c).array() *= weights_.head(size_).array();
    add_product<S>(out, S(1), features, g);
  }

  /// T = A' Z, the direction of what follows.
  void set_tangent(const ConstMatrixView<S>& features, const ConstMatrixView<S>& z) {
    auto t = tangent_.topRows(size_);
    auto along = along_.head(size_);
    t.setConstant(S(0));
    add_transposed_product<S>(t, S(1), features, z);
    along.setConstant(S(0));
    for (Index c = 0; c < t.cols(); ++c) along.array() += probabilities_.col(c).head(size_).array() * t.col(c).array();
  }
  /// out += A C.
  void add_hessian_action(const ConstMatrixView<S>& features, MatrixView<S> out) {
    auto k = coefficients_.topRows(size_);
    for (Index c = 0; c < k.cols(); ++c)
      k.col(c) = weights_.head(size_).array() * probabilities_.col(c).head(size_).array() *
                 (tangent_.col(c).head(size_) - along_.head(size_)).array();
    add_product<S>(out, S(1), features, k);
  }
  /// The derivative of loss_i (without its weight) along T: <p_i - e_label, t_i>.
  [[nodiscard]] S slope(Index i) const { return along_[i] - tangent_(i, label(i)); }
  /// The diagonal of the Hessian, out(q, c) += sum_i w_i p_ic (1 - p_ic) A_qi^2.   Shapes: squares = A o A
  void add_hessian_diagonal(const ConstMatrixView<S>& squares, MatrixView<S> out) {
    auto k = coefficients_.topRows(size_);
    for (Index c = 0; c < k.cols(); ++c) {
      const auto p = probabilities_.col(c).head(size_).array();
      k.col(c) = weights_.head(size_).array() * (p - p * p);
    }
    add_product<S>(out, S(1), squares, k);
  }

 private:
  Index label(Index i) const { return labels_[static_cast<std::size_t>(i)]; }

  Index size_ = 0;
  Matrix<S> probabilities_, tangent_, coefficients_;
  std::vector<std::uint8_t> labels_;
  Vector<S> weights_, losses_, along_;  // along_: <p_i, t_i>
};

}  // namespace bros
