#include "exact_csv.hpp"

#include <bros/core/error.hpp>

#include <fstream>
#include <regex>
#include <vector>

namespace bros::cli {

rational exact_number(const std::string& field, const std::string& text) {
  using Integer = boost::multiprecision::cpp_int;
  static const std::regex decimal(R"(\s*([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,3}))?\s*)");
  static const std::regex fraction(R"(\s*([+-]?)(\d+)/(\d+)\s*)");
  std::smatch part;
  const auto integer = [](const std::string& digits) {
    const auto first = digits.find_first_not_of('0');  // a leading 0 would mean octal
    return first == std::string::npos ? Integer(0) : Integer(digits.substr(first));
  };
  const auto negate_if = [&](const rational& value) { return part[1] == "-" ? rational(-value) : value; };
  if (std::regex_match(text, part, fraction) && integer(part[3]) != 0)
    return negate_if(rational(integer(part[2]), integer(part[3])));
  if (std::regex_match(text, part, decimal) && part[2].length() + part[3].length() > 0) {
    const int exponent = (part[4].length() > 0 ? std::stoi(part[4]) : 0) - static_cast<int>(part[3].length());
    const rational scale(boost::multiprecision::pow(Integer(10), static_cast<unsigned>(std::abs(exponent))));
    const rational digits(integer(part[2].str() + part[3].str()));
    return negate_if(exponent < 0 ? rational(digits / scale) : rational(digits * scale));
  }
  require(false, field.c_str(), "\"" + text + "\"", "must be a finite number such as -1.25e-3 or 1/3");
  return 0;
}

Matrix<rational> read_exact_matrix(const std::string& field, const std::filesystem::path& path) {
  std::ifstream in(path);
  require(in.good() && !std::filesystem::is_directory(path), field.c_str(), path.string(), "cannot be read");
  std::vector<std::vector<rational>> rows;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    rows.emplace_back();
    for (std::size_t begin = 0; begin <= line.size();) {
      const std::size_t end = std::min(line.find(',', begin), line.size());
      rows.back().push_back(exact_number(field + " line " + std::to_string(number), line.substr(begin, end - begin)));
      begin = end + 1;
    }
    require(rows.back().size() == rows[0].size(), (field + " line " + std::to_string(number)).c_str(),
            std::to_string(rows.back().size()) + " numbers", "must have " + std::to_string(rows[0].size()));
  }
  require(!rows.empty(), field.c_str(), path.string(), "is empty; a row of numbers a line is needed");
  Matrix<rational> matrix(static_cast<Index>(rows.size()), static_cast<Index>(rows[0].size()));
  for (Index i = 0; i < matrix.rows(); ++i)
    for (Index j = 0; j < matrix.cols(); ++j)
      matrix(i, j) = rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
  return matrix;
}

}  // namespace bros::cli
