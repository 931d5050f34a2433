// Text and numbers as gnuplot, HTML, CSV, JSON, Markdown and a shell take them.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace bros::plots {

/// For gnuplot between single quotes: _ and ^ stand as they are.
[[nodiscard]] std::string gnuplot_text(const std::string& text);
[[nodiscard]] std::string html_text(const std::string& text);
/// In quotes where it needs them.
[[nodiscard]] std::string csv_field(const std::string& text);
/// A document with its line feed. Bytes that are no UTF-8, as in the name of a file, become U+FFFD.
[[nodiscard]] std::string json_text(const nlohmann::json& document);
/// A word of a command line, which bash reads as it was: plain, in quotes, or as $'..' if it cannot be printed.
[[nodiscard]] std::string shell_word(const std::string& text);
/// Empty if it is not finite.
[[nodiscard]] std::string csv_number(double value);
/// Rows of equal length, the first one the names.
using Table = std::vector<std::vector<std::string>>;
/// The columns line up.
[[nodiscard]] std::string markdown(const Table& rows);

}  // namespace bros::plots
