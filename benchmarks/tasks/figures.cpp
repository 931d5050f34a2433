#include "figures.hpp"

#include "../plots/files.hpp"
#include "../plots/text.hpp"

#include <bros/evidence/palette.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

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
/// There are as many as labels at most: six actions, four other methods, and the grid.
std::string colour(const std::vector<Line>& lines, const Line& line) {
  constexpr std::array<std::size_t, plots::palette.size()> order{0, 1, 6, 2, 3, 4, 5, 7, 8, 9, 10};
  const auto first = first_lines(lines);
  const auto own = std::find_if(first.begin(), first.end(), [&](const Line* f) { return f->label == line.label; });
  return plots::palette.at(order.at(static_cast<std::size_t>(own - first.begin())));
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

constexpr const char* key = "set key outside bottom center horizontal maxcols 3 samplen 1\n";

/// The axis of r/m, whose marks are the shares that were run.
std::string share_axis(const std::vector<Line>& lines) {
  std::vector<double> shares;
  for (const Line& line : lines)
    if (line.variant.is_bros()) shares.push_back(line.variant.share);
  if (shares.empty()) shares.push_back(1);
  std::string marks;
  for (const double share : shares)
    marks += fmt::format("{}'{}' {}", marks.empty() ? "" : ", ", share_text(share), share);
  const auto [least, most] = std::minmax_element(shares.begin(), shares.end());
  return fmt::format("set xlabel 'r/m' offset 0,0.4\nset logscale x 2\nset xrange [{}:{}]\nset xtics ({})\n",
                     *least / 1.3, *most * 1.3, marks);
}

/// A figure against r/m from columns `column` and `column + 1` of the CSV: BROS by action, the others as levels. Empty
/// if it has no value.
std::string by_share(const Experiment& experiment, const std::vector<Line>& lines, const std::string& stem, int column,
                     const std::string& axis, const Figure& figure) {
  double low = INFINITY, high = -INFINITY;
  for (const Line& line : lines)
    if (const Estimate e = figure(line); std::isfinite(e.mean))
      low = std::min(low, e.mean - e.error), high = std::max(high, e.mean + e.error);
  if (!(low <= high)) return "";
  const double margin = std::max(high - low, 1e-3 * std::abs(high)) * 0.08;
  std::string body = fmt::format("\nset title \"{}\"\nset ylabel '{}'\nset yrange [{}:{}]\n{}{}plot ", experiment.title,
                                 axis, low - margin, high + margin, share_axis(lines), key);
  double beside = 1;  // two actions of equal figures would hide each other
  for (const Line* first : first_lines(lines)) {
    const Line& line = *first;
    const std::string pick = fmt::format("'{}' skip 1 using (strcol(1) eq \"{}\" ? {} * $2 : NaN):{}", stem, line.label,
                                         beside, column),
                      shown = colour(lines, line);
    if (&line != &lines.front()) body += ", \\\n  ";
    if (line.variant.is_bros()) {
      beside *= 1.06;
      body += fmt::format("{0}:{1} with yerrorlines lc rgb '{2}' pt 7 ps 0.5 lw 1.5 title '{3}'", pick, column + 1,
                          shown, plots::gnuplot_text(line.label));
    } else {
      body += std::isfinite(figure(line).mean) ? fmt::format("{} with lines lc rgb '{}' lw 1.5 dt 2 title '{}'",
                                                             figure(line).mean, shown, plots::gnuplot_text(line.label))
                                               : fmt::format("1/0 with lines lc rgb '{}' title '{}: diverged'", shown,
                                                             plots::gnuplot_text(line.label));
    }
  }
  return body + "\n";
}

/// The trade-off: the metric against the memory, a point a line; BROS by action, from the least r/m to the largest.
/// Empty if no line has a metric.
std::string trade_off(const Experiment& experiment, const std::vector<Line>& lines, const std::string& stem,
                      const std::string& axis, const Figure& metric) {
  if (std::none_of(lines.begin(), lines.end(), [&](const Line& line) { return std::isfinite(metric(line).mean); }))
    return "";
  std::string body = fmt::format(
      "\nset title \"{}\"\nset xlabel 'training memory, MB' offset 0,0.4\nset ylabel '{}'\n"
      "set offsets graph 0.06, 0.06, 0.06, 0.06\n{}plot ",
      experiment.title, axis, key);
  for (const Line* first : first_lines(lines)) {
    const Line& line = *first;
    if (&line != &lines.front()) body += ", \\\n  ";
    body += fmt::format(
        "'{}' skip 1 using (strcol(1) eq \"{}\" ? $5 : NaN):3:4 with {} lc rgb '{}' pt {} ps 0.6 lw 1.5 title '{}'",
        stem, line.label, line.variant.is_bros() ? "yerrorlines" : "yerrorbars", colour(lines, line),
        line.variant.is_bros() ? 7 : 5, plots::gnuplot_text(line.label));
  }
  return body + "\n";
}

/// Rows: iteration, then the mean of the first metric of every line.
std::string curve_csv(const std::vector<Line>& lines) {
  std::string csv = "iteration";
  for (const Line& line : lines) csv += "," + line.label + (line.variant.is_bros() ? " " + line.variant.rank() : "");
  csv += "\n";
  std::size_t rows = 0;
  for (const Line& line : lines)
    for (const Outcome& run : line.runs) rows = std::max(rows, run.curve.size());
  for (std::size_t r = 0; r < rows; ++r) {
    std::string iteration, row;
    for (const Line& line : lines) {
      double mean = 0;
      for (const Outcome& run : line.runs) {
        const bool reached = r < run.curve.size();
        mean += reached ? run.curve[r].metrics[0] / static_cast<double>(line.runs.size()) : undefined;
        if (reached) iteration = std::to_string(run.curve[r].iteration);
      }
      row += "," + plots::csv_number(mean);
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
  std::string body = fmt::format(
      "\nset title \"{}\"\nset xlabel 'iteration' offset 0,0.4\nset ylabel '{}'\nset yrange [{}:{}]\n{}plot ",
      experiment.title, experiment.metrics[0].label, low, high, key);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Line& line = lines[i];
    const auto same = [&](const Line& other) { return other.label == line.label; };
    const auto smaller = [&](const Line& other) { return same(other) && other.variant.share < line.variant.share; };
    const double part = static_cast<double>(std::count_if(lines.begin(), lines.end(), smaller) + 1) /
                        static_cast<double>(std::count_if(lines.begin(), lines.end(), same));
    body += fmt::format("{}'{}' skip 1 using 1:{} with lines lc rgb '{}' lw 1.5 title '{}{}'", i == 0 ? "" : ", \\\n  ",
                        stem, i + 2, faded(colour(lines, line), 0.3 + 0.7 * part), plots::gnuplot_text(line.label),
                        line.variant.is_bros() ? " " + line.variant.rank() : "");
  }
  return body + "\n";
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
  const auto add = [&](const std::string& what, const std::string& caption, const std::string& data,
                       const std::string& body) {
    section.draw(folder, {experiment.name + "_" + what, experiment.title + ": " + caption, {data}}, body);
  };
  const std::string& label = experiment.metrics[0].label;
  add(experiment.metrics[0].name, label + " against r/m", ranks, by_share(experiment, lines, ranks, 3, label, metric));
  add("memory", "training memory against r/m", ranks,
      by_share(experiment, lines, ranks, 5, "training memory, MB", megabytes));
  add("trade_off", label + " against training memory", ranks, trade_off(experiment, lines, ranks, label, metric));
  add("curve", label + " against iterations", curve, curve_figure(experiment, lines, curve));
}

}  // namespace bros::tasks
