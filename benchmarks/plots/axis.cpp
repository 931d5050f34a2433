#include "axis.hpp"

#include <fmt/format.h>

#include <cmath>

namespace bros::plots {

std::string log_axis(const std::string& name, double low, double high) {
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

}  // namespace bros::plots
