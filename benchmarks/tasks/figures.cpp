#include "figures.hpp"

#include "../plots/files.hpp"
#include "../plots/figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace bros::tasks {

namespace {

// As many as there are labels at most: six actions, four other methods, and the grid.
constexpr std::array colours{"#0072B2", "#D55E00", "#000000", "#009E73", "#CC79A7", "#E69F00",
                             "#56B4E9", "#882255", "#44AA99", "#999933", "#332288"};

/// The labels of the lines, each once.
std::vector<std::string> labels_of(const std::vector<Line>& lines) {
  std::vector<std::string> labels;
  for (const Line& line : lines)
    if (std::find(labels.begin(), labels.end(), line.label) == labels.end()) labels.push_back(line.label);
  return labels;
}
std::string colour(const std::vector<std::string>& labels, const std::string& label) {
  return colours.at(static_cast<std::size_t>(std::find(labels.begin(), labels.end(), label) - labels.begin()));
}

/// A colour with so much of it in white.
std::string faded(const std::string& full, double part) {
  std::string out = "#";
  for (std::size_t i = 1; i < 7; i += 2)
    out += fmt::format("{:02X}", std::lround(255 - part * (255 - std::stoi(full.substr(i, 2), nullptr, 16))));
  return out;
}

bool is_bros(const Line& line) { return line.arm.method == Arm::Method::bros; }

/// Text as it stands, for gnuplot, which takes _ and ^ for commands.
std::string verbatim(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '_' || c == '^' ? std::string("\\\\") + c : std::string(1, c);
  return out;
}

std::string csv_number(double value) { return std::isfinite(value) ? fmt::format("{}", value) : ""; }

/// A quantity of a line with its standard error.
using Figure = std::function<Estimate(const Line&)>;

/// Rows: label, r/m, then the metric and the memory in MB, each with its standard error.
std::string ranks_csv(const std::vector<Line>& lines, const Figure& metric, const Figure& memory) {
  std::string csv = "method,share,metric,standard_error,memory_mb,standard_error\n";
  for (const Line& line : lines) {
    const Estimate a = metric(line), b = memory(line);
    csv += fmt::format("{},{},{},{},{},{}\n", line.label, line.arm.share, csv_number(a.mean), csv_number(a.error),
                       csv_number(b.mean), csv_number(b.error));
  }
  return csv;
}

constexpr const char* key = "set key outside bottom center horizontal maxcols 3 samplen 1\n";

/// The axis of r/m, whose marks are the shares that were run.
std::string share_axis(const std::vector<Line>& lines) {
  std::vector<double> shares;
  for (const Line& line : lines)
    if (is_bros(line)) shares.push_back(line.arm.share);
  if (shares.empty()) shares.push_back(1);
  std::string marks;
  for (const double share : shares)
    marks += fmt::format("{}'{}' {}", marks.empty() ? "" : ", ", share_text(share), share);
  const auto [least, most] = std::minmax_element(shares.begin(), shares.end());
  return fmt::format("set xlabel 'r/m' offset 0,0.4\nset logscale x 2\nset xrange [{}:{}]\nset xtics ({})\n",
                     *least / 1.3, *most * 1.3, marks);
}

/// A figure against r/m from columns `column` and `column + 1` of the CSV: BROS by action, the others as levels.
std::string by_share(const Study& study, const std::vector<Line>& lines, const std::string& stem, int column,
                     const std::string& axis, const Figure& figure) {
  double low = INFINITY, high = -INFINITY;
  for (const Line& line : lines)
    if (const Estimate e = figure(line); std::isfinite(e.mean))
      low = std::min(low, e.mean - e.error), high = std::max(high, e.mean + e.error);
  if (!(low <= high)) low = 0, high = 1;
  const double margin = std::max(high - low, 1e-3 * std::abs(high)) * 0.08;
  std::string body = fmt::format("\nset title \"{}\"\nset ylabel '{}'\nset yrange [{}:{}]\n{}{}plot ", study.title,
                                 axis, low - margin, high + margin, share_axis(lines), key);
  const std::vector<std::string> labels = labels_of(lines);
  double beside = 1;  // two actions of equal figures would hide each other
  for (const std::string& label : labels) {
    const Line& line = *std::find_if(lines.begin(), lines.end(), [&](const Line& l) { return l.label == label; });
    const std::string pick = fmt::format("'{}' skip 1 using (strcol(1) eq \"{}\" ? {} * $2 : NaN):{}", stem, label,
                                         beside, column),
                      shown = colour(labels, label);
    if (&line != &lines.front()) body += ", \\\n  ";
    if (is_bros(line)) {
      beside *= 1.06;
      body += fmt::format("{0}:{1} with yerrorlines lc rgb '{2}' pt 7 ps 0.5 lw 1.5 title \"{3}\"", pick, column + 1,
                          shown, verbatim(label));
    } else {
      body += std::isfinite(figure(line).mean)
                  ? fmt::format("{} with lines lc rgb '{}' lw 1.5 dt 2 title \"{}\"", figure(line).mean, shown,
                                verbatim(label))
                  : fmt::format("1/0 with lines lc rgb '{}' title \"{}: diverged\"", shown, verbatim(label));
    }
  }
  return body + "\n";
}

/// The trade-off: the metric against the memory, a point a line; BROS by action, from the least r/m to the largest.
std::string trade_off(const Study& study, const std::vector<Line>& lines, const std::string& stem,
                      const std::string& axis) {
  std::string body = fmt::format(
      "\nset title \"{}\"\nset xlabel 'training memory, MB' offset 0,0.4\nset ylabel '{}'\n"
      "set offsets graph 0.06, 0.06, 0.06, 0.06\n{}plot ",
      study.title, axis, key);
  const std::vector<std::string> labels = labels_of(lines);
  for (const std::string& label : labels) {
    const Line& line = *std::find_if(lines.begin(), lines.end(), [&](const Line& l) { return l.label == label; });
    if (&line != &lines.front()) body += ", \\\n  ";
    body += fmt::format(
        "'{}' skip 1 using (strcol(1) eq \"{}\" ? $5 : NaN):3:4 with {} lc rgb '{}' pt {} ps 0.6 lw 1.5 title \"{}\"",
        stem, label, is_bros(line) ? "yerrorlines" : "yerrorbars", colour(labels, label), is_bros(line) ? 7 : 5,
        verbatim(label));
  }
  return body + "\n";
}

/// Rows: iteration, then the mean of the first metric of every line.
std::string curve_csv(const std::vector<Line>& lines) {
  std::string csv = "iteration";
  for (const Line& line : lines) csv += "," + line.label + (is_bros(line) ? " " + share_text(line.arm.share) : "");
  csv += "\n";
  std::size_t rows = 0;
  for (const Line& line : lines)
    for (const Cell& cell : line.cells) rows = std::max(rows, cell.curve.size());
  for (std::size_t r = 0; r < rows; ++r) {
    std::string iteration, row;
    for (const Line& line : lines) {
      double mean = 0;
      for (const Cell& cell : line.cells) {
        const bool reached = r < cell.curve.size();
        mean += reached ? cell.curve[r].metrics[0] / static_cast<double>(line.cells.size()) : undefined;
        if (reached) iteration = std::to_string(cell.curve[r].iteration);
      }
      row += "," + csv_number(mean);
    }
    csv += iteration + row + "\n";
  }
  return csv;
}

/// The training curve of every line, of one action the darker the larger r/m; where it begins does not set the scale.
std::string curve_figure(const Study& study, const std::vector<Line>& lines, const std::string& stem) {
  double low = INFINITY, high = -INFINITY;
  for (const Line& line : lines)
    for (const Cell& cell : line.cells)
      for (std::size_t r = 2; r < cell.curve.size(); ++r)
        if (const double v = cell.curve[r].metrics[0]; std::isfinite(v))
          low = std::min(low, v), high = std::max(high, v);
  if (!(low < high)) low = 0, high = 1;
  std::string body = fmt::format(
      "\nset title \"{}\"\nset xlabel 'iteration' offset 0,0.4\nset ylabel '{}'\nset yrange [{}:{}]\n{}plot ",
      study.title, study.metrics[0].label, low, high, key);
  const std::vector<std::string> labels = labels_of(lines);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Line& line = lines[i];
    const auto same = [&](const Line& other) { return other.label == line.label; };
    const auto smaller = [&](const Line& other) { return same(other) && other.arm.share < line.arm.share; };
    const double part = static_cast<double>(std::count_if(lines.begin(), lines.end(), smaller) + 1) /
                        static_cast<double>(std::count_if(lines.begin(), lines.end(), same));
    body += fmt::format("{}'{}' skip 1 using 1:{} with lines lc rgb '{}' lw 1.5 title \"{}{}\"",
                        i == 0 ? "" : ", \\\n  ", stem, i + 2, faded(colour(labels, line.label), 0.3 + 0.7 * part),
                        verbatim(line.label), is_bros(line) ? " " + share_text(line.arm.share) : "");
  }
  return body + "\n";
}

}  // namespace

