// Problems with one planted fault each, for the check of problems to find.
#pragma once

#include <bros/evidence/check_problem.hpp>
#include <bros/problem/finite_sum_quadratic.hpp>

#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace bros::faulty {

/// `Base` whose evaluations are those of Fault, a class template over (Base, P) that derives from Base's.
template <class Base, template <class, class> class Fault>
struct With : Base {
  explicit With(Base base) : Base(std::move(base)) {}
  template <Subspace P>
  struct Linearisation : Fault<Base, P> {
    Linearisation(const With& problem, const P& p) : Fault<Base, P>(problem, p) {}
  };
};

template <class Base, class P>
using Of = typename Base::template Linearisation<P>;

template <class S>
BlockVector<S> blocks_reversed(const BlockVector<S>& v) {  // of blocks of equal shapes
  BlockVector<S> reversed = v;
  for (Index l = 0; l < v.layout().count(); ++l) reversed.block(l) = v.block(v.layout().count() - 1 - l);
  return reversed;
}

template <class Base, class P>
struct None : Of<Base, P> {
  None(const Base& problem, const P& p) : Of<Base, P>(problem, p) {}
};

template <class Base, class P>
struct CrossTangentByRows : Of<Base, P> {
  CrossTangentByRows(const Base& problem, const P& p) : Of<Base, P>(problem, p) {}
  template <class S>
  void cross_action(const BlockVector<S>& w, Vector<S>& out) {
    BlockVector<S> by_rows = w;
    for (Index l = 0; l < w.layout().count(); ++l) {
      const Matrix<S> transposed = w.block(l).transpose();
      by_rows.block(l) = Eigen::Map<const Matrix<S>>(transposed.data(), w.block(l).rows(), w.block(l).cols());
    }
    Of<Base, P>::cross_action(by_rows, out);
  }
};
template <class Base, class P>
struct CrossMatrixTransposed : Of<Base, P> {  // dim(x) = dim(Y), in the full space
  CrossMatrixTransposed(const Base& problem, const P& p)
      : Of<Base, P>(problem, p), matrix_(problem.means().data().lower.C) {}
  template <class S>
  void cross_action(const BlockVector<S>& w, Vector<S>& out) {
    if (w.size() == matrix_.rows())
      out = matrix_.transpose() * w.flat();
    else
      Of<Base, P>::cross_action(w, out);
  }
  Matrix<typename Base::Scalar> matrix_;
};
template <class Base, class P>
struct HessianTwice : Of<Base, P> {
  HessianTwice(const Base& problem, const P& p) : Of<Base, P>(problem, p) {}
  template <class S>
  void hessian_action(const BlockVector<S>& w, BlockVector<S>& out) {
    Of<Base, P>::hessian_action(w, out);
    out.flat() *= S(2);
  }
};
template <class Base, class P>
struct HessianNotSymmetric : Of<Base, P> {
  HessianNotSymmetric(const Base& problem, const P& p) : Of<Base, P>(problem, p) {}
  template <class S>
  void hessian_action(const BlockVector<S>& w, BlockVector<S>& out) {
    Of<Base, P>::hessian_action(w, out);
    out.block(1)(1, 0) += w.block(0)(0, 1) / S(10);
  }
};
template <class Base, class P>
struct HessianBlocksReversed : Of<Base, P> {
  HessianBlocksReversed(const Base& problem, const P& p) : Of<Base, P>(problem, p) {}
  template <class S>
  void hessian_action(const BlockVector<S>& w, BlockVector<S>& out) {
    Of<Base, P>::hessian_action(w, out);
    out = blocks_reversed(out);
  }
};
template <class Base, class P>
struct CrossBlocksReversed : Of<Base, P> {
  CrossBlocksReversed(const Base& problem, const P& p) : Of<Base, P>(problem, p) {}
  template <class S>
  void cross_action(const BlockVector<S>& w, Vector<S>& out) {
    Of<Base, P>::cross_action(blocks_reversed(w), out);
  }
};
template <class Base, class P>
struct GradientBlocksReversed : Of<Base, P> {
  GradientBlocksReversed(const Base& problem, const P& p) : Of<Base, P>(problem, p) {}
  void evaluate(const auto& x, const auto& y, const Sample& sample) {
    Of<Base, P>::evaluate(x, y, sample);
    gradient_ = blocks_reversed(Of<Base, P>::lower_gradient());
  }
  const auto& lower_gradient() const { return gradient_; }
  BlockVector<typename Base::Scalar> gradient_;
};
template <class Base, class P>
struct HessianNotLinear : Of<Base, P> {
  HessianNotLinear(const Base& problem, const P& p) : Of<Base, P>(problem, p) {}
  template <class S>
  void hessian_action(const BlockVector<S>& w, BlockVector<S>& out) {
    Of<Base, P>::hessian_action(w, out);
    out.flat() += w.flat().cwiseAbs2() / S(1000);
  }
};
template <class Base, class P>
struct CrossAddsToItsOutput : Of<Base, P> {
  CrossAddsToItsOutput(const Base& problem, const P& p) : Of<Base, P>(problem, p) {}
  template <class S>
  void cross_action(const BlockVector<S>& w, Vector<S>& out) {
    const Vector<S> before = out;
    Of<Base, P>::cross_action(w, out);
    out += before;
  }
};
template <class Base, class P>
struct UpperGradientNegated : Of<Base, P> {
  UpperGradientNegated(const Base& problem, const P& p) : Of<Base, P>(problem, p) {}
  void evaluate(const auto& x, const auto& y, const Sample& sample) {
    Of<Base, P>::evaluate(x, y, sample);
    negated_ = -Of<Base, P>::upper_gradient_upper();
  }
  const auto& upper_gradient_upper() const { return negated_; }
  Vector<typename Base::Scalar> negated_;
};
template <class Base, class P>
struct LowerUpperTwice : Of<Base, P> {
  LowerUpperTwice(const Base& problem, const P& p) : Of<Base, P>(problem, p) {}
  const auto& lower_gradient_upper() { return twice_ = 2 * Of<Base, P>::lower_gradient_upper(); }
  Vector<typename Base::Scalar> twice_;
};
template <class Base, class P>
struct LowerUpperComputedOnce : Of<Base, P> {
  LowerUpperComputedOnce(const Base& problem, const P& p) : Of<Base, P>(problem, p) {}
  const auto& lower_gradient_upper() {
    if (once_.size() == 0) once_ = Of<Base, P>::lower_gradient_upper();
    return once_;
  }
  Vector<typename Base::Scalar> once_;
};
template <class Base, class P>
struct StaleSample : Of<Base, P> {
  StaleSample(const Base& problem, const P& p) : Of<Base, P>(problem, p) {}
  void evaluate(const auto& x, const auto& y, const Sample& sample) {
    Of<Base, P>::evaluate(x, y, previous_.value_or(sample));
    previous_ = sample;
  }
  std::optional<Sample> previous_;
};
template <class Base, class P>
struct CrossOfThePreviousEvaluation : Of<Base, P> {
  CrossOfThePreviousEvaluation(const Base& problem, const P& p) : Of<Base, P>(problem, p), own_(problem, p) {}
  template <class S>
  void evaluate(const Vector<S>& x, const BlockVector<S>& y, const Sample& sample) {
    Of<Base, P>::evaluate(x, y, sample);
    own_.evaluate(x, y, previous_.value_or(sample));
    previous_ = sample;
  }
  template <class S>
  void cross_action(const BlockVector<S>& w, Vector<S>& out) {
    own_.cross_action(w, out);
  }
  Of<Base, P> own_;
  std::optional<Sample> previous_;
};
template <class Base, class P>
struct CachedByIndex : Of<Base, P> {  // evaluates again only if the sample's number has changed
  CachedByIndex(const Base& problem, const P& p) : Of<Base, P>(problem, p) {}
  void evaluate(const auto& x, const auto& y, const Sample& sample) {
    if (index_ != sample.index) Of<Base, P>::evaluate(x, y, sample);
    index_ = sample.index;
  }
  std::optional<std::uint64_t> index_;
};
template <class Base, class P>
struct IndexIgnored : Of<Base, P> {
  IndexIgnored(const Base& problem, const P& p) : Of<Base, P>(problem, p) {}
  void evaluate(const auto& x, const auto& y, const Sample& sample) { Of<Base, P>::evaluate(x, y, {0, sample.stream}); }
};
template <class Base, class P>
struct SamplesOfOneLevel : Of<Base, P> {
  SamplesOfOneLevel(const Base& problem, const P& p) : Of<Base, P>(problem, p) {}
  Index samples() const { return Of<Base, P>::samples() / 2; }
};
/// In block 1 the first rows of the full gradient in place of P^T of it.
template <class Base, class P>
struct GradientNotProjected : Of<Base, P> {
  GradientNotProjected(const Base& problem, const P& p)
      : Of<Base, P>(problem, p), full_(problem.blocks()), of_full_(problem, full_) {}
  template <class S>
  void evaluate(const Vector<S>& x, const BlockVector<S>& y, const Sample& sample) {
    Of<Base, P>::evaluate(x, y, sample);
    of_full_.evaluate(x, y, sample);
    gradient_ = Of<Base, P>::lower_gradient();
    gradient_.block(1) = of_full_.lower_gradient().block(1).topRows(gradient_.block(1).rows());
  }
  const auto& lower_gradient() const { return gradient_; }
  Full<typename Base::Scalar> full_;
  Of<Base, Full<typename Base::Scalar>> of_full_;
  BlockVector<typename Base::Scalar> gradient_;
};
/// m/r = 2 once too often in block 0.
template <class Base, class P>
struct HessianScaledTwice : Of<Base, P> {
  HessianScaledTwice(const Base& problem, const P& p) : Of<Base, P>(problem, p) {}
  template <class S>
  void hessian_action(const BlockVector<S>& w, BlockVector<S>& out) {
    Of<Base, P>::hessian_action(w, out);
    if (!P::is_full) out.block(0) *= S(2);
  }
};
template <class Base, class P>
struct NotANumber : Of<Base, P> {
  NotANumber(const Base& problem, const P& p) : Of<Base, P>(problem, p) {}
  template <class S>
  void hessian_action(const BlockVector<S>& w, BlockVector<S>& out) {
    Of<Base, P>::hessian_action(w, out);
    if (!P::is_full) out.block(1)(0, 1) = std::numeric_limits<S>::quiet_NaN();
  }
};
/// A gradient that jumps 10^5 times in a unit of Y.
template <class Base, class P>
struct GradientRough : Of<Base, P> {
  GradientRough(const Base& problem, const P& p) : Of<Base, P>(problem, p) {}
  template <class S>
  void evaluate(const Vector<S>& x, const BlockVector<S>& y, const Sample& sample) {
    Of<Base, P>::evaluate(x, y, sample);
    gradient_ = Of<Base, P>::lower_gradient();
    gradient_.flat()[0] += std::floor(y.flat()[0] * 1e5) / 1e5;
  }
  const auto& lower_gradient() const { return gradient_; }
  BlockVector<typename Base::Scalar> gradient_;
};
template <class Base, class P>
struct CrossOff : Of<Base, P> {  // by a part in 10^11: no difference in double sees it
  CrossOff(const Base& problem, const P& p) : Of<Base, P>(problem, p) {}
  template <class S>
  void cross_action(const BlockVector<S>& w, Vector<S>& out) {
    Of<Base, P>::cross_action(w, out);
    out *= S(1) + S(1e-11);
  }
};

}  // namespace bros::faulty
