#include "exact_csv.hpp"

#include <bros/core/number.hpp>
#include <bros/problem/io/read_text.hpp>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace bros::cli {

namespace {

using Integer = boost::multiprecision::cpp_int;

std::string_view trimmed(std::string_view text) {
  constexpr const char* blanks = " \t";
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  return text.substr(0, text.find_last_not_of(blanks) + 1);
}

std::optional<rational> exactly(std::string_view text) {
  const std::optional<Decimal> parts = decimal_from(text);
  if (!parts || std::abs(parts->exponent) > 999) return {};  // an exact number takes as many digits
  std::string digits = std::string(parts->whole) + std::string(parts->fraction);
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));  // a leading 0 would mean octal
  const int exponent = parts->exponent - static_cast<int>(parts->fraction.size());
  const Integer scale = boost::multiprecision::pow(Integer(10), static_cast<unsigned>(std::abs(exponent)));
  const rational size = exponent < 0 ? rational(Integer(digits), scale) : rational(Integer(digits) * scale);
  return parts->negative ? rational(-size) : size;
}

}  // namespace

rational exact_number(const std::string& field, const std::string& text) {
  const std::string_view entry = trimmed(text);
  const std::size_t slash = entry.find('/');
  std::optional<rational> value = exactly(entry.substr(0, slash));
  if (value && slash != entry.npos) {
    const std::optional<rational> below = exactly(entry.substr(slash + 1));
    value = below && *below != 0 ? std::optional(rational(*value / *below)) : std::nullopt;
  }
  if (!value) require(false, field.c_str(), text, "must be a finite number such as -1.25e-3 or 1/3");
  return *value;
}

Matrix<rational> read_exact_matrix(const std::string& field, const std::filesystem::path& path, Index largest) {
  const auto most = static_cast<std::size_t>(largest);
  std::istringstream in(read_text(field.c_str(), path, 2 * most * most * (longest_number + 1)));
  std::vector<std::vector<rational>> rows;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    const std::string here = field + " line " + std::to_string(number);
    if (line.ends_with('\r')) line.pop_back();
    if (trimmed(line).empty()) continue;
    rows.emplace_back();
    for (std::size_t begin = 0; begin <= line.size();) {
      const std::size_t end = std::min(line.find(',', begin), line.size());
      rows.back().push_back(exact_number(here, line.substr(begin, end - begin)));
      begin = end + 1;
      require(rows.size() <= most && rows.back().size() <= most, here.c_str(), "too large",
              "must be a table of at most " + std::to_string(most) + " x " + std::to_string(most));
    }
    require(rows.back().size() == rows[0].size(), here.c_str(), std::to_string(rows.back().size()) + " numbers",
            "must have " + std::to_string(rows[0].size()));
  }
  require(!rows.empty(), field.c_str(), path.string(), "is empty; a row of numbers a line is needed");
  Matrix<rational> matrix(static_cast<Index>(rows.size()), static_cast<Index>(rows[0].size()));
  for (Index i = 0; i < matrix.rows(); ++i)
    for (Index j = 0; j < matrix.cols(); ++j)
      matrix(i, j) = rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
  return matrix;
}

}  // namespace bros::cli
