// Tables of numbers in CSV files, read without rounding.
#pragma once

#include <bros/core/multiprecision.hpp>

#include <filesystem>
#include <string>

namespace bros::cli {

/// A number of decimal_from with a power of ten up to 999, or a quotient of two such as 1/3, exactly; blanks around it
/// do not matter.
/// Requires: such a number [-> ArgumentError that names `field`]
[[nodiscard]] rational exact_number(const std::string& field, const std::string& text);

/// A matrix, one row a line; empty lines are skipped.
/// Requires: a readable file, at most `largest` rows of equal length, at most that too, and numbers [-> ArgumentError
///           that names `field` and the line]
[[nodiscard]] Matrix<rational> read_exact_matrix(const std::string& field, const std::filesystem::path& path,
                                                 Index largest);

}  // namespace bros::cli
