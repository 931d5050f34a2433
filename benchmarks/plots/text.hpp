// Text and numbers as gnuplot, HTML, CSV and Markdown take them.
#pragma once

#include <string>
#include <vector>

namespace bros::plots {

/// For gnuplot between single quotes: _ and ^ stand as they are.
[[nodiscard]] std::string gnuplot_text(const std::string& text);
[[nodiscard]] std::string html_text(const std::string& text);
/// In quotes where it needs them.
[[nodiscard]] std::string csv_field(const std::string& text);
/// Empty if it is not finite.
[[nodiscard]] std::string csv_number(double value);
/// Rows of equal length, the first one the names.
using Table = std::vector<std::vector<std::string>>;
/// The columns line up.
[[nodiscard]] std::string markdown(const Table& rows);

}  // namespace bros::plots
