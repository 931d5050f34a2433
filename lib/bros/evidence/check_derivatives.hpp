// Whether a problem's actions are the derivatives of its gradients, and its gradients those of functions.
#pragma once

#include <bros/evidence/check_context.hpp>

#include <algorithm>
#include <cmath>
#include <sstream>

namespace bros::detail {

/// The derivative of block vectors along a line, with the tolerance of each block.
/// Math:     D_t = (q(t) - q(-t)) / 2t at t = h and 2h; value = D_h + (D_h - D_2h) / 3, an error of O(h^4);
///           tolerance = |D_h - D_2h| / 3, the O(h^2) that was removed, + 3/2 rounding / h
template <RealScalar S>
struct Slope {
  std::vector<BlockVector<S>> value;
  std::vector<Vector<S>> tolerance;
  bool settled = true;  ///< no block's D_h and D_2h differ by more than a 64th of the derivative and the rounding
};

/// h = spread 2^(-digits/3): truncation ~ h^2 and rounding ~ eps / h are then of one order, eps^(2/3).
template <RealScalar S>
[[nodiscard]] S difference_step(double spread, int digits = std::numeric_limits<S>::digits) {
  using std::ldexp;
  return S(spread) * S(ldexp(S(1), -digits / 3));
}

/// Shapes:   line(t) gives as many block vectors as there are roundings
template <RealScalar S, class Line>
[[nodiscard]] Slope<S> slope_of(const Line& line, const std::vector<Vector<S>>& rounding, const S& h) {
  const std::vector<BlockVector<S>> plus = line(h), minus = line(S(-h)), plus2 = line(S(2 * h)),
                                    minus2 = line(S(-2 * h));
  Slope<S> slope;
  for (std::size_t i = 0; i < plus.size(); ++i) {
    BlockVector<S> value = plus[i], change = plus[i];
    value.flat() = (plus[i].flat() - minus[i].flat()) / (2 * h);
    change.flat() = (value.flat() - (plus2[i].flat() - minus2[i].flat()) / (4 * h)) / S(3);
    value.flat() += change.flat();
    const Vector<S> truncation = block_sizes(change), size = block_sizes(value),
                    rounded = rounding[i] * S(S(3) / (2 * h));
    for (Index l = 0; l < size.size(); ++l) slope.settled &= truncation[l] <= size[l] / 64 + rounded[l];
    slope.value.push_back(std::move(value));
    slope.tolerance.push_back(truncation + rounded);
  }
  return slope;
}

/// Differences of the three gradients in the full space along every entry of Y and of x (or so many that are drawn,
/// and random directions for the others) against the actions, against each other and against their own transposes.
template <RealScalar S>
class DerivativeCheck {
 public:
  explicit DerivativeCheck(const CheckContext<S>& context)
      : context_(context),
        full_(context.evaluation("full")),
        step_(difference_step<S>(context.settings.spread)),
        along_y_(probes(context.subject.y0.size(), "probes of Y")),
        along_x_(probes(context.subject.x0.size(), "probes of x")) {}

  void run() {
    for (std::uint64_t k : {0U, 1U}) at(context_.question(k));
    Finding smooth{.quantity = "problem", .check = "smooth on the scale of the differences", .ok = unsettled_ == 0};
    smooth.deviation = unsettled_, smooth.answered = unsettled_;
    smooth.expected = std::numeric_limits<double>::quiet_NaN();
    if (!smooth.ok) {
      smooth.where = "number of directions in which differences with steps h and 2 h disagree";
      smooth.hint = "a kink, or a spread that is not the scale on which the problem varies: nothing is shown there";
    }
    context_.report.add(std::move(smooth));
    for (const auto* comparison :
         {&lower_, &hessian_symmetric_, &hessian_, &cross_, &random_, &upper_, &upper_lower_, &upper_upper_})
      report(comparison->finding());
    if (has_lower_upper_)
      for (const auto* comparison : {&lower_upper_, &lower_upper_symmetric_}) report(comparison->finding());
    std::ostringstream line;
    line << "differences of the gradients: steps h = " << static_cast<double>(step_) << " and 2 h, tolerance "
         << "|D_h - D_2h| / 3 + 3/2 rounding / h; " << along_y_.size() << " of " << context_.subject.y0.size()
         << " entries of Y, " << along_x_.size() << " of " << context_.subject.x0.size()
         << " of x, at 2 points and samples";
    context_.report.note(line.str());
  }

