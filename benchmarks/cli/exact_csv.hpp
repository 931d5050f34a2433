// Tables of numbers in CSV files, read without rounding.
#pragma once

#include <bros/core/multiprecision.hpp>

#include <filesystem>
#include <string>

namespace bros::cli {

/// "-1.25e-3" or "1/3", exactly.
/// Requires: such a number, with an exponent of at most three digits [-> ArgumentError that names `field`]
rational exact_number(const std::string& field, const std::string& text);

/// A matrix, one row a line; empty lines are skipped.
/// Requires: a readable file, rows of equal length, numbers [-> ArgumentError that names `field`, line and column]
Matrix<rational> read_exact_matrix(const std::string& field, const std::filesystem::path& path);

}  // namespace bros::cli
