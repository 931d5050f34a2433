#include "rates_report.hpp"
#include "../plots/files.hpp"
#include "rates_figures.hpp"

#include "../plots/figure.hpp"
#include "../studies/rate_studies.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <map>

namespace bros::cli {

namespace {

constexpr double chain_upper_line = 16;  // times T/p: chosen above what is measured, not proved

using Rates = std::vector<studies::MethodRates>;

std::string with_interval(const Interval& i, int digits) {
  if (!std::isfinite(i.low))
    return std::isfinite(i.value) ? fmt::format("{:.{}f}, unbounded", i.value, digits) : "none";
  return fmt::format("{:.{}f} [{:.{}f}, {:.{}f}]", i.value, digits, i.low, digits, i.high, digits);
}

nlohmann::json to_json(const Interval& i) { return {{"value", i.value}, {"low", i.low}, {"high", i.high}}; }

/// ",mean,low,high" of a method at level number l; empty fields where it was not run.
std::string fields(const studies::MethodRates& m, std::size_t l, double scale = 1) {
  if (l >= m.mean.size()) return ",,,";
  return fmt::format(",{},{},{}", scale * m.mean[l].value, scale * m.mean[l].low, scale * m.mean[l].high);
}

std::string field_names(const Rates& rates) {
  std::string names;
  for (const auto& m : rates) names += fmt::format(",{0}_mean,{0}_low,{0}_high", m.key);
  return names;
}

bool draw(const std::filesystem::path& folder, const std::string& name, const std::string& body) {
  const bool drawn = plots::draw(folder, name, body);
  if (drawn) fmt::print("{}\n", (folder / (name + ".png")).string());
  std::fflush(stdout);
  return drawn;
}

/// One row a run.
std::string runs_csv(const studies::Study& study, const Rates& rates) {
  std::string csv = fmt::format("method,rank,level,seed,{}\n", study.quantity);
  for (std::size_t m = 0; m < rates.size(); ++m)
    for (std::size_t l = 0; l < rates[m].mean.size(); ++l)
      for (std::size_t s = 0; s < study.seeds; ++s)
        csv += fmt::format("{},{},{},{},{}\n", rates[m].key, study.methods[m].rank, study.levels[l], s,
                           rates[m].by_seed[s][l]);
  return csv;
}

nlohmann::json methods_json(const studies::Study& study, const Rates& rates) {
  auto methods = nlohmann::json::array();
  for (std::size_t m = 0; m < rates.size(); ++m) {
    auto points = nlohmann::json::array();
    for (std::size_t l = 0; l < rates[m].mean.size(); ++l) {
      points.push_back({{"level", study.levels[l]}, {study.quantity, to_json(rates[m].mean[l])}});
      if (const auto& exact = study.methods[m].exact) points.back()["exact"] = exact->mean(study.levels[l]);
    }
    methods.push_back({{"method", rates[m].key},
                       {"rank", study.methods[m].rank},
                       {"slope", to_json(rates[m].slope)},
                       {"points", points}});
    if (const auto& exact = study.methods[m].exact) methods.back()["exact_limit"] = exact->limit;
    if (const auto& exact = study.methods[m].exact) methods.back()["exact_plateau"] = exact->plateau;
  }
  return methods;
}

// Horizons.

std::string means_csv(const studies::Study& study, const Rates& rates) {
  std::string csv = "horizon,samples" + field_names(rates) + "\n";
  for (std::size_t l = 0; l < study.levels.size(); ++l) {
    csv += fmt::format("{},{}", study.levels[l],
                       study.levels[l] * static_cast<std::uint64_t>(study.samples_per_iteration));
    for (const auto& m : rates) csv += fields(m, l);
    csv += "\n";
  }
  return csv;
}

/// The exact curves, six points an octave.
std::string exact_csv(const studies::Study& study) {
  std::string csv = "horizon";
  for (const auto& m : study.methods) csv += "," + m.key;
  csv += "\n";
  std::uint64_t last = 0;
  for (int i = 0;; ++i) {
    const double at = static_cast<double>(study.levels.front()) * std::exp2(i / 6.0);
    const auto horizon = static_cast<std::uint64_t>(std::llround(at));
    if (horizon > study.levels.back()) break;
    if (std::exchange(last, horizon) == horizon) continue;
    csv += std::to_string(horizon);
    for (const auto& m : study.methods) csv += fmt::format(",{}", m.exact->mean(horizon));
    csv += "\n";
  }
  return csv;
}

StudyReport report_horizons(const studies::Study& study, const Rates& rates, const std::filesystem::path& folder) {
  const std::string name = "rates_" + study.name;
  bool exact = true;
  for (const auto& m : study.methods) exact = exact && m.exact;
  write_file("--out", folder / (name + ".csv"), means_csv(study, rates));
  StudyReport report;
  const std::string data = name + ".csv", curves = name + "_exact.csv";
  const std::vector<std::string> files = exact ? std::vector{data, curves} : std::vector{data};
  if (exact) write_file("--out", folder / curves, exact_csv(study));
  const auto picture = [&](const std::string& file, const std::string& caption, const std::string& body) {
    report.pictures.push_back({file, study.title + ": " + caption, files});
    report.drawn = draw(folder, file, body) && report.drawn;
  };
  picture(name, "the mean of ||grad Phi||^2 over a run of K iterations, against K", by_horizon_figure(study, rates));
  picture(name + "_samples", "samples N(eps) until that mean is eps, against eps", by_level_figure(study, rates));
  if (exact)
    picture(name + "_levelling", "sqrt(K) times the mean, which must level off", levelling_figure(study, rates));

  const double root = std::sqrt(static_cast<double>(study.levels.back()));
  report.table =
      fmt::format("| {:<8} | {:<24} | {:<24} | {:<30} | {:<12} | {:<14} |\n", "method", "slope in K",
                  "exponent of N(eps)", fmt::format("value at K = {}", study.levels.back()), "sqrt(K) value", "exact");
  report.table += fmt::format("|{:-<10}|{:-<26}|{:-<26}|{:-<32}|{:-<14}|{:-<16}|\n", "", "", "", "", "", "");
  for (std::size_t m = 0; m < rates.size(); ++m) {
    const Interval& end = rates[m].mean.back();
    const auto& known = study.methods[m].exact;
    const bool levels_off = known && known->plateau > end.value / 1000;
    const std::string exponent = levels_off ? fmt::format("none: N infinite at {:.3g}", known->plateau)
                                            : with_interval(rates[m].sample_exponent(), 2);
    report.table += fmt::format("| {:<8} | {:<24} | {:<24} | {:<30} | {:<12.4g} | {:<14} |\n", rates[m].label,
                                with_interval(rates[m].slope, 3), exponent,
                                fmt::format("{:.3g} [{:.3g}, {:.3g}]", end.value, end.low, end.high), root * end.value,
                                known ? fmt::format("{:.4g}", root * known->mean(study.levels.back())) : "not known");
    if (known && static_cast<double>(study.levels.front()) < known->least_horizon)
      report.notes.push_back(
          fmt::format("{} is not stable in mean square for K below {:.0f}: its values there are "
                      "means of heavy tails, which no number of seeds settles",
                      rates[m].label, std::ceil(known->least_horizon)));
  }
  return report;
}

// Samples.

StudyReport report_samples(const studies::Study& study, const Rates& rates, const std::filesystem::path& folder) {
  const std::string name = "rates_" + study.name;
  std::string csv = "samples" + field_names(rates) + "\n";
  for (std::size_t l = 0; l < study.levels.size(); ++l) {
    csv += std::to_string(study.levels[l]);
    for (const auto& m : rates) csv += fields(m, l);
    csv += "\n";
  }
  write_file("--out", folder / (name + ".csv"), csv);
  StudyReport report;
  report.pictures = {
      {name, study.title + ": the mean of ||grad Phi||^2 over a run that takes N samples, against N", {name + ".csv"}}};
  report.drawn = draw(folder, name, by_samples_figure(study, rates));
  report.table = fmt::format("| {:<8} | {:<24} | {:<24} | {:<26} |\n", "method", "slope in N", "exponent of N(eps)",
                             fmt::format("value at N = {}", study.levels.back()));
  report.table += fmt::format("|{:-<10}|{:-<26}|{:-<26}|{:-<28}|\n", "", "", "", "");
  for (const auto& m : rates) {
    const Interval& end = m.mean.back();
    report.table += fmt::format("| {:<8} | {:<24} | {:<24} | {:<26} |\n", m.label, with_interval(m.slope, 3),
                                with_interval(m.sample_exponent(), 2),
                                fmt::format("{:.3g} [{:.3g}, {:.3g}]", end.value, end.low, end.high));
  }
  return report;
}

// The price of r/m.

StudyReport report_price(const studies::Study& study, const Rates& rates, const std::filesystem::path& folder) {
  const double root = std::sqrt(static_cast<double>(study.levels.back()));
  std::vector<std::string> actions;
  std::map<std::string, std::map<std::string, std::string>> rows;  // by rank, by action
  double full_space = 0;
  StudyReport report;
  report.table =
      fmt::format("| action    | r | limit, exact | K = {0}, exact | K = {0}, measured    |\n", study.levels.back());
  report.table += "|-----------|---|--------------|-----------------|-------------------------|\n";
  for (std::size_t i = 0; i < rates.size(); ++i) {
    const studies::StudyMethod& m = study.methods[i];
    const std::string& action = m.settings.action;
    if (actions.empty() || actions.back() != action) actions.push_back(action);
    const double exact = root * m.exact->mean(study.levels.back());
    const Interval& end = rates[i].mean.back();
    rows[m.rank][action] =
        fmt::format(",{},{}", m.exact->limit, exact) + fields(rates[i], study.levels.size() - 1, root);
    full_space = m.exact->limit;  // the last is that of the full rank
    report.table +=
        fmt::format("| {:<9} | {} | {:<12.4g} | {:<15.4g} | {:<23} |\n", action, m.rank, m.exact->limit, exact,
                    fmt::format("{:.3g} [{:.3g}, {:.3g}]", root * end.value, root * end.low, root * end.high));
  }
  std::string csv = "rank,ratio";
  for (const auto& a : actions) csv += fmt::format(",{0}_limit,{0}_exact,{0}_mean,{0}_low,{0}_high", a);
  csv += "\n";
  for (const auto& [rank, by_action] : rows) {
    csv += fmt::format("{},{}", rank, std::stod(rank) / std::stod(rows.rbegin()->first));
    for (const auto& a : actions) csv += by_action.contains(a) ? by_action.at(a) : ",,,,,";
    csv += "\n";
  }
  write_file("--out", folder / "rates_price.csv", csv);
  report.pictures = {
      {"rates_price",
       study.title + ": what a subspace costs with the same steps for every r, sqrt(K) times the mean against r/m",
       {"rates_price.csv"}}};
  report.drawn = draw(folder, "rates_price", price_figure(study, actions, full_space));
  return report;
}

// Lengths of chains.

/// The exponent of N(eps) over the last three lengths at which the method was run.
Interval last_exponent(const studies::Study& study, const studies::MethodRates& m, double confidence) {
  constexpr std::size_t last = 3;
  const std::size_t from = m.mean.size() - std::min(last, m.mean.size());
  std::vector<double> eps;
  for (std::size_t l = from; l < m.mean.size(); ++l) eps.push_back(1 / static_cast<double>(study.levels[l]));
  std::vector<std::vector<double>> by_seed;
  for (const auto& row : m.by_seed) by_seed.emplace_back(row.begin() + static_cast<std::ptrdiff_t>(from), row.end());
  return log_log_slope(eps, by_seed, confidence);
}

StudyReport report_chain(const studies::Study& study, const Rates& rates, double confidence,
                         const std::filesystem::path& folder) {
  std::string csv = "length,eps,lower,upper" + field_names(rates) + "\n";
  for (std::size_t l = 0; l < study.levels.size(); ++l) {
    const double lower = studies::chain_lower_line(study.levels[l]);
    csv += fmt::format("{},{},{},{}", study.levels[l], 1 / static_cast<double>(study.levels[l]), lower,
                       chain_upper_line * lower);
    for (const auto& m : rates) csv += fields(m, l);
    csv += "\n";
  }
  write_file("--out", folder / "rates_zero_chain.csv", csv);
  StudyReport report;
  report.pictures = {{"rates_zero_chain",
                      study.title + ": samples N(eps) on the hard instance, against eps",
                      {"rates_zero_chain.csv"}}};
  std::vector<Interval> exponents;
  for (const auto& m : rates) exponents.push_back(last_exponent(study, m, confidence));
  report.drawn = draw(folder, "rates_zero_chain", chain_figure(study, rates, exponents, chain_upper_line));
  report.table = fmt::format("| {:<17} | {:<24} | {:<40} |\n", "method", "exponent, its last 3 T", "N p / T");
  report.table += fmt::format("|{:-<19}|{:-<26}|{:-<42}|\n", "", "", "");
  for (std::size_t i = 0; i < rates.size(); ++i) {
    const auto& m = rates[i];
    std::string prices;
    for (std::size_t l = 0; l < m.mean.size(); ++l)
      prices +=
          fmt::format("{}{:.2f}", l == 0 ? "" : ", ", m.mean[l].value / studies::chain_lower_line(study.levels[l]));
    report.table += fmt::format("| {:<17} | {:<24} | {:<40} |\n", m.label, with_interval(exponents[i], 2), prices);
  }
  return report;
}

}  // namespace

StudyReport report_study(const studies::Study& study, const std::vector<double>& values, double confidence,
                         const std::filesystem::path& folder) {
  const Rates rates = studies::measure(study, values, confidence);
  write_file("--out", folder / ("rates_" + study.name + "_runs.csv"), runs_csv(study, rates));
  using Against = studies::Study::Against;
  StudyReport report = study.against == Against::rank      ? report_price(study, rates, folder)
                       : study.against == Against::samples ? report_samples(study, rates, folder)
                       : study.against == Against::length  ? report_chain(study, rates, confidence, folder)
                                                           : report_horizons(study, rates, folder);
  report.notes.insert(report.notes.begin(), study.notes.begin(), study.notes.end());
  report.json = {{"problem", study.name},
                 {"seeds", study.seeds},
                 {"quantity", study.quantity},
                 {"methods", methods_json(study, rates)},
                 {"samples_per_iteration", study.samples_per_iteration}};
  return report;
}

}  // namespace bros::cli
