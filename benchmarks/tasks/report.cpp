#include "report.hpp"

#include "figures.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace bros::tasks {

namespace {

constexpr double megabyte = 1e6, kilobyte = 1e3;

double last_metric(const Outcome& run, std::size_t m) {
  return run.status == "horizon_reached" ? run.curve.back().metrics[m] : undefined;
}

std::string text(const Estimate& e, int digits) {
  return std::isfinite(e.mean) ? fmt::format("{:.{}f} ± {:.{}f}", e.mean, digits, e.error, digits) : "–";
}

/// The line of MA-SOBA, with which the others are compared, or null.
const Line* reference(const std::vector<Line>& all) {
  const auto found = std::find_if(all.begin(), all.end(), [](const Line& l) { return l.variant.method == "ma-soba"; });
  return found == all.end() ? nullptr : &*found;
}

/// The first metric of `line` minus that of `other`, seed by seed.
Estimate difference(const Line& line, const Line& other) {
  std::vector<double> values;
  for (std::size_t s = 0; s < line.runs.size(); ++s)
    values.push_back(last_metric(line.runs[s], 0) - last_metric(other.runs[s], 0));
  return estimate(values);
}

double memory(const Line& line) {
  return line.over_runs([](const Outcome& c) { return c.cost.memory(); }).mean;
}

plots::Table table(const Experiment& experiment, const std::vector<Line>& all) {
  const Line* const ma_soba = reference(all);
  plots::Table rows{{"method", "r/m"}};
  const auto name = [&](std::initializer_list<const char*> names) {
    rows[0].insert(rows[0].end(), names.begin(), names.end());
  };
  for (const Metric& metric : experiment.metrics) name({metric.label.c_str()});
  if (ma_soba) name({"minus MA-SOBA"});
  name({"wall s", "processor s", "peak memory, MB", "without parameters"});
  if (ma_soba) name({"below MA-SOBA, both"});
  name({"resident, MB", "samples", "evaluations", "Hessian actions"});
  const bool is_shared = std::any_of(all.begin(), all.end(), [](const Line& line) {
    return line.over_runs([](const Outcome& c) { return c.cost.sent_bytes; }).mean > 0;
  });
  if (is_shared) name({"sent, kB an iteration", "by formula"});
  const auto without = [](const Line& line) {
    return line.over_runs([](const Outcome& c) { return c.cost.memory() - c.cost.parameter_bytes; }).mean;
  };
  for (const Line& line : all) {
    const bool compared = ma_soba && &line != ma_soba;
    std::vector<std::string>& row = rows.emplace_back(std::vector{line.label, line.variant.rank()});
    const auto mean = [&](int digits, auto figure, double unit = 1) {
      row.push_back(fmt::format("{:.{}f}", line.over_runs(figure).mean / unit, digits));
    };
    for (std::size_t m = 0; m < experiment.metrics.size(); ++m)
      row.push_back(text(line.metric(m), experiment.metrics[m].digits));
    if (ma_soba) row.push_back(compared ? text(difference(line, *ma_soba), experiment.metrics[0].digits) : "");
    row.push_back(text(line.over_runs([](const Outcome& c) { return c.cost.seconds; }), 1));
    mean(1, [](const Outcome& c) { return c.cost.processor_seconds; });
    for (const double bytes : {memory(line), without(line)}) row.push_back(fmt::format("{:.2f}", bytes / megabyte));
    const auto below = [&](const auto& figure) { return 100 * (1 - figure(line) / figure(*ma_soba)); };
    if (ma_soba) row.push_back(compared ? fmt::format("{:.1f} %, {:.1f} %", below(memory), below(without)) : "");
    mean(
        0, [](const Outcome& c) { return c.cost.resident_bytes; }, megabyte);
    mean(0, [](const Outcome& c) { return c.counts.samples; });
    mean(0, [](const Outcome& c) { return c.counts.evaluations; });
    mean(0, [](const Outcome& c) { return c.counts.hessian_actions; });
    const auto each = [](std::int64_t bytes, const Outcome& c) {
      return static_cast<double>(bytes) / static_cast<double>(std::max<std::uint64_t>(1, c.counts.iterations));
    };
    if (!is_shared) continue;
    mean(
        3, [&](const Outcome& c) { return each(c.cost.sent_bytes, c); }, kilobyte);
    if (line.runs[0].cost.formula_bytes > 0)
      mean(
          3, [&](const Outcome& c) { return each(c.cost.formula_bytes, c); }, kilobyte);
    else
      row.emplace_back("–");
  }
  return rows;
}

/// What the section begins with: BROS beside MA-SOBA where it takes the least memory and where it comes nearest.
std::string shows(const Experiment& experiment, const std::vector<Line>& all) {
  const std::string& metric = experiment.metrics[0].label;
  const int digits = experiment.metrics[0].digits;
  std::string words =
      fmt::format("Measured: {}, on data that no method was trained on, and the memory that training takes.", metric);
  const Line* const ma_soba = reference(all);
  if (!ma_soba || !std::isfinite(ma_soba->metric(0).mean)) return words;
  const Line *least = nullptr, *nearest = nullptr;
  std::size_t lost = 0;
  for (const Line& line : all) {
    if (!line.variant.is_bros()) continue;
    const double away = std::abs(difference(line, *ma_soba).mean);
    if (!std::isfinite(away)) {
      ++lost;
      continue;
    }
    if (!least || memory(line) < memory(*least)) least = &line;
    if (!nearest || away < std::abs(difference(*nearest, *ma_soba).mean)) nearest = &line;
  }
  words += fmt::format(" MA-SOBA, in the full space: {}.", text(ma_soba->metric(0), digits));
  const auto say = [&](const char* which, const Line& line) {
    words += fmt::format(" {}, {} at r/m = {}: {:.1f} % less memory, {} away from MA-SOBA.", which, line.label,
                         line.variant.rank(), 100 * (1 - memory(line) / memory(*ma_soba)),
                         text(difference(line, *ma_soba), digits));
  };
  if (least) say("The least memory", *least);
  if (nearest && nearest != least) say("The nearest", *nearest);
  if (lost > 0) words += fmt::format(" {} settings of BROS did not stay finite.", lost);
  return words +
         " The theory says that BROS needs samples of the same order; it does not say how near it is after a "
         "given number.";
}

nlohmann::json to_json(const Results& results, const std::vector<Line>& all) {
  const Experiment& experiment = results.experiment;
  nlohmann::json out{{"name", experiment.name},         {"title", experiment.title}, {"iterations", experiment.horizon},
                     {"seeds", results.seeds},          {"grid", experiment.grid},   {"lines", nlohmann::json::array()},
                     {"cells", nlohmann::json::array()}};
  for (const Metric& metric : experiment.metrics)
    out["metrics"].push_back({{"name", metric.name}, {"label", metric.label}});
  for (const Line& line : all) {
    const Steps<float> steps = experiment.steps(line.variant);
    nlohmann::json metrics;
    for (std::size_t m = 0; m < experiment.metrics.size(); ++m) {
      const Estimate e = line.metric(m);
      metrics[experiment.metrics[m].name] = {{"mean", e.mean}, {"standard_error", e.error}};
    }
    out["lines"].push_back({{"label", line.label},
                            {"share", line.variant.share},
                            {"alpha", steps.alpha},
                            {"beta", steps.beta},
                            {"gamma", steps.gamma},
                            {"theta", steps.theta},
                            {"metrics", metrics}});
  }
  for (const Outcome& run : results.runs) {
    nlohmann::json json = tasks::to_json(run);
    json["label"] = results.variants[run.variant].label();
    json["share"] = results.variants[run.variant].share;
    out["cells"].push_back(std::move(json));
  }
  return out;
}

/// The best points of a grid, as one run a seed.
Line best_of_grid(const Results& results, const std::vector<const Outcome*>& points) {
  Line line{fmt::format("best of {} points", results.experiment.grid.size()), {"none", "", 1, 1}, {}};
  const std::size_t by = results.experiment.chosen_by, count = results.experiment.grid.size();
  for (std::size_t s = 0; s < results.seeds; ++s) {
    const auto first = points.begin() + static_cast<std::ptrdiff_t>(s * count);
    Outcome best = **std::min_element(
        first, first + static_cast<std::ptrdiff_t>(count),
        [&](const Outcome* a, const Outcome* b) { return last_metric(*a, by) < last_metric(*b, by); });
    for (auto point = first; point != first + static_cast<std::ptrdiff_t>(count); ++point) {
      const Outcome& other = **point;
      if (other.variant == best.variant) continue;
      best.cost.seconds += other.cost.seconds;
      best.cost.processor_seconds += other.cost.processor_seconds;
      best.cost.tensor_bytes = std::max(best.cost.tensor_bytes, other.cost.tensor_bytes);
      best.cost.state_bytes = std::max(best.cost.state_bytes, other.cost.state_bytes);
      best.cost.resident_bytes = std::max(best.cost.resident_bytes, other.cost.resident_bytes);
      best.cost.sent_bytes += other.cost.sent_bytes;
      best.cost.formula_bytes += other.cost.formula_bytes;
      best.counts.samples += other.counts.samples;
      best.counts.evaluations += other.counts.evaluations;
    }
    line.runs.push_back(std::move(best));
  }
  return line;
}

}  // namespace

