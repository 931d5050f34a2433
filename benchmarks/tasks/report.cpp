#include "report.hpp"

#include "figures.hpp"

#include "../plots/files.hpp"
#include "../plots/gallery.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace bros::tasks {

namespace {

constexpr double megabyte = 1e6;

double last_metric(const Cell& cell, std::size_t m) {
  return cell.status == "horizon_reached" ? cell.curve.back().metrics[m] : undefined;
}

std::string text(const Estimate& e, int digits) {
  return std::isfinite(e.mean) ? fmt::format("{:.{}f} ± {:.{}f}", e.mean, digits, e.error, digits) : "–";
}

/// The line of MA-SOBA, with which the others are compared, or null.
const Line* reference(const std::vector<Line>& all) {
  const auto found =
      std::find_if(all.begin(), all.end(), [](const Line& l) { return l.arm.method == Arm::Method::ma_soba; });
  return found == all.end() ? nullptr : &*found;
}

/// The first metric of `line` minus that of `other`, seed by seed.
Estimate difference(const Line& line, const Line& other) {
  std::vector<double> values;
  for (std::size_t s = 0; s < line.cells.size(); ++s)
    values.push_back(last_metric(line.cells[s], 0) - last_metric(other.cells[s], 0));
  return estimate(values);
}

std::string table(const Study& study, const std::vector<Line>& all) {
  const Line* const ma_soba = reference(all);
  std::string head = "| method | r/m |", rule = "|---|---|", body;
  for (const Metric& metric : study.metrics) head += fmt::format(" {} |", metric.label), rule += "---|";
  if (ma_soba) head += " minus MA-SOBA |", rule += "---|";
  head += " wall s | processor s | peak memory, MB | without parameters |";
  rule += "---|---|---|---|";
  if (ma_soba) head += " below MA-SOBA, both |", rule += "---|";
  head += " resident, MB | samples | evaluations | Hessian actions |\n";
  rule += "---|---|---|---|\n";
  const auto with = [](const Line& line) { return line.over_cells([](const Cell& c) { return memory(c); }).mean; };
  const auto without = [](const Line& line) {
    return line.over_cells([](const Cell& c) { return memory(c) - c.cost.parameters; }).mean;
  };
  for (const Line& line : all) {
    const auto mean = [&](auto figure) { return line.over_cells(figure).mean; };
    const bool compared = ma_soba && &line != ma_soba;
    body +=
        fmt::format("| {} | {} |", line.label, line.arm.method == Arm::Method::bros ? share_text(line.arm.share) : "");
    for (std::size_t m = 0; m < study.metrics.size(); ++m)
      body += fmt::format(" {} |", text(line.metric(m), study.metrics[m].digits));
    if (ma_soba)
      body += fmt::format(" {} |", compared ? text(difference(line, *ma_soba), study.metrics[0].digits) : "");
    body += fmt::format(
        " {} | {:.1f} | {:.2f} | {:.2f} |", text(line.over_cells([](const Cell& c) { return c.cost.seconds; }), 1),
        mean([](const Cell& c) { return c.cost.processor_seconds; }), with(line) / megabyte, without(line) / megabyte);
    const auto below = [&](const auto& figure) { return 100 * (1 - figure(line) / figure(*ma_soba)); };
    if (ma_soba) body += compared ? fmt::format(" {:.1f} %, {:.1f} % |", below(with), below(without)) : " |";
    body += fmt::format(
        " {:.0f} | {:.0f} | {:.0f} | {:.0f} |\n", mean([](const Cell& c) { return c.cost.resident; }) / megabyte,
        mean([](const Cell& c) { return c.counts.samples; }), mean([](const Cell& c) { return c.counts.evaluations; }),
        mean([](const Cell& c) { return c.counts.hessian_actions; }));
  }
  return head + rule + body;
}

nlohmann::json to_json(const Results& results, const std::vector<Line>& all) {
  const Study& study = results.study;
  nlohmann::json out{{"name", study.name},
                     {"title", study.title},
                     {"iterations", study.horizon},
                     {"seeds", results.seeds},
                     {"grid", study.grid},
                     {"lines", nlohmann::json::array()},
                     {"cells", nlohmann::json::array()}};
  for (const Metric& metric : study.metrics) out["metrics"].push_back({{"name", metric.name}, {"label", metric.label}});
  for (const Line& line : all) {
    const Steps<float> steps = study.steps(line.arm);
    nlohmann::json metrics;
    for (std::size_t m = 0; m < study.metrics.size(); ++m) {
      const Estimate e = line.metric(m);
      metrics[study.metrics[m].name] = {{"mean", e.mean}, {"standard_error", e.error}};
    }
    out["lines"].push_back({{"label", line.label},
                            {"share", line.arm.share},
                            {"alpha", steps.alpha},
                            {"beta", steps.beta},
                            {"gamma", steps.gamma},
                            {"theta", steps.theta},
                            {"metrics", metrics}});
  }
  for (const Cell& cell : results.cells) {
    nlohmann::json json = tasks::to_json(cell);
    json["label"] = results.arms[cell.arm].label();
    json["share"] = results.arms[cell.arm].share;
    out["cells"].push_back(std::move(json));
  }
  return out;
}

/// The best points of a grid, as one cell a seed.
Line best_of_grid(const Results& results, const std::vector<const Cell*>& points) {
  Line line{fmt::format("best of {} points", results.study.grid.size()), {Arm::Method::none, "", 1, 1}, {}};
  const std::size_t by = results.study.chosen_by, count = results.study.grid.size();
  for (std::size_t s = 0; s < results.seeds; ++s) {
    const auto first = points.begin() + static_cast<std::ptrdiff_t>(s * count);
    Cell best =
        **std::min_element(first, first + static_cast<std::ptrdiff_t>(count),
                           [&](const Cell* a, const Cell* b) { return last_metric(*a, by) < last_metric(*b, by); });
    for (auto point = first; point != first + static_cast<std::ptrdiff_t>(count); ++point) {
      const Cell& other = **point;
      if (other.arm == best.arm) continue;
      best.cost.seconds += other.cost.seconds;
      best.cost.processor_seconds += other.cost.processor_seconds;
      best.cost.tensors = std::max(best.cost.tensors, other.cost.tensors);
      best.cost.state = std::max(best.cost.state, other.cost.state);
      best.cost.resident = std::max(best.cost.resident, other.cost.resident);
      best.counts.samples += other.counts.samples;
      best.counts.evaluations += other.counts.evaluations;
    }
    line.cells.push_back(std::move(best));
  }
  return line;
}

}  // namespace