 private:
  enum Gradient { lower, upper_lower, upper_upper, lower_upper };

  void report(Finding finding) const {
    if (!finding.ok && finding.hint.empty() && context_.varies &&
        finding.check.find("of lower_gradient") != std::string::npos)
      finding.hint =
          "if noise is added to each quantity by itself, so that only the means are derivatives, say so: "
          "CheckSettings.derivatives = Derivatives::in_the_mean";
    context_.report.add(std::move(finding));
  }
  std::vector<Index> probes(Index size, const char* name) const {
    std::vector<Index> chosen;
    const Index count = std::min(size, context_.settings.probes);
    draw_subset(context_.stream.fork(name), size, count, chosen);
    chosen.resize(static_cast<std::size_t>(count));
    return chosen;
  }
  [[nodiscard]] bool complete() const { return static_cast<Index>(along_y_.size()) == context_.subject.y0.size(); }
  [[nodiscard]] BlockVector<S> unit(Index entry) const {
    BlockVector<S> e(context_.subject.blocks.full());
    e.flat()[entry] = S(1);
    return e;
  }
  [[nodiscard]] std::string entry_name(Index entry) const {
    const Layout& layout = context_.subject.blocks.full();
    Index l = layout.count() - 1;
    while (layout.offset(l) > entry) --l;
    const Index inside = entry - layout.offset(l);
    return "block " + std::to_string(l) + ", entry (" + std::to_string(inside % layout.rows(l)) + ", " +
           std::to_string(inside / layout.rows(l)) + ")";
  }
  Slope<S> slope(const Question<S>& q, const Vector<S>& dx, const Vector<S>& dy) {
    const auto line = [&](const S& t) {
      const Vector<S> x = q.x + t * dx;
      BlockVector<S> y = q.y;
      y.flat() += t * dy;
      full_->evaluate(x, y, q.sample);
      std::vector<BlockVector<S>> gradients{full_->lower_gradient(), full_->upper_gradient_lower(),
                                            of_x(full_->upper_gradient_upper())};
      if (has_lower_upper_) gradients.push_back(of_x(*full_->lower_gradient_upper()));
      return gradients;
    };
    Slope<S> result = slope_of<S>(line, gradient_rounding_, step_);
    unsettled_ += !result.settled;
    return result;
  }
  static Vector<S> largest(const std::vector<Slope<S>>& slopes, Gradient gradient) {
    Vector<S> tolerance = slopes[0].tolerance[gradient];
    for (const Slope<S>& slope : slopes) tolerance = tolerance.cwiseMax(slope.tolerance[gradient]);
    return tolerance;
  }
  /// The pairs (column b, row b) of a matrix over `entries` given by its columns, zero elsewhere.
  template <class Column>
  static void compare_with_transpose(Comparison<S>& comparison, const std::vector<Index>& entries, const Layout& layout,
                                     const Column& column, const S& tolerance) {
    for (std::size_t b = 0; b < entries.size(); ++b) {
      BlockVector<S> across(layout), down(layout);
      for (std::size_t c = 0; c < entries.size(); ++c) {
        across.flat()[entries[c]] = column(c).flat()[entries[b]];
        down.flat()[entries[c]] = column(b).flat()[entries[c]];
      }
      comparison.add(std::move(down), std::move(across), Vector<S>::Constant(layout.count(), tolerance),
                     "along entry " + std::to_string(entries[b]) + " of the vector");
    }
  }

