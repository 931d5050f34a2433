#include "report.hpp"

#include "figures.hpp"
#include "rate_studies.hpp"

#include "../plots/files.hpp"

#include <bros/core/number.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

namespace bros::studies {

namespace {

constexpr double chain_upper_line = 16;  // times T/p: chosen above what is measured, not proved

using Rates = std::vector<MethodRates>;

std::string with_interval(const Interval& i, int digits) {
  if (!std::isfinite(i.low))
    return std::isfinite(i.value) ? fmt::format("{:.{}f}, unbounded", i.value, digits) : "none";
  return fmt::format("{:.{}f} [{:.{}f}, {:.{}f}]", i.value, digits, i.low, digits, i.high, digits);
}

std::string short_interval(const Interval& i, double scale = 1) {
  return fmt::format("{:.3g} [{:.3g}, {:.3g}]", scale * i.value, scale * i.low, scale * i.high);
}

nlohmann::json to_json(const Interval& i) { return {{"value", i.value}, {"low", i.low}, {"high", i.high}}; }

/// ",mean,low,high" of a method at level number l; empty fields where it was not run.
std::string fields(const MethodRates& m, std::size_t l, double scale = 1) {
  if (l >= m.mean.size()) return ",,,";
  return fmt::format(",{},{},{}", scale * m.mean[l].value, scale * m.mean[l].low, scale * m.mean[l].high);
}

/// One row a level: what `first` says of it, then the fields of every method.
std::string levels_csv(const std::string& names, const Study& study, const Rates& rates,
                       const std::function<std::string(std::uint64_t level)>& first) {
  std::string csv = names;
  for (const auto& m : rates) csv += fmt::format(",{0}_mean,{0}_low,{0}_high", m.key);
  for (std::size_t l = 0; l < study.levels.size(); ++l) {
    csv += "\n" + first(study.levels[l]);
    for (const auto& m : rates) csv += fields(m, l);
  }
  return csv + "\n";
}

/// One row a run.
std::string runs_csv(const Study& study, const Rates& rates) {
  std::string csv = fmt::format("method,rank,level,seed,{}\n", study.quantity);
  for (std::size_t m = 0; m < rates.size(); ++m)
    for (std::size_t l = 0; l < study.levels_of(study.methods[m]).size(); ++l)
      for (std::size_t s = 0; s < study.seeds; ++s)
        csv += fmt::format("{},{},{},{},{}\n", rates[m].key, study.methods[m].rank, study.levels[l], s,
                           rates[m].by_seed[s][l]);
  return csv;
}

nlohmann::json methods_json(const Study& study, const Rates& rates) {
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

// What a section begins with.

/// How many intervals of single levels hold the exact value, which is known.
std::string coverage_words(const Study& study, const Rates& rates) {
  std::size_t known = 0, held = 0;
  for (std::size_t m = 0; m < rates.size(); ++m)
    if (const auto& exact = study.methods[m].exact)
      for (std::size_t l = 0; l < rates[m].mean.size(); ++l) {
        const double value = exact->mean(study.levels[l]);
        ++known;
        held += rates[m].mean[l].low <= value && value <= rates[m].mean[l].high ? 1 : 0;
      }
  return known == 0 ? ""
                    : fmt::format(
                          " {} of {} measured intervals hold the exact value; of 95 % intervals about {:.0f} "
                          "should.",
                          held, known, 0.95 * static_cast<double>(known));
}

/// Where the slope of the theory lies.
std::string slope_words(const Study& study, const Rates& rates) {
  std::vector<std::string> inside, outside;
  for (std::size_t m = 0; m < rates.size(); ++m)
    if (const auto& slope = study.methods[m].slope) {
      const Interval& i = rates[m].slope;
      (i.low <= *slope && *slope <= i.high ? inside : outside)
          .push_back(fmt::format("{} ({:.3f} [{:.3f}, {:.3f}])", rates[m].label, i.value, i.low, i.high));
    }
  std::string words;
  if (!inside.empty())
    words +=
        fmt::format(" The slope that the theory says lies in the measured interval of {}.", fmt::join(inside, ", "));
  if (!outside.empty())
    words += fmt::format(
        " The slope that the theory says lies outside the measured interval of {}: so it may while the "
        "start is not forgotten.",
        fmt::join(outside, ", "));
  return words;
}

/// The least ratio of samples to the proved bound.
std::string bound_words(const Study& study, const Rates& rates) {
  double least = INFINITY;
  for (const auto& m : rates)
    for (std::size_t l = 0; l < m.mean.size(); ++l)
      least = std::min(least, m.mean[l].value / chain_lower_line(study.levels[l]));
  return fmt::format(" The least that was measured is {:.2f} times that bound.", least);
}

std::string shows(const Study& study, const Rates& rates) {
  const std::string said = study.measured + " " + study.theory;
  using Against = Study::Against;
  if (study.against == Against::exact) return said + " All values are exact: nothing is sampled.";
  if (study.against == Against::length) return said + bound_words(study, rates);
  return said + (study.against == Against::rank ? "" : slope_words(study, rates)) + coverage_words(study, rates);
}

constexpr const char* bands = "Both axes are logarithmic. Bands and bars are 95 % intervals over seeds.";

// Horizons.

/// The exact curves, six points an octave.
std::string exact_csv(const Study& study) {
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

plots::Section report_horizons(const Study& study, const Rates& rates, const std::filesystem::path& folder) {
  const std::string name = "rates_" + study.name;
  bool exact = true;
  for (const auto& m : study.methods) exact = exact && m.exact;
  plots::write_file(
      "--out", folder / (name + ".csv"), levels_csv("horizon,samples", study, rates, [&](std::uint64_t level) {
        return fmt::format("{},{}", level, level * static_cast<std::uint64_t>(study.samples_per_iteration));
      }));
  plots::Section report;
  const std::string data = name + ".csv", curves = name + "_exact.csv";
  const std::vector<std::string> files = exact ? std::vector{data, curves} : std::vector{data};
  if (exact) plots::write_file("--out", folder / curves, exact_csv(study));
  const auto picture = [&](const std::string& file, const std::string& caption, const std::string& reading,
                           const std::string& body) {
    report.draw(folder, {file, study.title + ": " + caption, reading, files}, body);
  };
  const std::string of_exact = exact ? "Lines are exact, points are measured. " : "";
  picture(
      name, "the mean of ||grad Phi||^2 over a run of K iterations, against K",
      "Lower is better, and the grey line falls as K^(-1/2): a method with the proved rate runs beside it, a biased "
      "one flattens. " +
          of_exact + bands,
      by_horizon_figure(study, rates));
  picture(name + "_samples", "samples N(eps) until that mean is eps, against eps",
          "The same read the other way: how many samples an accuracy takes. The grey line is eps^-2; a vertical dotted "
          "line is an accuracy that a biased method never reaches. " +
              std::string(bands),
          by_level_figure(study, rates));
  if (exact)
    picture(name + "_levelling", "sqrt(K) times the mean, which must level off",
            "A method with rate K^(-1/2) becomes flat at its constant, the dotted line; one that is biased goes on "
            "rising. " +
                of_exact + bands,
            levelling_figure(study, rates));

  const double root = std::sqrt(static_cast<double>(study.levels.back()));
  report.table = {{"method", "slope in K", "exponent of N(eps)", fmt::format("value at K = {}", study.levels.back()),
                   "sqrt(K) value", "exact"}};
  for (std::size_t m = 0; m < rates.size(); ++m) {
    const Interval& end = rates[m].mean.back();
    const auto& known = study.methods[m].exact;
    const bool levels_off = known && known->plateau > end.value / 1000;
    const std::string exponent = levels_off ? fmt::format("none: N infinite at {:.3g}", known->plateau)
                                            : with_interval(rates[m].sample_exponent(), 2);
    report.table.push_back({rates[m].label, with_interval(rates[m].slope, 3), exponent, short_interval(end),
                            fmt::format("{:.4g}", root * end.value),
                            known ? fmt::format("{:.4g}", root * known->mean(study.levels.back())) : "not known"});
    if (known && static_cast<double>(study.levels.front()) < known->least_horizon)
      report.notes.push_back(
          fmt::format("{} is not stable in mean square for K below {:.0f}: its values there are "
                      "means of heavy tails, which no number of seeds settles",
                      rates[m].label, std::ceil(known->least_horizon)));
  }
  return report;
}

// Samples.

plots::Section report_samples(const Study& study, const Rates& rates, const std::filesystem::path& folder) {
  const std::string name = "rates_" + study.name;
  plots::write_file("--out", folder / (name + ".csv"),
                    levels_csv("samples", study, rates, [](std::uint64_t level) { return std::to_string(level); }));
  plots::Section report;
  report.draw(folder,
              {name,
               study.title + ": the mean of ||grad Phi||^2 over a run that takes N samples, against N",
               "Lower is better; a grey line falls as its label says. Compare slopes, not heights: the peers' "
               "steps are "
               "tuned, those of BROS and MA-SOBA are not. " +
                   std::string(bands),
               {name + ".csv"}},
              by_samples_figure(study, rates));
  report.table = {{"method", "slope in N", "exponent of N(eps)", fmt::format("value at N = {}", study.levels.back())}};
  for (const auto& m : rates)
    report.table.push_back(
        {m.label, with_interval(m.slope, 3), with_interval(m.sample_exponent(), 2), short_interval(m.mean.back())});
  return report;
}

// Values that are exact.

plots::Section report_exact(const Study& study, const Rates& rates, const std::filesystem::path& folder) {
  const std::string name = "rates_" + study.name;
  plots::write_file(
      "--out", folder / (name + ".csv"),
      levels_csv(study.level_name, study, rates, [](std::uint64_t level) { return std::to_string(level); }));
  plots::Section report;
  report.draw(
      folder,
      {name,
       study.title + ": " + study.quantity + " against " + study.level_name,
       "Every point is an exact value, computed without sampling. Both axes are logarithmic: a straight line is "
       "a power, whose exponent stands beside the name.",
       {name + ".csv"}},
      exact_figure(study, rates));
  report.table = {{"method"}};
  for (const std::uint64_t level : study.levels)
    report.table[0].push_back(fmt::format("{} = {}", study.level_name, level));
  report.table[0].emplace_back("slope at the end");
  for (const auto& m : rates) {
    report.table.push_back({m.label});
    for (const Interval& value : m.mean) report.table.back().push_back(fmt::format("{:.4g}", value.value));
    report.table.back().push_back(fmt::format("{:.3f}", m.slope.value));
  }
  return report;
}

// The price of m/r.

/// Samples are as (value / eps)^2: those of MA-SOBA, which is r = m, stand in the denominator.
plots::Section report_price(const Study& study, const Rates& rates, const std::filesystem::path& folder) {
  const std::size_t last = study.levels.size() - 1;
  const double root = std::sqrt(static_cast<double>(study.levels[last]));
  const auto rank = [&](std::size_t i) { return read_number<double>("rank", study.methods[i].rank); };
  const auto exact = [&](std::size_t i) { return study.methods[i].exact->mean(study.levels[last]); };
  std::size_t full = 0;
  for (std::size_t i = 0; i < rates.size(); ++i)
    if (rank(i) > rank(full)) full = i;
  const auto price = [&](double value) { return std::pow(value / exact(full), 2); };

  std::vector<PriceCurve> curves;
  std::map<std::string, std::map<std::string, std::string>> by_rank;  // by rank, by key
  double most = 1;
  plots::Section report;
  report.table = {{"method", "r", "m/r", "sqrt(K) mean, exact", "samples / MA-SOBA's, exact", "measured"}};
  for (std::size_t i = 0; i < rates.size(); ++i) {
    const MethodRates& m = rates[i];
    if (curves.empty() || curves.back().key != m.key) curves.push_back({m.key, m.label});
    const Interval& value = m.mean[last];
    const Interval measured{price(value.value), price(std::max(value.low, 0.0)), price(value.high)};
    by_rank[study.methods[i].rank][m.key] =
        fmt::format(",{},{},{},{},{}", root * exact(i), price(exact(i)), measured.value, measured.low, measured.high);
    most = std::max(most, price(exact(i)));
    report.table.push_back({m.label, study.methods[i].rank, fmt::format("{:.3g}", rank(full) / rank(i)),
                            fmt::format("{:.4g}", root * exact(i)), fmt::format("{:.3g}", price(exact(i))),
                            short_interval(measured)});
  }
  std::string csv = "rank,ratio";
  for (const auto& c : curves)
    csv += fmt::format(",{0}_exact,{0}_price_exact,{0}_price_mean,{0}_price_low,{0}_price_high", c.key);
  csv += "\n";
  for (const auto& [r, by_key] : by_rank) {
    csv += fmt::format("{},{}", r, rank(full) / read_number<double>("rank", r));
    for (const auto& c : curves) csv += by_key.contains(c.key) ? by_key.at(c.key) : ",,,,,";
    csv += "\n";
  }
  plots::write_file("--out", folder / "rates_price.csv", csv);
  report.draw(
      folder,
      {"rates_price",
       study.title + ": samples to equal accuracy, each method at its own best steps, against m/r",
       "1 is MA-SOBA, which moves in the full space. A point at m/r = 3 and height 2 says: a subspace of a third "
       "of the dimension needs twice the samples. The grey line is m/r. Lines are exact, points are measured, "
       "with 95 % intervals over seeds.",
       {"rates_price.csv"}},
      price_figure(study, curves, most));
  return report;
}

// Lengths of chains.

/// The exponent of N(eps) over the last three lengths at which the method was run.
Interval last_exponent(const Study& study, const MethodRates& m, double confidence) {
  constexpr std::size_t last = 3;
  const std::size_t from = m.mean.size() - std::min(last, m.mean.size());
  std::vector<double> eps;
  for (std::size_t l = from; l < m.mean.size(); ++l) eps.push_back(1 / static_cast<double>(study.levels[l]));
  std::vector<std::vector<double>> by_seed;
  for (const auto& row : m.by_seed) by_seed.emplace_back(row.begin() + static_cast<std::ptrdiff_t>(from), row.end());
  return log_log_slope(eps, by_seed, confidence);
}

plots::Section report_chain(const Study& study, const Rates& rates, double confidence,
                            const std::filesystem::path& folder) {
  plots::write_file("--out", folder / "rates_zero_chain.csv",
                    levels_csv("length,eps,lower,upper", study, rates, [](std::uint64_t level) {
                      const double lower = chain_lower_line(level);
                      return fmt::format("{},{},{},{}", level, 1 / static_cast<double>(level), lower,
                                         chain_upper_line * lower);
                    }));
  plots::Section report;
  std::vector<Interval> exponents;
  for (const auto& m : rates) exponents.push_back(last_exponent(study, m, confidence));
  report.draw(
      folder,
      {"rates_zero_chain",
       study.title + ": samples N(eps) on the hard instance, against eps",
       fmt::format(
           "The grey band begins at the proved lower bound on the mean, for methods that move only where "
           "gradients have pointed (the full tangent on coordinates and MA-SOBA; Haar subspaces mix coordinates "
           "and are not covered), and ends at {:g} times it, a number chosen above what is measured. ",
           chain_upper_line) +
           bands,
       {"rates_zero_chain.csv"}},
      chain_figure(study, rates, exponents, chain_upper_line));
  report.table = {{"method", "exponent, its last 3 T", "N p / T"}};
  for (std::size_t i = 0; i < rates.size(); ++i) {
    const auto& m = rates[i];
    std::string prices;
    for (std::size_t l = 0; l < m.mean.size(); ++l)
      prices += fmt::format("{}{:.2f}", l == 0 ? "" : ", ", m.mean[l].value / chain_lower_line(study.levels[l]));
    report.table.push_back({m.label, with_interval(exponents[i], 2), prices});
  }
  return report;
}

/// Where runs did not stay finite there is nothing to average or draw: which they are, a line a method and level.
plots::Section report_not_finite(const Study& study, const Rates& rates) {
  plots::Section report;
  for (std::size_t m = 0; m < rates.size(); ++m) {
    const auto levels = study.levels_of(study.methods[m]);
    for (std::size_t l = 0; l < levels.size(); ++l) {
      const auto lost = std::count_if(rates[m].by_seed.begin(), rates[m].by_seed.end(),
                                      [&](const auto& row) { return !std::isfinite(row[l]); });
      if (lost > 0)
        report.notes.push_back(fmt::format(
            "{} of {} runs of {} did not stay finite at {} = {}: larger levels or smaller steps may; nothing is drawn",
            lost, study.seeds, rates[m].label, study.level_name, levels[l]));
    }
  }
  return report;
}

}  // namespace

plots::Section report_study(const Study& study, const std::vector<double>& values, double confidence,
                            const std::filesystem::path& folder) {
  const Rates rates = measure(study, values, confidence);
  plots::write_file("--out", folder / ("rates_" + study.name + "_runs.csv"), runs_csv(study, rates));
  using Against = Study::Against;
  const bool finite = std::all_of(rates.begin(), rates.end(), [](const MethodRates& m) { return m.finite(); });
  plots::Section report = !finite                             ? report_not_finite(study, rates)
                          : study.against == Against::rank    ? report_price(study, rates, folder)
                          : study.against == Against::exact   ? report_exact(study, rates, folder)
                          : study.against == Against::samples ? report_samples(study, rates, folder)
                          : study.against == Against::length  ? report_chain(study, rates, confidence, folder)
                                                              : report_horizons(study, rates, folder);
  report.title =
      fmt::format("{}{}, {} = {}", study.title, study.seeds == 1 ? "" : fmt::format(", {} seeds", study.seeds),
                  study.level_name, fmt::join(study.levels, ", "));
  report.notes.insert(report.notes.begin(), study.notes.begin(), study.notes.end());
  if (finite) report.shows = shows(study, rates);
  report.json = {{"problem", study.name},
                 {"status", finite ? "complete" : "not_finite"},
                 {"seeds", study.seeds},
                 {"quantity", study.quantity},
                 {"methods", finite ? methods_json(study, rates) : nlohmann::json::array()},
                 {"samples_per_iteration", study.samples_per_iteration}};
  return report;
}

}  // namespace bros::studies
