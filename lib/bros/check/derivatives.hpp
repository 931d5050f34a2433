// Whether a problem's actions are the derivatives of its gradients, and its gradients those of functions.
#pragma once

#include <bros/check/context.hpp>

#include <algorithm>
#include <cmath>

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

/// Differences of the gradients in the full space along every entry of Y and of x (or so many that are drawn, and
/// random directions for the others) against the actions, against each other and against their own transposes.
template <RealScalar S>
class DerivativeCheck {
 public:
  explicit DerivativeCheck(const CheckContext<S>& context)
      : context_(context),
        full_(context.evaluation("full")),
        step_(difference_step<S>(context.settings.spread)),
        layout_(context.y0.layout()),
        along_y_(probes(context.y0.size(), "probes of Y")),
        along_x_(probes(context.x0.size(), "probes of x")),
        knows_lower_upper_(context.problem.knows_lower_gradient_upper()) {}

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
    if (knows_lower_upper_)
      for (const auto* comparison : {&lower_upper_, &lower_upper_symmetric_}) report(comparison->finding());
    TextStream line;
    line << "differences of the gradients: steps h = " << static_cast<double>(step_) << " and 2 h, tolerance "
         << "|D_h - D_2h| / 3 + 3/2 rounding / h; " << along_y_.size() << " of " << context_.y0.size()
         << " entries of Y, " << along_x_.size() << " of " << context_.x0.size() << " of x, at 2 points and samples";
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
  [[nodiscard]] bool complete() const { return static_cast<Index>(along_y_.size()) == layout_.size(); }
  [[nodiscard]] BlockVector<S> unit(Index entry) const {
    BlockVector<S> e(layout_);
    e.flat()[entry] = S(1);
    return e;
  }
  [[nodiscard]] std::string entry_name(Index entry) const {
    Finding at;
    Index l = layout_.count() - 1;
    while (layout_.offset(l) > entry) --l;
    locate(at, layout_, l, entry, false);
    return "block " + std::to_string(l) + ", entry (" + std::to_string(at.row) + ", " + std::to_string(at.col) + ")";
  }
  Slope<S> slope(const Question<S>& q, const Vector<S>& dx, const Vector<S>& dy) {
    const auto line = [&](const S& t) {
      const Vector<S> x = q.x + t * dx;
      BlockVector<S> y = q.y;
      y.flat() += t * dy;
      Oracle<S>& oracle = full_.oracle();
      oracle.evaluate({x, y, q.sample}, Request<S>{{}, knows_lower_upper_});
      std::vector<BlockVector<S>> gradients{oracle.lower_gradient(), oracle.upper_gradient_lower(),
                                            of_x(oracle.upper_gradient_upper())};
      if (knows_lower_upper_) gradients.push_back(of_x(oracle.lower_gradient_upper()));
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
  /// The same of one gradient's slopes.
  static void compare_with_transpose(Comparison<S>& comparison, const std::vector<Index>& entries, const Layout& layout,
                                     const std::vector<Slope<S>>& slopes, Gradient gradient) {
    compare_with_transpose(
        comparison, entries, layout, [&](std::size_t b) -> const BlockVector<S>& { return slopes[b].value[gradient]; },
        S(2 * largest(slopes, gradient).maxCoeff()));
  }

  void at(const Question<S>& q) {
    const auto rounding = context_.rounding([&](const Question<S>& asked) { return full_.answers(asked); }, q);
    gradient_rounding_.assign(rounding.begin(), rounding.begin() + 3);
    if (knows_lower_upper_) gradient_rounding_.push_back(rounding.back());  // the last answer
    std::vector<Slope<S>> in_y, in_x;
    for (const Index b : along_y_) in_y.push_back(slope(q, Vector<S>::Zero(q.x.size()), unit(b).flat()));
    for (const Index a : along_x_)
      in_x.push_back(slope(q, Vector<S>::Unit(q.x.size(), a), Vector<S>::Zero(q.y.size())));

    // the actions along every probe, and Z behind them
    std::vector<BlockVector<S>> tangents;
    for (const Index b : along_y_) tangents.push_back(unit(b));
    tangents.push_back(q.z[0]);
    std::vector<BlockVector<S>> hessian(tangents.size(), BlockVector<S>(layout_));
    std::vector<Vector<S>> cross(tangents.size());
    std::vector<Along<S>> along;
    for (std::size_t b = 0; b < tangents.size(); ++b) along.push_back({tangent(tangents[b]), &hessian[b], &cross[b]});
    full_.oracle().evaluate({q.x, q.y, q.sample}, Request<S>{along});

    compare_hessian(q, in_y, hessian, rounding[3]);
    compare_cross(in_x, cross, rounding[4].maxCoeff());
    compare_random(q, cross.back(), rounding[4].maxCoeff());
    compare_upper(in_y, in_x);
    const Layout layout_x({{q.x.size(), 1}});
    if (knows_lower_upper_) {
      for (std::size_t b = 0; b < along_y_.size(); ++b)
        lower_upper_.add(in_y[b].value[lower_upper], of_x(cross[b]), in_y[b].tolerance[lower_upper] + rounding[4],
                         "tangent " + entry_name(along_y_[b]));
      compare_with_transpose(lower_upper_symmetric_, along_x_, layout_x, in_x, lower_upper);
    }
    compare_with_transpose(lower_, along_y_, layout_, in_y, lower);
    compare_with_transpose(upper_lower_, along_y_, layout_, in_y, upper_lower);
    compare_with_transpose(upper_upper_, along_x_, layout_x, in_x, upper_upper);
    compare_with_transpose(
        hessian_symmetric_, along_y_, layout_, [&](std::size_t b) -> const BlockVector<S>& { return hessian[b]; },
        S(2 * rounding[3].maxCoeff()));
  }

  void compare_hessian(const Question<S>& q, const std::vector<Slope<S>>& in_y,
                       const std::vector<BlockVector<S>>& hessian, const Vector<S>& rounding) {
    for (std::size_t b = 0; b < along_y_.size(); ++b) {
      hessian_.add(hessian[b], in_y[b].value[lower], in_y[b].tolerance[lower] + rounding,
                   "tangent " + entry_name(along_y_[b]));
      if (!complete()) continue;
      BlockVector<S> row(layout_);
      for (std::size_t c = 0; c < along_y_.size(); ++c)
        row.flat()[along_y_[c]] = in_y[c].value[lower].flat()[along_y_[b]];
      hessian_.suggest("the transpose of the change of lower_gradient: transposed?", row);
    }
    if (complete()) return;
    const Slope<S> along = slope(q, Vector<S>::Zero(q.x.size()), q.z[0].flat());
    hessian_.add(hessian.back(), along.value[lower], along.tolerance[lower] + rounding, "a random tangent");
  }
  /// For each entry of x, what cross_action says of every tangent: a vector like Y, so that its blocks can be told.
  void compare_cross(const std::vector<Slope<S>>& in_x, const std::vector<Vector<S>>& cross, const S& rounding) {
    const bool square = complete() && along_x_.size() == along_y_.size();
    for (std::size_t a = 0; a < along_x_.size(); ++a) {
      BlockVector<S> answered(layout_), expected(layout_), transposed(layout_);
      for (std::size_t b = 0; b < along_y_.size(); ++b) {
        answered.flat()[along_y_[b]] = cross[b][along_x_[a]];
        expected.flat()[along_y_[b]] = in_x[a].value[lower].flat()[along_y_[b]];
        if (square) transposed.flat()[along_y_[b]] = in_x[b].value[lower].flat()[along_y_[a]];
      }
      cross_.add(std::move(answered), std::move(expected),
                 in_x[a].tolerance[lower] + Vector<S>::Constant(layout_.count(), rounding),
                 "entry " + std::to_string(along_x_[a]) + " of x");
      if (square) cross_.suggest("the roles of x and Y are exchanged: transposed?", std::move(transposed));
    }
  }
  /// <D_xY g [Z], dx> = <D_Yx g [dx], Z> for random Z and dx, which reach every entry.
  void compare_random(const Question<S>& q, const Vector<S>& cross, const S& rounding) {
    const Vector<S> dx = context_.normals(q.x.size(), context_.stream.fork("direction").fork(q.sample.index));
    const Slope<S> along = slope(q, dx, Vector<S>::Zero(q.y.size()));
    const BlockVector<S>& z = q.z[0];
    S tolerance = rounding * dx.cwiseAbs().sum();
    for (Index l = 0; l < layout_.count(); ++l) tolerance += along.tolerance[lower][l] * z.block(l).cwiseAbs().sum();
    random_.add(of_number(S(cross.dot(dx))), of_number(S(along.value[lower].flat().dot(z.flat()))),
                Vector<S>::Constant(1, tolerance), "a random tangent and a random change of x");
  }
  /// d/dx_a of grad_Y f against d/dY of (grad_x f)_a.
  void compare_upper(const std::vector<Slope<S>>& in_y, const std::vector<Slope<S>>& in_x) {
    const S other = largest(in_y, upper_upper).maxCoeff();
    for (std::size_t a = 0; a < along_x_.size(); ++a) {
      BlockVector<S> answered(layout_), expected(layout_);
      for (std::size_t b = 0; b < along_y_.size(); ++b) {
        answered.flat()[along_y_[b]] = in_y[b].value[upper_upper].flat()[along_x_[a]];
        expected.flat()[along_y_[b]] = in_x[a].value[upper_lower].flat()[along_y_[b]];
      }
      upper_.add(std::move(answered), std::move(expected),
                 in_x[a].tolerance[upper_lower] + Vector<S>::Constant(layout_.count(), other),
                 "entry " + std::to_string(along_x_[a]) + " of x");
    }
  }

  const CheckContext<S>& context_;
  Evaluation<S> full_;
  S step_;
  Layout layout_;
  std::vector<Index> along_y_, along_x_;
  bool knows_lower_upper_;
  std::vector<Vector<S>> gradient_rounding_;
  int unsettled_ = 0;
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