  void at(const Question<S>& q) {
    const auto rounding = context_.rounding([&](const Question<S>& at) { return full_->answers(at); }, q);
    gradient_rounding_.assign(rounding.begin(), rounding.begin() + 3);
    has_lower_upper_ = full_->lower_gradient_upper().has_value();
    if (has_lower_upper_) gradient_rounding_.push_back(rounding.back());  // the last answer
    const Vector<S> still_x = Vector<S>::Zero(q.x.size()), still_y = Vector<S>::Zero(q.y.size());
    std::vector<Slope<S>> in_y, in_x;
    for (const Index b : along_y_) in_y.push_back(slope(q, still_x, unit(b).flat()));
    for (const Index a : along_x_) in_x.push_back(slope(q, Vector<S>::Unit(q.x.size(), a), still_y));

    full_->evaluate(q.x, q.y, q.sample);
    std::vector<BlockVector<S>> hessian, cross;
    for (const Index b : along_y_) hessian.push_back(full_->hessian_action(unit(b)));
    for (const Index b : along_y_) cross.push_back(of_x(full_->cross_action(unit(b))));
    const Layout layout = q.y.layout();  // a copy: `q` is the caller's
    compare_hessian(q, in_y, hessian, rounding[3]);
    compare_cross(layout, in_x, cross, rounding[4].maxCoeff());
    compare_random(q, rounding);
    compare_upper(layout, in_y, in_x);
    if (has_lower_upper_) compare_lower_upper(in_y, in_x, cross, rounding[4]);
    compare_with_transpose(
        lower_, along_y_, layout, [&](std::size_t b) { return in_y[b].value[lower]; },
        S(2 * largest(in_y, lower).maxCoeff()));
    compare_with_transpose(
        upper_lower_, along_y_, layout, [&](std::size_t b) { return in_y[b].value[upper_lower]; },
        S(2 * largest(in_y, upper_lower).maxCoeff()));
    compare_with_transpose(
        upper_upper_, along_x_, Layout({{q.x.size(), 1}}), [&](std::size_t a) { return in_x[a].value[upper_upper]; },
        S(2 * largest(in_x, upper_upper).maxCoeff()));
    compare_with_transpose(
        hessian_symmetric_, along_y_, layout, [&](std::size_t b) { return hessian[b]; }, S(2 * rounding[3].maxCoeff()));
  }

  void compare_hessian(const Question<S>& q, const std::vector<Slope<S>>& in_y,
                       const std::vector<BlockVector<S>>& hessian, const Vector<S>& rounding) {
    for (std::size_t b = 0; b < along_y_.size(); ++b) {
      hessian_.add(hessian[b], in_y[b].value[lower], in_y[b].tolerance[lower] + rounding,
                   "tangent " + entry_name(along_y_[b]));
      if (!complete()) continue;
      BlockVector<S> row(q.y.layout());
      for (std::size_t c = 0; c < along_y_.size(); ++c)
        row.flat()[along_y_[c]] = in_y[c].value[lower].flat()[along_y_[b]];
      hessian_.suggest("the transpose of the change of lower_gradient: transposed?", row);
    }
    if (complete()) return;
    const Slope<S> along = slope(q, Vector<S>::Zero(q.x.size()), q.z.flat());
    full_->evaluate(q.x, q.y, q.sample);
    hessian_.add(full_->hessian_action(q.z), along.value[lower], along.tolerance[lower] + rounding, "a random tangent");
  }
  /// For each entry of x, what cross_action says of every tangent: a vector like Y, so that its blocks can be told.
  void compare_cross(const Layout& layout, const std::vector<Slope<S>>& in_x, const std::vector<BlockVector<S>>& cross,
                     const S& rounding) {
    for (std::size_t a = 0; a < along_x_.size(); ++a) {
      BlockVector<S> answered(layout), expected(layout), transposed(layout);
      const bool square = complete() && along_x_.size() == along_y_.size();
      for (std::size_t b = 0; b < along_y_.size(); ++b) {
        answered.flat()[along_y_[b]] = cross[b].flat()[along_x_[a]];
        expected.flat()[along_y_[b]] = in_x[a].value[lower].flat()[along_y_[b]];
        if (square) transposed.flat()[along_y_[b]] = in_x[b].value[lower].flat()[along_y_[a]];
      }
      cross_.add(std::move(answered), std::move(expected),
                 in_x[a].tolerance[lower] + Vector<S>::Constant(layout.count(), rounding),
                 "entry " + std::to_string(along_x_[a]) + " of x");
      if (square) cross_.suggest("the roles of x and Y are exchanged: transposed?", std::move(transposed));
    }
  }
  /// <D_xY g [W], dx> = <D_Yx g [dx], W> for random W and dx, which reach every entry.
  void compare_random(const Question<S>& q, const std::vector<Vector<S>>& rounding) {
    const Vector<S> dx = context_.normals(q.x.size(), context_.stream.fork("direction").fork(q.sample.index));
    const Slope<S> along = slope(q, dx, Vector<S>::Zero(q.y.size()));
    full_->evaluate(q.x, q.y, q.sample);
    S tolerance = rounding[4].maxCoeff() * dx.cwiseAbs().sum();
    for (Index l = 0; l < q.z.layout().count(); ++l)
      tolerance += along.tolerance[lower][l] * q.z.block(l).cwiseAbs().sum();
    const S answered = full_->cross_action(q.z).dot(dx), expected = along.value[lower].flat().dot(q.z.flat());
    random_.add(of_x(Vector<S>(Vector<S>::Constant(1, answered))), of_x(Vector<S>(Vector<S>::Constant(1, expected))),
                Vector<S>::Constant(1, tolerance), "a random tangent and a random change of x");
  }
  /// d/dx_a of grad_Y f against d/dY of (grad_x f)_a.
  void compare_upper(const Layout& layout, const std::vector<Slope<S>>& in_y, const std::vector<Slope<S>>& in_x) {
    const S other = largest(in_y, upper_upper).maxCoeff();
    for (std::size_t a = 0; a < along_x_.size(); ++a) {
      BlockVector<S> answered(layout), expected(layout);
      for (std::size_t b = 0; b < along_y_.size(); ++b) {
        answered.flat()[along_y_[b]] = in_y[b].value[upper_upper].flat()[along_x_[a]];
        expected.flat()[along_y_[b]] = in_x[a].value[upper_lower].flat()[along_y_[b]];
      }
      upper_.add(std::move(answered), std::move(expected),
                 in_x[a].tolerance[upper_lower] + Vector<S>::Constant(layout.count(), other),
                 "entry " + std::to_string(along_x_[a]) + " of x");
    }
  }

