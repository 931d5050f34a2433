#include "variance_report.hpp"

#include "../plots/curves.hpp"
#include "../plots/files.hpp"

#include <bros/evidence/palette.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace bros::cli {

namespace {

using Results = VarianceResults;

std::string text(const Results& v, const rational& value) {
  return v.exact_rational ? value.str() : fmt::format("{:.6g}", static_cast<double>(value));
}
double share(const Results& v, Index rank) { return static_cast<double>(rank) / static_cast<double>(v.rows); }

void print(const Results& v, const WorstCases& worst) {
  constexpr const char* line = "{:<26} {:>20} {:>20}\n";
  fmt::print("\nworst case of E||Hhat[Z]||^2 over ||H||, ||Z|| <= 1\n");
  fmt::print(line, "action", "symmetric H", "any H");
  for (const auto& of : worst.actions)
    fmt::print(line, of.action->name, text(v, of.symmetric), (of.attained ? "" : "at most ") + text(v, of.any));
  fmt::print(line, "no unbiased action is below", "symmetric H", "any H");
  for (const auto& bound : worst.bounds)
    fmt::print(line, bound.data, bound.symmetric ? text(v, *bound.symmetric) : "-",
               bound.any ? text(v, *bound.any) : "-");
}

nlohmann::json to_json(const Results& v) {
  nlohmann::json document{{"rows", v.rows},       {"cols", v.cols},   {"rank", v.rank},
                          {"sampler", v.sampler}, {"draws", v.draws}, {"estimates", nlohmann::json::array()}};
  for (const VarianceRow& row : v.table) {
    nlohmann::json one{{"action", row.action->name}, {"rank", row.rank}};
    if (row.refused.empty())
      one.update(
          {{"hessian_actions", row.cost},
           {"second_moment", row.moment},
           {"relative_error", row.relative},
           {"measured", {{"value", row.measured.value}, {"low", row.measured.low}, {"high", row.measured.high}}}});
    else
      one["refused"] = row.refused;
    document["estimates"].push_back(one);
  }
  for (const WorstCases& w : v.worst_cases) {
    nlohmann::json one{{"rank", w.rank}, {"actions", nlohmann::json::object()}, {"bounds", nlohmann::json::object()}};
    for (const auto& of : w.actions)
      one["actions"][of.action->name] = {
          {"symmetric", text(v, of.symmetric)}, {"any_at_most", text(v, of.any)}, {"any_attained", of.attained}};
    for (const auto& bound : w.bounds)
      if (bound.any)
        one["bounds"][bound.key] = {{"symmetric", text(v, *bound.symmetric)}, {"any", text(v, *bound.any)}};
    document["worst_cases"].push_back(one);
  }
  return document;
}

/// The error as far as it is drawn: of random estimates, relative to ||H Z||^2.
struct Errors {
  std::optional<double> exact, measured;
};
Errors errors(const Results& v, const VarianceRow& row) {
  Errors e;
  if (!row.refused.empty() || row.rank == v.rows || !(v.norm > 0)) return e;
  if (row.relative != "-") e.exact = row.exact_relative;
  if (row.action->unbiased && row.measured.value > v.norm) e.measured = (row.measured.value - v.norm) / v.norm;
  return e;
}
std::string number(const std::optional<double>& value) { return value ? fmt::format("{}", *value) : ""; }

/// Rank, r/m, then eight for each action: cost, second moment, error, error x cost, measured second moment with its
/// interval, measured error. Unknown is empty.
std::string csv(const Results& v) {
  std::string all = "rank,r_over_m";
  for (const ActionTraits& action : *v.actions)
    all += fmt::format(
        ",{0}_cost,{0}_second_moment,{0}_error,{0}_error_x_cost,{0}_measured,{0}_low,{0}_high,"
        "{0}_measured_error",
        action.name);
  for (std::size_t i = 0; i < v.table.size(); ++i) {
    const VarianceRow& row = v.table[i];
    if (i % v.actions->size() == 0) all += fmt::format("\n{},{}", row.rank, share(v, row.rank));
    if (!row.refused.empty()) {
      all += ",,,,,,,,";
      continue;
    }
    const Errors e = errors(v, row);
    const std::optional<double> moment = row.known() ? std::optional(row.exact_moment) : std::nullopt,
                                times_cost =
                                    e.exact ? std::optional(*e.exact * static_cast<double>(row.cost)) : e.exact;
    all += fmt::format(",{},{},{},{},{},{},{},{}", row.cost, number(moment), number(e.exact), number(times_cost),
                       row.measured.value, row.measured.low, row.measured.high, number(e.measured));
  }
  return all + "\n";
}

/// Rank, r/m, then for each bound and each unbiased action the value over symmetric and over any H.
std::string worst_case_csv(const Results& v) {
  std::string all = "rank,r_over_m";
  for (const auto& bound : v.worst_cases[0].bounds) all += fmt::format(",{0}_bound_symmetric,{0}_bound_any", bound.key);
  for (const ActionTraits& action : *v.actions)
    if (action.unbiased) all += fmt::format(",{0}_symmetric,{0}_any_at_most", action.name);
  all += "\n";
  const auto value = [](const std::optional<rational>& r) {
    return r ? fmt::format("{}", static_cast<double>(*r)) : "";
  };
  for (const WorstCases& w : v.worst_cases) {
    all += fmt::format("{},{}", w.rank, share(v, w.rank));
    for (const auto& bound : w.bounds) all += "," + value(bound.symmetric) + "," + value(bound.any);
    for (const ActionTraits& action : *v.actions) {
      if (!action.unbiased) continue;
      const auto of =
          std::find_if(w.actions.begin(), w.actions.end(), [&](const auto& o) { return o.action == &action; });
      all += of == w.actions.end() ? ",," : "," + value(of->symmetric) + "," + value(of->any);
    }
    all += "\n";
  }
  return all;
}

/// In the order of the actions: plain is that of the naive projection, biprobe of BROS, one_sided of the full tangent.
const char* colour(std::size_t action) {
  constexpr auto& p = plots::palette;
  constexpr std::array colours{
      p[plots::naive_colour], p[plots::bros_colour], p[5], p[7], p[4], p[plots::full_tangent_colour], p[8], p[9]};
  return colours[action % colours.size()];
}

/// r/m from 1, the full space, to the right.
plots::Axis shares(const Results& v, const char* of) {
  std::string marks;
  const auto mark = [&](const std::string& name, double at) {
    marks += fmt::format("{}'{}' {}", marks.empty() ? "" : ", ", name, at);
  };
  mark("1", 1);
  if (v.rows <= 4)
    for (Index r = 1; r < v.rows; ++r) mark(fmt::format("{}/{}", r, v.rows), share(v, r));
  else
    for (Index part = 2; part <= v.rows; part *= 2) mark(fmt::format("1/{}", part), 1 / static_cast<double>(part));
  return {.label = of, .logarithmic = true, .marks = marks};
}

/// What the theory knows as lines, what was measured as points.
std::string error_figure(const Results& v, bool times_cost) {
  plots::CurvesPlot plot{
      .x = shares(v, "r / m"),
      .y = {.label = times_cost ? "error / ||HZ||^2 × Hessian actions" : "error / ||HZ||^2", .logarithmic = true},
      .x_falls = true};
  for (std::size_t a = 0; a < v.actions->size(); ++a) {
    plots::Curve line{.label = (*v.actions)[a].name, .colour = colour(a)},
        points{.colour = colour(a), .style = "points"};
    for (std::size_t i = v.table.size(); i-- > 0;) {  // r falls from left to right
      const VarianceRow& row = v.table[i];
      if (row.action != &(*v.actions)[a]) continue;
      const Errors e = errors(v, row);
      const double factor = times_cost ? static_cast<double>(row.cost) : 1;
      if (e.exact) line.points.emplace_back(share(v, row.rank), factor * *e.exact);
      if (e.measured) points.points.emplace_back(share(v, row.rank), factor * *e.measured);
    }
    const std::size_t first = 3 + 8 * a;
    line.data = fmt::format("'variance.csv' skip 1 using 2:{}", first + (times_cost ? 3 : 2));
    points.data = fmt::format("'variance.csv' skip 1 using 2:(column({})*{})", first + 7,
                              times_cost ? fmt::format("column({})", first) : "1");
    if (line.points.empty()) points.label = line.label;
    plot.curves.push_back(line);
    plot.curves.push_back(points);
  }
  return plots::curves_figure(std::move(plot));
}

/// Relative to (m/r)^2. Black lines: what no unbiased action with these data is below.
std::string worst_case_figure(const Results& v, bool symmetric) {
  plots::CurvesPlot plot{.x = shares(v, symmetric ? "r / m   (H symmetric)" : "r / m   (any H)"),
                         .y = {.label = "worst case / (m/r)^2", .low = 0, .high = 3},
                         .x_falls = true,
                         .settings = "set datafile missing NaN\n"};
  const auto data = [](std::size_t column) {
    return fmt::format("'variance_worst_case.csv' skip 1 using 2:(column({})*$2**2)", column);
  };
  const std::size_t of_symmetric = symmetric ? 0 : 1, bounds = v.worst_cases[0].bounds.size();
  const auto relative = [&](const WorstCases& w, const rational& value) {
    const double part = share(v, w.rank);
    return std::pair(part, static_cast<double>(value) * part * part);
  };
  std::size_t column = 3 + 2 * bounds + of_symmetric;
  for (std::size_t a = 0; a < v.actions->size(); ++a) {
    const ActionTraits& action = (*v.actions)[a];
    if (!action.unbiased) continue;
    plots::Curve curve{.label = action.name, .colour = colour(a), .data = data(column)};
    bool attained = true;
    for (auto w = v.worst_cases.rbegin(); w != v.worst_cases.rend(); ++w)
      for (const auto& of : w->actions) {
        if (of.action != &action) continue;
        attained = attained && of.attained;
        if (const auto p = relative(*w, symmetric ? of.symmetric : of.any); p.second <= 3) curve.points.push_back(p);
      }
    if (!symmetric && !attained) curve.label += ", at most";
    plot.curves.push_back(curve);
    column += 2;
  }
  constexpr const char* titles[] = {"bound, Z full", "bound, two V", "bound, one V"};
  for (std::size_t b = 0; b < bounds; ++b) {
    plots::Curve curve{
        .label = titles[b], .colour = "#000000", .data = data(3 + 2 * b + of_symmetric), .style = "lines"};
    for (auto w = v.worst_cases.rbegin(); w != v.worst_cases.rend(); ++w)
      if (const auto& value = symmetric ? w->bounds[b].symmetric : w->bounds[b].any)
        curve.points.push_back(relative(*w, *value));
    plot.curves.push_back(curve);
  }
  return plots::curves_figure(std::move(plot));
}

/// What the page begins with.
std::string shows(const Results& v) {
  std::size_t known = 0, held = 0;
  const VarianceRow* least = nullptr;
  for (const VarianceRow& row : v.table) {
    if (!row.refused.empty() || !row.known()) continue;
    ++known;
    const double rounding = 1e-9 * row.exact_moment;
    held += row.measured.low - rounding <= row.exact_moment && row.exact_moment <= row.measured.high + rounding ? 1 : 0;
    if (row.rank == v.rank && row.action->unbiased && row.relative != "-" &&
        (!least || row.exact_relative < least->exact_relative))
      least = &row;
  }
  std::string words = fmt::format(
      "How large the error of every estimate of the Hessian action H[Z] is: its exact value, and the mean of {} "
      "independent draws beside it.",
      v.draws);
  if (known > 0)
    words += fmt::format(" {} of {} intervals of 95 % hold the exact value; about 95 % of them should.", held, known);
  else
    words += " The theory has no exact value for these: what stands here is measured.";
  if (least)
    words += fmt::format(" At r = {} the unbiased action with the least error here is {}: {} times ||H Z||^2.", v.rank,
                         least->action->name, least->relative);
  return words;
}

plots::Table table(const Results& v) {
  plots::Table rows{
      {"action", "r", "Hessian actions", "second moment, exact", "measured", "95 % interval", "relative error"}};
  for (const VarianceRow& row : v.table)
    if (row.rank == v.rank && row.refused.empty())
      rows.push_back({row.action->name, std::to_string(row.rank), std::to_string(row.cost), row.moment,
                      fmt::format("{:.6g}", row.measured.value),
                      fmt::format("[{:.6g}, {:.6g}]", row.measured.low, row.measured.high), row.relative});
  return rows;
}

}  // namespace

