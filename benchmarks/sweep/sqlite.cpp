#include "sqlite.hpp"

#include <sqlite3.h>

#include <cstring>

namespace bros::sweep {

namespace {

[[noreturn]] void refuse(sqlite3* database) {
  const int code = sqlite3_errcode(database), system = sqlite3_system_errno(database);
  const bool by_system = code == SQLITE_IOERR || code == SQLITE_CANTOPEN || code == SQLITE_FULL;
  throw SqlError(code, by_system && system != 0 ? std::strerror(system) : sqlite3_errmsg(database));
}

void require_ok(int result, sqlite3* database) {
  if (result != SQLITE_OK) refuse(database);
}

}  // namespace

Statement::Statement(sqlite3* database, const std::string& sql) : database_(database) {
  sqlite3_stmt* statement = nullptr;
  require_ok(sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr), database);
  statement_.reset(statement);
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

void Statement::reset() { sqlite3_reset(statement_.get()); }  // repeats the error of the last step, which was thrown

void Statement::bind(int parameter, std::string_view text) {
  require_ok(
      sqlite3_bind_text(statement_.get(), parameter, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT),
      database_);
}

void Statement::bind(int parameter, double value) {
  require_ok(sqlite3_bind_double(statement_.get(), parameter, value), database_);
}

void Statement::bind_integer(int parameter, std::int64_t value) {
  require_ok(sqlite3_bind_int64(statement_.get(), parameter, value), database_);
}

bool Statement::step() {
  switch (sqlite3_step(statement_.get())) {
    case SQLITE_ROW:
      return true;
    case SQLITE_DONE:
      reset();
      return false;
    default:
      refuse(database_);
  }
}

int Statement::run() {
  while (step()) continue;
  return sqlite3_changes(database_);
}

std::string Statement::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return text == nullptr ? std::string() : std::string(text, static_cast<std::size_t>(size));
}

double Statement::real(int column) const { return sqlite3_column_double(statement_.get(), column); }

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }

Database::Database(const std::filesystem::path& file, Access access) {
  sqlite3* database = nullptr;
  int flags = SQLITE_OPEN_NOMUTEX;
  std::string name = (file.is_absolute() ? file : "." / file).string();  // ":memory:" alone would be no file
  if (access == Access::frozen) {
    // As a URI, in which only these characters have a meaning of their own.
    std::string uri = "file:";
    for (const char c : name) uri += c == '%' ? "%25" : c == '?' ? "%3f" : c == '#' ? "%23" : std::string(1, c);
    name = uri + "?immutable=1";
    flags |= SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
  } else {
    flags |= SQLITE_OPEN_READWRITE | (access == Access::create ? SQLITE_OPEN_CREATE : 0);
  }
  const int result = sqlite3_open_v2(name.c_str(), &database, flags, nullptr);
  database_.reset(database);
  require_ok(result, database);
  sqlite3_busy_timeout(database, 60000);
}

void Database::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

void Database::execute(const std::string& sql) {
  require_ok(sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr), database_.get());
}

std::int64_t Database::integer(const std::string& sql) {
  Statement statement = prepare(sql);
  return statement.step() ? statement.integer(0) : 0;
}

std::string Database::text(const std::string& sql) {
  Statement statement = prepare(sql);
  return statement.step() ? statement.text(0) : std::string();
}

Transaction::Transaction(Database& database) : database_(database) { database_.execute("BEGIN IMMEDIATE"); }

Transaction::~Transaction() {
  if (!open_) return;
  try {
    database_.execute("ROLLBACK");
  } catch (const SqlError&) {  // SQLite has rolled it back itself
  }
}

void Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace bros::sweep
