// Curves of one picture that a reader can tell apart: direct labels at their right ends, and dashes where they
// coincide.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace bros::plots {

struct Curve {
  std::string label = {}, colour = {};
  std::string data = {};                               ///< gnuplot's: 'FILE' skip 1 using 2:5
  std::vector<std::pair<double, double>> points = {};  ///< the same numbers, from the left to the right of the picture
  std::string style = "linespoints";                   ///< gnuplot's; dashed where it lies on an earlier curve
};

struct Axis {
  std::string label = {};
  bool logarithmic = false;
  double low = 0, high = 0;  ///< equal: as the curves want it; of x only the marks are set by hand
  std::string marks = {};    ///< gnuplot's, as "1, '1/2' 0.5"; empty: its own
};

struct CurvesPlot {
  std::string title = {};
  Axis x = {}, y = {};
  bool x_falls = false;  ///< from large to small
  std::vector<Curve> curves = {};
  std::vector<std::string> behind = {}, before = {};  ///< gnuplot's plots, such as bands and bounds
  std::string settings = {};                          ///< gnuplot's, before the plots
};

/// The body of a script for draw() (figure.hpp): the range of x leaves room for the labels, and no label covers
/// another.
/// Requires: points that are finite, and positive where an axis is logarithmic [others are left out]
/// Ensures:  empty if nothing can be drawn
[[nodiscard]] std::string curves_figure(CurvesPlot plot);

/// The places nearest to `wanted`, in the same order, that are `gap` apart or more (isotonic regression).
/// Requires: wanted in increasing order
[[nodiscard]] std::vector<double> spread(std::vector<double> wanted, double gap);

}  // namespace bros::plots
