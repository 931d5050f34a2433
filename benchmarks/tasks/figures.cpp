#include "figures.hpp"

#include "../plots/curves.hpp"
#include "../plots/files.hpp"
#include "../plots/text.hpp"

#include <bros/evidence/palette.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

namespace bros::tasks {

namespace {

/// The first line of every label.
std::vector<const Line*> first_lines(const std::vector<Line>& lines) {
  std::vector<const Line*> first;
  for (const Line& line : lines)
    if (std::none_of(first.begin(), first.end(), [&](const Line* f) { return f->label == line.label; }))
      first.push_back(&line);
  return first;
}
/// That of its method in every picture; the others take what is left, in their order.
std::string colour(const std::vector<Line>& lines, const Line& line) {
  const auto fixed = [](const Line& l) -> std::optional<std::size_t> {
    if (l.label == "BROS") return plots::bros_colour;
    if (l.label == "full tangent") return plots::full_tangent_colour;
    if (l.label == "MA-SOBA") return plots::ma_soba_colour;
    return std::nullopt;
  };
  if (const auto own = fixed(line)) return plots::palette.at(*own);
  constexpr std::array<std::size_t, 8> left{4, 6, 5, 1, 7, 8, 9, 10};
  std::size_t before = 0;
  for (const Line* other : first_lines(lines)) {
    if (other->label == line.label) break;
    before += fixed(*other) ? 0 : 1;
  }
  return plots::palette.at(left.at(before));
}

/// A colour with so much of it in white.
std::string faded(const std::string& full, double part) {
  std::string out = "#";
  for (std::size_t i = 1; i < 7; i += 2)
    out += fmt::format("{:02X}", std::lround(255 - part * (255 - std::stoi(full.substr(i, 2), nullptr, 16))));
  return out;
}

/// A quantity of a line with its standard error.
using Figure = std::function<Estimate(const Line&)>;

/// Rows: label, r/m, then the metric and the memory in MB, each with its standard error.
std::string ranks_csv(const std::vector<Line>& lines, const Figure& metric, const Figure& memory) {
  std::string csv = "method,share,metric,standard_error,memory_mb,standard_error\n";
  for (const Line& line : lines) {
    const Estimate a = metric(line), b = memory(line);
    csv += fmt::format("{},{},{},{},{},{}\n", line.label, line.variant.share, plots::csv_number(a.mean),
                       plots::csv_number(a.error), plots::csv_number(b.mean), plots::csv_number(b.error));
  }
  return csv;
}

/// The axis of r/m, whose marks are the shares that were run.
plots::Axis share_axis(const std::vector<double>& shares) {
  std::string marks;
  for (const double share : shares)
    marks += fmt::format("{}'{}' {}", marks.empty() ? "" : ", ", share_text(share), share);
  return {.label = "r/m", .logarithmic = true, .marks = marks};
}

std::string with_bars(const std::string& data, const std::string& colour, int points) {
  return fmt::format("{} with yerrorbars lc rgb '{}' pt {} ps 0.5 lw 1.5", data, colour, points);
}

/// An axis on which every bar has room.
plots::Axis with_room(const std::string& label, const std::vector<Line>& lines, const Figure& figure) {
  double low = INFINITY, high = -INFINITY;
  for (const Line& line : lines)
    if (const Estimate e = figure(line); std::isfinite(e.mean)) {
      const double error = std::isfinite(e.error) ? e.error : 0;
      low = std::min(low, e.mean - error), high = std::max(high, e.mean + error);
    }
  if (!(low <= high)) return {.label = label};
  const double margin = std::max(high - low, 1e-3 * std::abs(high)) * 0.08;
  return {.label = label, .low = low - margin, .high = high + margin};
}

/// A figure against r/m from columns `column` and `column + 1` of the CSV: BROS by action, the others as levels. Empty
/// if it has no value.
std::string by_share(const Experiment& experiment, const std::vector<Line>& lines, const std::string& stem, int column,
                     const std::string& axis, const Figure& figure) {
  std::vector<double> shares;
  for (const Line& line : lines)
    if (line.variant.is_bros()) shares.push_back(line.variant.share);
  if (shares.empty()) shares.push_back(1);
  const auto [least, most] = std::minmax_element(shares.begin(), shares.end());
  const double left = *least / 1.3, right = *most * 1.3;
  plots::CurvesPlot plot{.title = experiment.title,
                         .x = share_axis(shares),
                         .y = with_room(axis, lines, figure),
                         .settings = "set samples 2000\n"};
  double beside = 1;  // two actions of equal figures would hide each other
  int diverged = 0;
  for (const Line* line : first_lines(lines)) {
    plots::Curve curve{.label = line->label, .colour = colour(lines, *line)};
    if (line->variant.is_bros()) {
      const std::string pick =
          fmt::format("'{}' skip 1 using (strcol(1) eq \"{}\" ? {} * $2 : NaN):{}", stem, line->label, beside, column);
      curve.data = pick;
      plot.before.push_back(with_bars(fmt::format("{}:{}", pick, column + 1), curve.colour, 7));
      for (const Line& own : lines)
        if (own.label == line->label) curve.points.emplace_back(beside * own.variant.share, figure(own).mean);
      beside *= 1.06;
    } else if (const double level = figure(*line).mean; std::isfinite(level)) {
      curve.data = fmt::format("(x >= {} && x <= {} ? {} : 1/0)", left, right, level);
      curve.style = "lines";
      curve.points = {{left, level}, {right, level}};
    } else {
      plot.settings += fmt::format("set label '{}: diverged' at graph 0.03, graph {:.3f} tc rgb '{}'\n",
                                   plots::gnuplot_text(line->label), 0.95 - 0.065 * diverged++, curve.colour);
    }
    plot.curves.push_back(curve);
  }
  if (std::all_of(lines.begin(), lines.end(), [&](const Line& l) { return !std::isfinite(figure(l).mean); })) return "";
  return plots::curves_figure(std::move(plot));
}

/// The trade-off: the metric against the memory, a point a line; BROS by action, from the least r/m to the largest.
/// Empty if no line has a metric.
std::string trade_off(const Experiment& experiment, const std::vector<Line>& lines, const std::string& stem,
                      const std::string& axis, const Figure& metric, const Figure& memory) {
  plots::CurvesPlot plot{
      .title = experiment.title, .x = {.label = "training memory, MB"}, .y = with_room(axis, lines, metric)};
  for (const Line* line : first_lines(lines)) {
    const std::string pick = fmt::format("'{}' skip 1 using (strcol(1) eq \"{}\" ? $5 : NaN):3", stem, line->label);
    plots::Curve curve{.label = line->label, .colour = colour(lines, *line), .data = pick};
    for (const Line& own : lines)
      if (own.label == line->label && std::isfinite(metric(own).mean))
        curve.points.emplace_back(memory(own).mean, metric(own).mean);
    if (!curve.points.empty())
      plot.before.push_back(with_bars(pick + ":4", curve.colour, line->variant.is_bros() ? 7 : 5));
    std::sort(curve.points.begin(), curve.points.end());
    plot.curves.push_back(curve);
  }
  return plot.before.empty() ? "" : plots::curves_figure(std::move(plot));
}

/// Iteration and the mean of the first metric over runs; not a number where a run did not come so far.
std::vector<std::pair<std::uint64_t, double>> mean_curve(const Line& line) {
  std::vector<std::pair<std::uint64_t, double>> curve;
  for (const Outcome& run : line.runs)
    for (std::size_t r = curve.size(); r < run.curve.size(); ++r) curve.emplace_back(run.curve[r].iteration, undefined);
  for (std::size_t r = 0; r < curve.size(); ++r) {
    double mean = 0;
    for (const Outcome& run : line.runs)
      mean += r < run.curve.size() ? run.curve[r].metrics[0] / static_cast<double>(line.runs.size()) : undefined;
    curve[r].second = mean;
  }
  return curve;
}

/// Rows: iteration, then the mean of the first metric of every line.
std::string curve_csv(const std::vector<Line>& lines) {
  std::string csv = "iteration";
  for (const Line& line : lines) csv += "," + line.label + (line.variant.is_bros() ? " " + line.variant.rank() : "");
  csv += "\n";
  std::vector<std::vector<std::pair<std::uint64_t, double>>> curves;
  std::size_t rows = 0;
  for (const Line& line : lines) rows = std::max(rows, curves.emplace_back(mean_curve(line)).size());
  for (std::size_t r = 0; r < rows; ++r) {
    std::string iteration, row;
    for (const auto& curve : curves) {
      if (r < curve.size()) iteration = std::to_string(curve[r].first);
      row += "," + plots::csv_number(r < curve.size() ? curve[r].second : undefined);
    }
    csv += iteration + row + "\n";
  }
  return csv;
}

/// The training curve of every line, of one action the darker the larger r/m; where it begins does not set the scale.
/// Empty if no curve goes beyond that.
std::string curve_figure(const Experiment& experiment, const std::vector<Line>& lines, const std::string& stem) {
  double low = INFINITY, high = -INFINITY;
  const auto take_from = [&](std::size_t first) {
    for (const Line& line : lines)
      for (const Outcome& run : line.runs)
        for (std::size_t r = first; r < run.curve.size(); ++r)
          if (const double v = run.curve[r].metrics[0]; std::isfinite(v))
            low = std::min(low, v), high = std::max(high, v);
  };
  take_from(2);
  if (!(low <= high)) take_from(1);  // of few iterations
  if (!(low <= high)) return "";
  if (low == high) low -= 1, high += 1;
  plots::CurvesPlot plot{.title = experiment.title,
                         .x = {.label = "iteration"},
                         .y = {.label = experiment.metrics[0].label, .low = low, .high = high}};
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Line& line = lines[i];
    const auto same = [&](const Line& other) { return other.label == line.label; };
    const auto smaller = [&](const Line& other) { return same(other) && other.variant.share < line.variant.share; };
    const double part = static_cast<double>(std::count_if(lines.begin(), lines.end(), smaller) + 1) /
                        static_cast<double>(std::count_if(lines.begin(), lines.end(), same));
    plots::Curve curve{.label = line.label + (line.variant.is_bros() ? " " + line.variant.rank() : ""),
                       .colour = faded(colour(lines, line), 0.3 + 0.7 * part),
                       .data = fmt::format("'{}' skip 1 using 1:{}", stem, i + 2),
                       .style = "lines"};
    for (const auto& [iteration, mean] : mean_curve(line))
      curve.points.emplace_back(static_cast<double>(iteration), mean);
    plot.curves.push_back(curve);
  }
  return plots::curves_figure(std::move(plot));
}

}  // namespace