  /// The change of grad_x g along Y against cross_action, and in x against its transpose.
  void compare_lower_upper(const std::vector<Slope<S>>& in_y, const std::vector<Slope<S>>& in_x,
                           const std::vector<BlockVector<S>>& cross, const Vector<S>& rounding) {
    for (std::size_t b = 0; b < along_y_.size(); ++b)
      lower_upper_.add(in_y[b].value[lower_upper], cross[b], in_y[b].tolerance[lower_upper] + rounding,
                       "tangent " + entry_name(along_y_[b]));
    compare_with_transpose(
        lower_upper_symmetric_, along_x_, of_x(context_.subject.x0).layout(),
        [&](std::size_t a) { return in_x[a].value[lower_upper]; }, S(2 * largest(in_x, lower_upper).maxCoeff()));
  }

  const CheckContext<S>& context_;
  std::unique_ptr<Evaluation<S>> full_;
  S step_;
  std::vector<Index> along_y_, along_x_;
  std::vector<Vector<S>> gradient_rounding_;
  int unsettled_ = 0;
  bool has_lower_upper_ = false;
  Comparison<S> lower_{"lower_gradient", "a gradient: its change along Y is symmetric"},
      hessian_symmetric_{"hessian_action", "symmetric"},
      hessian_{"hessian_action", "the change of lower_gradient along Y"},
      cross_{"cross_action", "the transpose of the change of lower_gradient in x"},
      random_{"cross_action", "adjoint to the change of lower_gradient in x", true},
      upper_{"upper_gradient_upper", "the gradient of the same function as upper_gradient_lower"},
      upper_lower_{"upper_gradient_lower", "a gradient: its change along Y is symmetric"},
      upper_upper_{"upper_gradient_upper", "a gradient: its change in x is symmetric", true},
      lower_upper_{"lower_gradient_upper", "its change along Y is cross_action", true},
      lower_upper_symmetric_{"lower_gradient_upper", "a gradient: its change in x is symmetric", true};
};

}  // namespace bros::detail