std::int64_t memory(const Cell& cell) { return cell.cost.tensors + cell.cost.state; }

std::string share_text(double share) {
  for (int parts = 1; parts <= 64; ++parts)
    if (share * parts == 1) return parts == 1 ? "1" : fmt::format("1/{}", parts);
  return fmt::format("{:g}", share);
}

Estimate estimate(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  double mean = 0, squares = 0;
  for (const double v : values) mean += v / n;
  for (const double v : values) squares += (v - mean) * (v - mean);
  return {mean, std::sqrt(squares / (n - 1) / n)};
}

Estimate Line::metric(std::size_t m) const {
  return over_cells([m](const Cell& cell) { return last_metric(cell, m); });
}

std::vector<Line> lines(const Results& results) {
  std::vector<Line> all;
  std::vector<const Cell*> points;
  for (const Arm& arm : results.arms)
    if (arm.grid_point == 0) all.push_back({arm.label(), arm, {}});
  for (const Cell& cell : results.cells) {
    if (results.arms[cell.arm].grid_point == 0)
      all[cell.arm].cells.push_back(cell);
    else
      points.push_back(&cell);
  }
  if (!points.empty()) all.push_back(best_of_grid(results, points));
  return all;
}

void report(const std::vector<Results>& all, const Options& options, const std::filesystem::path& folder) {
  nlohmann::json document{{"command", options.command},
                          {"task", options.name},
                          {"seed", options.seed},
                          {"threads", options.threads},
                          {"studies", nlohmann::json::array()}};
  std::string markdown = fmt::format(
      "# {}\n\nMean ± standard error over seeds, at the last iterate; minus MA-SOBA: of the first metric, seed by "
      "seed.\n"
      "Memory: the largest sum of the tensors of a run, the data set left out, and what the method holds beside them,\n"
      "with parameters and without; resident: of the whole process.\n\nCommand: `{}`\n",
      options.name, options.command);
  std::vector<plots::Section> sections;
  bool drawn = true;
  for (const Results& results : all) {
    const std::vector<Line> of_study = lines(results);
    const std::string title = fmt::format("{}, {} iterations, {} seeds", results.study.title, results.study.horizon,
                                          results.seeds),
                      shown = table(results.study, of_study);
    fmt::print("\n{}\n\n{}", title, shown);
    markdown += fmt::format("\n## {}\n\n{}\n", title, shown);
    document["studies"].push_back(to_json(results, of_study));
    std::vector<plots::Picture> pictures;
    drawn = draw_figures(results.study, of_study, folder, pictures) && drawn;
    for (const plots::Picture& picture : pictures) {
      cli::write_file("--out", folder / (picture.name + ".command.txt"), options.command + "\n");
      markdown += fmt::format("![{1}]({0}.png)\n", picture.name, picture.caption);
    }
    sections.push_back({title, shown, std::move(pictures)});
  }
  cli::write_file("--out", folder / "summary.md", markdown);
  cli::write_file("--out", folder / "summary.json", document.dump(2) + "\n");
  cli::write_file("--out", folder / "index.html",
                  plots::gallery("bros task " + options.name, options.command, sections, drawn));
  fmt::print("\n{}: {}\n", folder.string(),
             drawn ? "pictures, CSV, summary.md and summary.json"
                   : "CSV, summary.md and summary.json; no pictures, since gnuplot is not installed");
}

}  // namespace bros::tasks
