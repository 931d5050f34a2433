#include "figures.hpp"

#include "../plots/axis.hpp"
#include "../plots/text.hpp"

#include <bros/evidence/palette.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace bros::studies {

using plots::log_axis;

namespace {

// Styles by position in Study::methods: BROS, MA-SOBA, and the others of the study; the full tangent has its own.
constexpr const char* styles[] = {"ls 1", "ls 3 pt 8 ps 1.4", "ls 2 pt 4", "ls 5", "ls 6", "ls 7", "ls 4 pt 10"};
const char* style_of(const std::string& key, std::size_t position) {
  return key == "full_tangent" ? "ls 4" : key == "bros" ? "ls 1" : styles[position];
}
const char* colour(const char* style) { return plots::palette.at(static_cast<std::size_t>(style[3] - '1')); }

/// The smallest and largest mean of all methods.
std::pair<double, double> extent(const std::vector<MethodRates>& rates) {
  double low = rates[0].mean[0].value, high = low;
  for (const auto& m : rates)
    for (const Interval& i : m.mean) low = std::min(low, i.value), high = std::max(high, i.value);
  return {low, high};
}

std::pair<double, double> level_range(const Study& study) {
  return {static_cast<double>(study.levels.front()), static_cast<double>(study.levels.back())};
}

/// What the figures share: title, axes, and one line of text a method in its colour.
std::string frame(const Study& study, const std::string& axes, const std::vector<MethodRates>& rates,
                  const std::function<std::string(std::size_t m)>& text) {
  std::string body = fmt::format("\nset title \"{}\"\nset logscale xy\n{}", study.title, axes);
  for (std::size_t m = 0; m < rates.size(); ++m)
    body +=
        fmt::format("set label {} \"{}: {}\" at graph 0.03, graph {:.3f} tc rgb '{}'\n", m + 1, rates[m].label, text(m),
                    0.05 + 0.065 * static_cast<double>(rates.size() - 1 - m), colour(style_of(rates[m].key, m)));
  return body;
}

/// The frame of a mean over runs against their length, with its slope.
std::string mean_frame(const Study& study, const std::string& length, double lowest,
                       const std::vector<MethodRates>& rates) {
  const auto [first, last] = level_range(study);
  return frame(study,
               "set xlabel '" + length + "'\nset ylabel 'mean of ||∇Φ||^2 over the run'\n" +
                   log_axis("x", first / 1.2, last * 1.2) + log_axis("y", lowest, extent(rates).second * 1.5),
               rates, [&](std::size_t m) {
                 const Interval& slope = rates[m].slope;
                 return fmt::format("slope {:.3f} [{:.3f}, {:.3f}]", slope.value, slope.low, slope.high);
               });
}

/// A dotted level in the colour of a style.
std::string dotted_level(const char* style, double first, double last, double y) {
  return fmt::format("set arrow from {0:g}, {2:g} to {1:g}, {2:g} nohead lw 1 dt 3 lc rgb '{3}'\n", first, last, y,
                     colour(style));
}

}  // namespace