bool draw_figures(const Study& study, const std::vector<Line>& lines, const std::filesystem::path& folder,
                  std::vector<plots::Picture>& pictures) {
  const Figure metric = [](const Line& line) { return line.metric(0); };
  const Figure megabytes = [](const Line& line) {
    return line.over_cells([](const Cell& cell) { return static_cast<double>(memory(cell)) / 1e6; });
  };
  const std::string ranks = study.name + "_ranks.csv", curve = study.name + "_curve.csv";
  cli::write_file("--out", folder / ranks, ranks_csv(lines, metric, megabytes));
  cli::write_file("--out", folder / curve, curve_csv(lines));
  bool drawn = true;
  const auto add = [&](const std::string& what, const std::string& caption, const std::string& data,
                       const std::string& body) {
    const std::string name = study.name + "_" + what;
    drawn = plots::draw(folder, name, body) && drawn;
    pictures.push_back({name, study.title + ": " + caption, {data}});
  };
  const std::string& label = study.metrics[0].label;
  add(study.metrics[0].name, label + " against r/m", ranks, by_share(study, lines, ranks, 3, label, metric));
  add("memory", "training memory against r/m", ranks,
      by_share(study, lines, ranks, 5, "training memory, MB", megabytes));
  add("trade_off", label + " against training memory", ranks, trade_off(study, lines, ranks, label));
  add("curve", label + " against iterations", curve, curve_figure(study, lines, curve));
  return drawn;
}

}  // namespace bros::tasks