void print(const Results& v) {
  fmt::print("m = {}, n = {}, r = {}, {} subspaces; {} draws a row\n", v.rows, v.cols, v.rank, v.sampler, v.draws);
  constexpr const char* line = "{:<14} {:>7} {:>20} {:>12} {:>26} {:>20} {:>12}\n";
  fmt::print(line, "action", "actions", "E||Hhat[Z]||^2 exact", "measured", "95 % interval", "error / ||HZ||^2",
             "x actions");
  for (const VarianceRow& row : v.table) {
    if (row.rank != v.rank) continue;
    if (!row.refused.empty()) {
      fmt::print("{:<14} not here: {}\n", row.action->name, row.refused);
      continue;
    }
    fmt::print(line, row.action->name, row.cost, row.moment, fmt::format("{:.6g}", row.measured.value),
               fmt::format("[{:.6g}, {:.6g}]", row.measured.low, row.measured.high), row.relative,
               row.relative == "-" ? "-" : fmt::format("{:.6g}", row.exact_relative * static_cast<double>(row.cost)));
  }
  fmt::print("error: E||Hhat[Z] - H[Z]||^2, the variance of an unbiased action; plain is biased\n");
  for (const WorstCases& w : v.worst_cases)
    if (w.rank == v.rank) print(v, w);
}

