#pragma once

#include <string>

namespace bros::plots {

/// gnuplot's commands for a logarithmic axis "x" or "y" over [low, high] with labelled ticks at 1, 2 and 5 times powers
/// of ten, at powers of ten alone if there are many.
/// Requires: 0 < low < high [NOT checked]
[[nodiscard]] std::string log_axis(const std::string& name, double low, double high);

}  // namespace bros::plots
