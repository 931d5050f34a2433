// SQLite, as much of it as the store needs: a database, a prepared statement, a transaction.
#pragma once

#include <bros/core/text.hpp>

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace bros::sweep {

/// What SQLite refused, in its own words or, where the system refused, in the system's. They may quote a damaged file.
struct SqlError : std::runtime_error {
  SqlError(int result, const std::string& words) : std::runtime_error(shown(words)), code(result) {}
  int code;  ///< primary result code
};

class Statement {
 public:
  Statement(sqlite3* database, const std::string& sql);

  /// Starts anew with these values for the parameters, in order.
  template <class... T>
  Statement& operator()(const T&... values) {
    reset();
    int i = 0;
    (bind(++i, values), ...);
    return *this;
  }
  void reset();
  void bind(int parameter, std::string_view text);
  void bind(int parameter, double value);
  template <std::integral T>
  void bind(int parameter, T value) {
    bind_integer(parameter, static_cast<std::int64_t>(value));
  }
  /// True as long as there is a row.
  bool step();
  /// Runs to its end, and says how many rows it changed.
  int run();

  /// Of a text or of bytes.
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] double real(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;

 private:
  void bind_integer(int parameter, std::int64_t value);
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  sqlite3* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// How a database is opened: made if need be, as it is, or as one that nobody can change, such as on a read-only
/// medium.
enum class Access { create, existing, frozen };

class Database {
 public:
  /// Requires: a file that can be opened so [-> SqlError]
  Database(const std::filesystem::path& file, Access access);
  void execute(const std::string& sql);
  [[nodiscard]] Statement prepare(const std::string& sql) { return {database_.get(), sql}; }
  [[nodiscard]] std::int64_t integer(const std::string& sql);
  [[nodiscard]] std::string text(const std::string& sql);

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  std::unique_ptr<sqlite3, Close> database_;
};

/// A transaction that holds the right to write from its beginning; without commit() it never was.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace bros::sweep
