#include "curves.hpp"

#include "axis.hpp"
#include "text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <tuple>

namespace bros::plots {

namespace {

constexpr double letter_width = 0.024,
                 line_height = 0.062;  // of the width and height of the plot, at the type of figure.cpp

double on(const Axis& axis, double value) { return axis.logarithmic ? std::log(value) : value; }
bool can_be_drawn(const Axis& axis, double value) { return std::isfinite(value) && (!axis.logarithmic || value > 0); }

/// The least and the greatest of all points, as the axis counts.
std::pair<double, double> extent(const CurvesPlot& plot, const Axis& axis, bool second) {
  double low = INFINITY, high = -INFINITY;
  for (const Curve& c : plot.curves)
    for (const auto& [x, y] : c.points)
      low = std::min(low, on(axis, second ? y : x)), high = std::max(high, on(axis, second ? y : x));
  if (!(low < high)) low -= 1, high += 1;
  return {low, high};
}

/// Whether they have a piece in common: two points next to each other, or all there is of one of them.
bool coincide(const Curve& a, const Curve& b) {
  const auto near = [](double p, double q) { return std::abs(p - q) <= 1e-9 * std::abs(p); };
  std::size_t common = 0, longest = 0;
  for (const auto& p : a.points) {
    const bool there = std::any_of(b.points.begin(), b.points.end(),
                                   [&](const auto& q) { return near(p.first, q.first) && near(p.second, q.second); });
    longest = std::max(longest, common = there ? common + 1 : 0);
  }
  return longest >= std::min({std::size_t{2}, a.points.size(), b.points.size()});
}

/// Of the n-th curve on one place: the first is drawn in full, the others leave it to be seen.
const char* dashes(std::size_t n) {
  constexpr const char* kinds[] = {"", " dt (9,9)", " dt (5,13)", " dt (2,16)"};
  return kinds[std::min<std::size_t>(n, 3)];
}

using Part = std::function<double(double)>;

/// Of every curve at its right end: those that would lie on each other are moved apart.
std::string labels(const std::vector<Curve>& curves, const Part& across, const Part& height) {
  std::vector<const Curve*> named;
  for (const Curve& c : curves)
    if (!c.label.empty()) named.push_back(&c);
  const auto end = [](const Curve* c) { return c->points.back(); };
  std::sort(named.begin(), named.end(),
            [&](const Curve* a, const Curve* b) { return across(end(a).first) < across(end(b).first); });
  std::string text;
  for (auto first = named.begin(); first != named.end();) {
    double covered = 0;  // up to where the labels of this column reach
    auto last = first;
    for (; last != named.end() && (last == first || across(end(*last).first) < covered); ++last)
      covered = std::max(covered, across(end(*last).first) + letter_width * static_cast<double>((*last)->label.size()));
    std::stable_sort(first, last, [&](const Curve* a, const Curve* b) { return end(a).second < end(b).second; });
    std::vector<double> heights;
    for (auto c = first; c != last; ++c) heights.push_back(std::clamp(height(end(*c).second), 0.05, 0.97));
    heights = spread(heights, line_height);
    const double shift = std::max(0.0, 0.05 - heights.front()) - std::max(0.0, heights.back() - 0.97);
    for (std::size_t i = 0; first != last; ++first, ++i)
      text += fmt::format("set label '{}' at first {}, graph {:.3f} left offset 0.8,0 front boxed tc rgb '{}'\n",
                          gnuplot_text((*first)->label), end(*first).first, heights[i] + shift, (*first)->colour);
  }
  return text;
}

}  // namespace

std::vector<double> spread(std::vector<double> wanted, double gap) {
  // With gap * i taken away the places need only not decrease: neighbours that would are pooled at their mean.
  std::vector<std::pair<double, std::size_t>> pools;  // mean, size
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    pools.emplace_back(wanted[i] - gap * static_cast<double>(i), 1);
    while (pools.size() > 1 && pools[pools.size() - 2].first > pools.back().first) {
      const auto [mean, size] = pools.back();
      pools.pop_back();
      auto& [before, count] = pools.back();
      before =
          (before * static_cast<double>(count) + mean * static_cast<double>(size)) / static_cast<double>(count + size);
      count += size;
    }
  }
  std::size_t i = 0;
  for (const auto& [mean, size] : pools)
    for (const std::size_t end = i + size; i < end; ++i) wanted[i] = mean + gap * static_cast<double>(i);
  return wanted;
}