std::string by_horizon_figure(const Study& study, const std::vector<MethodRates>& rates) {
  const double low = extent(rates).first;
  const auto [first, last] = level_range(study);
  std::string body = mean_frame(study, "horizon K", low / (rates.size() > 4 ? 12 : 6), rates);
  bool exact = true;
  for (std::size_t m = 0; m < rates.size(); ++m) {
    const auto& known = study.methods[m].exact;
    exact = exact && known;
    if (known && known->plateau > low / 6)
      body += dotted_level(style_of(rates[m].key, m), first, last, known->plateau) +
              fmt::format("set label \"plateau {0:.3g}, exact\" at {1:g}, {2:g} right tc rgb '{3}'\n", known->plateau,
                          last, known->plateau / 1.35, colour(style_of(rates[m].key, m)));
  }
  if (exact) body += "set label 8 'lines: exact; points: measured' at graph 0.97, graph 0.97 right tc rgb '#606060'\n";
  const double anchor = 0.6 * rates[0].mean[0].value * std::sqrt(first), middle = std::sqrt(first * last);
  body += fmt::format("set label 9 'K^{{-1/2}}' at {:g}, {:g} right tc rgb '#606060'\n", middle / 1.1,
                      0.8 * anchor / std::sqrt(middle));
  body += fmt::format("plot (x >= {:g} && x <= {:g} ? {:g} / sqrt(x) : 1/0) ls 9", first, last, anchor);
  for (std::size_t m = rates.size(); m-- > 0;) {  // BROS on top
    const std::string measured = fmt::format("'rates_{}.csv' skip 1 using 1:", study.name);
    const std::size_t mean = 3 * m + 3;
    body += fmt::format(", \\\n  {0}{1}:{2} with filledcurves {3}, {0}{4} with {5} {3}", measured, mean + 1, mean + 2,
                        style_of(rates[m].key, m), mean, exact ? "points" : "linespoints");
    if (exact)
      body += fmt::format(", 'rates_{}_exact.csv' skip 1 using 1:{} with lines {} lw 1.2", study.name, m + 2,
                          style_of(rates[m].key, m));
  }
  return body + "\n";
}

std::string by_level_figure(const Study& study, const std::vector<MethodRates>& rates) {
  const auto [low, high] = extent(rates);
  const auto [first_level, last_level] = level_range(study);
  const double per_iteration = static_cast<double>(study.samples_per_iteration);
  std::string body =
      frame(study,
            "set xlabel 'ε reached'\nset ylabel 'samples N(ε)'\n" + log_axis("x", low / 1.3, high * 1.3) +
                log_axis("y", first_level * per_iteration / 30, last_level * per_iteration * 2),
            rates, [&](std::size_t m) {
              const Interval e = rates[m].sample_exponent();
              if (const auto& known = study.methods[m].exact; known && known->plateau > low)
                return fmt::format("N = ∞ for ε ≤ {:.3g}", known->plateau);
              return std::isfinite(e.low) ? fmt::format("N ∝ ε^p, p = {:.2f} [{:.2f}, {:.2f}]", e.value, e.low, e.high)
                                          : std::string("no finite exponent");
            });
  for (std::size_t m = 0; m < rates.size(); ++m)
    if (const auto& known = study.methods[m].exact; known && known->plateau > low)
      body += fmt::format(
          "set arrow from {0:g}, graph 0.3 to {0:g}, graph 1 nohead lw 1 dt 3 lc rgb '{1}'\n"
          "set label \"never below {0:.3g}\" at {0:g}, graph 0.97 right offset -0.5,0 tc rgb '{1}'\n",
          known->plateau, colour(style_of(rates[m].key, m)));
  const Interval &first = rates[0].mean.front(), &last = rates[0].mean.back();
  const double anchor = last_level * per_iteration * last.value * last.value / 2.5;
  const double middle = std::sqrt(first.value * last.value);
  body += fmt::format("set label 9 'ε^{{-2}}' at {:g}, {:g} right tc rgb '#606060'\n", middle / 1.05,
                      0.7 * anchor / middle / middle);
  body += fmt::format("plot (x >= {:g} && x <= {:g} ? {:g} / x**2 : 1/0) ls 9", last.value, first.value, anchor);
  for (std::size_t m = rates.size(); m-- > 0;)
    body += fmt::format(
        ", \\\n  'rates_{0}.csv' skip 1 using {1}:2:{2}:{3} with xerrorbars {4}, '' skip 1 using {1}:2 with lines {4}",
        study.name, 3 * m + 3, 3 * m + 4, 3 * m + 5, style_of(rates[m].key, m));
  return body + "\n";
}

