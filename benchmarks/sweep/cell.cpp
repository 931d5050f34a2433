#include "cell.hpp"

#include <bros/core/number.hpp>

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace bros::sweep {

namespace {

std::uint64_t number(const std::string& condition, std::string_view text) {
  const auto value = whole_from<std::uint64_t>(text);
  require(value.has_value(), "--only", condition, "must give a whole number, or a range such as 256..4096");
  return *value;
}

}  // namespace

std::string column_names() {
  std::string names;
  for (const Column& column : columns) names += (names.empty() ? "" : ",") + std::string(column.name);
  return names;
}

std::string to_csv(const Cell& cell) {
  std::string line;
  for (const Column& column : columns) {
    if (&column != columns.data()) line += ',';
    std::visit([&](auto field) { line += fmt::format("{}", cell.*field); }, column.field);
  }
  return line;
}

std::string to_value(double number) { return std::isnan(number) ? "nan" : fmt::format("{}", number); }

double to_number(const std::string& value) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (value == "inf" || value == "-inf") return value[0] == '-' ? -infinity : infinity;
  return number_from<double>(value).value_or(std::numeric_limits<double>::quiet_NaN());
}

void require_plain(const Cell& cell) {
  for (const Column& column : columns)
    if (const auto* text = std::get_if<std::string Cell::*>(&column.field))
      require((cell.**text).find_first_of(",\"\r\n") == std::string::npos, column.name, cell.**text,
              "must be free of commas, quotes and line breaks");
}

std::uint32_t checksum(std::string_view bytes) {
  return static_cast<std::uint32_t>(crc32_z(0, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}

Filter::Filter(const std::string& conditions) {
  for (std::size_t begin = 0; !conditions.empty() && begin <= conditions.size();) {
    const std::string condition = conditions.substr(begin, conditions.find(',', begin) - begin);
    begin += condition.size() + 1;
    const std::size_t equals = condition.find('=');
    const auto column = std::find_if(columns.begin(), columns.end(),
                                     [&](const Column& c) { return condition.substr(0, equals) == c.name; });
    require(equals != std::string::npos && column != columns.end(), "--only", condition,
            "must be COLUMN=VALUE, the column one of " + column_names());
    const std::string value = condition.substr(equals + 1);
    auto& allowed = allowed_[static_cast<std::size_t>(column - columns.begin())];
    if (std::holds_alternative<std::string Cell::*>(column->field)) {
      allowed.emplace_back(value);
      continue;
    }
    const std::size_t dots = value.find("..");
    const Range range{number(condition, value.substr(0, dots)),
                      number(condition, dots == std::string::npos ? value : value.substr(dots + 2))};
    require(range.first <= range.second, "--only", condition, "must be a range that is not empty");
    allowed.emplace_back(range);
  }
}

bool Filter::matches(const Cell& cell) const {
  const auto holds = [&](const Column& column, const std::variant<std::string, Range>& allowed) {
    if (const auto* text = std::get_if<std::string>(&allowed))
      return cell.*std::get<std::string Cell::*>(column.field) == *text;
    const auto [low, high] = std::get<Range>(allowed);
    const std::uint64_t value = cell.*std::get<std::uint64_t Cell::*>(column.field);
    return low <= value && value <= high;
  };
  for (std::size_t c = 0; c < columns.size(); ++c)
    if (!allowed_[c].empty() && std::none_of(allowed_[c].begin(), allowed_[c].end(),
                                             [&](const auto& allowed) { return holds(columns[c], allowed); }))
      return false;
  return true;
}

}  // namespace bros::sweep