std::string curves_figure(CurvesPlot plot) {
  for (Curve& c : plot.curves)
    std::erase_if(c.points,
                  [&](const auto& p) { return !can_be_drawn(plot.x, p.first) || !can_be_drawn(plot.y, p.second); });
  std::erase_if(plot.curves, [](const Curve& c) { return c.points.empty(); });
  if (plot.curves.empty()) return "";

  // The y axis, with a margin.
  auto [low, high] = extent(plot, plot.y, true);
  if (plot.y.low < plot.y.high)
    low = on(plot.y, plot.y.low), high = on(plot.y, plot.y.high);
  else
    std::tie(low, high) = std::pair(low - 0.05 * (high - low), high + 0.05 * (high - low));
  const auto at_height = [&, low = low, high = high](double y) { return (on(plot.y, y) - low) / (high - low); };

  // The x axis: points take so much of it that every label fits beside the end of its curve.
  const auto [first, last] = extent(plot, plot.x, false);
  const auto along = [&, first = first, last = last](double x) {
    const double part = (on(plot.x, x) - first) / (last - first);
    return plot.x_falls ? 1 - part : part;
  };
  double taken = 0.94;
  for (const Curve& c : plot.curves)
    taken = std::min(taken, (0.95 - letter_width * static_cast<double>(c.label.size())) /
                                std::max(0.03 + along(c.points.back().first), 0.1));
  taken = std::max(taken, 0.4);
  const double length = (last - first) / taken, before = 0.03 * length;
  const auto value = [](const Axis& axis, double at) { return axis.logarithmic ? std::exp(at) : at; };
  const double left = value(plot.x, plot.x_falls ? last + before : first - before),
               right = value(plot.x, plot.x_falls ? last - length : first + length);

  std::string body;
  if (!plot.title.empty()) body += fmt::format("\nset title \"{}\"", plot.title);
  body += fmt::format("\nset xlabel '{}'\nset ylabel '{}'\n", plot.x.label, plot.y.label);
  const auto set_axis = [&](const char* name, const Axis& axis, double from, double to, double mark_from,
                            double mark_to) {
    if (axis.logarithmic)
      body += fmt::format("set logscale {}\n", name) +
              log_axis(name, std::min(mark_from, mark_to), std::max(mark_from, mark_to) * (1 + 1e-9));
    if (!axis.marks.empty()) body += fmt::format("set {}tics ({})\n", name, axis.marks);
    body += fmt::format("set {}range [{}:{}] noextend\n", name, from, to);
  };
  set_axis("x", plot.x, left, right, value(plot.x, first), value(plot.x, last));
  set_axis("y", plot.y, value(plot.y, low), value(plot.y, high), value(plot.y, low), value(plot.y, high));
  body += "set style textbox opaque noborder margins 0.3,0.2\n";
  body += labels(
      plot.curves, [&](double x) { return 0.03 * taken + taken * along(x); }, at_height);

  body += plot.settings + "plot ";
  std::vector<std::string> drawn = plot.behind;
  for (auto c = plot.curves.begin(); c != plot.curves.end(); ++c) {
    const auto under =
        std::count_if(plot.curves.begin(), c, [&](const Curve& earlier) { return coincide(earlier, *c); });
    const bool points = c->style == "points";
    drawn.push_back(fmt::format("{} with {} lc rgb '{}' lw 2 pt 7 ps {}{}", c->data, c->style, c->colour,
                                under > 0 ? 0.3 : 0.5, points ? "" : dashes(static_cast<std::size_t>(under))));
  }
  drawn.insert(drawn.end(), plot.before.begin(), plot.before.end());
  for (std::size_t i = 0; i < drawn.size(); ++i) body += (i == 0 ? "" : ", \\\n  ") + drawn[i];
  return body + "\n";
}

}  // namespace bros::plots