std::string by_samples_figure(const Study& study, const std::vector<MethodRates>& rates) {
  const auto [low, high] = extent(rates);
  const auto [first, last] = level_range(study);
  // The lines of text stand below everything that is drawn.
  const double text = 0.08 + 0.065 * static_cast<double>(rates.size()), bottom = 0.4 * low;
  std::string body = mean_frame(study, "samples N", bottom * std::pow(1.5 * high / bottom, -text / (1 - text)), rates);
  const auto reference = [&](int number, const char* name, double exponent, double anchor) {
    const double at = last / 1.1;
    body += fmt::format("set label {} '{}' at {:g}, {:g} right tc rgb '#606060'\n", number, name, at,
                        anchor * std::pow(at / first, exponent) * (number == 8 ? 1.5 : 0.72));
    return fmt::format("(x >= {0:g} && x <= {1:g} ? {2:g} * (x / {0:g})**({3:g}) : 1/0) ls 9", first, last, anchor,
                       exponent);
  };
  const bool slower = std::any_of(study.methods.begin(), study.methods.end(),
                                  [](const StudyMethod& m) { return m.slope && *m.slope > -0.4; });
  const std::string slow = slower ? reference(8, "N^{-2/7}", -2. / 7, 1.3 * high) + ", " : "",
                    fast = reference(9, "N^{-1/2}", -.5, 0.6 * low * std::sqrt(last / first));
  body += "plot " + slow + fast;
  for (std::size_t m = rates.size(); m-- > 0;) {
    const std::size_t mean = 3 * m + 2;
    body += fmt::format(
        ", \\\n  '{0}' skip 1 using 1:{2}:{3} with filledcurves {1}, '{0}' skip 1 using 1:{4} with linespoints {1}",
        "rates_" + study.name + ".csv", style_of(rates[m].key, m), mean + 1, mean + 2, mean);
  }
  return body + "\n";
}

std::string levelling_figure(const Study& study, const std::vector<MethodRates>& rates) {
  const auto [first, last] = level_range(study);
  const auto levels = study.levels_of(study.methods[0]);
  double low = study.methods[0].exact->limit, high = 0;
  for (std::size_t m = 0; m < rates.size(); ++m)
    for (std::size_t l = 0; l < levels.size(); ++l) {
      const double value = std::sqrt(static_cast<double>(levels[l])) * rates[m].mean[l].value;
      low = std::min(low, value), high = std::max(high, value);
    }
  std::string body = fmt::format(
      "\nset title \"{}\"\nset logscale xy\nset xlabel 'horizon K'\nset ylabel '√K · mean of ||∇Φ||^2'\n{}{}",
      study.title, log_axis("x", first / 1.2, last * 1.2), log_axis("y", low / 1.8, high * 1.3));
  for (std::size_t m = 0; m < rates.size(); ++m) {
    const ExactRate& exact = *study.methods[m].exact;
    if (exact.plateau <= 1e-9 * exact.limit) body += dotted_level(style_of(rates[m].key, m), first, last, exact.limit);
    body += fmt::format("set label {} \"{}: {}\" at graph 0.03, graph {:.3f} tc rgb '{}'\n", m + 10, rates[m].label,
                        exact.plateau <= 1e-9 * exact.limit ? fmt::format("limit {:.4g}, exact", exact.limit)
                                                            : fmt::format("grows like {:.3g} √K", exact.plateau),
                        0.95 - 0.065 * static_cast<double>(m), colour(style_of(rates[m].key, m)));
  }
  body += "set label 8 'lines: exact; points: measured, with bands' at graph 0.03, graph 0.05 tc rgb '#606060'\nplot ";
  for (std::size_t m = rates.size(); m-- > 0;) {
    const std::size_t mean = 3 * m + 3;
    body += fmt::format(
        "{6}'rates_{0}_exact.csv' skip 1 using 1:(sqrt($1) * ${1}) with lines {2} lw 1.2, \\\n"
        "  'rates_{0}.csv' skip 1 using 1:(sqrt($1) * ${4}):(sqrt($1) * ${5}) with filledcurves {2}, \\\n"
        "  '' skip 1 using 1:(sqrt($1) * ${3}) with points {2}",
        study.name, m + 2, style_of(rates[m].key, m), mean, mean + 1, mean + 2,
        m + 1 == rates.size() ? "" : ", \\\n  ");
  }
  return body + "\n";
}

