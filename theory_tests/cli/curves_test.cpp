// Curves of a picture that a reader can tell apart: places of labels, dashes where curves coincide.
#include "../../benchmarks/plots/curves.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace bros::curves_test {

using plots::Curve;
using plots::curves_figure;
using plots::spread;

TEST(Spread, leaves_what_is_far_apart_and_moves_neighbours_no_further_than_they_must) {
  const std::vector<double> apart{0.1, 0.5, 0.9}, same = spread(apart, 0.1);
  for (std::size_t i = 0; i < apart.size(); ++i) EXPECT_NEAR(same[i], apart[i], 1e-12);
  const auto pair = spread({0.5, 0.5}, 0.1);
  EXPECT_NEAR(pair[0], 0.45, 1e-12);
  EXPECT_NEAR(pair[1], 0.55, 1e-12);
  const std::vector<double> wanted{0.0, 0.02, 0.03, 0.5, 0.51, 0.9};
  const auto places = spread(wanted, 0.06);
  double sum = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (i > 0) {
      EXPECT_GE(places[i] - places[i - 1], 0.06 - 1e-12);
    }
    sum += places[i] - wanted[i];
  }
  EXPECT_NEAR(sum, 0, 1e-12);  // what is least in squares has no drift
}

Curve line(const char* label, std::vector<std::pair<double, double>> points) {
  return {.label = label, .colour = "#000000", .data = "'f.csv' using 1:2", .points = std::move(points)};
}
std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++n;
  return n;
}

TEST(CurvesFigure, dashes_a_curve_that_lies_on_an_earlier_one_and_no_other) {
  const std::vector<std::pair<double, double>> one{{1, 1}, {2, 2}, {3, 3}}, cross{{1, 3}, {2, 2}, {3, 1}};
  EXPECT_EQ(count(curves_figure({.curves = {line("a", one), line("b", one)}}), " dt "), 1U);
  EXPECT_EQ(count(curves_figure({.curves = {line("a", one), line("b", cross)}}), " dt "), 0U) << "they only cross";
}
TEST(CurvesFigure, labels_every_curve_once_and_leaves_out_what_cannot_be_drawn) {
  const std::string body =
      curves_figure({.x = {.logarithmic = true},
                     .y = {.logarithmic = true},
                     .curves = {line("first", {{0, 1}, {1, 2}, {10, INFINITY}}), line("second", {{1, 5}, {10, 7}}),
                                line("gone", {{1, -1}, {2, NAN}})}});
  EXPECT_EQ(count(body, "set label 'first' at first 1,"), 1U) << body;
  EXPECT_EQ(count(body, "set label 'second' at first 10,"), 1U) << body;
  EXPECT_EQ(count(body, "gone"), 0U) << body;
  EXPECT_EQ(count(body, "nan"), 0U) << body;
}
TEST(CurvesFigure, of_nothing_is_no_plot) { EXPECT_EQ(curves_figure({}), ""); }

}  // namespace bros::curves_test
