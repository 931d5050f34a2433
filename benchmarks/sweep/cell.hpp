// What a sweep computes: one value a cell.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace bros::sweep {

/// The key of one result; together with the code that computes it (Store) it determines the result to the last bit.
struct Cell {
  std::string problem;
  std::string data;      ///< digest of the files that the problem is made of; empty if there are none
  std::string quantity;  ///< what the number is, such as mean_grad_norm_sq
  std::string method, action, sampler;
  std::string rank;         ///< of the subspaces, the blocks joined by +
  std::uint64_t level = 0;  ///< what is swept: the horizon K, or the length of a chain
  std::string scalar;
  std::uint64_t key = 0;  ///< of all random streams
  std::uint64_t seed = 0;

  friend auto operator<=>(const Cell&, const Cell&) = default;
};

struct Column {
  const char* name;
  std::variant<std::string Cell::*, std::uint64_t Cell::*> field;
};

/// In the order in which cells are compared.
inline constexpr std::array<Column, 11> columns{{{"problem", &Cell::problem},
                                                 {"data", &Cell::data},
                                                 {"quantity", &Cell::quantity},
                                                 {"method", &Cell::method},
                                                 {"action", &Cell::action},
                                                 {"sampler", &Cell::sampler},
                                                 {"rank", &Cell::rank},
                                                 {"level", &Cell::level},
                                                 {"scalar", &Cell::scalar},
                                                 {"key", &Cell::key},
                                                 {"seed", &Cell::seed}}};

/// The names of all columns, separated by commas.
[[nodiscard]] std::string column_names();

/// The fields of a cell, separated by commas.
/// Requires: texts without commas, quotes and line breaks [NOT checked: require_plain]
[[nodiscard]] std::string to_csv(const Cell& cell);

/// A number as the value of a cell: the fewest digits that give back its bits; all NaN are "nan".
[[nodiscard]] std::string to_value(double number);
/// The inverse: NaN for all that to_value does not write.
[[nodiscard]] double to_number(const std::string& value);

/// Requires: texts that can stand in CSV as they are [-> ArgumentError]
void require_plain(const Cell& cell);

/// CRC-32, for texts and bytes that must not change unnoticed.
[[nodiscard]] std::uint32_t checksum(std::string_view bytes);

/// A choice of cells, such as "problem=quadratic,method=bros,level=256..4096,seed=0..7": every column named must have
/// one of the values given for it. Ranges are closed, and for numbers only; a repeated column adds a value.
/// Requires: names of columns, and numbers where the column holds numbers [-> ArgumentError that names --only]
class Filter {
 public:
  Filter() = default;
  explicit Filter(const std::string& conditions);
  [[nodiscard]] bool matches(const Cell& cell) const;

 private:
  using Range = std::pair<std::uint64_t, std::uint64_t>;
  std::array<std::vector<std::variant<std::string, Range>>, columns.size()> allowed_;
};

}  // namespace bros::sweep