std::string exact_figure(const Study& study, const std::vector<MethodRates>& rates) {
  const auto [low, high] = extent(rates);
  const auto [first, last] = level_range(study);
  std::string body = frame(
      study,
      fmt::format("set xlabel '{}'\nset ylabel '{}'\n{}{}", study.axes.x, study.axes.y,
                  log_axis("x", first / 1.2, last * 1.2), log_axis("y", low * std::pow(high / low, -0.4), high * 2)),
      rates, [&](std::size_t m) { return fmt::format("slope {:.2f} at the end", rates[m].slope.value); });
  body += "plot ";
  for (std::size_t m = rates.size(); m-- > 0;)
    body += fmt::format("{}'rates_{}.csv' skip 1 using 1:{} with linespoints {}",
                        m + 1 == rates.size() ? "" : ", \\\n  ", study.name, 3 * m + 2, style_of(rates[m].key, m));
  return body + "\n";
}

std::string price_figure(const Study& study, const std::vector<PriceCurve>& curves, double most) {
  std::string body = fmt::format(
      "\nset title \"{0}\"\nset logscale xy\nset xlabel 'm/r'\nset ylabel 'samples, relative to MA-SOBA'\n{1}{2}set "
      "xtics (1, 2, 3, 4, 5, 6)\n"
      "set label 'each method at its own best steps, K = {3}' at graph 0.03, graph 0.95 tc rgb '#606060'\n"
      "set label 'lines: exact; points: measured' at graph 0.03, graph 0.885 tc rgb '#606060'\n"
      "set label 'm/r' at 4.4, 5.4 right tc rgb '#606060'\n",
      study.title, log_axis("x", 0.95, 6.5), log_axis("y", 0.7, 6 * most), study.levels.back());
  for (std::size_t c = 0; c < curves.size(); ++c)
    body += fmt::format("set label \"{}\" at graph 0.03, graph {:.3f} tc rgb '{}'\n", curves[c].label,
                        0.80 - 0.065 * static_cast<double>(c), colour(style_of(curves[c].key, c)));
  body += "plot (x >= 1 && x <= 6 ? x : 1/0) ls 9";
  for (std::size_t c = 0; c < curves.size(); ++c) {
    const std::size_t first = 5 * c + 3;
    body += fmt::format(
        ", \\\n  'rates_price.csv' skip 1 using 2:{1} with lines {0} lw 1.2, \\\n  '' skip 1 using "
        "2:{2}:{3}:{4} with yerrorbars {0}",
        style_of(curves[c].key, c), first + 1, first + 2, first + 3, first + 4);
  }
  return body + "\n";
}

std::string chain_figure(const Study& study, const std::vector<MethodRates>& rates,
                         const std::vector<Interval>& exponents, double upper) {
  const auto [first, last] = level_range(study);
  double most = 0;
  for (const auto& m : rates)
    for (const Interval& i : m.mean) most = std::max(most, i.high);
  std::string body = frame(study,
                           "set xlabel 'ε = 1/T'\nset ylabel 'samples N(ε)'\n" +
                               log_axis("x", 0.8 / last, 1.25 / first) + log_axis("y", most / 3e6, most * 8),
                           rates, [&](std::size_t m) {
                             const Interval& p = exponents[m];
                             return fmt::format("p = {:.2f} [{:.2f}, {:.2f}]", p.value, p.low, p.high);
                           });
  body += fmt::format(
      "set label 'grey: from the proved bound to {:g} times it' at graph 0.97, graph 0.97 right tc rgb '#606060'\n"
      "set label 'N ∝ ε^p, its last three ε (-2 as ε → 0):' at graph 0.03, graph 0.25 tc rgb '#606060'\n"
      "plot 'rates_zero_chain.csv' skip 1 using 2:3:4 with filledcurves lc rgb '#909090', \\\n"
      "  '' skip 1 using 2:3 with lines ls 9, '' skip 1 using 2:4 with lines ls 9",
      upper);
  for (std::size_t m = rates.size(); m-- > 0;)
    body +=
        fmt::format(", \\\n  '' skip 1 using 2:{0}:{1}:{2} with yerrorbars {3}, '' skip 1 using 2:{0} with lines {3}",
                    3 * m + 5, 3 * m + 6, 3 * m + 7, style_of(rates[m].key, m));
  return body + "\n";
}

}  // namespace bros::studies
