// Cells as rows of a table.
#pragma once

#include "cell.hpp"
#include "sqlite.hpp"

#include <fmt/format.h>

namespace bros::sweep {

/// The columns of a table: "problem TEXT NOT NULL, data TEXT NOT NULL, .., ".
inline std::string cell_declarations() {
  std::string sql;
  for (const Column& c : columns)
    sql += fmt::format("{} {} NOT NULL, ", c.name, c.field.index() == 0 ? "TEXT" : "INTEGER");
  return sql;
}

/// "problem = ?1 AND data = ?2 .."; bind() gives the values.
inline std::string same_cell() {
  std::string sql;
  for (std::size_t i = 0; i < columns.size(); ++i)
    sql += fmt::format("{}{} = ?{}", i == 0 ? "" : " AND ", columns[i].name, i + 1);
  return sql;
}

inline void bind(Statement& statement, const Cell& cell) {
  statement.reset();
  for (std::size_t i = 0; i < columns.size(); ++i)
    std::visit([&](auto field) { statement.bind(static_cast<int>(i + 1), cell.*field); }, columns[i].field);
}

/// The cell in the first columns of a row.
inline Cell cell_in(const Statement& row) {
  Cell cell;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const int column = static_cast<int>(i);
    if (const auto* text = std::get_if<std::string Cell::*>(&columns[i].field))
      cell.*(*text) = row.text(column);
    else
      cell.*std::get<std::uint64_t Cell::*>(columns[i].field) = static_cast<std::uint64_t>(row.integer(column));
  }
  return cell;
}

}  // namespace bros::sweep