std::string write(const Results& v, const std::filesystem::path& folder, const plots::Origin& origin) {
  plots::write_file("--out", folder / "variance.csv", csv(v));
  if (!v.worst_cases.empty()) plots::write_file("--out", folder / "variance_worst_case.csv", worst_case_csv(v));
  plots::write_file("--out", folder / "command.txt", origin.command + "\n");

  plots::Section section{
      .title = fmt::format("m = {}, n = {}, r = {}, {} subspaces", v.rows, v.cols, v.rank, v.sampler),
      .table = table(v),
      .notes = {"Second moment: E||Hhat[Z]||^2. Relative error: E||Hhat[Z] - H[Z]||^2 / ||H Z||^2, the relative "
                "variance of an unbiased action; plain is biased."}};
  const bool drawn = std::any_of(v.table.begin(), v.table.end(), [&](const VarianceRow& row) {
    return row.refused.empty() && row.rank < v.rows && v.norm > 0 && row.measured.value > v.norm;
  });
  const bool any_known =
      std::any_of(v.table.begin(), v.table.end(), [](const VarianceRow& row) { return row.known(); });
  const std::string sides =
      "The full space is on the left, small subspaces are on the right. A dashed line lies on "
      "another one where they coincide.";
  if (drawn) {
    section.draw(folder,
                 {"variance",
                  "Error against r/m",
                  "Lower is better. Lines: exact; points: measured. " + sides,
                  {"variance.csv"}},
                 error_figure(v, false));
    if (any_known)
      section.draw(
          folder,
          {"variance_x_cost",
           "Error times cost against r/m",
           "The same times the Hessian actions that an estimate takes: what counts where samples are cheap and "
           "products are not. " +
               sides,
           {"variance.csv"}},
          error_figure(v, true));
  }
  if (!v.worst_cases.empty()) {
    const std::string reading =
        "The largest second moment over ||Z|| <= 1 and all H of norm at most 1, relative to (m/r)^2. Black: no "
        "unbiased "
        "action with these data is below; the gap is what can still be gained. " +
        sides;
    section.draw(folder, {"variance_worst_case", "Worst case over all H", reading, {"variance_worst_case.csv"}},
                 worst_case_figure(v, false));
    section.draw(folder,
                 {"variance_worst_case_symmetric", "Worst case over symmetric H", reading, {"variance_worst_case.csv"}},
                 worst_case_figure(v, true));
  }
  return plots::write_report(
             folder,
             {.title = "Variance of the Hessian actions",
              .shows = shows(v),
              .details = "Exact values: theory/estimators.md#estimator-variance. Intervals: Student's t "
                         "for the mean.",
              .origin = origin,
              .document = to_json(v),
              .json = "variance.json"},
             {section}) +
         (v.rows == 1   ? "; no pictures, since one row has no proper subspace"
          : v.norm == 0 ? "; no pictures of this instance, since H Z = 0 leaves nothing to be relative to"
          : drawn       ? ""
                        : "; no pictures of this instance, since no action has an error here");
}

}  // namespace bros::cli
