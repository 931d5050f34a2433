#include "rates_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace bros::cli {

namespace {

// Styles by position in Study::methods: BROS, MA-SOBA, naive.
constexpr const char* colours[] = {"#0072B2", "#009E73", "#D55E00"};
constexpr const char* styles[] = {"ls 1", "ls 3 pt 8 ps 1.4", "ls 2"};
constexpr std::size_t drawing_order[] = {2, 1, 0};  // BROS on top

/// A logarithmic axis over [low, high] with labelled ticks at 1, 2 and 5 times powers of ten.
std::string axis(const char* name, double low, double high) {
  std::string tics;
  for (double decade = std::pow(10, std::floor(std::log10(low))); decade <= high; decade *= 10)
    for (const int digit : {1, 2, 5}) {
      const double value = digit * decade;
      const double exponent = std::round(std::log10(decade));
      if (value < low || value > high || (digit != 1 && high > 300 * low)) continue;
      const std::string text = std::abs(exponent) <= 3 ? fmt::format("{:g}", value)
                               : digit == 1            ? fmt::format("10^{{{:g}}}", exponent)
                                                       : fmt::format("{}·10^{{{:g}}}", digit, exponent);
      tics += fmt::format("{}'{}' {:g}", tics.empty() ? "" : ", ", text, value);
    }
  return fmt::format("set {0}range [{1:g}:{2:g}]\nset {0}tics ({3})\n", name, low, high, tics);
}

/// The smallest and largest mean of all methods.
std::pair<double, double> extent(const std::vector<sweep::MethodRates>& rates) {
  double low = rates[0].mean[0].value, high = low;
  for (const auto& m : rates)
    for (const Interval& i : m.mean) low = std::min(low, i.value), high = std::max(high, i.value);
  return {low, high};
}

/// What both figures share: title, axes, and one line of text a method in its colour, at the bottom left.
std::string frame(const sweep::Study& study, const std::string& axes, const std::vector<sweep::MethodRates>& rates,
                  const std::function<std::string(const sweep::MethodRates&)>& text) {
  std::string body = fmt::format("\nset title \"{}\"\nset logscale xy\n{}", study.title, axes);
  for (std::size_t m = 0; m < rates.size(); ++m)
    body += fmt::format("set label {} \"{}: {}\" at graph 0.03, graph {:.3f} tc rgb '{}'\n", m + 1, rates[m].label,
                        text(rates[m]), 0.18 - 0.065 * static_cast<double>(m), colours[m]);
  return body;
}

}  // namespace

std::string by_horizon_figure(const sweep::Study& study, const std::vector<sweep::MethodRates>& rates) {
  const auto [low, high] = extent(rates);
  const double first = static_cast<double>(study.horizons.front()), last = static_cast<double>(study.horizons.back());
  std::string body =
      frame(study,
            "set xlabel 'horizon K'\nset ylabel 'mean of ||∇Φ||^2 over the run'\n" +
                axis("x", first / 1.2, last * 1.2) + axis("y", low / 6, high * 1.5),
            rates, [](const sweep::MethodRates& m) {
              return fmt::format("slope {:.3f} [{:.3f}, {:.3f}]", m.slope.value, m.slope.low, m.slope.high);
            });
  const double anchor = 0.6 * rates[0].mean[0].value * std::sqrt(first), middle = std::sqrt(first * last);
  body += fmt::format("set label 9 'K^{{-1/2}}' at {:g}, {:g} right tc rgb '#606060'\n", middle / 1.1,
                      0.8 * anchor / std::sqrt(middle));
  body += fmt::format("plot (x >= {:g} && x <= {:g} ? {:g} / sqrt(x) : 1/0) ls 9", first, last, anchor);
  for (const std::size_t m : drawing_order)
    body += fmt::format(
        ", \\\n  'rates_{0}.csv' skip 1 using 1:{2}:{3} with filledcurves {4}, '' skip 1 using 1:{1} with linespoints "
        "{4}",
        study.name, 3 * m + 3, 3 * m + 4, 3 * m + 5, styles[m]);
  return body + "\n";
}

std::string by_level_figure(const sweep::Study& study, const std::vector<sweep::MethodRates>& rates) {
  const auto [low, high] = extent(rates);
  const auto samples = [&](std::uint64_t horizon) {
    return static_cast<double>(horizon) * static_cast<double>(study.samples_per_iteration);
  };
  std::string body = frame(study,
                           "set xlabel 'ε reached'\nset ylabel 'samples N(ε)'\n" + axis("x", low / 1.3, high * 1.3) +
                               axis("y", samples(study.horizons.front()) / 30, samples(study.horizons.back()) * 2),
                           rates, [](const sweep::MethodRates& m) {
                             const Interval e = m.sample_exponent();
                             return std::isfinite(e.low)
                                        ? fmt::format("N ∝ ε^p, p = {:.2f} [{:.2f}, {:.2f}]", e.value, e.low, e.high)
                                        : std::string("no finite exponent");
                           });
  const Interval &first = rates[0].mean.front(), &last = rates[0].mean.back();
  const double anchor = samples(study.horizons.back()) * last.value * last.value / 2.5;
  const double middle = std::sqrt(first.value * last.value);
  body += fmt::format("set label 9 'ε^{{-2}}' at {:g}, {:g} right tc rgb '#606060'\n", middle / 1.05,
                      0.7 * anchor / middle / middle);
  body += fmt::format("plot (x >= {:g} && x <= {:g} ? {:g} / x**2 : 1/0) ls 9", last.value, first.value, anchor);
  for (const std::size_t m : drawing_order)
    body += fmt::format(
        ", \\\n  'rates_{0}.csv' skip 1 using {1}:2:{2}:{3} with xerrorbars {4}, '' skip 1 using {1}:2 with lines {4}",
        study.name, 3 * m + 3, 3 * m + 4, 3 * m + 5, styles[m]);
  return body + "\n";
}

}  // namespace bros::cli