Estimate estimate(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  double mean = 0, squares = 0;
  for (const double v : values) mean += v / n;
  for (const double v : values) squares += (v - mean) * (v - mean);
  return {mean, std::sqrt(squares / (n - 1) / n)};
}

Estimate Line::metric(std::size_t m) const {
  return over_runs([m](const Outcome& run) { return last_metric(run, m); });
}

std::vector<Line> lines(const Results& results) {
  std::vector<Line> all;
  std::vector<const Outcome*> points;
  for (const Variant& variant : results.variants)
    if (variant.grid_point == 0) all.push_back({variant.label(), variant, {}});
  for (const Outcome& run : results.runs) {
    if (results.variants[run.variant].grid_point == 0)
      all[run.variant].runs.push_back(run);
    else
      points.push_back(&run);
  }
  if (!points.empty()) all.push_back(best_of_grid(results, points));
  return all;
}

void report(const std::vector<Results>& all, const Options& options, const std::filesystem::path& folder) {
  std::vector<plots::Section> sections;
  for (const Results& results : all) {
    const std::vector<Line> of_experiment = lines(results);
    plots::Section& section = sections.emplace_back();
    section.title =
        fmt::format("{}, {} iterations, {} seeds", results.experiment.title, results.experiment.horizon, results.seeds);
    section.table = table(results.experiment, of_experiment);
    section.shows = shows(results.experiment, of_experiment);
    section.json = to_json(results, of_experiment);
    fmt::print("\n{}\n\n{}", section.title, plots::markdown(section.table));
    draw_figures(results.experiment, of_experiment, folder, section);
  }
  const char* details =
      "Mean ± standard error over seeds, at the last iterate; minus MA-SOBA: of the first metric, seed by seed. "
      "Memory: the largest sum of the tensors of a run, the data set left out, and what the method holds beside them, "
      "with parameters and without; resident: of the whole process. Sent: by rank 0 to "
      "the others.";
  const std::string written =
      plots::write_report(folder,
                          {.title = "bros task " + options.name,
                           .shows = "How well networks come out that are trained with less memory: every method on the "
                                    "same data, with its accuracy, its memory and its time.",
                           .details = details,
                           .origin = {options.command, static_cast<std::uint64_t>(options.seed), options.began,
                                      options.resume ? "of this run alone, which resumed another" : ""},
                           .document = {{"task", options.name}, {"seed", options.seed}, {"threads", options.threads}}},
                          sections);
  fmt::print("\n{}: {}\n", folder.string(), written);
}

}  // namespace bros::tasks