void draw_figures(const Experiment& experiment, const std::vector<Line>& lines, const std::filesystem::path& folder,
                  plots::Section& section) {
  const Figure metric = [](const Line& line) { return line.metric(0); };
  const Figure megabytes = [](const Line& line) {
    return line.over_runs([](const Outcome& run) { return static_cast<double>(run.cost.memory()) / 1e6; });
  };
  const std::string ranks = experiment.name + "_ranks.csv", curve = experiment.name + "_curve.csv";
  plots::write_file("--out", folder / ranks, ranks_csv(lines, metric, megabytes));
  plots::write_file("--out", folder / curve, curve_csv(lines));
  const auto add = [&](const std::string& what, const std::string& caption, const std::string& reading,
                       const std::string& data, const std::string& body) {
    section.draw(folder, {experiment.name + "_" + what, experiment.title + ": " + caption, reading, {data}}, body);
  };
  const std::string& label = experiment.metrics[0].label;
  add(experiment.metrics[0].name, label + " against r/m",
      "A dashed line is a method without subspaces; BROS should come near that of MA-SOBA. Bars: one standard error "
      "over "
      "seeds. Points of equal r/m stand a little apart.",
      ranks, by_share(experiment, lines, ranks, 3, label, metric));
  add("memory", "training memory against r/m",
      "Lower is better. What a line of BROS has above the smallest is parameters and activations, which no subspace "
      "makes "
      "smaller.",
      ranks, by_share(experiment, lines, ranks, 5, "training memory, MB", megabytes));
  add("trade_off", label + " against training memory",
      "Each point is a run of one method at one r/m, its bar one standard error. Good is far to the left at the height "
      "of MA-SOBA.",
      ranks, trade_off(experiment, lines, ranks, label, metric, megabytes));
  add("curve", label + " against iterations",
      "Means over seeds; of one action the darker the larger r/m. Curves that are still moving at the end have not "
      "converged.",
      curve, curve_figure(experiment, lines, curve));
}

}  // namespace bros::tasks
